"""Assets that dbt builds in Kubernetes pods. Made by Intalgo: changes made here are overwritten.

This file is the same for every Deployment: what differs is in graph.json, beside it.
"""

import copy
import json
import re
from pathlib import Path

import dagster as dg
from dagster_k8s import PipesK8sClient

RUN = json.loads(Path(__file__).with_name("graph.json").read_text(encoding="utf-8"))
TAG = re.compile(r"[A-Za-z0-9_.-]{1,63}")


def run_pod(context: dg.AssetExecutionContext, select: list[str]) -> None:
    """Runs dbt and waits for it; raises where dbt fails. dbt's log goes to the step's stdout."""
    pod = copy.deepcopy(RUN["pod"])
    arguments = ["run", "--commit", RUN["commit"]]
    pod["spec"]["containers"][0]["args"] = arguments + (["--select", *select] if select else [])
    PipesK8sClient(poll_interval=2.0).run(
        context=context.op_execution_context,
        namespace=RUN["namespace"],
        base_pod_meta=pod.get("metadata"),
        base_pod_spec=pod["spec"],
    )


def asset_spec(asset: dict) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=dg.AssetKey(asset["key"]),
        deps=[dg.AssetKey(key) for key in asset["deps"]],
        description=asset["description"] or None,
        group_name=RUN["group"],
        kinds={"dbt"},
        tags={tag: "" for tag in asset["tags"] if TAG.fullmatch(tag)},
        metadata={**asset["metadata"], "commit": RUN["commit"], "dbt_tags": asset["tags"]},
    )


def step(step: dict) -> dg.AssetsDefinition:
    assets = {dg.AssetKey(asset["key"]): asset for asset in step["assets"]}

    @dg.multi_asset(name=step["name"], specs=[asset_spec(asset) for asset in assets.values()], can_subset=len(assets) > 1)
    def build(context: dg.AssetExecutionContext):
        chosen = context.selected_asset_keys
        whole = len(chosen) == len(assets)
        run_pod(context, step["select"] if whole else sorted(assets[key]["select"] for key in chosen))
        for key in assets:
            if key in chosen:
                yield dg.MaterializeResult(asset_key=key, metadata={"commit": RUN["commit"]})

    return build


def tests(checks: list[dict]) -> dg.AssetChecksDefinition:
    """The tests that look at several models, in one pod once all of those are built."""
    specs = [
        dg.AssetCheckSpec(
            name=check["name"],
            asset=dg.AssetKey(check["asset"]),
            additional_deps=[dg.AssetKey(key) for key in check["others"]],
        )
        for check in checks
    ]

    @dg.multi_asset_check(name="dbt_tests", specs=specs)
    def test(context: dg.AssetCheckExecutionContext):
        run_pod(context, [check["select"] for check in checks])
        for spec in specs:
            yield dg.AssetCheckResult(check_name=spec.name, asset_key=spec.asset_key, passed=True)

    return test


def definitions() -> dg.Definitions:
    assets = [step(each) for each in RUN["steps"]]
    job = dg.define_asset_job(RUN["name"], selection=dg.AssetSelection.assets(*assets), description=RUN["description"])
    schedules = []
    if RUN["schedule"]:
        schedules.append(
            dg.ScheduleDefinition(
                name=RUN["name"] + "_schedule",
                job=job,
                cron_schedule=RUN["schedule"],
                execution_timezone=RUN["time_zone"],
                default_status=dg.DefaultScheduleStatus.RUNNING,
            )
        )
    checks = [tests(RUN["checks"])] if RUN["checks"] else []
    return dg.Definitions(assets=assets, asset_checks=checks, jobs=[job], schedules=schedules)


defs = definitions()
