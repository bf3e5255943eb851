"""What is known of a real database by DataHub and by dbt's adapter, and whether a draft can be checked against it.

`dev/adapters crawl NAME` runs these in the environment of the adapter's image and keeps what they found in
adapters/crawls.json, which docs/adapters.md is made from.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from intalgo_runner.dbt import Dbt, release
from intalgo_runner.ingest import ingest
from intalgo_runner.profile import render
from intalgo_runner.secrets import Secrets
from intalgo_runner.settings import Settings
from intalgo_runner.statements import query
from intalgo_runner.validate import Session, validate
from servers import SERVERS, Server

ADAPTER = os.environ["INTALGO_ADAPTER"]
ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "runner/adapters/crawls.json"
COLUMNS = {"customers": 3, "orders": 4, "paid_orders": 4}
SPENT = """
select c.name as name, sum(o.total) as total
from {orders} o join {customers} c on c.id = o.customer_id
where o.paid group by c.name"""


def descriptor() -> dict[str, Any]:
    """What the operator knows of the adapter; nothing of one that only a profile written by hand can name."""
    file = ROOT / f"operator/src/main/resources/adapters/{ADAPTER}.yaml"
    return yaml.safe_load(file.read_text()) if file.is_file() else {}


def by_datahub(server: Server) -> dict[str, Any]:
    """The task that the operator makes, by its unit tests."""
    file = ROOT / f"operator/src/test/resources/adapters/{ADAPTER}.json"
    examples = json.loads(file.read_text()) if file.is_file() else []
    example = next((e for e in examples if e["method"] == server.method and "recipe" in e), None)
    if example is None:
        pytest.skip("the operator reads it by its adapter")
    return {"source": "DataHub", "recipe": example["recipe"], "environment": example["environment"]}


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Any]]:
    """What this run found; it takes the place of what the adapter had."""
    found: dict[str, Any] = {}
    yield found
    if found:
        known = json.loads(RESULTS.read_text()) if RESULTS.is_file() else []
        rows = [row for row in known if row["adapter"] != ADAPTER]
        rows += [{"adapter": ADAPTER, "source": source, **row} for source, row in found.items()]
        rows.sort(key=lambda row: (row["adapter"], row["source"]))
        RESULTS.write_text(json.dumps(rows, indent=2) + "\n")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # Not pytest's folder, which no other user may enter.
    with tempfile.TemporaryDirectory(prefix="intalgo-crawl.") as folder, SERVERS[ADAPTER](Path(folder)) as started:
        yield started


@pytest.fixture
def settings(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A pod's, with the profile that a person could have written."""
    profile = {"shop": {"target": "intalgo", "outputs": {"intalgo": {**server.target, "threads": 1}}}}
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profile))
    for name, value in (("DBT_TARGET_PATH", "target"), ("DBT_LOG_PATH", "logs")):
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "runner"))
    return Settings.read(
        {"INTALGO_PROFILES_DIR": str(tmp_path), "INTALGO_PROFILE": "shop", "INTALGO_WORK": str(tmp_path / "work")}
    )


def tables_of(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The schemas that DataHub wrote, by the database's name of the table."""
    found = {}
    for record in records:
        aspects = [(record.get("aspectName"), (record.get("aspect") or {}).get("json"), record.get("entityUrn"))]
        for snapshot in (record.get("proposedSnapshot") or {}).values():
            aspects = [(name, value, snapshot["urn"]) for a in snapshot["aspects"] for name, value in a.items()]
        for name, value, urn in aspects:
            if (name or "").lower().endswith("schemametadata"):
                found[urn.split(",")[1]] = value
    return found


def test_datahub(server: Server, settings: Settings, results: dict[str, Any]) -> None:
    result = ingest(settings, Secrets.from_environment(), by_datahub(server), lambda _: None)
    found = tables_of(result["records"])
    names = [f"{server.shop.strip('.')}.{table}" for table in COLUMNS]
    assert sorted(found) == names, result["report"]
    fields = {name: [f["fieldPath"] for f in schema["fields"]] for name, schema in found.items()}
    assert {name.rsplit(".", 1)[1]: len(columns) for name, columns in fields.items()} == COLUMNS
    keys = [name for name, schema in found.items() if any(f.get("isPartOfKey") for f in schema["fields"])]
    foreign = [key for schema in found.values() for key in schema.get("foreignKeys") or []]
    results["DataHub"] = row(server, COLUMNS, len(keys), len(foreign))
    assert (len(keys), len(foreign)) == (server.primary_keys, server.foreign_keys)


def test_adapter(server: Server, settings: Settings, results: dict[str, Any]) -> None:
    result = ingest(settings, Secrets.from_environment(), {"source": "Adapter"}, lambda _: None)
    database, schema = server.shop.split(".")
    found = {t["name"]: t for t in result["tables"] if (t["database"], t["schema"]) == (database, schema)}
    assert {name: len(table["columns"]) for name, table in found.items()} == COLUMNS, result
    assert found["paid_orders"]["kind"] == "VIEW"
    assert all(column["type"] for table in found.values() for column in table["columns"])
    assert result["report"]["warnings"] == []
    results["Adapter"] = row(server, COLUMNS, 0, 0)


def row(server: Server, columns: dict[str, int], primary: int, foreign: int) -> dict[str, Any]:
    counts = {"tables": len(columns), "columns": sum(columns.values()), "primaryKeys": primary, "foreignKeys": foreign}
    return {"server": server.product, **counts}


class Folder:
    """A dbt project that nobody has put into Git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "models").mkdir(parents=True)
        (root / "dbt_project.yml").write_text("name: shop\nversion: 1.0.0\n")

    def checkout(self, commit: str | None) -> None:
        """There are no commits."""

    @contextmanager
    def draft(self, files: dict[str, str | None]) -> Iterator[None]:
        for name, text in files.items():
            (self.root / name).write_text(text or "")
        yield


@pytest.fixture
def dbt(settings: Settings, tmp_path: Path) -> Iterator[tuple[Folder, Dbt]]:
    folder = Folder(tmp_path / "project")
    made = Dbt(folder.root, settings.work, render(settings))
    yield folder, made
    release(made.adapter_type)


def test_a_draft(server: Server, dbt: tuple[Folder, Dbt]) -> None:
    sql = SPENT.format(orders=f"{server.sql}.orders", customers=f"{server.sql}.customers")
    about = descriptor()
    task = {"name": "spent", "mode": "Model", "sql": sql, "explain": about.get("explain")}
    result = validate(*dbt, {**task, "readOnly": about.get("readOnly"), "preview": True})
    assert [column["name"] for column in result["columns"]] == ["name", "total"]
    assert sorted((name, float(total)) for name, total in result["preview"]) == [("Ada", 3.5), ("Bob", 1.25)]


def test_a_session_cannot_write(server: Server, dbt: tuple[Folder, Dbt]) -> None:
    statements = descriptor().get("readOnly") or pytest.skip("there is no statement that makes it unable to write")
    _, made = dbt
    assert made.invoke("parse", "--no-write-json").success
    with made.connection("intalgo_validate") as adapter:
        Session(adapter, made.adapter_type, statements).begin(30)
        with pytest.raises(Exception, match=r"(?i)read.?only|readonly"):
            query(adapter, f"create table {server.sql}.written (id integer)")
