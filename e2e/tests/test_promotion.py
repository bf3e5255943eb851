"""A commit on its way from development to production: run there first, approved by a person, and rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from cluster import Cluster, until
from objects import connection, intalgo, project, question, secret

DEV, PROD = "e2e_promotion_dev", "e2e_promotion_prod"
ORDERS = "select o.order_id, o.status from public.orders as o"


@pytest.fixture(scope="module")
def team(shop: Cluster) -> Iterator[Cluster]:
    """A project with one model, which two Deployments build, each in a schema of its own."""
    shop.sql("".join(f"create schema if not exists {s} authorization intalgo;" for s in ("e2e_promotion", DEV, PROD)))
    with shop.fresh_namespace() as own:
        own.apply(
            secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
            connection(),
            project("shop", "shop", schema="e2e_promotion"),
            model(ORDERS),
            deployment("dev", {"name": "dev", "schema": DEV}, {}),
            deployment("prod", {"name": "prod", "schema": PROD}, {"policy": "Approved", "from": {"name": "dev"}}),
        )
        yield own
    shop.sql("".join(f"drop schema if exists {schema} cascade;" for schema in ("e2e_promotion", DEV, PROD)))


def model(sql: str) -> dict[str, Any]:
    return question("orders", "shop", "By hand", mode="Model", name="promoted_orders", sql=sql)


def deployment(name: str, environment: dict[str, Any], commits: dict[str, Any]) -> dict[str, Any]:
    # A schedule that does not come while the test runs.
    when = {"schedule": "0 0 29 2 *", "cronJob": {}}
    spec = {"projectRef": {"name": "shop"}, "environment": environment, "commits": commits, **when}
    return intalgo("Deployment", name, spec)


def test_production_runs_what_development_ran_once_it_is_approved(team: Cluster, shop: Cluster) -> None:
    first = built(team)
    waits(team, "NotPromoted")
    run(team, "dev", first, "dev-1")
    assert first in waits(team, "ApprovalNeeded")["message"]
    assert candidate(team, first) == first
    approve(team, first)
    run(team, "prod", first, "prod-1")
    everything = shop.sql("select count(*) from public.orders")
    assert shop.sql(f"select count(*) from {PROD}.promoted_orders") == everything
    assert shop.sql(f"select count(*) from {DEV}.promoted_orders") == everything

    team.apply(model(f"{ORDERS} where o.order_id < 0"))
    second = built(team, after=first)
    run(team, "dev", second, "dev-2")
    assert candidate(team, second) == second
    run(team, "prod", first, "prod-2")
    assert shop.sql(f"select count(*) from {PROD}.promoted_orders") == everything
    approve(team, second)
    run(team, "prod", second, "prod-3")
    assert shop.sql(f"select count(*) from {PROD}.promoted_orders") == [["0"]]
    approve(team, first)
    run(team, "prod", first, "prod-4")
    assert shop.sql(f"select count(*) from {PROD}.promoted_orders") == everything


def built(team: Cluster, after: str | None = None) -> str:
    """The commit that development runs."""
    team.await_ready("iq", "orders")
    status = until(
        lambda: team.await_ready("idep", "dev")["status"], lambda s: s["commit"] != after, "a commit after the first"
    )
    return status["commit"]


def waits(team: Cluster, reason: str) -> dict[str, Any]:
    return team.await_condition("idep", "prod", lambda ready: ready.get("reason") == reason)


def candidate(team: Cluster, commit: str) -> str | None:
    def seen() -> str | None:
        return team.get("idep", "prod")["status"].get("candidate")

    return until(seen, lambda found: found == commit, "the candidate")


def approve(team: Cluster, commit: str) -> None:
    patch = f'{{"spec": {{"commits": {{"commit": "{commit}"}}}}}}'
    team.run("patch", "idep", "prod", "--type=merge", "-p", patch)


def run(team: Cluster, name: str, commit: str, job: str) -> None:
    """Runs a Deployment that is at a commit, until the operator was told that it succeeded."""
    status = team.await_ready("idep", name)["status"]
    assert status["commit"] == commit
    team.run("create", "job", job, f"--from=cronjob/{status['cronJob']}")
    team.run("wait", f"job/{job}", "--for=condition=Complete", "--timeout=300s")
    until(
        lambda: team.get("idep", name)["status"].get("succeeded", []),
        lambda succeeded: succeeded[:1] == [commit],
        f"{name}'s success with {commit}",
    )
