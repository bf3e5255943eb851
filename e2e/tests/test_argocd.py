"""examples/argocd by a real Argo CD: what is in Git is in the cluster, and Argo CD tells how it is."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from argo import ArgoCD, kstatus
from cluster import ROOT, Cluster, until
from git import Clone
from objects import question
from outside import Outside

EXAMPLE = ROOT / "examples" / "argocd"
NAMESPACE = "shop-gitops"
PLACEHOLDER = "https://git.example.com/team/intalgo.git"
INTALGO = {"Connection", "IntalgoProject", "Question", "Deployment"}


class Manifests:
    """The examples in a repository of a person's own."""

    def __init__(self, outside: Outside, folder: Path) -> None:
        self._outside = outside
        self._folder = folder
        shutil.copytree(ROOT / "examples", folder / "examples")
        self._git("init", "-q", "-b", "main")
        self.publish("The shop")

    def more(self, *objects: dict) -> None:
        """Objects besides the example's."""
        shop = self._folder / "examples" / "argocd" / "shop"
        (shop / "more.yaml").write_text(yaml.safe_dump_all(objects))
        kustomization = yaml.safe_load((EXAMPLE / "shop" / "kustomization.yaml").read_text())
        kustomization["resources"] = ["../../quickstart", *(["more.yaml"] if objects else [])]
        (shop / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))

    def publish(self, subject: str) -> None:
        self._git("add", "-A")
        self._git("commit", "-q", "-m", subject)
        self._outside.push("manifests", self._folder)

    def _git(self, *arguments: str) -> None:
        person = {f"GIT_{who}_{what}": "p@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        subprocess.run(["git", "-C", str(self._folder), *arguments], check=True, env=os.environ | person)


@pytest.fixture(scope="module")
def manifests(shop: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Manifests, Outside]]:
    with shop.fresh_namespace() as own:
        outside = Outside(own)
        outside.start({})
        yield Manifests(outside, tmp_path_factory.mktemp("manifests")), outside


def test_the_example_is_in_sync_and_stays_so(
    shop: Cluster, manifests: tuple[Manifests, Outside], clone: Clone, tmp_path: Path
) -> None:
    people, outside = manifests
    argo = ArgoCD(shop, "shop")
    own = shop.within(NAMESPACE)
    with argo.installed(tmp_path, {outside.host: outside.certificate}):
        for name in ("project.yaml", "application.yaml"):
            text = (EXAMPLE / name).read_text().replace(PLACEHOLDER, outside.url("manifests"))
            argo.cluster.run("apply", "-f", "-", stdin=text)
        argo.until("Synced", "Healthy")
        came_in_waves(own)
        nothing_is_written_back(argo, own)
        a_bad_question_is_told_and_mended(argo, own, people)
        what_is_pruned_stays_in_the_projects_repository(argo, own, people, clone)
        nothing_hangs_when_all_of_it_goes(argo, own)


def came_in_waves(own: Cluster) -> None:
    """Each was applied when the wave before it was healthy."""
    connection, project = own.get("iconn", "shop"), own.get("iproj", "shop")
    questions = own.items("iq")
    assert len(questions) == 5
    assert project["metadata"]["creationTimestamp"] >= since_ready(connection)
    assert all(q["metadata"]["creationTimestamp"] >= since_ready(project) for q in questions)


def since_ready(found: dict) -> str:
    return next(c for c in found["status"]["conditions"] if c["type"] == "Ready")["lastTransitionTime"]


def nothing_is_written_back(argo: ArgoCD, own: Cluster) -> None:
    """Neither defaults of the API, nor statuses, nor finalizers are differences to Argo CD, which would mend them."""
    synced = argo.application()["status"]["operationState"]["startedAt"]
    before = own.get("iconn", "shop")["status"]["catalog"]["ingestedAt"]
    own.run("annotate", "iconn", "shop", "intalgo.dev/ingest=again")
    until(lambda: own.get("iconn", "shop")["status"]["catalog"]["ingestedAt"], lambda at: at != before, "a new catalog")
    for _ in range(3):
        argo.refresh()
        status = argo.application()["status"]
        assert status["sync"]["status"] == "Synced", status["resources"]
        assert status["operationState"]["startedAt"] == synced
    assert len(status["history"]) == 1
    assert {r["kind"] for r in status["resources"] if r.get("group") == "intalgo.dev"} == INTALGO


def a_bad_question_is_told_and_mended(argo: ArgoCD, own: Cluster, people: Manifests) -> None:
    people.more(question("customers", "shop", "By hand", sql="select customer_id from public.custumers"))
    people.publish("Ask for the customers")
    argo.refresh()
    argo.until("Synced", "Degraded")
    message = own.await_failed("iq", "customers", "UnknownRelation")
    assert "public.customers" in message
    assert argo.health("Question", "customers") == {"status": "Degraded", "message": message}
    assert argo.health("Question", "top-customers")["status"] == "Healthy"
    assert kstatus([own.run("get", "iq", "customers", "-o", "json")]) == [f"Failed: {message}"]
    people.more(question("customers", "shop", "By hand", sql="select customer_id from public.customers"))
    people.publish("Name the table as it is")
    argo.refresh()
    argo.until("Synced", "Healthy")
    assert kstatus([own.run("get", "iq", "customers", "-o", "json")]) == ["Current: Resource is Ready"]


def what_is_pruned_stays_in_the_projects_repository(
    argo: ArgoCD, own: Cluster, people: Manifests, clone: Clone
) -> None:
    people.more()
    people.publish("Ask no more for the customers")
    argo.refresh()
    until(lambda: [q["metadata"]["name"] for q in own.items("iq")], lambda names: "customers" not in names, "the prune")
    argo.until("Synced", "Healthy")
    assert "customers.sql" in os.listdir(clone.of(own, "shop", "analyst").folder / "analyses")


def nothing_hangs_when_all_of_it_goes(argo: ArgoCD, own: Cluster) -> None:
    argo.cluster.run("delete", "applications.argoproj.io", "shop", "--timeout=120s")
    until(
        lambda: own.run("get", "namespace", NAMESPACE, "--ignore-not-found"),
        lambda shown: not shown,
        "the namespace to be gone",
    )
    assert own.within("shop").items("iq"), "the definitions went, and with them all that others have"
