"""Prints what Dagster made of definitions.py in the working directory, and the pods that its job runs.

Run by the Python of a Dagster. The Kubernetes API is left out: each pod that is made ends at once, and told what its
dbt said of each node. That all is well, but for the nodes and the statuses in the JSON that is the one argument.
"""

import json
import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dagster as dg
from dagster_k8s import PipesK8sClient
from dagster_k8s.client import DagsterK8sError, DagsterKubernetesClient
from kubernetes.client import ApiClient, CoreV1Api

SAID = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
ASSETS = [asset for step in json.loads(Path("graph.json").read_text())["steps"] for asset in step["assets"]]


def said(arguments: list[str]) -> dict[str, str]:
    """What dbt says of the nodes that it was told to run; of all of them where none is called by its name."""
    named = [asset for asset in ASSETS if asset["select"] in arguments]
    tests = [check for asset in ASSETS for check in asset.get("checks", []) if check["name"] in arguments]
    if not named and not tests:
        named = ASSETS
    own = [check for asset in named for check in asset.get("checks", []) if not check.get("between")]
    fine = {asset["id"]: "success" for asset in named} | {check["id"]: "pass" for check in own + tests}
    return {known: SAID.get(known, status) for known, status in fine.items()}


def read(defs: dg.Definitions) -> dict[str, Any]:
    [job] = [job.name for job in defs.jobs]
    specs = [spec for definition in defs.assets for spec in definition.specs]
    return {
        "assets": {spec.key.to_user_string(): read_asset(spec) for spec in specs},
        "schedules": {schedule.name: read_schedule(schedule) for schedule in defs.schedules},
        "job": job,
        "checks": {
            f"{spec.asset_key.to_user_string()}:{spec.name}": sorted(
                dep.asset_key.to_user_string() for dep in spec.additional_deps
            )
            for definition in (*defs.assets, *defs.asset_checks)
            for spec in definition.check_specs
        },
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
        "owners": sorted(spec.owners),
        "code_version": spec.code_version,
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

    def statuses() -> dict[str, str]:
        return said(pods[-1]["spec"]["containers"][0]["args"])

    @contextmanager
    def consume(self: PipesK8sClient, **_: Any) -> Iterator[None]:
        for known, status in statuses().items():
            told = {"unique_id": known, "status": status, "message": f"it is {status}", "rows": 7}
            self.message_reader._handler.handle_message(
                {"method": "report_custom_message", "params": {"payload": told}}
            )
        yield

    def wait(*_: Any, **__: Any) -> None:
        if {"error", "fail"} & {*statuses().values()}:
            raise DagsterK8sError("the pod failed")

    with (
        patch.object(CoreV1Api, "create_namespaced_pod", create),
        patch.object(CoreV1Api, "delete_namespaced_pod"),
        patch.object(DagsterKubernetesClient, "wait_for_pod", wait),
        patch.object(PipesK8sClient, "consume_pod_logs", consume),
    ):
        result = job.execute_in_process(raise_on_error=False, **selection)
    materializations = [event.materialization for event in result.get_asset_materialization_events()]
    failures = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    return {
        "id": result.run_id,
        "succeeded": result.success,
        "failures": sorted(reason(failure) for failure in failures),
        "pods": pods,
        "materialized": sorted(each.asset_key.to_user_string() for each in materializations),
        "rows": sorted({each.metadata["dagster/row_count"].value for each in materializations}),
        "checked": {
            f"{check.asset_key.to_user_string()}:{check.check_name}": check.severity.name
            if not check.passed
            else "passed"
            for check in result.get_asset_check_evaluations()
        },
    }


def reason(failure: Any) -> str:
    return failure.error.cause.message.removeprefix("dagster._core.definitions.events.Failure: ").strip()


def once(policy: type[dg.RetryPolicy], **arguments: Any) -> dg.RetryPolicy:
    """Nobody waits here for a second try."""
    assert arguments.keys() == {"max_retries", "delay"}
    return policy(max_retries=0)


with patch.object(dg, "RetryPolicy", partial(once, dg.RetryPolicy)):
    defs = runpy.run_path("definitions.py")["defs"]
print(json.dumps(read(defs)))
