"""What the operator adds to a dbt project that people made before, held against dbt."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

IMPORTED = Path(__file__).parents[2] / "operator/src/test/resources/imported"


def test_builds_with_what_was_added(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(IMPORTED / "jaffle_shop", project)
    shutil.copytree(IMPORTED / "added", project, dirs_exist_ok=True)
    database = tmp_path / "jaffle.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table raw_events as select 1 as id, 1 as customer_id")
        connection.execute("create table clicks as select 1 as id, 1 as event_id")
    output = {"type": "duckdb", "path": str(database)}
    (tmp_path / "profiles.yml").write_text(json.dumps({"ours": {"target": "t", "outputs": {"t": output}}}))
    where = ["--project-dir", str(project), "--profiles-dir", str(tmp_path), "--profile", "ours"]
    # In a process of its own: dbt remembers what it has warned of, and other tests take no warning.
    dbt = Path(sys.executable).with_name("dbt")
    target = tmp_path / "target"
    done = subprocess.run([dbt, "build", *where, "--target-path", target], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    names = {r["unique_id"].split(".")[2] for r in json.loads((target / "run_results.json").read_text())["results"]}
    assert {"busy_customers", "customers", "raw_orders", "unique_busy_customers_customer_id"} <= names
    with duckdb.connect(str(database)) as connection:
        assert connection.execute("select * from busy_customers").fetchall() == [(1, 1)]
