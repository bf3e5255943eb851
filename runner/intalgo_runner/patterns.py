"""Which tables to read, by what a person wrote: `schema.table` or `database.schema.table`, with * for any part."""

import re
from collections.abc import Iterable


class Patterns:
    """Without regard to case, as databases without quotes have it. `exclude` goes before `include`."""

    def __init__(self, include: Iterable[str] | None, exclude: Iterable[str] | None) -> None:
        self._include = [_full(glob) for glob in include or ["*"]]
        self._exclude = [_full(glob) for glob in exclude or []]

    def may_have(self, schema: str) -> bool:
        """Whether a table of this schema may be wanted, so that the others need not be read."""
        if any(glob.endswith(".*") and _whole_schema(glob, schema) for glob in self._exclude):
            return False
        return any(glob.count(".") > 1 or _matches(glob.split(".")[0], schema) for glob in self._include)

    def have(self, database: str | None, schema: str, table: str) -> bool:
        names = (f"{schema}.{table}", f"{database or ''}.{schema}.{table}")
        if any(_matches(glob, name) for glob in self._exclude for name in names):
            return False
        return any(_matches(glob, name) for glob in self._include for name in names)


def _full(glob: str) -> str:
    """A name without a dot is a whole schema."""
    return glob if "." in glob else f"{glob}.*"


def _whole_schema(glob: str, schema: str) -> bool:
    return glob.count(".") == 1 and _matches(glob.split(".")[0], schema)


def _matches(glob: str, name: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, glob.split("*"))), name, re.IGNORECASE | re.DOTALL) is not None
