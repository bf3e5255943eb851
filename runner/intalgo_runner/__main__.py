"""The command `intalgo`: worker, ingest, run."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from intalgo_runner.client import NotAllowed, OperatorClient, Refused, Unreachable
from intalgo_runner.run import run
from intalgo_runner.secrets import Secrets, log
from intalgo_runner.settings import Settings, SettingsInvalid
from intalgo_runner.worker import Worker, run_ingest

TERMINATED = 128 + signal.SIGTERM


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    secrets = Secrets.from_environment()
    secrets.guard_output()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = _command(options, Settings.read(), secrets)
    except KeyboardInterrupt:
        log("told to end")
        code = TERMINATED
    except (SettingsInvalid, NotAllowed, Refused, Unreachable) as e:
        log(f"intalgo {options.command}: {e}")
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # A task's thread may still wait for a database; there is nothing to wait for.
    os._exit(code)


def _command(options: argparse.Namespace, settings: Settings, secrets: Secrets) -> int:
    if options.command == "run":
        return run(settings, secrets, options.commit, options.select, options.full_refresh)
    settings.require_operator()
    client = OperatorClient(settings)
    if options.command == "ingest":
        return run_ingest(settings, secrets, client)
    return Worker(settings, secrets).run(client)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    # The one exception on which dbt cancels its queries before it ends.
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="intalgo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("worker", help="do the project's tasks until there are none")
    commands.add_parser("ingest", help="crawl the connection's database, once")
    build = commands.add_parser("run", help="dbt build at a commit")
    build.add_argument("--commit", required=True, help="the commit's full hash")
    build.add_argument("--select", nargs="*", action="extend", default=[], help="dbt selectors; none: everything")
    build.add_argument("--full-refresh", action="store_true")
    return parser


if __name__ == "__main__":
    main()
