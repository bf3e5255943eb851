"""Prints what Airflow made of its DAG folder: what its database has of it, and each task's pod.

Run by the Python of an Airflow, after `airflow dags reserialize`.
"""

import json
from contextlib import redirect_stdout
from sys import stderr
from typing import Any

with redirect_stdout(stderr):  # for Airflow's warnings
    from airflow.models.serialized_dag import SerializedDagModel
    from kubernetes.client import ApiClient

    try:
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:  # Airflow 2
        from airflow.models import DagBag

        DagBundlesManager = None


CONTEXT = {"params": {"full_refresh": True, "select": "stock tag:$(HOME)"}, "run_id": "by hand $(HOME)"}


def read_dag(dag: Any, parsed: Any) -> dict[str, Any]:
    return {
        "schedule": dag.timetable.serialize().get("expression"),
        "assets": read_assets(parsed.timetable),
        "time_zone": dag.timezone.name,
        "tags": sorted(dag.tags),
        "start_date": str(dag.start_date.astimezone(dag.timezone).date()),
        "doc_md": dag.doc_md,
        "params": dag.params.dump(),
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "max_active_tasks": dag.max_active_tasks,
        "is_paused_upon_creation": parsed.is_paused_upon_creation,
        "on_failure": [name(each) for each in parsed.on_failure_callback or []],
        "on_success": [name(each) for each in parsed.on_success_callback or []],
        "deadline": read_deadline(parsed),
        "tasks": {task.task_id: read_task(task, parsed.get_task(task.task_id)) for task in dag.tasks},
    }


def name(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def read_deadline(parsed: Any) -> dict[str, Any] | None:
    if getattr(parsed, "sla_miss_callback", None):  # Airflow 2
        [after] = {task.sla for task in parsed.tasks}
        return {"after": after.total_seconds(), "call": name(parsed.sla_miss_callback)}
    for alert in getattr(parsed, "deadline", None) or []:
        return {"after": alert.interval.total_seconds(), "call": alert.callback.path}
    return None


def read_assets(timetable: Any) -> dict[str, list[str]] | None:
    condition = getattr(timetable, "asset_condition", None) or getattr(timetable, "dataset_condition", None)
    if not condition:
        return None
    return {
        type(condition).__name__.removeprefix("Asset").removeprefix("Dataset").lower(): [
            o.uri for o in condition.objects
        ]
    }


def read_task(task: Any, parsed: Any) -> dict[str, Any]:
    return {
        "upstream": sorted(task.upstream_task_ids),
        "inlets": sorted(asset.uri for asset in task.inlets),
        "outlets": sorted(asset.uri for asset in task.outlets),
        "retry_delay": task.retry_delay.total_seconds(),
        "timeout": task.execution_timeout.total_seconds(),
        "retries": task.retries,
        "owner": task.owner,
        "pool": task.pool,
        "priority_weight": task.priority_weight,
        "queue": task.queue,
        "kubernetes_conn_id": parsed.kubernetes_conn_id,
        "in_cluster": parsed.in_cluster,
        "deferrable": parsed.deferrable,
        "pod": pod(parsed),
    }


def read_triggered(parsed: Any) -> dict[str, Any]:
    """A task as a run has it that was triggered by hand."""
    parsed.pre_execute(CONTEXT)
    return {"pod": pod(parsed), "outlets": [asset.uri for asset in parsed.outlets]}


def pod(parsed: Any) -> dict[str, Any]:
    return ApiClient().sanitize_for_serialization(parsed.build_pod_request_obj())


def parse() -> dict[str, Any]:
    """The DAGs by id; in Airflow 3 those of all bundles, of which the DAG folder is one."""
    if DagBundlesManager is None:
        return DagBag().dags
    found = {}
    for bundle in DagBundlesManager().get_all_dag_bundles():
        bundle.initialize()
        found |= DagBag(bundle.path, bundle_path=bundle.path, bundle_name=bundle.name).dags
    return found


with redirect_stdout(stderr):
    parsed = parse()
    dags = {name: read_dag(dag, parsed[name]) for name, dag in SerializedDagModel.read_all_dags().items()}
    triggered = {name: {task.task_id: read_triggered(task) for task in dag.tasks} for name, dag in parsed.items()}
print(json.dumps({"dags": dags, "triggered": triggered}))
