"""`intalgo export`: the Questions of a repository as manifests, from what its YAML says of them. It needs no cluster.

Applied over the same repository they find their answers there: nothing is asked again.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import yaml

from intalgo_runner.failure import CannotGoOn

_CONFIRMED = "intalgo.dev/confirmed"
# Those that a Question may ask for; a person may have given a model another.
_MATERIALIZED = ("view", "table", "materialized_view")
_LONGEST_NAME = 63

Entry = dict[str, Any]


class NotExported(CannotGoOn):
    """The folder is no dbt project."""


def export(folder: Path, project: str | None, namespace: str | None, out: TextIO | None = None) -> int:
    """Writes the manifests as one stream of YAML; the number of them.

    :raises NotExported:
    """
    try:
        settings = yaml.safe_load((folder / "dbt_project.yml").read_text(encoding="utf-8"))
    except FileNotFoundError as e:
        raise NotExported(f"{folder} has no dbt_project.yml: name the folder of the dbt project") from e
    except yaml.YAMLError as e:
        raise NotExported(f"dbt_project.yml: {e}") from e
    settings = settings if isinstance(settings, dict) else {}
    name = project or str(settings.get("name", "")).replace("_", "-")
    if not name:
        raise NotExported("dbt_project.yml has no name: give --project")
    manifests: dict[str, Entry] = {}
    for mode, key, entry, sql in _answers(folder, settings):
        manifest = _manifest(mode, entry, sql, name, namespace)
        path = f"{key} {entry['name']}"
        if manifest is None:
            _tell(f"{path}: not exported: its SQL was written by hand, and the Question's text of it is not here")
        elif manifest["metadata"]["name"] in manifests:
            _tell(f"{path}: not exported: another answer has the object name {manifest['metadata']['name']}")
        else:
            manifests[manifest["metadata"]["name"]] = manifest
    ordered = [manifests[k] for k in sorted(manifests)]
    yaml.dump_all(
        ordered, out or sys.stdout, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, explicit_start=True
    )
    _tell(f"{len(ordered)} Questions")
    return len(ordered)


def _answers(folder: Path, settings: Entry) -> Iterator[tuple[str, str, Entry, str]]:
    for mode, key, setting, usual in (
        ("Model", "models", "model-paths", "models"),
        ("Analysis", "analyses", "analysis-paths", "analyses"),
    ):
        folders = [folder / path for path in settings.get(setting) or [usual]]
        sql = {path.stem: path for below in folders for path in sorted(below.rglob("*.sql"), reverse=True)}
        for file in sorted(p for below in folders for p in below.rglob("*") if p.suffix in (".yml", ".yaml")):
            text = file.read_text(encoding="utf-8")
            if "sqlHash" not in text:
                continue
            for entry in _entries(file, text, key):
                if entry["name"] in sql:
                    yield mode, key, entry, sql[entry["name"]].read_text(encoding="utf-8")


def _entries(file: Path, text: str, key: str) -> list[Entry]:
    """Those that are answers: not people's models, and not views that keep an earlier name."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as e:
        _tell(f"{file}: no YAML, and left out: {e}")
        return []
    entries = content.get(key) if isinstance(content, dict) else None
    return [e for e in entries or [] if isinstance(e, dict) and "sqlHash" in _meta(e)]


def _meta(entry: Entry) -> Entry:
    value: Any = entry
    for key in ("config", "meta", "intalgo"):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _manifest(mode: str, entry: Entry, sql: str, project: str, namespace: str | None) -> Entry | None:
    meta = _meta(entry)
    by_hand = _exact(meta, "sql")
    if not by_hand and not meta.get("llm"):
        return None
    name = str(entry["name"])
    metadata: Entry = {"name": meta.get("object") or name.replace("_", "-")}
    if namespace:
        metadata["namespace"] = namespace
    if meta.get("confirmed") and meta["sqlHash"] == hashlib.sha256(sql.strip().encode()).hexdigest()[:16]:
        metadata["annotations"] = {_CONFIRMED: meta["sqlHash"]}
    spec: Entry = {"projectRef": {"name": project}, "text": _exact(meta, "question") or name, "mode": mode}
    if meta.get("clarifications"):
        spec["clarifications"] = [
            {"question": _exact(c, "question"), "answer": _exact(c, "answer")} for c in meta["clarifications"]
        ]
    if _dbt_name(metadata["name"]) != name:
        spec["name"] = name
    materialized = (entry.get("config") or {}).get("materialized")
    if mode == "Model" and materialized in _MATERIALIZED:
        spec["materialized"] = materialized
    if by_hand:
        spec["sql"] = by_hand
    spec |= {key: meta[key] for key in ("tags", "deletionPolicy", "dropRelation", "keepOldName") if meta.get(key)}
    return {"apiVersion": "intalgo.dev/v1alpha1", "kind": "Question", "metadata": metadata, "spec": spec}


def _exact(meta: Entry, key: str) -> str:
    """The text as it was asked: where dbt would take it for a template, it is there as JSON besides."""
    exact = meta.get(f"{key}Json")
    return str(json.loads(exact) if exact else meta.get(key) or "")


def _dbt_name(object_name: str) -> str:
    """As the operator makes it of an object's name."""
    name = re.sub("[-.]", "_", object_name)
    return (name if name[:1].isalpha() else f"q_{name}")[:_LONGEST_NAME]


def _tell(message: str) -> None:
    """Not on stdout, which has the manifests."""
    print(message, file=sys.stderr)


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as such."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)
