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
        from airflow.dag_processing.dagbag import DagBag
    except ImportError:  # Airflow 2
        from airflow.models import DagBag


def read_dag(dag: Any, parsed: Any) -> dict[str, Any]:
    return {
        "schedule": dag.timetable.serialize().get("expression"),
        "time_zone": dag.timezone.name,
        "tags": sorted(dag.tags),
        "tasks": {task.task_id: read_task(task, parsed.get_task(task.task_id)) for task in dag.tasks},
    }


def read_task(task: Any, parsed: Any) -> dict[str, Any]:
    return {
        "upstream": sorted(task.upstream_task_ids),
        "outlets": sorted(asset.uri for asset in task.outlets),
        "pod": ApiClient().sanitize_for_serialization(parsed.build_pod_request_obj()),
    }


with redirect_stdout(stderr):
    bag = DagBag()
    dags = {name: read_dag(dag, bag.dags[name]) for name, dag in SerializedDagModel.read_all_dags().items()}
print(json.dumps(dags))
