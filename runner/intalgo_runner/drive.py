"""An ordinary clone on a drive that people use too: what they change there is theirs, and goes to the operator."""

import errno
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intalgo_runner.failure import TaskFailed, trim
from intalgo_runner.git import Git
from intalgo_runner.secrets import log
from intalgo_runner.settings import Settings

_UPSTREAM = "refs/remotes/origin/main"
_OWNER = "intalgo.project"
# Names the commit that is being checked out; what differs from it then is nobody's edit.
_MARK = "intalgo-checkout"
# A file that somebody is just saving is left alone for so long (seconds).
_QUIET = 3.0
# A lock that is older was left by a git that was killed (seconds).
_STALE_LOCK = 60.0
# All else in the clone's own configuration could have git run a program, or talk to another server.
_HARMLESS = re.compile(
    r"core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol)"
    r"|user\.(name|email)|branch\..*\.(remote|merge|rebase)|remote\..*\.(url|fetch)|pull\.(rebase|ff)|push\.default"
    r"|intalgo\.project"
)
_EDITED = re.compile(r"not uptodate|would be overwritten|would be lost", re.IGNORECASE)
_FULL = re.compile(r"no space left|quota exceeded", re.IGNORECASE)
_READ_ONLY = re.compile(r"permission denied|read-only file system|operation not permitted", re.IGNORECASE)


