"""The dbt profile: found, rendered and its schema replaced, all by dbt's own code."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from dbt.adapters.factory import load_plugin
from dbt.config.profile import Profile, read_profile
from dbt.config.renderer import ProfileRenderer
from dbt_common.context import set_invocation_context
from dbt_common.exceptions import DbtBaseException

from intalgo_runner.settings import Settings


class ProfileInvalid(Exception):
    """The profile cannot be used; the message is dbt's own."""


@dataclass(frozen=True)
class RenderedProfile:
    """`directory` holds the profiles.yml for dbt; `values` are the target's keys, secrets included."""

    directory: Path
    name: str
    target: str
    values: dict[str, Any]

    @property
    def adapter(self) -> str:
        return self.values["type"]

    def profile(self, changed: dict[str, Any] | None = None) -> Profile:
        """dbt's own object, with some of the target's keys changed.

        :raises ProfileInvalid: a key that the adapter needs is missing, unknown or of the wrong type
        """
        values = {**self.values, **(changed or {})}
        threads = values.pop("threads", 1)
        try:
            credentials = Profile._credentials_from_profile(values, self.name, self.target)
            return Profile.from_credentials(credentials, threads, self.name, self.target)
        except DbtBaseException as e:
            raise ProfileInvalid(str(e)) from e


def render(settings: Settings) -> RenderedProfile:
    """
    :raises ProfileInvalid: no profiles.yml, no such profile or target, a variable that is not set,
        or an adapter that this image does not have
    """
    # dbt reads variables from here, so that it can tell a secret one from others.
    set_invocation_context(dict(os.environ))
    try:
        raw = read_profile(str(settings.profiles_dir))
        if not raw:
            raise ProfileInvalid(f"there is no profiles.yml in {settings.profiles_dir}, or it is empty")
        name = settings.profile or _only(raw)
        if not isinstance(raw.get(name), dict):
            raise ProfileInvalid(f"profiles.yml has no profile {name!r}; it has: {', '.join(_names(raw))}")
        target, values = Profile.render_profile(raw[name], name, settings.target, ProfileRenderer({}))
        if "type" not in values:
            raise ProfileInvalid(f"profile {name!r}, target {target!r}: `type`, the adapter, is missing")
        schema_key = _schema_key(values)
    except DbtBaseException as e:
        raise ProfileInvalid(str(e)) from e
    if settings.schema is None:
        return RenderedProfile(settings.profiles_dir, name, target, values)
    directory = _rewrite(settings, raw, name, target, schema_key)
    return RenderedProfile(directory, name, target, {**values, schema_key: settings.schema})


def _names(raw: dict[str, Any]) -> list[str]:
    return [name for name in raw if name != "config"]


def _only(raw: dict[str, Any]) -> str:
    names = _names(raw)
    if len(names) != 1:
        raise ProfileInvalid(f"profiles.yml has {len(names)} profiles, say which: {', '.join(names)}")
    return names[0]


def _schema_key(values: dict[str, Any]) -> str:
    """What this adapter's profile calls the schema: BigQuery's `dataset` is an alias for it."""
    aliases = getattr(load_plugin(values["type"]), "_ALIASES", {})
    return next((key for key in values if aliases.get(key) == "schema"), "schema")


def _rewrite(settings: Settings, raw: dict[str, Any], name: str, target: str, schema_key: str) -> Path:
    # Unrendered: what is an env_var() in it stays one, and no secret is written out.
    raw[name]["outputs"][target][schema_key] = settings.schema
    directory = settings.work / ".intalgo" / "profiles"
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory / "profiles.yml", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        yaml.safe_dump(raw, file, sort_keys=False, allow_unicode=True)
    return directory
