"""The loops of the two Jobs that take tasks from the operator."""

import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from intalgo_runner.build import build
from intalgo_runner.certificates import ca_bundle
from intalgo_runner.client import OperatorClient, Refused, Task
from intalgo_runner.dbt import Dbt, release
from intalgo_runner.drop import drop
from intalgo_runner.exchange import exchange
from intalgo_runner.failure import STUCK, TaskFailed, trim
from intalgo_runner.graph import graph
from intalgo_runner.ingest import ingest
from intalgo_runner.models import RunResults, publish
from intalgo_runner.profile import ProfileInvalid, render
from intalgo_runner.project import Project
from intalgo_runner.secrets import Secrets, log
from intalgo_runner.settings import Settings
from intalgo_runner.validate import validate
from intalgo_runner.values import values

LONG_POLL_SECONDS = 20
# How long a cancelled task may take to notice.
_CANCEL_SECONDS = 10

Result = dict[str, Any]


class Worker:
    """validate, build, graph, values, drop and publish tasks, with one clone and one warm dbt."""

    def __init__(self, settings: Settings, secrets: Secrets) -> None:
        self._settings = settings
        self._secrets = secrets
        self._project = Project(settings)
        self._run_results = RunResults(settings.work)
        self._dbt: Dbt | None = None

    def run(self, client: OperatorClient) -> int:
        """Until there was no task for `idle` seconds; the process's exit code."""
        last = time.monotonic()
        while (left := last + self._settings.idle - time.monotonic()) > 0:
            for task in client.tasks(wait=max(1, min(LONG_POLL_SECONDS, int(left)))):
                result, stuck = self._limited(task)
                hand_in(client, self._secrets, task, result)
                if stuck:
                    log("the task could not be cancelled; ending")
                    return STUCK
                last = time.monotonic()
        log(f"no task for {self._settings.idle:.0f} s; ending")
        return 0

    def _limited(self, task: Task) -> tuple[Result, bool]:
        """Does the task in a thread of its own, so that the main one can give up on it, or on all."""
        limit = float(task.task.get("timeoutSeconds") or self._settings.task_limit)
        future: Future[Result] = Future()
        threading.Thread(target=lambda: future.set_result(self._perform(task)), daemon=True).start()
        started = time.monotonic()
        try:
            return future.result(limit), False
        except TimeoutError:
            stuck = not self._cancelled(future)
        step = "build" if task.kind == "build" else "run"
        message = f"not done after {limit:.0f} seconds, and cancelled"
        return failure(task, step, message, time.monotonic() - started), stuck

    def _cancelled(self, future: Future[Result]) -> bool:
        """Cancels what runs until the task ends: its statement may begin only after the time is over."""
        for _ in range(_CANCEL_SECONDS):
            if self._dbt is not None:
                self._dbt.cancel()
            try:
                future.result(1)
            except TimeoutError:
                continue
            return True
        return False

    def _perform(self, task: Task) -> Result:
        actions = {
            "validate": validate,
            "build": self._build,
            "graph": graph,
            "values": values,
            "drop": drop,
            "publish": self._publish,
        }
        try:
            return perform(task, lambda: actions[task.kind](self._project, self._warm(), task.task))
        finally:
            if self._dbt is not None:
                release(self._dbt.adapter_type)

    def _build(self, project: Project, dbt: Dbt, task: dict[str, Any]) -> Result:
        try:
            return build(project, dbt, task)
        finally:
            if self._settings.datahub is not None:
                self._run_results.keep()

    def _publish(self, project: Project, dbt: Dbt, task: dict[str, Any]) -> Result:
        return publish(self._settings, project, dbt, self._run_results, task)

    def _warm(self) -> Dbt:
        if self._dbt is None:
            try:
                profile = render(self._settings)
            except ProfileInvalid as e:
                raise TaskFailed("connect", str(e)) from e
            self._secrets.add_profile(profile.values)
            self._dbt = Dbt(self._project.root, self._settings.work, profile)
        return self._dbt


def run_ingest(settings: Settings, secrets: Secrets, client: OperatorClient) -> int:
    """Does the one task of this pod's Job. A failed crawl is a result too: the exit code is 0."""
    tasks = [t for t in client.tasks(wait=LONG_POLL_SECONDS) if t.kind == "ingest"]
    if not tasks:
        log("the operator has no ingestion for this pod: it is done already")
    for task in tasks:
        hand_in(client, secrets, task, perform(task, lambda task=task: _ingest(settings, secrets, client, task)))
    return 0


def _ingest(settings: Settings, secrets: Secrets, client: OperatorClient, task: Task) -> Result:
    def tell(tables: int) -> None:
        client.tell(task.name, {"connected": True, "tables": tables})

    result = ingest(settings, secrets, task.task, tell)
    if not settings.datahub or task.task.get("probe"):
        return result
    return exchange(settings.datahub, ca_bundle(settings), task.task, result)


def perform(task: Task, action: Callable[[], Result]) -> Result:
    """The action's result, or its failure as a result."""
    log(f"{task.kind} {task.name}: started")
    started = time.monotonic()
    try:
        result = {"ok": True, **action()}
    except TaskFailed as e:
        return failure(task, e.step, e.message, time.monotonic() - started)
    except Exception as e:
        # A defect here, or in what we call; the one who asked must hear of it and the worker go on.
        log(traceback.format_exc())
        step = "IngestionFailed" if task.kind == "ingest" else "run"
        return failure(task, step, f"unexpected {type(e).__name__}: {e}", time.monotonic() - started)
    return {**result, "seconds": round(time.monotonic() - started, 3)}


def failure(task: Task, step: str, message: str, seconds: float) -> Result:
    result: Result = {"ok": False, "message": trim(message), "seconds": round(seconds, 3)}
    if task.kind == "build":
        result["nodes"] = []
    return {**result, "reason" if task.kind == "ingest" else "step": step}


def hand_in(client: OperatorClient, secrets: Secrets, task: Task, result: Result) -> None:
    """Posts a result, its messages without secrets."""
    result = {**result, **_scrubbed(secrets, result)}
    word = "ok" if result["ok"] else f"failed: {result.get('step') or result.get('reason')}: {result.get('message')}"
    log(f"{task.kind} {task.name}: {word} ({result['seconds']} s)")
    try:
        wanted = client.post(task.name, result)
    except Refused as e:
        log(str(e))
        step = "IngestionFailed" if task.kind == "ingest" else "run"
        wanted = client.post(task.name, failure(task, step, f"the operator refused the result: {e}", result["seconds"]))
    if not wanted:
        log(f"{task.kind} {task.name}: no longer wanted")


def _scrubbed(secrets: Secrets, result: Result) -> Result:
    """What drivers and dbt wrote; SQL, records and the graph stay as they are."""
    scrubbed: Result = {}
    if result.get("message"):
        scrubbed["message"] = secrets.scrub(result["message"])
    if "nodes" in result:
        scrubbed["nodes"] = [{**n, "message": secrets.scrub(n["message"])} for n in result["nodes"]]
    if "message" in result.get("published", {}):
        published = result["published"]
        scrubbed["published"] = {**published, "message": secrets.scrub(published["message"])}
    if "report" in result:
        warnings = [secrets.scrub(w) for w in result["report"]["warnings"]]
        scrubbed["report"] = {**result["report"], "warnings": warnings}
    return scrubbed
