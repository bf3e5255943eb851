"""A whole project as the operator writes it, held against dbt and sqlfluff."""

import json
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).parents[2]
SHOP = """
create table customers (id integer primary key, email varchar, balance numeric(10, 2));
create schema sales;
create table sales.orders (id bigint primary key, customer_id integer);
insert into customers values (1, 'a@example.com', 1.5);
insert into sales.orders values (1, 1), (2, 1);
"""
# Sources that the test's database has not got are not built.
MODELS = ["orders_of_customers", "regulars"]


@pytest.fixture
def project(tmp_path: Path) -> list[str]:
    """The arguments that name a copy of it and its database."""
    folder = tmp_path / "shop"
    shutil.copytree(ROOT / "operator/src/test/resources/golden/shop", folder)
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute(SHOP)
    output = {"type": "duckdb", "path": str(tmp_path / "shop.duckdb")}
    (tmp_path / "profiles.yml").write_text(json.dumps({"shop": {"target": "t", "outputs": {"t": output}}}))
    return ["--project-dir", str(folder), "--profiles-dir", str(tmp_path), "--target-path", str(tmp_path / "target")]


def test_parses_without_a_warning(project: list[str]) -> None:
    result = dbtRunner().invoke(["--warn-error", "parse", *project])
    assert result.success, result.exception
    manifest = result.result
    assert {node.group for node in manifest.nodes.values() if node.resource_type == "model"} == {"finance"}
    (exposure,) = manifest.exposures.values()
    assert exposure.depends_on.nodes == ["model.shop.orders_of_customers", "model.shop.regulars"]
    for node in manifest.nodes.values():
        if node.resource_type in ("model", "analysis"):
            assert node.description
    tested = {t.attached_node for t in manifest.nodes.values() if t.resource_type == "test"}
    assert {f"model.shop.{name}" for name in MODELS} <= tested


def test_builds_and_documents_itself(project: list[str], tmp_path: Path) -> None:
    built = dbtRunner().invoke(["build", *project, "--select", *MODELS])
    assert built.success, built.exception or [r.message for r in built.result]
    documented = dbtRunner().invoke(["docs", "generate", *project])
    assert documented.success, documented.exception
    assert "model.shop.regulars" in json.loads((tmp_path / "target/catalog.json").read_text())["nodes"]


def test_has_nothing_for_sqlfluff_to_say(project: list[str]) -> None:
    venv = subprocess.check_output([ROOT / "e2e/environments/make", "sqlfluff"], text=True).strip()
    done = subprocess.run(
        [f"{venv}/bin/sqlfluff", "lint", "--format", "json", "models", "analyses"],
        cwd=project[1],
        capture_output=True,
        text=True,
    )
    files = json.loads(done.stdout)
    assert len(files) == 3, done.stderr
    assert [v for file in files for v in file["violations"]] == []
    assert done.returncode == 0
