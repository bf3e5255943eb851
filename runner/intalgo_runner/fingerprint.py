"""Tells whether two queries answer the same, however they are written."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Any

# Averages differ behind these digits with the type that they are taken in.
_DIGITS = Context(prec=10)


def fingerprint(rows: Iterable[Sequence[Any]], width: int, truncated: bool) -> str:
    """The same for the same rows in any order. Columns count by their order, not by their names.

    :param width: how many columns there are
    :param truncated: whether there are more rows
    """
    lines = sorted(json.dumps([canonical(value) for value in row], ensure_ascii=False) for row in rows)
    head = f"{width} {'more' if truncated else 'all'}"
    return hashlib.sha256("\n".join([head, *lines]).encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: Any) -> Any:
    """The same for values that a person would call the same: 1 and 1.0, a date and its midnight."""
    match value:
        case None | bool():
            return value
        case int() | float() | Decimal():
            return _number(Decimal(value))
        case datetime.datetime():
            return _time(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(key): canonical(inner) for key, inner in sorted(value.items(), key=lambda item: str(item[0]))}
        case list() | tuple():
            return [canonical(inner) for inner in value]
        case _:
            return str(value)


def _number(number: Decimal) -> str:
    if not number.is_finite():
        return f"number {number}"
    rounded = _DIGITS.plus(number).normalize(_DIGITS)
    # There is a negative zero.
    return f"number {rounded if rounded else Decimal(0)}"


def _time(time: datetime.datetime) -> str:
    if time.tzinfo is not None:
        return time.astimezone(datetime.UTC).isoformat()
    return time.date().isoformat() if time.time() == datetime.time() else time.isoformat()
