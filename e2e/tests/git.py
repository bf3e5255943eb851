"""The operator's Git server, by port-forward, as people reach it."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Self

from cluster import Cluster


class Clone:
    def __init__(self, system: Cluster, folder: Path) -> None:
        self._system = system
        self._folder = folder
        self._forward: subprocess.Popen[str] | None = None
        self._port = ""

    def __enter__(self) -> Self:
        (self._folder / "ca.crt").write_text(self._system.secret("intalgo-tls", "ca.crt"))
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def of(self, cluster: Cluster, project: str, account: str) -> "Repository":
        """A fresh clone, as a ServiceAccount that may read the project."""
        # A port-forward ends with its pod.
        self._stop()
        self._start()
        target = self._folder / f"{cluster.namespace}-{project}"
        shutil.rmtree(target, ignore_errors=True)
        url = f"https://localhost:{self._port}/git/{cluster.namespace}/{project}.git"
        kubectl = shlex.join([*cluster.base, "-n", cluster.namespace, "create", "token", account])
        environment = {
            **os.environ,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_SSL_CAINFO": str(self._folder / "ca.crt"),
            "GIT_CONFIG_COUNT": "1",
            # As docs/projects.md has it.
            "GIT_CONFIG_KEY_0": f"credential.https://localhost:{self._port}.helper",
            "GIT_CONFIG_VALUE_0": f'!f() {{ echo username=token; echo "password=$({kubectl})"; }}; f',
        }
        repository = Repository(target, environment)
        repository.git("clone", "-q", url, str(target), inside=False)
        return repository

    def _start(self) -> None:
        self._forward = subprocess.Popen(
            [*self._system.base, "-n", self._system.namespace, "port-forward", "service/intalgo", ":8443"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._forward.stdout is not None
        line = self._forward.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        assert found, f"no port-forward: {line}"
        self._port = found.group(1)

    def _stop(self) -> None:
        if self._forward is not None:
            self._forward.terminate()
            self._forward.wait()
            self._forward = None


class Repository:
    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def git(self, *arguments: str, inside: bool = True) -> str:
        where = ["-C", str(self.folder)] if inside else []
        done = subprocess.run(
            ["git", *where, *arguments], capture_output=True, text=True, check=False, env=self._environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def subjects(self) -> list[str]:
        """The commits' first lines, oldest first."""
        return self.git("log", "--reverse", "--format=%s").splitlines()

    def answered(self) -> list[str]:
        """The names of the answers that commits brought, by their messages: alone, or with others."""
        return re.findall(r"^(?:- )?Answer (\w+)", self.git("log", "--reverse", "--format=%B"), re.MULTILINE)

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()
