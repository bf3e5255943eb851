"""The orchestrators, as they run for real: an Airflow with its scheduler and all, and Dagster's command line."""

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from cluster import until
from containers import free_port

# What a run of the slowest may take (seconds).
PATIENCE = 1800
PARTS = ("api-server", "scheduler", "dag-processor", "triggerer")


class Airflow:
    """One with a database and a DAG folder of its own, and tasks in processes of its scheduler (LocalExecutor)."""

    def __init__(self, programs: Path, home: Path, together: int, variables: dict[str, str]) -> None:
        self._programs = programs
        self._home = home
        self.dags = home / "dags"
        self.dags.mkdir(parents=True)
        shutil.copy(Path(__file__).with_name("warm_dag.py"), self.dags / "warm.py")
        self._variables = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": str(together),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            # Once: nothing changes, and each run would have the cost of all other ways' DAGs.
            # On a machine that has other work, 30 seconds are too few for dbt ls.
            "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",
            "AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "300",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "36000",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
            "AIRFLOW__COSMOS__ENABLE_TELEMETRY": "False",
            **variables,
        }
        self._run("db", "migrate")
        self._empty = shutil.copy(home / "airflow.db", home / "empty.db")

    @contextmanager
    def running(self) -> Iterator[None]:
        """All of its parts, once they know the DAGs and have run one."""
        dags = {path.stem for path in self.dags.rglob("*.py")}
        port = free_port()
        self._variables["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] = f"http://127.0.0.1:{port}/execution/"
        with ExitStack() as stack:
            for part in PARTS:
                options = ["--host", "127.0.0.1", "--port", str(port)] if part == "api-server" else []
                stack.enter_context(self._part(part, *options))
            until(self._known, dags.issubset, "DAGs in Airflow")
            self.ended("warm", self.trigger("warm"))
            yield

    def trigger(self, dag: str) -> str:
        """The id of the run."""
        run = f"bench-{secrets.token_hex(4)}"
        self._run("dags", "trigger", dag, "--run-id", run)
        return run

    def ended(self, dag: str, run: str) -> tuple[float, str, int]:
        """Waits for it; the seconds from its being queued until its end, its state, and the number of its tasks."""

        def look() -> tuple[str, str, str]:
            [row] = self._sql(
                "select state, queued_at, end_date from dag_run where dag_id = ? and run_id = ?", dag, run
            )
            return row

        state, began, ended = until(look, lambda row: row[0] in ("success", "failed"), f"{dag} {run}", PATIENCE)
        took = datetime.fromisoformat(ended) - datetime.fromisoformat(began)
        [[tasks]] = self._sql("select count(*) from task_instance where run_id = ?", run)
        return took.total_seconds(), state, tasks

    def imported(self, dag: Path, script: Path, folder: Path) -> list[dict[str, Any]]:
        """What the import of a DAG's file costs by a database and caches that are new, and then once more."""
        folder.mkdir()
        shutil.copy(self._empty, folder / "airflow.db")
        own = {**self._environment(folder), "AIRFLOW__COSMOS__CACHE_DIR": str(folder)}
        return [measured([self._programs / "python", script, "airflow", dag], own) for _ in range(2)]

    def _known(self) -> set[str]:
        if errors := self._sql("select filename, stacktrace from import_error"):
            raise RuntimeError(f"Airflow cannot import {errors}")
        return {name for (name,) in self._sql("select dag_id from serialized_dag")}

    def _sql(self, statement: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self._home}/airflow.db?mode=ro", uri=True)) as database:
            return database.execute(statement, values).fetchall()

    def _environment(self, home: Path) -> dict[str, str]:
        places = {
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.dags),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        }
        return self._variables | places

    def _run(self, *arguments: str) -> None:
        checked([self._programs / "airflow", *arguments], self._environment(self._home))

    @contextmanager
    def _part(self, name: str, *options: str) -> Iterator[None]:
        with (self._home / f"{name}.log").open("w") as log:
            command = [self._programs / "airflow", name, *options]
            part = subprocess.Popen(command, env=self._environment(self._home), stdout=log, stderr=log)
            try:
                yield
            finally:
                part.terminate()
                part.wait()


class Dagster:
    """By its command line, which runs all in one process and those that dbt or a pod need."""

    def __init__(self, programs: Path, home: Path, variables: dict[str, str]) -> None:
        self._programs = programs
        home.mkdir(parents=True)
        (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        self._variables = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "DAGSTER_HOME": str(home),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            **variables,
        }

    def materialize(self, definitions: Path) -> None:
        command = [self._programs / "dagster", "asset", "materialize", "-f", definitions.name, "--select", "*"]
        checked(command, self._variables, definitions.parent)

    def imported(self, definitions: Path, script: Path) -> list[dict[str, Any]]:
        command = [self._programs / "python", script, "dagster", definitions.name]
        return [measured(command, self._variables, definitions.parent) for _ in range(2)]


def measured(command: list[Any], environment: dict[str, str], folder: Path | None = None) -> dict[str, Any]:
    return json.loads(checked(command, environment, folder).splitlines()[-1])


def checked(command: list[Any], environment: dict[str, str], folder: Path | None = None) -> str:
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} {command[1]} failed: {done.stdout[-4000:]} {done.stderr[-4000:]}")
    return done.stdout
