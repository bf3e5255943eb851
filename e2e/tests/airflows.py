"""Real Airflows, and what their DAGs should be."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster import until
from containers import answers, free_port
from tools import PROBES, Tool, differences, with_arguments


@dataclass(frozen=True)
class Dags:
    """What Airflow has after it read a DAG folder."""

    import_errors: list[dict[str, str]]
    dags: dict[str, Any]
    # Each DAG's tasks in a run that was triggered by hand, as the probe has it.
    triggered: dict[str, Any]


class Airflow:
    """An Airflow, ``airflow2`` or ``airflow3``, with a database that is used for nothing else."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._migrated = folder / "airflow.db"
        tool = self._tool(folder, folder)
        tool.run("airflow", "db", "migrate")
        # A pod's slot is its own while the triggerer waits for it, too.
        tool.run("airflow", "pools", "set", "dbt", 1, "one pod at a time", "--include-deferred")

    def load(self, dags: Path, home: Path, **variables: str) -> Dags:
        """Has Airflow read a DAG folder into a new database; raises Refused where it gives up altogether."""
        self._new_database(home)
        tool = self._tool(home, dags, **variables)
        tool.run("airflow", "dags", "reserialize")
        errors = json.loads(tool.run("airflow", "dags", "list-import-errors", "--output", "json", statuses=(0, 1)))
        found = {"dags": {}, "triggered": {}} if errors else json.loads(tool.run("python", PROBES / "airflow_dags.py"))
        return Dags(errors, found["dags"], found["triggered"])

    def look_for_late(self, dags: Path, home: Path, dag: str, **variables: str) -> None:
        """Has Airflow 2 call what is to be called of a DAG that has not run for days."""
        self._new_database(home)
        tool = self._tool(home, dags, **variables)
        tool.run("airflow", "dags", "reserialize")
        tool.run("python", PROBES / "airflow2_sla.py", dag)

    def run(
        self, dags: Path, home: Path, kubeconfig: Path, dag: str, conf: dict[str, Any], **variables: str
    ) -> "DagRun":
        """Runs a DAG to its end, in a cluster, by a new database."""
        tool = self._with_cluster(home, dags, kubeconfig, variables)
        tool.run("airflow", "dags", "test", dag, "--conf", json.dumps(conf), statuses=(0, 1))
        return DagRun.of(home / "airflow.db", dag)

    @contextmanager
    def scheduling(self, dags: Path, home: Path, kubeconfig: Path, **variables: str) -> Iterator[Path]:
        """The database of an Airflow whose scheduler, triggerer and whatever else it needs are at work."""
        port = free_port()
        server = {
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        }
        tool = self._with_cluster(home, dags, kubeconfig, {**server, "AIRFLOW__CORE__PARALLELISM": "2", **variables})
        with ExitStack() as stack:

            def start(program: str, *options: str) -> None:
                stack.enter_context(tool.running(home / f"{program}.log", "airflow", program, *options))

            if self.name == "airflow3":
                start("dag-processor")
                start("api-server")
                until(lambda: answers(port), bool, "Airflow's API")  # else the first task fails
            start("triggerer", "--skip-serve-logs")
            start("scheduler", "--skip-serve-logs")
            yield home / "airflow.db"

    def _with_cluster(self, home: Path, dags: Path, kubeconfig: Path, variables: dict[str, str]) -> Tool:
        """By a new database that has the DAGs."""
        self._new_database(home)
        connection = {"conn_type": "kubernetes", "extra": {"kube_config_path": str(kubeconfig)}}
        tool = self._tool(home, dags, AIRFLOW_CONN_KUBERNETES_DEFAULT=json.dumps(connection), **variables)
        tool.run("airflow", "dags", "reserialize")
        return tool

    def _new_database(self, home: Path) -> None:
        home.mkdir(parents=True)
        shutil.copy(self._migrated, home / "airflow.db")

    def _tool(self, home: Path, dags: Path, **variables: str) -> Tool:
        return Tool(
            self.name,
            home,
            **{
                "AIRFLOW_HOME": str(home),
                "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
                "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
                "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
                "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
                "AIRFLOW_CONN_KUBERNETES_DEFAULT": '{"conn_type": "kubernetes"}',
                **variables,
            },
        )


