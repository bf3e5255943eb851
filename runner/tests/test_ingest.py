"""Ingestion with the real DataHub CLI."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Postgres
from intalgo_runner.ingest import count_tables, drop_samples
from operator_stub import OperatorStub
from support import PASSWORD, Pod, PodMaker, duckdb_profile, postgres_profile


def postgres_recipe(**changes: Any) -> dict[str, Any]:
    config = {
        "host_port": "${PROFILE_HOST}:${PROFILE_PORT}",
        "username": "${PROFILE_USER}",
        "password": "${PROFILE_PASSWORD}",
        "database": "${PROFILE_DBNAME}",
        "schema_pattern": {"allow": ["^shop$"]},
        "profiling": {"enabled": False},
    }
    return {"source": {"type": "postgres", "config": {**config, **changes}}}


def ingest(made: Pod, operator: OperatorStub, recipe: dict[str, Any], **task: Any) -> dict[str, Any]:
    """Runs the pod to its end; it ends well, whatever the crawl did."""
    operator.give("i", "ingest", {"recipe": recipe, "timeoutSeconds": 300, **task})
    assert made.run("ingest") == 0
    return operator.results["i"]


def fields(records: list[dict[str, Any]], table: str) -> dict[str, Any]:
    for record in records:
        for snapshot in (record.get("proposedSnapshot") or {}).values():
            if f".{table}," in snapshot["urn"]:
                aspects = {name.rsplit(".", 1)[-1]: value for a in snapshot["aspects"] for name, value in a.items()}
                return aspects["SchemaMetadata"]
        if record.get("aspectName") == "schemaMetadata" and f".{table}," in record["entityUrn"]:
            return record["aspect"]["json"]
    raise AssertionError(f"no schema of {table}")


def test_postgres_with_keys_and_comments(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod().profile(postgres_profile(postgres.port))
    result = ingest(made, operator, postgres_recipe(), adapter="postgres")
    assert result["ok"], result
    assert result["report"] == {"tables": 2, "warnings": []}
    customers, orders = fields(result["records"], "customers"), fields(result["records"], "orders")
    assert [f["fieldPath"] for f in customers["fields"] if f.get("isPartOfKey")] == ["id"]
    assert customers["fields"][1]["description"] == "As they sign"
    assert "customers" in orders["foreignKeys"][0]["foreignDataset"]
    # Neither printed, nor in the result, nor on the disc.
    written = [p.read_text(errors="replace") for p in made.work.rglob("*") if p.is_file()]
    for text in (made.output, json.dumps(result), *written):
        assert PASSWORD not in text


def test_calls_nobody_but_the_operator(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, tmp_path: Path
) -> None:
    # Python tells of every name looked up and every connection made, in each process of the pod.
    spy = tmp_path / "spy"
    spy.mkdir()
    (spy / "sitecustomize.py").write_text(
        "import sys\n"
        "def note(event, arguments):\n"
        "    if event in ('socket.getaddrinfo', 'socket.connect'):\n"
        f"        with open({str(spy / 'calls')!r}, 'a') as file:\n"
        "            print(event, arguments[0] if event.endswith('info') else arguments[1], file=file)\n"
        "sys.addaudithook(note)\n"
    )
    made = pod().profile(postgres_profile(postgres.port))
    made.environment["PYTHONPATH"] += f":{spy}"
    assert ingest(made, operator, postgres_recipe())["ok"]
    calls = (spy / "calls").read_text().splitlines()
    assert calls
    assert [c for c in calls if "localhost" not in c and "127.0.0.1" not in c and "::1" not in c] == []


def test_duckdb(pod: PodMaker, operator: OperatorStub, tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table customers (id integer primary key, name varchar not null)")
        connection.execute("create table orders (id integer, customer_id integer references customers (id))")
    config = {
        "platform": "duckdb",
        "connect_uri": "duckdb:///${PROFILE_PATH}",
        "options": {"connect_args": {"read_only": True}},
        "profiling": {"enabled": False},
    }
    result = ingest(pod().profile(duckdb_profile(file)), operator, {"source": {"type": "sqlalchemy", "config": config}})
    assert result["ok"], result
    assert result["report"]["tables"] == 2
    assert [f["fieldPath"] for f in fields(result["records"], "orders")["fields"]] == ["id", "customer_id"]


def test_a_duckdb_file_that_is_not_there_is_not_made(pod: PodMaker, operator: OperatorStub, tmp_path: Path) -> None:
    file = tmp_path / "missing.duckdb"
    result = ingest(pod().profile(duckdb_profile(file)), operator, {"source": {"type": "sqlalchemy", "config": {}}})
    assert (result["ok"], result["reason"]) == (False, "ConnectionFailed")
    assert "missing.duckdb" in result["message"]
    assert not file.exists()


def test_wrong_password(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod(DBT_ENV_SECRET_PASSWORD="wrong-password").profile(postgres_profile(postgres.port))
    result = ingest(made, operator, postgres_recipe())
    assert (result["ok"], result["reason"]) == (False, "AuthenticationFailed")
    assert 'password authentication failed for user "shop"' in result["message"]
    assert "wrong-password" not in made.output + json.dumps(result)


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"host": "no-such-host.invalid"}, "ConnectionFailed", "no-such-host.invalid"),
        ({"port": 1}, "ConnectionFailed", "onnection refused"),
        ({"dbname": "nowhere"}, "ConnectionFailed", 'database "nowhere" does not exist'),
        ({"port": "many"}, "ProfileInvalid", "many"),
        ({"password": "{{ env_var('NOT_SET') }}"}, "ProfileInvalid", "NOT_SET"),
        ({"type": "nosuchdb"}, "ProfileInvalid", "nosuchdb"),
        ({"host": None}, "ProfileInvalid", "None is not of type 'string'"),
    ],
)
def test_says_what_is_wrong_with_the_connection(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, changes: dict[str, Any], reason: str, words: str
) -> None:
    result = ingest(pod().profile(postgres_profile(postgres.port, **changes)), operator, postgres_recipe())
    assert (result["ok"], result["reason"]) == (False, reason), result
    assert words in result["message"]


def test_an_empty_schema_is_no_success(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    recipe = postgres_recipe(schema_pattern={"allow": ["^empty$"]})
    result = ingest(pod().profile(postgres_profile(postgres.port)), operator, recipe)
    assert (result["ok"], result["reason"]) == (False, "IngestionFailed")
    assert "found no table" in result["message"]


def test_a_recipe_that_datahub_refuses(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    result = ingest(pod().profile(postgres_profile(postgres.port)), operator, postgres_recipe(no_such_setting=1))
    assert (result["ok"], result["reason"]) == (False, "IngestionFailed")
    assert "no_such_setting" in result["message"]


def test_gives_up_in_time(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod().profile(postgres_profile(postgres.port))
    result = ingest(made, operator, postgres_recipe(), timeoutSeconds=0.5)
    assert (result["ok"], result["reason"]) == (False, "IngestionFailed")
    assert "not done after" in result["message"]


def test_another_adapter_than_the_profiles(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod().profile(postgres_profile(postgres.port))
    result = ingest(made, operator, postgres_recipe(), adapter="duckdb")
    assert (result["reason"], result["message"]) == ("ProfileInvalid", "the profile is for postgres, not for duckdb")


def test_sample_values_come_only_where_asked(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    profile = {"fieldPath": "name", "sampleValues": ["Ada"], "min": "Ada", "nullCount": 3}
    record = {"entityUrn": "u", "aspectName": "datasetProfile", "aspect": {"json": {"fieldProfiles": [profile]}}}
    drop_samples([record])
    assert profile == {"fieldPath": "name", "nullCount": 3}


def test_counts_datasets_that_have_fields() -> None:
    def record(urn: str, names: list[str]) -> dict[str, Any]:
        schema = {"fields": [{"fieldPath": name} for name in names]}
        return {"entityUrn": urn, "aspectName": "schemaMetadata", "aspect": {"json": schema}}

    assert count_tables([record("a", ["x"]), record("a", ["x"]), record("b", []), {"aspectName": "status"}]) == 1


def test_ends_when_the_ingestion_is_done_already(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    operator.give("v", "validate", {})
    made = pod().profile(postgres_profile(postgres.port))
    assert made.run("ingest") == 0
    assert "done already" in made.output
