"""A project on every kind of storage, and moved from each to each other: the same history, nothing asked again.

A network drive is not among them: the kernel of the machines that these tests run on has no NFS client, with which
a pod could mount one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pytest
from cluster import Cluster, until
from git import Clone
from objects import PYTHON, RESTRICTED_CONTAINER, RESTRICTED_POD, connection, project, question, reader, secret
from outside import Outside, numbered

KINDS = ("volume", "class", "claim", "remote", "folder")
DRIVES = {"class": "shop-repository", "claim": "drive"}


@dataclass
class Team:
    """A namespace with a Git server, an LLM whose calls are counted, a claim, and a project on one kind of storage."""

    cluster: Cluster
    outside: Outside
    clone: Clone

    def place(self, kind: str) -> dict[str, Any]:
        remote = self.outside.repository()["remote"]
        return {
            "volume": {"volume": {"size": "100Mi"}},
            "class": {"volume": {"size": "100Mi", "storageClassName": "local-path"}},
            "claim": {"claim": {"name": "drive", "path": "teams/shop"}},
            "remote": {"remote": remote},
            "folder": {"remote": {**remote, "url": self.outside.url("monorepo"), "path": "data/dbt"}},
        }[kind]

    def put(self, kind: str) -> None:
        """The project is there, and all is ready."""
        place = self.place(kind)
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
        """What a command prints in the project's folder, in a pod of somebody who has the drive mounted too."""
        path = "teams/shop" if kind == "claim" else "shop"
        self.cluster.run("delete", "pod", "person", "--ignore-not-found", "--grace-period=0")
        self.cluster.apply(person(DRIVES[kind], path, list(command)))
        until(
            lambda: self.cluster.get("pod", "person")["status"].get("phase"),
            lambda phase: phase in ("Succeeded", "Failed"),
            "what is on the drive",
        )
        assert self.cluster.get("pod", "person")["status"]["phase"] == "Succeeded", self.cluster.run("logs", "person")
        return self.cluster.run("logs", "person").strip()


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


@pytest.fixture
def team(shop: Cluster, namespace: Cluster, clone: Clone) -> Iterator[Team]:
    shop.sql("create schema if not exists e2e_storage authorization intalgo")
    outside = Outside(namespace)
    outside.start(numbered(2))
    namespace.apply(
        *reader(),
        claim("drive"),
        secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
        connection(),
    )
    namespace.apply(question("orders-1", "shop", "Which orders have a number above 1?", mode="Model", name="orders_1"))
    yield Team(namespace, outside, clone)
    shop.sql("drop schema e2e_storage cascade")


@pytest.mark.parametrize("kind", DRIVES)
def test_people_find_it_on_their_drive_and_edit_it_there(team: Team, kind: str) -> None:
    team.put(kind)
    head = team.commits()[-1][0]
    until(lambda: team.cluster.get("iproj", "shop")["status"].get("stored"), lambda at: at == head, "the checkout")
    assert team.on_drive(kind, "git", "-c", "safe.directory=*", "rev-parse", "HEAD") == head
    assert "Which orders have a number above 1?" in team.on_drive(kind, "cat", "models/orders_1.yml")
    team.on_drive(kind, PYTHON, "-c", "open('NOTES.md', 'w').write('ours')")
    until(lambda: team.clone.of(team.cluster, "shop", "analyst").subjects()[-1], "Edit on the drive".__eq__, "the edit")
    repository = team.clone.of(team.cluster, "shop", "analyst")
    assert repository.read("NOTES.md") == "ours"
    assert team.outside.calls() == 1


@pytest.mark.parametrize(("before", "after"), list(permutations(KINDS, 2)))
def test_moves_and_asks_nothing_again(team: Team, before: str, after: str) -> None:
    team.put(before)
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
    conditions = {c["type"]: c for c in team.cluster.get("iproj", "shop")["status"]["conditions"]}
    if (before, after) not in (("volume", "class"), ("volume", "claim")):
        assert conditions["Moved"]["reason"] == "Retained"
    if after in DRIVES:
        assert team.on_drive(after, "git", "-c", "safe.directory=*", "rev-parse", "HEAD") == moved[-1][0]


def test_a_claim_that_is_not_there_is_named(team: Team) -> None:
    place = {"claim": {"name": "nowhere"}}
    team.cluster.apply(project("shop", "shop", repository=place, llm=team.outside.llm))
    message = team.cluster.await_failed("iproj", "shop", "KeeperNotRunning")
    assert '"nowhere" not found' in message
