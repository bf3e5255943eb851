"""The dbt project's files at a commit, by the git CLI."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from intalgo_runner.failure import TaskFailed
from intalgo_runner.git import Git
from intalgo_runner.secrets import log
from intalgo_runner.settings import Settings

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_TRANSIENT = re.compile(
    r"could not resolve host|failed to connect|couldn't connect|connection (timed out|reset|refused)"
    r"|returned error: (5\d\d|429)|unexpected disconnect|early eof|empty reply",
    re.IGNORECASE,
)
_TIP = "refs/intalgo/tip"
# dbt installs packages into the project; they are kept from one task to the next.
_KEPT = ("dbt_packages",)


class _Transient(Exception):
    pass


class Project:
    """One clone, checked out at one commit at a time. `root` is the folder of dbt_project.yml."""

    def __init__(self, settings: Settings) -> None:
        self._git = settings.require_git()
        self._clone = settings.work / "repository"
        self._retry_for = settings.retry_for
        # A link in the repository must not lead dbt, or a draft, out of it.
        self._cli = Git(settings, self._clone, {"core.symlinks": "false", "gc.auto": "0"})
        self.root = self._clone / self._git.path
        # What a killed container left may be half-made; a fresh clone costs less than finding out.
        shutil.rmtree(self._clone, ignore_errors=True)

    def checkout(self, commit: str | None) -> None:
        """Makes the files those of the commit (without one: of the branch's newest) and nothing else.

        :raises TaskFailed: step `git`
        """
        if commit is not None and not _COMMIT.fullmatch(commit):
            raise TaskFailed("git", f"not a commit: {commit!r}")
        if not (self._clone / ".git").exists():
            self._clone.mkdir(parents=True, exist_ok=True)
            self._run("init", "--quiet")
        if commit is None or not self._has(commit):
            self._fetch(commit)
        self._run("checkout", "--quiet", "--force", "--detach", commit or _TIP)
        self.clean()
        if not (self.root / "dbt_project.yml").is_file():
            where = f"{self._git.path}/dbt_project.yml" if self._git.path else "dbt_project.yml"
            raise TaskFailed("git", f"the repository has no {where} at {commit or self._git.branch}")

    @contextmanager
    def draft(self, files: Mapping[str, str | None]) -> Iterator[None]:
        """Lays files over the commit (null: without that file) and takes all of it away again."""
        try:
            for path, text in files.items():
                target = self._inside(path)
                if text is None:
                    target.unlink(missing_ok=True)
                else:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(text, encoding="utf-8", newline="")
            yield
        finally:
            self.clean()

    def clean(self) -> None:
        self._run("reset", "--quiet", "--hard")
        self._run("clean", "--quiet", "-ffdx", *(f"--exclude={name}" for name in _KEPT))

    def _inside(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        target = self.root.joinpath(*parts)
        outside = not parts or path.startswith("/") or ".." in parts or ".git" in {p.lower() for p in parts}
        if outside or "\0" in path or not target.resolve().is_relative_to(self.root.resolve()):
            raise TaskFailed("git", f"not a path inside the dbt project: {path!r}")
        return target

    def _has(self, commit: str) -> bool:
        return self._call("cat-file", "-e", f"{commit}^{{commit}}").returncode == 0

    def _fetch(self, commit: str | None) -> None:
        branch = f"refs/heads/{self._git.branch}"
        for attempt in Retrying(
            retry=retry_if_exception_type(_Transient),
            stop=stop_after_delay(self._retry_for),
            wait=wait_random_exponential(multiplier=0.2, max=10),
            retry_error_callback=_give_up,
        ):
            with attempt:
                self._fetch_once(branch)
        # A commit that a force push left behind can still be had from servers that allow it.
        if commit and not self._has(commit):
            self._call("fetch", "--quiet", "--no-tags", self._git.url, commit)
            if not self._has(commit):
                raise TaskFailed("git", f"commit {commit} is not on branch {self._git.branch} of {self._git.url}")

    def _fetch_once(self, branch: str) -> None:
        done = self._call("fetch", "--quiet", "--no-tags", self._git.url, f"+{branch}:{_TIP}")
        if done.returncode == 0:
            return
        message = f"git fetch from {self._git.url}: {done.stderr.strip()}"
        if _TRANSIENT.search(done.stderr):
            log(message)
            raise _Transient(message)
        raise TaskFailed("git", message)

    def _run(self, *arguments: str) -> None:
        self._cli.run(*arguments)

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._cli.call(*arguments)


def _give_up(state: object) -> None:
    raise TaskFailed("git", str(state.outcome.exception()))  # type: ignore[attr-defined]
