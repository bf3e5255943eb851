"""`dbt build` and the graph, through one worker."""

import json
from collections.abc import Callable
from typing import Any

from conftest import Postgres
from operator_stub import OperatorStub
from repository import Repository
from support import PodMaker, postgres_profile

Ask = Callable[..., dict[str, Any]]


def test_builds_models_and_runs_their_tests(shop: Ask, postgres: Postgres) -> None:
    result = shop("build", select=["+spending"])
    assert result["ok"], result
    # A test's name ends in a hash.
    nodes = {".".join(n["uniqueId"].split(".")[:3]): n for n in result["nodes"]}
    assert nodes["model.shop.paid_orders"]["status"] == "success"
    assert nodes["model.shop.paid_orders"]["rows"] == 500
    assert nodes["model.shop.spending"]["rows"] is None
    assert nodes["test.shop.unique_paid_orders_id"]["status"] == "pass"
    assert (result["step"], result["message"]) == (None, None)
    assert postgres.query("select count(*) from test_build.spending") == [(100,)]


def test_reports_the_model_that_fails_and_skips_what_follows(shop: Ask, repository: Repository) -> None:
    commit = repository.commit(
        {
            "models/broken.sql": "select 1 / 0 as x",
            "models/broken.yml": "version: 2\nmodels:\n  - name: broken\n    config: {materialized: table}\n",
            "models/after.sql": "select * from {{ ref('broken') }}",
        }
    )
    result = shop("build", commit=commit, select=["broken+"])
    assert (result["ok"], result["step"]) == (False, "build")
    statuses = {n["uniqueId"]: n["status"] for n in result["nodes"]}
    assert statuses == {"model.shop.broken": "error", "model.shop.after": "skipped"}
    assert "division by zero" in result["message"]
    assert result["message"].startswith("model.shop.broken: ")


def test_reports_a_failing_test(shop: Ask, repository: Repository) -> None:
    yaml = "version: 2\nmodels:\n  - name: twice\n    columns:\n      - name: x\n        data_tests: [unique]\n"
    commit = repository.commit({"models/twice.sql": "select 1 as x union all select 1", "models/twice.yml": yaml})
    result = shop("build", commit=commit, select=["twice"])
    assert (result["ok"], result["step"]) == (False, "build")
    assert sorted(n["status"] for n in result["nodes"]) == ["fail", "success"]
    assert "Got 1 result" in result["message"]


def test_uses_the_packages_that_people_ask_for(shop: Ask, repository: Repository, postgres: Postgres) -> None:
    package = {
        "packages.yml": "packages:\n  - local: theirs/money\n",
        "theirs/money/dbt_project.yml": "name: money\nversion: '1.0.0'\nconfig-version: 2\n",
        "theirs/money/macros/cents.sql": "{% macro cents(column) %}({{ column }} * 100)::int{% endmacro %}\n",
        "models/cents.sql": "select max({{ money.cents('total') }}) as most from {{ source('shop', 'orders') }}\n",
    }
    most = postgres.query("select max((total * 100)::int) from shop.orders")
    result = shop("build", commit=repository.commit(package), select=["cents"])
    assert result["ok"], result
    assert postgres.query("select most from test_build.cents") == most
    missing = repository.commit({**package, "packages.yml": "packages:\n  - local: theirs/gone\n"})
    result = shop("build", commit=missing, select=["cents"])
    assert (result["ok"], result["step"]) == (False, "compile")
    assert "dbt deps" in result["message"]
    assert shop("build", select=["spending"])["ok"]


def test_says_that_nothing_matches(shop: Ask) -> None:
    result = shop("build", select=["no_such_model"])
    assert (result["ok"], result["step"]) == (False, "build")
    assert "no node matches no_such_model" in result["message"]


def test_takes_no_option_for_a_selector(shop: Ask) -> None:
    result = shop("build", select=["spending", "--full-refresh"])
    assert "not a dbt selector: '--full-refresh'" in result["message"]
    assert result["nodes"] == []


def test_says_that_it_could_not_connect(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    pod(DBT_ENV_SECRET_PASSWORD="wrong-password").profile(postgres_profile(postgres.port)).start("worker")
    operator.give("b", "build", {"commit": repository.first, "select": []})
    result = operator.result("b")
    assert (result["ok"], result["step"]) == (False, "connect")
    assert "password authentication failed" in result["message"]


class TestGraph:
    def test_keeps_what_orchestrators_read(self, shop: Ask) -> None:
        result = shop("graph", select=["tag:daily"])
        assert result["ok"], result
        assert result["selected"] == ["model.shop.paid_orders"]
        manifest = result["manifest"]
        assert manifest["metadata"]["adapter_type"] == "postgres"
        assert manifest["metadata"]["project_name"] == "shop"
        node = manifest["nodes"]["model.shop.paid_orders"]
        assert node["config"]["materialized"] == "table"
        assert node["depends_on"]["nodes"] == ["source.shop.shop.orders"]
        assert node["description"] == "Orders that were paid"
        # Of the sources, those that a model reads.
        assert list(manifest["sources"]) == ["source.shop.shop.orders"]
        assert manifest["child_map"]["model.shop.paid_orders"][0] == "model.shop.spending"
        assert manifest["macros"] == {}
        assert "raw_code" not in json.dumps(manifest)

    def test_is_the_same_text_every_time(self, shop: Ask) -> None:
        first, second = shop("graph", select=[]), shop("graph", select=[])
        assert json.dumps(first["manifest"]) == json.dumps(second["manifest"])

    def test_selects_all_models_by_default(self, shop: Ask) -> None:
        assert shop("graph", select=[])["selected"] == ["model.shop.paid_orders", "model.shop.spending"]

    def test_says_what_does_not_parse(self, shop: Ask, repository: Repository) -> None:
        commit = repository.commit({"models/lost.sql": "select * from {{ ref('nowhere') }}"})
        result = shop("graph", commit=commit, select=[])
        assert (result["ok"], result["step"]) == (False, "compile")
        assert "nowhere" in result["message"]
