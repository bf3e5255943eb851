"""Reads a schema through dbt's own adapter, as `dbt docs generate` does: it needs no source of DataHub's."""

import contextvars
import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from dbt.adapters.base import BaseAdapter, BaseRelation
from dbt.adapters.factory import get_adapter, register_adapter, reset_adapters
from dbt.config.runtime import RuntimeConfig, load_project
from dbt.context.providers import generate_runtime_macro_context
from dbt.flags import get_flags
from dbt.mp_context import get_mp_context
from dbt.parser.manifest import ManifestLoader

from intalgo_runner.dbt import database_message, open_connection, release, while_locked
from intalgo_runner.failure import TaskFailed, trim
from intalgo_runner.patterns import Patterns
from intalgo_runner.profile import RenderedProfile, key_of, read_only
from intalgo_runner.secrets import log

_WARNING_LENGTH = 600
_WARNINGS = 50
# The schemas that databases keep for themselves, where they list them among the others.
_SYSTEM = {
    "clickhouse": "system",
    "mariadb": "mysql|sys|performance_schema",
    "mysql": "mysql|sys|performance_schema",
    "mysql5": "mysql|sys|performance_schema",
    "oracle": r"(sys|system|outln|xdb|ctxsys|mdsys|ordsys|orddata|olapsys|wmsys|dbsnmp|appqossys|lbacsys|dvsys|audsys)",
    "postgres": "pg_.*",
    "redshift": "pg_.*",
    "sqlserver": r"sys|guest|db_\w+",
}

Table = dict[str, Any]


def introspect(profile: RenderedProfile, work: Path, task: dict[str, Any], seconds: float) -> dict[str, Any]:
    """
    `tables` in the plain form, maybe none, and a `report` as an ingestion by DataHub has it.

    :raises TaskFailed: IngestionFailed, where it took too long
    """
    reading = _Reading(profile, work, Patterns(task.get("include"), task.get("exclude")))
    tables = reading.within(seconds, task.get("databases") or [])
    log(f"{profile.adapter} found {len(tables)} tables, with {len(reading.warnings)} warnings")
    return {"tables": tables, "report": {"tables": len(tables), "warnings": reading.warnings}}


