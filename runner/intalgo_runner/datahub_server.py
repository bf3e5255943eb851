"""A DataHub server: given records of DataHub's file sink, asked for what people edited there."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import requests

from intalgo_runner.failure import TaskFailed, trim
from intalgo_runner.settings import DataHubSettings

# Before DataHub's packages look: nobody is told that they are used.
os.environ["DATAHUB_TELEMETRY_ENABLED"] = "false"

UNREACHABLE = "DataHubUnreachable"
UNAUTHORIZED = "DataHubUnauthorized"
REJECTED = "DataHubRejected"

EDITED = ("editableDatasetProperties", "editableSchemaMetadata")
# All in all, in seconds: who waits for the catalog waits for this too.
LIMIT = 900
# One request's, in seconds: for an answer, and how often it is tried once more where there is none or a 5xx.
_ANSWER = 60
_TRIES = 2
# DataHub's own sink sends as many aspects at once.
_ASPECTS = 200
_DATASETS = 250

Record = dict[str, Any]


class DataHubServer:
    """By DataHub's own client. One thread may use it."""

    def __init__(self, settings: DataHubSettings, ca_bundle: Path) -> None:
        # Seconds to import, and most pods need none of it.
        from datahub.ingestion.graph.client import DataHubGraph
        from datahub.ingestion.graph.config import ClientMode, DatahubClientConfig

        config = DatahubClientConfig(
            server=settings.server,
            token=settings.token,
            timeout_sec=_ANSWER,
            retry_max_times=_TRIES,
            ca_certificate_path=str(ca_bundle),
            # It then takes the way that the server's version is best at.
            client_mode=ClientMode.SDK,
        )
        self._server = settings.server
        self._graph = DataHubGraph(config)
        self._end = time.monotonic() + LIMIT

    def check(self) -> None:
        """Asks for something, which takes a server that is up and a token that it knows.

        :raises TaskFailed: as `publish`
        """
        self.edited(["urn:li:dataset:(urn:li:dataPlatform:dbt,intalgo,PROD)"])

    def publish(self, records: Iterable[Record]) -> int:
        """Gives the server all of the records' aspects; how many there were.

        :raises TaskFailed: DataHubUnreachable, DataHubUnauthorized or DataHubRejected, with the server's words
        """
        from datahub.emitter.rest_emitter import EmitMode

        count = 0
        try:
            self._graph.test_connection()
            for some in _batches(_proposals(records), _ASPECTS):
                self._require_time()
                # The server looks at each before it answers, and stores it a moment later, as for DataHub's own sink.
                self._graph.emit_mcps(some, emit_mode=EmitMode.ASYNC)
                count += len(some)
        except Exception as e:
            raise self._failed(e) from e
        return count

    def edited(self, urns: Iterable[str]) -> list[Record]:
        """What people edited of these datasets in DataHub, as records.

        :raises TaskFailed: as `publish`
        """
        found: list[Record] = []
        try:
            self._graph.test_connection()
            for some in _batches(urns, _DATASETS):
                self._require_time()
                for urn, aspects in self._graph.get_entities("dataset", list(some), list(EDITED)).items():
                    found += [
                        {"entityType": "dataset", "entityUrn": urn, "aspectName": name, "aspect": {"json": a.to_obj()}}
                        for name, (a, _) in aspects.items()
                        if name in EDITED
                    ]
        except Exception as e:
            raise self._failed(e) from e
        return found

    def close(self) -> None:
        self._graph.close()

    def _require_time(self) -> None:
        if time.monotonic() > self._end:
            raise TaskFailed(UNREACHABLE, f"{self._server} was not done after {LIMIT} seconds")

    def _failed(self, error: Exception) -> TaskFailed:
        if isinstance(error, TaskFailed):
            return error
        response = _response(error)
        if response is not None:
            status = response.status_code
            return TaskFailed(reason(status), f"{status} from {response.url.split('?')[0]}: {_words(response)}")
        caused_by = _cause(error, requests.RequestException)
        if caused_by is not None:
            return TaskFailed(UNREACHABLE, f"no answer from {self._server}: {caused_by}")
        text = str(getattr(error, "message", None) or error)
        # Of its look at the server's version DataHub's client tells the status in words only.
        if "authentication error" in text or "status_code: 403" in text:
            return TaskFailed(UNAUTHORIZED, text)
        return TaskFailed(UNREACHABLE if "status_code: 5" in text else REJECTED, text)


def _proposals(records: Iterable[Record]) -> Iterator[Any]:
    from datahub.emitter.aspect import JSON_PATCH_CONTENT_TYPE
    from datahub.emitter.mcp import MetadataChangeProposalWrapper
    from datahub.emitter.mcp_builder import mcps_from_mce
    from datahub.metadata.schema_classes import MetadataChangeEventClass

    for record in records:
        if "proposedSnapshot" in record:
            yield from mcps_from_mce(MetadataChangeEventClass.from_obj(record))
        elif record.get("changeType") == "PATCH":
            # What kind of JSON it is the file does not say.
            value = json.dumps(record["aspect"]["json"])
            aspect = {"contentType": JSON_PATCH_CONTENT_TYPE, "value": value}
            yield MetadataChangeProposalWrapper.from_obj({**record, "aspect": aspect})
        else:
            yield MetadataChangeProposalWrapper.from_obj({"changeType": "UPSERT", **record})


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def reason(status: int) -> str:
    """What an answer's status means for who asked."""
    if status in (401, 403):
        return UNAUTHORIZED
    return UNREACHABLE if status >= 500 or status == 429 else REJECTED


def _cause(error: BaseException | None, kind: type[BaseException]) -> Any:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__
    return error


def _response(error: Exception) -> requests.Response | None:
    return getattr(_cause(error, requests.RequestException), "response", None)


def _words(response: requests.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        body = response.text
    message = body.get("message") or body.get("error") if isinstance(body, dict) else None
    return trim(str(message or response.text or response.reason), 1000)
