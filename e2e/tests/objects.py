"""Intalgo's objects, and the quickstart's database as they reach it from another namespace."""

from typing import Any

API = "intalgo.dev/v1alpha1"
LLM = {"endpoint": "http://recorded-llm.shop.svc:8080/v1", "model": "recorded-answers"}
SETTINGS = {"host": "shop-db.shop.svc", "port": 5432, "dbname": "shop", "schema": "public"}

# Of the runner's image, and what a namespace with the restricted profile asks of a pod of it.
PYTHON = "/opt/intalgo/bin/python"
RESTRICTED_POD = {
    "runAsNonRoot": True,
    "runAsUser": 1001,
    "fsGroup": 1001,
    "seccompProfile": {"type": "RuntimeDefault"},
}
RESTRICTED_CONTAINER = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def intalgo(kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": API, "kind": kind, "metadata": {"name": name}, "spec": spec}


def secret(name: str, /, **values: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": values}


def ref(name: str, key: str) -> dict[str, Any]:
    return {"secretKeyRef": {"name": name, "key": key}}


def connection(name: str = "shop", credentials: str = "shop-db", **changes: Any) -> dict[str, Any]:
    """To the quickstart's database, with changes of its settings."""
    spec = {
        "adapter": "postgres",
        "settings": {**SETTINGS, **changes},
        "credentials": {"user": ref(credentials, "username"), "password": ref(credentials, "password")},
        "ingestion": {"include": ["public.*"]},
    }
    return intalgo("Connection", name, spec)


def project(name: str, connection: str, schema: str | None = None, **changes: Any) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "connectionRef": {"name": connection},
        "repository": {"volume": {"size": "100Mi"}},
        "llm": LLM,
        **changes,
    }
    if schema:
        spec["dbt"] = {"schema": schema}
    return intalgo("IntalgoProject", name, spec)


def question(name: str, project: str, text: str, /, **changes: Any) -> dict[str, Any]:
    return intalgo("Question", name, {"projectRef": {"name": project}, "text": text, **changes})


def reader(name: str = "analyst", verbs: tuple[str, ...] = ("get",)) -> list[dict[str, Any]]:
    """A ServiceAccount that may read projects, or change them too."""
    rbac = "rbac.authorization.k8s.io"
    rules = [{"apiGroups": ["intalgo.dev"], "resources": ["intalgoprojects"], "verbs": list(verbs)}]
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}},
        {"apiVersion": f"{rbac}/v1", "kind": "Role", "metadata": {"name": name}, "rules": rules},
        {
            "apiVersion": f"{rbac}/v1",
            "kind": "RoleBinding",
            "metadata": {"name": name},
            "roleRef": {"apiGroup": rbac, "kind": "Role", "name": name},
            "subjects": [{"kind": "ServiceAccount", "name": name}],
        },
    ]
