"""A stand-in for the operator: the worker protocol and git's smart HTTP over TLS, with a CA of its own.

Git itself is real: requests go to `git http-backend`. The operator's own tests cover its side of both.
"""

import base64
import datetime
import gzip
import ipaddress
import json
import os
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from repository import Repository

TOKEN = "token-of-the-pod-0123456789"


class OperatorStub:
    """Hands out each task until a result came in, as the operator does. What pods do is in `results` and `requests`."""

    def __init__(self, folder: Path, repository: Repository) -> None:
        folder.mkdir(parents=True)
        self.repository = repository
        self.ca, self._certificate = _certificates(folder)
        self.token = TOKEN
        self.results: dict[str, dict[str, Any]] = {}
        self.progress: list[dict[str, Any]] = []
        self.reports: list[dict[str, Any]] = []
        self.ran: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, int]] = []
        # Statuses to answer with, one per request, before answering as usual.
        self.outage: list[int] = []
        self.post_status: dict[str, int] = {}
        self._tasks: list[dict[str, Any]] = []
        self.changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self._server.server_address[1]}"

    def __enter__(self) -> "OperatorStub":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def give(self, name: str, kind: str, task: dict[str, Any]) -> None:
        with self.changed:
            self._tasks.append({"name": name, "kind": kind, "task": task})
            self.changed.notify_all()

    def result(self, name: str, seconds: float = 90) -> dict[str, Any]:
        """Waits until a pod posted it."""
        with self.changed:
            assert self.changed.wait_for(lambda: name in self.results, seconds), f"no result of {name}"
            return self.results[name]

    def kept(self, report: dict[str, Any], wait: float) -> str | None:
        """Takes a keeper's report; the commit on main, once it is another than the keeper's."""
        with self.changed:
            self.reports.append(report)
            self.changed.notify_all()
        end = time.monotonic() + wait
        while self.repository.head() == report["commit"] and time.monotonic() < end:
            time.sleep(0.05)
        return self.repository.head()

    def report(self, holds: Callable[[dict[str, Any]], bool], seconds: float = 60) -> dict[str, Any]:
        """Waits for a keeper's report of which something holds."""
        with self.changed:
            seen = self.changed.wait_for(lambda: any(holds(report) for report in self.reports), seconds)
            assert seen, f"no such report: {self.reports}"
            return next(report for report in self.reports if holds(report))

    def pending(self, wait: float) -> list[dict[str, Any]]:
        with self.changed:
            self.changed.wait_for(lambda: bool(self._tasks), wait)
            return list(self._tasks)

    def take(self, name: str, result: dict[str, Any]) -> None:
        with self.changed:
            self.results[name] = result
            self._tasks = [t for t in self._tasks if t["name"] != name]
            self.changed.notify_all()

    def note(self, method: str, path: str, status: int) -> None:
        with self.changed:
            self.requests.append((method, path, status))
            self.changed.notify_all()


def _handler(stub: OperatorStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith("/git/"):
                self._git(b"")
            elif self._may(f"Bearer {stub.token}"):
                wait = float(parse_qs(urlsplit(self.path).query).get("wait", ["0"])[0])
                tasks = stub.pending(wait)
                self._answer(200, json.dumps({"tasks": tasks}).encode()) if tasks else self._answer(204)

        def do_POST(self) -> None:
            body = self._body()
            if self.path.startswith("/git/"):
                self._git(body)
            elif self.path.startswith("/worker/v1/keep"):
                if self._may(f"Bearer {stub.token}"):
                    wait = float(parse_qs(urlsplit(self.path).query).get("wait", ["0"])[0])
                    self._answer(200, json.dumps({"commit": stub.kept(json.loads(body), wait)}).encode())
            elif self.path == "/worker/v1/runs":
                if self._may(f"Bearer {stub.token}"):
                    with stub.changed:
                        stub.ran.append(json.loads(body))
                        stub.changed.notify_all()
                    self._answer(204)
            elif self._may(f"Bearer {stub.token}"):
                name = self.path.split("/")[-2]
                if self.path.endswith("/progress"):
                    with stub.changed:
                        stub.progress.append(json.loads(body))
                        stub.changed.notify_all()
                    self._answer(204)
                    return
                status = stub.post_status.pop(name, 204)
                if status != 413:
                    stub.take(name, json.loads(body))
                self._answer(status)

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") == "chunked":
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            else:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            return gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body

        def _may(self, authorization: str) -> bool:
            if stub.outage:
                self._answer(stub.outage.pop(0))
                return False
            if self.headers.get("Authorization") != authorization:
                self._answer(401)
                return False
            return True

        def _git(self, body: bytes) -> None:
            basic = base64.b64encode(f"intalgo:{stub.token}".encode()).decode()
            if self.headers.get("Authorization") != f"Basic {basic}":
                self._answer(401, headers={"WWW-Authenticate": 'Basic realm="git"'})
                return
            url = urlsplit(self.path)
            env = {
                **os.environ,
                "GIT_PROJECT_ROOT": str(stub.repository.bare.parent),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": "/" + url.path.split("/")[3] + "/" + "/".join(url.path.split("/")[4:]),
                "QUERY_STRING": url.query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "safe.directory",
                "GIT_CONFIG_VALUE_0": "*",
            }
            head, _, content = subprocess.run(
                ["git", "http-backend"], input=body, env=env, capture_output=True, check=True
            ).stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
            status = int(headers.pop("Status", "200").split()[0])
            self._answer(status, content, headers)

        def _answer(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
            stub.note(self.command, urlsplit(self.path).path, status)
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


def _certificates(folder: Path) -> tuple[str, Path]:
    """A CA's certificate as PEM text, and a file with a server's key and certificate."""
    now = datetime.datetime.now(datetime.UTC)

    def build(subject: str, issuer: str, key: Any, signer: Any, *extensions: Any) -> x509.Certificate:
        def name(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

        builder = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(hours=1))
        builder = builder.not_valid_after(now + datetime.timedelta(days=1))
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(signer, hashes.SHA256())

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = build("test CA", "test CA", ca_key, ca_key, (x509.BasicConstraints(ca=True, path_length=None), True))
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    server = build("localhost", "test CA", key, ca_key, (x509.SubjectAlternativeName(names), False))
    pem = serialization.Encoding.PEM
    file = folder / "server.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + server.public_bytes(pem))
    return ca.public_bytes(pem).decode(), file
