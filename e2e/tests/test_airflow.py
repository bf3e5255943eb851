"""DAGs in both lines of Airflow: all that spec.airflow says, each way that they come there, and runs in a cluster."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cluster import Cluster
from orchestrated import Orchestrated, committed, git, orchestrated
from test_targets import DAG, GOLDEN
from tools import Airflow, DagRun, airflow_differences, dbt, mount, read

ALERTS = """
class Board:
    def show(context): ...

def failed(context): ...

def succeeded(context): ...

async def late(*arguments, **context): ...
"""
MODELS = {"paid", "largest", "runs"}
# What the runs are about: two answers, and two models by hand, of which one cannot pass its test.
BY_HAND = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "models/runs.sql": "{{ config(materialized='incremental') }} select current_timestamp as at",
    "models/cheap.sql": "select 1 as amount",
    "tests/cheap_is_dear.sql": "select * from {{ ref('cheap') }} where amount < 2",
}
# What docs/deployments.md gives to Airflow.
RIGHTS = [
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["create", "get", "list", "watch", "patch", "delete"]},
    {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]},
    {"apiGroups": [""], "resources": ["events"], "verbs": ["get", "list", "watch"]},
]


@pytest.fixture
def alerts(tmp_path: Path) -> dict[str, str]:
    """The environment of an Airflow that has what the settings name."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "team_alerts.py").write_text(ALERTS)
    return {
        "PYTHONPATH": str(tmp_path / "library"),
        "AIRFLOW_CONN_SHOP_CLUSTER": '{"conn_type": "kubernetes"}',
    }


def test_all_that_can_be_said_comes_to_airflow(airflow: Airflow, alerts: dict[str, str], tmp_path: Path) -> None:
    files = read(GOLDEN / "airflow-settings")
    mount(files, tmp_path / "dags")
    loaded = airflow.load(tmp_path / "dags", tmp_path / "home", **alerts)
    assert loaded.import_errors == []
    assert loaded.dags.keys() == {"shop.orders"}
    assert airflow_differences(files, loaded) == {}


@pytest.mark.parametrize(
    ("named", "instead", "told"),
    [
        (
            "team_alerts.failed",
            "nobody.failed",
            "airflow.onFailure of the Deployment: this Airflow has no nobody.failed",
        ),
        ("team_alerts.Board.show", "team_alerts.gone", "airflow.onSuccess of the Deployment: this Airflow has no"),
        (
            "team_alerts.late",
            "team_alerts.__name__",
            "airflow.deadline.call of the Deployment: team_alerts.__name__ is no",
        ),
    ],
)
def test_a_function_that_airflow_does_not_have_is_an_import_error(
    airflow: Airflow, alerts: dict[str, str], tmp_path: Path, named: str, instead: str, told: str
) -> None:
    files = read(GOLDEN / "airflow-settings")
    files["shop.orders.json"] = files["shop.orders.json"].replace(named, instead)
    loaded = airflow.load(mount(files, tmp_path / "dags"), tmp_path / "home", **alerts)
    assert told in loaded.import_errors[0]["error"]


def test_a_run_is_triggered_with_a_full_refresh_and_another_selection(airflow: Airflow, tmp_path: Path) -> None:
    files = read(GOLDEN / "airflow-project")
    triggered = airflow.load(mount(files, tmp_path / "dags"), tmp_path / "home").triggered[DAG]["dbt_build"]
    container = dbt(triggered["pod"])
    # Two dollars, of which Kubernetes makes one: of one with a name in brackets it makes that variable's value.
    assert container["args"][3:] == ["--full-refresh", "--select", "stock", "tag:$$(HOME)"]
    assert {"name": "INTALGO_RUN_ID", "value": "by hand $$(HOME)"} in container["env"]
    assert triggered["outlets"] == []


def test_a_model_by_itself_keeps_its_selection(airflow: Airflow, tmp_path: Path) -> None:
    files = read(GOLDEN / "airflow-model")
    tasks = airflow.load(mount(files, tmp_path / "dags"), tmp_path / "home").triggered[DAG]
    assert dbt(tasks["stock"]["pod"])["args"][3:] == ["--full-refresh", "--select", "stock"]
    assert tasks["stock"]["outlets"] == ["intalgo://team/shop/stock"]


def test_airflow_has_it_from_a_checkout_by_git_sync(airflow: Airflow, tmp_path: Path) -> None:
    """git-sync checks each commit out beside the others, and points a link at the one that counts."""
    files = read(GOLDEN / "airflow-model")
    commit = committed(files, tmp_path / "repository", "deployments/daily")
    git(tmp_path / "repository", "worktree", "add", "--detach", "-q", str(tmp_path / "git" / ".worktrees" / commit))
    (tmp_path / "git" / "current").symlink_to(Path(".worktrees") / commit)
    loaded = airflow.load(tmp_path / "git" / "current", tmp_path / "home")
    assert loaded.import_errors == []
    assert airflow_differences(files, loaded) == {}


