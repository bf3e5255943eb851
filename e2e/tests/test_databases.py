"""The other ways to a database: DuckDB in a file, and a profile written by hand."""

import json

from cluster import Cluster, until
from git import Clone
from objects import (
    PYTHON,
    RESTRICTED_CONTAINER,
    RESTRICTED_POD,
    connection,
    intalgo,
    project,
    question,
    reader,
    secret,
)

SHOP = """
import duckdb
c = duckdb.connect('/data/shop.duckdb')
c.sql('create table customers (id integer primary key, name varchar not null)')
c.sql('create table orders (id integer primary key, customer_id integer references customers (id), total double)')
c.sql("comment on table customers is 'Who buys'")
c.sql("insert into customers select i, 'customer ' || i from range(1, 11) t(i)")
c.sql('insert into orders select i, 1 + i % 10, i * 2.5 from range(1, 101) t(i)')
"""
READ = """
import duckdb, json
c = duckdb.connect('/data/shop.duckdb', read_only=True)
print(json.dumps(c.sql('select name, total from main.best_customers order by total desc').fetchall()))
"""
BEST = """
select c.name, sum(o.total) as total
from main.customers as c join main.orders as o on o.customer_id = c.id
group by c.name
"""


def test_duckdb_in_a_file(namespace: Cluster, clone: Clone) -> None:
    namespace.apply(
        *reader(),
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "duck"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
        },
    )
    run_python(namespace, "make", SHOP)
    namespace.apply(
        intalgo(
            "Connection",
            "duck",
            {"adapter": "duckdb", "settings": {"path": "/data/shop.duckdb"}, "volume": {"claimName": "duck"}},
        ),
        project("duck", "duck"),
        question("best", "duck", "Who buys most?", mode="Model", name="best_customers", materialized="table", sql=BEST),
    )
    catalog = namespace.await_ready("iconn", "duck")["status"]["catalog"]
    assert (catalog["tables"], catalog["primaryKeys"], catalog["foreignKeys"]) == (2, 2, 1)
    status = namespace.await_ready("iq", "best")["status"]
    assert status["references"] == ["source.main.customers", "source.main.orders"]
    repository = clone.of(namespace, "duck", "analyst")
    assert "Who buys" in repository.read("models/sources/main.yml")
    rows = json.loads(run_python(namespace, "read", READ))
    assert len(rows) == 10
    assert rows[0] == ["customer 1", 1375.0]


def run_python(namespace: Cluster, name: str, program: str) -> str:
    """Runs a program beside the database's file; its output."""
    container = {
        "name": "python",
        "image": "intalgo/runner:dev",
        "command": [PYTHON, "-c", program],
        "securityContext": RESTRICTED_CONTAINER,
        "volumeMounts": [{"name": "data", "mountPath": "/data"}],
    }
    pod = {
        "restartPolicy": "Never",
        "securityContext": RESTRICTED_POD,
        "containers": [container],
        "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "duck"}}],
    }
    namespace.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": pod})
    phase = until(
        lambda: namespace.get("pod", name)["status"]["phase"], lambda p: p in ("Succeeded", "Failed"), f"pod {name}"
    )
    log = namespace.run("logs", name)
    assert phase == "Succeeded", log
    return log


def test_a_profile_by_hand(namespace: Cluster, shop: Cluster) -> None:
    profiles = """
shop:
  target: dev
  outputs:
    dev: {type: postgres, host: nowhere, port: 1, user: a, password: b, dbname: c, schema: d, threads: 1}
    prod:
      type: postgres
      host: shop-db.shop.svc
      port: 5432
      user: intalgo
      password: "{{ env_var('SHOP_PASSWORD') }}"
      dbname: shop
      schema: public
      threads: 2
"""
    spec = {"profile": {"secretKeyRef": {"name": "hand", "key": "profiles.yml"}, "name": "shop", "target": "prod"}}
    own = {"secretKeyRef": {"name": "hand", "key": "profiles.yml"}, "name": "shop", "target": "staging"}
    namespace.apply(
        secret("hand", **{"profiles.yml": profiles, "SHOP_PASSWORD": shop.secret("shop-db", "password")}),
        intalgo("Connection", "hand", spec),
        intalgo("Connection", "lost", {"profile": own}),
    )
    assert namespace.await_ready("iconn", "hand")["status"]["catalog"]["tables"] >= 10
    assert 'no target "staging"; it has: dev, prod' in namespace.await_failed("iconn", "lost", "ProfileInvalid")


def test_a_catalog_follows_the_database(namespace: Cluster, shop: Cluster, clone: Clone) -> None:
    shop.sql("create schema e2e_moving; create table e2e_moving.things (id integer primary key)")
    shop.sql("grant usage on schema e2e_moving to intalgo; grant select on all tables in schema e2e_moving to intalgo")
    try:
        moving = connection("moving", schema="e2e_moving")
        moving["spec"]["ingestion"] = {"include": ["e2e_moving.*"]}
        namespace.apply(
            *reader(),
            secret("shop-db", username="intalgo", password=shop.secret("shop-db", "password")),
            moving,
            project("moving", "moving"),
        )
        namespace.await_ready("iproj", "moving")
        assert "things" in clone.of(namespace, "moving", "analyst").read("models/sources/e2e_moving.yml")
        before = namespace.get("iconn", "moving")["status"]["catalog"]["hash"]
        shop.sql("alter table e2e_moving.things add column colour text")
        shop.sql(
            "create table e2e_moving.others (id integer primary key); grant select on e2e_moving.others to intalgo"
        )
        namespace.run("annotate", "iconn", "moving", "intalgo.dev/ingest=again")
        changes = until(
            lambda: namespace.get("iconn", "moving")["status"].get("changes", {}), lambda c: bool(c), "the changes"
        )
        assert changes == {"since": before, "added": ["e2e_moving.others"], "altered": ["e2e_moving.things"]}
        hash_ = namespace.get("iconn", "moving")["status"]["catalog"]["hash"]
        until(lambda: namespace.get("iproj", "moving")["status"]["catalog"], lambda c: c == hash_, "the project")
        repository = clone.of(namespace, "moving", "analyst")
        assert "colour" in repository.read("models/sources/e2e_moving.yml")
        assert len(repository.subjects()) == 2
    finally:
        shop.sql("drop schema e2e_moving cascade")
