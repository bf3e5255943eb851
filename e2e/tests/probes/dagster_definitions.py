"""Prints what Dagster made of definitions.py in the working directory, and the pods that its job runs.

Run by the Python of a Dagster. The Kubernetes API is left out: each pod that is made succeeds at once.
"""

import json
import runpy
from contextlib import nullcontext
from typing import Any
from unittest.mock import patch

import dagster as dg
from dagster_k8s import PipesK8sClient
from dagster_k8s.client import DagsterKubernetesClient
from kubernetes.client import ApiClient, CoreV1Api


def read(defs: dg.Definitions) -> dict[str, Any]:
    [job] = [job.name for job in defs.jobs]
    specs = [spec for definition in defs.assets for spec in definition.specs]
    return {
        "assets": {spec.key.to_user_string(): read_asset(spec) for spec in specs},
        "schedules": {schedule.name: read_schedule(schedule) for schedule in defs.schedules},
        "job": job,
        "run": run(defs.resolve_job_def(job)),
        "run_alone": {
            spec.key.to_user_string(): run(defs.resolve_job_def(job), asset_selection=[spec.key]) for spec in specs
        },
    }


def read_asset(spec: dg.AssetSpec) -> dict[str, Any]:
    return {
        "deps": sorted(dep.asset_key.to_user_string() for dep in spec.deps),
        "group": spec.group_name,
        "tags": sorted(tag for tag in spec.tags if not tag.startswith("dagster/")),
        "commit": spec.metadata["commit"],
    }


def read_schedule(schedule: dg.ScheduleDefinition) -> dict[str, Any]:
    return {
        "job": schedule.job_name,
        "cron": schedule.cron_schedule,
        "time_zone": schedule.execution_timezone,
        "status": schedule.default_status.name,
    }


def run(job: dg.JobDefinition, **selection: Any) -> dict[str, Any]:
    pods = []

    def create(api: CoreV1Api, namespace: str, pod: Any) -> None:
        pods.append({"namespace": namespace, **ApiClient().sanitize_for_serialization(pod)})

    with (
        patch.object(CoreV1Api, "create_namespaced_pod", create),
        patch.object(CoreV1Api, "delete_namespaced_pod"),
        patch.object(DagsterKubernetesClient, "wait_for_pod"),
        patch.object(PipesK8sClient, "consume_pod_logs", lambda *_, **__: nullcontext()),
    ):
        result = job.execute_in_process(**selection)
    return {
        "pods": pods,
        "materialized": sorted(
            event.materialization.asset_key.to_user_string() for event in result.get_asset_materialization_events()
        ),
        "checked": sorted(check.check_name for check in result.get_asset_check_evaluations() if check.passed),
    }


print(json.dumps(read(runpy.run_path("definitions.py")["defs"])))
