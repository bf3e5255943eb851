"""The real orchestrators: what each makes of a bundle's files, and what it should make of them."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

E2E = Path(__file__).parent.parent
PROBES = Path(__file__).parent / "probes"

# A cluster that is not there: the orchestrators want to know one before they say what pod they would make.
KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "none",
    "contexts": [{"name": "none", "context": {"cluster": "none", "user": "none"}}],
    "clusters": [{"name": "none", "cluster": {"server": "http://127.0.0.1:9"}}],
    "users": [{"name": "none", "user": {}}],
}


class Refused(Exception):
    """A tool did not end with one of the exit statuses that were asked for."""


@cache
def environment(name: str) -> Path:
    """The folder of the virtual environment that e2e/environments/make makes."""
    made = subprocess.run([E2E / "environments" / "make", name], check=True, stdout=subprocess.PIPE, text=True)
    return Path(made.stdout.strip())


def mount(files: dict[str, str], folder: Path) -> Path:
    """Writes files as Kubernetes mounts a ConfigMap: links, through ..data, to a folder that is named for the time."""
    version = folder / "..2026_01_02_03_04_05.678901234"
    version.mkdir(parents=True)
    (folder / "..data").symlink_to(version.name)
    for name, text in files.items():
        (version / name).write_text(text, encoding="utf-8")
        (folder / name).symlink_to(Path("..data") / name)
    return folder


def read(folder: Path) -> dict[str, str]:
    """A bundle's files, by name: what a ConfigMap has as its data."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


class Tool:
    def __init__(self, name: str, home: Path, **variables: str) -> None:
        self._programs = environment(name) / "bin"
        home.mkdir(parents=True, exist_ok=True)
        kubeconfig = home / "kubeconfig"
        kubeconfig.write_text(json.dumps(KUBECONFIG), encoding="utf-8")
        self._variables = {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "KUBECONFIG": str(kubeconfig),
            **variables,
        }

    def run(self, program: str, *arguments: Any, cwd: Path | None = None, statuses: Iterable[int] = (0,)) -> str:
        """The last line that the program wrote to its standard output."""
        command = [self._programs / program, *map(str, arguments)]
        ended = subprocess.run(command, cwd=cwd, env=self._variables, capture_output=True, text=True)
        if ended.returncode not in statuses:
            raise Refused(f"{program} {arguments} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}")
        return ended.stdout.rstrip().rpartition("\n")[2]


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
        self._tool(folder, folder).run("airflow", "db", "migrate")

    def load(self, dags: Path, home: Path, **variables: str) -> Dags:
        """Has Airflow read a DAG folder into a new database; raises Refused where it gives up altogether."""
        self._new_database(home)
        tool = self._tool(home, dags, **variables)
        tool.run("airflow", "dags", "reserialize")
        errors = json.loads(tool.run("airflow", "dags", "list-import-errors", "--output", "json", statuses=(0, 1)))
        found = {"dags": {}, "triggered": {}} if errors else json.loads(tool.run("python", PROBES / "airflow_dags.py"))
        return Dags(errors, found["dags"], found["triggered"])

    def run(self, dags: Path, home: Path, kubeconfig: Path, dag: str, conf: dict[str, Any]) -> "DagRun":
        """Runs a DAG to its end, in a cluster, by a new database."""
        self._new_database(home)
        connection = {"conn_type": "kubernetes", "extra": {"kube_config_path": str(kubeconfig)}}
        tool = self._tool(home, dags, AIRFLOW_CONN_KUBERNETES_DEFAULT=json.dumps(connection))
        tool.run("airflow", "dags", "reserialize")
        tool.run("airflow", "dags", "test", dag, "--conf", json.dumps(conf), statuses=(0, 1))
        return DagRun.of(home / "airflow.db", dag)

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
    def of(database: Path, dag: str) -> "DagRun":
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as found:
            [(run_id, state)] = found.execute("select run_id, state from dag_run where dag_id = ?", [dag]).fetchall()
            tasks = found.execute("select task_id, state from task_instance where run_id = ?", [run_id]).fetchall()
            tables = {name for (name,) in found.execute("select name from sqlite_master")}
            what = "asset" if "asset" in tables else "dataset"
            events = found.execute(
                f"select a.uri from {what}_event e join {what} a on a.id = e.{what}_id where e.source_run_id = ?",
                [run_id],
            ).fetchall()
        return DagRun(run_id, state, dict(tasks), {uri for (uri,) in events})