@dataclass(frozen=True)
class DagRun:
    """What Airflow's database has of the only run of a DAG."""

    run_id: str
    state: str
    tasks: dict[str, str]
    # URIs of what was told to be updated.
    events: set[str]

    @staticmethod
    def of(database: Path, dag: str) -> "DagRun | None":
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as found:
            runs = found.execute("select run_id, state from dag_run where dag_id = ?", [dag]).fetchall()
            if not runs:
                return None
            [(run_id, state)] = runs
            of_it = "dag_id = ? and run_id = ?"
            tasks = found.execute(f"select task_id, state from task_instance where {of_it}", [dag, run_id]).fetchall()
            tables = {name for (name,) in found.execute("select name from sqlite_master")}
            what = "asset" if "asset" in tables else "dataset"
            events = found.execute(
                f"select a.uri from {what}_event e join {what} a on a.id = e.{what}_id "
                "where e.source_dag_id = ? and e.source_run_id = ?",
                [dag, run_id],
            ).fetchall()
        return DagRun(run_id, state, dict(tasks), {uri for (uri,) in events})


# What Airflow takes where the JSON says nothing.
TASK_DEFAULTS = {
    "retries": 0,
    "owner": "airflow",
    "pool": "default_pool",
    "priority_weight": 1,
    "queue": "default",
    "kubernetes_conn_id": "kubernetes_default",
    "in_cluster": None,
    "deferrable": False,
}
DAG_DEFAULTS = {"catchup": False, "max_active_runs": 16, "is_paused_upon_creation": None, "max_active_tasks": 16}

# What Airflow writes into each pod of its own accord.
BY_AIRFLOW = (
    ".pod.metadata.name",
    ".pod.metadata.labels.airflow_version",
    ".pod.metadata.labels.airflow_kpo_in_cluster",
    ".pod.spec.containers[0].terminationMessagePolicy",
)


def airflow_differences(files: dict[str, str], loaded: Dags) -> dict[str, Any]:
    """Where the DAGs differ from what the JSON of the bundle asks for, by path."""
    different = differences(expected_dags(files), loaded.dags)
    return {path: value for path, value in different.items() if not path.endswith(BY_AIRFLOW)}


def expected_dags(files: dict[str, str]) -> dict[str, Any]:
    """The DAG that the JSON of a bundle asks for."""
    [run] = [json.loads(text) for name, text in files.items() if name.endswith(".json")]
    tasks = {
        task["task_id"]: {
            "upstream": sorted(task["upstream"]),
            "inlets": sorted(task["inlets"]),
            "outlets": sorted(task["outlets"]),
            "retry_delay": run["retry_delay"],
            "timeout": run["timeout"],
            **{name: run["task_arguments"].get(name, default) for name, default in TASK_DEFAULTS.items()},
            "pod": with_arguments(run["pod"], literals([*run["options"], *task["selection"]])),
        }
        for task in run["tasks"]
    }
    dag = {
        "time_zone": run["time_zone"],
        "schedule": run["schedule"],
        "assets": {run["assets"]["needed"]: run["assets"]["uris"]} if run["assets"] else None,
        "tags": run["tags"],
        "start_date": run["start_date"],
        **{key: run[key] for key in ("doc_md", "on_failure", "on_success", "deadline")},
        "params": {"full_refresh": run["full_refresh"]} | ({"select": ""} if run["selectable"] else {}),
        **{name: run["dag_arguments"].get(name, default) for name, default in DAG_DEFAULTS.items()},
        "tasks": tasks,
    }
    return {run["dag_id"]: dag}


def literals(arguments: list[str]) -> list[str]:
    """As Kubernetes must have them, which reads $(NAME) and makes one $ of two."""
    return [argument.replace("$", "$$") for argument in arguments]
