"""Ingestion with the real DataHub CLI."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Postgres
from intalgo_runner.preflight import reason
from intalgo_runner.records import count_tables, drop_samples
from intalgo_runner.report import Report, lost
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
    assert operator.progress[0] == {"connected": True, "tables": 0}
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
    assert (result["ok"], result["reason"]) == (False, "DatabaseNotFound")
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
        ({"dbname": "nowhere"}, "DatabaseNotFound", 'database "nowhere" does not exist'),
        ({"port": "many"}, "ProfileInvalid", "many"),
        ({"password": "{{ env_var('NOT_SET') }}"}, "ProfileInvalid", "NOT_SET"),
        ({"type": "nosuchdb"}, "DriverMissing", "nosuchdb"),
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


def test_only_connects_where_nothing_more_is_asked_for(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub
) -> None:
    result = ingest(pod().profile(postgres_profile(postgres.port)), operator, {}, probe=True)
    assert result["ok"]
    assert "records" not in result
    assert operator.progress == [{"connected": True, "tables": 0}]


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


def reader(postgres: Postgres, *grants: str) -> str:
    """A role that may do no more than it is granted, and schemas for it to try."""
    password = PASSWORD.replace("'", "''")
    postgres.query("drop schema if exists open, closed cascade; drop role if exists reader")
    postgres.query(
        f"create role reader login password '{password}'; create schema open; create schema closed;"
        "create table open.a (id int primary key, x text); create table open.b (id int references open.a (id));"
        "create table open.c (id int, hidden text); create view open.v as select * from open.b;"
        "create table closed.d (id int); create table closed.e (id int);" + ";".join(grants)
    )
    return postgres_profile(postgres.port, user="reader")


def test_leaves_out_what_the_user_may_not_read_and_says_so(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub
) -> None:
    profile = reader(
        postgres,
        "grant usage on schema open to reader",
        "grant select on open.a to reader",
        "grant select (id) on open.c to reader",
        "grant select on closed.e to reader",
    )
    recipe = postgres_recipe(schema_pattern={"allow": ["^open$", "^closed$"]})
    result = ingest(pod().profile(profile), operator, recipe)
    assert result["ok"], result
    assert result["report"] == {
        "tables": 2,
        "warnings": [
            "closed: no right to USE the schema: 2 tables left out",
            "open.b: no right to SELECT: left out",
            "open.c: no right to read hidden: left out",
            "open.v: no right to SELECT: left out",
        ],
    }
    assert [f["fieldPath"] for f in fields(result["records"], "open.c")["fields"]] == ["id"]
    assert "closed.e" not in json.dumps(result["records"])
    by_adapter = {"source": "Adapter", "include": ["open.*", "closed.*"]}
    plain = ingest(pod().profile(profile), operator, {}, **by_adapter)
    assert {t["name"]: [c["name"] for c in t["columns"]] for t in plain["tables"]} == {"a": ["id", "x"], "c": ["id"]}
    assert plain["report"] == result["report"]


def test_a_user_who_may_read_nothing(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    recipe = postgres_recipe(schema_pattern={"allow": ["^open$"]})
    result = ingest(pod().profile(reader(postgres)), operator, recipe)
    assert (result["ok"], result["reason"]) == (False, "IngestionFailed")
    assert "open: no right to USE the schema: 4 tables left out" in result["message"]


def test_a_user_who_may_not_connect(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    profile = reader(postgres, "revoke connect on database shop from public")
    try:
        result = ingest(pod().profile(profile), operator, postgres_recipe())
    finally:
        postgres.query("grant connect on database shop to public")
    assert (result["ok"], result["reason"]) == (False, "PermissionDenied"), result


def test_wide_tables_and_names_in_every_script(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    columns = ", ".join(f"c{n} integer" for n in range(1600))
    names = ["Größe.ä b", "日本 $1", 'so "said"', "счёт"]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    postgres.query("drop schema if exists odd cascade; create schema odd;" + f"create table odd.wide ({columns});")
    for name in quoted:
        postgres.query(f"create table odd.{name} ({name} integer primary key)")
    recipe = postgres_recipe(schema_pattern={"allow": ["^odd$"]})
    result = ingest(pod().profile(postgres_profile(postgres.port)), operator, recipe)
    assert result["report"] == {"tables": 5, "warnings": []}
    assert len(fields(result["records"], "wide")["fields"]) == 1600
    for name in names:
        assert [f["fieldPath"] for f in fields(result["records"], name)["fields"]] == [name]


@pytest.mark.parametrize("source", ["DataHub", "Adapter"])
def test_a_database_that_goes_away_is_no_smaller_catalog(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, source: str
) -> None:
    made = pod().profile(postgres_profile(postgres.port))
    operator.give("i", "ingest", {"recipe": postgres_recipe(), "source": source, "timeoutSeconds": 300})
    made.start("ingest")
    with operator.changed:
        assert operator.changed.wait_for(lambda: operator.progress, 90)
    postgres.query("alter database shop allow_connections false", database="postgres")
    try:
        result = operator.result("i")
    finally:
        postgres.query("alter database shop allow_connections true", database="postgres")
    assert (result["ok"], result["reason"]) == (False, "ConnectionFailed"), result
    assert "lost half-way" in result["message"]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("1049 (42000): Unknown database 'shop'", "DatabaseNotFound"),
        ("1044 (42000): Access denied for user 'a'@'%' to database 'shop'", "PermissionDenied"),
        ("1045 (28000): Access denied for user 'a'@'localhost' (using password: YES)", "AuthenticationFailed"),
        ("[01000] Can't open lib 'ODBC Driver 18 for SQL Server' : file not found", "DriverMissing"),
        ('Cannot open database "shop" requested by the login. The login failed.', "DatabaseNotFound"),
        ("Login failed for user 'sa'.", "AuthenticationFailed"),
        ("ORA-01017: invalid username/password; logon denied", "AuthenticationFailed"),
        ("250001 (08001): Incorrect username or password was specified.", "AuthenticationFailed"),
        ('could not translate host name "x" to address', "ConnectionFailed"),
    ],
)
def test_tells_what_a_driver_means(message: str, expected: str) -> None:
    assert reason(message) == expected


def report(level: str, *context: str) -> Report:
    entry = {"title": None, "message": "Error processing table", "context": list(context)}
    return Report.read({"source": {"report": {level: [entry]}}}, {"dbname": "shop", "password": "hunter2"})


def test_reads_datahubs_report_as_a_person_would() -> None:
    driver = "(psycopg2.errors.InsufficientPrivilege) permission denied for table pay"
    denied = f"{driver}\n\n[SQL: select 1]\n(Background on this error at: x)"
    found = report(
        "warnings",
        f"hr.pay <class 'sqlalchemy.exc.ProgrammingError'>: {denied}",
        "hr.***REDACTED:PROFILE_DBNAME***",
        "***REDACTED:PROFILE_PASSWORD***",
    )
    assert found.warnings == [
        "hr.pay: permission denied for table pay",
        "hr.shop: Error processing table",
        "*****: Error processing table",
    ]
    assert found.partial
    assert not lost(found.warnings)


def test_tells_a_denied_schema_from_a_lost_database() -> None:
    assert report("failures", "hr <class 'E'>: permission denied for schema hr").partial
    assert not report("failures", "hr <class 'E'>: column x is odd").partial
    # What DataHub says of each table after that: it goes on, and finds them gone.
    after = "hr.pay <class 'E'>: Can't reconnect until invalid transaction is rolled back."
    for words in ("hr.pay <class 'E'>: server closed the connection unexpectedly", after):
        assert lost(report("warnings", words).warnings)
