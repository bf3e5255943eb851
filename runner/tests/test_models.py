"""dbt's models in a DataHub server, with the real dbt, DataHub's own source for it, and a real PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Postgres
from gms import Gms, Refused
from operator_stub import OperatorStub
from repository import Repository
from support import PodMaker, postgres_profile
from test_ingest import ingest, postgres_recipe

TOKEN = "eyJ-a-token-of-datahub"
QUESTION = "Who are our Best customers?"
BEST = {
    "models/Best.sql": "select c.id, c.name, p.total from {{ source('shop', 'customers') }} c"
    " join {{ ref('paid_orders') }} p on p.customer_id = c.id\n",
    "models/Best.yml": f"""
version: 2
models:
  - name: Best
    description: The customers who spent the most.
    config:
      meta:
        intalgo: {{question: "{QUESTION}", key: 0123, llm: some-model, sqlHash: 4567}}
    columns:
      - name: id
        data_type: integer
        data_tests: [not_null]
      - {{name: name, data_type: text, description: As they sign}}
""",
}


def dataset(name: str, platform: str = "postgres") -> str:
    return f"urn:li:dataset:(urn:li:dataPlatform:{platform},shop.{name},PROD)"


@pytest.fixture
def gms() -> Iterator[Gms]:
    with Gms(TOKEN) as server:
        yield server


@pytest.fixture
def crawled(pod: PodMaker, postgres: Postgres, operator: OperatorStub, gms: Gms) -> set[str]:
    """The names of what the server knows from a crawl."""
    made = pod(INTALGO_DATAHUB_SERVER=gms.url, INTALGO_DATAHUB_TOKEN=TOKEN).profile(postgres_profile(postgres.port))
    assert ingest(made, operator, postgres_recipe())["published"]["ok"]
    return set(gms.aspects)


@pytest.fixture
def worker(pod: PodMaker, postgres: Postgres, operator: OperatorStub, gms: Gms) -> Callable[..., dict[str, Any]]:
    made = pod(INTALGO_DATAHUB_SERVER=gms.url, INTALGO_DATAHUB_TOKEN=TOKEN)
    made.profile(postgres_profile(postgres.port, schema="test_models")).start("worker")
    count = iter(range(100))

    def ask(kind: str, **task: Any) -> dict[str, Any]:
        name = f"{kind}-{next(count)}"
        operator.give(name, kind, task)
        return operator.result(name)

    return ask


def published(commit: str, **task: Any) -> dict[str, Any]:
    return {"commit": commit, "platform": "postgres", "database": True, "pipeline": "intalgo-team-shop", **task}


def test_models_are_published_with_lineage_to_what_was_crawled(
    crawled: set[str], worker: Callable[..., dict[str, Any]], gms: Gms, repository: Repository
) -> None:
    commit = repository.commit(BEST)
    built = worker("build", commit=commit, select=["+Best"])
    assert built["ok"], built
    assert "shop.test_models.Best" in [n["relation"] for n in built["nodes"]]
    result = worker("publish", **published(commit, owner="data-team", owners={"Best": "ada"}))
    assert result["ok"], result
    assert result["models"] == 3

    best = gms.aspects[dataset("test_models.Best", "dbt")]
    upstream = {u["dataset"] for u in best["upstreamLineage"]["upstreams"]}
    assert upstream == {dataset("shop.customers"), dataset("test_models.paid_orders")}
    assert dataset("shop.customers") in crawled
    columns = {
        (up, down)
        for f in best["upstreamLineage"]["fineGrainedLineages"]
        for up in f["upstreams"]
        for down in f["downstreams"]
    }
    assert (
        f"urn:li:schemaField:({dataset('shop.customers')},name)",
        f"urn:li:schemaField:({dataset('test_models.Best', 'dbt')},name)",
    ) in columns
    # What dbt built is the same thing in the database, by the name that a crawl would give it.
    assert dataset("test_models.Best") in gms.aspects.keys() | gms.patches.keys()
    properties = best["datasetProperties"]
    assert properties["description"] == f"**{QUESTION}**\n\nThe customers who spent the most."
    assert properties["customProperties"]["question"] == QUESTION
    assert "sqlHash" not in str(properties)
    assert [o["owner"] for o in best["ownership"]["owners"]] == ["urn:li:corpuser:ada"]
    others = gms.aspects[dataset("test_models.spending", "dbt")]["ownership"]["owners"]
    assert [o["owner"] for o in others] == ["urn:li:corpuser:data-team"]
    # The tests, and how they went.
    tests = {urn: a for urn, a in gms.aspects.items() if urn.startswith("urn:li:assertion:")}
    assert {a["assertionRunEvent"]["result"]["type"] for a in tests.values() if "assertionRunEvent" in a} == {"SUCCESS"}
    # Not all of the catalog once more.
    assert dataset("shop.unused", "dbt") not in gms.aspects


def test_says_what_datahub_said(worker: Callable[..., dict[str, Any]], gms: Gms, repository: Repository) -> None:
    gms.refusing = {"POST": Refused(403, "User has no privilege to edit entities")}
    result = worker("publish", **published(repository.first))
    assert (result["ok"], result["step"]) == (False, "DataHubUnauthorized")
    assert "no privilege" in result["message"]


def test_a_model_that_does_not_compile_keeps_no_other_from_being_shown(
    worker: Callable[..., dict[str, Any]], gms: Gms, repository: Repository
) -> None:
    commit = repository.commit(
        {"models/broken.sql": "{% if execute %}{{ exceptions.raise_compiler_error('no') }}{% endif %}"}
    )
    result = worker("publish", **published(commit))
    assert result["ok"], result
    assert dataset("test_models.spending", "dbt") in gms.aspects


def test_what_people_said_in_datahub_stays(
    worker: Callable[..., dict[str, Any]], gms: Gms, repository: Repository
) -> None:
    spending = gms.aspects.setdefault(dataset("test_models.spending", "dbt"), {})
    spending["ownership"] = {"owners": [{"owner": "urn:li:corpuser:grace", "type": "DATAOWNER"}]}
    spending["editableDatasetProperties"] = {"description": "As people put it"}
    result = worker("publish", **published(repository.first, owner="data-team"))
    assert result["ok"], result
    owners = {o["owner"] for o in spending["ownership"]["owners"]}
    assert owners == {"urn:li:corpuser:grace", "urn:li:corpuser:data-team"}
    assert spending["editableDatasetProperties"] == {"description": "As people put it"}


def test_a_model_that_is_gone_goes(worker: Callable[..., dict[str, Any]], gms: Gms, repository: Repository) -> None:
    best = dataset("test_models.Best", "dbt")
    assert worker("publish", **published(repository.commit(BEST)))["ok"]
    assert gms.aspects[best]["status"] == {"removed": False}
    result = worker("publish", **published(repository.first))
    assert result["ok"], result
    assert gms.aspects[best]["status"] == {"removed": True}
    assert gms.aspects[dataset("test_models.spending", "dbt")]["status"] == {"removed": False}
