"""Tables that dbt's adapter read, as DataHub's records, and what people edited of them in DataHub."""

from typing import Any

from intalgo_runner.datahub_server import Record

# What DataHub calls the databases that dbt calls otherwise.
_PLATFORMS = {"sqlserver": "mssql", "spark": "hive", "mysql5": "mysql"}

Table = dict[str, Any]


def records_of(tables: list[Table], adapter: str) -> dict[str, list[Record]]:
    """The records of each table, by its URN, in the tables' order."""
    from datahub.emitter.mce_builder import make_data_platform_urn, make_dataset_urn
    from datahub.emitter.mcp import MetadataChangeProposalWrapper
    from datahub.metadata.schema_classes import DatasetPropertiesClass, StatusClass, SubTypesClass

    platform = _PLATFORMS.get(adapter, adapter)
    found: dict[str, list[Record]] = {}
    for table in tables:
        name = ".".join(part for part in (table.get("database"), table["schema"], table["name"]) if part)
        urn = make_dataset_urn(platform, name)
        aspects = [
            StatusClass(removed=False),
            DatasetPropertiesClass(name=table["name"], description=table.get("description") or None),
            SubTypesClass(typeNames=["View" if table.get("kind") == "VIEW" else "Table"]),
            _schema(name, make_data_platform_urn(platform), table),
        ]
        found[urn] = [
            MetadataChangeProposalWrapper(entityUrn=urn, aspect=aspect).to_obj(simplified_structure=True)
            for aspect in aspects
        ]
    return found


def _schema(name: str, platform: str, table: Table) -> Any:
    from datahub.metadata.schema_classes import OtherSchemaClass, SchemaFieldClass, SchemaMetadataClass

    fields = [
        SchemaFieldClass(
            fieldPath=column["name"],
            nativeDataType=column.get("type") or "",
            type=_type(column.get("type") or ""),
            nullable=column.get("nullable", True),
            description=column.get("description") or None,
        )
        for column in table["columns"]
    ]
    return SchemaMetadataClass(
        schemaName=name, platform=platform, version=0, hash="", platformSchema=OtherSchemaClass(""), fields=fields
    )


def _type(native: str) -> Any:
    from datahub.ingestion.source.sql.sql_types import resolve_sql_type
    from datahub.metadata.schema_classes import NullTypeClass, SchemaFieldDataTypeClass

    # DataHub's own guess, which looks at the word alone.
    word = native.split("(")[0].strip().lower()
    return SchemaFieldDataTypeClass(type=resolve_sql_type(word) or resolve_sql_type(word.upper()) or NullTypeClass())


def describe(tables: dict[str, Table], edited: list[Record]) -> None:
    """Puts descriptions that people wrote in DataHub in the place of the database's own."""
    for record in edited:
        table, aspect = tables[record["entityUrn"]], record["aspect"]["json"]
        if aspect.get("description"):
            table["description"] = aspect["description"]
        columns = {column["name"]: column for column in table["columns"]}
        for info in aspect.get("editableSchemaFieldInfo") or []:
            if info.get("description") and info["fieldPath"] in columns:
                columns[info["fieldPath"]]["description"] = info["description"]
