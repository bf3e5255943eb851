"""The size of the graph."""

import json
from typing import Any

import pytest
from intalgo_runner.failure import TaskFailed
from intalgo_runner.graph import SIZE_LIMIT, strip


def manifest(models: int, columns: int = 5, tests: int = 1, description: str = "What it says") -> dict[str, Any]:
    """As dbt writes it, in the parts that count; each model reads the one before, and a source."""
    nodes: dict[str, Any] = {}
    sources: dict[str, Any] = {}
    parents: dict[str, list[str]] = {}
    for n in range(models):
        source, model = f"source.shop.raw.table_{n}", f"model.shop.model_{n}"
        sources[source] = {"unique_id": source, "name": f"table_{n}", "resource_type": "source", "columns": {}}
        upstream = [source, *([f"model.shop.model_{n - 1}"] if n else [])]
        nodes[model] = {
            "unique_id": model,
            "name": f"model_{n}",
            "resource_type": "model",
            "description": description,
            "raw_code": "select 1 " * 50,
            "compiled_code": "select 1 " * 50,
            "config": {"materialized": "view", "enabled": True, "post-hook": ["grant"], "tags": []},
            "depends_on": {"nodes": upstream, "macros": ["macro.dbt.is_incremental"]},
            "columns": {f"column_{c}": {"name": f"column_{c}", "description": description} for c in range(columns)},
        }
        parents[source], parents[model] = [], upstream
        for t in range(tests):
            test = f"test.shop.test_{n}_{t}"
            depends = {"nodes": [model], "macros": []}
            nodes[test] = {"unique_id": test, "name": test, "resource_type": "test", "depends_on": depends}
            parents[test] = [model]
    sources |= {
        f"source.shop.raw.unread_{n}": {"name": f"unread_{n}", "resource_type": "source"} for n in range(10_000)
    }
    children: dict[str, list[str]] = {key: [] for key in parents}
    for key, values in parents.items():
        for value in values:
            children[value].append(key)
    metadata = {"dbt_version": "1.11.16", "project_name": "shop", "adapter_type": "postgres", "env": {"SECRET": "x"}}
    maps = {"parent_map": parents, "child_map": children}
    return {"metadata": metadata, "nodes": nodes, "sources": sources, "macros": {"m": {}}, "exposures": {}, **maps}


def size(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":")).encode())


def test_a_usual_project_is_small_and_whole() -> None:
    stripped = strip(manifest(models=40), [])
    assert size(stripped) < 60_000
    assert stripped["nodes"]["model.shop.model_3"]["columns"]["column_0"]["description"] == "What it says"
    assert "env" not in stripped["metadata"]
    assert len(stripped["sources"]) == 40


@pytest.mark.parametrize("models", [300, 600, 1000])
def test_a_large_project_loses_what_matters_least(models: int) -> None:
    everything = [f"model.shop.model_{n}" for n in range(models)]
    stripped = strip(manifest(models, columns=20, tests=2, description="A long description. " * 20), everything)
    assert size(stripped) <= SIZE_LIMIT
    assert sum(n.startswith("model.") for n in stripped["nodes"]) == models
    assert stripped["nodes"]["model.shop.model_9"]["depends_on"]["nodes"] == [
        "source.shop.raw.table_9",
        "model.shop.model_8",
    ]


def test_a_huge_project_keeps_what_is_selected_and_what_it_reads() -> None:
    stripped = strip(manifest(models=4000), ["model.shop.model_20", "model.shop.model_21"])
    assert set(stripped["nodes"]) == {f"model.shop.model_{n}" for n in (19, 20, 21)}
    assert set(stripped["sources"]) == {f"source.shop.raw.table_{n}" for n in (20, 21)}
    assert stripped["child_map"]["model.shop.model_20"] == ["model.shop.model_21"]
    assert stripped["parent_map"]["model.shop.model_19"] == []


def test_says_that_it_does_not_fit() -> None:
    with pytest.raises(TaskFailed, match="does not fit a ConfigMap"):
        strip(manifest(models=4000), [f"model.shop.model_{n}" for n in range(4000)])
