"""What dbt is told to run, and what it compares that with."""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dbt.artifacts.schemas.manifest import ManifestMetadata, WritableManifest

from intalgo_runner.dbt import Dbt, dbt_message
from intalgo_runner.failure import TaskFailed
from intalgo_runner.project import Project
from intalgo_runner.settings import Environment

# git's name for no commit: nothing was run before, so that all is new.
_NOTHING = re.compile(r"0{40}|0{64}")


@dataclass(frozen=True)
class Selection:
    """`variables` is dbt's `--vars`: an object as JSON. `state` is the commit to compare with."""

    select: Sequence[str] = ()
    exclude: Sequence[str] = ()
    selector: str | None = None
    variables: str | None = None
    state: str | None = None

    @staticmethod
    def of(task: Mapping[str, Any]) -> "Selection":
        """As a task says it."""
        return Selection(
            task.get("select") or (),
            task.get("exclude") or (),
            task.get("selector"),
            task.get("vars"),
            task.get("state"),
        )

    def arguments(self) -> list[str]:
        """
        :raises TaskFailed: step `select`: a selector that dbt would read as an option
        """
        for selector in (*self.select, *self.exclude, *([self.selector] if self.selector is not None else [])):
            if not selector or selector.startswith("-"):
                raise TaskFailed("select", f"not a dbt selector: {selector!r}")
        arguments = ["--select", *self.select] if self.select else []
        arguments += ["--exclude", *self.exclude] if self.exclude else []
        arguments += ["--selector", self.selector] if self.selector else []
        return arguments + self.parsing()

    def parsing(self) -> list[str]:
        """What also a project that is only parsed depends on."""
        return ["--vars", self.variables] if self.variables else []


def compared(project: Project, dbt: Dbt, selection: Selection, environment: Environment) -> list[str]:
    """dbt's arguments that say what to compare with: a manifest of the other commit, which is checked out for it.

    :raises TaskFailed: step `git` or `compile`: there is no such commit, or dbt cannot parse it
    """
    if selection.state is None:
        return []
    state = dbt.apart("state", environment)
    shutil.rmtree(state.target, ignore_errors=True)
    if _NOTHING.fullmatch(selection.state):
        _write_nothing(state.target)
    else:
        try:
            project.checkout(selection.state)
            state.install_packages()
        except TaskFailed as e:
            raise TaskFailed(e.step, f"the commit to compare with: {e.message}") from e
        parsed = state.invoke("parse", *selection.parsing())
        if not parsed.success:
            raise TaskFailed("compile", f"commit {selection.state}, to compare with: {dbt_message(parsed.exception)}")
    return ["--state", str(state.target)]


def _write_nothing(folder: Path) -> None:
    folder.mkdir(parents=True)
    parts: dict[str, Any] = {field.name: {} for field in fields(WritableManifest)}
    parts["metadata"] = ManifestMetadata(dbt_schema_version=str(WritableManifest.dbt_schema_version))
    WritableManifest(**parts).write(str(folder / "manifest.json"))
