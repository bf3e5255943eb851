"""The files that the operator renders are taken as they are by the orchestrators that they are for."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from airflows import Airflow, airflow_differences
from tools import E2E, Dagster, Refused, dagster_differences, dbt, mount, read

GOLDEN = E2E.parent / "operator/src/test/resources/target/golden"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
DAG = "team__daily.shop-models"
# What the pods of a whole run select, in their order, and what else the granularity makes different.
DAGSTER = {
    "dagster-project": {
        "pods": [["+top_customers", "tag:{{ 1 / 0 }}"]],
        "tests_with_paid_orders": [],
    },
    "dagster-model": {
        "pods": [["paid_orders"], ["stock"], ["top_customers"], ["relationships_stock_paid_orders"]],
        "tests_with_paid_orders": [["relationships_stock_paid_orders"]],
    },
}
# Each test is a check of a model, with the other models that it looks at.
CHECKS = {
    "team/shop/paid_orders:relationships_stock_paid_orders": ["team/shop/stock"],
    "team/shop/top_customers:relationships_top_customers_paid_orders": ["team/shop/paid_orders"],
    "team/shop/top_customers:unique_top_customers_id": [],
}


@dataclass(frozen=True)
class Loaded:
    """A golden bundle, and what Dagster made of it."""

    bundle: str
    files: dict[str, str]
    mounted: Path
    found: dict[str, Any]


@pytest.mark.parametrize(
    ("bundle", "mounted", "graph"),
    [
        ("airflow-project", "dags", {"dbt_build": set()}),
        (
            "airflow-model",
            "dags/daily",
            {
                "paid_orders": set(),
                "stock": set(),
                "top_customers": {"paid_orders"},
                "tests": {"paid_orders", "stock"},
            },
        ),
    ],
)
def test_airflow_has_the_dag(
    airflow: Airflow, bundle: str, mounted: str, graph: dict[str, set[str]], tmp_path: Path
) -> None:
    """Both where the mount is all of the DAG folder, and where it is a folder in it beside other Deployments'."""
    files = read(GOLDEN / bundle)
    mount(files, tmp_path / mounted)
    loaded = airflow.load(tmp_path / "dags", tmp_path / "home")

    assert loaded.import_errors == []
    assert loaded.dags.keys() == {DAG}
    dag = loaded.dags[DAG]
    assert (dag["schedule"], dag["time_zone"]) == ("0 6 * * MON-FRI", "Europe/Berlin")
    assert {task: set(found["upstream"]) for task, found in dag["tasks"].items()} == graph
    assert {outlet for task in dag["tasks"].values() for outlet in task["outlets"]} == {
        f"intalgo://team/shop/{model}" for model in ("paid_orders", "stock", "top_customers")
    }
    for task, found in dag["tasks"].items():
        assert_is_a_pod_for_dbt(found["pod"])
        assert found["pod"]["metadata"]["namespace"] == "team"
        assert dbt(found["pod"])["args"][:4] == ["run", "--commit", COMMIT, "--select"], task
    assert airflow_differences(files, loaded) == {}


def test_airflow_would_loop_without_the_ignore_file(airflow: Airflow, tmp_path: Path) -> None:
    files = read(GOLDEN / "airflow-project")
    del files[".airflowignore"]
    with pytest.raises(Refused, match="recursive loop"):
        airflow.load(mount(files, tmp_path / "dags"), tmp_path / "home")


def test_an_import_error_of_airflow_is_noticed(airflow: Airflow, tmp_path: Path) -> None:
    files = read(GOLDEN / "airflow-model")
    broken = {
        **files,
        f"{DAG}.json": files[f"{DAG}.json"].replace('"upstream" : [ "paid_orders" ]', '"upstream" : [ "gone" ]'),
    }
    assert broken != files
    loaded = airflow.load(mount(broken, tmp_path / "dags"), tmp_path / "home")
    assert "KeyError: 'gone'" in loaded.import_errors[0]["error"]


def in_pieces(files: dict[str, str], name: str, at: int = 500) -> dict[str, str]:
    """The files with one of them in pieces, as the operator makes them of one that is too large for a ConfigMap."""
    text = files[name]
    digest = hashlib.sha256(text.encode()).hexdigest()
    pieces = {f"{name}.{digest[:16]}.{i // at + 1}": text[i : i + at] for i in range(0, len(text), at)}
    assert len(pieces) > 1
    return {**files, **pieces, name: json.dumps({"pieces": list(pieces), "sha256": digest})}


def test_airflow_reads_a_graph_in_pieces(airflow: Airflow, tmp_path: Path) -> None:
    whole = read(GOLDEN / "airflow-model")
    files = in_pieces(whole, f"{DAG}.json")
    loaded = airflow.load(mount(files, tmp_path / "dags"), tmp_path / "home")
    assert loaded.import_errors == []
    assert airflow_differences(whole, loaded) == {}


def test_airflow_loads_no_pieces_of_two_versions(airflow: Airflow, tmp_path: Path) -> None:
    files = in_pieces(read(GOLDEN / "airflow-model"), f"{DAG}.json")
    piece = next(name for name in files if name.endswith(".2"))
    loaded = airflow.load(mount({**files, piece: files[piece] + " "}, tmp_path / "dags"), tmp_path / "home")
    assert "not of one version" in loaded.import_errors[0]["error"]


def test_dagster_reads_a_graph_in_pieces(dagster: Dagster, tmp_path: Path) -> None:
    dagster.validate(mount(in_pieces(read(GOLDEN / "dagster-model"), "graph.json"), tmp_path / "definitions"))


