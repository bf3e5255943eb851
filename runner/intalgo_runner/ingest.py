"""Reads a database's schema: with the DataHub CLI, into a file, or through dbt's adapter."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from dbt.adapters.factory import get_adapter, register_adapter, reset_adapters
from dbt.cli.flags import Flags
from dbt.cli.types import Command
from dbt.flags import set_flags
from dbt.mp_context import get_mp_context
from expandvars import expand

from intalgo_runner.dbt import database_message, open_connection, release, while_locked
from intalgo_runner.failure import TaskFailed, trim
from intalgo_runner.introspect import NOTHING, introspect
from intalgo_runner.profile import ProfileInvalid, RenderedProfile, read_only, render
from intalgo_runner.secrets import Secrets, log
from intalgo_runner.settings import Settings

DEFAULT_TIMEOUT = 1800
_WARNINGS = 50
# How drivers say that they reached the database and were not let in.
_NOT_LET_IN = re.compile(
    r"authentication failed|no password supplied|access denied|login failed|no pg_hba.conf entry"
    r"|incorrect username or password|invalid (credentials|username|password|access token|authentication)"
    r"|not permitted to log in|role \"[^\"]*\" does not exist|unauthori[sz]ed|\b40[13]\b|ORA-01017"
    r"|JWT token is invalid",
    re.IGNORECASE,
)
# Lines of its log that do not say what went wrong: its progress, and where in its code it was.
_CHATTER = re.compile(r"\b(DEBUG|INFO)\b|^\s*File \"|^\s{4,}\S|^Traceback ")
_NOT_FOR_DATAHUB = re.compile(r"DBT_ENV_SECRET_|INTALGO_|DATAHUB_|SENTRY_")


def ingest(settings: Settings, secrets: Secrets, task: dict[str, Any]) -> dict[str, Any]:
    """
    :raises TaskFailed: ProfileInvalid, AuthenticationFailed, ConnectionFailed or IngestionFailed
    """
    try:
        profile = render(settings)
        secrets.add_profile(profile.values)
        preflight(profile)
    except ProfileInvalid as e:
        raise TaskFailed("ProfileInvalid", str(e)) from e
    adapter = task.get("adapter")
    if adapter and adapter != profile.adapter:
        raise TaskFailed("ProfileInvalid", f"the profile is for {profile.adapter}, not for {adapter}")
    seconds = float(task.get("timeoutSeconds") or DEFAULT_TIMEOUT)
    if task.get("source") == "Adapter":
        log(f"connected to {profile.adapter}; its dbt adapter reads the schema")
        return introspect(profile, settings.work, task, seconds)
    log(f"connected to {profile.adapter}; DataHub crawls it")
    recipe = task["recipe"]
    folder = settings.work / "ingestion"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    env = environment(profile, folder, task.get("environment") or {})
    code = _crawl(folder, recipe, env, seconds)
    return _outcome(folder, recipe, code)


def preflight(profile: RenderedProfile) -> None:
    """Connects as dbt will, so that a wrong password is known in a second.

    :raises TaskFailed: AuthenticationFailed or ConnectionFailed, with the driver's words
    """
    _dbt_flags()
    dbt_profile = profile.profile(read_only(profile))
    reset_adapters()
    register_adapter(dbt_profile, get_mp_context())
    adapter = get_adapter(dbt_profile)
    try:
        with adapter.connection_named("intalgo_preflight"):
            while_locked(lambda: open_connection(adapter))
            adapter.debug_query()
    except Exception as e:
        message = database_message(e)
        reason = "AuthenticationFailed" if _NOT_LET_IN.search(message) else "ConnectionFailed"
        raise TaskFailed(reason, message) from e
    finally:
        adapter.cleanup_connections()
        release(profile.adapter)


def _dbt_flags() -> None:
    """dbt's classes read settings that its command line makes; here there is none."""
    set_flags(Flags.from_dict(Command.DEBUG, {}))


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


