"""A namespace with the project, Intalgo's Deployments of it, and who may run pods there."""

import copy
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import graph
from cluster import Cluster, until
from git import Clone, Repository
from objects import API, SETTINGS, connection, intalgo, project, reader, secret
from orchestrated import account, login

SCHEMA = "bench_deployments"
# How many models are built at a time: as many as where a Deployment or a profile says nothing.
TOGETHER = 4
PROJECT = "shop"
# As docs/deployments.md and Dagster's chart have them.
AIRFLOW_RIGHTS = [
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["create", "get", "list", "watch", "patch", "delete"]},
    {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]},
    {"apiGroups": [""], "resources": ["events"], "verbs": ["get", "list", "watch"]},
]
DAGSTER_RIGHTS = [{"apiGroups": [""], "resources": ["pods", "pods/log", "pods/status"], "verbs": ["*"]}]
DEPLOYMENTS: dict[str, dict[str, Any]] = {
    "whole": {"granularity": "Project", "airflow": {}},
    "each": {"granularity": "Model", "airflow": {}},
    "assets": {"granularity": "Project", "dagster": {}},
    "cron": {"granularity": "Project", "schedule": "0 6 1 1 *", "cronJob": {"suspend": True}},
}


@dataclass
class Team:
    cluster: Cluster
    shop: Cluster
    # The project as cloned.
    checkout: Path
    commit: str

    def files(self, deployment: str, orchestrator: str) -> dict[str, str]:
        return self.cluster.get("configmap", f"{deployment}-{orchestrator}")["data"]

    def kubeconfig(self, account: str, folder: Path) -> Path:
        path = folder / f"{account}.json"
        path.write_text(json.dumps(login(self.cluster, account)))
        return path

    def empty(self) -> None:
        """Takes away what was built."""
        quiet = "set client_min_messages = warning"
        self.shop.sql(f"{quiet}; drop schema if exists {SCHEMA} cascade; create schema {SCHEMA} authorization intalgo")

    def built(self) -> int:
        """How many of the models there are in the database."""
        there = self.shop.sql(f"select relname from pg_class where relnamespace = '{SCHEMA}'::regnamespace")
        return len({name for (name,) in there} & graph.models().keys())

    def pods(self) -> set[str]:
        return {pod["metadata"]["uid"] for pod in self.cluster.items("pods")}

    @contextmanager
    def started(self) -> Iterator[set[str]]:
        """The pods that were started, when it is over, whether they are there yet or not."""
        before, found = self.pods(), set()
        watch = ["get", "pods", "--watch", "-o", "jsonpath={.metadata.uid}{'\\n'}"]
        command = [*self.cluster.base, "-n", self.cluster.namespace, *watch]
        with Popen(command, stdout=PIPE, text=True) as watching:
            try:
                yield found
            finally:
                watching.terminate()
                found |= set(watching.communicate()[0].split()) | self.pods()
        found -= before

    def working(self) -> bool:
        """Whether there is a worker."""
        jobs = self.cluster.items("jobs")
        return any("-worker-" in job["metadata"]["name"] and job["status"].get("active") for job in jobs)

    def pod(self) -> dict[str, Any]:
        """What the CronJob's pods are, without what only Intalgo's own need."""
        job = self.cluster.get("cronjob", "cron")["spec"]["jobTemplate"]["spec"]
        return copy.deepcopy(job["template"])

    def now(self) -> str:
        """Has the CronJob run at once; says why it failed, where it did."""
        before = self.cluster.get("idep", "cron")["status"].get("lastRun", {}).get("id")
        self.cluster.run("annotate", "idep", "cron", f"intalgo.dev/run={time.time()}", "--overwrite")

        def told() -> dict[str, Any]:
            return self.cluster.get("idep", "cron")["status"].get("lastRun") or {}

        last = until(told, lambda seen: seen.get("id") != before and "succeeded" in seen, "the CronJob's run", 1800)
        return "" if last["succeeded"] else str(last)

    def task(self, number: int) -> str:
        """Has the project's worker build all; says why it failed, where it did."""
        owner = self.cluster.get("iproj", PROJECT)["metadata"]
        reference = {"apiVersion": API, "kind": "IntalgoProject", "controller": True}
        labels = {"managed-by": "intalgo"}
        task = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {
                "name": f"bench-build-{number}",
                "labels": {f"app.kubernetes.io/{name}": value for name, value in labels.items()}
                | {"intalgo.dev/task": "build", "intalgo.dev/state": "pending", "intalgo.dev/project": PROJECT},
                "ownerReferences": [{**reference, "name": owner["name"], "uid": owner["uid"]}],
            },
            "data": {"task.json": json.dumps({"commit": self.commit, "select": []})},
        }
        self.cluster.apply(task)
        name = task["metadata"]["name"]
        data = until(
            lambda: self.cluster.get("configmap", name)["data"], lambda seen: "result.json" in seen, name, 1800
        )
        result = json.loads(data["result.json"])
        return "" if result["ok"] else str(result["message"])


@contextmanager
def team(shop: Cluster, folder: Path) -> Iterator[Team]:
    quiet = "set client_min_messages = warning"
    shop.sql(f"{quiet}; drop schema if exists {SCHEMA} cascade; create schema {SCHEMA} authorization intalgo")
    try:
        with shop.fresh_namespace() as own, Clone(shop.within("intalgo-system"), folder) as clone:
            own.apply(
                *account("airflow", AIRFLOW_RIGHTS),
                *account("dagster", DAGSTER_RIGHTS),
                *reader(verbs=("get", "update")),
                secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
                connection(),
                # Cosmos leaves out tests of sources, so that all do.
                project(PROJECT, "shop", schema=SCHEMA, sources={"tests": False}),
            )
            own.await_ready("iproj", PROJECT)
            repository = clone.of(own, PROJECT, "analyst")
            commit = pushed(repository)
            own.apply(*(deployment(name, commit) for name in DEPLOYMENTS))
            for name in DEPLOYMENTS:
                own.await_ready("idep", name)
            yield Team(own, shop, repository.folder, commit)
    finally:
        shop.sql(f"{quiet}; drop schema if exists {SCHEMA} cascade")


def deployment(name: str, commit: str) -> dict[str, Any]:
    spec = {"projectRef": {"name": PROJECT}, "threads": TOGETHER, "attempts": {"retries": 0}, **DEPLOYMENTS[name]}
    # Not the operator's own commits, which come with the Deployments.
    spec["commits"] = {"policy": "Pinned", "commit": commit}
    return intalgo("Deployment", name, spec)


def pushed(repository: Repository) -> str:
    for name, text in graph.files().items():
        (repository.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (repository.folder / name).write_text(text)
    repository.git("add", ".")
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    repository.git(*who, "commit", "-q", "-m", "Add fifty models")
    repository.git("push", "-q", "origin", "HEAD")
    return repository.git("rev-parse", "HEAD").strip()


def profile(address: str) -> dict[str, Any]:
    """For those who run dbt themselves: profiles.yml, whose password is in the environment."""
    output = {
        **SETTINGS,
        "type": "postgres",
        "host": address,
        "schema": SCHEMA,
        "user": "intalgo",
        "password": "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}",
        "threads": TOGETHER,
    }
    return {PROJECT: {"target": "default", "outputs": {"default": output}}}
