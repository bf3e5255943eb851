"""What must not be seen is not."""

import json
import random
import string
from pathlib import Path
from urllib.parse import quote

import pytest
from intalgo_runner.secrets import MASK, Secrets


def test_masks_what_the_environment_calls_secret() -> None:
    secrets = Secrets.from_environment(
        {"DBT_ENV_SECRET_PASSWORD": "hunter22", "INTALGO_DATAHUB_TOKEN": "datahub1", "X": "open"}
    )
    assert secrets.scrub("hunter22 datahub1 open") == f"{MASK} {MASK} open"


def test_leaves_a_users_name_which_errors_need() -> None:
    secrets = Secrets.from_environment({"DBT_ENV_SECRET_USER": "shop", "DBT_ENV_SECRET_PASSWORD": "shop-password"})
    error = 'relation "shop.orders" does not exist'
    assert secrets.scrub(error) == error


def test_learns_the_secrets_of_files(tmp_path: Path) -> None:
    file = tmp_path / "keyfile"
    file.write_text(json.dumps({"client_email": "a@b.test", "private_key": "-----BEGIN\nMIIEvQIBADANBgkqh\n"}))
    secrets = Secrets()
    secrets.add_file(file)
    assert secrets.scrub("a@b.test: MIIEvQIBADANBgkqh") == f"a@b.test: {MASK}"


@pytest.mark.parametrize("seed", range(200))
def test_no_form_of_any_secret_survives(seed: int) -> None:
    chance = random.Random(seed)
    signs = string.printable + "äß€🔑"
    values = ["".join(chance.choices(signs, k=chance.randint(6, 40))).strip() + "end" for _ in range(3)]
    secrets = Secrets()
    secrets.add_profile(
        {"host": "db", "password": values[0], "keyfile_json": {"private_key": values[1]}, "token": values[2]}
    )
    for value in values:
        text = f"connection to postgres://u:{quote(value, safe='')}@db failed: {value!s} is wrong"
        scrubbed = secrets.scrub(text)
        assert value not in scrubbed
        assert quote(value, safe="") not in scrubbed


def test_knows_secrets_of_a_profile_by_their_keys() -> None:
    secrets = Secrets()
    profile = {
        "host": "database",
        "user": "someone",
        "port": 5432,
        "pass": "p4ssw0rd",
        "threads": 4,
        "sslmode": "require",
    }
    secrets.add_profile(profile)
    assert secrets.scrub(json.dumps(profile)) == json.dumps({**profile, "pass": MASK})


def test_masks_the_lines_of_a_key() -> None:
    secrets = Secrets()
    secrets.add_profile({"private_key": "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END KEY-----"})
    assert "MIIEvQIBADANBgkqhkiG" not in secrets.scrub("could not read line 'MIIEvQIBADANBgkqhkiG'")
