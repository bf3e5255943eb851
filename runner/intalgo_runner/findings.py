"""What is likely wrong with a draft that the database runs. Nothing is said that is not certain."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from intalgo_runner.fingerprint import canonical

# In a result this small a column may well be empty by chance.
_FEW = 3
_UNTYPED = {"unknown", "null", '"null"', "void"}

Finding = dict[str, str]
Row = Sequence[Any]


@dataclass(frozen=True)
class Sample:
    """The first rows of a draft's result; `truncated` where it has more."""

    columns: list[dict[str, str]]
    rows: list[Row]
    truncated: bool

    def index(self, name: str) -> int | None:
        """Where the column is whose name is the same but for its case."""
        names = [c["name"].casefold() for c in self.columns]
        return names.index(name.casefold()) if name.casefold() in names else None


@dataclass(frozen=True)
class Counts:
    """Of the whole result: rows, the most rows with the same grain, and values that are not null by column."""

    rows: int
    most: int
    values: dict[int, int]


class Promise:
    """What the plan of an answer says of its result."""

    def __init__(self, task: dict[str, Any], sample: Sample) -> None:
        self._sample = sample
        self._columns: list[str] = list(task.get("columns") or [])
        found = [(name, sample.index(name)) for name in task.get("grain") or []]
        # A grain with a column that is not put out cannot be counted.
        known = all(index is not None for _, index in found)
        self.grain: list[int] = [index for _, index in found if index is not None] if known else []
        # Those of its columns that are null somewhere: dbt must not test that they are not.
        self.nulls: list[str] = []

    def findings(self, count: Callable[[list[int], list[int]], Counts | None]) -> list[Finding]:
        """
        :param count: counts over the whole result by the grain's columns and of others, by their positions; None where
          that cannot be known
        """
        found = self._missing() + self._untyped()
        if not self._sample.rows:
            message = "It has no rows: check its conditions, and how the values are spelt that it compares with."
            return [*found, {"code": "NoRows", "message": message}]
        empty = self._empty()
        counted = sorted({*empty, *self.grain})
        counts = self._whole(counted, count)
        if counts is None:
            return found
        self.nulls = [self._name(i) for i in self.grain if counts.values[i] < counts.rows]
        return [*found, *self._repeated(counts), *self._all_null(counts, empty)]

    def _name(self, index: int) -> str:
        return self._sample.columns[index]["name"]

    def _missing(self) -> list[Finding]:
        missing = [name for name in self._columns if self._sample.index(name) is None]
        if not missing:
            return []
        there = ", ".join(c["name"] for c in self._sample.columns)
        message = f"The plan has {', '.join(missing)}, which the SQL does not put out; it puts out {there}."
        return [{"code": "MissingColumn", "message": message}]

    def _untyped(self) -> list[Finding]:
        names = [c["name"] for c in self._sample.columns if c["type"].lower() in _UNTYPED]
        message = "{} has no type: cast it to the one that it is meant to have."
        return [{"code": "UntypedColumn", "message": message.format(", ".join(names))}] if names else []

    def _empty(self) -> list[int]:
        rows, width = self._sample.rows, len(self._sample.columns)
        empty = [i for i in range(width) if all(row[i] is None for row in rows)]
        others = [i for i in range(width) if i not in empty and i not in self.grain]
        return [] if self.grain and others and len(rows) < _FEW else empty

    def _whole(self, counted: list[int], count: Callable[[list[int], list[int]], Counts | None]) -> Counts | None:
        if self._sample.truncated:
            return count(self.grain, counted) if counted else None
        rows = self._sample.rows
        same = Counter(tuple(canonical(row[i]) for i in self.grain) for row in rows) if self.grain else {(): 1}
        values = {i: sum(row[i] is not None for row in rows) for i in counted}
        return Counts(len(rows), max(same.values()), values)

    def _repeated(self, counts: Counts) -> list[Finding]:
        if not self.grain or counts.most <= 1:
            return []
        names = ", ".join(self._name(i) for i in self.grain)
        message = (
            f"The plan says that {names} tells one row from another, but up to {counts.most} rows have the same:"
            " aggregate to one row for each, or name the columns that tell the rows apart."
        )
        return [{"code": "GrainNotUnique", "message": message}]

    def _all_null(self, counts: Counts, empty: list[int]) -> list[Finding]:
        names = [self._name(i) for i in empty if counts.values[i] == 0]
        message = "{} is null in every row: check where it comes from, and the joins and conditions on the way."
        return [{"code": "AllNull", "message": message.format(", ".join(names))}] if names else []


def counting(sql: str, grain: list[str], others: list[str]) -> str:
    """A SELECT of the number of rows, of the most with the same grain, and of values of other columns.

    :param grain: columns, quoted
    :param others: columns, quoted
    """
    counts = "".join(f", count({name}) as v{i}" for i, name in enumerate(others))
    groups = f" group by {', '.join(grain)}" if grain else ""
    sums = "".join(f", sum(v{i})" for i in range(len(others)))
    # The line breaks keep a comment at the end of the SQL from swallowing what follows.
    inner = f"select count(*) as n{counts} from (\n{sql}\n) intalgo_draft{groups}"
    return f"select sum(n), max(n){sums} from ({inner}) intalgo_groups"
