"""Gives what the operator makes of an adapter's descriptor to dbt's and DataHub's own classes.

    python runner/adapters/descriptors.py NAME

needs the packages of the adapter's image (e2e/environments/make adapter-NAME). Every example that the operator's
unit tests rendered (operator/src/test/resources/adapters/NAME.json) must be a profile to the adapter and a recipe to
DataHub, without a key that they do not know; and every key of the adapter must be a setting, or be left out for a
reason. Notes the
versions that said yes in checks.json beside this file.
"""

import dataclasses
import importlib
import importlib.metadata
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from datahub.configuration.config_loader import EnvResolver
from datahub.ingestion.source.source_registry import source_registry
from dbt.adapters.contracts.connection import Credentials
from dbt.cli.flags import Flags
from dbt.cli.types import Command
from dbt.config.profile import Profile
from dbt.config.renderer import ProfileRenderer
from dbt.flags import set_flags
from dbt_common.context import set_invocation_context
from intalgo_runner import moved
from intalgo_runner.ingest import environment
from intalgo_runner.profile import ProfileInvalid, RenderedProfile
from pydantic import ValidationError

ROOT = Path(__file__).parents[2]
DESCRIPTORS = ROOT / "operator/src/main/resources/adapters"
CHECKS = ROOT / "runner/adapters/checks.json"
EXAMPLES = ROOT / "operator/src/test/resources/adapters"


def rendered(example: dict[str, Any], folder: Path) -> RenderedProfile:
    """The profile as a pod has it."""
    set_invocation_context({**os.environ, **example["variables"]})
    raw = {"target": "default", "outputs": {"default": example["target"]}}
    target, values = Profile.render_profile(raw, "shop", "default", ProfileRenderer({}))
    return RenderedProfile(folder, "shop", target, values)


def profile_problems(profile: RenderedProfile) -> list[str]:
    """What the adapter has against the profile; keys that it would silently pass over included."""
    try:
        credentials = profile.profile().credentials
    except ProfileInvalid as e:
        return [f"dbt: {e}"]
    known = {field.name for field in dataclasses.fields(credentials)} | {"threads"}
    aliases = getattr(type(credentials), "_ALIASES", {})
    return [
        f"dbt: {key} is no key of the adapter"
        for key, value in profile.values.items()
        # What picked the class is none of its fields, but it has it: Trino's `method`, and every `type`.
        if aliases.get(key, key) not in known and getattr(credentials, key, None) != value
    ]


def recipe_problems(example: dict[str, Any], profile: RenderedProfile, folder: Path) -> list[str]:
    """What DataHub has against the recipe."""
    if "recipe" not in example:
        return []
    source = example["recipe"]["source"]
    resolver = EnvResolver(environment(profile, folder, example["environment"]), register_secrets=False)
    try:
        source_registry.get(source["type"]).get_config_class().model_validate(resolver.resolve(source["config"]))
    except ValidationError as e:
        # The error's own text has the values.
        return [f"DataHub: {'.'.join(map(str, error['loc']))}: {error['msg']}" for error in e.errors()]
    return []


def coverage_problems(descriptor: dict[str, Any], classes: list[type]) -> list[str]:
    """Keys of the adapter that the descriptor does not speak of, and keys that are none of the adapter."""
    fields = {field.name for cls in classes for field in dataclasses.fields(cls) if not field.name.startswith("_")}
    aliases = {alias: name for cls in classes for alias, name in getattr(cls, "_ALIASES", {}).items()}
    spoken: dict[str, str] = {}
    if len(classes) > 1:
        fields.add("method")  # it picks one of them
    problems = []
    for key in [*descriptor["settings"], *(descriptor.get("left_out") or {})]:
        real = aliases.get(key, key)
        if real not in fields:
            problems.append(f"{key} is no key of the adapter")
        elif real in spoken:
            problems.append(f"{key} is {spoken[real]} by another name")
        spoken[real] = key
    for key, setting in descriptor["settings"].items():
        for alias in setting.get("aliases") or []:
            if aliases.get(alias, alias) != aliases.get(key, key):
                problems.append(f"{alias} is no other name of {key}")
    problems += [
        f"the adapter's key {field} is neither a setting nor left_out" for field in sorted(fields - set(spoken))
    ]
    return problems


def credentials_classes(name: str) -> list[type]:
    """All of the adapter's classes of credentials: Trino has one for each method of authentication."""
    module = importlib.import_module(f"dbt.adapters.{name}")
    plugin = module.Plugin.credentials
    return [plugin] if dataclasses.is_dataclass(plugin) else list(_leaves(Credentials, plugin.__module__))


def _leaves(cls: type, module: str) -> Iterator[type]:
    for sub in cls.__subclasses__():
        if sub.__module__ == module and not sub.__subclasses__():
            yield sub
        yield from _leaves(sub, module)


def check(name: str) -> list[str]:
    """Everything that is wrong with an adapter's descriptor, each as a sentence."""
    descriptor = yaml.safe_load((DESCRIPTORS / f"{name}.yaml").read_text(encoding="utf-8"))
    problems = []
    moved.provide(name)
    set_flags(Flags.from_dict(Command.DEBUG, {}))
    with tempfile.TemporaryDirectory() as folder, _offline(name):
        for example in json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")):
            profile = rendered(example, Path(folder))
            found = profile_problems(profile) or recipe_problems(example, profile, Path(folder))
            problems += [f"{example['method']}: {problem}" for problem in found]
    return problems + coverage_problems(descriptor, credentials_classes(name))


def versions(name: str) -> dict[str, str]:
    found = {"dbt": f"dbt-{name} {importlib.metadata.version(f'dbt-{name}')}"}
    examples = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    if any("recipe" in example for example in examples):
        found["datahub"] = importlib.metadata.version("acryl-datahub")
    return found


def _offline(adapter: str) -> AbstractContextManager[Any]:
    """dbt-databricks signs in while it reads a profile."""
    return patch("dbt.adapters.databricks.credentials.Config") if adapter == "databricks" else nullcontext()


def note(name: str, found: dict[str, str] | None) -> None:
    """Notes the versions that said yes, for the documentation; nothing of an adapter that one said no to."""
    noted = json.loads(CHECKS.read_text(encoding="utf-8")) if CHECKS.exists() else {}
    noted.pop(name, None)
    if found:
        noted[name] = found
    CHECKS.write_text(json.dumps(noted, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> int:
    (name,) = sys.argv[1:]
    logging.disable(logging.WARNING)
    problems = check(name)
    for problem in problems:
        print(f"{name}: {problem}", file=sys.stderr)
    note(name, None if problems else versions(name))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