class DriveProblem(Exception):
    """`reason` is the condition's."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = trim(message)


@dataclass(frozen=True)
class Synced:
    """`commit` is what is checked out, `kept` the branch that edits were put on which others' commits contradict,
    `editing` whether somebody is at it."""

    commit: str | None
    kept: str | None = None
    editing: bool = False


class Drive:
    """One project's folder on a drive. One process at a time may use it."""

    def __init__(self, settings: Settings) -> None:
        drive = settings.require_drive()
        self.id = drive.id
        self._mount = drive.mount
        self._path = drive.path
        self._project = drive.project
        self._url = settings.require_git().url
        self.folder = drive.mount / drive.path
        who = {"user.name": "Intalgo", "user.email": "intalgo@intalgo.dev"}
        self._git = Git(
            settings,
            self.folder,
            {
                **who,
                "core.fsmonitor": "false",
                # A link that leads out of the project is written as the text that it is.
                "core.symlinks": "false",
                "commit.gpgSign": "false",
                "gc.autoDetach": "false",
                "submodule.recurse": "false",
                # Who mounts a drive seldom owns it.
                "safe.directory": "*",
            },
        )
        self._edits: tuple[str, float] | None = None

    @property
    def free(self) -> int:
        """Bytes."""
        return shutil.disk_usage(self._mount).free

    def look(self) -> str | None:
        """The commit of the clone; None where there is none yet, and the folder is empty.

        :raises DriveProblem:
        """
        with _explained():
            self._make_folder()
            if not (self.folder / ".git").exists():
                if any(self.folder.iterdir()):
                    raise self._other("files that are no clone of this project")
                return None
            self._require_ours()
            self._tidy()
            return self._id("HEAD")

    def sync(self, operator: str | None, *, now: bool = False) -> Synced:
        """Brings both sides together. `operator` is the commit that the operator has; None where it has no repository.

        :param now: takes edits also where somebody may still be at them
        :raises DriveProblem:
        :raises DriveBusy: others commit at the same time
        """
        with _explained():
            if self.look() is None:
                return self._clone() if operator else Synced(None)
            if self._commit_edits(now):
                return Synced(self._id("HEAD"), editing=True)
            if operator is None:
                self._git.run("push", "--quiet", self._url, "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*")
                return Synced(self._id("HEAD"))
            return self._meet()

    def _make_folder(self) -> None:
        current = self._mount
        for part in Path(self._path).parts:
            current = current / part
            if current.is_symlink():
                raise DriveProblem(
                    "DriveNotWritable", f"{current.relative_to(self._mount)} on the drive is a link: use a folder"
                )
            current.mkdir(exist_ok=True)
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "Permission denied", str(self.folder))

    def _require_ours(self) -> None:
        git = self.folder / ".git"
        if git.is_symlink() or not git.is_dir():
            raise self._other("a work tree whose repository is elsewhere")
        # Reading it runs nothing.
        owner = self._git.call("config", "--local", "--no-includes", _OWNER).stdout.strip()
        if owner != self._project:
            what = f"the clone of project {owner}" if owner else "a Git repository that Intalgo did not make"
            raise self._other(what)
        names = self._git.run("config", "--local", "--no-includes", "--name-only", "--null", "--list")
        for name in {name for name in names.split("\0") if name and not _HARMLESS.fullmatch(name)}:
            log(f"removes {name} from the clone's configuration: nothing from the drive is run")
            self._git.run("config", "--local", "--unset-all", name)

    def _other(self, what: str) -> DriveProblem:
        return DriveProblem(
            "DriveHasOtherRepository",
            f"the folder {self._path} on the drive has {what}: move that away, or use another folder. Where it is the"
            f" clone that the project is to start from, run in it: git config {_OWNER} {self._project}",
        )

    def _tidy(self) -> None:
        """Ends what was begun before this process, or the drive, failed."""
        for lock in (self.folder / ".git").glob("*.lock"):
            if time.time() - lock.lstat().st_mtime > _STALE_LOCK:
                lock.unlink(missing_ok=True)
        if (self.folder / ".git" / "rebase-merge").exists():
            self._git.run("rebase", "--abort")
        mark = self.folder / ".git" / _MARK
        if mark.exists():
            commit = mark.read_text().strip()
            if self._git.call("cat-file", "-e", f"{commit}^{{commit}}").returncode == 0:
                self._keep_all()
                self._git.run("checkout", "--quiet", "--force", "-B", "main", commit)
            mark.unlink()

    def _keep_all(self) -> None:
        """Puts all files as they are on a branch: some are half-written, others may be people's."""
        if self._id("HEAD") is None:
            return
        self._git.run("add", "--all")
        tree = self._git.run("write-tree").strip()
        commit = self._git.run("commit-tree", "-p", "HEAD", "-m", "What was on the drive", tree).strip()
        self._git.run("branch", "--force", f"drive-edits-{commit[:8]}", commit)

    def _clone(self) -> Synced:
        self._git.run("init", "--quiet", "--initial-branch=main")
        self._git.run("config", _OWNER, self._project)
        self._git.run("config", "remote.origin.url", self._url)
        self._git.run("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
        self._fetch()
        (self.folder / ".git" / _MARK).write_text(str(self._id(_UPSTREAM)))
        self._git.run("checkout", "--quiet", "--force", "-B", "main", str(self._id(_UPSTREAM)))
        (self.folder / ".git" / _MARK).unlink()
        self._git.run("config", "branch.main.remote", "origin")
        self._git.run("config", "branch.main.merge", "refs/heads/main")
        return Synced(self._id("HEAD"))

    def _fetch(self) -> None:
        self._git.run("fetch", "--quiet", "--tags", self._url, "+refs/heads/*:refs/remotes/origin/*")

    def _check_out(self, commit: str) -> None:
        target = self._git.run("rev-parse", "--verify", f"{commit}^{{commit}}").strip()
        mark = self.folder / ".git" / _MARK
        mark.write_text(target)
        # Changes nothing at all where a file that it would write was edited just now.
        done = self._git.call("reset", "--quiet", "--keep", target)
        if done.returncode == 0:
            mark.unlink()
        elif _EDITED.search(done.stderr):
            mark.unlink()
            raise DriveBusy
        else:
            raise TaskFailed("git", f"git reset: {done.stderr.strip()}")

    def _commit_edits(self, now: bool) -> bool:
        """Whether people are at it: their files are committed once they are left alone."""
        self._on_main()
        edits = self._git.run("status", "--porcelain", "-z", "--untracked-files=all")
        if not edits:
            self._edits = None
            return False
        seen = f"{edits}{self._times(edits)}"
        if self._edits is None or self._edits[0] != seen:
            self._edits = (seen, time.monotonic())
        if not now and time.monotonic() - self._edits[1] < _QUIET:
            return True
        self._git.run("add", "--all")
        self._git.run("commit", "--quiet", "--no-verify", "--message", "Edit on the drive")
        self._edits = None
        return False

    def _on_main(self) -> None:
        """Somebody may have checked out another branch here."""
        if self._git.call("symbolic-ref", "--quiet", "HEAD").stdout.strip() == "refs/heads/main":
            return
        if self._git.run("status", "--porcelain"):
            raise DriveProblem(
                "DriveOnOtherBranch", f"the folder {self._path} on the drive is on another branch: git checkout main"
            )
        self._git.run("checkout", "--quiet", "main")

    def _times(self, edits: str) -> str:
        times = []
        for entry in edits.split("\0"):
            file = self.folder / entry[3:]
            if entry and file.exists() and not file.is_symlink():
                times.append(f"{file.stat().st_mtime_ns} {file.stat().st_size}")
        return " ".join(times)

    def _meet(self) -> Synced:
        self._fetch()
        kept = None
        if not self._contains(_UPSTREAM, "HEAD"):
            kept = self._rebase() if not self._contains("HEAD", _UPSTREAM) else None
            if kept is None and not self._contains(_UPSTREAM, "HEAD"):
                self._push()
        if self._id("HEAD") != self._id(_UPSTREAM):
            self._check_out(_UPSTREAM)
        return Synced(self._id("HEAD"), kept)

    def _rebase(self) -> str | None:
        """Puts the edits on top of what others committed; the branch that they are kept on where that contradicts."""
        if self._git.call("rebase", "--quiet", "--no-verify", _UPSTREAM).returncode == 0:
            return None
        if not (self.folder / ".git" / "rebase-merge").exists():
            # It did not begin: somebody edits a file just now.
            raise DriveBusy
        self._git.run("rebase", "--abort")
        kept = f"drive-edits-{self._git.run('rev-parse', '--short=8', 'HEAD').strip()}"
        self._git.run("branch", "--force", kept, "HEAD")
        self._git.run("push", "--quiet", self._url, f"refs/heads/{kept}:refs/heads/{kept}")
        self._check_out(_UPSTREAM)
        return kept

    def _push(self) -> None:
        head = self._id("HEAD")
        done = self._git.call("push", "--quiet", self._url, "HEAD:refs/heads/main")
        if done.returncode == 0:
            self._git.run("update-ref", _UPSTREAM, str(head))
        elif "non-fast-forward" in done.stderr or "fetch first" in done.stderr or "cannot be rewritten" in done.stderr:
            # Somebody was faster: the next round puts the edits on top of that.
            raise DriveBusy
        else:
            raise DriveProblem("DriveEditsRefused", f"the edits on the drive were refused: {done.stderr.strip()}")

    def _contains(self, newer: str, older: str) -> bool:
        return self._git.call("merge-base", "--is-ancestor", older, newer).returncode == 0

    def _id(self, name: str) -> str | None:
        done = self._git.call("rev-parse", "--quiet", "--verify", f"{name}^{{commit}}")
        return done.stdout.strip() or None


class DriveBusy(Exception):
    """Others commit at the same time: do it again."""


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except TaskFailed as e:
        raise _problem(e.message) from e
    except OSError as e:
        raise _problem(str(e)) from e


def _problem(message: str) -> DriveProblem:
    if _FULL.search(message):
        return DriveProblem("DriveFull", f"the drive is full: make it larger, or remove something ({message})")
    if _READ_ONLY.search(message):
        return DriveProblem(
            "DriveNotWritable", f"the keeper, whose user and group are 1001, may not write to the drive ({message})"
        )
    return DriveProblem("DriveFailed", message)
