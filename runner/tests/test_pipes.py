"""What a Dagster that started the pod is told, in the lines that it reads from the pod's log."""

import json
from typing import Any

from conftest import Postgres
from dagster_pipes import encode_env_var
from repository import Repository
from support import PASSWORD, Pod, PodMaker, postgres_profile

ALONE = {"INTALGO_URL": "", "INTALGO_RETRY_SECONDS": "2"}
# As Dagster's PipesK8sClient sets them.
STARTED = {
    **ALONE,
    "DAGSTER_PIPES_CONTEXT": encode_env_var(
        {
            "data": {
                "asset_keys": None,
                "code_version_by_asset_key": None,
                "provenance_by_asset_key": None,
                "partition_key": None,
                "partition_key_range": None,
                "partition_time_window": None,
                "run_id": "1234",
                "job_name": "shop",
                "retry_number": 0,
                "extras": {},
            }
        }
    ),
    "DAGSTER_PIPES_MESSAGES": encode_env_var({"stdio": "stderr"}),
}


def told(made: Pod) -> dict[str, dict[str, Any]]:
    """By the name of the node."""
    lines = [line for line in made.output.splitlines() if line.startswith('{"__dagster_pipes_version"')]
    messages = [json.loads(line) for line in lines]
    assert [message["method"] for message in (messages[0], messages[-1])] == ["opened", "closed"]
    payloads = [message["params"]["payload"] for message in messages[1:-1]]
    return {payload["unique_id"].split(".")[2]: payload for payload in payloads}


def test_tells_what_was_built(pod: PodMaker, postgres: Postgres, repository: Repository) -> None:
    made = pod(**STARTED).profile(postgres_profile(postgres.port, schema="pipes"))
    assert made.run("run", "--commit", repository.first, "--select", "+spending") == 0
    nodes = told(made)
    assert {name: node["rows"] for name, node in nodes.items() if "rows" in node} == {"paid_orders": 500}
    assert nodes["spending"]["relation"] == "shop.pipes.spending"
    assert {node["status"] for node in nodes.values()} == {"success", "pass"}


def test_tells_of_rows_and_of_a_test_that_failed(pod: PodMaker, postgres: Postgres, repository: Repository) -> None:
    yaml = "models:\n  - {name: twice, config: {materialized: table}, columns: [{name: x, data_tests: [unique]}]}\n"
    sql = "select 1 as x union all select 1"
    commit = repository.commit({"models/twice.sql": sql, "models/twice.yml": yaml})
    made = pod(**STARTED).profile(postgres_profile(postgres.port, schema="pipes"))
    assert made.run("run", "--commit", commit, "--select", "twice") == 1
    nodes = told(made)
    assert (nodes["twice"]["status"], nodes["twice"]["rows"]) == ("success", 2)
    assert (nodes["unique_twice_x"]["status"], nodes["unique_twice_x"]["failures"]) == ("fail", 1)


def test_tells_no_secret(pod: PodMaker, postgres: Postgres, repository: Repository) -> None:
    """Not even as JSON writes it, where the database quotes it."""
    secret = 'a "quoted" one'
    sql = "select cast('" + "{{ env_var('DBT_NOT_CALLED_SECRET') }}" + "' as integer) as x"
    commit = repository.commit({"models/wrong.sql": "{{ config(materialized='table') }} " + sql})
    changes = {"DBT_NOT_CALLED_SECRET": secret, "DBT_ENV_SECRET_OTHER": secret}
    made = pod(**STARTED, **changes).profile(postgres_profile(postgres.port, schema="pipes"))
    assert made.run("run", "--commit", commit, "--select", "wrong") == 1
    assert "invalid input syntax for type integer" in told(made)["wrong"]["message"]
    for seen in (secret, json.dumps(secret)[1:-1], PASSWORD):
        assert seen not in made.output


def test_tells_nothing_where_no_dagster_asked(pod: PodMaker, postgres: Postgres, repository: Repository) -> None:
    made = pod(**ALONE).profile(postgres_profile(postgres.port, schema="pipes"))
    assert made.run("run", "--commit", repository.first, "--select", "newest") == 0
    assert "dagster" not in made.output.lower()
