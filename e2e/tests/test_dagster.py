"""Dagster materialises the assets: by pods of a cluster, and by the dbt of its own image."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster import Cluster
from orchestrated import Orchestrated, committed, orchestrated
from test_targets import COMMIT, GOLDEN
from tools import Dagster, environment, mount, read

# What the chart dagster-user-deployments gives to a code location.
RIGHTS = [{"apiGroups": [""], "resources": ["pods", "pods/log", "pods/status"], "verbs": ["*"]}]
# One model by hand, which cannot pass its test.
BY_HAND = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "models/cheap.sql": "{{ config(materialized='table') }} select 1 as amount union all select 2",
    "tests/cheap_is_dear.sql": "select * from {{ ref('cheap') }} where amount < 2",
}
# The project that the golden files are about.
TABLE = "{{ config(materialized='table') }} "
PROJECT = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "models/sources.yml": "sources: [{name: public, schema: main, tables: [{name: orders}, {name: customers}]}]\n",
    "models/paid_orders.sql": TABLE
    + "select id, '{{ var('min_date') }}' as since, '{{ var('max_date') }}' as until, '{{ var('currency') }}' as money "
    + "from {{ source('public', 'orders') }}",
    "models/stock.sql": TABLE + "select 9 as id",
    "models/top_customers.sql": TABLE
    + "select id from {{ ref('paid_orders') }} union all select id from {{ source('public', 'customers') }}",
    "tests/unique_top_customers_id.sql": "select id from {{ ref('top_customers') }} group by id having count(*) > 1",
    "tests/relationships_top_customers_paid_orders.sql": "select * from {{ ref('top_customers') }} "
    + "where id not in (select id from {{ ref('paid_orders') }})",
    "tests/relationships_stock_paid_orders.sql": "select * from {{ ref('stock') }} "
    + "where id not in (select id from {{ ref('paid_orders') }})",
}


class Team(Orchestrated):
    """With a Dagster that may run pods there."""

    def run(self, deployment: str, folder: Path) -> dict[str, Any]:
        mounted = mount(self.files[deployment], folder / deployment)
        dagster = Dagster(folder / "home", KUBECONFIG=str(self.kubeconfig))
        dagster.validate(mounted)
        return dagster.materialize(mounted)


@pytest.fixture(scope="module")
def team(shop: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("dagster")
    with orchestrated(shop, "dagster", RIGHTS, BY_HAND, {"paid", "largest"}, folder) as team:
        yield Team(**vars(team))


@pytest.mark.parametrize("deployment", ["whole", "each"])
def test_dagster_materializes_by_pods(team: Team, tmp_path: Path, deployment: str) -> None:
    team.shop.sql(f"drop table if exists {team.schema}.paid, {team.schema}.largest cascade")
    run = team.run(deployment, tmp_path)
    assert run["succeeded"]
    assert run["materialized"].keys() == {"paid", "largest"}
    assert run["materialized"]["largest"]["dagster/row_count"] == 3
    assert run["materialized"]["paid"]["dagster/relation_identifier"] == f"shop.{team.schema}.paid"
    assert run["checked"].keys() == checks(team.files[deployment])
    assert set(run["checked"].values()) <= {"passed"}
    assert team.rows("largest") == 3
    told = team.told(deployment, run["id"])
    assert (told["succeeded"], told["built"]) == (True, 2)


def checks(files: dict[str, str]) -> set[str]:
    steps = json.loads(files["graph.json"])["steps"]
    return {check["name"] for step in steps for asset in step["assets"] for check in asset.get("checks", [])}


def test_a_dbt_test_that_fails_is_a_failed_check_of_what_was_built(team: Team, tmp_path: Path) -> None:
    run = team.run("cheap", tmp_path)
    assert not run["succeeded"]
    assert run["materialized"]["cheap"]["dagster/row_count"] == 2
    assert run["checked"] == {"cheap_is_dear": "ERROR"}
    assert team.told("cheap", run["id"])["failed"] == ["cheap_is_dear"]
    assert team.rows("cheap") == 2


def test_no_credential_is_in_the_files(team: Team) -> None:
    password = team.shop.secret("shop-db", "password")
    for files in team.files.values():
        assert "secretKeyRef" in files["graph.json"]
        assert password not in str(files)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A DuckDB with the tables that the project reads."""
    database = tmp_path / "shop.duckdb"
    sql("create table orders as select 1 as id; create table customers as select 1 as id", database)
    return database


def sql(statement: str, database: Path) -> list[list[Any]]:
    query = "duckdb.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()"
    program = f"import duckdb, json, sys; print(json.dumps({query}))"
    python = environment("dagster-dbt") / "bin" / "python"
    return json.loads(subprocess.check_output([python, "-c", program, database, statement], text=True))


def test_dagster_materializes_by_the_dbt_of_its_image(warehouse: Path, tmp_path: Path) -> None:
    """A partition of the golden files' project, at its commit, of which two tests fail."""
    commit = committed(PROJECT, tmp_path / "repository")
    committed_later(tmp_path / "repository")
    profile = {"type": "duckdb", "path": str(warehouse), "schema": "main"}
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "profiles.yml").write_text(json.dumps({"shop": {"target": "prod", "outputs": {"prod": profile}}}))
    dagster = Dagster(
        tmp_path / "home",
        "dagster-dbt",
        INTALGO_GIT_URL=f"file://{tmp_path}/repository",
        INTALGO_PROFILES_DIR=str(profiles),
        INTALGO_PROFILE="shop",
        INTALGO_SCHEMA="analytics",
        INTALGO_ENVIRONMENT="nightly",
    )
    # The golden files' commit and the tests' ids are made up.
    files = {
        name: re.sub(r"(test\.shop\.\w+)\.\d", r"\1", text.replace(COMMIT, commit))
        for name, text in read(GOLDEN / "dagster-image").items()
    }
    mounted = mount(files, tmp_path / "definitions")
    dagster.validate(mounted)
    run = dagster.materialize(mounted, "--partition", "2026-01-02")

    assert not run["succeeded"]
    assert run["materialized"].keys() == {"paid_orders", "stock", "top_customers"}
    assert run["materialized"]["stock"]["dagster/relation_identifier"] == "shop.analytics.stock"
    assert run["partitions"] == ["2026-01-02"]
    assert run["checked"] == {
        "unique_top_customers_id": "ERROR",
        "relationships_top_customers_paid_orders": "passed",
        "relationships_stock_paid_orders": "ERROR",
    }
    assert sql("select since, until, money from analytics.paid_orders", warehouse) == [
        ["2026-01-02T00:00:00+01:00", "2026-01-03T00:00:00+01:00", "EUR"]
    ]


def committed_later(repository: Path) -> None:
    """A commit that no Deployment has come to yet."""
    (repository / "models" / "stock.sql").write_text("this is no SQL")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.check_call(["git", "-C", repository, *author, "commit", "-q", "-a", "-m", "Break it"])
