"""GitHub Actions and GitLab CI on this machine: act and gitlab-ci-local run what Intalgo writes for them as it stands,
in containers, with their own ways to secrets. Only the commits, the image, the database's address and how long to wait
before another attempt are not those of the golden files."""

import os
import re
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import yaml
from containers import RUNNER, Containers, Postgres
from test_more_targets import NAME, program
from test_targets import GOLDEN
from tools import environment

BEFORE = "89abcdef0123456789abcdef0123456789abcdef"
TOKEN = "canary-of-the-token"
SERVER = Path(__file__).parent / "pods" / "git_server.py"
SECRET = "DBT_ENV_SECRET_PASSWORD"


@dataclass(frozen=True)
class Ended:
    status: int
    output: str


class Project:
    """A dbt project in a bare repository that is named as on GitHub, and a clone of it."""

    def __init__(self, folder: Path) -> None:
        self.served = folder / "served"
        self.clone = folder / "clone"
        self.git("init", "-q", "--bare", "-b", "main", self.served / "acme" / "shop", cwd=folder)
        self.git("clone", "-q", self.served / "acme" / "shop", self.clone, cwd=folder)
        self.git("checkout", "-q", "-B", "main")

    def commit(self, files: dict[str, str]) -> str:
        for name, text in files.items():
            file = self.clone / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "-qm", "change")
        self.git("push", "-q", "origin", "main")
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: Any, cwd: Path | None = None) -> str:
        author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        command = ["git", *author, *map(str, arguments)]
        return subprocess.check_output(command, cwd=cwd or self.clone, text=True).strip()

    def take(self, folder: Path, remote: str) -> Path:
        """Another clone, in a new folder, which names a remote that it is not from."""
        tree = Path(mkdtemp(dir=folder))
        self.git("clone", "-q", self.clone, tree)
        self.git("remote", "set-url", "origin", remote, cwd=tree)
        return tree


def deployed(golden: str, commits: dict[str, str], database: Postgres, schema: str) -> str:
    """The file of a bundle, for a project and a database that there are."""
    text = (GOLDEN / golden / f"intalgo-{NAME}.yml").read_text(encoding="utf-8")
    address = ["host: 127.0.0.1", f"port: {database.port}", "user: shop", "dbname: shop", f"schema: {schema}"]
    text = re.sub("( +)host: shop-db", lambda found: "\n".join(found[1] + each for each in address), text)
    assert all(commit in text for commit in commits)
    # No selector has a space, by which dbt parts them; and what fails need not be tried again here.
    changes = commits | {"example.org/intalgo/runner:1": RUNNER, "{{ 1 / 0 }}": "{{1}}", "tries=2": "tries=1"}
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Platform(ABC):
    """Runs a Deployment's job of a project, on this machine."""

    containers: Containers
    project: Project
    database: Postgres
    folder: Path

    @abstractmethod
    def run(self, golden: str, commits: dict[str, str], secret: str | None) -> Ended:
        """Without the secret where there is none."""


@dataclass(frozen=True)
class Github(Platform):
    """By act. The project is behind GitHub's address, for who has the job's token."""

    def run(self, golden: str, commits: dict[str, str], secret: str | None) -> Ended:
        tree = self.project.take(self.folder, "https://github.com/acme/shop.git")
        file = tree / ".github" / "workflows" / f"intalgo-{NAME}.yml"
        file.parent.mkdir(parents=True)
        file.write_text(deployed(f"github-actions{golden}", commits, self.database, "github"), encoding="utf-8")
        variables = {"HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "GITHUB_TOKEN": TOKEN}
        act = [program("act"), "workflow_dispatch", "-P", "ubuntu-latest=-self-hosted", "--pull=false", "--rm"]
        act += ["--no-cache-server", "--container-daemon-socket", "-", "--secret", "GITHUB_TOKEN"]
        if secret:
            variables[SECRET] = secret
            act += ["--secret", SECRET]
        with git_server(self.project.served, f"x-access-token:{TOKEN}") as address:
            redirected = {"COUNT": "1", "KEY_0": f"url.{address}/.insteadOf", "VALUE_0": "https://github.com/"}
            for name, value in redirected.items():
                act += ["--env", f"GIT_CONFIG_{name}={value}"]
            return ended(act, tree, self.containers.variables | variables)


@dataclass(frozen=True)
class Gitlab(Platform):
    """By gitlab-ci-local, which has variables of the environment in a file of its own."""

    def run(self, golden: str, commits: dict[str, str], secret: str | None) -> Ended:
        tree = self.project.take(self.folder, "https://gitlab.com/acme/shop.git")
        job = tree / ".gitlab" / f"intalgo-{NAME}.yml"
        job.parent.mkdir()
        job.write_text(deployed(f"gitlab-ci{golden}", commits, self.database, "gitlab"), encoding="utf-8")
        include = {"include": [{"local": f".gitlab/{job.name}"}]}
        (tree / ".gitlab-ci.yml").write_text(yaml.safe_dump(include), encoding="utf-8")
        self.project.git("add", "--all", cwd=tree)
        self.project.git("commit", "-qm", "deployed", cwd=tree)
        home = self.folder / ".gitlab-ci-local"
        home.mkdir(exist_ok=True)
        variables = {SECRET: {"values": {"prod": secret}}} if secret else {}
        project = {"project": {"gitlab.com/acme/shop.git": variables}}
        (home / "variables.yml").write_text(yaml.safe_dump(project), encoding="utf-8")
        node = environment("gitlab") / "bin"
        command = [node / "gitlab-ci-local", "--home", self.folder, "--container-executable", self.containers.program]
        command += ["--pull-policy=if-not-present", "--network=host", "--no-umask", f"--helper-image={HELPER}"]
        command += ["--variable", f"INTALGO_DEPLOYMENT=team/{NAME}"]
        path = {"HOME": str(self.folder), "PATH": f"{node}:{os.environ['PATH']}"}
        return ended(command, tree, self.containers.variables | path)


# What gitlab-ci-local moves files with: the runner's image, as one that runs whatever it is told.
HELPER = "localhost/intalgo-e2e/helper:dev"


def make_helper(containers: Containers) -> None:
    containers.run("build", "--tag", HELPER, "-", stdin=f"FROM {RUNNER}\nENTRYPOINT []\n")


def ended(command: list[Any], cwd: Path, variables: dict[str, str]) -> Ended:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NO_COLOR": "1", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout)


@contextmanager
def git_server(folder: Path, user: str) -> Iterator[str]:
    """Its address."""
    command = ["python3", SERVER, folder, "loopback"]
    variables = os.environ | {"GIT_SERVER_USER": user}
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.terminate()
