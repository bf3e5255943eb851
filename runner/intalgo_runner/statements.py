"""Statements by way of dbt's adapter, and what they give."""

import itertools
from typing import Any

from dbt.adapters.base import BaseAdapter

# Their connections have no cursor, or one that gives all rows or none.
_WITHOUT_CURSOR = {"bigquery", "clickhouse", "spark"}


def query(adapter: BaseAdapter, sql: str) -> Any:
    """A cursor, or what does for one."""
    if adapter.type() in _WITHOUT_CURSOR:
        _, table = adapter.execute(sql, auto_begin=False, fetch=True)
        return _Rows(table)
    _, cursor = adapter.connections.add_query(sql, auto_begin=False)
    return cursor


def columns(adapter: BaseAdapter, description: Any, sql: str) -> list[dict[str, str]]:
    """The names and types of what a query gives, as the database calls them.

    :param description: the cursor's
    """
    adapter_type = adapter.type()
    if adapter_type == "postgres":
        return _postgres_columns(adapter, description)
    if adapter_type == "duckdb":
        described = query(adapter, f"describe {sql}").fetchall()
        return [{"name": row[0], "type": str(row[1]).lower()} for row in described]
    if adapter_type in _WITHOUT_CURSOR:
        found = adapter.get_column_schema_from_query(f"select * from (\n{sql}\n) as intalgo_draft limit 0")
        return [{"name": column.name, "type": column.data_type.lower()} for column in found]
    name_of = adapter.connections.data_type_code_to_name
    return [{"name": str(column[0]), "type": str(name_of(column[1])).lower()} for column in description]


def _postgres_columns(adapter: BaseAdapter, description: Any) -> list[dict[str, str]]:
    """With the database's own names of the types: the driver only has groups of them."""
    codes = ",".join(sorted({str(int(column.type_code)) for column in description}))
    sql = f"select oid, pg_catalog.format_type(oid, null) from pg_catalog.pg_type where oid in ({codes})"
    names = dict(query(adapter, sql).fetchall()) if codes else {}
    return [{"name": column.name, "type": names.get(column.type_code, "unknown")} for column in description]


class _Rows:
    """The part of a cursor that is used here, of a table that dbt has read whole."""

    def __init__(self, table: Any) -> None:
        self.description = [(name, None) for name in table.column_names]
        self._rows = iter([tuple(row) for row in table.rows])

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        return list(itertools.islice(self._rows, size))

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self._rows)
