"""A project on every kind of storage, and moved from each to each other: the same history, nothing asked again."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cluster import Cluster, until
from git import Clone
from nfs import NfsServer
from objects import PYTHON, RESTRICTED_CONTAINER, RESTRICTED_POD, connection, project, question, reader, secret
from outside import Outside, numbered

KINDS = ("volume", "class", "claim", "nfs", "remote", "folder")
CLAIMS = {"class": "shop-repository", "claim": "drive"}
DRIVES = (*CLAIMS, "nfs")


@dataclass
class Team:
    """A namespace with a Git server, an LLM whose calls are counted, drives, and a project on one kind of storage."""

    cluster: Cluster
    outside: Outside
    clone: Clone
    nfs: NfsServer

    def place(self, kind: str) -> dict[str, Any]:
        remote = self.outside.repository()["remote"]
        return {
            "volume": {"volume": {"size": "100Mi"}},
            "class": {"volume": {"size": "100Mi", "storageClassName": "local-path"}},
            "claim": {"claim": {"name": "drive", "path": "teams/shop"}},
            "nfs": {"nfs": {"server": self.nfs.address, "path": str(self._network_drive())}},
            "remote": {"remote": remote},
            "folder": {"remote": {**remote, "url": self.outside.url("monorepo"), "path": "data/dbt"}},
        }[kind]

    def put(self, kind: str) -> None:
        """The project is there, and all is ready."""
        place = self.place(kind)
        # The Pod Security level "restricted" has no NFS in a pod's own specification.
        level = "baseline" if kind == "nfs" else "restricted"
        label = f"pod-security.kubernetes.io/enforce={level}"
        self.cluster.run("label", "namespace", self.cluster.namespace, label, "--overwrite")
        self.cluster.apply(
            project("shop", "shop", repository=place, llm=self.outside.llm, dbt={"schema": "e2e_storage"})
        )
        self.cluster.await_ready("iproj", "shop")
        status = self.cluster.get("iproj", "shop")["status"]
        assert (status["repository"].get("remote") or {}).get("url") == (place.get("remote") or {}).get("url")
        self.cluster.await_ready("iq", "orders-1")

    def commits(self) -> list[tuple[str, str]]:
        """Each commit's hash and its parents', oldest first, after everything was read."""
        repository = self.clone.of(self.cluster, "shop", "analyst")
        repository.git("fsck", "--full", "--strict")
        lines = repository.git("log", "--reverse", "--topo-order", "--format=%H %P").splitlines()
        return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]

    def on_drive(self, kind: str, *command: str) -> str:
        """What a command prints in the project's folder: on the NFS server, or for somebody who has the claim too."""
        if kind == "nfs":
            own = [sys.executable if part == PYTHON else part for part in command]
            return subprocess.check_output(own, cwd=self._network_drive() / "shop", text=True).strip()
        path = "teams/shop" if kind == "claim" else "shop"
        self.cluster.run("delete", "pod", "person", "--ignore-not-found", "--grace-period=0")
        self.cluster.apply(person(CLAIMS[kind], path, list(command)))
        until(
            lambda: self.cluster.get("pod", "person")["status"].get("phase"),
            lambda phase: phase in ("Succeeded", "Failed"),
            "what is on the drive",
        )
        assert self.cluster.get("pod", "person")["status"]["phase"] == "Succeeded", self.cluster.run("logs", "person")
        return self.cluster.run("logs", "person").strip()

    def await_stored(self, head: str) -> None:
        until(lambda: self.cluster.get("iproj", "shop")["status"].get("stored"), head.__eq__, f"{head} on the drive")

    def _network_drive(self) -> Path:
        return self.nfs.drive(self.cluster.namespace)


def person(claim: str, path: str, command: list[str]) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "person"},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "securityContext": RESTRICTED_POD,
            "volumes": [{"name": "drive", "persistentVolumeClaim": {"claimName": claim}}],
            "containers": [
                {
                    "name": "person",
                    "image": "docker.io/intalgo/runner:dev",
                    "imagePullPolicy": "Never",
                    "workingDir": f"/drive/{path}",
                    "command": command,
                    "env": [{"name": "HOME", "value": "/tmp"}],
                    "securityContext": RESTRICTED_CONTAINER,
                    "volumeMounts": [{"name": "drive", "mountPath": "/drive"}],
                }
            ],
        },
    }


