"""A project that an orchestrator outside of the cluster runs in pods, with what it may do there."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster import Cluster, until
from objects import connection, intalgo, project, question, secret
from outside import Outside

DEPLOYMENTS = ("whole", "each", "cheap")


@dataclass
class Orchestrated:
    """A namespace with two answered Questions, and three Deployments: all models in one pod, one pod for each, and one
    whose test fails."""

    cluster: Cluster
    shop: Cluster
    schema: str
    # That of the orchestrator's ServiceAccount.
    kubeconfig: Path
    # Of each Deployment's ConfigMap, as it is in the cluster.
    files: dict[str, dict[str, str]]

    def rows(self, table: str) -> int:
        return int(self.shop.sql(f"select count(*) from {self.schema}.{table}")[0][0])

    def told(self, deployment: str, run: str) -> dict[str, Any]:
        """What the operator knows of a run, by the orchestrator's own name of it."""
        return until(
            lambda: self.cluster.get("idep", deployment)["status"].get("lastRun") or {},
            lambda last: last.get("id") == run and last.get("succeeded") is not None,
            f"what became of {run}",
        )


@contextmanager
def orchestrated(
    shop: Cluster,
    orchestrator: str,
    rights: list[dict[str, Any]],
    by_hand: dict[str, str],
    models: set[str],
    folder: Path,
    **settings: dict[str, Any],
) -> Iterator[Orchestrated]:
    """
    :param rights: of the orchestrator's account
    :param by_hand: the repository's first files, with a model named cheap
    :param settings: what the Deployments say of the orchestrator, by their names
    """
    # argoWorkflow is argo-workflow in names.
    name = re.sub(r"[A-Z]", lambda upper: f"-{upper[0].lower()}", orchestrator)
    schema = f"e2e_{name.replace('-', '_')}"
    shop.sql(f"create schema {schema} authorization intalgo")
    try:
        with shop.fresh_namespace() as namespace:
            outside = Outside(namespace)
            outside.start({})
            committed(by_hand, folder / "repository")
            outside.push("shop", folder / "repository")
            namespace.apply(
                *account(name, rights),
                secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
                connection(),
                project("shop", "shop", schema=schema, llm=outside.llm, repository=outside.repository()),
                model("paid", "SELECT order_id, sum(amount) AS paid FROM public.payments GROUP BY order_id"),
                model("largest", "SELECT order_id FROM paid ORDER BY paid DESC LIMIT 3"),
                deployment("whole", sorted(models), "Project", **{orchestrator: settings.get("whole", {})}),
                deployment("each", sorted(models), "Model", **{orchestrator: settings.get("each", {})}),
                deployment("cheap", ["cheap"], "Project", **{orchestrator: settings.get("cheap", {})}),
            )
            for each in DEPLOYMENTS:
                namespace.await_ready("idep", each)
            kubeconfig = folder / "kubeconfig"
            kubeconfig.write_text(json.dumps(login(namespace, name)))
            files = {each: namespace.get("configmap", f"{each}-{name}")["data"] for each in DEPLOYMENTS}
            yield Orchestrated(namespace, shop, schema, kubeconfig, files)
    finally:
        shop.sql(f"drop schema {schema} cascade")


def model(name: str, sql: str, project: str = "shop") -> dict[str, Any]:
    return question(name, project, f"What is {name}?", mode="Model", name=name, materialized="table", sql=sql)


def deployment(name: str, select: list[str], granularity: str, **orchestrator: dict[str, Any]) -> dict[str, Any]:
    spec = {"select": select, "granularity": granularity, "attempts": {"retries": 0}, **orchestrator}
    return intalgo("Deployment", name, {"projectRef": {"name": "shop"}, **spec})


def account(name: str, rights: list[dict[str, Any]]) -> list[dict[str, Any]]:
    group = "rbac.authorization.k8s.io"
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}},
        {"apiVersion": f"{group}/v1", "kind": "Role", "metadata": {"name": name}, "rules": rights},
        {
            "apiVersion": f"{group}/v1",
            "kind": "RoleBinding",
            "metadata": {"name": name},
            "roleRef": {"apiGroup": group, "kind": "Role", "name": name},
            "subjects": [{"kind": "ServiceAccount", "name": name}],
        },
    ]


def login(namespace: Cluster, account: str) -> dict[str, Any]:
    """The kubeconfig of a ServiceAccount."""
    config = json.loads(namespace.run("config", "view", "--raw", "--minify", "-o", "json"))
    token = namespace.run("create", "token", account, "--duration=2h").strip()
    [cluster] = config["clusters"]
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": account,
        "contexts": [{"name": account, "context": {"cluster": cluster["name"], "user": account}}],
        "clusters": [cluster],
        "users": [{"name": account, "user": {"token": token}}],
    }


def committed(files: dict[str, str], repository: Path, folder: str = ".") -> str:
    """The commit, of a new repository, that has the files."""
    for name, text in files.items():
        (repository / folder / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / folder / name).write_text(text)
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", ".")
    git(repository, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "Deploy")
    return git(repository, "rev-parse", "HEAD").strip()


def git(repository: Path, *arguments: str) -> str:
    return subprocess.check_output(["git", "-C", str(repository), *arguments], text=True)
