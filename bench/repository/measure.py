"""See the script beside this, run."""

import argparse
import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
# How many copies one process of Intalgo's makes: the first finds a JVM that has just started, as an operator seldom is.
ROUNDS = 4
IDENTITY = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com"}
ENVIRONMENT = (
    os.environ
    | IDENTITY
    | {name.replace("AUTHOR", "COMMITTER"): value for name, value in IDENTITY.items()}
    | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
)


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, input=stdin, env=ENVIRONMENT, stdout=subprocess.DEVNULL)


def make(folder: Path, files: int, history: int) -> None:
    """A bare repository of many models, with large files in its past that its newest commit does not have."""
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    git(folder, "config", "http.receivepack", "true")
    stream = bytearray()

    def commit(message: str) -> None:
        stream.extend(b"commit refs/heads/main\ncommitter Ann <ann@example.com> 1767225600 +0000\n")
        stream.extend(f"data {len(message)}\n{message}\n".encode())

    def data(content: bytes) -> None:
        stream.extend(f"data {len(content)}\n".encode() + content + b"\n")

    for number in range(history):
        commit(f"Weight {number}")
        stream.extend(b"M 100644 inline weight.bin\n")
        data(os.urandom(1 << 20))
    commit("Models")
    if history:
        stream.extend(b"D weight.bin\n")
    for number in range(files):
        stream.extend(f"M 100644 inline models/area_{number % 100}/model_{number}.sql\n".encode())
        data(f"select id, amount * {number} as amount from {{{{ ref('model_{number // 2}') }}}}\n".encode())
    git(folder, "fast-import", "--quiet", stdin=bytes(stream))


class Backend(BaseHTTPRequestHandler):
    """Git's own CGI program."""

    protocol_version = "HTTP/1.1"
    root: Path

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        body = self._body()
        environment = ENVIRONMENT | {
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=True)
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = bytearray()
        while size := int(self.rfile.readline(), 16):
            body.extend(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return bytes(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serves the repositories below a folder until the block ends, and gives the URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Backend,), {"root": root}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def by_git(url: str, folder: Path, *options: str) -> tuple[float, float]:
    """Seconds of the clone, and of the commit with its push."""
    start = time.monotonic()
    git(folder.parent, "clone", "--quiet", *options, url, str(folder))
    cloned = time.monotonic()
    (folder / "models/git.sql").write_text(f"select '{folder.name}'\n")
    git(folder, "add", "models/git.sql")
    git(folder, "commit", "--quiet", "--message", "One model")
    git(folder, "push", "--quiet", "origin", "HEAD:main")
    return cloned - start, time.monotonic() - cloned


def by_intalgo(url: str, folder: Path) -> list[tuple[float, float, float]]:
    """Seconds of the first read, of the first commit with its push, and of the next: of a new process, and later."""
    command = [ROOT / "dev/eval", "repository", "--url", url, "--data", folder, "--rounds", str(ROUNDS)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    times = [float(seconds) for seconds in re.findall(r"([\d.]+) seconds$", said, re.M)]
    return [(times[at], times[at + 1], times[at + 2]) for at in range(0, len(times), 3)]


def weight(folder: Path) -> float:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink()) / (1 << 20)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--history", type=int, default=64)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="intalgo-repository.") as temporary:
        folder = Path(temporary)
        (folder / "big.git").mkdir()
        make(folder / "big.git", given.files, given.history)
        with served(folder) as server:
            url = f"{server}/big.git"
            whole = by_git(url, folder / "whole")
            shallow = by_git(url, folder / "shallow", "--depth", "1")
            rounds = by_intalgo(url, folder / "data")
        print(f"{given.files:,} files, and {given.history} MiB of history ({weight(folder / 'big.git'):.0f} MiB):\n")
        print("| | clone or first read, s | commit and push, s | together, s | to git clone |")
        print("| --- | ---: | ---: | ---: | ---: |")
        rows = {
            "git clone": whole,
            "git clone --depth 1": shallow,
            "Intalgo, just started": rounds[0][:2],
            f"Intalgo, its repository number {ROUNDS}": rounds[-1][:2],
        }
        for name, (clone, commit) in rows.items():
            ratio = (clone + commit) / sum(whole)
            print(f"| {name} | {clone:.2f} | {commit:.2f} | {clone + commit:.2f} | {ratio:.2f} |")
        copy = weight(folder / "data/1")
        print(f"\nIntalgo's next commit took {rounds[-1][2]:.2f} s. Its copy has {copy:.0f} MiB.")


if __name__ == "__main__":
    main()
