"""What goes between a crawl and a DataHub server: the crawl goes there, what people edited there comes back."""

import re
from pathlib import Path
from typing import Any

from intalgo_runner.datahub_server import DataHubServer, Record
from intalgo_runner.failure import TaskFailed
from intalgo_runner.records import urn
from intalgo_runner.secrets import log
from intalgo_runner.settings import DataHubSettings
from intalgo_runner.tables import describe, records_of

_DATASET = re.compile(r"urn:li:dataset:\(urn:li:dataPlatform:([^,]+),")

Result = dict[str, Any]


def exchange(settings: DataHubSettings, ca_bundle: Path, task: dict[str, Any], result: Result) -> Result:
    """The crawl with what came of it in `published`: it stands whatever a DataHub server says."""
    tables = result.get("tables")
    by_urn = records_of(tables, task["adapter"]) if tables is not None else {}
    records: list[Record] = [r for some in by_urn.values() for r in some] if by_urn else result["records"]
    urns = sorted({name for name in map(urn, records) if _DATASET.match(name)})
    server = DataHubServer(settings, ca_bundle)
    edited: list[Record] | None = None
    try:
        # First, so that the catalog has them also where the server refuses the rest.
        edited = server.edited(urns)
        if tables is not None:
            describe(dict(zip(by_urn, tables, strict=True)), edited)
        else:
            result = {**result, "edits": edited}
        aspects = server.publish(records)
        log(f"gave DataHub {aspects} aspects of {len(urns)} tables, which has edits of {len(edited)}")
        published = {"ok": True, "aspects": aspects, **_place(urns, records)}
    except TaskFailed as e:
        log(f"{e.step}: {e.message}")
        published = {"ok": False, "reason": e.step, "message": e.message, "edited": edited is not None}
    finally:
        server.close()
    return {**result, "published": {"server": settings.server, **published}}


def _place(urns: list[str], records: list[Record]) -> dict[str, str]:
    """DataHub's name for the kind of database; the database's own URN, where there is one and no more."""
    platforms = {match.group(1) for match in map(_DATASET.match, urns) if match}
    databases = {
        urn(record)
        for record in records
        if record.get("aspectName") == "subTypes"
        and urn(record).startswith("urn:li:container:")
        and record["aspect"]["json"]["typeNames"] == ["Database"]
    }
    place = {"platform": min(platforms)} if platforms else {}
    return place | ({"database": databases.pop()} if len(databases) == 1 else {})
