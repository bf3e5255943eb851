"""A Deployment's CronJob is run at once, and says what became of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from cluster import Cluster, until
from git import Clone, Repository
from objects import connection, intalgo, project, question, reader, secret

SCHEMA = "e2e_runs"
NEVER = "select order_id from {{ ref('placed') }}\n"


@pytest.fixture
def daily(namespace: Cluster, shop: Cluster) -> Iterator[Cluster]:
    """A namespace with the Deployment `daily`, which is suspended, of the model `placed`."""
    shop.sql(f"create schema {SCHEMA} authorization intalgo")
    try:
        namespace.apply(
            *reader(verbs=("get", "update")),
            secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
            connection(),
            project("shop", "shop", schema=SCHEMA),
            question(
                "placed",
                "shop",
                "Which orders were placed?",
                mode="Model",
                materialized="table",
                sql="SELECT order_id, customer_id FROM orders",
            ),
        )
        namespace.await_ready("iq", "placed")
        spec = {"projectRef": {"name": "shop"}, "schedule": "0 6 * * *", "attempts": {"retries": 0}}
        namespace.apply(intalgo("Deployment", "daily", {**spec, "cronJob": {"suspend": True}}))
        namespace.await_ready("idep", "daily")
        yield namespace
    finally:
        shop.sql(f"drop schema {SCHEMA} cascade")


def test_a_run_says_what_became_of_it(daily: Cluster, shop: Cluster, clone: Clone) -> None:
    annotate(daily, "full-refresh", "from the start")
    until(lambda: arguments(daily), lambda seen: "--full-refresh" in seen, "the CronJob's arguments")
    first = run(daily, "first")
    assert first["lastRun"]["succeeded"], first
    assert first["lastRun"]["built"] == 1
    assert first["lastRun"]["rows"] == int(shop.sql("select count(*) from orders")[0][0])
    assert first["lastRun"] == first["lastSuccess"]
    assert first["succeeded"] == [first["commit"]]
    assert first["fullRefresh"] == "from the start"
    until(lambda: arguments(daily), lambda seen: "--full-refresh" not in seen, "the CronJob's arguments")

    commit = push(clone.of(daily, "shop", "analyst"), "tests/never.sql", NEVER)
    until(lambda: daily.get("idep", "daily")["status"]["commit"], lambda seen: seen == commit, "the pushed commit")
    second = run(daily, "second")
    assert second["lastRun"]["succeeded"] is False
    assert second["lastRun"]["failed"] == ["never"]
    assert second["lastSuccess"] == first["lastRun"]
    events = {e["reason"]: e["message"] for e in daily.items("events") if e["involvedObject"]["name"] == "daily"}
    assert "(never)" in events["RunFailed"]
    assert first["lastRun"]["id"] in events["RunSucceeded"]


def run(daily: Cluster, value: str) -> dict[str, Any]:
    """Asks for a run; the status once it is known what became of it."""
    before = daily.get("idep", "daily")["status"].get("lastRun", {}).get("id")
    annotate(daily, "run", value)

    def told(status: dict[str, Any]) -> bool:
        last = status.get("lastRun", {})
        return last.get("id") != before and "succeeded" in last

    status = until(lambda: daily.get("idep", "daily")["status"], told, "a run that was told of")
    assert status["runRequest"] == value
    assert status["lastRun"]["id"].startswith("daily-now-")
    return status


def annotate(daily: Cluster, name: str, value: str) -> None:
    daily.run("annotate", "idep", "daily", f"intalgo.dev/{name}={value}", "--overwrite")


def arguments(daily: Cluster) -> list[str]:
    job = daily.get("cronjob", "daily")["spec"]["jobTemplate"]
    return job["spec"]["template"]["spec"]["containers"][0]["args"]


def push(repository: Repository, path: str, text: str) -> str:
    """A person's commit."""
    file = repository.folder / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    repository.git("add", path)
    repository.git(*who, "commit", "-q", "-m", "Never pass")
    repository.git("push", "-q", "origin", "HEAD")
    return repository.git("rev-parse", "HEAD").strip()
