"""`intalgo keep`: has a project checked out on a drive, and what people change there committed."""

import signal
import threading
from typing import Any

from intalgo_runner.client import OperatorClient
from intalgo_runner.drive import Drive, DriveBusy, DriveProblem, Synced
from intalgo_runner.secrets import log
from intalgo_runner.settings import Settings

# How long the operator holds an answer back where it has nothing new (seconds): edits are looked for this often.
_WAIT = 8
_SOON = 1

Report = dict[str, Any]


def keep(settings: Settings, client: OperatorClient) -> int:
    """Ends when it is told to, once all edits are handed in."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    drive = Drive(settings)
    report, wait = _look(drive), 0
    while True:
        operator = client.keep(report, wait)
        report, wait = _round(drive, operator, now=stop.is_set())
        if stop.is_set():
            log(f"told to end at {report['commit']}")
            client.keep(report, 0)
            return 0


def _look(drive: Drive) -> Report:
    """What there is, before anything is done: the operator begins no repository while there may be one here."""
    try:
        return _report(drive, Synced(drive.look()))
    except DriveProblem as e:
        return _problem(drive, e)


def _round(drive: Drive, operator: str | None, *, now: bool) -> tuple[Report, int]:
    try:
        synced = drive.sync(operator, now=now)
    except DriveBusy:
        return _look(drive), _SOON
    except DriveProblem as e:
        log(f"{e.reason}: {e.message}")
        return _problem(drive, e), _WAIT
    if synced.commit != operator or synced.kept:
        log(f"at {synced.commit}" + (f", edits kept on {synced.kept}" if synced.kept else ""))
    return _report(drive, synced), _SOON if synced.editing else _WAIT


def _report(drive: Drive, synced: Synced) -> Report:
    return {"drive": drive.id, "commit": synced.commit, "kept": synced.kept, "freeBytes": drive.free, "problem": None}


def _problem(drive: Drive, problem: DriveProblem) -> Report:
    return {
        "drive": drive.id,
        "commit": None,
        "kept": None,
        "freeBytes": drive.free,
        "problem": {"reason": problem.reason, "message": problem.message},
    }