class _Reading:
    def __init__(self, profile: RenderedProfile, work: Path, patterns: Patterns) -> None:
        self._profile = profile
        self._root = work / "introspection"
        self._patterns = patterns
        self._system = re.compile(rf"information_schema|{_SYSTEM.get(profile.adapter, '')}", re.IGNORECASE)
        self._adapter: BaseAdapter | None = None
        self.warnings: list[str] = []

    def within(self, seconds: float, databases: list[str]) -> list[Table]:
        """In a thread of its own, since a statement may never come back."""
        future: Future[list[Table]] = Future()
        context = contextvars.copy_context()

        def read() -> None:
            try:
                future.set_result(context.run(lambda: list(self._read(databases))))
            except BaseException as e:
                future.set_exception(e)

        threading.Thread(target=read, daemon=True).start()
        try:
            return future.result(seconds)
        except TimeoutError:
            if self._adapter is not None:
                self._adapter.cancel_open_connections()
            message = f"{self._profile.adapter} was not done after {seconds:.0f} seconds"
            raise TaskFailed("IngestionFailed", message) from None

    def _read(self, databases: list[str]) -> Iterator[Table]:
        """Each database by a connection of its own where the profile names one: most reach no other."""
        key = key_of(self._profile.values, "database")
        for database in databases or [None]:
            changed = {key: database} if database and key in self._profile.values else {}
            adapter = self._adapter = self._loaded(changed)
            try:
                adapter.acquire_connection("intalgo_introspection")
                try:
                    while_locked(partial(open_connection, adapter))
                except Exception as e:
                    self._warn(adapter, f"database {database}" if database else "the database", e)
                    continue
                yield from self._database(adapter, database)
            finally:
                adapter.cleanup_connections()
                release(self._profile.adapter)

    def _loaded(self, changed: dict[str, Any]) -> BaseAdapter:
        """The adapter with its macros. dbt finds them by way of a project: this one is empty."""
        shutil.rmtree(self._root, ignore_errors=True)
        self._root.mkdir(parents=True)
        (self._root / "dbt_project.yml").write_text("name: intalgo_introspection\nversion: 1.0.0\n")
        profile = self._profile.profile({**read_only(self._profile), **changed})
        config = RuntimeConfig.from_parts(load_project(str(self._root), False, profile), profile, get_flags())
        reset_adapters()
        register_adapter(config, get_mp_context())
        adapter = get_adapter(config)
        adapter.set_macro_context_generator(generate_runtime_macro_context)
        adapter.set_macro_resolver(ManifestLoader.load_macros(config, adapter.connections.set_query_header))
        return adapter

    def _database(self, adapter: BaseAdapter, database: str | None) -> Iterator[Table]:
        """Where the adapter knows no databases, a database is a schema, as in MySQL."""
        only = None
        if database and not adapter.Relation.get_default_include_policy().database:
            only, database = database, None
        database = database or adapter.config.credentials.database
        try:
            schemas = sorted({str(schema) for schema in adapter.list_schemas(database)})
        except Exception as e:
            self._warn(adapter, f"the schemas of {database}", e)
            return
        for schema in schemas:
            if only is None or schema == only:
                wanted = not self._system.fullmatch(schema) and self._patterns.may_have(schema)
                yield from self._schema(adapter, database, schema) if wanted else []

    def _schema(self, adapter: BaseAdapter, database: str | None, schema: str) -> Iterator[Table]:
        relation = adapter.Relation.create(database=database, schema=schema)
        try:
            tables = _from_catalog(adapter, relation)
        except Exception as e:
            # Not every adapter has the macro, and where it failed the other way may say better why.
            log(f"no catalog of {schema}: {database_message(e)}")
            adapter.connections.rollback_if_open()
            tables = []
        for table in tables or self._listed(adapter, relation):
            if self._patterns.have(database, schema, table["name"]) and table["columns"]:
                yield {"database": database or "", "schema": schema, **table}

    def _listed(self, adapter: BaseAdapter, schema: BaseRelation) -> Iterator[Table]:
        """One statement for each table: slow, but every adapter can."""
        try:
            relations = adapter.list_relations_without_caching(schema)
        except Exception as e:
            self._warn(adapter, schema.schema, e)
            return
        for relation in relations:
            if self._patterns.have(schema.database, schema.schema, relation.identifier):
                try:
                    columns = adapter.get_columns_in_relation(relation)
                except Exception as e:
                    self._warn(adapter, f"{schema.schema}.{relation.identifier}", e)
                    continue
                yield {
                    "name": relation.identifier,
                    "kind": _kind(relation.type),
                    "columns": [{"name": c.name, "type": _plain(c.data_type)} for c in columns],
                }

    def _warn(self, adapter: BaseAdapter, what: str, error: Exception) -> None:
        adapter.connections.rollback_if_open()
        if len(self.warnings) < _WARNINGS:
            self.warnings.append(trim(f"{what}: {database_message(error)}", _WARNING_LENGTH))


def _from_catalog(adapter: BaseAdapter, schema: BaseRelation) -> list[Table]:
    """What `dbt docs generate` asks; one row for each column."""
    used = frozenset({(schema.database, schema.schema)})
    found: dict[str, Table] = {}
    rows = adapter._get_one_catalog(schema.information_schema_only(), {schema.schema}, used)
    for row in sorted(({k.lower(): v for k, v in row.items()} for row in rows), key=lambda row: row["column_index"]):
        table = found.setdefault(
            str(row["table_name"]),
            {
                "name": str(row["table_name"]),
                "kind": _kind(row.get("table_type")),
                "description": row.get("table_comment") or "",
                "columns": [],
            },
        )
        column = {"name": str(row["column_name"]), "type": _plain(row.get("column_type"))}
        table["columns"].append({**column, "description": row.get("column_comment") or ""})
    return list(found.values())


def _kind(kind: Any) -> str:
    return "VIEW" if "view" in str(kind).lower() else "TABLE"


def _plain(kind: Any) -> str:
    return str(kind or "")
