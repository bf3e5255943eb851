"""The values of columns, from real databases."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Postgres
from operator_stub import OperatorStub
from support import PodMaker, duckdb_profile

Ask = Callable[..., dict[str, Any]]
READ_ONLY = ["set transaction read only"]


@pytest.fixture(scope="module")
def payments(postgres: Postgres, shop: Ask) -> Ask:
    postgres.query("create schema pay; create type pay.mood as enum ('glad', 'sad')")
    postgres.query(
        "create table pay.payments as select case when i % 3 = 0 then 'PAID' else 'O''PEN' end as status,"
        " 'person ' || i as person, repeat('x', 70) as essay, 'n' || i % 60 as many, 'glad'::pay.mood as mood,"
        " case when i < 9 then 'only one ' || i end as rare, null::text as nothing from generate_series(1, 1000) i"
    )
    return lambda *columns, table="payments", **more: shop(
        "values", readOnly=READ_ONLY, tables=[{"schema": "pay", "name": table, "columns": list(columns)}], **more
    )


def test_finds_values_the_most_frequent_first(payments: Ask) -> None:
    result = payments("status", "mood")
    assert result["ok"], result
    assert result["tables"] == {"pay.payments": {"status": ["O'PEN", "PAID"], "mood": ["glad"]}}
    assert result["left"] == 0


def test_keeps_what_is_long_various_or_there_once_to_itself(payments: Ask) -> None:
    assert payments("person", "essay", "many", "rare", "nothing")["tables"] == {}


def test_goes_on_after_what_it_may_not_read(payments: Ask) -> None:
    assert payments("gone", 'quo"ted', "status")["tables"] == {"pay.payments": {"status": ["O'PEN", "PAID"]}}
    assert payments("status", table="none")["tables"] == {}


def test_names_are_no_sql(payments: Ask, postgres: Postgres) -> None:
    payments('status" from pay.payments; drop table pay.payments; --')
    assert postgres.query("select count(*) from pay.payments") == [(1000,)]


def test_duckdb(pod: PodMaker, operator: OperatorStub, tmp_path: Path) -> None:
    file = tmp_path / "database.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table t as select case when i % 2 = 0 then 'a' else 'b' end as kind from range(9) r(i)"
        )
    pod().profile(duckdb_profile(file)).start("worker")
    tables = [{"schema": "main", "name": "t", "columns": ["kind", "gone"]}]
    operator.give("values-1", "values", {"tables": tables, "readOnly": []})
    assert operator.result("values-1")["tables"] == {"main.t": {"kind": ["a", "b"]}}
