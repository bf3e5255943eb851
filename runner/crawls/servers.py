"""Real databases with the same shop in each: started here, on a free port, in a folder that goes afterwards."""

import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSWORD = "p@ss:w/rd$%&#{1} 'x'"
_START_SECONDS = 180


@dataclass(frozen=True)
class Server:
    """`product` is what it says of itself, `target` a dbt profile's, `shop` the database and the schema of the shop."""

    product: str
    target: dict[str, Any]
    shop: str
    primary_keys: int = 2
    foreign_keys: int = 1
    # How one signs in, as the descriptor calls it.
    method: str = "password"
    # Whether SQL names the database.
    in_sql: bool = True

    @property
    def sql(self) -> str:
        """What goes before the name of a table."""
        return self.shop.strip(".") if self.in_sql else self.shop.split(".")[1]


def shop(integer: str, text: str, flag: str, keys: bool = True, prefix: str = "", after: str = "") -> list[str]:
    """Two tables and a view, with keys where the database has such."""
    key = " primary key" if keys else ""
    reference = f", foreign key (customer_id) references {prefix}customers (id)" if keys else ""
    required = " not null" if keys else ""
    return [
        f"create table {prefix}customers (id {integer}{key}, name {text}{required}, joined date){after}",
        f"create table {prefix}orders (id {integer}{key}, customer_id {integer}{required}, "
        f"total decimal(10, 2){required}, paid {flag}{reference}){after}",
        f"create view {prefix}paid_orders as select * from {prefix}orders where paid",
        f"insert into {prefix}customers values (1, 'Ada', date '2024-01-01'), (2, 'Bob', date '2024-02-01')",
        f"insert into {prefix}orders values (1, 1, 3.50, true), (2, 1, 4.00, false), (3, 2, 1.25, true)",
    ]


@contextmanager
def postgres(folder: Path) -> Iterator[Server]:
    import psycopg2

    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    port, data = free_port(), folder / "data"
    (folder / "password").write_text(PASSWORD)
    run(
        programs / "initdb",
        "-D",
        data,
        "-U",
        "shop",
        "--auth=scram-sha-256",
        f"--pwfile={folder}/password",
        "--no-sync",
    )
    server = [programs / "postgres", "-D", data, "-p", port, "-k", folder, "-h", "127.0.0.1", "-c", "fsync=off"]

    def connect(database: str) -> Any:
        connection = psycopg2.connect(host="127.0.0.1", port=port, dbname=database, user="shop", password=PASSWORD)
        connection.autocommit = True
        return connection

    with running(server, folder, lambda: connect("postgres").close()):
        first = connect("postgres")
        first.cursor().execute("create database shop")
        first.close()
        connection = connect("shop")
        cursor = connection.cursor()
        for statement in ["create schema shop", *shop("integer", "text", "boolean", prefix="shop.")]:
            cursor.execute(statement)
        cursor.execute("show server_version")
        product = f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
        connection.close()
        target = {"type": "postgres", "host": "127.0.0.1", "port": port, "user": "shop", "password": PASSWORD}
        yield Server(product, {**target, "dbname": "shop", "schema": "analytics"}, "shop.shop")


@contextmanager
def mysql(folder: Path) -> Iterator[Server]:
    """MariaDB, by dbt's adapter for MySQL."""
    import pymysql

    port = free_port()
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={folder}/data", "--skip-test-db"]
    run(*install, "--auth-root-authentication-method=normal")
    server = ["mariadbd", "--no-defaults", f"--datadir={folder}/data", f"--socket={folder}/socket", f"--port={port}"]
    with running(
        [*server, "--bind-address=127.0.0.1"], folder, lambda: pymysql.connect(port=port, user="root").close()
    ):
        connection = pymysql.connect(port=port, user="root", autocommit=True)
        cursor = connection.cursor()
        cursor.execute("create database shop")
        for statement in shop("integer", "varchar(80)", "boolean", prefix="shop."):
            cursor.execute(statement)
        cursor.execute("create user shop@'%%' identified by %s", [PASSWORD])
        cursor.execute("grant all on shop.* to shop@'%'")
        cursor.execute("select version()")
        product = f"MariaDB {cursor.fetchone()[0].split('-')[0]}"
        connection.close()
        target = {"type": "mysql", "server": "127.0.0.1", "port": port, "username": "shop", "password": PASSWORD}
        yield Server(product, {**target, "schema": "shop"}, ".shop")


@contextmanager
def mariadb(folder: Path) -> Iterator[Server]:
    """MariaDB, by dbt's adapter for it."""
    with mysql(folder) as server:
        yield Server(server.product, {**server.target, "type": "mariadb"}, server.shop)


@contextmanager
def duckdb(folder: Path) -> Iterator[Server]:
    import duckdb

    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        for statement in shop("integer", "varchar", "boolean"):
            connection.execute(statement)
    target = {"type": "duckdb", "path": str(folder / "shop.duckdb"), "schema": "main"}
    yield Server(f"DuckDB {duckdb.__version__}", target, "shop.main", method="file")


@contextmanager
def sqlite(folder: Path) -> Iterator[Server]:
    connection = sqlite3.connect(folder / "shop.db")
    for statement in shop("integer", "text", "boolean"):
        # It has no literals of type date.
        connection.execute(statement.replace("date '", "'"))
    connection.commit()
    connection.close()
    target = {
        "type": "sqlite",
        "database": "shop",
        "schema": "main",
        "schemas_and_paths": {"main": str(folder / "shop.db")},
        "schema_directory": str(folder),
    }
    yield Server(f"SQLite {sqlite3.sqlite_version}", target, "shop.main", in_sql=False)


