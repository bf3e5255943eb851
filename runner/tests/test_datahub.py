"""A crawl that goes to a DataHub server, with the real DataHub client and a real PostgreSQL."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import certifi
import pytest
from conftest import Postgres
from gms import NEW, OLD, Gms, Refused
from intalgo_runner.datahub_server import DataHubServer
from intalgo_runner.exchange import exchange
from intalgo_runner.settings import DataHubSettings
from operator_stub import OperatorStub
from support import Pod, PodMaker, postgres_profile
from test_ingest import ingest, postgres_recipe

TOKEN = "eyJ-a-token-of-datahub"
CUSTOMERS = "urn:li:dataset:(urn:li:dataPlatform:postgres,shop.shop.customers,PROD)"
ORDERS = "urn:li:dataset:(urn:li:dataPlatform:postgres,shop.shop.orders,PROD)"


@pytest.fixture
def gms() -> Iterator[Gms]:
    with Gms(TOKEN) as server:
        yield server


@pytest.fixture
def crawl(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> Any:
    def crawl(server: str, token: str | None = TOKEN) -> tuple[dict[str, Any], Pod]:
        made = pod(INTALGO_DATAHUB_SERVER=server, **({"INTALGO_DATAHUB_TOKEN": token} if token else {}))
        made.profile(postgres_profile(postgres.port))
        return ingest(made, operator, postgres_recipe(), adapter="postgres"), made

    return crawl


@pytest.mark.parametrize("version", [NEW, OLD])
def test_a_crawl_is_published_with_its_keys(gms: Gms, crawl: Any, version: str) -> None:
    gms.version = version
    result, made = crawl(gms.url)
    assert result["ok"], result
    published = result["published"]
    assert published["ok"], published
    assert published["platform"] == "postgres"
    assert published["database"].startswith("urn:li:container:")
    assert gms.aspects[published["database"]]["containerProperties"]["name"] == "shop"
    fields = gms.aspects[CUSTOMERS]["schemaMetadata"]["fields"]
    assert [f["fieldPath"] for f in fields if f["isPartOfKey"]] == ["id"]
    assert fields[1]["description"] == "As they sign"
    assert gms.aspects[ORDERS]["schemaMetadata"]["foreignKeys"][0]["foreignDataset"] == CUSTOMERS
    way = "POST /openapi/v3/entity/dataset" if version == NEW else "POST /aspects"
    assert way in gms.requests
    assert TOKEN not in made.output + json.dumps(result)


def test_what_people_edited_in_datahub_comes_back(gms: Gms, crawl: Any) -> None:
    described = {"description": "Everybody who ever bought", "created": {"time": 0, "actor": "urn:li:corpuser:ada"}}
    field = {"fieldPath": "name", "description": "First and last"}
    gms.aspects[CUSTOMERS] = {
        "editableDatasetProperties": described,
        "editableSchemaMetadata": {"editableSchemaFieldInfo": [field]},
    }
    result, _ = crawl(gms.url)
    edited = {(r["entityUrn"], r["aspectName"]): r["aspect"]["json"] for r in result["edits"]}
    assert edited.keys() == {(CUSTOMERS, "editableDatasetProperties"), (CUSTOMERS, "editableSchemaMetadata")}
    assert edited[CUSTOMERS, "editableDatasetProperties"]["description"] == "Everybody who ever bought"
    assert edited[CUSTOMERS, "editableSchemaMetadata"]["editableSchemaFieldInfo"][0]["description"] == "First and last"
    # Theirs stays as it is.
    assert gms.aspects[CUSTOMERS]["editableDatasetProperties"] == described


@pytest.mark.parametrize(
    ("status", "words", "reason"),
    [
        (503, "The search index is read-only", "DataHubUnreachable"),
        (403, "User has no privilege to edit entities", "DataHubUnauthorized"),
        (400, "Failed to validate entity URN", "DataHubRejected"),
    ],
)
def test_the_catalog_stands_where_datahub_says_no(gms: Gms, crawl: Any, status: int, words: str, reason: str) -> None:
    gms.refusing = {"POST": Refused(status, words)}
    result, _ = crawl(gms.url)
    assert result["ok"], result
    assert len(result["records"]) > 10
    published = result["published"]
    assert (published["ok"], published["reason"], published["edited"]) == (False, reason, False)
    assert published["message"].startswith(f"{status} from {gms.url}/")
    assert words in published["message"]


def test_a_wrong_token_is_told_and_not_shown(gms: Gms, crawl: Any) -> None:
    result, made = crawl(gms.url, "another-token")
    published = result["published"]
    assert (result["ok"], published["reason"]) == (True, "DataHubUnauthorized")
    assert "Unauthorized to perform this action" in published["message"]
    assert "another-token" not in made.output + json.dumps(result)
    assert gms.aspects == {}


def test_a_server_that_is_down(crawl: Any) -> None:
    result, _ = crawl("http://127.0.0.1:1")
    assert (result["ok"], result["published"]["reason"]) == (True, "DataHubUnreachable")
    assert "127.0.0.1:1" in result["published"]["message"]


def test_an_address_of_something_else(gms: Gms, crawl: Any) -> None:
    result, _ = crawl(f"{gms.url}/elsewhere")
    assert (result["ok"], result["published"]["reason"]) == (True, "DataHubRejected")
    assert "404" in result["published"]["message"]


def test_tells_no_server_where_none_is_set(gms: Gms, crawl: Any) -> None:
    result, _ = crawl("")
    assert result["ok"]
    assert "published" not in result
    assert gms.requests == []


def test_asks_and_gives_in_batches(gms: Gms) -> None:
    urns = [f"urn:li:dataset:(urn:li:dataPlatform:postgres,shop.shop.t{i},PROD)" for i in range(1000)]
    for urn in urns:
        gms.aspects[urn] = {"editableSchemaMetadata": {"editableSchemaFieldInfo": []}}
    server = DataHubServer(DataHubSettings(gms.url, TOKEN), Path(certifi.where()))
    records = [
        {"entityType": "dataset", "entityUrn": urn, "aspectName": "status", "aspect": {"json": {"removed": False}}}
        for urn in urns
    ]
    assert len(server.edited(urns)) == 1000
    assert server.publish(records) == 1000
    assert all(gms.aspects[urn]["status"] == {"removed": False} for urn in urns)
    assert len(gms.requests) == 1 + 4 + 5


def test_tables_that_the_adapter_read_are_published_and_described(gms: Gms) -> None:
    columns = [{"name": "id", "type": "integer", "nullable": False}, {"name": "name", "type": "character varying(20)"}]
    table = {"database": "shop", "schema": "shop", "name": "customers", "kind": "TABLE", "columns": columns}
    view = {**table, "name": "näme, with (all)", "kind": "VIEW", "description": "Odd"}
    gms.aspects[CUSTOMERS] = {
        "editableDatasetProperties": {"description": "Everybody"},
        "editableSchemaMetadata": {"editableSchemaFieldInfo": [{"fieldPath": "name", "description": "In full"}]},
    }
    settings = DataHubSettings(gms.url, TOKEN)
    result = exchange(settings, Path(certifi.where()), {"adapter": "postgres"}, {"tables": [table, view]})
    assert result["published"] == {"server": gms.url, "ok": True, "aspects": 8, "platform": "postgres"}
    fields = gms.aspects[CUSTOMERS]["schemaMetadata"]["fields"]
    assert [(f["fieldPath"], f["nativeDataType"], f["nullable"]) for f in fields] == [
        ("id", "integer", False),
        ("name", "character varying(20)", True),
    ]
    assert "com.linkedin.schema.NumberType" in fields[0]["type"]["type"]
    odd = "urn:li:dataset:(urn:li:dataPlatform:postgres,shop.shop.näme%2C with %28all%29,PROD)"
    assert gms.aspects[odd]["subTypes"]["typeNames"] == ["View"]
    assert gms.aspects[odd]["datasetProperties"]["description"] == "Odd"
    assert (table["description"], columns[1]["description"]) == ("Everybody", "In full")
