"""The worker protocol: tasks from the operator, results back to it."""

import gzip
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from requests.auth import AuthBase
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from intalgo_runner.certificates import ca_bundle
from intalgo_runner.failure import CannotGoOn
from intalgo_runner.secrets import log
from intalgo_runner.settings import Settings

# The task is done, given to another worker, or gone.
_NOT_WANTED = {404, 409, 410}
_CONNECT_TIMEOUT = 10


class NotAllowed(CannotGoOn):
    """The operator does not accept this pod's token."""


class Unreachable(CannotGoOn):
    """The operator could not be reached, or could not answer, for now."""


class Refused(CannotGoOn):
    """The operator understood the request and will not take it."""


@dataclass(frozen=True)
class Task:
    name: str
    kind: str
    task: dict[str, Any]


class _TokenFile(AuthBase):
    """Reads the token for every request: the kubelet replaces it before it expires."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.token_file

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._file.read_text().strip()}"
        return request


class OperatorClient:
    """Retries while the operator restarts, for `retry_for` seconds (the settings', if None). One thread may use it."""

    def __init__(self, settings: Settings, retry_for: float | None = None) -> None:
        self._base = f"{settings.url}/worker/v1/tasks"
        self._keep = f"{settings.url}/worker/v1/keep"
        self._runs = f"{settings.url}/worker/v1/runs"
        self._retry_for = settings.retry_for if retry_for is None else retry_for
        self._session = requests.Session()
        # No proxy and no .netrc of the environment: the operator is in the same cluster.
        self._session.trust_env = False
        self._session.auth = _TokenFile(settings)
        self._session.verify = str(ca_bundle(settings))

    def tasks(self, wait: int) -> list[Task]:
        """The tasks that wait for this pod; the operator holds the answer back for up to `wait` seconds."""
        response = self._request("GET", self._base, params={"wait": wait}, timeout=(_CONNECT_TIMEOUT, wait + 30))
        if response.status_code == 204:
            return []
        return [Task(t["name"], t["kind"], t.get("task") or {}) for t in response.json().get("tasks", [])]

    def post(self, name: str, result: dict[str, Any]) -> bool:
        """Hands in a result; False where the operator no longer wants it.

        :raises Refused: the operator will never take this result, such as one that is too large
        """
        url = f"{self._base}/{quote(name, safe='')}/result"
        return self._hand_in(url, result, _NOT_WANTED).status_code not in _NOT_WANTED

    def ran(self, report: dict[str, Any]) -> None:
        """Says what became of a Deployment's run."""
        self._hand_in(self._runs, report)

    def tell(self, name: str, progress: dict[str, Any]) -> None:
        """Says how far a task is. It is not tried again: who does the task has better things to do."""
        url = f"{self._base}/{quote(name, safe='')}/progress"
        try:
            self._once("POST", url, _NOT_WANTED, json=progress, timeout=(_CONNECT_TIMEOUT, 30))
        except CannotGoOn as e:
            log(f"the operator did not hear of the progress: {e}")

    def keep(self, report: dict[str, Any], wait: int) -> str | None:
        """Says what is on the drive; the commit that the operator has, if any.

        It holds the answer back for up to `wait` seconds while both are the same.
        """
        response = self._request(
            "POST", self._keep, json=report, params={"wait": wait}, timeout=(_CONNECT_TIMEOUT, wait + 30)
        )
        return response.json()["commit"]

    def _hand_in(self, url: str, value: dict[str, Any], accept: set[int] = frozenset()) -> requests.Response:
        body = gzip.compress(json.dumps(value, separators=(",", ":"), allow_nan=False).encode(), compresslevel=5)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return self._request("POST", url, accept, data=body, headers=headers, timeout=(_CONNECT_TIMEOUT, 300))

    def _request(self, method: str, url: str, accept: set[int] = frozenset(), **arguments: Any) -> requests.Response:
        for attempt in Retrying(
            retry=retry_if_exception_type(Unreachable),
            stop=stop_after_delay(self._retry_for),
            wait=wait_random_exponential(multiplier=0.2, max=15),
            before_sleep=_log_retry,
            reraise=True,
        ):
            with attempt:
                return self._once(method, url, accept, **arguments)
        raise AssertionError("tenacity returns or raises")

    def _once(self, method: str, url: str, accept: set[int], **arguments: Any) -> requests.Response:
        try:
            response = self._session.request(method, url, allow_redirects=False, **arguments)
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as e:
            raise Unreachable(f"no answer from {url}: {e}") from e
        status = response.status_code
        if status in (401, 403):
            raise NotAllowed(f"the operator does not accept this pod's token: {status} from {url}: {response.text}")
        if status >= 500 or status == 429:
            raise Unreachable(f"{status} from {url}")
        if status >= 300 and status not in accept:
            raise Refused(f"{status} from {url}: {response.text[:500]}")
        return response


def _log_retry(state: RetryCallState) -> None:
    log(f"trying again in {state.next_action.sleep:.1f} s: {state.outcome.exception()}")
