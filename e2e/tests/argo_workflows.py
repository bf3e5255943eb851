"""A real Argo Workflows for one namespace: its controller beside the cluster, its executor in the pods."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from cluster import ROOT, Cluster, until
from programs import programs, released

EXECUTOR = "docker.io/intalgo/argoexec:dev"
GROUP = "argoproj.io"
# Metrics would be on a port of this machine's.
CONFIG = dict.fromkeys(("metricsConfig", "telemetryConfig"), "{enabled: false}")
VARIABLES = {"LEADER_ELECTION_DISABLE": "true", "DEFAULT_REQUEUE_TIME": "1s"}


def manifests() -> Path:
    """Of its installation."""
    return released("github.com/argoproj/argo-workflows/v4", "argolint") / "manifests"


def rights() -> list[dict[str, Any]]:
    """What the installation for one namespace gives to the controller."""
    role = manifests() / "namespace-install" / "workflow-controller-rbac" / "workflow-controller-role.yaml"
    return yaml.safe_load(role.read_text())["rules"]


@contextmanager
def argo_workflows(namespace: Cluster, kubeconfig: Path, log: Path) -> Iterator[None]:
    """
    :param kubeconfig: by which the controller signs in
    :param log: the controller's
    """
    controller = programs("workflow-controller", "argoexec") / "workflow-controller"
    subprocess.run([ROOT / "dev" / "images", "load", "argoexec"], check=True)
    definitions = namespace.run("kustomize", str(manifests() / "base" / "crds" / "minimal"))
    metadata = {"name": "workflow-controller-configmap"}
    try:
        namespace.run("apply", "--server-side", "-f", "-", stdin=definitions)
        until(
            lambda: json.loads(namespace.run("get", "-f", "-", "-o", "json", stdin=definitions))["items"],
            lambda found: all(map(established, found)),
            "Argo's definitions",
        )
        namespace.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": CONFIG})
        options = ["--namespaced", "--namespace", namespace.namespace, "--executor-image", EXECUTOR]
        with running(log, str(controller), "--kubeconfig", str(kubeconfig), *options):
            yield
    finally:
        namespace.run("delete", "--ignore-not-found", "--timeout=120s", "-f", "-", stdin=definitions)


def established(definition: dict[str, Any]) -> bool:
    """kubectl wait fails where a definition has no conditions yet."""
    conditions = definition.get("status", {}).get("conditions") or []
    return any(each["type"] == "Established" and each["status"] == "True" for each in conditions)


@contextmanager
def running(log: Path, *command: str) -> Iterator[None]:
    with log.open("w") as output:
        process = subprocess.Popen(command, env={**os.environ, **VARIABLES}, stdout=output, stderr=output)
    try:
        yield
    finally:
        # It does not end when it is asked to.
        process.kill()
        process.wait()
        print(log.read_text()[-10_000:])


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