def claim(name: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "100Mi"}}},
    }


def tour(kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each ordered pair once, each beginning where the one before ended."""
    first, *others = kinds
    for other in others:
        yield first, other
        if other == others[0]:
            yield from tour(others)
        yield other, first


@pytest.fixture(scope="session")
def nfs(shop: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NfsServer]:
    with NfsServer(shop, tmp_path_factory.mktemp("nfs")) as server:
        yield server


@contextmanager
def made(shop: Cluster, clone: Clone, nfs: NfsServer) -> Iterator[Team]:
    shop.sql("create schema if not exists e2e_storage authorization intalgo")
    with shop.fresh_namespace() as namespace:
        outside = Outside(namespace)
        outside.start(numbered(2))
        namespace.apply(
            *reader(),
            claim("drive"),
            secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
            connection(),
            question("orders-1", "shop", "Which orders have a number above 1?", mode="Model", name="orders_1"),
        )
        yield Team(namespace, outside, clone, nfs)
    shop.sql("drop schema if exists e2e_storage cascade")


@pytest.fixture
def team(shop: Cluster, clone: Clone, nfs: NfsServer) -> Iterator[Team]:
    with made(shop, clone, nfs) as one:
        yield one


@pytest.fixture(scope="module")
def travelling(shop: Cluster, clone: Clone, nfs: NfsServer) -> Iterator[Team]:
    """One team, whose project goes on from where the test before left it."""
    with made(shop, clone, nfs) as one:
        yield one


@pytest.mark.parametrize("kind", DRIVES)
def test_people_find_it_on_their_drive_and_edit_it_there(team: Team, kind: str) -> None:
    team.put(kind)
    head = team.commits()[-1][0]
    team.await_stored(head)
    assert team.on_drive(kind, "git", "-c", "safe.directory=*", "rev-parse", "HEAD") == head
    assert "Which orders have a number above 1?" in team.on_drive(kind, "cat", "models/orders_1.yml")
    team.on_drive(kind, PYTHON, "-c", "open('NOTES.md', 'w').write('ours')")
    until(lambda: team.clone.of(team.cluster, "shop", "analyst").subjects()[-1], "Edit on the drive".__eq__, "the edit")
    repository = team.clone.of(team.cluster, "shop", "analyst")
    assert repository.read("NOTES.md") == "ours"
    assert team.outside.calls() == 1


@pytest.mark.parametrize(("before", "after"), list(tour(KINDS)))
def test_moves_and_asks_nothing_again(travelling: Team, before: str, after: str) -> None:
    team = travelling
    team.put(before)  # it is there, where the test before was run too and passed
    history = team.commits()
    answered = team.cluster.get("iq", "orders-1")["status"]
    team.put(after)
    moved = team.commits()
    assert moved[: len(history)] == history
    assert [parents.count(" ") for _, parents in moved] == [0] * len(moved)
    assert len(moved) - len(history) == (1 if "folder" in (before, after) else 0)
    again = team.cluster.get("iq", "orders-1")["status"]
    assert {k: again[k] for k in ("sql", "path", "key")} == {k: answered[k] for k in ("sql", "path", "key")}
    assert team.outside.calls() == 1
    status = team.cluster.get("iproj", "shop")["status"]
    if before != "volume" or after not in DRIVES:
        assert {c["type"]: c for c in status["conditions"]}["Moved"]["reason"] == "Retained"
        assert status["retained"][0]["commit"] == history[-1][0]
    if after in DRIVES:
        team.await_stored(moved[-1][0])
        assert team.on_drive(after, "git", "-c", "safe.directory=*", "rev-parse", "HEAD") == moved[-1][0]


def test_a_claim_that_is_not_there_is_named(team: Team) -> None:
    place = {"claim": {"name": "nowhere"}}
    team.cluster.apply(project("shop", "shop", repository=place, llm=team.outside.llm))
    message = team.cluster.await_failed("iproj", "shop", "KeeperNotRunning")
    assert '"nowhere" not found' in message
