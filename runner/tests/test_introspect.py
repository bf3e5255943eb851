"""A schema read through dbt's own adapter."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Postgres
from intalgo_runner.patterns import Patterns
from operator_stub import OperatorStub
from support import Pod, PodMaker, duckdb_profile, postgres_profile


def introspect(made: Pod, operator: OperatorStub, **task: Any) -> dict[str, Any]:
    operator.give("i", "ingest", {"source": "Adapter", "timeoutSeconds": 300, **task})
    assert made.run("ingest") == 0
    return operator.results["i"]


def names(result: dict[str, Any]) -> list[str]:
    assert result["ok"], result
    return sorted(f"{t['database']}.{t['schema']}.{t['name']}" for t in result["tables"])


def test_postgres_with_comments(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    result = introspect(pod().profile(postgres_profile(postgres.port)), operator, include=["shop.*"])
    assert names(result) == ["shop.shop.customers", "shop.shop.orders"]
    assert result["report"] == {"tables": 2, "warnings": []}
    assert result["tables"][0] == {
        "database": "shop",
        "schema": "shop",
        "name": "customers",
        "kind": "TABLE",
        "description": "Who buys",
        "columns": [
            {"name": "id", "type": "integer", "description": ""},
            {"name": "name", "type": "text", "description": "As they sign"},
            {"name": "joined", "type": "date", "description": ""},
        ],
    }


def test_reads_only_what_is_wanted(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod().profile(postgres_profile(postgres.port))
    result = introspect(made, operator, include=["shop.shop.*", "public"], exclude=["*.ORDERS"])
    assert names(result) == ["shop.shop.customers"]


def test_several_databases_and_one_that_cannot_be_reached(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub
) -> None:
    made = pod().profile(postgres_profile(postgres.port))
    result = introspect(made, operator, include=["shop"], databases=["postgres", "nowhere", "shop"])
    assert names(result) == ["shop.shop.customers", "shop.shop.orders"]
    assert len(result["report"]["warnings"]) == 1
    assert 'database "nowhere" does not exist' in result["report"]["warnings"][0]


def test_nothing_found_is_no_success(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    result = introspect(pod().profile(postgres_profile(postgres.port)), operator, include=["empty.*"])
    assert (result["ok"], result["reason"]) == (False, "IngestionFailed")
    assert "found no table" in result["message"]


def test_gives_up_in_time(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    result = introspect(pod().profile(postgres_profile(postgres.port)), operator, timeoutSeconds=0.01)
    assert (result["ok"], result["reason"]) == (False, "IngestionFailed")
    assert "postgres was not done after" in result["message"]


def test_duckdb_and_leaves_it_as_it_was(pod: PodMaker, operator: OperatorStub, tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema sales; create table sales.orders (id integer, total decimal(10, 2))")
        connection.execute('create view "big $penders" as select * from sales.orders where total > 100')
    before = file.read_bytes()
    result = introspect(pod().profile(duckdb_profile(file)), operator)
    assert names(result) == ["shop.main.big $penders", "shop.sales.orders"]
    assert [table["kind"] for table in result["tables"]] == ["VIEW", "TABLE"]
    assert [column["type"] for column in result["tables"][1]["columns"]] == ["INTEGER", "DECIMAL(10,2)"]
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("include", "exclude", "wanted"),
    [
        ([], [], True),
        (["shop"], [], True),
        (["SHOP.ord*"], [], True),
        (["db.shop.orders"], [], True),
        (["other.shop.orders"], [], False),
        (["shop.order"], [], False),
        (["shop.*"], ["*.orders"], False),
        ([], ["db.*.*"], False),
        (["s_op.*"], [], False),
    ],
)
def test_patterns(include: list[str], exclude: list[str], wanted: bool) -> None:
    patterns = Patterns(include, exclude)
    assert (patterns.may_have("shop") and patterns.have("db", "shop", "orders")) == wanted
