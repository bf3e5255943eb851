"""kubectl, and waiting for what it shows."""

import base64
import json
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[2]
# What the slowest step of the slowest machine may take.
PATIENCE = 300
T = TypeVar("T")


class Cluster:
    """One namespace of the cluster of dev/cluster."""

    def __init__(self, kubectl: str, kubeconfig: str, namespace: str) -> None:
        self.base = [kubectl, "--kubeconfig", kubeconfig]
        self.namespace = namespace

    def within(self, namespace: str) -> "Cluster":
        return Cluster(self.base[0], self.base[2], namespace)

    @contextmanager
    def fresh_namespace(self) -> Iterator["Cluster"]:
        """A namespace that is gone afterwards."""
        own = self.within(f"e2e-{uuid.uuid4().hex[:8]}")
        own.run("create", "namespace", own.namespace)
        try:
            own.run("label", "namespace", own.namespace, "pod-security.kubernetes.io/enforce=restricted")
            yield own
        finally:
            own.run("delete", "namespace", own.namespace, "--timeout=180s")

    def run(self, *arguments: str, stdin: str | None = None, check: bool = True) -> str:
        """kubectl's standard output; where it fails, an error with what it wrote."""
        command = [*self.base, "-n", self.namespace, *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise AssertionError(f"kubectl {' '.join(arguments)}: {done.stderr or done.stdout}")
        return done.stdout if check else done.stdout + done.stderr

    def get(self, *what: str) -> Any:
        return json.loads(self.run("get", *what, "-o", "json"))

    def items(self, *what: str) -> list[Any]:
        return self.get(*what)["items"]

    def apply(self, *objects: dict[str, Any]) -> None:
        self.run("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)}))

    def secret(self, name: str, key: str) -> str:
        return base64.b64decode(self.get("secret", name)["data"][key]).decode()

    def ready(self, kind: str, name: str) -> dict[str, Any]:
        """The condition Ready, once it is about the spec as it is now; empty before."""
        found = self.get(kind, name)
        status = found.get("status", {})
        if status.get("observedGeneration") != found["metadata"]["generation"]:
            return {}
        return next((c for c in status.get("conditions", []) if c["type"] == "Ready"), {})

    def await_ready(self, kind: str, name: str) -> Any:
        self.await_condition(kind, name, lambda ready: ready.get("status") == "True")
        return self.get(kind, name)

    def await_failed(self, kind: str, name: str, reason: str) -> str:
        """The message of the failure."""
        ready = self.await_condition(
            kind, name, lambda ready: ready.get("status") == "False" and ready["reason"] == reason
        )
        return ready["message"]

    def await_condition(self, kind: str, name: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        return until(lambda: self.ready(kind, name), wanted, f"{kind} {name}")

    def sql(self, statement: str, pod: str = "shop-db-0", database: str = "shop") -> list[list[str]]:
        psql = ("exec", pod, "--", "psql", "-U", "postgres", "-d", database, "-qtAX", "-F", "\t", "-c", statement)
        return [line.split("\t") for line in self.run(*psql).splitlines()]


def until(look: Callable[[], T], wanted: Callable[[T], bool], what: str, patience: float = PATIENCE) -> T:
    """What `look` gives once it is wanted."""
    deadline = time.monotonic() + patience
    while not wanted(seen := look()):
        assert time.monotonic() < deadline, f"{what}: after {patience} s still {seen}"
        time.sleep(0.5)
    return seen
