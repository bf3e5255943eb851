"""The cluster is lost, the Git repository and the manifests are not."""

from cluster import Cluster, until
from outside import Outside, manifests, numbered

SCHEMA = "e2e_again"
QUESTIONS = 20
MODELS = 2


def test_nothing_is_asked_twice(namespace: Cluster, shop: Cluster) -> None:
    shop.sql(f"create schema {SCHEMA} authorization intalgo")
    try:
        outside = Outside(namespace)
        outside.start(numbered(QUESTIONS))
        objects = manifests(outside, shop.secret("shop-db", "password"), SCHEMA, MODELS, QUESTIONS)
        before = answers(shop, objects)
        assert outside.calls() == QUESTIONS
        commits = outside.subjects()
        shop.sql(f"drop schema {SCHEMA} cascade; create schema {SCHEMA} authorization intalgo")
        assert answers(shop, objects) == before
        assert outside.calls() == QUESTIONS
        assert outside.subjects() == commits
        assert shop.sql(f"select count(*) from {SCHEMA}.orders_2") == shop.sql(
            "select count(*) from orders where order_id > 2"
        )
    finally:
        shop.sql(f"drop schema {SCHEMA} cascade")


def answers(shop: Cluster, objects: list[dict]) -> dict[str, tuple[str, str]]:
    """What comes of the manifests in a new namespace: each Question's SQL and path."""
    with shop.fresh_namespace() as own:
        own.apply(*objects)
        until(lambda: unready(own), lambda names: not names, "the Questions", patience=600)
        return {q["metadata"]["name"]: (q["status"]["sql"], q["status"]["path"]) for q in own.items("iq")}


def unready(namespace: Cluster) -> list[str]:
    def ready(question: dict) -> bool:
        conditions = question.get("status", {}).get("conditions", [])
        return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)

    return [q["metadata"]["name"] for q in namespace.items("iq") if not ready(q)]
