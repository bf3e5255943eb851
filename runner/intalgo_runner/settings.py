"""What a pod is told by its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intalgo_runner.failure import CannotGoOn
from intalgo_runner.secrets import DATAHUB_TOKEN


class SettingsInvalid(CannotGoOn):
    """A variable that the command needs is missing or unusable."""


@dataclass(frozen=True)
class GitSettings:
    url: str
    branch: str
    path: str


@dataclass(frozen=True)
class DataHubSettings:
    """A DataHub server's metadata service (GMS)."""

    server: str
    token: str | None = field(repr=False)
    # For runs: what the server calls the kind of database, and whether tables' names there begin with their database's.
    platform: str | None = None
    databases: bool = True


@dataclass(frozen=True)
class DriveSettings:
    """Where a drive is mounted, the project's folder on it, and the project as NAMESPACE/NAME."""

    id: str
    mount: Path
    path: str
    project: str


@dataclass(frozen=True)
class Environment:
    """What dbt calls the target, and where it builds, where that is not as the profile says."""

    name: str | None = None
    schema: str | None = None
    database: str | None = None


@dataclass(frozen=True)
class Settings:
    """All times are in seconds. `work` is the one folder that is written to.

    What is run for a `deployment` is one of the `run_parts` pods of the run `run_id`, which None is the pod alone.
    """

    url: str
    ca: str | None
    token_file: Path
    work: Path
    profiles_dir: Path
    profile: str | None
    target: str | None
    schema: str | None
    environment: Environment
    state: Environment
    git: GitSettings | None
    datahub: DataHubSettings | None
    drive: DriveSettings | None
    deployment: str | None
    run_id: str | None
    run_parts: int
    idle: float
    task_limit: float
    retry_for: float

    @staticmethod
    def read(env: Mapping[str, str] = os.environ) -> "Settings":
        git = None
        if env.get("INTALGO_GIT_URL"):
            git = GitSettings(
                url=env["INTALGO_GIT_URL"],
                branch=env.get("INTALGO_GIT_BRANCH") or "main",
                path=env.get("INTALGO_GIT_PATH", "").strip("/"),
            )
        datahub = None
        if env.get("INTALGO_DATAHUB_SERVER"):
            datahub = DataHubSettings(
                server=env["INTALGO_DATAHUB_SERVER"],
                token=env.get(DATAHUB_TOKEN) or None,
                platform=env.get("INTALGO_DATAHUB_PLATFORM") or None,
                databases=env.get("INTALGO_DATAHUB_DATABASES") != "false",
            )
        return Settings(
            url=env.get("INTALGO_URL", "").rstrip("/"),
            ca=env.get("INTALGO_CA") or None,
            token_file=Path(env.get("INTALGO_TOKEN_FILE", "/var/run/secrets/intalgo/token")),
            work=Path(env.get("INTALGO_WORK", "/work")),
            profiles_dir=Path(env.get("INTALGO_PROFILES_DIR", "/profiles")),
            profile=env.get("INTALGO_PROFILE") or None,
            target=env.get("INTALGO_TARGET") or None,
            schema=env.get("INTALGO_SCHEMA") or None,
            environment=Environment(env.get("INTALGO_ENVIRONMENT") or None),
            state=_state(env),
            git=git,
            datahub=datahub,
            drive=_drive(env),
            deployment=env.get("INTALGO_DEPLOYMENT") or None,
            run_id=env.get("INTALGO_RUN_ID") or None,
            run_parts=int(_number(env, "INTALGO_RUN_PARTS", 1)),
            idle=_number(env, "INTALGO_IDLE_SECONDS", 120),
            task_limit=_number(env, "INTALGO_TASK_SECONDS", 600),
            retry_for=_number(env, "INTALGO_RETRY_SECONDS", 900),
        )

    def require_operator(self) -> None:
        if not self.url:
            raise SettingsInvalid("INTALGO_URL is not set: it is the operator's address")

    def require_drive(self) -> DriveSettings:
        if self.drive is None:
            raise SettingsInvalid("INTALGO_DRIVE, INTALGO_DRIVE_PATH and INTALGO_PROJECT are not all set")
        return self.drive

    def require_git(self) -> GitSettings:
        if self.git is None:
            raise SettingsInvalid("INTALGO_GIT_URL is not set: it is the dbt project's repository")
        return self.git


def _state(env: Mapping[str, str]) -> Environment:
    """Where what is compared with, or deferred to, is built: as this pod builds, where nothing else is said."""
    return Environment(
        env.get("INTALGO_STATE_ENVIRONMENT") or env.get("INTALGO_ENVIRONMENT") or None,
        env.get("INTALGO_STATE_SCHEMA") or None,
        env.get("INTALGO_STATE_DATABASE") or None,
    )


def _drive(env: Mapping[str, str]) -> DriveSettings | None:
    names = ("INTALGO_DRIVE", "INTALGO_DRIVE_PATH", "INTALGO_PROJECT")
    mount, path, project = (env.get(name, "") for name in names)
    if not (mount and path and project):
        return None
    return DriveSettings(env.get("INTALGO_DRIVE_ID", ""), Path(mount), path, project)


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(env.get(name) or default)
    except ValueError:
        raise SettingsInvalid(f"{name} is not a number: {env[name]!r}") from None
