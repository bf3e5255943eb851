"""One dbt process, kept warm: the manifest is parsed once, then only what changed."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbt.adapters.base import BaseAdapter
from dbt.adapters.exceptions import FailedToConnectError
from dbt.adapters.factory import get_adapter_by_type
from dbt.cli.main import dbtRunner, dbtRunnerResult
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from intalgo_runner.failure import TaskFailed
from intalgo_runner.profile import ProfileInvalid, RenderedProfile, in_environment
from intalgo_runner.secrets import log
from intalgo_runner.settings import Environment

# DuckDB lets one process write a file at a time; the other is an ingestion or a build that ends soon.
_LOCKED = "Could not set lock on file"
_LOCK_SECONDS = 60
_PACKAGES = ("packages.yml", "dependencies.yml", "package-lock.yml")
# Where packages are installed, and what says in there which.
_INSTALLED = Path("dbt_packages") / ".intalgo"

Event = Callable[[Any], None]


class Dbt:
    """Invocations of dbt on one project with one profile. One thread at a time may use it."""

    def __init__(self, root: Path, work: Path, profile: RenderedProfile, target: Path | None = None) -> None:
        self._root = root
        self._work = work
        self._profile = profile
        self._target = target
        # Where the environment says nothing (the image does): dbt writes into the project by default.
        os.environ.setdefault("DBT_TARGET_PATH", str(work / "target"))
        os.environ.setdefault("DBT_LOG_PATH", str(work / "logs"))
        os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")

    @property
    def adapter_type(self) -> str:
        return self._profile.adapter

    def apart(self, name: str, environment: Environment) -> "Dbt":
        """The same project in another environment, or with variables; this one's manifest stays as it is, and warm.

        :raises TaskFailed: step `connect`: the profile cannot be used
        """
        folder = self._work / ".intalgo" / name
        try:
            profile = in_environment(self._profile, environment, folder / "profiles")
        except ProfileInvalid as e:
            raise TaskFailed("connect", str(e)) from e
        return Dbt(self._root, self._work, profile, folder / "target")

    @property
    def target(self) -> Path:
        """Where dbt writes its artifacts."""
        return self._target or Path(os.environ["DBT_TARGET_PATH"])

    def invoke(
        self, command: str, *arguments: str, quiet: bool = True, on_event: Event | None = None
    ) -> dbtRunnerResult:
        """Runs `dbt COMMAND` in this process. Quiet: nothing on stdout, errors are in the result."""
        flags = ["--no-use-colors", "--log-level-file", "none"]
        flags += ["--log-level", "none", "--no-print"] if quiet else []
        where = ["--project-dir", str(self._root), "--profiles-dir", str(self._profile.directory)]
        where += ["--profile", self._profile.name, "--target", self._profile.target]
        where += ["--target-path", str(self._target)] if self._target else []
        callbacks = [on_event] if on_event else []
        return dbtRunner(callbacks=callbacks).invoke([*flags, command, *where, *arguments])

    def install_packages(self) -> None:
        """`dbt deps`, where the project has packages and they are not the ones installed.

        :raises TaskFailed: step `compile`
        """
        files = [self._root / name for name in _PACKAGES if (self._root / name).is_file()]
        if not files:
            return
        wanted = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
        installed = self._root / _INSTALLED
        if installed.is_file() and installed.read_text() == wanted:
            return
        result = self.invoke("deps")
        if not result.success:
            raise TaskFailed("compile", f"dbt deps: {dbt_message(result.exception)}")
        if installed.parent.is_dir():
            installed.write_text(wanted)

    @contextmanager
    def connection(self, name: str) -> Iterator[BaseAdapter]:
        """The adapter of the invocation before, with an open connection; closed, rolled back, in the end.

        :raises TaskFailed: step `connect`
        """
        adapter = get_adapter_by_type(self.adapter_type)
        with adapter.connection_named(name):
            try:
                while_locked(lambda: open_connection(adapter))
            except Exception as e:
                raise TaskFailed("connect", database_message(e)) from e
            try:
                yield adapter
            finally:
                adapter.connections.rollback_if_open()

    def cancel(self) -> None:
        """Ends the statements that run in other threads."""
        try:
            adapter = get_adapter_by_type(self.adapter_type)
            with adapter.connection_named("intalgo_cancel"):
                adapter.cancel_open_connections()
        except Exception as e:
            log(f"could not cancel what runs: {database_message(e)}")


def release(adapter_type: str) -> None:
    """Lets go of what an adapter keeps open after its connections are closed.

    That is DuckDB's file, which nobody else could open while this process is idle.
    """
    if adapter_type == "duckdb":
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager.env().close()


def open_connection(adapter: BaseAdapter) -> None:
    """dbt opens a connection when its handle is first used."""
    _ = adapter.connections.get_thread_connection().handle


def while_locked(action: Callable[[], Any]) -> Any:
    """Tries again for a minute where another process holds the DuckDB file."""
    retrying = Retrying(
        retry=retry_if_exception(lambda e: _LOCKED in str(e)),
        stop=stop_after_delay(_LOCK_SECONDS),
        wait=wait_random_exponential(multiplier=0.2, max=5),
        reraise=True,
    )
    return retrying(action)


def is_connection_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, FailedToConnectError):
            return True
        error = error.__cause__ or error.__context__
    return False


def database_message(error: BaseException) -> str:
    """The database's or its driver's own words, without what dbt puts in front."""
    return str(getattr(error, "msg", None) or error).strip() or type(error).__name__


def dbt_message(error: BaseException | None) -> str:
    """dbt's words; they name the file that an error is in."""
    if error is None:
        return "dbt failed without saying why"
    return str(error).strip() or type(error).__name__
