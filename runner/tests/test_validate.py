"""Drafts, against a real dbt project and a real database."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Postgres
from operator_stub import OperatorStub
from repository import Repository
from support import PASSWORD, Pod, PodMaker, draft, duckdb_profile, postgres_profile, read_only

Ask = Callable[..., dict[str, Any]]
SOURCE = "{{ source('shop', 'orders') }}"
SLOW = "select pg_sleep(3600) as x"


def test_gives_columns_rows_and_the_compiled_sql(shop: Ask) -> None:
    sql = f"select customer_id, sum(total) as spent, max(paid::int) = 1 as any from {SOURCE} group by 1 -- by customer"
    result = shop("validate", **draft(sql))
    assert result["ok"], result
    assert result["columns"] == [
        {"name": "customer_id", "type": "integer"},
        {"name": "spent", "type": "numeric"},
        {"name": "any", "type": "boolean"},
    ]
    assert (result["rows"], result["truncated"], result["preview"]) == (100, True, None)
    assert '"shop"."shop"."orders"' in result["compiledSql"]


def test_gives_a_preview_only_when_asked(shop: Ask) -> None:
    sql = f"select id, total, null::date as day, repeat('x', 900) as long from {SOURCE} where id < 4 order by id"
    result = shop("validate", **{**draft(sql), "preview": True})
    assert result["rows"] == 3
    assert result["truncated"] is False
    assert result["preview"][0][:3] == [1, "1.50", None]
    assert len(result["preview"][0][3]) == 200


def test_builds_on_an_earlier_model(shop: Ask) -> None:
    result = shop("validate", **draft("select count(*) as n from {{ ref('spending') }}", name="counted"))
    # Compiled, and then the database's word: nobody built spending yet.
    assert (result["ok"], result["step"]) == (False, "explain")
    assert 'relation "test_validate.spending" does not exist' in result["message"]


def test_validates_an_analysis(shop: Ask) -> None:
    result = shop("validate", **draft(f"select max(total) as top from {SOURCE}", name="top", mode="Analysis"))
    assert result["ok"], result
    assert result["columns"] == [{"name": "top", "type": "numeric"}]


def test_takes_the_newest_commit_where_none_is_named(shop: Ask) -> None:
    assert shop("validate", **draft(f"select id from {SOURCE}"), commit=None)["ok"]


def test_keeps_the_databases_own_error(shop: Ask) -> None:
    result = shop("validate", **draft(f"select id, totl from {SOURCE}"))
    assert (result["ok"], result["step"]) == (False, "explain")
    assert 'column "totl" does not exist' in result["message"]
    assert "LINE 1" in result["message"]


def test_reports_an_error_that_only_running_shows(shop: Ask) -> None:
    result = shop("validate", **draft(f"select 1 / (id - id) as x from {SOURCE}"))
    assert (result["step"], result["message"]) == ("run", "division by zero")


def test_reports_dbts_own_error(shop: Ask) -> None:
    result = shop("validate", **draft("select * from {{ source('shop', 'ordrs') }}"))
    assert (result["ok"], result["step"]) == (False, "compile")
    assert "models/draft.sql" in result["message"]
    assert "ordrs" in result["message"]


def test_reports_a_broken_yaml(shop: Ask) -> None:
    task = draft(f"select id from {SOURCE}")
    result = shop("validate", **{**task, "files": {**task["files"], "models/draft.yml": "version: 2\nmodels: [\n"}})
    assert (result["ok"], result["step"]) == (False, "compile")
    assert "draft.yml" in result["message"]


# What the operator refuses before; here it gets as far as the database.
@pytest.mark.parametrize(
    "sql",
    [
        "select nextval('shop.numbers') as n",
        "select setval('shop.numbers', 7) as n",
        "select id from shop.orders for update",
        "select set_config('transaction_read_only', 'off', true), nextval('shop.numbers')",
        "select id from shop.orders where set_config('transaction_read_only', 'off', false) = '' and id = 1",
        "select pg_notify('channel', id::text), nextval('shop.numbers') from shop.orders",
    ],
)
def test_writes_nothing_in_the_read_only_session(shop: Ask, postgres: Postgres, sql: str) -> None:
    result = shop("validate", **draft(sql))
    assert result["ok"] is False
    assert "read-only" in result["message"] or "read-write" in result["message"]
    assert postgres.query("select is_called from shop.numbers") == [(False,)]


@pytest.mark.parametrize(
    "write",
    [
        "insert into shop.customers values (0, 'x') returning id",
        "update shop.customers set name = 'x' returning id",
        "delete from shop.orders returning id",
    ],
)
def test_writes_nothing_in_a_with(shop: Ask, postgres: Postgres, write: str) -> None:
    before = postgres.query("select count(*), max(name) from shop.customers")
    assert shop("validate", **draft(f"with x as ({write}) select id from x"))["ok"] is False
    assert postgres.query("select count(*), max(name) from shop.customers") == before


def test_the_database_itself_ends_what_takes_too_long(shop: Ask) -> None:
    result = shop("validate", **{**draft("select current_setting('statement_timeout') as ends"), "preview": True})
    assert result["preview"] == [["1min"]]


@pytest.mark.parametrize("second", ["drop table shop.customers", "commit; create table shop.left_behind ()"])
def test_runs_no_second_statement(shop: Ask, postgres: Postgres, second: str) -> None:
    result = shop("validate", **draft(f"select id from {SOURCE}; {second}"))
    assert (result["ok"], result["step"]) == (False, "compile")
    assert postgres.query("select to_regclass('shop.left_behind'), count(*) from shop.customers") == [(None, 200)]


@pytest.mark.parametrize("path", ["../x.sql", "/tmp/x.sql", "models/../../x.sql", ".git/config", "models/.GIT/x", ""])
def test_writes_no_file_outside_the_project(shop: Ask, path: str) -> None:
    task = draft(f"select id from {SOURCE}")
    result = shop("validate", **{**task, "files": {**task["files"], path: "x"}})
    assert (result["ok"], result["step"]) == (False, "git")
    assert "not a path inside" in result["message"]


def test_leaves_nothing_of_a_draft(shop: Ask) -> None:
    changed = {"models/paid_orders.sql": f"select id as other from {SOURCE}", "models/spending.sql": None}
    task = draft("select other from {{ ref('paid_orders') }}")
    shop("validate", **{**task, "files": {**task["files"], **changed}})
    repository = shop.worker.work / "repository"
    assert sorted(p.name for p in (repository / "models").glob("*.*")) == [
        "paid_orders.sql",
        "paid_orders.yml",
        "spending.sql",
    ]
    # And dbt forgot it too.
    again = shop("graph", select=[])
    assert again["selected"] == ["model.shop.paid_orders", "model.shop.spending"]


def test_names_a_commit_that_is_not_there(shop: Ask) -> None:
    result = shop("validate", **draft("select 1 as x"), commit="0" * 40)
    assert (result["ok"], result["step"]) == (False, "git")
    assert "is not on branch main" in result["message"]


@pytest.mark.parametrize("commit", ["--upload-pack=x", "main", "HEAD", "A" * 40])
def test_takes_only_a_hash_for_a_commit(shop: Ask, commit: str) -> None:
    assert "not a commit" in shop("validate", **draft("select 1 as x"), commit=commit)["message"]


def test_fetches_a_new_commit(shop: Ask, repository: Repository) -> None:
    commit = repository.commit({"models/later.sql": "select 1 as one"})
    result = shop("validate", **draft("select one from {{ ref('later') }}"), commit=commit)
    assert (result["step"], "test_validate.later" in result["message"]) == ("explain", True)


def test_a_task_of_an_unknown_shape_is_a_result_too(shop: Ask) -> None:
    result = shop("validate")
    assert (result["ok"], result["step"]) == (False, "run")
    assert "KeyError" in result["message"]
    assert shop("validate", **draft(f"select id from {SOURCE}"))["ok"]


def test_wrong_password(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod(DBT_ENV_SECRET_PASSWORD="wrong-password").profile(postgres_profile(postgres.port)).start("worker")
    operator.give("v", "validate", {"commit": None, **draft(f"select id from {SOURCE}")})
    result = operator.result("v")
    assert (result["ok"], result["step"]) == (False, "connect")
    assert 'password authentication failed for user "shop"' in result["message"]
    assert "wrong-password" not in made.output


def test_unreachable_host(pod: PodMaker, operator: OperatorStub) -> None:
    pod().profile(postgres_profile(1, host="no-such-host.invalid")).start("worker")
    operator.give("v", "validate", {"commit": None, **draft(f"select id from {SOURCE}")})
    result = operator.result("v")
    assert (result["ok"], result["step"]) == (False, "connect")
    assert "no-such-host.invalid" in result["message"]


def test_cancels_what_takes_too_long(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made: Pod = pod().profile(postgres_profile(postgres.port)).start("worker")
    quick = {"commit": None, **draft(f"select id from {SOURCE}")}
    operator.give("first", "validate", quick)
    assert operator.result("first")["ok"]
    operator.give("slow", "validate", {"commit": None, **draft(SLOW), "timeoutSeconds": 3})
    result = operator.result("slow")
    assert (result["ok"], result["step"]) == (False, "run")
    assert "not done after 3 seconds" in result["message"]
    assert running(postgres) == 0
    operator.give("next", "validate", quick)
    assert operator.result("next")["ok"]
    assert PASSWORD not in made.output


def test_cancels_what_begins_only_after_its_time(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    pod().profile(postgres_profile(postgres.port)).start("worker")
    # A cold dbt takes longer than this to begin.
    operator.give("slow", "validate", {"commit": None, **draft(SLOW), "timeoutSeconds": 1})
    assert "not done after 1 seconds" in operator.result("slow")["message"]
    assert running(postgres) == 0


def running(postgres: Postgres) -> int:
    """How many connections run SLOW."""
    sql = "select count(*) from pg_stat_activity where query like '%pg_sleep(3600)%' and pid <> pg_backend_pid()"
    return postgres.query(sql)[0][0]


def test_duckdb(pod: PodMaker, operator: OperatorStub, tmp_path: Any) -> None:
    import duckdb

    file = tmp_path / "database.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create schema shop; create sequence shop.numbers;"
            "create table shop.orders as select range as id, 1.5 as total from range(300)"
        )
    pod().profile(duckdb_profile(file)).start("worker")
    task = draft(f"select id, total from {SOURCE}")
    duckdb_draft = {"commit": None, "readOnly": read_only("duckdb")}
    operator.give("v", "validate", {**task, **duckdb_draft})
    result = operator.result("v")
    assert result["ok"], result
    assert result["columns"] == [{"name": "id", "type": "bigint"}, {"name": "total", "type": "decimal(2,1)"}]
    assert (result["rows"], result["truncated"]) == (100, True)
    # The file is free again for others while the worker lives.
    with duckdb.connect(str(file)) as connection:
        assert connection.execute("select count(*) from shop.orders").fetchone() == (300,)
    operator.give("bad", "validate", {"commit": None, **draft(f"select nope from {SOURCE}"), **duckdb_draft})
    assert 'Referenced column "nope" not found' in operator.result("bad")["message"]
    operator.give("write", "validate", {**draft("select nextval('shop.numbers') as n"), **duckdb_draft})
    assert "read-only mode" in operator.result("write")["message"]
    # Only the session was read-only, not the file.
    with duckdb.connect(str(file)) as connection:
        assert connection.execute("select nextval('shop.numbers')").fetchone() == (1,)
