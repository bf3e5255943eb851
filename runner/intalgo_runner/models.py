"""dbt's models for a DataHub server: what they are, what they are made from, how their tests went."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intalgo_runner.certificates import ca_bundle
from intalgo_runner.datahub_server import DataHubServer, Record, reason
from intalgo_runner.dbt import Dbt, dbt_message, is_connection_error
from intalgo_runner.failure import TaskFailed
from intalgo_runner.project import Project
from intalgo_runner.secrets import DATAHUB_TOKEN, log
from intalgo_runner.settings import DataHubSettings, Settings

_KINDS = ("model", "seed", "snapshot")
_SECONDS = 600

Node = dict[str, Any]


class RunResults:
    """dbt writes run_results.json anew with each command: those of builds are kept here until they are published."""

    def __init__(self, work: Path) -> None:
        self._folder = work / "run_results"
        self._count = 0

    def keep(self) -> None:
        written = _target() / "run_results.json"
        if written.is_file():
            self._folder.mkdir(exist_ok=True)
            self._count += 1
            shutil.move(written, self._folder / f"{self._count}.json")

    def files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))

    def forget(self, files: list[Path]) -> None:
        for file in files:
            file.unlink()


def publish(settings: Settings, project: Project, dbt: Dbt, kept: RunResults, task: dict[str, Any]) -> dict[str, Any]:
    """Gives the server the models of a commit, as DataHub's own source for dbt describes them.

    :raises TaskFailed: step `git`, `connect`, `compile`, `run`, or what `DataHubServer.publish` says
    """
    if settings.datahub is None:
        raise TaskFailed("run", "this pod knows no DataHub server; it is older than the Connection's spec.datahub")
    project.checkout(task["commit"])
    manifest = slim(_manifest(dbt), task.get("owner"), task.get("owners") or {})
    results, datahub = kept.files(), settings.datahub
    aspects = _give(settings, datahub, manifest, lambda folder: recipe(folder, results, datahub, task))
    kept.forget(results)
    return {"models": sum(n["resource_type"] == "model" for n in manifest["nodes"].values()), "aspects": aspects}


def publish_run(settings: Settings) -> None:
    """Gives the server what dbt's last command said of models and tests, and nothing of what they are.

    It is no part of the run: the log says where it failed.
    """
    datahub, results = settings.datahub, _target() / "run_results.json"
    if datahub is None or datahub.platform is None or not results.is_file():
        return
    try:
        manifest = slim(json.loads((_target() / "manifest.json").read_text(encoding="utf-8")), None, {})
        aspects = _give(settings, datahub, manifest, lambda folder: run_recipe(folder, results, datahub))
        log(f"gave DataHub {aspects} aspects of this run")
    except (TaskFailed, OSError, ValueError) as e:
        log(f"DataHub was not given this run: {e}")
    except KeyboardInterrupt:
        log("DataHub was not given this run: it was told to end")


def _give(
    settings: Settings, datahub: DataHubSettings, manifest: dict[str, Any], recipe_in: Callable[[Path], dict[str, Any]]
) -> int:
    """How many aspects the server was given."""
    folder = settings.work / "models"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    server = DataHubServer(datahub, ca_bundle(settings))
    try:
        # Else a server that is down or wants another token would be told in the midst of a stack trace.
        server.check()
        return server.publish(_described_by_datahub(folder, datahub, recipe_in(folder)))
    finally:
        server.close()


def _described_by_datahub(folder: Path, datahub: DataHubSettings, recipe: dict[str, Any]) -> list[Record]:
    # JSON is YAML; and nothing in a recipe's text can then be read as anything but text.
    (folder / "recipe.yml").write_text(json.dumps(recipe), encoding="utf-8")
    command = [sys.executable, "-m", "intalgo_runner.datahub_cli", "ingest", "run", "-c", str(folder / "recipe.yml")]
    command += ["--no-spinner", "--no-progress", "--report-to", str(folder / "report.json")]
    with open(folder / "log.txt", "w", encoding="utf-8") as log:
        try:
            subprocess.run(
                command,
                cwd=folder,
                env=_environment(folder, datahub),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise TaskFailed("run", f"DataHub's source for dbt was not done after {_SECONDS} seconds") from None
    records, failures = _written(folder)
    if failures or not records:
        message = failures or (folder / "log.txt").read_text(encoding="utf-8", errors="replace")[-2000:]
        # DataHub's client ends so where the server refuses.
        status = re.search(r"metadata (?:to|from) DataHub.*'status': (\d{3})", message)
        raise TaskFailed(reason(int(status.group(1))) if status else "run", message)
    return records


def _environment(folder: Path, datahub: DataHubSettings) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    return {
        **kept,
        **({DATAHUB_TOKEN: datahub.token} if datahub.token else {}),
        "HOME": str(folder),
        "DATAHUB_TELEMETRY_ENABLED": "false",
        "DATAHUB_SKIP_CONFIG": "true",
    }


def _written(folder: Path) -> tuple[list[Record], str]:
    """The records, and what failed."""
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        records = json.loads((folder / "records.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        # It ended before that: the caller looks at its log.
        return [], ""
    failures = report["source"]["report"].get("failures") or []
    return records, "\n".join(
        ": ".join([str(f.get("title") or ""), str(f.get("message") or ""), *map(str, f.get("context") or [])])
        for f in failures
    )


def recipe(folder: Path, run_results: list[Path], datahub: DataHubSettings, task: dict[str, Any]) -> dict[str, Any]:
    """What people said in DataHub of owners, tags and terms stays, and models that are gone go: for both DataHub's
    source asks the server.

    Lineage goes to the tables as they were crawled, by the same names: dbt's sources would be the same once more."""
    config = {
        "manifest_path": str(folder / "manifest.json"),
        "run_results_paths": [str(file) for file in run_results],
        "target_platform": task["platform"],
        "include_database_name": task["database"],
        # As DataHub's source for the database does.
        "convert_urns_to_lowercase": task["platform"] == "snowflake",
        "entities_enabled": {"sources": "NO"},
        "skip_sources_in_lineage": True,
        "stateful_ingestion": {"enabled": True, "remove_stale_metadata": True},
    }
    return {"pipeline_name": task["pipeline"], **_pipeline(folder, datahub, config)}


