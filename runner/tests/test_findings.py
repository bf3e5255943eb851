"""What is said of drafts that run, against real databases."""

import datetime
import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from intalgo_runner.fingerprint import fingerprint
from operator_stub import OperatorStub
from repository import Repository
from support import draft, duckdb_profile

Ask = Callable[..., dict[str, Any]]
CUSTOMERS, ORDERS = "{{ source('shop', 'customers') }}", "{{ source('shop', 'orders') }}"
REPEATED = {
    "code": "FanOut",
    "message": "It repeats.",
    "sql": f"select max(n) as n from (select count(*) as n from {CUSTOMERS} c join {ORDERS} o on o.customer_id = c.id"
    " group by c.id) x",
}
ONCE = {
    "code": "FanOut",
    "message": "It does not.",
    "sql": f"select max(n) as n from (select count(*) as n from {ORDERS} o join {CUSTOMERS} c on o.customer_id = c.id"
    " group by o.id) x",
}


@pytest.fixture(scope="module", params=["postgres", "duckdb"])
def ask(request: pytest.FixtureRequest) -> Ask:
    return request.getfixturevalue("shop" if request.param == "postgres" else "duck")


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory, repository: Repository) -> Iterator[Ask]:
    import duckdb
    from conftest import pods

    folder = tmp_path_factory.mktemp("duck")
    file: Path = folder / "database.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema shop")
        connection.execute("create table shop.customers as select range as id, 'c' || range as name from range(200)")
        connection.execute(
            "create table shop.orders as select range as id, range % 200 as customer_id, range * 1.5 as total,"
            " range % 2 = 0 as paid from range(1000)"
        )
    with OperatorStub(folder / "tls", repository) as operator, pods(folder, operator) as make:
        make().profile(duckdb_profile(file)).start("worker")
        counter = itertools.count()

        def ask(kind: str, **task: Any) -> dict[str, Any]:
            name = f"{kind}-{next(counter)}"
            operator.give(name, kind, {"commit": repository.first, **task, "readOnly": []})
            return operator.result(name)

        yield ask


def found(ask: Ask, sql: str, **task: Any) -> dict[str, str]:
    result = ask("validate", **draft(sql), **task)
    assert result["ok"], result
    return {f["code"]: f["message"] for f in result["findings"]}


def test_says_nothing_where_the_plan_is_kept(ask: Ask) -> None:
    sql = f"select customer_id, sum(total) as spent from {ORDERS} group by customer_id"
    assert found(ask, sql, columns=["customer_id", "Spent"], grain=["customer_id"], probes=[ONCE]) == {}


def test_misses_a_column_of_the_plan(ask: Ask) -> None:
    messages = found(ask, f"select id, total from {ORDERS}", columns=["id", "amount", "paid_on"])
    assert messages == {
        "MissingColumn": "The plan has amount, paid_on, which the SQL does not put out; it puts out id, total."
    }


def test_a_model_has_no_two_columns_of_a_name(ask: Ask) -> None:
    sql = f"select o.id, c.id from {ORDERS} o join {CUSTOMERS} c on c.id = o.customer_id"
    result = ask("validate", **draft(sql))
    assert (result["ok"], result["step"]) == (False, "run")
    assert result["message"] == "several columns are called id: give each a name of its own"
    assert ask("validate", **draft(sql, mode="Analysis"))["ok"]


def test_says_that_there_are_no_rows_and_no_more(ask: Ask) -> None:
    assert list(found(ask, f"select id from {ORDERS} where id < 0", grain=["id"], probes=[REPEATED])) == ["NoRows"]


def test_finds_a_column_that_is_null_in_all_rows(ask: Ask) -> None:
    sql = f"select id, cast(null as date) as day, nullif(1, 1) as x from {ORDERS}"
    assert found(ask, sql)["AllNull"].startswith("day, x is null in every row")
    assert list(found(ask, f"select sum(total) as t, count(*) as n from {ORDERS} where id < 0")) == ["AllNull"]


def test_a_column_that_is_null_at_first_is_not_always_null(ask: Ask) -> None:
    sql = f"select id, case when id > 900 then id end as late from {ORDERS} order by id"
    assert found(ask, sql, grain=["id"]) == {}


def test_an_only_row_may_lack_a_value(ask: Ask) -> None:
    sql = f"select id, total, nullif(1, 1) as x from {ORDERS} where id = 5"
    assert found(ask, sql, grain=["id"]) == {}


