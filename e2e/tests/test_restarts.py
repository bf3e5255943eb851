"""The operator is killed three times while it works: the same end, and nothing twice."""

import json

from cluster import ROOT, Cluster, until
from git import Clone
from objects import connection, project, question, reader, secret

ANSWERS = json.loads((ROOT / "examples" / "quickstart" / "llm" / "answers.json").read_text())
NAMES = ["revenue_by_month", "best_rated_products", "customer_spending", "category_sales", "top_customers"]
MODELS = NAMES[2:]
SCHEMA = "e2e_restarts"


def test_a_killed_operator_goes_on(namespace: Cluster, shop: Cluster, system: Cluster, clone: Clone) -> None:
    shop.sql(f"create schema {SCHEMA} authorization intalgo")
    try:
        namespace.apply(
            *reader(),
            secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
            connection(),
            project("shop", "shop", schema=SCHEMA),
            *(
                question(
                    name.replace("_", "-"),
                    "shop",
                    text,
                    **({"mode": "Model", "name": name} if name in MODELS else {"name": name}),
                )
                for name, text in zip(NAMES, ANSWERS, strict=True)
            ),
        )
        # In the middle of each kind of work: a crawl, the checks of SQL, the builds.
        for moment in ("ingest", "validate", "build"):
            until(lambda moment=moment: tasks(namespace, moment), bool, f"a task to {moment}")
            kill(system)
        for name in NAMES:
            namespace.await_ready("iq", name.replace("_", "-"))
        assert sorted(clone.of(namespace, "shop", "analyst").answered()) == sorted(NAMES)
        calls = {q["metadata"]["name"]: q["status"]["usage"]["calls"] for q in namespace.items("iq")}
        assert set(calls.values()) == {1}, calls
        assert shop.sql(f"select count(*) from {SCHEMA}.top_customers") == [["10"]]
    finally:
        shop.sql(f"drop schema {SCHEMA} cascade")


def tasks(namespace: Cluster, kind: str) -> list[str]:
    found = namespace.items("configmaps", "-l", f"intalgo.dev/task={kind}")
    return [task["metadata"]["name"] for task in found]


def kill(system: Cluster) -> None:
    """As a node that dies would: no time to end, and another pod in its place."""
    before = {p["metadata"]["uid"] for p in system.items("pods")}
    system.run("delete", "pods", "-l", "app.kubernetes.io/name=intalgo", "--force", "--grace-period=0")
    until(lambda: {p["metadata"]["uid"] for p in system.items("pods")} - before, bool, "another pod of the operator")
