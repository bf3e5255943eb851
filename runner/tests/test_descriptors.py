"""The check of the descriptors tells what is wrong with one."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "adapters"))
import descriptors
from dbt.adapters.postgres.connections import PostgresCredentials
from dbt.cli.flags import Flags
from dbt.cli.types import Command
from dbt.flags import set_flags
from intalgo_runner.secrets import PUBLIC_CREDENTIALS

ALL = [yaml.safe_load(file.read_text()) for file in sorted(descriptors.DESCRIPTORS.glob("*.yaml"))]
ALL = [descriptor for descriptor in ALL if isinstance(descriptor, dict)]


@pytest.fixture
def example() -> dict[str, Any]:
    set_flags(Flags.from_dict(Command.DEBUG, {}))
    found: dict[str, Any] = json.loads((descriptors.EXAMPLES / "postgres.json").read_text())[0]
    return found


@pytest.fixture
def postgres() -> dict[str, Any]:
    return next(descriptor for descriptor in ALL if descriptor["name"] == "postgres")


@pytest.mark.parametrize("name", ["postgres", "duckdb"])
def test_dbt_and_datahub_take_what_the_descriptors_say(name: str) -> None:
    assert descriptors.check(name) == []


def test_refuses_a_key_that_dbt_would_pass_over(example: dict[str, Any], tmp_path: Path) -> None:
    example["target"]["hots"] = "x"
    profile = descriptors.rendered(example, tmp_path)
    assert descriptors.profile_problems(profile) == ["dbt: hots is no key of the adapter"]


def test_refuses_a_value_of_another_type(example: dict[str, Any], tmp_path: Path) -> None:
    example["target"]["port"] = "many"
    (problem,) = descriptors.profile_problems(descriptors.rendered(example, tmp_path))
    assert "'many' is not of type 'integer'" in problem


def test_refuses_a_key_that_datahub_does_not_know(example: dict[str, Any], tmp_path: Path) -> None:
    example["recipe"]["source"]["config"]["hosts"] = ["${PROFILE_HOST}"]
    profile = descriptors.rendered(example, tmp_path)
    (problem,) = descriptors.recipe_problems(example, profile, tmp_path)
    assert problem == "DataHub: hosts: Extra inputs are not permitted"


def test_refuses_a_descriptor_with_keys_missing_or_too_many(postgres: dict[str, Any]) -> None:
    del postgres["settings"]["role"]
    postgres["settings"] = {**postgres["settings"], "warehouse": {"aliases": ["w"]}}
    assert descriptors.coverage_problems(postgres, [PostgresCredentials]) == [
        "warehouse is no key of the adapter",
        "w is no other name of warehouse",
        "the adapter's key role is neither a setting nor left_out",
    ]


@pytest.mark.parametrize("descriptor", ALL, ids=lambda d: d["name"])
def test_names_are_no_secrets_and_secrets_are(descriptor: dict[str, Any]) -> None:
    texts = {k: s for k, s in descriptor["settings"].items() if s.get("type", "string") == "string"}
    secret = {key.upper() for key, setting in texts.items() if setting.get("secret")}
    names = {key.upper() for key, setting in texts.items() if not setting.get("secret") and not setting.get("file")}
    assert secret & PUBLIC_CREDENTIALS == set()
    # In a profile written by hand, whose variables are called alike, it may have a password inside.
    assert names - PUBLIC_CREDENTIALS <= {"CONNECTION_STRING"}
