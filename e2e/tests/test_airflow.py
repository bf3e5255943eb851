"""DAGs in both lines of Airflow: all that spec.airflow says, each way that they come there, and runs in a cluster."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from airflows import Airflow, DagRun, airflow_differences
from cluster import Cluster, until
from orchestrated import Orchestrated, committed, git, orchestrated
from test_targets import DAG, GOLDEN
from tools import dbt, mount, read

# Each call is a line of the file CALLS.
ALERTS = """
import json
import os

def called(name, dag, run):
    with open(os.environ["CALLS"], "a") as calls:
        print(json.dumps([name, dag, run]), file=calls)

class Board:
    def show(context): ...

def failed(context):
    called("failed", context["dag"].dag_id, context["run_id"])

def succeeded(context):
    called("succeeded", context["dag"].dag_id, context["run_id"])

def missed(dag, *told):
    called("missed", dag.dag_id, None)

async def late(*arguments, **given):
    run = given["context"]["dag_run"]
    called("late", run["dag_id"], run["dag_run_id"])
"""
# What Deployments say of Airflow that are run by assets; both want the one slot of the pool.
SETTINGS = {
    "whole": {
        "assets": {"any": ["s3://lake/payments"]},
        "pool": "dbt",
        "priority": 5,
        # Not the other, which is done at once: a scheduler under load may lose track of it.
        "deferrable": True,
        "onSuccess": ["team_alerts.succeeded"],
        "deadline": {"after": "1s", "call": "team_alerts.late"},
    },
    "cheap": {
        "assets": {"all": ["s3://lake/payments"]},
        "pool": "dbt",
        "onFailure": ["team_alerts.failed"],
    },
}
# DAGs of other people: one makes what those two wait for, and one waits for what they make.
OTHERS = """
from datetime import datetime
try:
    from airflow.sdk import DAG, Asset, task
except ImportError:
    from airflow import DAG
    from airflow.datasets import Dataset as Asset
    from airflow.decorators import task

def done(): ...

def dag(name, schedule, outlets):
    with DAG(name, schedule=schedule, start_date=datetime(2026, 1, 1), is_paused_upon_creation=False):
        task(outlets=outlets)(done)()

dag("ingest", "@once", [Asset("s3://lake/payments")])
dag("report", [Asset("intalgo://NAMESPACE/shop/largest")], [])
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


