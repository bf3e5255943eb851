"""Keeps secrets out of everything that is printed or posted."""

import contextlib
import io
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote, quote_plus

MASK = "*****"
# Shorter values would blank out ordinary text, and are no secret worth the name.
SHORTEST = 4
# Names, not secrets: databases put them into their errors, and a user is often called like a schema,
# so that masking it would hide which table an error is about. All text of the adapters' descriptors that is not secret.
_PUBLIC = """
    ACCOUNT API_ENDPOINT APPLICATION_NAME ASSUME_ROLE_ARN ASSUME_ROLE_EXTERNAL_ID ASSUME_ROLE_SESSION_NAME AUTH
    AUTHENTICATION AUTHENTICATOR AUTH_TYPE AWS_PROFILE_NAME AZURE_CLIENT_ID BACKEND CATALOG CCLASS CHARSET CLIENT_ID
    CLUSTER CLUSTER_ID COLLATION COMPRESSION DATABASE DATABASE_ENGINE DATASET DBNAME DRIVER ENDPOINT_URL
    EXECUTION_PROJECT EXTERNAL_ROOT HOST HTTPS_PROXY HTTP_PATH HTTP_SCHEME IAM_PROFILE IMPERSONATE_SERVICE_ACCOUNT
    IMPERSONATION_USER LOCAL_DB_PREFIX LOCAL_SUFFIX LOCATION METHOD OAUTH_CLIENT_ID PATH PORT PRIORITY PROJECT
    PROTOCOL PROXY_HOST PURITY QUERY_GROUP QUERY_TAG QUOTA_PROJECT REGION REGION_NAME ROLE S3_DATA_DIR
    S3_DATA_NAMING S3_STAGE_VPCE_DNS_NAME S3_STAGING_DIR S3_TMP_TABLE_DIR SCHEMA SCHEMA_AUTHORIZATION
    SCHEMA_DIRECTORY SEARCH_PATH SERVER SERVERLESS_ACCT_ID SERVERLESS_WORK_GROUP SERVER_HOST_NAME SERVICE SSLMODE
    TENANT_ID TIMEZONE TOKEN_URI USER USERNAME WAREHOUSE WORKLOAD_IDENTITY_ENTRA_RESOURCE WORKLOAD_IDENTITY_PROVIDER
    WORK_GROUP
"""
PUBLIC_CREDENTIALS = set(_PUBLIC.split())
_SECRET_KEY = re.compile(r"pass|secret|token|private|credential|keyfile|api_?key|access_?key", re.IGNORECASE)
SECRET_PREFIX = "DBT_ENV_SECRET_"
DATAHUB_TOKEN = "INTALGO_DATAHUB_TOKEN"
# Where the operator mounts the secrets that are files.
FILES = Path("/credentials")


class Secrets:
    """The values that must not be seen; it grows as they become known."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> "Secrets":
        secrets = cls()
        for name, value in env.items():
            credential = name.startswith(SECRET_PREFIX) and name.removeprefix(SECRET_PREFIX) not in PUBLIC_CREDENTIALS
            if credential or name == DATAHUB_TOKEN:
                secrets.add(value)
        for file in sorted(FILES.glob("*")):
            secrets.add_file(file)
        return secrets

    def add_file(self, file: Path) -> None:
        """Learns a secret that is a file: its lines, and the secret values in it where it is JSON."""
        text = file.read_text(encoding="utf-8", errors="replace")
        self.add(text.strip())
        # A certificate or a key is none, and its lines are enough.
        with contextlib.suppress(json.JSONDecodeError):
            self.add_profile(json.loads(text))

    def add(self, value: str) -> None:
        # Line by line too: a key in PEM form is rarely quoted whole.
        parts = [value, *(line for line in value.splitlines() if len(line) >= 16)]
        found = {form for part in parts for form in (part, quote(part, safe=""), quote_plus(part))}
        found = {form for form in found if len(form) >= SHORTEST} - self._values
        if found:
            self._values |= found
            longest_first = sorted(self._values, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def add_profile(self, value: Any, key: str = "") -> None:
        """Learns the secrets of a rendered dbt profile target by the names of its keys."""
        if isinstance(value, Mapping):
            for name, inner in value.items():
                self.add_profile(inner, key if _SECRET_KEY.search(key) else str(name))
        elif isinstance(value, list):
            for inner in value:
                self.add_profile(inner, key)
        elif value is not None and not isinstance(value, bool) and _SECRET_KEY.search(key):
            self.add(str(value))

    def scrub(self, text: str) -> str:
        return self._pattern.sub(MASK, text) if self._pattern else text

    def guard_output(self) -> None:
        """From here on nothing that this process prints, dbt included, shows a known secret."""
        sys.stdout = _Scrubbed(sys.stdout, self)
        sys.stderr = _Scrubbed(sys.stderr, self)


class _Scrubbed(io.TextIOBase):
    def __init__(self, inner: TextIO, secrets: Secrets) -> None:
        self._inner = inner
        self._secrets = secrets

    def write(self, text: str) -> int:
        self._inner.write(self._secrets.scrub(text))
        return len(text)

    def flush(self) -> None:
        self._inner.flush()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._inner.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._inner.encoding


def log(message: str) -> None:
    print(message, flush=True)