def test_finds_rows_with_the_same_grain(ask: Ask) -> None:
    few = f"select customer_id, paid from {ORDERS} where customer_id < 10"
    assert "up to 5 rows have the same" in found(ask, few, grain=["customer_id"])["GrainNotUnique"]
    # The first rows all differ.
    many = f"select id % 900 as part, total from {ORDERS} order by id -- the end"
    assert "up to 2 rows have the same" in found(ask, many, grain=["part"])["GrainNotUnique"]
    assert found(ask, many, grain=["part", "total"]) == {}


def test_does_not_judge_a_grain_that_is_not_put_out(ask: Ask) -> None:
    assert found(ask, f"select customer_id from {ORDERS}", grain=["id"]) == {}


def test_quotes_the_names_that_it_counts_by(ask: Ask) -> None:
    sql = f'select customer_id as "Customer Id", nullif(1, 1) as "order" from {ORDERS}'
    assert set(found(ask, sql, grain=["Customer Id"])) == {"GrainNotUnique", "AllNull"}


@pytest.mark.parametrize("mode", ["Model", "Analysis"])
def test_finds_a_join_that_repeats_rows(ask: Ask, mode: str) -> None:
    sql = f"select count(c.id) as n from {CUSTOMERS} c join {ORDERS} o on o.customer_id = c.id"
    task = draft(sql, mode=mode)
    result = ask("validate", **task, probes=[ONCE, REPEATED])
    assert result["findings"] == [{"code": "FanOut", "message": "It repeats."}]
    assert ask("validate", **task, probes=[REPEATED])["findings"] == [{"code": "FanOut", "message": "It repeats."}]


def test_a_probe_that_fails_finds_nothing_and_harms_nothing(ask: Ask) -> None:
    broken = {**REPEATED, "sql": f"select nope from {ORDERS}"}
    assert found(ask, f"select id from {ORDERS}", grain=["id"], probes=[broken]) == {}
    assert found(ask, f"select id from {ORDERS}", grain=["id"], probes=[ONCE]) == {}


def test_gives_the_same_result_for_the_same_rows(ask: Ask) -> None:
    def result(sql: str) -> str:
        return ask("validate", **draft(sql))["result"]

    one = result(f"select customer_id, sum(total) as spent from {ORDERS} where id <= 50 group by 1 order by 2 desc")
    same = result(
        f"select o.customer_id as c, cast(sum(o.total) as double precision) as s from {ORDERS} o where o.id < 51"
        " group by o.customer_id order by 1"
    )
    other = result(f"select customer_id, sum(total) as spent from {ORDERS} where id <= 51 group by 1")
    assert one == same
    assert one != other


def test_fingerprints_tell_apart_what_differs() -> None:
    base = [(1, "a"), (2, "b")]
    different = [
        fingerprint(rows, 2, truncated)
        for rows, truncated in [
            (base, False),
            (base, True),
            ([("a", 1), ("b", 2)], False),
            ([(1, "a")], False),
            ([*base, (2, "b")], False),
            ([("1", "a"), (2, "b")], False),
            ([(None, "a"), (2, "b")], False),
            ([(True, "a"), (2, "b")], False),
        ]
    ]
    assert len(set(different)) == len(different)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, Decimal("1.00")),
        (1, 1.0),
        (100, Decimal("1E+2")),
        (0.1 + 0.2, Decimal("0.3")),
        (Decimal("3.3333333333333333"), 10 / 3),
        (0.0, -0.0),
        (datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1)),
        (
            datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.UTC),
            datetime.datetime(2024, 1, 1, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        ),
        ({"a": 1, "b": [1]}, {"b": [1.0], "a": 1}),
        (memoryview(b"x"), b"x"),
    ],
)
def test_fingerprints_call_the_same_what_a_person_would(one: Any, other: Any) -> None:
    assert fingerprint([(one,)], 1, False) == fingerprint([(other,)], 1, False)


def test_tells_which_columns_of_the_grain_are_null(ask: Ask) -> None:
    columns = "case when id < 500 then null else id % 7 end as part, id"
    for condition in ["id between 499 and 501", "id >= 0"]:
        result = ask("validate", **draft(f"select {columns} from {ORDERS} where {condition}"), grain=["part", "id"])
        assert result["nulls"] == ["part"]
    assert ask("validate", **draft(f"select id from {ORDERS}"), grain=["id"])["nulls"] == []
