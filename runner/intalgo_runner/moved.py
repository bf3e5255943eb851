"""Where dbt's own names were before 1.8, for adapters written for it: dbt-mysql has no newer release.

Only the places are given back. What such an adapter does with them is tested against a real server.
"""

import sys
from importlib import import_module

ADAPTERS = {"mysql", "mysql5", "mariadb"}

_MODULES = {
    "dbt.clients.agate_helper": "dbt_common.clients.agate_helper",
    "dbt.contracts.connection": "dbt.adapters.contracts.connection",
}
_NAMES = {
    ("dbt.contracts.graph.nodes", "ConstraintType"): "dbt_common.contracts.constraints",
    ("dbt.events", "AdapterLogger"): "dbt.adapters.events.logging",
    ("dbt.exceptions", "CompilationError"): "dbt_common.exceptions",
    ("dbt.exceptions", "DbtDatabaseError"): "dbt_common.exceptions",
    ("dbt.exceptions", "DbtRuntimeError"): "dbt_common.exceptions",
    ("dbt.exceptions", "FailedToConnectError"): "dbt.adapters.exceptions",
    ("dbt.utils", "executor"): "dbt_common.utils.executor",
}


def provide(adapter: str) -> None:
    """Before the adapter's package is imported; does nothing for those that need nothing."""
    if adapter not in ADAPTERS:
        return
    for old, new in _MODULES.items():
        sys.modules[old] = import_module(new)
    for (old, name), new in _NAMES.items():
        setattr(import_module(old), name, getattr(import_module(new), name))
