"""A real Argo Workflows for one namespace: its controller beside the cluster, its executor in the pods."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from cluster import ROOT, Cluster, until

MODULE = "github.com/argoproj/argo-workflows/v4"
EXECUTOR = "docker.io/intalgo/argoexec:dev"
GROUP = "argoproj.io"


@cache
def released() -> Path:
    """The module, as it was released."""
    found = subprocess.check_output(
        ["go", "mod", "download", "-json", MODULE],
        cwd=ROOT / "dev" / "kubernetes" / "argolint",
        env={**os.environ, "GOWORK": "off"},
        text=True,
    )
    return Path(json.loads(found)["Dir"])


def rights() -> list[dict[str, Any]]:
    """What its own installation for one namespace gives to the controller."""
    role = released() / "manifests" / "namespace-install" / "workflow-controller-rbac" / "workflow-controller-role.yaml"
    return yaml.safe_load(role.read_text())["rules"]


@contextmanager
def argo_workflows(namespace: Cluster, kubeconfig: Path, log: Path) -> Iterator[None]:
    """
    :param kubeconfig: by which the controller signs in
    :param log: the controller's
    """
    build = ROOT / "dev" / "kubernetes" / "build"
    subprocess.run([build, "--only", "workflow-controller,argoexec"], check=True)
    subprocess.run([ROOT / "dev" / "images", "load", "argoexec"], check=True)
    programs = Path(subprocess.check_output([build, "--path"], text=True).strip())
    definitions = namespace.run("kustomize", str(released() / "manifests" / "base" / "crds" / "minimal"))
    # No port of this machine's.
    config = dict.fromkeys(("metricsConfig", "telemetryConfig"), "{enabled: false}")
    try:
        namespace.run("apply", "--server-side", "-f", "-", stdin=definitions)
        namespace.run("wait", "--for=condition=Established", "--timeout=60s", "-f", "-", stdin=definitions)
        namespace.apply(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": "workflow-controller-configmap"},
                "data": config,
            }
        )
        options = ["--namespaced", "--namespace", namespace.namespace, "--executor-image", EXECUTOR]
        with log.open("w") as output:
            controller = subprocess.Popen(
                [programs / "workflow-controller", "--kubeconfig", kubeconfig, *options],
                env={**os.environ, "LEADER_ELECTION_DISABLE": "true", "DEFAULT_REQUEUE_TIME": "1s"},
                stdout=output,
                stderr=output,
            )
            try:
                yield
            finally:
                controller.kill()  # it does not end at SIGTERM
                controller.wait()
                print(log.read_text()[-10_000:])
    finally:
        namespace.run("delete", "--ignore-not-found", "--timeout=120s", "-f", "-", stdin=definitions)


def submit(namespace: Cluster, template: str) -> dict[str, Any]:
    """A Workflow of a WorkflowTemplate, once it has ended."""
    workflow = {
        "apiVersion": f"{GROUP}/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": f"{template}-"},
        "spec": {"workflowTemplateRef": {"name": template}},
    }
    name = json.loads(namespace.run("create", "-o", "json", "-f", "-", stdin=json.dumps(workflow)))["metadata"]["name"]
    return until(
        lambda: namespace.get(f"workflows.{GROUP}", name),
        lambda found: found.get("status", {}).get("phase") in ("Succeeded", "Failed", "Error"),
        f"Workflow {name}",
    )


def pods(workflow: dict[str, Any]) -> dict[str, str]:
    """What became of each of a Workflow's pods, by the name of its task."""
    nodes = workflow["status"]["nodes"].values()
    return {node["displayName"]: node["phase"] for node in nodes if node["type"] == "Pod"}
