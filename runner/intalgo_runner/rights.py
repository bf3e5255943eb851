"""What the user may not read. PostgreSQL shows it all the same; other databases hide it, or refuse."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from dbt.adapters.base import BaseAdapter
from dbt_common.exceptions import DbtBaseException

from intalgo_runner.dbt import database_message
from intalgo_runner.records import aspects, urn
from intalgo_runner.secrets import log

_TABLES = """
with tables as (
  select c.oid, n.nspname, c.relname, has_schema_privilege(n.oid, 'USAGE') as usable,
    has_table_privilege(c.oid, 'SELECT') as whole, has_any_column_privilege(c.oid, 'SELECT') as partly
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^(pg_|information_schema$)')
select nspname, relname, usable, null from tables where not usable or not partly
union all
select t.nspname, t.relname, true, a.attname
from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
where t.usable and t.partly and not t.whole and not has_column_privilege(t.oid, a.attnum, 'SELECT')
"""


@dataclass
class Unreadable:
    """By `schema.table`: the schema where the whole of that is closed, and the columns."""

    schemas: dict[str, str] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    columns: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def leave_out(self, records: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
        """The records of what may be read, and what is not among them."""
        if not self.tables:
            return records, []
        kept = [record for record in records if _table(record) not in self.tables or self._columns_left(record)]
        return kept, self._told({_table(record) for record in records} & self.tables)

    def leave_out_tables(self, tables: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
        """The same for tables in the plain form."""
        kept = []
        for table in tables:
            name = f"{table['schema']}.{table['name']}"
            hidden = self.columns.get(name, [])
            columns = [c for c in table["columns"] if c["name"] not in hidden]
            if name not in self.tables or hidden:
                kept.append({**table, "columns": columns})
        return kept, self._told({f"{t['schema']}.{t['name']}" for t in tables} & self.tables)

    def _columns_left(self, record: dict[str, Any]) -> bool:
        hidden = self.columns.get(_table(record))
        for name, value in aspects(record) if hidden else []:
            if name.lower().endswith("schemametadata"):
                value["fields"] = [f for f in value.get("fields") or [] if f.get("fieldPath") not in hidden]
        return bool(hidden)

    def _told(self, found: set[str]) -> list[str]:
        closed: dict[str, int] = defaultdict(int)
        lines = []
        for table in sorted(found):
            if table in self.schemas:
                closed[self.schemas[table]] += 1
            elif table in self.columns:
                lines.append(f"{table}: no right to read {', '.join(self.columns[table])}: left out")
            else:
                lines.append(f"{table}: no right to SELECT: left out")
        schemas = [f"{schema}: no right to USE the schema: {n} tables left out" for schema, n in sorted(closed.items())]
        return schemas + lines


def unreadable(adapter: BaseAdapter) -> Unreadable:
    """Asks the connection that is open."""
    found = Unreadable()
    if adapter.type() != "postgres":
        return found
    try:
        _, rows = adapter.execute(_TABLES, fetch=True)
    except DbtBaseException as e:
        # Something that speaks PostgreSQL's protocol and has not its functions: all is read that it shows.
        log(f"the database does not tell what the user may read: {database_message(e)}")
        return found
    for schema, name, usable, column in rows:
        table = f"{schema}.{name}"
        found.tables.add(table)
        if not usable:
            found.schemas[table] = schema
        elif column is not None:
            found.columns[table].append(column)
    return found


def _table(record: dict[str, Any]) -> str:
    """`schema.table` of a dataset, whose URN has the database in front."""
    name = urn(record)
    return name.split(",")[-2].partition(".")[2] if name.startswith("urn:li:dataset:") else ""