def _crawl(folder: Path, recipe: dict[str, Any], env: dict[str, str], timeout: float) -> int:
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
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TaskFailed("IngestionFailed", f"DataHub was not done after {timeout:.0f} seconds") from None
        finally:
            # Also where this process is told to end.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _outcome(folder: Path, recipe: dict[str, Any], code: int) -> dict[str, Any]:
    """Looks at what was written: the exit code says 0 for a crawl that found nothing."""
    records = _read(folder / "records.json")
    report = _source_report(_read(folder / "report.json"))
    failures, warnings = _lines(report.get("failures")), _lines(report.get("warnings"))
    tables = count_tables(records) if isinstance(records, list) else 0
    if failures or tables == 0 or not isinstance(records, list):
        raise TaskFailed("IngestionFailed", _why(folder, failures, warnings, code, records is not None))
    log(f"DataHub found {tables} tables, with {len(warnings)} warnings")
    if not _samples_wanted(recipe):
        drop_samples(records)
    return {"records": records, "report": {"tables": tables, "warnings": warnings[:_WARNINGS]}}


def _why(folder: Path, failures: list[str], warnings: list[str], code: int, crawled: bool) -> str:
    if failures:
        return "\n".join(failures)
    if code == 0 or (crawled and warnings):
        return "\n".join([NOTHING, *warnings])
    lines = (folder / "log.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    lines = [line.rstrip() for line in lines if line.strip() and not _CHATTER.search(line)]
    return trim(f"datahub exited with {code}:\n" + "\n".join(lines[-15:]))


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        # Not written, or cut off: the crawl failed, and the caller says why.
        return None


def _source_report(report: Any) -> dict[str, Any]:
    source = (report or {}).get("source") or {}
    return source.get("report") or {}


def _lines(entries: Any) -> list[str]:
    """DataHub's structured entries, one line each."""
    lines = []
    for entry in entries or []:
        if isinstance(entry, dict):
            parts = [entry.get("title"), entry.get("message"), *_flat(entry.get("context"))]
            entry = ": ".join(str(part) for part in parts if part)
        lines.append(trim(str(entry), 600))
    return lines


def _flat(context: Any) -> list[str]:
    return [str(c) for c in context][:3] if isinstance(context, list) else [context] if context else []


def _aspects(record: dict[str, Any]) -> list[tuple[str, Any]]:
    """The aspects in either of the two forms that the file sink mixes."""
    snapshot = record.get("proposedSnapshot")
    if isinstance(snapshot, dict):
        inner = next(iter(snapshot.values()))
        return [next(iter(aspect.items())) for aspect in inner.get("aspects", [])]
    aspect = record.get("aspect")
    if isinstance(aspect, dict):
        return [(record.get("aspectName", ""), aspect.get("json", aspect))]
    return []


def count_tables(records: list[dict[str, Any]]) -> int:
    """Datasets that have fields."""
    found = set()
    for record in records:
        for name, value in _aspects(record):
            if name.lower().endswith("schemametadata") and value.get("fields"):
                snapshot = record.get("proposedSnapshot")
                found.add(next(iter(snapshot.values()))["urn"] if snapshot else record.get("entityUrn"))
    return len(found)


def drop_samples(records: list[dict[str, Any]]) -> None:
    """Takes out the values of rows that a profile may hold."""
    for record in records:
        for name, value in _aspects(record):
            if name.lower().endswith("datasetprofile"):
                for field in value.get("fieldProfiles") or []:
                    for key in ("sampleValues", "min", "max", "distinctValueFrequencies", "histogram"):
                        field.pop(key, None)


def _samples_wanted(recipe: dict[str, Any]) -> bool:
    profiling = ((recipe.get("source") or {}).get("config") or {}).get("profiling") or {}
    return bool(profiling.get("enabled") and profiling.get("include_field_sample_values"))
