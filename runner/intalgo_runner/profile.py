"""The dbt profile: found, rendered and its schema replaced, all by dbt's own code."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from dbt.adapters.factory import load_plugin
from dbt.config.profile import Profile, read_profile
from dbt.config.renderer import ProfileRenderer
from dbt_common.context import set_invocation_context
from dbt_common.exceptions import DbtBaseException

from intalgo_runner import moved
from intalgo_runner.secrets import PUBLIC_CREDENTIALS, SECRET_PREFIX
from intalgo_runner.settings import Environment, Settings

_PUBLIC_PREFIX = "INTALGO_CREDENTIAL_"
_PUBLIC_VARIABLE = re.compile(rf"\b{SECRET_PREFIX}({'|'.join(sorted(PUBLIC_CREDENTIALS))})\b")


class ProfileInvalid(Exception):
    """The profile cannot be used; the message is dbt's own."""


class AdapterMissing(ProfileInvalid):
    """This image has no dbt adapter of the profile's type."""


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

    def by_every_name(self) -> dict[str, Any]:
        """The target's keys, each under all names that dbt has for it: `pass` is `password` too."""
        aliases = getattr(type(self.profile().credentials), "_ALIASES", {})
        found: dict[str, Any] = {}
        for key, value in self.values.items():
            real = aliases.get(key, key)
            names = {key, real} | {alias for alias, name in aliases.items() if name == real}
            found |= dict.fromkeys(names, value)
        return found

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
    try:
        directory = _with_public_names(settings)
        # dbt reads variables from here.
        set_invocation_context(dict(os.environ))
        raw = read_profile(str(directory))
        if not raw:
            raise ProfileInvalid(f"there is no profiles.yml in {settings.profiles_dir}, or it is empty")
        name = settings.profile or _only(raw)
        if not isinstance(raw.get(name), dict):
            raise ProfileInvalid(f"profiles.yml has no profile {name!r}; it has: {', '.join(_names(raw))}")
        target, values = Profile.render_profile(raw[name], name, settings.target, ProfileRenderer({}))
        if "type" not in values:
            raise ProfileInvalid(f"profile {name!r}, target {target!r}: `type`, the adapter, is missing")
        _require_rendered(values)
        schema_key = key_of(values, "schema")
    except DbtBaseException as e:
        raise ProfileInvalid(str(e)) from e
    if settings.schema is None:
        return RenderedProfile(directory, name, target, values)
    raw[name]["outputs"][target][schema_key] = settings.schema
    # Unrendered: what is an env_var() in it stays one, and no secret is written out.
    directory = _write(_made(settings), yaml.safe_dump(raw, sort_keys=False, allow_unicode=True))
    return RenderedProfile(directory, name, target, {**values, schema_key: settings.schema})


def in_environment(profile: RenderedProfile, environment: Environment, directory: Path) -> RenderedProfile:
    """The same database as another target, with a profiles.yml of its own.

    :raises ProfileInvalid: the profile cannot be read
    """
    changes = {"schema": environment.schema, "database": environment.database}
    changed = {key_of(profile.values, key): value for key, value in changes.items() if value}
    name = environment.name or profile.target
    if name == profile.target and not changed:
        return profile
    try:
        raw = read_profile(str(profile.directory))
    except DbtBaseException as e:
        raise ProfileInvalid(str(e)) from e
    target = {**raw[profile.name]["outputs"][profile.target], **changed}
    # Of the others no one is run, and one of the same name is not the one that is meant.
    raw = {profile.name: {"target": name, "outputs": {name: target}}}
    _write(directory, yaml.safe_dump(raw, sort_keys=False, allow_unicode=True))
    return RenderedProfile(directory, profile.name, name, {**profile.values, **changed})


def _with_public_names(settings: Settings) -> Path:
    """Takes names, hosts and ports out of dbt's hands as secrets.

    dbt masks the value of each DBT_ENV_SECRET_ variable in its messages: with a user called like the
    schema, no error would say which table it is about. And it renders such a port, `| int`, as 0.
    """
    file = settings.profiles_dir / "profiles.yml"
    if not file.is_file():
        return settings.profiles_dir
    text = _PUBLIC_VARIABLE.sub(rf"{_PUBLIC_PREFIX}\1", file.read_text(encoding="utf-8"))
    for name in [n for n in os.environ if _PUBLIC_VARIABLE.fullmatch(n)]:
        os.environ[_PUBLIC_PREFIX + name.removeprefix(SECRET_PREFIX)] = os.environ.pop(name)
    return _write(_made(settings), text) if _PUBLIC_PREFIX in text else settings.profiles_dir


def _names(raw: dict[str, Any]) -> list[str]:
    return [name for name in raw if name != "config"]


def _only(raw: dict[str, Any]) -> str:
    names = _names(raw)
    if len(names) != 1:
        raise ProfileInvalid(f"profiles.yml has {len(names)} profiles, say which: {', '.join(names)}")
    return names[0]


def _require_rendered(values: dict[str, Any]) -> None:
    # dbt takes a password whose template fails as it stands, for passwords with braces; the database
    # would then call it wrong, and nobody would look for a variable that is not set.
    for key, value in values.items():
        if isinstance(value, str) and re.search(r"\{\{.*env_var\s*\(", value):
            raise ProfileInvalid(f"`{key}` cannot be rendered; is its variable set? {value}")


def key_of(values: dict[str, Any], name: str) -> str:
    """What this profile calls the `schema` or the `database`: BigQuery's `dataset` is an alias for the first."""
    moved.provide(values["type"])
    try:
        aliases = getattr(load_plugin(values["type"]), "_ALIASES", {})
    except DbtBaseException as e:
        raise AdapterMissing(
            f"this image cannot use the dbt adapter {values['type']}: set spec.image to one that has it. {e}"
        ) from e
    return next((key for key in values if aliases.get(key) == name), name)


def read_only(profile: RenderedProfile) -> dict[str, Any]:
    """What to change in a profile that only reads: DuckDB would make a file that is not there."""
    if profile.adapter != "duckdb":
        return {}
    return {"config_options": {**(profile.values.get("config_options") or {}), "access_mode": "READ_ONLY"}}


def _made(settings: Settings) -> Path:
    return settings.work / ".intalgo" / "profiles"


def _write(directory: Path, text: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(directory / "profiles.yml", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return directory
