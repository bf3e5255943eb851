"""The command `intalgo`: worker, ingest, run, keep, export."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from intalgo_runner.failure import STUCK, CannotGoOn
from intalgo_runner.secrets import DATAHUB_TOKEN, Secrets, log
from intalgo_runner.settings import Settings

TERMINATED = 128 + signal.SIGTERM


def main(arguments: Sequence[str] | None = None) -> None:
    # First of all: a container's first process ignores a signal that it has no handler for.
    signal.signal(signal.SIGTERM, _terminate)
    options = _parser().parse_args(arguments)
    secrets = Secrets.from_environment()
    secrets.guard_output()
    try:
        if options.command == "export":
            from intalgo_runner.export import export

            export(options.folder, options.project, options.namespace)
            sys.exit(0)
        settings = Settings.read()
        # A model's Jinja can read variables, and has no use for this one.
        os.environ.pop(DATAHUB_TOKEN, None)
        code = _command(options, settings, secrets)
    except KeyboardInterrupt:
        log("told to end")
        _end_now(TERMINATED)
    except CannotGoOn as e:
        log(f"intalgo {options.command}: {e}")
        code = 1
    if code == STUCK:
        _end_now(code)
    sys.exit(code)


def _end_now(code: int) -> NoReturn:
    """Without waiting for a task's thread, which may wait for a database."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _command(options: argparse.Namespace, settings: Settings, secrets: Secrets) -> int:
    # dbt takes seconds to import, in which this process can be told to end.
    if options.command == "run":
        from intalgo_runner.outcome import Outcome
        from intalgo_runner.selection import Selection

        outcome = Outcome(options)
        selection = Selection(options.select, options.exclude, options.selector, options.vars, options.state)

        def whole() -> int:
            from intalgo_runner.run import run

            return run(settings, secrets, options.commit, selection, _flags(options), outcome)

        code = outcome.told(settings, secrets, whole)
        if settings.datahub:
            from intalgo_runner.models import publish_run

            publish_run(settings)
        return code
    from intalgo_runner.client import OperatorClient

    settings.require_operator()
    client = OperatorClient(settings)
    if options.command == "keep":
        from intalgo_runner.keep import keep

        return keep(settings, client)
    from intalgo_runner.worker import Worker, run_ingest

    if options.command == "ingest":
        return run_ingest(settings, secrets, client)
    return Worker(settings, secrets).run(client)


def _flags(options: argparse.Namespace) -> list[str]:
    flags = ["--full-refresh"] if options.full_refresh else []
    flags += ["--defer"] if options.defer else []
    return flags + (["--threads", str(options.threads)] if options.threads is not None else [])


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    # The one exception on which dbt cancels its queries before it ends.
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="intalgo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("worker", help="do the project's tasks until there are none")
    commands.add_parser("ingest", help="crawl the connection's database, once")
    commands.add_parser("keep", help="have the project checked out on a drive, until told to end")
    build = commands.add_parser("run", help="dbt build at a commit")
    build.add_argument("--commit", required=True, help="the commit's full hash")
    build.add_argument("--select", nargs="*", action="extend", default=[], help="dbt selectors; none: everything")
    build.add_argument("--exclude", nargs="*", action="extend", default=[], help="dbt selectors of what not to build")
    build.add_argument("--selector", help="one of selectors.yml, instead of both")
    build.add_argument("--vars", help="dbt's variables, as a JSON object")
    build.add_argument(
        "--threads", type=int, help="how many models are built at a time; as the profile says if not given"
    )
    build.add_argument("--state", help="the commit that state:modified compares with; all zeros: nothing was before")
    build.add_argument("--defer", action="store_true", help="read what is not built from where that commit was built")
    build.add_argument("--full-refresh", action="store_true")
    manifests = commands.add_parser("export", help="write a repository's Questions as manifests")
    manifests.add_argument("folder", type=Path, help="the folder of dbt_project.yml")
    manifests.add_argument("--project", help="the IntalgoProject's name; the dbt project's if not given")
    manifests.add_argument("--namespace", help="written into the manifests; none if not given")
    return parser


if __name__ == "__main__":
    main()
