"""What `intalgo run` tells the operator of it, with the real dbt and a real PostgreSQL."""

import pytest
from conftest import Postgres
from gms import Gms
from operator_stub import OperatorStub
from repository import Repository
from support import PodMaker, postgres_profile

SECRET_TOKEN = "not-for-your-eyes"
DAILY = {"INTALGO_DEPLOYMENT": "daily"}
FAILING = {
    "models/sums.sql": "select 1 as id union all select 1\n",
    "models/sums.yml": "version: 2\nmodels:\n  - name: sums\n    config: {materialized: table}\n    columns:\n"
    "      - name: id\n        data_tests: [unique]\n",
    "models/broken.sql": "{{ config(materialized='table') }} select 1 / 0 as x\n",
    "models/above.sql": "select * from {{ ref('broken') }}\n",
}


def nodes(report: dict, key: str = "status") -> dict:
    return {n["name"]: n[key] for n in report["nodes"]}


def test_tells_what_was_built_and_how_tests_went(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    made = pod(**DAILY, INTALGO_RUN_ID="scheduled-7").profile(postgres_profile(postgres.port, schema="ran"))
    assert made.run("run", "--commit", repository.first, "--full-refresh") == 0
    (report,) = operator.ran
    assert (report["deployment"], report["run"], report["commit"]) == ("daily", "scheduled-7", repository.first)
    assert (report["ok"], report["step"], report["message"]) == (True, None, None)
    assert report["fullRefresh"]
    assert report["startedAt"] < report["finishedAt"]
    assert nodes(report) == {
        "paid_orders": "success",
        "spending": "success",
        "unique_paid_orders_id": "pass",
        "source_unique_shop_customers_id": "pass",
        "source_not_null_shop_customers_id": "pass",
    }
    assert nodes(report, "rows")["paid_orders"] == 500
    assert nodes(report, "rows")["unique_paid_orders_id"] is None
    assert nodes(report, "kind")["unique_paid_orders_id"] == "test"


def test_tells_what_failed_and_why_without_a_secret(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    leak = "{{ config(materialized='table') }} select '{{ env_var('INTALGO_COPY') }}'::integer as x\n"
    commit = repository.commit(FAILING | {"models/leak.sql": leak})
    made = pod(**DAILY, INTALGO_COPY=SECRET_TOKEN, DBT_ENV_SECRET_TOKEN=SECRET_TOKEN)
    made.profile(postgres_profile(postgres.port, schema="ran"))
    assert made.run("run", "--commit", commit, "--select", "sums", "broken+", "leak") == 1
    (report,) = operator.ran
    assert (report["ok"], report["step"]) == (False, "build")
    assert nodes(report) == {
        "broken": "error",
        "unique_sums_id": "fail",
        "sums": "success",
        "above": "skipped",
        "leak": "error",
    }
    assert {n["name"] for n in report["nodes"][:3]} == {"broken", "unique_sums_id", "leak"}
    assert "division by zero" in nodes(report, "message")["broken"]
    assert 'invalid input syntax for type integer: "*****"' in nodes(report, "message")["leak"]
    assert SECRET_TOKEN not in str(report)
    assert report["run"] is None


@pytest.mark.parametrize(
    ("changes", "step", "words"),
    [
        ({"INTALGO_GIT_PATH": "sub/folder"}, "git", "no sub/folder/dbt_project.yml"),
        ({"DBT_ENV_SECRET_PASSWORD": "wrong-password"}, "connect", "password authentication failed"),
        ({"INTALGO_PROFILE": "none"}, "connect", "no profile 'none'"),
        ({"INTALGO_GIT_URL": ""}, "start", "INTALGO_GIT_URL is not set"),
    ],
)
def test_tells_what_failed_before_dbt_built_anything(
    pod: PodMaker,
    postgres: Postgres,
    operator: OperatorStub,
    repository: Repository,
    changes: dict[str, str],
    step: str,
    words: str,
) -> None:
    made = pod(**DAILY, **changes).profile(postgres_profile(postgres.port, schema="ran"))
    assert made.run("run", "--commit", repository.first) in (1, 2)
    (report,) = operator.ran
    assert (report["ok"], report["step"], report["nodes"]) == (False, step, [])
    assert words in report["message"]
    assert "wrong-password" not in str(report)


def test_goes_on_telling_while_the_operator_is_down(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    operator.outage = [503, 500, 503]
    made = pod(**DAILY).profile(postgres_profile(postgres.port, schema="ran"))
    assert made.run("run", "--commit", repository.first, "--select", "paid_orders") == 0
    assert len(operator.ran) == 1


@pytest.mark.parametrize("status", [403, 413, 503])
def test_is_what_dbt_said_where_it_cannot_be_told(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository, status: int
) -> None:
    operator.outage = [status] * 1_000
    made = pod(**DAILY, INTALGO_RETRY_SECONDS="1").profile(postgres_profile(postgres.port, schema="ran"))
    assert made.run("run", "--commit", repository.first, "--select", "paid_orders") == 0
    assert "the operator was not told of this run: " in made.output
    assert str(status) in made.output.rstrip().splitlines()[-1]


def test_attempts_at_the_same_have_the_same_part(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    profile = postgres_profile(postgres.port, schema="ran")
    for selected in ("paid_orders", "paid_orders", "+spending"):
        made = pod(**DAILY, INTALGO_RUN_PARTS="2").profile(profile)
        assert made.run("run", "--commit", repository.first, "--select", selected) == 0
    first, again, other = operator.ran
    assert first["part"] == again["part"] != other["part"]
    assert other["parts"] == 2


def test_tells_that_it_was_told_to_end(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    commit = repository.commit({"models/slow.sql": "{{ config(materialized='table') }} select pg_sleep(60)\n"})
    made = pod(**DAILY).profile(postgres_profile(postgres.port, schema="ran")).start("run", "--commit", commit)
    made.wait_for("START sql table model ran.slow")
    made.terminate()
    assert made.wait() == 143
    (report,) = operator.ran
    assert (report["ok"], report["step"]) == (False, "end")


def test_datahub_is_given_how_models_and_tests_went(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    commit = repository.commit(FAILING)
    with Gms("a-token") as gms:
        made = pod(
            **DAILY,
            INTALGO_DATAHUB_SERVER=gms.url,
            INTALGO_DATAHUB_TOKEN="a-token",
            INTALGO_DATAHUB_PLATFORM="postgres",
        )
        made.profile(postgres_profile(postgres.port, schema="ran"))
        assert made.run("run", "--commit", commit, "--select", "sums", "broken") == 1
    runs = [a["assertionRunEvent"] for a in gms.aspects.values() if "assertionRunEvent" in a]
    sums = "urn:li:dataset:(urn:li:dataPlatform:dbt,shop.ran.sums,PROD)"
    assert [(r["asserteeUrn"], r["result"]["type"]) for r in runs] == [(sums, "FAILURE")]
    instances = [a["dataProcessInstanceRunEvent"] for a in gms.aspects.values() if "dataProcessInstanceRunEvent" in a]
    assert {i["result"]["type"] for i in instances} == {"SUCCESS", "FAILURE"}
    # Nothing of what the models are: another pod, and people, have said that.
    assert not any(urn.startswith("urn:li:dataset:") for urn in gms.aspects)
    assert len(operator.ran) == 1


def test_a_datahub_server_that_is_away_changes_nothing(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    made = pod(**DAILY, INTALGO_DATAHUB_SERVER="http://127.0.0.1:1", INTALGO_DATAHUB_PLATFORM="postgres")
    made.profile(postgres_profile(postgres.port, schema="ran"))
    assert made.run("run", "--commit", repository.first, "--select", "paid_orders") == 0
    assert "DataHub was not given this run: " in made.output
    assert operator.ran[0]["ok"]
