"""What goes between a crawl and a DataHub server: the crawl goes there, what people edited there comes back."""

import re
from pathlib import Path
from typing import Any

from intalgo_runner.datahub_server import DataHubServer, Record
from intalgo_runner.failure import TaskFailed
from intalgo_runner.secrets import log
from intalgo_runner.settings import DataHubSettings

_DATASET = re.compile(r"urn:li:dataset:\(urn:li:dataPlatform:([^,]+),")


def exchange(settings: DataHubSettings, ca_bundle: Path, result: dict[str, Any]) -> None:
    """Puts what came of it into `published`: a crawl stands whatever a DataHub server says."""
    records: list[Record] = result["records"]
    urns = sorted({record["entityUrn"] for record in map(_subject, records) if _DATASET.match(record["entityUrn"])})
    server = DataHubServer(settings, ca_bundle)
    try:
        # First, so that the catalog has them also where the server refuses the rest.
        edited = server.edited(urns)
        result["records"] = records + edited
        aspects = server.publish(records)
        log(f"gave DataHub {aspects} aspects of {len(urns)} tables, which has edits of {len(edited)}")
        result["published"] = {"ok": True, "aspects": aspects, **_place(urns, records)}
    except TaskFailed as e:
        log(f"{e.step}: {e.message}")
        result["published"] = {"ok": False, "reason": e.step, "message": e.message}
    finally:
        server.close()


def _subject(record: Record) -> Record:
    """The record, or what a snapshot is of, by the same key."""
    snapshot = record.get("proposedSnapshot")
    return {"entityUrn": next(iter(snapshot.values()))["urn"]} if snapshot else {"entityUrn": "", **record}


def _place(urns: list[str], records: list[Record]) -> dict[str, str]:
    """DataHub's name for the kind of database; the database's own URN, where there is one and no more."""
    platforms = {match.group(1) for match in map(_DATASET.match, urns) if match}
    databases = {
        record["entityUrn"]
        for record in records
        if record.get("aspectName") == "subTypes"
        and record["entityUrn"].startswith("urn:li:container:")
        and record["aspect"]["json"]["typeNames"] == ["Database"]
    }
    place = {"platform": min(platforms)} if platforms else {}
    return place | ({"database": databases.pop()} if len(databases) == 1 else {})