def test_dagster_loads_no_pieces_of_two_versions(dagster: Dagster, tmp_path: Path) -> None:
    files = in_pieces(read(GOLDEN / "dagster-model"), "graph.json")
    piece = next(name for name in files if name.endswith(".2"))
    with pytest.raises(Refused, match="not of one version"):
        dagster.validate(mount({**files, piece: files[piece] + " "}, tmp_path / "definitions"))


@pytest.fixture(scope="module", params=DAGSTER)
def definitions(request: pytest.FixtureRequest, dagster: Dagster, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    files = read(GOLDEN / request.param)
    mounted = mount(files, tmp_path_factory.mktemp(request.param) / "definitions")
    dagster.validate(mounted)
    return Loaded(request.param, files, mounted, dagster.load(mounted))


def test_dagster_has_the_assets_and_the_schedule(definitions: Loaded) -> None:
    assets = definitions.found["assets"]
    assert {asset: set(found["deps"]) for asset, found in assets.items()} == {
        "team/shop/paid_orders": {"team/shop/public/orders", "team/shop/public/payments"},
        "team/shop/stock": {"team/shop/other", "team/shop/public/products"},
        "team/shop/top_customers": {"team/shop/paid_orders", "team/shop/public/customers"},
    }
    assert {(found["group"], found["commit"]) for found in assets.values()} == {("shop", COMMIT)}
    assert definitions.found["checks"] == CHECKS
    assert definitions.found["schedules"] == {
        "daily_shop_models_schedule": {
            "job": "daily_shop_models",
            "cron": "0 6 * * MON-FRI",
            "time_zone": "Europe/Berlin",
            "status": "RUNNING",
        }
    }


def test_dagster_runs_a_pod_for_each_step(definitions: Loaded) -> None:
    run = definitions.found["run"]
    expected = DAGSTER[definitions.bundle]
    assert [selected(pod) for pod in run["pods"]] == expected["pods"]
    assert run["succeeded"]
    assert run["checked"] == dict.fromkeys(CHECKS, "passed")
    assert run["materialized"] == sorted(definitions.found["assets"])
    assert run["rows"] == [7]
    for pod in run["pods"]:
        assert_is_a_pod_for_dbt(pod)
        assert pod["namespace"] == "team"
        assert dagster_differences(definitions.files, pod) == {}
        assert {"name": "INTALGO_RUN_ID", "value": run["id"]} in dbt(pod)["env"]


def test_dagster_runs_one_asset_alone(definitions: Loaded) -> None:
    alone = definitions.found["run_alone"]
    assert {asset: sorted(map(selected, run["pods"])) for asset, run in alone.items()} == {
        "team/shop/paid_orders": [["paid_orders"], *DAGSTER[definitions.bundle]["tests_with_paid_orders"]],
        "team/shop/stock": [["stock"]],
        "team/shop/top_customers": [["top_customers"]],
    }


def test_a_dbt_test_that_fails_is_a_failed_check(dagster: Dagster, definitions: Loaded) -> None:
    """And what was built before it is there: a pod that failed told of that too."""
    failing = {"test.shop.unique_top_customers_id.1": "fail", "test.shop.relationships_stock_paid_orders.3": "warn"}
    run = dagster.load(definitions.mounted, failing)["run"]
    assert not run["succeeded"]
    assert run["materialized"] == sorted(definitions.found["assets"])
    assert run["checked"] == {
        "team/shop/paid_orders:relationships_stock_paid_orders": "WARN",
        "team/shop/top_customers:relationships_top_customers_paid_orders": "passed",
        "team/shop/top_customers:unique_top_customers_id": "ERROR",
    }
    assert run["failures"] == ["test.shop.unique_top_customers_id.1: it is fail"]


def test_a_model_that_fails_is_not_materialized(dagster: Dagster, definitions: Loaded) -> None:
    run = dagster.load(definitions.mounted, {"model.shop.stock": "error"})["run"]
    assert not run["succeeded"]
    assert run["materialized"] == ["team/shop/paid_orders", "team/shop/top_customers"]
    assert run["failures"] == ["model.shop.stock: it is error"]


def test_a_definition_that_dagster_does_not_take_is_noticed(dagster: Dagster, tmp_path: Path) -> None:
    files = read(GOLDEN / "dagster-model")
    broken = {**files, "graph.json": files["graph.json"].replace("Europe/Berlin", "Europe/Nowhere")}
    with pytest.raises(Refused, match="Europe/Nowhere"):
        dagster.validate(mount(broken, tmp_path / "definitions"))


def selected(pod: dict[str, Any]) -> list[str]:
    arguments = dbt(pod)["args"]
    assert arguments[:4] == ["run", "--commit", COMMIT, "--select"]
    return arguments[4:]


def assert_is_a_pod_for_dbt(pod: dict[str, Any]) -> None:
    spec, container = pod["spec"], dbt(pod)
    assert container["image"] == "example.org/intalgo/runner:1"
    assert spec["serviceAccountName"] == "shop-dbt"
    assert spec["restartPolicy"] == "Never"
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    secrets = [variable for variable in container["env"] if variable["name"].startswith("DBT_ENV_SECRET_")]
    assert secrets == [
        {
            "name": "DBT_ENV_SECRET_PASSWORD",
            "valueFrom": {"secretKeyRef": {"name": "shop-db", "key": "password", "optional": False}},
        }
    ]
