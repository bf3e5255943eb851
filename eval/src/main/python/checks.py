"""The runner's own code for the evaluation: a task per line of JSON on stdin, its result on stdout.

The tasks are the worker's, and three of our own: `hello` tells the database's kind, `project` takes the dbt project's
files, `query` returns rows. Everything that is printed goes to stderr.
"""

import json
import os
import subprocess
import sys
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from intalgo_runner.client import Task
from intalgo_runner.dbt import Dbt, database_message, release
from intalgo_runner.failure import TaskFailed
from intalgo_runner.ingest import ingest
from intalgo_runner.profile import render
from intalgo_runner.project import Project
from intalgo_runner.secrets import Secrets
from intalgo_runner.settings import Settings
from intalgo_runner.validate import validate
from intalgo_runner.worker import perform

ROWS = 100_000
SECONDS = 60


class Checks:
    """One dbt project on one database."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._profile = render(settings)
        self._secrets = Secrets.from_environment()
        self._secrets.add_profile(self._profile.values)
        self._project = Project(settings)
        self._dbt = Dbt(self._project.root, settings.work, self._profile)

    def done(self, task: Task) -> dict[str, Any]:
        actions = {"hello": self._hello, "ingest": self._ingest, "project": self._commit, "query": self._query}
        action = actions.get(task.kind, self._validate)
        try:
            return perform(task, lambda: action(task.task))
        finally:
            release(self._profile.adapter)

    def _hello(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"adapter": self._profile.adapter}

    def _ingest(self, task: dict[str, Any]) -> dict[str, Any]:
        return ingest(self._settings, self._secrets, task, tell=lambda _: None)

    def _validate(self, task: dict[str, Any]) -> dict[str, Any]:
        return validate(self._project, self._dbt, task)

    def _commit(self, task: dict[str, Any]) -> dict[str, Any]:
        """A commit where the worker looks for it before it fetches; no server is needed."""
        root = self._project.root
        for path, text in task["files"].items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        git = ["git", "-C", str(root), "-c", "user.name=eval", "-c", "user.email=eval@localhost"]
        for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "-m", "Begin"]):
            subprocess.run([*git, *command], check=True, stdout=subprocess.DEVNULL)
        commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
        parsed = self._dbt.invoke("parse")
        if not parsed.success:
            raise TaskFailed("compile", str(parsed.exception))
        return {"commit": commit.stdout.strip()}

    def _query(self, task: dict[str, Any]) -> dict[str, Any]:
        """Runs SQL as it stands, so also what would not get past the checks: only in a read-only session."""
        with self._dbt.connection("eval_query") as adapter:
            try:
                adapter.connections.begin()
                for statement in task["readOnly"]:
                    adapter.connections.add_query(statement, auto_begin=False)
                _, cursor = adapter.connections.add_query(task["sql"], auto_begin=False)
                rows = [[_cell(value) for value in row] for row in cursor.fetchmany(ROWS)]
                return {"columns": [str(column[0]) for column in cursor.description], "rows": rows}
            except Exception as e:
                raise TaskFailed("run", database_message(e)) from e


def _cell(value: Any) -> Any:
    """A value such that equal ones look equal whatever their types: a date is a timestamp at midnight."""
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() else str(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return str(value)


def main() -> None:
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    checks = Checks(Settings.read())
    for line in sys.stdin:
        request = json.loads(line)
        task = Task(request["kind"], request["kind"], request.get("task") or {})
        print(json.dumps(checks.done(task)), file=results, flush=True)


if __name__ == "__main__":
    main()
