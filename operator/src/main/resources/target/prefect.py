"""A flow that has dbt build models in a Kubernetes pod. Made by Intalgo: changes made here are overwritten.

This file is the same for every Deployment: what differs is in run.json, beside it.
"""

import copy
import hashlib
import json
import time
from pathlib import Path

import urllib3
from kubernetes import client, config
from prefect import flow, get_run_logger
from prefect.assets import Asset, AssetProperties, materialize
from prefect.runtime import flow_run


def read(path: Path) -> dict:
    """The JSON of a file, or of the pieces that it names where it is too large for one ConfigMap."""
    run = json.loads(path.read_bytes())
    if "pieces" not in run:
        return run
    text = b"".join(path.with_name(name).read_bytes() for name in run["pieces"])
    if hashlib.sha256(text).hexdigest() != run["sha256"]:
        raise ValueError(f"{path.name} and its pieces are not of one version yet: they are when all are mounted")
    return json.loads(text)


RUN = read(Path(__file__).with_name("run.json"))
ASSETS = [
    Asset(
        key=asset["key"],
        properties=AssetProperties(name=asset["name"], description=asset["description"][:2500] or None),
    )
    for asset in RUN["assets"]
]
ENDED = ("Succeeded", "Failed")
SECONDS = 5


def kubernetes() -> client.CoreV1Api:
    """The cluster that this runs in, or else that of the kubeconfig."""
    try:
        config.load_incluster_config()
    except config.ConfigException:
        config.load_kube_config()
    return client.CoreV1Api()


def pod(full_refresh: bool) -> dict:
    """The pod of this run: its results are told by the flow run's id."""
    made = {"apiVersion": "v1", "kind": "Pod", **copy.deepcopy(RUN["pod"])}
    metadata = made.setdefault("metadata", {})
    metadata |= {"generateName": f"{RUN['pod_name']}-", "namespace": RUN["namespace"]}
    container = made["spec"]["containers"][0]
    container.setdefault("env", []).append({"name": "INTALGO_RUN_ID", "value": str(flow_run.id)})
    if full_refresh and "--full-refresh" not in container["args"]:
        container["args"].append("--full-refresh")
    return made


def show_log(cluster: client.CoreV1Api, name: str) -> None:
    """Shows dbt's log until it ends, or the connection does."""
    log = cluster.read_namespaced_pod_log(
        name, RUN["namespace"], container="intalgo", follow=True, _preload_content=False
    )
    logger = get_run_logger()
    try:
        for line in log:
            logger.info(line.decode(errors="replace").rstrip())
    except urllib3.exceptions.HTTPError as error:
        logger.warning("the log was cut off: %s", error)


def follow(cluster: client.CoreV1Api, name: str) -> str:
    """Waits for the pod's end, and returns its phase."""
    shown = False
    while True:
        phase = cluster.read_namespaced_pod(name, RUN["namespace"]).status.phase
        if phase != "Pending" and not shown:
            show_log(cluster, name)
            shown = True
            continue
        if phase in ENDED:
            return phase
        time.sleep(SECONDS)


def build(full_refresh: bool) -> None:
    """Runs the pod; raises where dbt fails. The pod ends by itself when it takes too long."""
    cluster = kubernetes()
    name = cluster.create_namespaced_pod(RUN["namespace"], pod(full_refresh)).metadata.name
    try:
        phase = follow(cluster, name)
    finally:
        cluster.delete_namespaced_pod(name, RUN["namespace"])
    if phase != "Succeeded":
        raise RuntimeError(f"the pod {name} ended as {phase}: see its log above")


@flow(
    name=RUN["flow"],
    description=RUN["description"],
    retries=RUN["retries"],
    retry_delay_seconds=RUN["retry_delay_seconds"],
)
def dbt_build(full_refresh: bool = False) -> None:
    """dbt build at a commit, in one pod."""
    if not ASSETS:
        build(full_refresh)
        return
    materialize(*ASSETS, by="dbt", name="dbt_build", asset_deps=RUN["upstream"])(build)(full_refresh)
