"""The cluster is lost, and the operator's volume with it; the Git repository and the manifests are not."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cluster import ROOT, Cluster, until
from objects import intalgo
from outside import Outside, manifests, numbered

SCHEMA = "e2e_restore"
QUESTIONS = 20
MODELS = 2
KINDS = "iconn,iproj,iq,idep"


def test_manifests_and_git_are_enough(shop: Cluster, system: Cluster, namespace: Cluster, tmp_path: Path) -> None:
    shop.sql(f"create schema {SCHEMA} authorization intalgo")
    outside = Outside(namespace)
    outside.start(numbered(QUESTIONS))
    objects = [
        *manifests(outside, shop.secret("shop-db", "password"), SCHEMA, MODELS, QUESTIONS),
        intalgo("Deployment", "daily", {"projectRef": {"name": "shop"}, "schedule": "0 6 * * *", "cronJob": {}}),
    ]
    values = tmp_path / "values.json"
    values.write_text(helm(system, "get", "values", "intalgo", "--output=json"))
    try:
        with away(system):
            before = state_of_a_new_cluster(shop, outside, values, objects)
            assert outside.calls() == QUESTIONS
            commits = outside.subjects()
            shop.sql(f"drop schema {SCHEMA} cascade; create schema {SCHEMA} authorization intalgo")
            assert state_of_a_new_cluster(shop, outside, values, objects) == before
            assert outside.calls() == QUESTIONS
            assert outside.subjects() == commits
        assert shop.sql(f"select count(*) from {SCHEMA}.orders_2") == shop.sql(
            "select count(*) from orders where order_id > 2"
        )
    finally:
        shop.sql(f"drop schema {SCHEMA} cascade")


def state_of_a_new_cluster(
    shop: Cluster, outside: Outside, values: Path, objects: list[dict[str, Any]]
) -> dict[str, Any]:
    """What comes of the manifests where there is nothing but the definitions; all of it is lost afterwards."""
    own = shop.within("e2e-restored")
    with operator(shop.within("e2e-operator"), own, values):
        own.apply(*objects)
        until(lambda: unready(own), lambda names: not names, "all to be ready", patience=600)
        # The last commit is the one of who runs the models.
        until(outside.subjects, lambda subjects: any(s.startswith("Expose ") for s in subjects), "the exposures")
        state = {f"{o['kind']}/{o['metadata']['name']}": restored(o["status"]) for o in own.items(KINDS)}
    return state


def restored(status: dict[str, Any]) -> dict[str, Any]:
    """What is the same again; of commits Git tells that there is no other."""
    return {key: status.get(key) for key in ("sql", "path", "references", "columns", "relation", "key")}


@contextmanager
def operator(system: Cluster, own: Cluster, values: Path) -> Iterator[None]:
    """Another operator, with a volume of its own, for a namespace of its own. Then both are lost: nothing is let go."""
    for each in (system, own):
        each.run("create", "namespace", each.namespace)
    try:
        chosen = [
            "--set",
            f"watchNamespaces={{{own.namespace}}},crds.install=false,persistence.size=1Gi,console.enabled=false",
        ]
        chart = str(ROOT / "charts" / "intalgo")
        helm(system, "install", "intalgo", chart, "--values", str(values), *chosen, "--wait", "--timeout=3m")
        yield
    finally:
        helm(system, "uninstall", "intalgo", "--wait")
        for found in own.items(KINDS):
            if "finalizers" in found["metadata"]:
                name = found["metadata"]["name"]
                own.run(
                    "patch",
                    f"{found['kind'].lower()}s.intalgo.dev",
                    name,
                    "--type=merge",
                    "-p",
                    '{"metadata":{"finalizers":null}}',
                )
        for each in (own, system):
            each.run("delete", "namespace", each.namespace, "--timeout=180s")


@contextmanager
def away(system: Cluster) -> Iterator[None]:
    """Without the operator of all namespaces."""
    system.run("scale", "deployment/intalgo", "--replicas=0")
    try:
        pods = ("pods", "-l", "app.kubernetes.io/name=intalgo")
        until(lambda: system.items(*pods), lambda found: not found, "the operator to end")
        yield
    finally:
        system.run("scale", "deployment/intalgo", "--replicas=1")
        system.run("rollout", "status", "deployment/intalgo", "--timeout=180s")


def helm(cluster: Cluster, *arguments: str) -> str:
    program = subprocess.check_output(
        ["bash", "-c", f"source '{ROOT}/dev/lib.sh'; helm_program"], text=True, cwd=ROOT / "dev"
    ).strip()
    command = [program, "--kubeconfig", cluster.base[2], "-n", cluster.namespace, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def unready(namespace: Cluster) -> list[str]:
    def ready(found: dict[str, Any]) -> bool:
        status = found.get("status", {})
        return status.get("observedGeneration") == found["metadata"]["generation"] and any(
            c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions", [])
        )

    return [f"{o['kind']} {o['metadata']['name']}" for o in namespace.items(KINDS) if not ready(o)]
