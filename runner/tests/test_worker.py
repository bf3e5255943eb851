"""The worker's loop, against a real database."""

from collections.abc import Callable

import pytest
from conftest import Postgres
from operator_stub import OperatorStub
from repository import Repository
from support import Pod, postgres_profile

READ_ONLY = ["set transaction read only"]
PodMaker = Callable[..., Pod]


def draft(name: str, sql: str, mode: str = "Model") -> dict:
    folder = "models" if mode == "Model" else "analyses"
    kind = "models" if mode == "Model" else "analyses"
    return {
        "name": name,
        "mode": mode,
        "sql": sql,
        "files": {
            f"{folder}/{name}.sql": sql,
            f"{folder}/{name}.yml": f"version: 2\n{kind}:\n  - name: {name}\n    description: Draft\n",
        },
        "explain": "EXPLAIN ",
        "readOnly": READ_ONLY,
        "limit": 100,
        "preview": False,
    }


@pytest.fixture
def worker(pod: PodMaker, postgres: Postgres) -> Pod:
    return pod().profile(postgres_profile(postgres.port)).start("worker")


class TestValidate:
    def test_a_good_draft_gives_columns_rows_and_the_compiled_sql(
        self, worker: Pod, operator: OperatorStub, repository: Repository
    ) -> None:
        sql = "select customer_id, sum(total) as spent from {{ source('shop', 'orders') }} group by 1 -- by customer"
        operator.give("v1", "validate", {**draft("top", sql), "commit": repository.first, "preview": True})
        result = operator.result("v1")
        assert result["ok"], result
        assert result["columns"] == [{"name": "customer_id", "type": "integer"}, {"name": "spent", "type": "numeric"}]
        assert (result["rows"], result["truncated"]) == (100, True)
        assert '"shop"."shop"."orders"' in result["compiledSql"]
        assert len(result["preview"]) == 20
