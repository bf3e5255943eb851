"""See the script beside this, run."""

import argparse
import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import yaml

ROOT = Path(__file__).parents[2]
MUSIC = Path(__file__).with_name("music.sql")
COLUMNS = 20
EDITED = "Our own words."
COMMENT = "# ask Kim"


@dataclass(frozen=True)
class Tool:
    """One of those that write sources.

    ``write`` writes or updates the file of a schema's sources in the folder of a dbt project, and returns the file and
    the seconds that it took.
    """

    name: str
    write: Callable[[Path, str, list[str]], tuple[Path, float]]


@contextmanager
def postgres() -> Iterator[int]:
    """Runs a server until the block ends, and gives its port."""
    initdb = shutil.which("initdb") or next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))))
    programs = Path(initdb).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="intalgo-postgres."))
    # PostgreSQL refuses to run as root.
    user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.getuid() == 0 else {}
    if user:
        shutil.chown(folder, "nobody")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    pg_ctl = [programs / "pg_ctl", "-D", folder / "data", "-w"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **user}
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-E", "UTF8", "-U", "bench", "-A", "trust", "-N"], **quiet
        )
        options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c max_locks_per_transaction=1024"
        subprocess.run([*pg_ctl, "-l", folder / "log", "-o", options, "start"], **quiet)
        try:
            yield port
        finally:
            subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder)


def fill(port: int, tables: int) -> dict[str, list[str]]:
    """Makes both schemas; the names of their tables."""
    connection = psycopg2.connect(host="127.0.0.1", port=port, dbname="postgres", user="bench")
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(MUSIC.read_text())
    cursor.execute("create schema large; set search_path = large")
    for n in range(tables):
        columns = ", ".join(f"c{c} integer" for c in range(3, COLUMNS))
        parent = f"references t{n // 2}" if n else ""
        cursor.execute(
            f"create table t{n} (t{n}_id integer primary key, parent_id integer {parent},"
            f" t{(n * 7 + 1) % tables}_key integer, {columns}); comment on table t{n} is 'What {n} is about.'"
        )
    cursor.execute(
        "select schemaname, array_agg(tablename::text order by tablename) from pg_tables"
        " where schemaname in ('music', 'large') group by schemaname"
    )
    names = dict(cursor.fetchall())
    connection.close()
    return names


def project(folder: Path, port: int) -> None:
    output = {"type": "postgres", "host": "127.0.0.1", "port": port, "user": "bench", "password": "none"}
    output |= {"dbname": "postgres", "schema": "analytics", "threads": 4}
    (folder / "profiles.yml").write_text(json.dumps({"bench": {"target": "b", "outputs": {"b": output}}}))
    sources = {s: {"path": f"{s}.yml", "schema": s} for s in ("music", "large")}
    (folder / "dbt_project.yml").write_text(
        json.dumps(
            {"name": "bench", "version": "1.0", "profile": "bench", "vars": {"dbt-osmosis": {"sources": sources}}}
        )
    )
    (folder / "models").mkdir()


def run(command: list[Any], folder: Path, limit: float) -> tuple[str, float]:
    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, timeout=limit, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return done.stdout, time.monotonic() - start


def intalgo(limit: float) -> Tool:
    def write(folder: Path, schema: str, _: list[str]) -> tuple[Path, float]:
        command = [ROOT / "dev/eval", "sources", "--profiles", folder, "--profile", "bench", "--schema", schema]
        said, _ = run([*command, "--project", folder], folder, limit)
        return folder / f"models/sources/{schema}.yml", float(re.findall(r"^([\d.]+) seconds$", said, re.M)[-1])

    return Tool("Intalgo", write)


def codegen(limit: float, checkout: Path, dbt: Path) -> Tool:
    def write(folder: Path, schema: str, tables: list[str]) -> tuple[Path, float]:
        # As `dbt deps` leaves it, which would ask for dbt_utils; that is only needed to find the tables' names.
        shutil.copytree(checkout, folder / "dbt_packages/codegen", dirs_exist_ok=True)
        arguments = {"schema_name": schema, "table_names": tables, "generate_columns": True, "include_schema": True}
        command = [dbt, "--quiet", "run-operation", "generate_source", "--profiles-dir", folder]
        said, seconds = run([*command, "--args", json.dumps(arguments | {"include_descriptions": True})], folder, limit)
        path = folder / f"models/{schema}.yml"
        path.write_text(said)
        return path, seconds

    return Tool("dbt-codegen", write)