def run_recipe(folder: Path, run_results: Path, datahub: DataHubSettings) -> dict[str, Any]:
    """Results only: a run of some models must not take the others away, nor say anew what they are."""
    no = ("models", "sources", "seeds", "snapshots", "test_definitions", "exposures", "semantic_models", "queries")
    config = {
        "manifest_path": str(folder / "manifest.json"),
        "run_results_paths": [str(run_results)],
        "target_platform": datahub.platform,
        "include_database_name": datahub.databases,
        "convert_urns_to_lowercase": datahub.platform == "snowflake",
        "entities_enabled": {**dict.fromkeys(no, "NO"), "test_results": "YES", "model_performance": "YES"},
        "skip_sources_in_lineage": True,
    }
    return _pipeline(folder, datahub, config)


def _pipeline(folder: Path, datahub: DataHubSettings, config: dict[str, Any]) -> dict[str, Any]:
    api = {"server": datahub.server, "retry_max_times": 2}
    if datahub.token:
        api["token"] = f"${{{DATAHUB_TOKEN}}}"
    sink = {
        "type": "intalgo_runner.datahub_sink.ReportingFileSink",
        "config": {"filename": str(folder / "records.json")},
    }
    source = {"type": "dbt", "config": config}
    return {"source": source, "sink": sink, "datahub_api": api}


def slim(manifest: dict[str, Any], owner: str | None, owners: dict[str, str]) -> dict[str, Any]:
    """What is built with its tests, and the sources that it reads, of which a large catalog has many more."""
    built = {k: _described(n, owners.get(n["name"], owner)) for k, n in manifest["nodes"].items() if _is_built(n)}
    tests = {
        k: n
        for k, n in manifest["nodes"].items()
        if n["resource_type"] == "test" and built.keys() & set(n["depends_on"]["nodes"])
    }
    read = {parent for node in (built | tests).values() for parent in node["depends_on"].get("nodes") or []}
    return {
        "metadata": manifest["metadata"],
        "nodes": built | tests,
        "sources": {k: s for k, s in manifest["sources"].items() if k in read},
        "exposures": manifest.get("exposures") or {},
    }


def _is_built(node: Node) -> bool:
    return node["resource_type"] in _KINDS


def _described(node: Node, owner: str | None) -> Node:
    """An answer begins with its question; who owns it is said by people's own `meta.owner`, or by the task."""
    meta = dict((node.get("config") or {}).get("meta") or node.get("meta") or {})
    answer = meta.pop("intalgo", None) or {}
    if owner:
        meta.setdefault("owner", owner)
    description = node.get("description") or ""
    if question := answer.get("question"):
        meta["question"] = question
        description = f"**{question.strip()}**\n\n{description}".strip()
    if answer.get("llm"):
        meta["written by"] = answer["llm"]
    return {**node, "description": description, "meta": meta, "config": {**(node.get("config") or {}), "meta": meta}}


def _manifest(dbt: Dbt) -> dict[str, Any]:
    dbt.install_packages()
    # Compiled, for the lineage of columns.
    compiled = dbt.invoke("compile", "--select", *(f"resource_type:{kind}" for kind in _KINDS))
    if is_connection_error(compiled.exception):
        raise TaskFailed("connect", dbt_message(compiled.exception))
    if compiled.exception is None:
        return json.loads((_target() / "manifest.json").read_text(encoding="utf-8"))
    # dbt ends at the first model that does not compile; the others are there all the same.
    parsed = dbt.invoke("parse", "--no-write-json")
    if not parsed.success:
        raise TaskFailed("compile", dbt_message(parsed.exception))
    return parsed.result.writable_manifest().to_dict(omit_none=False)


def _target() -> Path:
    # dbt.Dbt sets it where the image does not.
    return Path(os.environ["DBT_TARGET_PATH"])
