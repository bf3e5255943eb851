"""Drops what dbt built for a model that has another name now, or is gone."""

import re
from typing import Any

from dbt.adapters.base import BaseAdapter, BaseRelation
from dbt.adapters.sql import SQLAdapter
from dbt.contracts.graph.manifest import Manifest

from intalgo_runner.dbt import Dbt, database_message, dbt_message
from intalgo_runner.failure import TaskFailed
from intalgo_runner.project import Project

# What others built over the relation is not dbt's to drop: without this word the database refuses.
_CASCADE = re.compile(r"\s+cascade(\s+constraints)?\s*;?\s*$", re.IGNORECASE)


def drop(project: Project, dbt: Dbt, task: dict[str, Any]) -> dict[str, Any]:
    """`relation` is database.schema.name as `build` gave it. One that is gone already is no failure.

    :raises TaskFailed: step `git`, `compile`, `connect` or `drop`
    """
    project.checkout(task.get("commit"))
    dbt.install_packages()
    parsed = dbt.invoke("parse", "--no-write-json")
    if not parsed.success:
        raise TaskFailed("compile", dbt_message(parsed.exception))
    database, schema, name = _parts(task["relation"])
    owner = _owner(parsed.result, (database, schema, name))
    if owner is not None:
        raise TaskFailed("drop", f"{task['relation']} is what {owner} has: it stays")
    with dbt.connection("intalgo_drop") as adapter:
        adapter.set_macro_resolver(parsed.result)
        try:
            adapter.connections.begin()
            found = _find(adapter, database, schema, name)
            if found is not None:
                _drop(adapter, parsed.result, found)
        except Exception as e:
            raise TaskFailed("drop", database_message(e)) from e
    return {"dropped": found is not None}


def _parts(relation: str) -> tuple[str | None, str, str]:
    parts = relation.split(".")
    if len(parts) not in (2, 3) or not all(parts):
        raise TaskFailed("drop", f"not database.schema.name: {relation!r}")
    return (parts[0] if len(parts) == 3 else None), parts[-2], parts[-1]


def _owner(manifest: Manifest, relation: tuple[str | None, str, str]) -> str | None:
    """Whose relation it is in the project as it is now: a model's, a seed's, a snapshot's, a test's, a source's."""
    wanted = _folded(*relation)
    for node in [*manifest.nodes.values(), *manifest.sources.values()]:
        name = getattr(node, "identifier", None) or getattr(node, "alias", None) or node.name
        if node.is_relational or node.resource_type == "source":
            database, schema, identifier = _folded(node.database, node.schema, name)
            if (schema, identifier) == wanted[1:] and (not database or not wanted[0] or database == wanted[0]):
                return node.unique_id
    return None


def _folded(database: str | None, schema: str | None, name: str) -> tuple[str, str, str]:
    return (database or "").casefold(), (schema or "").casefold(), name.casefold()


def _find(adapter: BaseAdapter, database: str | None, schema: str, name: str) -> BaseRelation | None:
    where = adapter.Relation.create(database=database, schema=schema, quote_policy=adapter.config.quoting)
    if schema.casefold() not in {s.casefold() for s in adapter.list_schemas(database)}:
        return None
    relations = adapter.list_relations_without_caching(where.without_identifier())
    return next((r for r in relations if (r.identifier or "").casefold() == name.casefold()), None)


def _drop(adapter: BaseAdapter, manifest: Manifest, relation: BaseRelation) -> None:
    own = f".{adapter.type()}__drop_relation"
    if type(adapter).drop_relation is SQLAdapter.drop_relation and not any(m.endswith(own) for m in manifest.macros):
        sql = adapter.execute_macro("get_drop_sql", kwargs={"relation": relation})
        adapter.execute(_CASCADE.sub("", sql.strip()))
        adapter.cache_dropped(relation)
    else:
        adapter.drop_relation(relation)
    adapter.connections.commit()
