"""Containers on this machine, by Docker where that answers, else by podman, with the images of dev/images."""

import json
import os
import resource
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster import until

RUNNER = "docker.io/intalgo/runner:dev"
POSTGRES = "docker.io/intalgo/postgres:dev"


@dataclass(frozen=True)
class Containers:
    """`program` is docker or podman; `variables` have it, and whoever uses Docker's API, find the images."""

    program: str
    variables: dict[str, str]

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        """The program's standard output; where it fails, an error with what it wrote."""
        command = [self.program, *arguments]
        environment = os.environ | self.variables
        done = subprocess.run(command, input=stdin, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
        return done.stdout


@contextmanager
def containers(folder: Path) -> Iterator[Containers]:
    """What was started by them is gone afterwards."""
    if shutil.which("docker") and not subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        yield Containers("docker", {})
        return
    assert shutil.which("podman"), "neither Docker answers nor podman is installed: apt-get install podman"
    engine = Containers("podman", podman(folder))
    api = folder / "docker.sock"
    with (folder / "podman.log").open("wb") as log:
        service = subprocess.Popen(
            ["podman", "system", "service", "--time=0", f"unix://{api}"],
            env=os.environ | engine.variables,
            stdout=log,
            stderr=log,
        )
    try:
        until(api.exists, bool, "podman's API", patience=30)
        yield Containers("podman", engine.variables | {"DOCKER_HOST": f"unix://{api}"})
    finally:
        service.terminate()
        service.wait(timeout=60)
        engine.run("rm", "--all", "--force", "--volumes", "--time", "0")


def podman(folder: Path) -> dict[str, str]:
    """Has podman write into a folder, and only read the images that buildah made for dev/images."""
    cache = Path(os.environ.get("INTALGO_CACHE", Path.home() / ".cache" / "intalgo"))
    # Machines that are themselves containers may not raise these limits, as podman does, and have no systemd.
    limits = []
    for name, limit in (("nofile", resource.RLIMIT_NOFILE), ("nproc", resource.RLIMIT_NPROC)):
        now, _ = resource.getrlimit(limit)
        most = 32768 if now == resource.RLIM_INFINITY else min(now, 32768)
        limits.append(f"{name}={most}:{most}")
    (folder / "storage.conf").write_text(f"""
        [storage]
        driver = "overlay"
        graphroot = "{folder}/storage"
        runroot = "{folder}/run"
        [storage.options]
        additionalimagestores = ["{cache}/images/storage"]
    """)
    (folder / "containers.conf").write_text(f"""
        [containers]
        netns = "host"
        default_ulimits = {json.dumps(limits)}
        [engine]
        runtime = "runc"
        cgroup_manager = "cgroupfs"
        events_logger = "file"
        exit_command_delay = 1
        tmp_dir = "{folder}/tmp"
    """)
    return {
        "CONTAINERS_CONF": f"{folder}/containers.conf",
        "CONTAINERS_STORAGE_CONF": f"{folder}/storage.conf",
    }


@dataclass(frozen=True)
class Postgres:
    """A database `shop` of the user `shop`, in a container with this machine's network."""

    containers: Containers
    port: int
    name: str

    def sql(self, statement: str) -> list[list[str]]:
        psql = ("psql", "-p", str(self.port), "-U", "shop", "-qtAX", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c")
        return [row.split("\t") for row in self.containers.run("exec", self.name, *psql, statement).splitlines()]


@contextmanager
def postgres(engine: Containers, password: str) -> Iterator[Postgres]:
    database = Postgres(engine, free_port(), f"intalgo-e2e-{os.getpid()}")
    variables = {"POSTGRES_USER": "shop", "POSTGRES_PASSWORD": password}
    environment = [argument for each in variables.items() for argument in ("--env", "=".join(each))]
    options = ["--detach", "--network=host", "--name", database.name, *environment]
    engine.run("run", *options, POSTGRES, "-p", str(database.port), "-c", "fsync=off")
    try:
        until(lambda: answers(database.port), bool, "PostgreSQL", patience=60)
        yield database
    finally:
        engine.run("rm", "--force", "--volumes", database.name)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
