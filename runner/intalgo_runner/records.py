"""DataHub's records, in either of the two forms that the file sink mixes."""

from typing import Any

# Where what is called a primary key only says how rows are sorted, and many may have the same.
KEYS_REPEAT = {"clickhouse"}


def urn(record: dict[str, Any]) -> str:
    """What the record is about."""
    snapshot = record.get("proposedSnapshot")
    if isinstance(snapshot, dict):
        return next(iter(snapshot.values())).get("urn") or ""
    return record.get("entityUrn") or ""


def aspects(record: dict[str, Any]) -> list[tuple[str, Any]]:
    """The names and values of what it says."""
    snapshot = record.get("proposedSnapshot")
    if isinstance(snapshot, dict):
        inner = next(iter(snapshot.values()))
        return [next(iter(aspect.items())) for aspect in inner.get("aspects", [])]
    aspect = record.get("aspect")
    if isinstance(aspect, dict):
        return [(record.get("aspectName", ""), aspect.get("json", aspect))]
    return []


def count_tables(records: list[dict[str, Any]]) -> int:
    """Datasets that have fields."""
    return len(
        {
            urn(record)
            for record in records
            for name, value in aspects(record)
            if name.lower().endswith("schemametadata") and value.get("fields")
        }
    )


def drop_samples(records: list[dict[str, Any]]) -> None:
    """Takes out the values of rows that a profile may hold."""
    for record in records:
        for name, value in aspects(record):
            if name.lower().endswith("datasetprofile"):
                for field in value.get("fieldProfiles") or []:
                    for key in ("sampleValues", "min", "max", "distinctValueFrequencies", "histogram"):
                        field.pop(key, None)


def drop_keys(records: list[dict[str, Any]]) -> None:
    """Takes out what is no key: joins would be thought to repeat no row, and a test of uniqueness would fail."""
    for record in records:
        for name, value in aspects(record):
            if name.lower().endswith("schemametadata"):
                for field in value.get("fields") or []:
                    field.pop("isPartOfKey", None)
