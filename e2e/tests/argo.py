"""A real Argo CD in the cluster, and what it and Flux make of an object's conditions."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cluster import ROOT, Cluster, until
from programs import programs, released

INSTALLATION = Path(__file__).parent / "argocd"
HEALTH = ROOT / "gitops" / "argocd"
REFRESH = "argocd.argoproj.io/refresh"


def program(name: str) -> Path:
    return programs("argocd", "kustomize", "kstatus") / name


def kstatus(objects: list[Path | str]) -> list[str]:
    """What Flux's library makes of each, files or JSON: STATUS: MESSAGE."""
    stdin = "".join(each for each in objects if isinstance(each, str))
    names = ["-" if isinstance(each, str) else str(each) for each in objects]
    done = subprocess.run([program("kstatus"), *names], input=stdin, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


class ArgoCD:
    """Its core in the namespace argocd, for one Application."""

    def __init__(self, cluster: Cluster, application: str) -> None:
        self.cluster = cluster.within("argocd")
        self._application = application

    @contextmanager
    def installed(self, folder: Path, certificates: dict[str, str]) -> Iterator[None]:
        """With Intalgo's health checks, as gitops/argocd says, and Git servers' certificates by their host."""
        shutil.copytree(INSTALLATION, folder, dirs_exist_ok=True)
        shutil.copy(released("github.com/argoproj/argo-cd/v3", "argocd") / "manifests" / "core-install.yaml", folder)
        everything = self.cluster.run("kustomize", str(folder))
        subprocess.run([ROOT / "dev" / "images", "load", "argocd"], check=True)
        try:
            self.cluster.run("apply", "--server-side", "-f", "-", stdin=everything)
            self.cluster.run("apply", "--server-side", "--field-manager=intalgo-health", "-k", str(HEALTH))
            self.cluster.run(
                "patch", "configmap", "argocd-tls-certs-cm", "--type=merge", "-p", json.dumps({"data": certificates})
            )
            for name in ("deployment/argocd-redis", "deployment/argocd-repo-server"):
                self.cluster.run("rollout", "status", name, "--timeout=180s")
            self.cluster.run("rollout", "status", "statefulset/argocd-application-controller", "--timeout=180s")
            yield
        finally:
            self.cluster.run("delete", "--ignore-not-found", "--timeout=180s", "-f", "-", stdin=everything)

    def application(self) -> dict[str, Any]:
        return self.cluster.get("applications.argoproj.io", self._application)

    def refresh(self) -> None:
        """Has it look at Git and at the cluster, and waits until it has."""
        self.cluster.run("annotate", "applications.argoproj.io", self._application, f"{REFRESH}=hard", "--overwrite")
        until(
            lambda: self.application()["metadata"].get("annotations", {}),
            lambda annotations: REFRESH not in annotations,
            "Argo CD to look again",
        )

    def until(self, sync: str, health: str) -> dict[str, Any]:
        """The Application once it is so."""
        seen = until(
            lambda: self.application().get("status", {}),
            lambda status: state(status) == (sync, health, "Succeeded"),
            f"Application {self._application} to be {sync} and {health}",
        )
        return {"status": seen}

    def health(self, kind: str, name: str) -> dict[str, str]:
        """Of one of its objects: a status, and a message where there is one."""
        resources = self.application()["status"]["resources"]
        return next(r["health"] for r in resources if r["kind"] == kind and r["name"] == name)


def state(status: dict[str, Any]) -> tuple[str, ...]:
    parts = (status.get("sync", {}), status.get("health", {}))
    return (*(part.get("status", "") for part in parts), status.get("operationState", {}).get("phase", ""))
