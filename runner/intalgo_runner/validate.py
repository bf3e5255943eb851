"""Does dbt, and does the database, accept a draft? Nothing of it stays, in neither."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import sqlparse
from dbt.adapters.base import BaseAdapter

from intalgo_runner.dbt import Dbt, database_message, dbt_message, is_connection_error
from intalgo_runner.failure import TaskFailed
from intalgo_runner.findings import Counts, Promise, Row, Sample, counting
from intalgo_runner.fingerprint import fingerprint
from intalgo_runner.project import Project
from intalgo_runner.secrets import log
from intalgo_runner.statements import columns, query

STATEMENT_SECONDS = 60
# What is worth knowing, but not worth waiting for.
EXTRA_SECONDS = 20
DEFAULT_LIMIT = 100
# A preview is for a person's eye and has to fit a ConfigMap.
PREVIEW_ROWS = 20
CELL_LENGTH = 200
_NAME = re.compile(r"[^\W\d]\w*")
# How long a statement may take, said to those databases that can be told within a transaction.
_TIMEOUTS = {
    "clickhouse": "set max_execution_time = {}",
    "postgres": "set local statement_timeout = '{}s'",
    "redshift": "set statement_timeout to {}000",
    # MariaDB has another name and unit; each server runs the comment that is for it.
    "mysql": "set session /*!50708 max_execution_time = {0}000 *//*M!100101 max_statement_time = {0} */",
    "mariadb": "set session max_statement_time = {}",
    "snowflake": "alter session set statement_timeout_in_seconds = {}",
}
# Their dialects have no `limit`.
_TOP = {"sqlserver", "fabric", "synapse"}
_FETCH_FIRST = {"oracle", "db2"}


def validate(project: Project, dbt: Dbt, task: dict[str, Any]) -> dict[str, Any]:
    """
    :raises TaskFailed: step `git`, `compile`, `connect`, `explain` or `run`
    """
    name = task["name"]
    if not _NAME.fullmatch(name):
        raise TaskFailed("compile", f"not a dbt name: {name!r}")
    project.checkout(task.get("commit"))
    dbt.install_packages()
    probing = f"{name}__probes" if task.get("probes") else None
    with project.draft(_files(task, probing)):
        compiled, probes = _compile(dbt, name, probing)
    return {"compiledSql": compiled, **_try(dbt, compiled, probes, task)}


def _files(task: dict[str, Any], probing: str | None) -> dict[str, str | None]:
    files = dict(task.get("files") or {})
    if probing:
        # One statement for all of them, with one column for each.
        probes = [probe["sql"] for probe in task["probes"]]
        columns = ", ".join(f"(\n{sql}\n) as probe{i}" for i, sql in enumerate(probes))
        files[f"analyses/{probing}.sql"] = probes[0] if len(probes) == 1 else f"select {columns}"
    own = f"{task['name']}.sql"
    if task.get("sql") and not any(PurePosixPath(path).name == own for path in files):
        folder = "analyses" if task.get("mode") == "Analysis" else "models"
        files[f"{folder}/{own}"] = task["sql"]
    return files


def _compile(dbt: Dbt, name: str, probing: str | None) -> tuple[str, str | None]:
    """The SQL of the draft and of its probes."""
    select = [name, probing] if probing else [name]
    # The cache of existing relations is of no use to a compilation, and costs queries.
    result = dbt.invoke("compile", "--select", *select, "--no-populate-cache", "--no-write-json")
    if result.exception is not None:
        step = "connect" if is_connection_error(result.exception) else "compile"
        raise TaskFailed(step, dbt_message(result.exception))
    # A name also selects the folder of that name, and the tests of the model.
    nodes = {r.node.name: r for r in result.result.results if r.node.resource_type in ("model", "analysis")}
    own = nodes.get(name)
    if own is None:
        raise TaskFailed("compile", f"dbt finds no enabled model or analysis named {name}")
    if not own.node.compiled_code:
        raise TaskFailed("compile", own.message or f"dbt compiled no SQL for {name}")
    probes = nodes[probing].node.compiled_code if probing in nodes else None
    return _statement(own.node.compiled_code), _statement(probes) if probes else None


def _statement(compiled: str) -> str:
    compiled = compiled.strip()
    # What follows a semicolon would run outside the transaction that is rolled back.
    if len([s for s in sqlparse.split(compiled) if s.strip(" \r\n\t;")]) != 1:
        raise TaskFailed("compile", "the compiled SQL is not exactly one statement")
    return compiled.rstrip(" \r\n\t;")


def _try(dbt: Dbt, compiled: str, probes: str | None, task: dict[str, Any]) -> dict[str, Any]:
    limit = int(task.get("limit") or DEFAULT_LIMIT)
    with dbt.connection("intalgo_validate") as adapter:
        session = Session(adapter, dbt.adapter_type, task.get("readOnly") or [])
        with _step("connect"):
            session.begin(STATEMENT_SECONDS)
        if task.get("explain"):
            with _step("explain"):
                query(adapter, f"{task['explain'].rstrip()} {compiled}").fetchall()
        with _step("run"):
            cursor = query(adapter, limited(dbt.adapter_type, compiled, limit + 1))
            rows = cursor.fetchmany(limit + 1)
            given = columns(adapter, cursor.description, compiled)
        if task.get("mode") == "Model":
            _names(given)
        sample = Sample(given, rows[:limit], len(rows) > limit)
        return {
            "columns": given,
            "rows": len(sample.rows),
            "truncated": sample.truncated,
            "preview": [[_cell(v) for v in row] for row in rows[:PREVIEW_ROWS]] if task.get("preview") else None,
            **_findings(session, compiled, probes, task, sample),
            "result": fingerprint(sample.rows, len(given), sample.truncated),
        }


def _names(columns: list[dict[str, str]]) -> None:
    """What a SELECT may put out twice, a table cannot have."""
    names = Counter(column["name"].casefold() for column in columns)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise TaskFailed("run", f"several columns are called {', '.join(twice)}: give each a name of its own")


class Session:
    """A transaction that only reads, as far as the database lets itself be told so."""

    def __init__(self, adapter: BaseAdapter, adapter_type: str, read_only: list[str]) -> None:
        self._adapter = adapter
        self._adapter_type = adapter_type
        self._read_only = read_only
        self._extra = False

    def begin(self, seconds: int) -> None:
        self._adapter.connections.begin()
        for statement in self._read_only:
            query(self._adapter, statement)
        self._limit(seconds)

    def quote(self, name: str) -> str:
        return self._adapter.quote(name)

    def ask(self, what: str, sql: str) -> Row | None:
        """The one row of a query that the task does not depend on; None where it fails or takes too long."""
        try:
            if not self._extra:
                self._limit(EXTRA_SECONDS)
                self._extra = True
            return query(self._adapter, sql).fetchone()
        except Exception as e:
            log(f"{what} is not known: {database_message(e)}")
            self._adapter.connections.rollback_if_open()
            self.begin(EXTRA_SECONDS)
            return None

    def _limit(self, seconds: int) -> None:
        if self._adapter_type in _TIMEOUTS:
            query(self._adapter, _TIMEOUTS[self._adapter_type].format(seconds))


def _findings(
    session: Session, compiled: str, probes: str | None, task: dict[str, Any], sample: Sample
) -> dict[str, Any]:
    """What is found of the result, and the columns of its grain that may be null."""

    def count(grain: list[int], others: list[int]) -> Counts | None:
        def quoted(columns: list[int]) -> list[str]:
            return [session.quote(sample.columns[i]["name"]) for i in columns]

        row = session.ask("the result's grain", counting(compiled, quoted(grain), quoted(others)))
        return row and Counts(int(row[0]), int(row[1]), dict(zip(others, map(int, row[2:]), strict=True)))

    promise = Promise(task, sample)
    found = promise.findings(count)
    if probes and sample.rows:
        most = session.ask("whether joins repeat rows", probes) or []
        found += [
            {"code": probe["code"], "message": probe["message"]}
            for probe, n in zip(task["probes"], most, strict=False)
            if n is not None and n > 1
        ]
    return {"findings": found, "nulls": promise.nulls}


@contextmanager
def _step(step: str) -> Iterator[None]:
    try:
        yield
    except Exception as e:
        raise TaskFailed(step, database_message(e)) from e


def limited(adapter_type: str, sql: str, limit: int) -> str:
    # The line breaks keep a comment at the end of the SQL from swallowing what follows.
    if adapter_type in _TOP:
        return f"select top {limit} * from (\n{sql}\n) as intalgo_draft"
    if adapter_type in _FETCH_FIRST:
        return f"select * from (\n{sql}\n) intalgo_draft fetch first {limit} rows only"
    return f"select * from (\n{sql}\n) as intalgo_draft limit {limit}"


def _cell(value: Any) -> Any:
    """A value as JSON has it; what JSON has not becomes text."""
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    text = value.hex() if isinstance(value, bytes | bytearray | memoryview) else str(value)
    return text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
