"""A pod as the operator would make it, and profiles."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from operator_stub import OperatorStub

PASSWORD = "p@ss:w/rd$%&#{1} 'x'"
SECRET = "DBT_ENV_SECRET_PASSWORD"


def postgres_profile(port: int, /, **changes: Any) -> str:
    target = {
        "type": "postgres",
        "host": "127.0.0.1",
        "port": port,
        "user": "shop",
        "password": "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}",
        "dbname": "shop",
        "schema": "analytics",
        "threads": 2,
    }
    return yaml.safe_dump({"shop": {"target": "intalgo", "outputs": {"intalgo": {**target, **changes}}}})


def duckdb_profile(path: Path) -> str:
    return yaml.safe_dump(
        {"shop": {"target": "intalgo", "outputs": {"intalgo": {"type": "duckdb", "path": str(path), "schema": "main"}}}}
    )


class Pod:
    def __init__(self, folder: Path, operator: OperatorStub, changes: dict[str, str]) -> None:
        self.folder = folder
        self.work = folder / "work"
        self._profiles = folder / "profiles"
        self.work.mkdir(parents=True)
        self._profiles.mkdir()
        self.token = folder / "token"
        self.token.write_text(operator.token + "\n")
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.work),
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "DBT_TARGET_PATH": str(self.work / "target"),
            "DBT_LOG_PATH": str(self.work / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "INTALGO_URL": operator.url,
            "INTALGO_CA": operator.ca,
            "INTALGO_TOKEN_FILE": str(self.token),
            "INTALGO_WORK": str(self.work),
            "INTALGO_PROFILES_DIR": str(self._profiles),
            "INTALGO_PROFILE": "shop",
            "INTALGO_TARGET": "intalgo",
            "INTALGO_GIT_URL": f"{operator.url}/git/team/shop.git",
            "INTALGO_GIT_BRANCH": "main",
            "INTALGO_IDLE_SECONDS": "60",
            "INTALGO_RETRY_SECONDS": "20",
            SECRET: PASSWORD,
            **changes,
        }
        self._output: list[str] = []
        self._written = threading.Condition()
        self.process: subprocess.Popen[str] | None = None

    def profile(self, text: str) -> "Pod":
        (self._profiles / "profiles.yml").write_text(text)
        return self

    def start(self, *arguments: str) -> "Pod":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "intalgo_runner", *arguments],
            cwd=self.work,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def wait(self, seconds: float = 120) -> int:
        assert self.process is not None
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def run(self, *arguments: str) -> int:
        return self.start(*arguments).wait()

    @property
    def output(self) -> str:
        with self._written:
            return "".join(self._output)

    def wait_for(self, text: str, seconds: float = 60) -> None:
        with self._written:
            seen = self._written.wait_for(lambda: text in "".join(self._output), seconds)
            assert seen, f"{text!r} is not in:\n{''.join(self._output)}"

    def terminate(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process is not None:
            print(self.output)

    def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._written:
                self._output.append(line)
                self._written.notify_all()


PodMaker = Callable[..., Pod]


def read_only(adapter: str) -> list[str]:
    """The statements by which the operator has a session made unable to write."""
    folder = Path(__file__).parents[2] / "operator/src/main/resources/adapters"
    return yaml.safe_load((folder / f"{adapter}.yaml").read_text())["readOnly"]


def draft(sql: str, name: str = "draft", mode: str = "Model") -> dict[str, Any]:
    """A validate task as the operator writes it."""
    folder, key = ("models", "models") if mode == "Model" else ("analyses", "analyses")
    return {
        "name": name,
        "mode": mode,
        "sql": sql,
        "files": {
            f"{folder}/{name}.sql": sql,
            f"{folder}/{name}.yml": f"version: 2\n{key}:\n  - name: {name}\n    description: A draft\n",
        },
        "explain": "EXPLAIN ",
        "readOnly": read_only("postgres"),
        "limit": 100,
        "preview": False,
    }