def osmosis(limit: float, program: Path) -> Tool:
    def write(folder: Path, schema: str, _: list[str]) -> tuple[Path, float]:
        config = json.loads((folder / "dbt_project.yml").read_text())
        sources = {schema: {"path": f"{schema}.yml", "schema": schema}}
        config["vars"]["dbt-osmosis"]["sources"] = sources
        (folder / "dbt_project.yml").write_text(json.dumps(config))
        _, seconds = run([program, "yaml", "refactor", "--profiles-dir", folder], folder, limit)
        return folder / f"models/{schema}.yml", seconds

    return Tool("dbt-osmosis", write)


def counted(path: Path) -> list[int]:
    """Tables, columns, types, descriptions, tests, and inferred references."""
    tables = [
        table for source in yaml.load(path.read_text(), yaml.CSafeLoader)["sources"] for table in source["tables"] or []
    ]
    columns = [column for table in tables for column in table.get("columns") or []]
    tests = sum(len(each.get("data_tests") or each.get("tests") or []) for each in tables + columns)
    inferred = sum("references" in str((c.get("config") or {}).get("meta")) for c in columns)
    return [
        len(tables),
        len(columns),
        sum(bool(c.get("data_type")) for c in columns),
        sum(bool((each.get("description") or "").strip()) for each in tables + columns),
        tests,
        inferred,
    ]


def edit(path: Path) -> None:
    """As a person would: another description for a table, and a comment."""
    lines = path.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if re.match(r" *- name: customer\b", line))
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()) + 2)
    if re.match(rf"{indent}description:", lines[at + 1]):
        del lines[at + 1]
    lines[at + 1 : at + 1] = [f"{indent}description: {EDITED}  {COMMENT}"]
    path.write_text("\n".join(lines) + "\n")


def measured(tool: Tool, port: int, names: dict[str, list[str]]) -> list[list[Any]]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="intalgo-sources.") as name:
        folder = Path(name)
        project(folder, port)
        for schema in ("music", "large"):
            try:
                path, seconds = tool.write(folder, schema, names[schema])
            except subprocess.TimeoutExpired as e:
                rows.append([tool.name, schema, *["-"] * 6, f"not done in {e.timeout:.0f}", "-"])
                continue
            gotten, kept = counted(path), "-"
            if schema == "music":
                edit(path)
                before = path.read_text()
                tool.write(folder, schema, names[schema])
                after = path.read_text()
                kept = "lost"
                if EDITED in after:
                    kept = "kept" if COMMENT in after else "kept, its comment lost"
                if after == before:
                    kept += ", and no other line changed"
            rows.append([tool.name, schema, *gotten, f"{seconds:.1f}", kept])
            print(rows[-1], flush=True, file=sys.stderr)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--limit", type=float, default=1800)
    parser.add_argument("--codegen", type=Path)
    parser.add_argument("--osmosis", type=Path, required=True)
    options = parser.parse_args()
    tools = [intalgo(options.limit), osmosis(options.limit, options.osmosis / "dbt-osmosis")]
    if options.codegen:
        tools.insert(1, codegen(options.limit, options.codegen.resolve(), options.osmosis / "dbt"))
    else:
        print("dbt-codegen is left out: no registry has it; --codegen says where a checkout of it is.\n")
    with postgres() as port:
        names = fill(port, options.tables)
        rows = [row for tool in tools for row in measured(tool, port, names)]
    heads = ["", "schema", "tables", "columns", "types", "descriptions", "tests", "inferred keys", "seconds", "an edit"]
    for row in [heads, ["---"] * len(heads), *rows]:
        print("| " + " | ".join(str(cell) for cell in row) + " |")


if __name__ == "__main__":
    main()