def test_airflow_3_has_it_from_a_git_bundle(airflow: Airflow, tmp_path: Path) -> None:
    if airflow.name == "airflow2":
        pytest.skip("bundles came with Airflow 3")
    files = read(GOLDEN / "airflow-model")
    committed(files, tmp_path / "repository", "deployments/daily")
    bundle = {
        "name": "shop",
        "classpath": "airflow.providers.git.bundles.git.GitDagBundle",
        "kwargs": {"repo_url": str(tmp_path / "repository"), "tracking_ref": "main", "subdir": "deployments"},
    }
    loaded = airflow.load(
        tmp_path / "none", tmp_path / "home", AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST=json.dumps([bundle])
    )
    assert loaded.import_errors == []
    assert airflow_differences(files, loaded) == {}


class Team(Orchestrated):
    """With an Airflow that may run pods there."""

    def run(self, airflow: Airflow, deployment: str, folder: Path, **conf: Any) -> tuple[DagRun, list[dict[str, Any]]]:
        """A run by Airflow, and its pods."""
        mount(self.files[deployment], folder / "dags" / deployment)
        dag = f"{self.cluster.namespace}__{deployment}"
        with watched(self.cluster, folder / "pods.json") as pods:
            run = airflow.run(folder / "dags", folder / "home", self.kubeconfig, dag, conf)
        return run, pods


@contextmanager
def watched(cluster: Cluster, file: Path) -> Iterator[list[dict[str, Any]]]:
    """The pods of Airflow that there were, when it is over: it deletes them when they have ended."""
    found: list[dict[str, Any]] = []
    with file.open("w") as output:
        labels = ["-l", "airflow_version", "--watch", "-o", "json"]
        watch = subprocess.Popen([*cluster.base, "-n", cluster.namespace, "get", "pods", *labels], stdout=output)
        try:
            yield found
        finally:
            watch.terminate()
            watch.wait()
    text, seen = file.read_text(), {}
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        pod, end = decoder.raw_decode(text)
        seen[pod["metadata"]["uid"]] = pod
        text = text[end:]
    found.extend(seen.values())


# Not for each module: both Airflows take turns with other modules' tests.
@pytest.fixture(scope="session")
def team(shop: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("airflow")
    with orchestrated(shop, "airflow", RIGHTS, BY_HAND, MODELS, folder) as team:
        yield Team(**vars(team))


def test_airflow_runs_the_whole_project_in_one_pod(team: Team, airflow: Airflow, tmp_path: Path) -> None:
    team.shop.sql(f"drop table if exists {team.schema}.paid, {team.schema}.largest, {team.schema}.runs cascade")
    run, [pod] = team.run(airflow, "whole", tmp_path)
    assert (run.state, run.tasks) == ("success", {"dbt_build": "success"})
    assert run.events == {f"intalgo://{team.cluster.namespace}/shop/{name}" for name in MODELS}
    assert team.rows("largest") == 3
    assert team.rows("runs") == 1
    commit = json.loads(team.files["whole"][f"{team.cluster.namespace}__whole.json"])["options"][2]
    assert dbt(pod)["args"] == ["run", "--commit", commit, "--select", *sorted(MODELS)]
    assert {"name": "INTALGO_RUN_ID", "value": run.run_id} in dbt(pod)["env"]


def test_a_full_refresh_of_a_selection_builds_an_incremental_model_anew(
    team: Team, airflow: Airflow, tmp_path: Path
) -> None:
    team.shop.sql(f"""
        drop table if exists {team.schema}.paid, {team.schema}.largest, {team.schema}.runs cascade;
        create table {team.schema}.runs as select current_timestamp as at from generate_series(1, 3);
        alter table {team.schema}.runs owner to intalgo""")
    run, [pod] = team.run(airflow, "whole", tmp_path, full_refresh=True, select="runs")
    assert run.state == "success"
    assert dbt(pod)["args"][3:] == ["--full-refresh", "--select", "runs"]
    assert team.rows("runs") == 1
    assert team.shop.sql(f"select to_regclass('{team.schema}.paid')") == [[""]]
    assert run.events == set()


def test_airflow_runs_each_model_in_a_pod_of_its_own(team: Team, airflow: Airflow, tmp_path: Path) -> None:
    team.shop.sql(f"drop table if exists {team.schema}.paid, {team.schema}.largest, {team.schema}.runs cascade")
    run, pods = team.run(airflow, "each", tmp_path)
    assert run.state == "success"
    assert {name: state for name, state in run.tasks.items() if name in MODELS} == dict.fromkeys(MODELS, "success")
    assert len(pods) == len(run.tasks)
    assert team.rows("largest") == 3
    assert {v["value"] for pod in pods for v in dbt(pod)["env"] if v["name"] == "INTALGO_RUN_ID"} == {run.run_id}
    told = team.told("each", run.run_id)
    assert (told["succeeded"], told["built"]) == (True, len(MODELS))


def test_a_test_that_fails_fails_the_task(team: Team, airflow: Airflow, tmp_path: Path) -> None:
    run, [_] = team.run(airflow, "cheap", tmp_path)
    assert (run.state, run.tasks, run.events) == ("failed", {"dbt_build": "failed"}, set())
    assert team.rows("cheap") == 1
    told = team.told("cheap", run.run_id)
    assert (told["succeeded"], told["failed"]) == (False, ["cheap_is_dear"])


def test_no_credential_is_in_the_files(team: Team) -> None:
    password = team.shop.secret("shop-db", "password")
    for files in team.files.values():
        assert "secretKeyRef" in str(files)
        assert password not in str(files)
