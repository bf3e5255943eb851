"""A project on a drive that people use too: real git on both sides, and nothing that anybody wrote is lost."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PodMaker
from intalgo_runner.drive import Drive, DriveBusy, DriveProblem, Synced
from intalgo_runner.settings import Settings
from operator_stub import OperatorStub
from repository import Repository

PROJECT = "team/shop"
MODEL = "models/spending.sql"

Bring = Callable[[], Synced]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.git("config", "http.receivepack", "true")
    return made


@pytest.fixture
def mount(tmp_path: Path) -> Path:
    (tmp_path / "drive").mkdir()
    return tmp_path / "drive"


@pytest.fixture
def drive(tmp_path: Path, operator: OperatorStub, mount: Path, pod: PodMaker) -> Drive:
    made = pod(INTALGO_DRIVE=str(mount), INTALGO_DRIVE_PATH="teams/shop", INTALGO_PROJECT=PROJECT)
    return Drive(Settings.read(made.environment))


@pytest.fixture
def bring(drive: Drive, repository: Repository) -> Bring:
    """Brings both sides together, after everybody has saved."""
    return lambda: drive.sync(repository.head(), now=True)


def files(drive: Drive) -> set[str]:
    return {str(f.relative_to(drive.folder)) for f in drive.folder.rglob("*") if ".git" not in f.parts and f.is_file()}


def git(drive: Drive, *arguments: str) -> str:
    who = {f"GIT_{role}_{what}": "ann@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.check_output(["git", *arguments], cwd=drive.folder, env={**os.environ, **who}, text=True).strip()


def test_has_the_newest_files_checked_out(drive: Drive, bring: Bring, repository: Repository) -> None:
    assert drive.look() is None
    assert bring() == Synced(repository.first)
    assert MODEL in files(drive)
    newer = repository.push({MODEL: None, "models/new.sql": "select 1"})
    assert bring() == Synced(newer)
    assert MODEL not in files(drive)
    assert git(drive, "status", "--porcelain", "--branch") == "## main...origin/main"


def test_takes_edits_files_and_removals(drive: Drive, bring: Bring, repository: Repository) -> None:
    bring()
    (drive.folder / MODEL).write_text("select 2 as two\n")
    (drive.folder / "models/mine.sql").write_text("select 3 as three\n")
    (drive.folder / "analyses/newest.sql").unlink()
    assert bring() == Synced(repository.head())
    assert repository.git("show", f"main:{MODEL}") == "select 2 as two"
    changed = repository.git("show", "--name-status", "--format=%s", "main").split()
    assert changed == ["Edit", "on", "the", "drive", "D", "analyses/newest.sql", "A", "models/mine.sql", "M", MODEL]


def test_puts_edits_on_top_of_what_others_committed(drive: Drive, bring: Bring, repository: Repository) -> None:
    bring()
    others = repository.push({"models/theirs.sql": "select 1"})
    (drive.folder / MODEL).write_text("select 2 as two\n")
    git(drive, "commit", "--all", "--message", "Mine")
    (drive.folder / "models/mine.sql").write_text("select 3 as three\n")
    assert bring().commit == repository.head()
    log = repository.git("log", "--format=%s", f"{others}..main").splitlines()
    assert log == ["Edit on the drive", "Mine"]
    assert {"models/theirs.sql", "models/mine.sql"} <= files(drive)


def test_keeps_edits_that_others_commits_contradict_on_a_branch(
    drive: Drive, bring: Bring, repository: Repository
) -> None:
    bring()
    others = repository.push({MODEL: "select 'theirs' as whose\n"})
    (drive.folder / MODEL).write_text("select 'mine' as whose\n")
    synced = bring()
    assert synced.commit == repository.head() == others
    assert synced.kept is not None
    assert synced.kept.startswith("drive-edits-")
    assert repository.git("show", f"{synced.kept}:{MODEL}") == "select 'mine' as whose"
    assert (drive.folder / MODEL).read_text() == "select 'theirs' as whose\n"
    assert bring() == Synced(others)


def test_leaves_a_file_alone_that_somebody_is_at(drive: Drive, repository: Repository) -> None:
    drive.sync(repository.head())
    (drive.folder / MODEL).write_text("sel")
    newer = repository.push({"models/new.sql": "select 1"})
    assert drive.sync(newer).editing
    assert (drive.folder / MODEL).read_text() == "sel"
    assert repository.head() == newer


def test_gives_the_operator_what_it_lost(drive: Drive, bring: Bring, repository: Repository) -> None:
    bring()
    git(drive, "branch", "try")
    git(drive, "tag", "v1")
    head = repository.head()
    empty = repository.bare.with_name("empty.git")
    subprocess.check_call(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(empty)])
    subprocess.check_call(["git", "-C", str(empty), "config", "http.receivepack", "true"])
    repository.bare.rename(repository.bare.with_name("lost"))
    empty.rename(repository.bare)
    assert drive.look() == head
    assert drive.sync(None) == Synced(head)
    refs = repository.git("for-each-ref", "--format=%(refname)").splitlines()
    assert refs == ["refs/heads/main", "refs/heads/try", "refs/tags/v1"]


def test_nothing_on_the_drive_is_run(drive: Drive, bring: Bring, repository: Repository, tmp_path: Path) -> None:
    bring()
    witness = tmp_path / "witness"
    script = f"#!/bin/sh\ntouch {witness}\n"
    for name in ("pre-commit", "post-checkout", "post-commit", "pre-push", "post-rewrite", "reference-transaction"):
        hook = drive.folder / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(script)
        hook.chmod(0o755)
    for key in ("filter.x.clean", "filter.x.smudge", "core.fsmonitor", "core.sshCommand", "credential.helper"):
        git(drive, "config", key, f"touch {witness}; cat")
    git(drive, "config", "core.hooksPath", ".git/hooks")
    (drive.folder / ".gitattributes").write_text("*.sql filter=x\n")
    (drive.folder / MODEL).write_text("select 2 as two\n")
    witness.unlink(missing_ok=True)
    bring()
    repository.push({MODEL: "select 4 as four\n"})
    bring()
    assert (drive.folder / MODEL).read_text() == "select 4 as four\n"
    assert not witness.exists()


def test_follows_no_link_out_of_the_project(drive: Drive, bring: Bring, repository: Repository, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    bring()
    (drive.folder / "leak").symlink_to(secret)
    (drive.folder / "models/outside").symlink_to(tmp_path)
    bring()
    assert "hunter2" not in repository.git("show", "main:leak")
    assert "models/outside/secret" not in repository.git("ls-tree", "-r", "--name-only", "main")
    (drive.folder / "leak").unlink()
    repository.push({"leak": None})
    bring()
    assert secret.read_text() == "hunter2"


@pytest.mark.parametrize("what", ["link", "parent"])
def test_writes_nowhere_else_by_a_link_in_its_place(
    drive: Drive, mount: Path, repository: Repository, tmp_path: Path, what: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    if what == "link":
        (mount / "teams").mkdir()
        (mount / "teams/shop").symlink_to(outside)
    else:
        (mount / "teams").symlink_to(outside)
    with pytest.raises(DriveProblem, match="is a link") as problem:
        drive.sync(repository.head())
    assert problem.value.reason == "DriveNotWritable"
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("there", ["files", "clone", "worktree"])
def test_leaves_what_is_not_its_own(drive: Drive, repository: Repository, there: str) -> None:
    drive.folder.mkdir(parents=True)
    if there == "clone":
        git(drive, "init", "--quiet")
    elif there == "worktree":
        (drive.folder / ".git").write_text("gitdir: /elsewhere\n")
    else:
        (drive.folder / "notes.txt").write_text("mine")
    before = sorted(drive.folder.rglob("*"))
    with pytest.raises(DriveProblem, match=r"teams/shop .*git config intalgo.project team/shop") as problem:
        drive.sync(repository.head())
    assert problem.value.reason == "DriveHasOtherRepository"
    assert sorted(drive.folder.rglob("*")) == before


def test_starts_from_a_clone_that_it_was_given(drive: Drive, repository: Repository) -> None:
    drive.folder.mkdir(parents=True)
    subprocess.check_call(["git", "clone", "--quiet", str(repository.bare), str(drive.folder)])
    git(drive, "config", "intalgo.project", PROJECT)
    assert drive.sync(repository.head()) == Synced(repository.first)


@pytest.fixture
def small(mount: Path) -> Iterator[None]:
    """A drive of 2 MiB."""
    if os.getuid() != 0:
        pytest.skip("only root may mount")
    subprocess.check_call(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(mount)])
    yield
    subprocess.check_call(["umount", str(mount)])


@pytest.mark.usefixtures("small")
def test_a_full_drive_is_told_and_recovers(drive: Drive, bring: Bring, mount: Path, repository: Repository) -> None:
    bring()
    (drive.folder / MODEL).write_text("select 2 as two\n")
    bring()
    ballast = mount / "ballast"
    ballast.write_bytes(os.urandom(drive.free - 200_000))
    large = "-- " + os.urandom(300_000).hex() + "\nselect 5 as five\n"
    newer = repository.push({"models/large.sql": large, MODEL: "select 5 as five\n"})
    with pytest.raises(DriveProblem) as problem:
        bring()
    assert problem.value.reason == "DriveFull"
    assert repository.head() == newer
    ballast.unlink()
    assert bring().commit == newer
    assert (drive.folder / "models/large.sql").read_text() == large
    assert repository.head() == newer


def test_a_checkout_that_was_cut_off_is_ended(drive: Drive, bring: Bring, repository: Repository) -> None:
    bring()
    newer = repository.push({"models/a.sql": "select 1", "models/b.sql": "select 2"})
    git(drive, "fetch", "--quiet", str(repository.bare), "main")
    (drive.folder / ".git/intalgo-checkout").write_text(newer)
    (drive.folder / "models/a.sql").write_text("sel")
    assert bring() == Synced(newer)
    assert (drive.folder / "models/a.sql").read_text() == "select 1"
    assert repository.head() == newer
    assert "drive-edits-" in git(drive, "branch", "--list", "drive-edits-*")


def test_an_edit_that_comes_in_between_is_not_overwritten(
    drive: Drive, bring: Bring, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring()
    newer = repository.push({MODEL: "select 'theirs' as whose\n"})
    fetch = drive._fetch

    def edit_meanwhile() -> None:
        fetch()
        (drive.folder / MODEL).write_text("select 'mine' as whose\n")

    monkeypatch.setattr(drive, "_fetch", edit_meanwhile)
    with pytest.raises(DriveBusy):
        bring()
    assert (drive.folder / MODEL).read_text() == "select 'mine' as whose\n"
    monkeypatch.undo()
    kept = bring().kept
    assert repository.git("show", f"{kept}:{MODEL}") == "select 'mine' as whose"
    assert repository.head() == newer


def test_the_command_keeps_a_drive_until_it_is_told_to_end(
    pod: PodMaker, operator: OperatorStub, repository: Repository, mount: Path
) -> None:
    made = pod(
        INTALGO_DRIVE=str(mount), INTALGO_DRIVE_PATH="shop", INTALGO_PROJECT=PROJECT, INTALGO_DRIVE_ID="the-drive"
    )
    made.start("keep")
    operator.report(lambda r: r["commit"] == repository.first)
    assert operator.reports[0]["commit"] is None
    assert operator.reports[0]["drive"] == "the-drive"
    newer = repository.push({"models/new.sql": "select 1"})
    operator.report(lambda r: r["commit"] == newer)
    (mount / "shop" / MODEL).write_text("select 2 as two\n")
    made.terminate()
    assert made.wait() == 0
    assert repository.git("show", f"main:{MODEL}") == "select 2 as two"
    assert operator.reports[-1]["commit"] == repository.head()


def test_the_command_tells_what_is_wrong(pod: PodMaker, operator: OperatorStub, mount: Path) -> None:
    (mount / "shop").mkdir()
    (mount / "shop/notes.txt").write_text("mine")
    pod(INTALGO_DRIVE=str(mount), INTALGO_DRIVE_PATH="shop", INTALGO_PROJECT=PROJECT).start("keep")
    told = operator.report(lambda r: r["problem"] is not None)
    assert told["problem"]["reason"] == "DriveHasOtherRepository"
    assert told["commit"] is None
