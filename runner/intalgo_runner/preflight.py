"""Connects as dbt will, before anything long is begun."""

import re

from dbt.adapters.base import BaseAdapter
from dbt.adapters.factory import get_adapter, register_adapter, reset_adapters
from dbt.cli.flags import Flags
from dbt.cli.types import Command
from dbt.flags import set_flags
from dbt.mp_context import get_mp_context

from intalgo_runner.dbt import database_message, open_connection, release, while_locked
from intalgo_runner.failure import TaskFailed
from intalgo_runner.profile import RenderedProfile, read_only
from intalgo_runner.rights import Unreadable, unreadable

# How drivers say it; the first that fits tells.
_REASONS = [
    (
        "DriverMissing",
        r"can't open lib|data source name not found|No module named|DPI-1047|cannot locate .*client library"
        r"|could not load .*(driver|library)",
    ),
    (
        "PermissionDenied",
        r"permission denied for database|access denied for user .* to database|does not have CONNECT privilege"
        r"|ORA-01045|not authorized to (connect|use)|insufficient privileges",
    ),
    (
        "DatabaseNotFound",
        r"database \"[^\"]*\" does not exist|unknown database|cannot open database|ORA-1251[45]"
        r"|database [^ ]+ (does not exist|doesn't exist)|catalog '[^']*' (does not exist|not found)"
        r"|not found: (project|dataset)",
    ),
    (
        "AuthenticationFailed",
        r"authentication failed|no password supplied|access denied|login failed|no pg_hba.conf entry"
        r"|incorrect username or password|invalid (credentials|username|password|access token|authentication)"
        r"|not permitted to log in|role \"[^\"]*\" does not exist|unauthori[sz]ed|\b40[13]\b|ORA-01017"
        r"|JWT token is invalid",
    ),
]


def reason(message: str) -> str:
    """The condition's reason for what a driver says."""
    return next((name for name, words in _REASONS if re.search(words, message, re.IGNORECASE)), "ConnectionFailed")


def preflight(profile: RenderedProfile) -> Unreadable:
    """So that a wrong password is known in a second; and what the user may not read, where the database tells.

    :raises TaskFailed: one of the reasons, with the driver's words
    """
    # dbt's classes read settings that its command line makes; here there is none.
    set_flags(Flags.from_dict(Command.DEBUG, {}))
    dbt_profile = profile.profile(read_only(profile))
    reset_adapters()
    register_adapter(dbt_profile, get_mp_context())
    adapter: BaseAdapter = get_adapter(dbt_profile)
    try:
        with adapter.connection_named("intalgo_preflight"):
            while_locked(lambda: open_connection(adapter))
            adapter.debug_query()
            return unreadable(adapter)
    except Exception as e:
        message = database_message(e)
        raise TaskFailed(reason(message), message) from e
    finally:
        adapter.cleanup_connections()
        release(profile.adapter)
