"""The real things: PostgreSQL, DuckDB, git over HTTPS, dbt and DataHub. Only the operator is a stand-in."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from operator_stub import OperatorStub
from repository import Repository
from support import PASSWORD, Pod, PodMaker, postgres_profile

SHOP = """
create schema shop;
create table shop.customers (id integer primary key, name text not null, joined date);
comment on table shop.customers is 'Who buys';
comment on column shop.customers.name is 'As they sign';
create table shop.orders (
  id bigint primary key, customer_id integer not null references shop.customers (id),
  total numeric(10, 2) not null, paid boolean not null default false);
insert into shop.customers select n, 'customer ' || n, date '2024-01-01' + n from generate_series(1, 200) n;
insert into shop.orders select n, 1 + n % 200, n * 1.5, n % 2 = 0 from generate_series(1, 1000) n;
create sequence shop.numbers;
create schema empty;
"""


@dataclass(frozen=True)
class Postgres:
    """A server of our own, with the database `shop` and its user, whose password has signs that URLs trip over."""

    port: int

    def query(self, sql: str, database: str = "shop") -> list[tuple]:
        connection = psycopg2.connect(host="127.0.0.1", port=self.port, dbname=database, user="shop", password=PASSWORD)
        connection.autocommit = True
        try:
            cursor = connection.cursor()
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    programs = shutil.which("initdb") or next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None)
    if programs is None:
        pytest.fail("PostgreSQL's server is not installed: apt-get install postgresql-15")
    bin_folder = Path(programs).resolve().parent
    # PostgreSQL refuses to run as root.
    user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.getuid() == 0 else {}
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/intalgo-postgres.XXXXXX"], text=True).strip())
    if user:
        shutil.chown(folder, "nobody")
    try:
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        data, port = folder / "data", free_port()
        initdb = [
            bin_folder / "initdb",
            "-D",
            data,
            "-U",
            "shop",
            "--auth=scram-sha-256",
            f"--pwfile={folder}/password",
        ]
        subprocess.run([*initdb, "-E", "UTF8", "--no-sync"], check=True, capture_output=True, **user)
        options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off"
        pg_ctl = [bin_folder / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*pg_ctl, "-l", folder / "log", "-o", options, "start"], check=True, capture_output=True, **user)
        try:
            admin = psycopg2.connect(host="127.0.0.1", port=port, dbname="postgres", user="shop", password=PASSWORD)
            admin.autocommit = True
            admin.cursor().execute("create database shop")
            admin.close()
            server = Postgres(port)
            server.query(SHOP)
            yield server
        finally:
            subprocess.run([*pg_ctl, "-m", "immediate", "stop"], check=True, capture_output=True, **user)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def operator(tmp_path: Path, repository: Repository) -> Iterator[OperatorStub]:
    with OperatorStub(tmp_path / "tls", repository) as stub:
        yield stub


@pytest.fixture
def pod(tmp_path: Path, operator: OperatorStub) -> Iterator[PodMaker]:
    """Makes pods as the operator would: an environment, mounts, and the real command in a process of its own."""
    with pods(tmp_path, operator) as make:
        yield make


@pytest.fixture(scope="module")
def shop(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    repository: Repository,
    postgres: Postgres,
) -> Iterator[Callable[..., dict[str, Any]]]:
    """Asks one worker for all of a module's tests, so that each also finds what the one before left behind.

    It builds into a schema that is named like the module.
    """
    folder = tmp_path_factory.mktemp("shop")
    with OperatorStub(folder / "tls", repository) as operator, pods(folder, operator) as make:
        worker = make().profile(postgres_profile(postgres.port, schema=request.module.__name__)).start("worker")
        counter = itertools.count()

        def ask(kind: str, **task: Any) -> dict[str, Any]:
            name = f"{kind}-{next(counter)}"
            operator.give(name, kind, {"commit": repository.first, **task})
            return operator.result(name)

        ask.worker = worker  # type: ignore[attr-defined]
        yield ask


@contextmanager
def pods(folder: Path, operator: OperatorStub) -> Iterator[PodMaker]:
    made: list[Pod] = []

    def make(**changes: str) -> Pod:
        made.append(Pod(folder / f"pod{len(made)}", operator, changes))
        return made[-1]

    try:
        yield make
    finally:
        for one in made:
            one.kill()
