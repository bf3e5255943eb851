"""Deploys flow.py of the working directory, runs it, and prints what Prefect and Kubernetes saw of it.

Run by the Python of a Prefect, whose server is one of its own. The Kubernetes API is a small server here, in which a
pod ends at once, as the first argument says: Succeeded or Failed.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import yaml
from prefect.client.orchestration import get_client
from prefect.testing.utilities import prefect_test_harness

PHASE = sys.argv[1]


class Kubernetes(BaseHTTPRequestHandler):
    """Pods, one by one."""

    made: ClassVar[list[dict[str, Any]]] = []
    deleted: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        pod = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.made.append(pod)
        self._answer({**pod, "metadata": {**pod["metadata"], "name": f"pod-{len(self.made)}"}})

    def do_GET(self) -> None:
        if urlsplit(self.path).path.endswith("/log"):
            self._send("text/plain", b"dbt says \xe2\x98\x95\n")
        else:
            self._answer({"metadata": {"name": "pod"}, "status": {"phase": PHASE}})

    def do_DELETE(self) -> None:
        self.deleted.append(urlsplit(self.path).path.rpartition("/")[2])
        self._answer({"metadata": {"name": "pod"}})

    def _answer(self, body: dict[str, Any]) -> None:
        self._send("application/json", json.dumps({"apiVersion": "v1", "kind": "Pod", **body}).encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Kubernetes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder, prefect_test_harness(server_startup_timeout=300):
        os.environ["KUBECONFIG"] = kubeconfig(Path(folder), server.server_port)
        deployed = asyncio.run(deploy())
        state = run()
        print(json.dumps({**deployed, "state": state, "pods": Kubernetes.made, "deleted": Kubernetes.deleted}))


def kubeconfig(folder: Path, port: int) -> str:
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "here"}}],
        "clusters": [{"name": "here", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        "users": [{"name": "here", "user": {}}],
    }
    file = folder / "kubeconfig"
    file.write_text(json.dumps(config), encoding="utf-8")
    return str(file)


async def deploy() -> dict[str, Any]:
    """By Prefect's own command line."""
    from prefect.settings import PREFECT_API_URL

    environment = {**os.environ, "PREFECT_API_URL": PREFECT_API_URL.value()}
    for command in (["work-pool", "create", "default", "--type", "process"], ["--no-prompt", "deploy", "--all"]):
        done = subprocess.run(
            [Path(sys.executable).with_name("prefect"), *command], env=environment, capture_output=True, text=True
        )
        if done.returncode != 0:
            sys.exit(f"{command}: {done.stdout}\n{done.stderr}")
    [declared] = yaml.safe_load(Path("prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    async with get_client() as client:
        [found] = await client.read_deployments()
        flow = await client.read_flow(found.flow_id)
        return {
            "declared": declared["name"],
            "flow": flow.name,
            "deployment": found.name,
            "version": found.version,
            "tags": found.tags,
            "work_pool": found.work_pool_name,
            "schedules": [
                {"cron": each.schedule.cron, "timezone": each.schedule.timezone, "active": each.active}
                for each in found.schedules
            ],
        }


def run() -> dict[str, Any]:
    sys.path.insert(0, os.getcwd())
    import flow

    once = flow.dbt_build.with_options(retries=0)
    state = once(full_refresh=True, return_state=True)
    return {"type": state.type.value, "message": state.message, "assets": [asset.key for asset in flow.ASSETS]}


main()
