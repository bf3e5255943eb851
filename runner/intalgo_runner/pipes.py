"""What dbt did, for Dagster: where one started this pod by its Pipes, it is waiting for that."""

from collections.abc import Iterable
from typing import Any

from dagster_pipes import PipesEnvVarParamsLoader, open_dagster_pipes

from intalgo_runner.failure import trim
from intalgo_runner.secrets import Secrets

_MESSAGE = 2000
_BUILT = ("model", "seed", "snapshot")


def tell_dagster(results: Iterable[Any], secrets: Secrets) -> None:
    """A line of the pod's log for each node. Nothing where no Dagster started this.

    :param results: dbt's, of its nodes
    """
    if not PipesEnvVarParamsLoader().is_dagster_pipes_process():
        return
    with open_dagster_pipes() as pipes:
        for result in results:
            pipes.report_custom_message(_node(result, secrets))


def _node(result: Any, secrets: Secrets) -> dict[str, Any]:
    """Without what is not known. The names are those of definitions.py, which the operator makes."""
    node = result.node
    built = str(node.resource_type) in _BUILT
    rows = (result.adapter_response or {}).get("rows_affected") if built else None
    told = {
        "unique_id": node.unique_id,
        "status": str(result.status),
        # What is printed is scrubbed too, but JSON may have written a secret's characters in another way.
        "message": trim(secrets.scrub(str(result.message or "")), _MESSAGE) or None,
        "seconds": round(result.execution_time or 0.0, 3),
        "failures": result.failures,
        # Some adapters say -1 where they do not know.
        "rows": rows if isinstance(rows, int) and rows >= 0 else None,
        "relation": ".".join(part for part in (node.database, node.schema, node.alias) if part) if built else None,
    }
    return {name: value for name, value in told.items() if value is not None}
