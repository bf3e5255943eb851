"""Reads a database's schema: with the DataHub CLI, into a file, or through dbt's adapter."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from expandvars import expand

from intalgo_runner.failure import TaskFailed, trim
from intalgo_runner.introspect import introspect
from intalgo_runner.preflight import preflight
from intalgo_runner.profile import AdapterMissing, ProfileInvalid, RenderedProfile, render
from intalgo_runner.records import KEYS_REPEAT, count_tables, drop_keys, drop_samples
from intalgo_runner.report import Report, lost
from intalgo_runner.rights import Unreadable
from intalgo_runner.secrets import Secrets, log
from intalgo_runner.settings import Settings

DEFAULT_TIMEOUT = 1800
# After how many seconds of crawling to tell of it, first.
FIRST_TOLD = 15.0
_WARNINGS = 50
_NOTHING = "connected, but found no table with columns: check include, exclude, and what the user may see"
# Lines of its log that do not say what went wrong: its progress, and where in its code it was.
_CHATTER = re.compile(r"\b(DEBUG|INFO)\b|^\s*File \"|^\s{4,}\S|^Traceback ")
_NOT_FOR_DATAHUB = re.compile(r"DBT_ENV_SECRET_|INTALGO_|DATAHUB_|SENTRY_")

Tell = Callable[[int], None]


def ingest(settings: Settings, secrets: Secrets, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """
    :param tell: is told that the database was reached, and now and then how many tables were found
    :raises TaskFailed: ProfileInvalid, one of preflight's reasons, or IngestionFailed
    """
    try:
        profile = render(settings)
        secrets.add_profile(profile.values)
        closed = preflight(profile)
    except AdapterMissing as e:
        raise TaskFailed("DriverMissing", str(e)) from e
    except ProfileInvalid as e:
        raise TaskFailed("ProfileInvalid", str(e)) from e
    adapter = task.get("adapter")
    if adapter and adapter != profile.adapter:
        raise TaskFailed("ProfileInvalid", f"the profile is for {profile.adapter}, not for {adapter}")
    tell(0)
    if task.get("probe"):
        log(f"connected to {profile.adapter}; nothing more was asked for")
        return {}
    seconds = float(task.get("timeoutSeconds") or DEFAULT_TIMEOUT)
    if task.get("source") == "Adapter":
        log(f"connected to {profile.adapter}; its dbt adapter reads the schema")
        return _introspected(introspect(profile, settings.work, task, seconds), closed)
    log(f"connected to {profile.adapter}; DataHub crawls it")
    recipe = task["recipe"]
    folder = settings.work / "ingestion"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    env = environment(profile, folder, task.get("environment") or {})
    code = _crawl(folder, recipe, env, seconds, tell)
    return _outcome(folder, recipe, profile, closed, code)


def environment(profile: RenderedProfile, folder: Path, more: dict[str, str]) -> dict[str, str]:
    """What `${PROFILE_...}` in a recipe stands for, and nothing else that is secret.

    :param more: further variables, whose values may have such placeholders too
    """
    env = {name: value for name, value in os.environ.items() if not _NOT_FOR_DATAHUB.match(name)}
    # By every name: a recipe knows one of them.
    for key, value in profile.by_every_name().items():
        if value is not None:
            plain = value if isinstance(value, str) else json.dumps(value)
            env[f"PROFILE_{re.sub(r'[^A-Z0-9]', '_', key.upper())}"] = plain
    env |= {name: expand(value, environ=env) for name, value in more.items()}
    return env | {
        "HOME": str(folder),
        "DATAHUB_TELEMETRY_ENABLED": "false",
        "DATAHUB_SKIP_CONFIG": "true",
        "PYTHONUNBUFFERED": "1",
    }


def _crawl(folder: Path, recipe: dict[str, Any], env: dict[str, str], timeout: float, tell: Tell) -> int:
    sink = {
        "type": "intalgo_runner.datahub_sink.ReportingFileSink",
        "config": {"filename": str(folder / "records.json")},
    }
    # JSON is YAML; and nothing in a recipe's text can then be read as anything but text.
    (folder / "recipe.yml").write_text(json.dumps({**recipe, "sink": sink}), encoding="utf-8")
    command = [sys.executable, "-m", "intalgo_runner.datahub_cli", "ingest", "run", "-c", str(folder / "recipe.yml")]
    command += ["--strict-warnings", "--no-spinner", "--no-progress", "--report-to", str(folder / "report.json")]
    with open(folder / "log.txt", "w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return _wait(process, folder, timeout, tell)
        finally:
            # Also where this process is told to end.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(process: subprocess.Popen[bytes], folder: Path, timeout: float, tell: Tell) -> int:
    """Tells of progress ever more seldom: seven times in half an hour."""
    end = time.monotonic() + timeout
    gap = FIRST_TOLD
    while (left := end - time.monotonic()) > 0:
        try:
            return process.wait(min(gap, left))
        except subprocess.TimeoutExpired:
            tell(int(_read(folder / "progress") or 0))
            gap *= 2
    raise TaskFailed("IngestionFailed", f"DataHub was not done after {timeout:.0f} seconds")


def _outcome(
    folder: Path, recipe: dict[str, Any], profile: RenderedProfile, closed: Unreadable, code: int
) -> dict[str, Any]:
    """Looks at what was written: the exit code says 0 for a crawl that found nothing."""
    records = _read(folder / "records.json")
    report = Report.read(_read(folder / "report.json"), profile.values)
    _require_whole(report.failures + report.warnings)
    if not isinstance(records, list) or not report.partial:
        raise TaskFailed("IngestionFailed", _why(folder, report.failures, report.warnings, code, records is not None))
    records, left_out = closed.leave_out(records)
    warnings = report.failures + left_out + report.warnings
    tables = count_tables(records)
    if tables == 0:
        raise TaskFailed("IngestionFailed", _why(folder, report.failures, left_out + report.warnings, code, True))
    log(f"DataHub found {tables} tables, with {len(warnings)} warnings")
    if not _samples_wanted(recipe):
        drop_samples(records)
    if profile.adapter in KEYS_REPEAT:
        drop_keys(records)
    return {"records": records, "report": {"tables": tables, "warnings": _cut(warnings)}}


def _introspected(result: dict[str, Any], closed: Unreadable) -> dict[str, Any]:
    warnings = result["report"]["warnings"]
    _require_whole(warnings)
    tables, left_out = closed.leave_out_tables(result["tables"])
    if not tables:
        raise TaskFailed("IngestionFailed", "\n".join([_NOTHING, *left_out, *warnings]))
    return {"tables": tables, "report": {"tables": len(tables), "warnings": _cut(left_out + warnings)}}


def _require_whole(lines: list[str]) -> None:
    """What is not read because the database went away is no smaller catalog, but none."""
    if gone := lost(lines):
        raise TaskFailed("ConnectionFailed", "the database was lost half-way:\n" + "\n".join(gone[:_WARNINGS]))


def _cut(warnings: list[str]) -> list[str]:
    return warnings if len(warnings) <= _WARNINGS else [*warnings[:_WARNINGS], "…"]


def _why(folder: Path, failures: list[str], warnings: list[str], code: int, crawled: bool) -> str:
    if failures:
        return "\n".join(failures)
    if code == 0 or (crawled and warnings):
        return "\n".join([_NOTHING, *warnings])
    lines = (folder / "log.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    lines = [line.rstrip() for line in lines if line.strip() and not _CHATTER.search(line)]
    return trim(f"datahub exited with {code}:\n" + "\n".join(lines[-15:]))


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        # Not written, or cut off: the crawl failed, and the caller says why.
        return None


def _samples_wanted(recipe: dict[str, Any]) -> bool:
    profiling = ((recipe.get("source") or {}).get("config") or {}).get("profiling") or {}
    return bool(profiling.get("enabled") and profiling.get("include_field_sample_values"))
