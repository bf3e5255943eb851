"""What became of a run, for the operator: it needs no operator to run, and is as good without having told it."""

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from intalgo_runner.client import OperatorClient
from intalgo_runner.failure import CannotGoOn, TaskFailed, trim
from intalgo_runner.secrets import Secrets, log
from intalgo_runner.settings import Settings

# The operator takes 4 MiB.
_NODES = 10_000
_MESSAGES = 100
_MESSAGE = 500
# In seconds: a pod that is told to end has little time.
_IN_A_HURRY = 5
_BUILT = ("model", "seed", "snapshot")
_BROKEN = ("error", "fail", "runtime error")

Report = dict[str, Any]


class Outcome:
    """Written down while it runs. Without results of dbt's it failed before dbt came to any node."""

    def __init__(self, options: argparse.Namespace) -> None:
        chosen = {key: getattr(options, key, None) or None for key in ("select", "exclude", "selector")}
        self._said = {
            "commit": options.commit,
            "fullRefresh": bool(options.full_refresh),
            # The same for another attempt at the same, which takes this one's place.
            "part": hashlib.sha256(json.dumps(chosen).encode()).hexdigest()[:16],
            "startedAt": _now(),
        }
        self._ok = False
        self._step: str | None = None
        self._message: str | None = None
        self._nodes: list[Report] = []

    def failed(self, step: str, message: str) -> None:
        """:param step: git, connect, compile or build; start for what else comes before dbt; end where told to end"""
        self._ok, self._step, self._message = False, step, trim(message, 2 * _MESSAGE)

    def done(self, results: Iterable[Any], success: bool) -> None:
        """:param results: dbt's, of its nodes"""
        results = list(results)
        broken = [r for r in results if str(r.status) in _BROKEN]
        others = [r for r in results if str(r.status) not in _BROKEN]
        self._ok, self._step = success, None if success else "build"
        self._message = trim(str(broken[0].message or ""), 2 * _MESSAGE) if broken else None
        # Failures first, for a run of more nodes than are told of.
        said = [_node(r, index < _MESSAGES) for index, r in enumerate(broken)]
        self._nodes = [*said, *(_node(r, False) for r in others)][:_NODES]

    def told(self, settings: Settings, secrets: Secrets, run: Callable[[], int]) -> int:
        """Runs it, and tells the operator what became of it. Its exit code, whether that could be told or not."""
        try:
            code = run()
        except KeyboardInterrupt:
            self.failed("end", "it was told to end")
            self._tell(settings, secrets, _IN_A_HURRY)
            raise
        except Exception as e:
            self.failed(e.step if isinstance(e, TaskFailed) else "start", str(e) or type(e).__name__)
            self._tell(settings, secrets, settings.retry_for)
            raise
        self._tell(settings, secrets, settings.retry_for)
        return code

    def _tell(self, settings: Settings, secrets: Secrets, retry_for: float) -> None:
        if not (settings.url and settings.deployment):
            return
        try:
            OperatorClient(settings, retry_for).ran(self._report(settings, secrets))
        except (CannotGoOn, OSError) as e:
            log(f"the operator was not told of this run: {e}")
        except KeyboardInterrupt:
            log("the operator was not told of this run: it was told to end")

    def _report(self, settings: Settings, secrets: Secrets) -> Report:
        nodes = [{**n, "message": secrets.scrub(n["message"])} if n["message"] else n for n in self._nodes]
        return {
            **self._said,
            "deployment": settings.deployment,
            "run": settings.run_id,
            "parts": settings.run_parts,
            "finishedAt": _now(),
            "ok": self._ok,
            "step": self._step,
            "message": secrets.scrub(self._message) if self._message else None,
            "nodes": nodes,
        }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _node(result: Any, with_message: bool) -> Report:
    node = result.node
    rows = (result.adapter_response or {}).get("rows_affected") if node.resource_type in _BUILT else None
    return {
        "uniqueId": node.unique_id,
        "name": node.name,
        "kind": str(node.resource_type),
        "status": str(result.status),
        "message": trim(str(result.message or ""), _MESSAGE) if with_message else None,
        "seconds": round(result.execution_time or 0.0, 3),
        # Some adapters say -1 where they do not know.
        "rows": rows if isinstance(rows, int) and rows >= 0 else None,
    }
