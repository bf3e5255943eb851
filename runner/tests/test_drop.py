"""Relations that dbt built and nobody has any more, in real databases."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Postgres
from operator_stub import OperatorStub
from repository import Repository
from support import PodMaker, duckdb_profile

Ask = Callable[..., dict[str, Any]]


def _relations(postgres: Postgres) -> set[str]:
    sql = "select relname from pg_class where relnamespace = 'test_drop'::regnamespace and relkind in ('r', 'v')"
    return {name for (name,) in postgres.query(sql)}


@pytest.fixture
def left(shop: Ask, postgres: Postgres) -> None:
    """What a renamed model leaves behind: a table, and a view."""
    assert shop("build", select=["paid_orders"])["ok"]
    postgres.query("drop table if exists test_drop.old cascade; create table test_drop.old as select 1 as x")
    postgres.query("create or replace view test_drop.old_view as select 1 as x")


def test_drops_tables_and_views(shop: Ask, left: None, postgres: Postgres) -> None:
    for name in ("old", "old_view"):
        result = shop("drop", relation=f"shop.test_drop.{name}")
        assert (result["ok"], result.get("dropped")) == (True, True), result
    assert _relations(postgres) == {"paid_orders"}


def test_takes_what_is_gone_for_done(shop: Ask, left: None) -> None:
    assert shop("drop", relation="shop.test_drop.never_there")["dropped"] is False
    assert shop("drop", relation="shop.no_such_schema.x")["dropped"] is False


@pytest.mark.parametrize(
    ("relation", "owner"),
    [("shop.test_drop.paid_orders", "model.shop.paid_orders"), ("shop.shop.ORDERS", "source.shop.shop.orders")],
)
def test_leaves_what_the_project_has(shop: Ask, left: None, postgres: Postgres, relation: str, owner: str) -> None:
    result = shop("drop", relation=relation)
    assert (result["ok"], result["step"]) == (False, "drop")
    assert owner in result["message"]
    assert "paid_orders" in _relations(postgres)


def test_leaves_what_others_built_over_it(shop: Ask, left: None, postgres: Postgres) -> None:
    postgres.query("create view test_drop.theirs as select * from test_drop.old")
    result = shop("drop", relation="shop.test_drop.old")
    assert (result["ok"], result["step"]) == (False, "drop")
    assert "other objects depend on it" in result["message"]
    assert {"old", "theirs"} <= _relations(postgres)
    postgres.query("drop view test_drop.theirs")
    assert shop("drop", relation="shop.test_drop.old")["dropped"] is True


def test_says_what_is_no_relation(shop: Ask) -> None:
    assert "database.schema.name" in shop("drop", relation="orders")["message"]


def test_drops_in_duckdb(pod: PodMaker, operator: OperatorStub, repository: Repository, tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table old as select 1 as x; create view old_view as select * from old")
    pod().profile(duckdb_profile(path)).start("worker")
    for name in ("old_view", "old"):
        operator.give(name, "drop", {"commit": repository.first, "relation": f"shop.main.{name}"})
        result = operator.result(name)
        assert (result["ok"], result.get("dropped")) == (True, True), result
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("show tables").fetchall() == []
