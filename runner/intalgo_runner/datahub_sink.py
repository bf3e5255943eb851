"""DataHub's file sink, with the report that it forgets."""

from datahub.ingestion.api.sink import Sink
from datahub.ingestion.sink.file import FileSink, FileSinkConfig


class ReportingFileSink(FileSink):
    """FileSink.close() leaves out its parent's, which is what writes the structured report."""

    @classmethod
    def get_config_class(cls) -> type[FileSinkConfig]:
        return FileSinkConfig

    def close(self) -> None:
        super().close()
        Sink.close(self)
