"""Ingestion with the real DataHub CLI."""

from collections.abc import Callable
from typing import Any

from conftest import Postgres
from operator_stub import OperatorStub
from support import Pod, postgres_profile

PodMaker = Callable[..., Pod]


def postgres_recipe(**changes: Any) -> dict[str, Any]:
    config = {
        "host_port": "${PROFILE_HOST}:${PROFILE_PORT}",
        "username": "${PROFILE_USER}",
        "password": "${PROFILE_PASSWORD}",
        "database": "${PROFILE_DBNAME}",
        "schema_pattern": {"allow": ["^shop$"]},
        "include_views": True,
        "profiling": {"enabled": False},
    }
    return {"source": {"type": "postgres", "config": {**config, **changes}}}


def test_postgres(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    operator.give("i1", "ingest", {"adapter": "postgres", "recipe": postgres_recipe(), "timeoutSeconds": 300})
    made = pod().profile(postgres_profile(postgres.port))
    code = made.run("ingest")
    assert code == 0
    assert operator.results["i1"]["ok"]
