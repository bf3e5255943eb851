"""The values of text columns that have few different ones, where the project shares them with its LLM."""

import json
import re
import time
from typing import Any

from dbt.adapters.base import BaseAdapter

from intalgo_runner.dbt import Dbt, database_message, dbt_message, is_connection_error
from intalgo_runner.failure import TaskFailed
from intalgo_runner.project import Project
from intalgo_runner.secrets import log
from intalgo_runner.statements import query
from intalgo_runner.validate import Session, limited

# More different ones are no list to choose from; longer ones are sentences.
MOST_VALUES = 50
LONGEST_VALUE = 60
# Of each table only so many rows are looked at, and of the database for so long.
SAMPLE_ROWS = 100_000
STATEMENT_SECONDS = 10
ALL_SECONDS = 240
# A ConfigMap holds 1 MiB, with the task in it.
SIZE_LIMIT = 400 * 1024

# dbt's adapters put quotes around a name and do not look into it.
_UNQUOTABLE = re.compile(r"[\"`'\[\]\\;\x00]")

Found = dict[str, dict[str, list[str]]]


def values(project: Project, dbt: Dbt, task: dict[str, Any]) -> dict[str, Any]:
    """`tables` by `schema.table` and column, the most frequent first; `left` counts what was not looked at.

    :raises TaskFailed: step `git`, `compile` or `connect`
    """
    project.checkout(task.get("commit"))
    dbt.install_packages()
    # Which makes dbt know the adapter, and where it fails says why.
    parsed = dbt.invoke("parse", "--no-write-json")
    if not parsed.success:
        raise TaskFailed(
            "connect" if is_connection_error(parsed.exception) else "compile", dbt_message(parsed.exception)
        )
    found: Found = {}
    size = 0
    end = time.monotonic() + ALL_SECONDS
    named = [(t["schema"], t["name"], c) for t in task["tables"] for c in t["columns"]]
    wanted = [names for names in named if not any(_UNQUOTABLE.search(name) for name in names)]
    with dbt.connection("intalgo_values") as adapter:
        for at, (schema, table, column) in enumerate(wanted):
            if time.monotonic() > end or size > SIZE_LIMIT:
                return {"tables": found, "left": len(wanted) - at}
            if some := _values(dbt.adapter_type, adapter, task.get("readOnly") or [], schema, table, column):
                found.setdefault(f"{schema}.{table}", {})[column] = some
                size += len(json.dumps(some)) + len(schema + table + column) + 10
    return {"tables": found, "left": 0}


def _values(
    adapter_type: str, adapter: BaseAdapter, read_only: list[str], schema: str, table: str, column: str
) -> list[str]:
    """Nothing where they are many or long, or where most are there once: names of people and the like."""
    name = f"{adapter.quote(schema)}.{adapter.quote(table)}"
    sample = limited(adapter_type, f"select {adapter.quote(column)} as v from {name}", SAMPLE_ROWS)
    try:
        Session(adapter, adapter_type, read_only).begin(STATEMENT_SECONDS)
        cursor = query(adapter, f"select v, count(*) as n from (\n{sample}\n) s where v is not null group by v")
        rows = cursor.fetchmany(MOST_VALUES + 1)
    except Exception as e:
        # A table that this user may not read, or a view that takes too long: the others have values all the same.
        log(f"no values of {schema}.{table}.{column}: {database_message(e)}")
        return []
    finally:
        adapter.connections.rollback_if_open()
    texts = sorted(((str(v), int(n)) for v, n in rows), key=lambda row: (-row[1], row[0]))
    few = len(texts) <= MOST_VALUES and all(len(text) <= LONGEST_VALUE for text, _ in texts)
    repeated = sum(n for _, n in texts) >= 2 * len(texts)
    return [text for text, _ in texts if text.strip()] if few and repeated else []
