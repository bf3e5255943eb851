"""A database with an adapter, and so an image, of its own: MariaDB."""

import subprocess

import pytest
from cluster import ROOT, Cluster
from git import Clone
from objects import RESTRICTED_CONTAINER, RESTRICTED_POD, intalgo, project, question, reader, ref, secret

PASSWORD = "p@ss:w/rd"
# A statement for each line, as the server's option --init-file wants it.
SHOP = f"""
create database shop;
create table shop.customers (id int primary key, name varchar(40) not null) comment 'Who buys';
create table shop.orders (id int primary key, customer_id int not null, total decimal(10, 2));
alter table shop.orders add foreign key (customer_id) references shop.customers (id);
insert into shop.customers values (1, 'Ada'), (2, 'Bob');
insert into shop.orders values (1, 1, 3.50), (2, 1, 4.00), (3, 2, 1.25);
create database analytics;
create user intalgo@'%' identified by '{PASSWORD}';
grant select on shop.* to intalgo@'%';
grant all on analytics.* to intalgo@'%';
"""
BEST = """
select c.name, sum(o.total) as total
from shop.customers as c join shop.orders as o on o.customer_id = c.id
group by c.name
"""


@pytest.fixture
def database(namespace: Cluster) -> Cluster:
    """A namespace with a MariaDB called `maria` in it."""
    subprocess.run([ROOT / "dev" / "images", "load", "mariadb", "runner-mysql"], check=True)
    server = {
        "name": "mariadb",
        "image": "intalgo/mariadb:dev",
        "readinessProbe": {"tcpSocket": {"port": 3306}, "periodSeconds": 1},
        "securityContext": RESTRICTED_CONTAINER,
        "volumeMounts": [{"name": "data", "mountPath": "/data"}, {"name": "sql", "mountPath": "/sql"}],
    }
    volumes = [{"name": "data", "emptyDir": {}}, {"name": "sql", "configMap": {"name": "maria"}}]
    pod = {"securityContext": {**RESTRICTED_POD, "runAsUser": 999}, "containers": [server], "volumes": volumes}
    labels = {"app": "maria"}
    ports = {"selector": labels, "ports": [{"port": 3306}]}
    sql = {"init.sql": SHOP}
    namespace.apply(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "maria"}, "data": sql},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "maria"}, "spec": ports},
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "maria", "labels": labels}, "spec": pod},
        secret("maria", username="intalgo", password=PASSWORD),
    )
    namespace.run("wait", "--for=condition=Ready", "pod/maria", "--timeout=300s")
    return namespace


def test_a_model_in_mariadb(database: Cluster, clone: Clone) -> None:
    settings = {"server": "maria", "schema": "analytics"}
    credentials = {"username": ref("maria", "username"), "password": ref("maria", "password")}
    database.apply(
        *reader(),
        intalgo("Connection", "maria", {"adapter": "mysql", "settings": settings, "credentials": credentials}),
        project("maria", "maria"),
        question(
            "best", "maria", "Who buys most?", mode="Model", name="best_customers", materialized="table", sql=BEST
        ),
    )
    catalog = database.await_ready("iconn", "maria")["status"]["catalog"]
    assert (catalog["tables"], catalog["primaryKeys"], catalog["foreignKeys"]) == (2, 2, 1)
    status = database.await_ready("iq", "best")["status"]
    assert status["references"] == ["source.shop.customers", "source.shop.orders"]
    assert "Who buys" in clone.of(database, "maria", "analyst").read("models/sources/shop.yml")
    select = "select name, total from analytics.best_customers order by name"
    client = ("mariadb", "-h127.0.0.1", "-uintalgo", f"-p{PASSWORD}", "-N", "-e", select)
    rows = database.run("exec", "maria", "--", *client)
    assert [line.split("\t") for line in rows.splitlines()] == [["Ada", "7.50"], ["Bob", "1.25"]]
