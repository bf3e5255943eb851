"""DataHub's file sink, with the report that it forgets, and a count of the tables so far."""

import time
from pathlib import Path
from typing import Any

from datahub.ingestion.api.common import RecordEnvelope
from datahub.ingestion.api.sink import Sink, WriteCallback
from datahub.ingestion.sink.file import FileSink, FileSinkConfig


class ReportingFileSink(FileSink):
    """FileSink.close() leaves out its parent's, which is what writes the structured report."""

    _tables = 0
    _told = 0.0

    @classmethod
    def get_config_class(cls) -> type[FileSinkConfig]:
        return FileSinkConfig

    def write_record_async(self, record_envelope: RecordEnvelope[Any], write_callback: WriteCallback) -> None:
        super().write_record_async(record_envelope, write_callback)
        if _is_schema(record_envelope.record):
            self._tables += 1
            if time.monotonic() > self._told + 1:
                self._told = time.monotonic()
                (Path(self.config.filename).parent / "progress").write_text(str(self._tables))

    def close(self) -> None:
        super().close()
        Sink.close(self)


def _is_schema(record: Any) -> bool:
    snapshot = getattr(record, "proposedSnapshot", None)
    aspects = snapshot.aspects if snapshot else [getattr(record, "aspect", None)]
    return any(type(aspect).__name__ == "SchemaMetadataClass" for aspect in aspects)
