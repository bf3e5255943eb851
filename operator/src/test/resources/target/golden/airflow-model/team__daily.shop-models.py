"""A DAG that runs dbt in Kubernetes pods. Made by Intalgo: changes made here are overwritten.

This file is the same for every Deployment: what differs is in the JSON file of the same name.
"""

import json
from pathlib import Path

import pendulum
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

try:
    from airflow.sdk import DAG, Asset
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.datasets import Dataset as Asset


class IntalgoOperator(KubernetesPodOperator):
    """Runs a pod as the JSON file has it: braces in a selector or a question are not a template."""

    template_fields = ()


def load(path: Path) -> DAG:
    run = json.loads(path.read_text(encoding="utf-8"))
    dag = DAG(
        dag_id=run["dag_id"],
        description=run["description"],
        doc_md=run["doc_md"],
        schedule=run["schedule"],
        start_date=pendulum.datetime(2024, 1, 1, tz=run["time_zone"]),
        catchup=False,
        max_active_runs=1,
        # Whoever has it mounted wants it to run, as on the other platforms.
        is_paused_upon_creation=False,
        tags=run["tags"],
    )
    tasks = {task["task_id"]: operator(dag, run["pod"], task) for task in run["tasks"]}
    for task in run["tasks"]:
        for upstream in task["upstream"]:
            tasks[upstream] >> tasks[task["task_id"]]
    return dag


def operator(dag: DAG, pod: dict, task: dict) -> IntalgoOperator:
    return IntalgoOperator(
        dag=dag,
        task_id=task["task_id"],
        doc_md=task["doc_md"] or None,
        name=task["pod_name"],
        namespace=pod["metadata"]["namespace"],
        pod_template_dict=pod,
        base_container_name="intalgo",
        arguments=task["arguments"],
        outlets=[Asset(uri) for uri in task["outlets"]],
        on_finish_action="delete_pod",
        startup_timeout_seconds=600,
    )


dag = load(Path(__file__).with_suffix(".json"))
