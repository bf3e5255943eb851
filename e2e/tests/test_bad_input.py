"""What the real database, the real dbt and the real DataHub say of bad input, as it reaches the person.

The operator's own checks are tested on a real API server in the integration layer; here is what only pods can find.
"""

from collections.abc import Iterator

import pytest
from cluster import Cluster
from git import Clone
from objects import connection, project, question, reader, secret


@pytest.fixture(scope="module")
def team(shop: Cluster) -> Iterator[Cluster]:
    """A namespace with bad Connections to the quickstart's database and a good one, with a project."""
    shop.sql("create schema if not exists e2e_empty; grant usage on schema e2e_empty to intalgo")
    shop.sql("create schema if not exists e2e_bad_input authorization intalgo")
    empty = connection("empty", schema="e2e_empty")
    empty["spec"]["ingestion"] = {"include": ["e2e_empty.*"]}
    with shop.fresh_namespace() as own:
        own.apply(
            *reader(),
            secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
            secret("wrong", username="intalgo", password="canary-7Qx"),
            connection("wrong-password", credentials="wrong"),
            connection("no-such-host", host="no-such-host.shop.svc"),
            connection("closed-port", port=5433),
            connection("no-such-database", dbname="nothing"),
            empty,
            connection("good"),
            project("good", "good", schema="e2e_bad_input"),
        )
        yield own
    shop.sql("drop schema if exists e2e_empty cascade; drop schema if exists e2e_bad_input cascade")


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("wrong-password", "AuthenticationFailed", 'password authentication failed for user "intalgo"'),
        ("no-such-host", "ConnectionFailed", "could not translate host name"),
        ("closed-port", "ConnectionFailed", "Connection refused"),
        ("no-such-database", "DatabaseNotFound", 'database "nothing" does not exist'),
        ("empty", "IngestionFailed", "found no table with columns"),
    ],
)
def test_a_connection_that_fails_says_why(team: Cluster, name: str, reason: str, words: str) -> None:
    message = team.await_failed("iconn", name, reason)
    assert words in message
    assert "canary-7Qx" not in team.run("get", "iconn,events,configmaps", "-o", "yaml")
    described = team.run("describe", "iconn", name)
    assert f"Warning  {reason}" in described


@pytest.mark.parametrize(
    ("name", "sql", "reason", "words"),
    [
        ("delete", "delete from public.customers", "NotOneSelect", "SELECT"),
        ("two", "select 1; select 2", "NotOneSelect", "one"),
        ("cte", "with x as (delete from public.orders returning *) select * from x", "NotOneSelect", "SELECT"),
        ("file", "select pg_read_file('/etc/passwd')", "ForbiddenFunction", "pg_read_file"),
        ("table", "select * from public.custumers", "UnknownRelation", "customers"),
        ("column", "select c.emial from public.customers as c", "UnknownColumn", "email"),
        ("type", "select c.name + 1 as one from public.customers as c", "InvalidSql", "operator does not exist"),
        ("zero", "select 1 / (c.customer_id - c.customer_id) as one from public.customers as c", "InvalidSql", "zero"),
    ],
)
def test_sql_that_does_not_hold_is_refused_with_the_reason(
    team: Cluster, clone: Clone, name: str, sql: str, reason: str, words: str
) -> None:
    team.await_ready("iproj", "good")
    head = team.get("iproj", "good")["status"]["commit"]
    team.apply(question(name, "good", "By hand", mode="Model", name=f"bad_{name}", sql=sql))
    message = team.await_failed("iq", name, reason)
    assert words in message
    assert "Traceback" not in message
    assert f"bad_{name}" not in clone.of(team, "good", "analyst").git("ls-tree", "-r", "--name-only", "HEAD")
    assert team.get("iproj", "good")["status"]["commit"] == head


def test_a_question_without_a_recorded_answer_says_so(team: Cluster) -> None:
    team.await_ready("iproj", "good")
    team.apply(question("unknown", "good", "How tall is the tallest customer?"))
    message = team.await_condition("iq", "unknown", lambda r: r.get("status") == "False")["message"]
    assert "only has recorded answers" in message


def test_a_mended_secret_makes_the_connection_ready(team: Cluster, shop: Cluster) -> None:
    team.await_failed("iconn", "wrong-password", "AuthenticationFailed")
    team.apply(secret("wrong", username="intalgo", password=shop.secret("shop-db", "password")))
    # Secrets are not watched: the annotation asks at once for what would come within two minutes.
    team.run("annotate", "iconn", "wrong-password", "intalgo.dev/ingest=now", "--overwrite")
    assert team.await_ready("iconn", "wrong-password")["status"]["catalog"]["tables"] == 10