@contextmanager
def clickhouse(folder: Path) -> Iterator[Server]:
    """chDB, which is ClickHouse as a library, behind HTTP."""
    import clickhouse_connect

    port = free_port()
    front = [os.environ["INTALGO_CHDB"], Path(__file__).parent / "chdb_front.py", folder / "data", port]

    def connect() -> Any:
        return clickhouse_connect.get_client(host="127.0.0.1", port=port)

    with running(front, folder, lambda: connect().close(), as_nobody=False):
        client = connect()
        client.command("create database shop")
        engine = " engine = MergeTree order by id"
        for statement in shop("Int32", "String", "Bool", keys=False, prefix="shop.", after=engine):
            client.command(statement)
        product = f"ClickHouse {client.command('select version()')}"
        client.close()
        target = {"type": "clickhouse", "host": "127.0.0.1", "port": port, "user": "default", "password": ""}
        yield Server(product, {**target, "schema": "shop"}, ".shop", primary_keys=0, foreign_keys=0, method="none")


@contextmanager
def trino(folder: Path) -> Iterator[Server]:
    import trino

    port = free_port()
    for name, lines in _trino_files(port, folder).items():
        file = folder / "etc" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n")
    server = [Path(os.environ["INTALGO_TRINO"]) / "bin/launcher", "run", f"--etc-dir={folder}/etc"]

    def connect() -> Any:
        return trino.dbapi.connect(host="127.0.0.1", port=port, user="shop", catalog="memory")

    with running(server, folder, lambda: connect().cursor().execute("select 1").fetchall(), as_nobody=False):
        cursor = connect().cursor()
        for statement in ["create schema shop", *shop("integer", "varchar", "boolean", keys=False, prefix="shop.")]:
            cursor.execute(statement).fetchall()
        version = cursor.execute("select node_version from system.runtime.nodes").fetchone()[0]
        target = {"type": "trino", "method": "none", "host": "127.0.0.1", "port": port, "user": "shop"}
        target = {**target, "database": "memory", "schema": "shop", "http_scheme": "http"}
        yield Server(f"Trino {version}", target, "memory.shop", primary_keys=0, foreign_keys=0, method="none")


def _trino_files(port: int, folder: Path) -> dict[str, list[str]]:
    return {
        "config.properties": [
            "coordinator=true",
            "node-scheduler.include-coordinator=true",
            f"http-server.http.port={port}",
            f"discovery.uri=http://127.0.0.1:{port}",
            "query.max-memory=256MB",
            "query.max-memory-per-node=256MB",
            "memory.heap-headroom-per-node=128MB",
        ],
        "node.properties": ["node.environment=test", "node.id=one", f"node.data-dir={folder}/data"],
        "jvm.config": ["-Xmx1G", "--add-modules=jdk.incubator.vector"],
        "catalog/memory.properties": ["connector.name=memory"],
    }


@contextmanager
def spark(folder: Path) -> Iterator[Server]:
    """Its Thrift server, with a metastore of its own."""
    from pyhive import hive

    port = free_port()
    home = Path(os.environ["INTALGO_SPARK"])
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": f"{folder}/warehouse",
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:{folder}/metastore;create=true",
    }
    submit = [home / "bin/spark-submit", "--master", "local[1]", "--driver-memory", "1g"]
    submit += [part for key, value in settings.items() for part in ("--conf", f"{key}={value}")]
    submit += ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"]
    submit += [
        "--hiveconf",
        f"hive.server2.thrift.port={port}",
        "--hiveconf",
        "hive.server2.thrift.bind.host=127.0.0.1",
    ]

    def execute(sql: str) -> list[Any]:
        with hive.connect("127.0.0.1", port, username="shop") as connection:
            cursor = connection.cursor()
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    with running(submit, folder, lambda: execute("select 1"), as_nobody=False):
        execute("create schema shop")
        for statement in shop("int", "string", "boolean", keys=False, prefix="shop.", after=" using parquet"):
            execute(statement)
        version = execute("select version()")[0][0].split()[0]
        target = {
            "type": "spark",
            "method": "thrift",
            "host": "127.0.0.1",
            "port": port,
            "user": "shop",
            "schema": "shop",
        }
        yield Server(f"Spark {version}", target, ".shop", primary_keys=0, foreign_keys=0, method="none")


SERVERS: dict[str, Callable[[Path], Any]] = {
    "clickhouse": clickhouse,
    "duckdb": duckdb,
    "mariadb": mariadb,
    "mysql": mysql,
    "postgres": postgres,
    "spark": spark,
    "sqlite": sqlite,
    "trino": trino,
}


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _user(folder: Path) -> dict[str, Any]:
    """PostgreSQL and MariaDB refuse to run as root."""
    if os.getuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


def run(*command: Any) -> None:
    folder = next(Path(str(part).split("=")[-1]).parent for part in command if str(part).endswith("data"))
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **_user(folder))
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running(command: list[Any], folder: Path, answers: Callable[[], Any], as_nobody: bool = True) -> Iterator[None]:
    """The server, once it answers; killed in the end, with all that it started."""
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=folder,
            **(_user(folder) if as_nobody else {}),
        )
    try:
        _wait(process, folder, answers)
        yield
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def _wait(process: subprocess.Popen[bytes], folder: Path, answers: Callable[[], Any]) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        assert process.poll() is None, f"the server ended:\n{(folder / 'log').read_text()[-3000:]}"
        try:
            answers()
            return
        except Exception as e:
            if time.monotonic() > end:
                print((folder / "log").read_text()[-3000:], file=sys.stderr)
                raise AssertionError(f"the server does not answer: {e}") from e
        time.sleep(0.2)
