"""`dbt build` of some models at a commit."""

from typing import Any

from intalgo_runner.dbt import Dbt, dbt_message, is_connection_error
from intalgo_runner.failure import TaskFailed, trim
from intalgo_runner.project import Project
from intalgo_runner.selection import Selection

# A result has to fit a ConfigMap, whatever the number of nodes.
_MESSAGE_LIMIT = 1000
_NODES_LIMIT = 2000


def build(project: Project, dbt: Dbt, task: dict[str, Any]) -> dict[str, Any]:
    """
    :raises TaskFailed: step `git`, `select`, `connect` or `build`, where dbt got to no node
    """
    project.checkout(task["commit"])
    dbt.install_packages()
    arguments = Selection.of(task).arguments()
    if task.get("fullRefresh"):
        arguments.append("--full-refresh")
    result = dbt.invoke("build", *arguments, quiet=False)
    if result.exception is not None:
        step = "connect" if is_connection_error(result.exception) else "build"
        raise TaskFailed(step, dbt_message(result.exception))
    results = result.result.results
    if not results:
        wanted = " ".join(task.get("select") or ["the whole project"])
        raise TaskFailed("build", f"nothing to build: no node matches {wanted}")
    broken = [r for r in results if str(r.status) in ("error", "fail", "runtime error")]
    return {
        "ok": result.success,
        "step": None if result.success else "build",
        # Failures first, for a build of more nodes than fit.
        "nodes": [_node(r) for r in broken + [r for r in results if r not in broken]][:_NODES_LIMIT],
        "message": trim("\n".join(f"{r.node.unique_id}: {r.message}" for r in broken)) or None,
    }


def _node(result: Any) -> dict[str, Any]:
    rows = (result.adapter_response or {}).get("rows_affected")
    return {
        "uniqueId": result.node.unique_id,
        "relation": _relation(result.node),
        "status": str(result.status),
        "message": trim(result.message or "", _MESSAGE_LIMIT),
        # Some adapters say -1 where they do not know.
        "rows": rows if isinstance(rows, int) and rows >= 0 else None,
        "seconds": round(result.execution_time or 0.0, 3),
    }


def _relation(node: Any) -> str | None:
    """The names of what was built, such as shop.analytics.orders; without a database where the adapter has none."""
    if node.resource_type not in ("model", "seed", "snapshot") or not node.schema:
        return None
    return ".".join(part for part in (node.database, node.schema, node.alias or node.name) if part)
