"""DataHub's structured report, in lines that a person can act on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intalgo_runner.failure import trim
from intalgo_runner.secrets import MASK, PUBLIC_CREDENTIALS

_LONGEST = 300
# What DataHub puts behind the name of a table: the exception's class and words, the driver's among them.
_EXCEPTION = re.compile(r"^(?P<where>.*?)\s*<class '[^']+'>:\s*(?P<why>.*)$", re.DOTALL)
_NOISE = re.compile(r"\s*\[SQL:.*|\s*\(Background on this error at.*|^\([\w.]+\)\s*", re.DOTALL)
_REDACTED = re.compile(r"\*\*\*REDACTED:PROFILE_(\w+)\*\*\*")
_DENIED = re.compile(
    r"permission denied|access denied|command denied|insufficient privilege|not authori[sz]ed|privilege|forbidden"
    r"|ORA-01031|\b403\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"(server )?closed the connection|terminating connection|connection (refused|reset|timed out|already closed)"
    r"|could not connect|lost connection|gone away|SSL SYSCALL|EOF detected|broken pipe|network is unreachable"
    r"|not accept(ing)? connections|not currently accepting|Can't reconnect until",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Report:
    """Each line is `schema.table: the reason`, as far as DataHub says so."""

    failures: list[str]
    warnings: list[str]

    @classmethod
    def read(cls, report: Any, profile: Mapping[str, Any]) -> "Report":
        """:param report: what DataHub wrote, or None"""
        source = ((report or {}).get("source") or {}).get("report") or {}
        return cls(_lines(source.get("failures"), profile), _lines(source.get("warnings"), profile))

    @property
    def partial(self) -> bool:
        """Whether all that failed did so for want of rights: what remains is what the user may see."""
        return all(_DENIED.search(line) for line in self.failures)


def lost(lines: list[str]) -> list[str]:
    """Those that say that the database went away."""
    return [line for line in lines if _LOST.search(line)]


def _lines(entries: Any, profile: Mapping[str, Any]) -> list[str]:
    lines: dict[str, None] = {}
    for entry in entries or []:
        for line in _entry(entry):
            lines[trim(_unredacted(line, profile), _LONGEST)] = None
    return list(lines)


def _entry(entry: Any) -> list[str]:
    if not isinstance(entry, dict):
        return [str(entry)]
    said = ": ".join(str(part) for part in (entry.get("title"), entry.get("message")) if part)
    context = entry.get("context") or []
    return [_line(said, str(where)) for where in (context if isinstance(context, list) else [context])] or [said]


def _line(said: str, context: str) -> str:
    found = _EXCEPTION.match(context)
    if not found:
        return f"{context}: {said}"
    why = _NOISE.sub("", found["why"]).strip() or said
    return f"{found['where'] or said}: {why}"


def _unredacted(line: str, profile: Mapping[str, Any]) -> str:
    """DataHub masks each variable of the recipe, the database's name too, which is in each table's."""

    def value(found: re.Match[str]) -> str:
        public = found[1] in PUBLIC_CREDENTIALS
        return str(profile.get(found[1].lower(), MASK)) if public else MASK

    return _REDACTED.sub(value, line)
