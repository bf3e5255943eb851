"""What `intalgo run` and graphs choose: selectors, variables, what changed since a commit, and in which environment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Postgres
from repository import Repository
from support import Pod, PodMaker, duckdb_profile, postgres_profile

ALONE = {"INTALGO_URL": "", "INTALGO_RETRY_SECONDS": "2"}
NOTHING = "0" * 40
SELECTORS = """
selectors:
  - name: nightly
    definition: {union: [{method: tag, value: daily}, {method: fqn, value: where_i_am}]}
"""
WHERE = """
{{ config(enabled=target.name == 'prod') }}
select '{{ target.name }}' as target, '{{ var("region") }}' as region, {{ var("days", 0) + 1 }} as days
"""
PROJECT = "name: shop\nversion: '1.0.0'\nprofile: shop\nvars: {region: none}\n"


@pytest.fixture(scope="module")
def commit(repository: Repository) -> str:
    """One with a named selector, and a model that is there in production only."""
    return repository.commit({"selectors.yml": SELECTORS, "models/where_i_am.sql": WHERE, "dbt_project.yml": PROJECT})


@pytest.fixture(scope="module")
def changed(repository: Repository) -> str:
    return repository.commit({"models/spending.sql": "select customer_id, total from {{ ref('paid_orders') }}\n"})


@pytest.fixture
def run(pod: PodMaker, postgres: Postgres) -> Callable[..., Pod]:
    def made(*arguments: str, schema: str = "chosen", code: int = 0, **environment: str) -> Pod:
        pod_ = pod(**ALONE, **environment).profile(postgres_profile(postgres.port, schema=schema))
        assert pod_.run("run", *arguments) == code, pod_.output
        return pod_

    return made


def test_excludes(run: Callable[..., Pod], repository: Repository) -> None:
    made = run("--commit", repository.first, "--exclude", "spending", "resource_type:test")
    assert "intalgo: 1 ok, 0 error" in made.output


def test_runs_a_named_selector_with_variables_and_threads(
    run: Callable[..., Pod], postgres: Postgres, commit: str
) -> None:
    variables = '{"days": 6, "region": "o\'neill \\"north\\""}'.replace("'", "''")
    made = run(
        *("--commit", commit, "--selector", "nightly", "--vars", variables, "--threads", "3"),
        INTALGO_ENVIRONMENT="prod",
    )
    assert "Concurrency: 3 threads (target='prod')" in made.output
    assert postgres.query("select target, region, days from chosen.where_i_am") == [("prod", 'o\'neill "north"', 7)]
    assert postgres.query("select count(*) from chosen.paid_orders") == [(500,)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--selector", "hourly"], "Could not find selector named hourly"),
        (["--select", "state:modified"], "no comparison manifest"),
        (["--vars", "{days: [}"], "vars"),
        (["--state", "f" * 40], "the commit to compare with: commit ffff"),
        (["--state", "main"], "not a commit: 'main'"),
        (["--exclude=--full-refresh"], "not a dbt selector"),
    ],
)
def test_says_what_is_wrong(run: Callable[..., Pod], commit: str, arguments: list[str], words: str) -> None:
    made = run("--commit", commit, *arguments, code=2)
    assert words in made.output


def test_builds_what_differs_from_a_commit(run: Callable[..., Pod], repository: Repository, changed: str) -> None:
    made = run("--commit", changed, "--select", "state:modified", "--exclude", "source:*", "--state", NOTHING)
    assert "intalgo: 3 ok, 0 error" in made.output
    made = run("--commit", changed, "--select", "state:modified+", "--state", repository.first)
    assert "chosen.spending" in made.output
    assert "intalgo: 1 ok, 0 error" in made.output
    made = run("--commit", changed, "--select", "state:modified+", "--state", changed)
    assert "intalgo: 0 ok, 0 error" in made.output


def test_an_environment_is_no_difference(run: Callable[..., Pod], repository: Repository, changed: str) -> None:
    environment = {"INTALGO_ENVIRONMENT": "prod", "INTALGO_SCHEMA": "main_schema", "INTALGO_STATE_ENVIRONMENT": "dev"}
    run("--commit", changed, "--select", "paid_orders", **environment)
    made = run("--commit", changed, "--select", "state:modified", "--state", repository.first, **environment)
    assert "1 of 1 OK created sql view model main_schema.spending" in made.output


def test_reads_what_is_not_built_from_the_other_schema(
    pod: PodMaker, tmp_path: Path, repository: Repository, changed: str
) -> None:
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as database:
        database.execute("create schema shop")
        database.execute("create table shop.orders as select 1 as id, 2 as customer_id, 3 as total, true as paid")
    dev = pod(**ALONE, INTALGO_SCHEMA="dev", INTALGO_ENVIRONMENT="dev").profile(duckdb_profile(file))
    assert dev.run("run", "--commit", repository.first, "--select", "paid_orders") == 0
    prod = {"INTALGO_SCHEMA": "prod", "INTALGO_ENVIRONMENT": "prod"}
    state = {"INTALGO_STATE_SCHEMA": "dev", "INTALGO_STATE_ENVIRONMENT": "dev"}
    chosen = ["run", "--commit", changed, "--select", "state:modified+", "--state", repository.first]
    alone = pod(**ALONE, **prod, **state).profile(duckdb_profile(file))
    assert alone.run(*chosen) == 1
    assert "paid_orders does not exist" in alone.output
    deferred = pod(**ALONE, **prod, **state).profile(duckdb_profile(file))
    assert deferred.run(*chosen, "--defer") == 0
    with duckdb.connect(str(file), read_only=True) as database:
        assert database.execute("select total from prod.spending").fetchall() == [(3,)]


Ask = Callable[..., dict[str, Any]]


def models(result: dict[str, Any]) -> list[str]:
    assert result["ok"], result
    return [name.rpartition(".")[2] for name in result["selected"]]


def test_a_graph_is_that_of_the_environment(shop: Ask, commit: str) -> None:
    prod = {"name": "prod", "schema": "sales", "database": "warehouse"}
    result = shop("graph", commit=commit, selector="nightly", environment=prod, vars='{"days": 1}')
    assert models(result) == ["paid_orders", "where_i_am"]
    node = result["manifest"]["nodes"]["model.shop.where_i_am"]
    assert (node["schema"], node["database"], node["config"]["enabled"]) == ("sales", "warehouse", True)
    # And what is asked for without one is as it was.
    result = shop("graph", commit=commit, selector="nightly")
    assert models(result) == ["paid_orders"]
    assert result["manifest"]["nodes"]["model.shop.paid_orders"]["schema"] == "test_selection"


def test_a_graph_is_what_is_left_and_names_what_matched_nothing(shop: Ask) -> None:
    result = shop("graph", select=["spending", "gone", "tag:daily", "tag:never"], exclude=["paid_orders", "lost"])
    assert models(result) == ["spending"]
    assert result["unmatched"] == ["gone", "lost", "tag:never"]


def test_a_graph_compares_with_a_commit(shop: Ask, repository: Repository, changed: str) -> None:
    choose = {"commit": changed, "select": ["state:modified"]}
    assert models(shop("graph", **choose, state=repository.first)) == ["spending"]
    result = shop("graph", **choose, state=changed)
    assert (models(result), result["unmatched"]) == ([], [])
    assert models(shop("graph", **choose, state=NOTHING)) == ["paid_orders", "spending"]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"selector": "hourly"}, "Could not find selector named hourly"),
        ({"select": ["colour:red"]}, "colour"),
        ({"select": ["--vars"]}, "not a dbt selector"),
    ],
)
def test_a_graph_says_that_the_selection_is_wrong(shop: Ask, commit: str, task: dict[str, Any], words: str) -> None:
    result = shop("graph", commit=commit, **task)
    assert (result["ok"], result["step"]) == (False, "select")
    assert words in result["message"]
