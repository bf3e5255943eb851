"""The size of the graph."""

import gzip
import hashlib
import json
from typing import Any

import pytest
from intalgo_runner import graph
from intalgo_runner.failure import TaskFailed
from intalgo_runner.graph import COMPRESSED_LIMIT, SIZE_LIMIT, strip


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
    assert stripped["nodes"]["model.shop.model_3"]["description"] == "What it says"
    assert "columns" not in stripped["nodes"]["model.shop.model_3"]
    assert "env" not in stripped["metadata"]
    assert len(stripped["sources"]) == 40


def test_a_thousand_models_with_descriptions_and_tests_are_whole() -> None:
    everything = [f"model.shop.model_{n}" for n in range(1000)]
    stripped = strip(manifest(1000, columns=20, tests=2, description="A long description. " * 20), everything)
    assert sum(n.startswith("test.") for n in stripped["nodes"]) == 2000
    assert stripped["nodes"]["model.shop.model_9"]["description"].startswith("A long description.")


def words(n: int) -> str:
    """Text that hardly compresses."""
    return "".join(hashlib.sha512(f"{n} {i}".encode()).hexdigest() for i in range(20))


def test_a_large_project_loses_what_matters_least() -> None:
    large = manifest(1000)
    for n in range(1000):
        large["nodes"][f"model.shop.model_{n}"]["description"] = words(n)
    stripped = strip(large, [f"model.shop.model_{n}" for n in range(1000)])
    text = json.dumps(stripped, separators=(",", ":")).encode()
    assert len(text) <= SIZE_LIMIT
    assert len(gzip.compress(text, compresslevel=5)) <= COMPRESSED_LIMIT
    assert sum(n.startswith("model.") for n in stripped["nodes"]) == 1000
    assert sum(n.startswith("test.") for n in stripped["nodes"]) == 1000
    assert stripped["nodes"]["model.shop.model_9"]["description"] == ""
    assert stripped["nodes"]["model.shop.model_9"]["depends_on"]["nodes"] == [
        "source.shop.raw.table_9",
        "model.shop.model_8",
    ]


@pytest.fixture
def one_mebibyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "SIZE_LIMIT", 1024 * 1024)


@pytest.mark.usefixtures("one_mebibyte")
def test_a_huge_project_keeps_what_is_selected_and_what_it_reads() -> None:
    stripped = strip(manifest(models=4000), ["model.shop.model_20", "model.shop.model_21"])
    assert set(stripped["nodes"]) == {f"model.shop.model_{n}" for n in (19, 20, 21)}
    assert set(stripped["sources"]) == {f"source.shop.raw.table_{n}" for n in (20, 21)}
    assert stripped["child_map"]["model.shop.model_20"] == ["model.shop.model_21"]
    assert stripped["parent_map"]["model.shop.model_19"] == []


@pytest.mark.usefixtures("one_mebibyte")
def test_says_that_it_does_not_fit() -> None:
    with pytest.raises(TaskFailed, match="is too large: select less"):
        strip(manifest(models=4000), [f"model.shop.model_{n}" for n in range(4000)])
