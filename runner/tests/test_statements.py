"""What does for a cursor where an adapter's connections have none."""

import agate
from intalgo_runner.records import drop_keys
from intalgo_runner.statements import query


class WithoutCursor:
    def type(self) -> str:
        return "clickhouse"

    def execute(self, sql: str, auto_begin: bool, fetch: bool) -> tuple[str, agate.Table]:
        return "", agate.Table([[1, "a"], [2, "b"], [3, None]], ["n", "word"])


def test_rows_come_one_after_another() -> None:
    rows = query(WithoutCursor(), "select 1")
    assert [name for name, _ in rows.description] == ["n", "word"]
    assert rows.fetchone() == (1, "a")
    assert rows.fetchmany(1) == [(2, "b")]
    assert rows.fetchall() == [(3, None)]
    assert rows.fetchone() is None


def test_keys_that_repeat_are_none() -> None:
    schema = {"fields": [{"fieldPath": "id", "isPartOfKey": True}]}
    drop_keys([{"entityUrn": "u", "aspectName": "schemaMetadata", "aspect": {"json": schema}}])
    assert schema == {"fields": [{"fieldPath": "id"}]}
