"""A DataHub metadata service (GMS) over HTTP, as far as DataHub's client talks to it.

What it takes it holds against DataHub's own schema classes: the URN's form, that entities of its type have such an
aspect, each field's name and type, and that nothing was left out. What is wrong it refuses as the real one does: with
400 and words.
"""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from datahub.emitter.serialization_helper import post_json_transform
from datahub.metadata.schema_classes import ASPECT_NAME_MAP, KEY_ASPECTS
from datahub.metadata.urns import Urn

# From this version on the client takes OpenAPI's way, before it Rest.li's.
NEW, OLD = "v1.3.0", "v0.14.1"
_ENTITIES = re.compile(r"/openapi/v3/entity/(\w+)")


class Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Gms:
    """`aspects` by URN and name; `patches` likewise, each a list of operations; `requests` in order."""

    def __init__(self, token: str | None = None, version: str = NEW) -> None:
        self.token = token
        self.version = version
        self.aspects: dict[str, dict[str, Any]] = {}
        self.patches: dict[str, dict[str, Any]] = {}
        self.requests: list[str] = []
        # What it answers to requests of a method, whatever they ask.
        self.refusing: dict[str, Refused] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> "Gms":
        gms = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def do_PATCH(self) -> None:
                self._answer("PATCH")

            def _answer(self, method: str) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    status, answer = 200, gms.handle(method, self.path, self.headers.get("Authorization"), body)
                except Refused as e:
                    # The real one's form.
                    status, answer = e.status, {"exceptionClass": "Exception", "message": str(e), "status": e.status}
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def handle(self, method: str, target: str, authorization: str | None, body: bytes) -> Any:
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        with self._lock:
            self.requests.append(f"{method} {path}")
            if method in self.refusing:
                raise self.refusing[method]
            if method == "GET" and path == "/config":
                # Open to all, as the real one's.
                return {
                    "noCode": "true",
                    "versions": {"acryldata/datahub": {"version": self.version}},
                    "datahub": {"serverType": "quickstart", "serverEnv": "core"},
                    "patchCapable": True,
                    "statefulIngestionCapable": True,
                }
            if self.token is not None and authorization != f"Bearer {self.token}":
                raise Refused(401, "Unauthorized to perform this action.")
            if method == "GET" and path.startswith("/aspects/"):
                return self._aspect(unquote(path.removeprefix("/aspects/")), query["aspect"][0])
            return self._entities(method, path, json.loads(body or b"null"))

    def _entities(self, method: str, path: str, body: Any) -> Any:
        if path.endswith("/batchGet"):
            return [self._entity(e["urn"], e.keys() - {"urn"}) for e in body if e["urn"] in self.aspects]
        if path == "/aspects" and "aspect" in body:
            value = self.aspects.get(body["urn"], {}).get(body["aspect"])
            return {"value": {"values": [] if value is None else [{"aspect": {"value": json.dumps(value)}}]}}
        if path == "/aspects":
            for proposal in body.get("proposals") or [body["proposal"]]:
                value = json.loads(proposal["aspect"]["value"])
                self._take(proposal["entityUrn"], proposal["aspectName"], value, proposal["changeType"] == "PATCH")
            return {"value": ""}
        match = _ENTITIES.fullmatch(path)
        if match is None:
            raise Refused(404, f"there is no {path}")
        for entity in body:
            urn = entity.pop("urn")
            if Urn.from_string(urn).entity_type != match.group(1):
                raise Refused(400, f"{urn} is no {match.group(1)}")
            for name, aspect in entity.items():
                self._take(urn, name, aspect["value"], method == "PATCH")
        return []

    def _aspect(self, urn: str, name: str) -> Any:
        value = self.aspects.get(urn, {}).get(name)
        if value is None:
            raise Refused(404, f"no {name} of {urn}")
        kind = ASPECT_NAME_MAP[name].RECORD_SCHEMA.fullname.replace(".pegasus2avro", "")
        return {"version": 0, "aspect": {kind: value}}

    def _entity(self, urn: str, names: set[str]) -> dict[str, Any]:
        there = self.aspects[urn].items()
        return {"urn": urn, **{name: {"value": value} for name, value in there if name in names}}

    def _take(self, urn: str, name: str, value: Any, patch: bool) -> None:
        key = KEY_ASPECTS[Urn.from_string(urn).entity_type]
        if name not in (key.ASPECT_NAME, *key.ASPECT_INFO["entityAspects"]) or name not in ASPECT_NAME_MAP:
            raise Refused(400, f"Unknown aspect {name} for entity {urn}")
        if patch:
            operations = value["patch"] if isinstance(value, dict) else value
            if not all(o["op"] in ("add", "remove") and o["path"].startswith("/") for o in operations):
                raise Refused(400, f"no patch of {name} of {urn}: {value}")
            self.patches.setdefault(urn, {}).setdefault(name, []).extend(operations)
            return
        try:
            typed = ASPECT_NAME_MAP[name].from_obj(post_json_transform(value))
        except Exception as e:
            raise Refused(400, f"Cannot parse {name} of {urn}: {e}") from e
        if not typed.validate():
            raise Refused(400, f"Failed to validate {name} of {urn}")
        if unknown := _fields(value) - _fields(typed.to_obj()):
            raise Refused(400, f"unrecognized field found but not allowed in {name} of {urn}: {sorted(unknown)}")
        self.aspects.setdefault(urn, {})[name] = value


def _fields(value: Any) -> set[str]:
    """All names in a value, but for those of union members, which are written in two ways."""
    if isinstance(value, dict):
        names = {name for name in value if "." not in name}
        return names.union(*map(_fields, value.values()))
    return set().union(*map(_fields, value)) if isinstance(value, list) else set()