class Dagster:
    """A Dagster, ``dagster`` or ``dagster-dbt``, with an instance of its own in a folder."""

    def __init__(self, home: Path, name: str = "dagster", **variables: str) -> None:
        self._tool = Tool(name, home, **{"DAGSTER_HOME": str(home), "DAGSTER_DISABLE_TELEMETRY": "1", **variables})
        (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")

    def validate(self, mounted: Path) -> None:
        """Raises Refused where Dagster does not take the definitions."""
        self._tool.run("dagster", "definitions", "validate", "-f", "definitions.py", cwd=mounted)

    def load(self, mounted: Path, said: dict[str, str] | None = None) -> dict[str, Any]:
        """What it made of the definitions, and what became of runs where dbt said so of the nodes by their ids."""
        probe = PROBES / "dagster_definitions.py"
        return json.loads(self._tool.run("python", probe, json.dumps(said or {}), cwd=mounted))

    def materialize(self, mounted: Path, *options: str) -> dict[str, Any]:
        """What became of a run of all assets by its command line."""
        command = ("asset", "materialize", "-f", "definitions.py", "--select", "*", *options)
        self._tool.run("dagster", *command, cwd=mounted, statuses=(0, 1))
        return json.loads(self._tool.run("python", PROBES / "dagster_events.py", cwd=mounted))


class Databricks:
    def __init__(self, home: Path) -> None:
        self._tool = Tool("databricks", home)
        self._home = home

    def load(self, bundle: dict[str, Any]) -> dict[str, Any]:
        """The jobs of a bundle, as Databricks' own classes read them. Raises Refused where they do not."""
        jobs = self._home / "jobs.json"
        jobs.write_text(json.dumps(bundle["resources"]["jobs"]), encoding="utf-8")
        return json.loads(self._tool.run("python", PROBES / "databricks_bundle.py", jobs))


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


def dagster_differences(files: dict[str, str], pod: dict[str, Any]) -> dict[str, Any]:
    """Where a pod that Dagster made differs from the bundle's but for its arguments, by path."""
    expected = with_arguments(json.loads(files["graph.json"])["pod"], dbt(pod)["args"])
    return differences(expected, without_dagsters_own(pod))


def without_dagsters_own(pod: dict[str, Any]) -> dict[str, Any]:
    """The pod without its name, and without the labels and the variables by which Dagster knows it again."""
    labels = {name: value for name, value in pod["metadata"]["labels"].items() if value != "dagster"}
    labels.pop("app.kubernetes.io/version")
    containers = [
        {
            **each,
            "env": [
                variable
                for variable in each.get("env", [])
                if not variable["name"].startswith(("DAGSTER_PIPES_", "INTALGO_RUN_ID"))
            ],
        }
        for each in pod["spec"]["containers"]
    ]
    return {"metadata": {"labels": labels}, "spec": {**pod["spec"], "containers": containers}}


def dbt(pod: dict[str, Any]) -> dict[str, Any]:
    """The container that runs dbt."""
    [container] = [each for each in pod["spec"]["containers"] if each["name"] == "intalgo"]
    return container


def with_arguments(pod: dict[str, Any], arguments: list[str]) -> dict[str, Any]:
    """The pod, whose first container is dbt's, with the arguments of one task."""
    first, *others = pod["spec"]["containers"]
    return {**pod, "spec": {**pod["spec"], "containers": [{**first, "args": arguments}, *others]}}


def differences(expected: Any, actual: Any, path: str = "") -> dict[str, Any]:
    """Where actual differs, by path; what was not asked for and is empty does not count, it says nothing."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = expected.keys() | {key for key, value in actual.items() if value}
        pairs = [(expected.get(key), actual.get(key), f"{path}.{key}") for key in keys]
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = [(*both, f"{path}[{index}]") for index, both in enumerate(zip(expected, actual, strict=True))]
    else:
        return {} if expected == actual else {path: actual}
    return {where: value for pair in pairs for where, value in differences(*pair).items()}
