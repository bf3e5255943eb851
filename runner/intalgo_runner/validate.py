"""Does dbt, and does the database, accept a draft? Nothing of it stays, in neither."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import sqlparse
from dbt.adapters.base import BaseAdapter

from intalgo_runner.dbt import Dbt, database_message, dbt_message, is_connection_error
from intalgo_runner.failure import TaskFailed
from intalgo_runner.project import Project

STATEMENT_SECONDS = 60
DEFAULT_LIMIT = 100
# A preview is for a person's eye and has to fit a ConfigMap.
PREVIEW_ROWS = 20
CELL_LENGTH = 200
_NAME = re.compile(r"[^\W\d]\w*")
# How long a statement may take, said to those databases that can be told within a transaction.
_TIMEOUTS = {
    "postgres": f"set local statement_timeout = {STATEMENT_SECONDS * 1000}",
    "redshift": f"set statement_timeout to {STATEMENT_SECONDS * 1000}",
    "mysql": f"set session max_execution_time = {STATEMENT_SECONDS * 1000}",
    "snowflake": f"alter session set statement_timeout_in_seconds = {STATEMENT_SECONDS}",
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
    with project.draft(_files(task)):
        compiled = _compile(dbt, name)
    return {"compiledSql": compiled, **_try(dbt, compiled, task)}


def _files(task: dict[str, Any]) -> dict[str, str | None]:
    files = dict(task.get("files") or {})
    own = f"{task['name']}.sql"
    if task.get("sql") and not any(PurePosixPath(path).name == own for path in files):
        folder = "analyses" if task.get("mode") == "Analysis" else "models"
        files[f"{folder}/{own}"] = task["sql"]
    return files


def _compile(dbt: Dbt, name: str) -> str:
    # The cache of existing relations is of no use to a compilation, and costs queries.
    result = dbt.invoke("compile", "--select", name, "--no-populate-cache", "--no-write-json")
    if result.exception is not None:
        step = "connect" if is_connection_error(result.exception) else "compile"
        raise TaskFailed(step, dbt_message(result.exception))
    # A name also selects the folder of that name, and the tests of the model.
    own = [r for r in result.result.results if r.node.name == name and r.node.resource_type in ("model", "analysis")]
    if not own:
        raise TaskFailed("compile", f"dbt finds no enabled model or analysis named {name}")
    if not own[0].node.compiled_code:
        raise TaskFailed("compile", own[0].message or f"dbt compiled no SQL for {name}")
    compiled = own[0].node.compiled_code.strip()
    # What follows a semicolon would run outside the transaction that is rolled back.
    if len([s for s in sqlparse.split(compiled) if s.strip(" \r\n\t;")]) != 1:
        raise TaskFailed("compile", "the compiled SQL is not exactly one statement")
    return compiled.rstrip(" \r\n\t;")


def _try(dbt: Dbt, compiled: str, task: dict[str, Any]) -> dict[str, Any]:
    limit = int(task.get("limit") or DEFAULT_LIMIT)
    with dbt.connection("intalgo_validate") as adapter:
        with _step("connect"):
            adapter.connections.begin()
            for statement in task.get("readOnly") or []:
                _query(adapter, statement)
            if dbt.adapter_type in _TIMEOUTS:
                _query(adapter, _TIMEOUTS[dbt.adapter_type])
        if task.get("explain"):
            with _step("explain"):
                _query(adapter, f"{task['explain'].rstrip()} {compiled}").fetchall()
        with _step("run"):
            cursor = _query(adapter, _limited(dbt.adapter_type, compiled, limit + 1))
            rows = cursor.fetchmany(limit + 1)
            return {
                "columns": _columns(adapter, dbt.adapter_type, cursor.description, compiled),
                "rows": min(len(rows), limit),
                "truncated": len(rows) > limit,
                "preview": [[_cell(v) for v in row] for row in rows[:PREVIEW_ROWS]] if task.get("preview") else None,
            }


@contextmanager
def _step(step: str) -> Iterator[None]:
    try:
        yield
    except Exception as e:
        raise TaskFailed(step, database_message(e)) from e


def _query(adapter: BaseAdapter, sql: str) -> Any:
    _, cursor = adapter.connections.add_query(sql, auto_begin=False)
    return cursor


def _limited(adapter_type: str, sql: str, limit: int) -> str:
    # The line breaks keep a comment at the end of the SQL from swallowing what follows.
    if adapter_type in _TOP:
        return f"select top {limit} * from (\n{sql}\n) as intalgo_draft"
    if adapter_type in _FETCH_FIRST:
        return f"select * from (\n{sql}\n) intalgo_draft fetch first {limit} rows only"
    return f"select * from (\n{sql}\n) as intalgo_draft limit {limit}"


def _columns(adapter: BaseAdapter, adapter_type: str, description: Any, compiled: str) -> list[dict[str, str]]:
    if adapter_type == "postgres":
        return _postgres_columns(adapter, description)
    if adapter_type == "duckdb":
        described = _query(adapter, f"describe {compiled}").fetchall()
        return [{"name": row[0], "type": str(row[1]).lower()} for row in described]
    name_of = adapter.connections.data_type_code_to_name
    return [{"name": str(column[0]), "type": str(name_of(column[1])).lower()} for column in description]


def _postgres_columns(adapter: BaseAdapter, description: Any) -> list[dict[str, str]]:
    """With the database's own names of the types: the driver only has groups of them."""
    codes = ",".join(sorted({str(int(column.type_code)) for column in description}))
    sql = f"select oid, pg_catalog.format_type(oid, null) from pg_catalog.pg_type where oid in ({codes})"
    names = dict(_query(adapter, sql).fetchall()) if codes else {}
    return [{"name": column.name, "type": names.get(column.type_code, "unknown")} for column in description]


def _cell(value: Any) -> Any:
    """A value as JSON has it; what JSON has not becomes text."""
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    text = value.hex() if isinstance(value, bytes | bytearray | memoryview) else str(value)
    return text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