@pytest.fixture(scope="session")
def alerts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an Airflow that has what the settings name."""
    library = tmp_path_factory.mktemp("library")
    (library / "team_alerts.py").write_text(ALERTS)
    return {"PYTHONPATH": str(library), "AIRFLOW_CONN_SHOP_CLUSTER": '{"conn_type": "kubernetes"}'}


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


def test_airflow_2_calls_what_is_named_when_a_run_is_late(
    airflow: Airflow, alerts: dict[str, str], tmp_path: Path
) -> None:
    if airflow.name == "airflow3":
        pytest.skip("a scheduler calls it, below")
    files = read(GOLDEN / "airflow-settings")
    run = json.loads(files["shop.orders.json"])
    run |= {"schedule": "0 6 * * *", "assets": None, "deadline": {"after": 7200, "call": "team_alerts.missed"}}
    mount({**files, "shop.orders.json": json.dumps(run)}, tmp_path / "dags")
    calls = tmp_path / "calls"
    airflow.look_for_late(tmp_path / "dags", tmp_path / "home", "shop.orders", **alerts, CALLS=str(calls))
    assert json.loads(calls.read_text()) == ["missed", "shop.orders", None]


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


@dataclass
class Team(Orchestrated):
    """With an Airflow that may run pods there."""

    # The environment of the functions that Deployments name.
    alerts: dict[str, str]

    def run(self, airflow: Airflow, deployment: str, folder: Path, **conf: Any) -> tuple[DagRun, list[dict[str, Any]]]:
        """A run by Airflow, and its pods."""
        name = f"{self.dag(deployment)}.json"
        # "dags test" of Airflow 3 fails where there is a deadline. As its own triggerer it deletes the pod too early.
        settings = json.loads(self.files[deployment][name])
        settings |= {"deadline": None, "task_arguments": {**settings["task_arguments"], "deferrable": False}}
        files = {**self.files[deployment], name: json.dumps(settings)}
        mount(files, folder / "dags" / deployment)
        with watched(self.cluster, folder / "pods.json") as pods:
            alerts = {**self.alerts, "CALLS": str(folder / "calls")}
            run = airflow.run(folder / "dags", folder / "home", self.kubeconfig, self.dag(deployment), conf, **alerts)
        return run, pods

    def dag(self, deployment: str) -> str:
        return f"{self.cluster.namespace}__{deployment}"


@dataclass(frozen=True)
class Scheduled:
    """What came of the runs that a scheduler started by itself, by their Deployments."""

    runs: dict[str, DagRun]
    pods: dict[str, dict[str, Any]]
    # Each a function, a DAG and a run of it.
    calls: list[list[str]]
    other: DagRun


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
def team(shop: Cluster, alerts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("airflow")
    with orchestrated(shop, "airflow", RIGHTS, BY_HAND, MODELS, folder, **SETTINGS) as team:
        yield Team(**vars(team), alerts=alerts)


@pytest.fixture(scope="session")
def scheduled(team: Team, airflow: Airflow, tmp_path_factory: pytest.TempPathFactory) -> Scheduled:
    """Both Deployments that are run by an asset, in an Airflow where another DAG updates it."""
    team.shop.sql(f"drop table if exists {team.schema}.paid, {team.schema}.largest, {team.schema}.runs cascade")
    folder = tmp_path_factory.mktemp("scheduled")
    for name in SETTINGS:
        mount(team.files[name], folder / "dags" / name)
    (folder / "dags" / "others.py").write_text(OTHERS.replace("NAMESPACE", team.cluster.namespace))
    calls = folder / "calls"
    calls.touch()
    alerts = {**team.alerts, "CALLS": str(calls)}
    with (
        watched(team.cluster, folder / "pods.json") as found,
        airflow.scheduling(folder / "dags", folder / "home", team.kubeconfig, **alerts) as database,
    ):
        deferred(database, team.dag("whole"))
        runs = {name: ended(database, team.dag(name)) for name in SETTINGS}
        other = ended(database, "report")
        expected = {"airflow2": 2, "airflow3": 3}[airflow.name]
        until(lambda: calls.read_text().splitlines(), lambda lines: len(lines) >= expected, "callbacks")
    pods = {pod["metadata"]["labels"]["dag_id"].rpartition("__")[2]: pod for pod in found}
    return Scheduled(runs, pods, [json.loads(line) for line in calls.read_text().splitlines()], other)


def deferred(database: Path, dag: str) -> None:
    """Waits until the triggerer has the task."""
    until(lambda: DagRun.of(database, dag), lambda run: run and "deferred" in run.tasks.values(), f"{dag} to defer")


def ended(database: Path, dag: str) -> DagRun:
    run = until(
        lambda: DagRun.of(database, dag), lambda run: run and run.state in ("success", "failed"), f"a run of {dag}"
    )
    assert run
    return run


def test_a_scheduler_runs_the_whole_project_in_one_pod_when_an_asset_was_updated(
    team: Team, scheduled: Scheduled
) -> None:
    run, pod = scheduled.runs["whole"], scheduled.pods["whole"]
    assert (run.state, run.tasks) == ("success", {"dbt_build": "success"})
    assert run.events == {f"intalgo://{team.cluster.namespace}/shop/{name}" for name in MODELS}
    assert team.rows("largest") == 3
    assert team.rows("runs") == 1
    commit = json.loads(team.files["whole"][f"{team.dag('whole')}.json"])["options"][2]
    assert dbt(pod)["args"] == ["run", "--commit", commit, "--select", *sorted(MODELS)]
    assert {"name": "INTALGO_RUN_ID", "value": run.run_id} in dbt(pod)["env"]


def test_a_test_that_fails_fails_the_task(team: Team, scheduled: Scheduled) -> None:
    run = scheduled.runs["cheap"]
    assert (run.state, run.tasks, run.events) == ("failed", {"dbt_build": "failed"}, set())
    assert team.rows("cheap") == 1
    told = team.told("cheap", run.run_id)
    assert (told["succeeded"], told["failed"]) == (False, ["cheap_is_dear"])


def test_another_dag_runs_by_the_asset_that_a_deployment_updated(scheduled: Scheduled) -> None:
    assert scheduled.other.state == "success"
    assert scheduled.other.run_id.startswith(("asset_triggered", "dataset_triggered"))


def test_airflow_calls_what_the_deployments_name(team: Team, airflow: Airflow, scheduled: Scheduled) -> None:
    whole, cheap = (scheduled.runs[name].run_id for name in ("whole", "cheap"))
    calls = [["succeeded", team.dag("whole"), whole], ["failed", team.dag("cheap"), cheap]]
    if airflow.name == "airflow3":  # in Airflow 2 only runs with a schedule by time can be late
        calls.append(["late", team.dag("whole"), whole])
    assert sorted(scheduled.calls) == sorted(calls)


def test_pods_wait_for_a_slot_of_their_pool_by_priority(scheduled: Scheduled) -> None:
    first, second = scheduled.pods["whole"], scheduled.pods["cheap"]
    [done] = [each for each in first["status"]["containerStatuses"] if each["name"] == "intalgo"]
    assert done["state"]["terminated"]["finishedAt"] <= second["metadata"]["creationTimestamp"]


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


def test_no_credential_is_in_the_files(team: Team) -> None:
    password = team.shop.secret("shop-db", "password")
    for files in team.files.values():
        assert "secretKeyRef" in str(files)
        assert password not in str(files)
