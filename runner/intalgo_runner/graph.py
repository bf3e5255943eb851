"""The project's graph for orchestrators: dbt's manifest, less what they do not read."""

import gzip
import json
from collections.abc import Callable
from typing import Any

from intalgo_runner.dbt import Dbt, dbt_message
from intalgo_runner.failure import TaskFailed
from intalgo_runner.project import Project
from intalgo_runner.selection import Selection, compared
from intalgo_runner.settings import Environment

# The operator takes a result of at most 8 MiB, and keeps a large one compressed in a ConfigMap, which holds 1 MiB. The
# rest is room for what else goes in.
SIZE_LIMIT = 8 * 1024 * 1024 - 16 * 1024
COMPRESSED_LIMIT = 900 * 1024
_METADATA = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")
# fmt: off
_NODE = (
    "unique_id", "name", "resource_type", "package_name", "path", "original_file_path", "fqn", "alias", "schema",
    "database", "relation_name", "tags", "description", "meta", "group", "access", "version", "latest_version",
    "source_name", "source_description", "identifier", "loader", "test_metadata", "column_name", "attached_node",
)
# fmt: on
_CONFIG = ("enabled", "materialized", "tags", "meta", "group", "schema", "alias", "database", "severity")
_BUILT = ("model", "seed", "snapshot")
# Kept whole or empty: dagster-dbt and Cosmos look for the keys.
_SMALL = ("exposures", "metrics", "semantic_models", "saved_queries", "unit_tests", "groups", "selectors")
_IDS = ("--output", "json", "--output-keys", "unique_id")
_EMPTY = ("macros", "docs", "disabled", "group_map", "functions")

Nodes = dict[str, dict[str, Any]]


def graph(project: Project, dbt: Dbt, task: dict[str, Any]) -> dict[str, Any]:
    """
    :raises TaskFailed: step `git`, `compile` or `select`, or a graph too large however little is kept
    """
    selection = Selection.of(task)
    arguments = selection.arguments()
    environment = Environment(**(task.get("environment") or {}))
    arguments += compared(project, dbt, selection, Environment(**(task.get("stateEnvironment") or {})))
    if task.keys() & {"environment", "vars", "state"}:
        dbt = dbt.apart("graph", environment)
    project.checkout(task["commit"])
    dbt.install_packages()
    parsed = dbt.invoke("parse", "--no-write-json", *selection.parsing())
    if not parsed.success:
        raise TaskFailed("compile", dbt_message(parsed.exception))
    unmatched: set[str] = set()
    listed = dbt.invoke("ls", *arguments, *_IDS, on_event=lambda event: _note_unmatched(event, unmatched))
    if not listed.success:
        # The project is parsed: what is left to be wrong is what was selected.
        raise TaskFailed("select", dbt_message(listed.exception))
    manifest = parsed.result.writable_manifest().to_dict(omit_none=False)
    selected = sorted(_built(json.loads(line)["unique_id"] for line in listed.result))
    return {"manifest": strip(manifest, selected), "selected": selected, "unmatched": sorted(unmatched)}


def _note_unmatched(event: Any, unmatched: set[str]) -> None:
    """Selectors that choose nothing, in dbt's own words; but for those whose time comes with the next change."""
    if event.info.name == "NoNodesForSelectionCriteria" and "state:" not in event.data.spec_raw:
        unmatched.add(event.data.spec_raw)


def _built(ids: Any) -> list[str]:
    return [i for i in ids if i.split(".", 1)[0] in _BUILT]


def strip(manifest: dict[str, Any], selected: list[str]) -> dict[str, Any]:
    """Whole where that fits; else the smallest loss: first descriptions, then tests, then nodes not selected."""
    nodes: Nodes = {
        k: _pick(v) for k, v in sorted(manifest["nodes"].items()) if k.split(".", 1)[0] in (*_BUILT, "test")
    }
    sources: Nodes = {k: _pick(v) for k, v in sorted(manifest["sources"].items())}
    losses: list[Callable[[Nodes], Nodes]] = [
        lambda all_nodes: all_nodes,
        lambda all_nodes: {k: {**v, "description": ""} for k, v in all_nodes.items()},
        lambda all_nodes: {k: v for k, v in all_nodes.items() if v["resource_type"] != "test"},
        lambda all_nodes: _with_parents(all_nodes, selected),
    ]
    for loss in losses:
        nodes, sources = loss(nodes), loss(sources)
        stripped = _assemble(manifest, nodes, sources)
        text = json.dumps(stripped, separators=(",", ":")).encode()
        if len(text) <= SIZE_LIMIT and len(gzip.compress(text, compresslevel=5)) <= COMPRESSED_LIMIT:
            return stripped
    message = f"a graph of {len(nodes)} nodes, {len(text)} bytes, is too large: select less"
    raise TaskFailed("compile", message)


def _assemble(manifest: dict[str, Any], nodes: Nodes, sources: Nodes) -> dict[str, Any]:
    # Sources that no model reads are the bulk of a large catalog, and no orchestrator shows them.
    read = {p for n in nodes.values() if n["resource_type"] != "test" for p in n["depends_on"]["nodes"]}
    sources = {k: v for k, v in sources.items() if k in read}
    kept = nodes.keys() | sources.keys()
    nodes = {
        k: v for k, v in nodes.items() if v["resource_type"] != "test" or kept.issuperset(v["depends_on"]["nodes"])
    }
    kept = nodes.keys() | sources.keys()

    def among(edges: dict[str, list[str]]) -> dict[str, list[str]]:
        return {k: sorted(e for e in v if e in kept) for k, v in sorted(edges.items()) if k in kept}

    small = {key: manifest.get(key) or {} for key in _SMALL}
    return {
        "metadata": {key: manifest["metadata"].get(key) for key in _METADATA},
        "nodes": nodes,
        "sources": sources,
        **{key: {k: _pick(v) if isinstance(v, dict) else v for k, v in value.items()} for key, value in small.items()},
        **{key: {} for key in _EMPTY},
        "parent_map": among(manifest["parent_map"]),
        "child_map": among(manifest["child_map"]),
    }


def _with_parents(nodes: Nodes, selected: list[str]) -> Nodes:
    """What is selected, and what that reads, which an orchestrator shows as the outside of its graph."""
    chosen = {k: nodes[k] for k in selected if k in nodes}
    parents = {p for node in chosen.values() for p in node["depends_on"]["nodes"]} - chosen.keys()
    outside = {k: {**nodes[k], "depends_on": {"nodes": [], "macros": []}} for k in parents if k in nodes}
    sources = {k: v for k, v in nodes.items() if v["resource_type"] == "source"}
    return dict(sorted({**sources, **outside, **chosen}.items()))


def _pick(node: dict[str, Any]) -> dict[str, Any]:
    picked = {key: node[key] for key in _NODE if node.get(key) is not None}
    config = node.get("config") or {}
    picked["config"] = {key: config[key] for key in _CONFIG if config.get(key) is not None}
    picked["depends_on"] = {"nodes": list((node.get("depends_on") or {}).get("nodes") or []), "macros": []}
    if node.get("checksum"):
        # Enough to tell one version of the code from another.
        picked["checksum"] = node["checksum"]["checksum"][:16]
    return picked
