"""The sources that the operator writes, held against dbt."""

import json
import shutil
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml
from dbt.cli.main import dbtRunner

GOLDEN = Path(__file__).parents[2] / "operator/src/test/resources/golden"
SOURCES = sorted(GOLDEN.glob("s*/models/sources/*.yml"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(GOLDEN)))
def test_are_valid_by_dbts_own_schema(path):
    schema = json.loads(resources.files("dbt.jsonschemas").joinpath("resources/latest.json").read_text())
    jsonschema.validate(yaml.safe_load(path.read_text()), schema)


@pytest.fixture
def manifest(tmp_path):
    shutil.copytree(GOLDEN / "sources", tmp_path, dirs_exist_ok=True)
    (tmp_path / "dbt_project.yml").write_text("{name: golden, version: '1.0', profile: golden}")
    output = {"type": "duckdb", "path": ":memory:"}
    profiles = {"golden": {"target": "golden", "outputs": {"golden": output}}}
    (tmp_path / "profiles.yml").write_text(json.dumps(profiles))
    result = dbtRunner().invoke(
        ["parse", "--warn-error", "--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
    )
    assert result.success, result.exception
    return result.result


def test_are_what_dbt_understands(manifest):
    orders = manifest.sources["source.golden.sales.orders"]
    lake = manifest.sources["source.golden.Lake__sales.customers"]
    assert (lake.database, lake.schema, lake.identifier) == ("Lake", "sales", "customers")
    assert (orders.loaded_at_field, orders.freshness.warn_after.count) == ('"Loaded At"', 24)
    assert (lake.loaded_at_field, lake.freshness.error_after.period) == ("loaded_at", "minute")
    references = manifest.sources["source.golden.sales.refunds"].columns["order_id"].meta["intalgo"]["references"]
    assert references == {"to": "source('sales', 'orders')", "field": "id", "inferred": 0.9, "confirmed": False}


def test_have_the_tests_of_declared_and_confirmed_keys(manifest):
    tests = sorted(
        (sorted(table for _, table in node.sources), node.column_name)
        for node in manifest.nodes.values()
        if node.resource_type == "test" and node.test_metadata.name == "relationships"
    )
    assert tests == [(["Order Lines", "orders"], "order_id"), (["customers", "orders"], "customer_id")]
