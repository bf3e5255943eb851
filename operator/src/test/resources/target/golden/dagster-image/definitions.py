"""Assets that dbt builds, and checks that are its tests. Made by Intalgo: changes made here are overwritten.

This file is the same for every Deployment: what differs is in graph.json, and where dbt runs in run_dbt.py, beside it.
"""

import hashlib
import json
import re
import runpy
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg

HERE = Path(__file__).parent
# run_dbt(context, run, arguments): what dbt said of each node that it ran, and why it failed if it did.
run_dbt = runpy.run_path(str(HERE / "run_dbt.py"))["run_dbt"]
TAG = re.compile(r"[A-Za-z0-9_.-]{1,63}")
EVERY = {
    "hourly": dg.HourlyPartitionsDefinition,
    "daily": dg.DailyPartitionsDefinition,
    "weekly": dg.WeeklyPartitionsDefinition,
    "monthly": dg.MonthlyPartitionsDefinition,
}


def read(path: Path) -> dict:
    """The JSON of a file, or of the pieces that it names where it is too large for one ConfigMap."""
    run = json.loads(path.read_bytes())
    if "pieces" not in run:
        return run
    text = b"".join(path.with_name(name).read_bytes() for name in run["pieces"])
    if hashlib.sha256(text).hexdigest() != run["sha256"]:
        raise ValueError(f"{path.name} and its pieces are not of one version yet: they are when all are mounted")
    return json.loads(text)


RUN = read(HERE / "graph.json")


def partitions() -> dg.TimeWindowPartitionsDefinition | None:
    given = RUN["partitions"]
    return given and EVERY[given["every"]](datetime.fromisoformat(given["start"]), timezone=RUN["time_zone"])


PARTITIONS = partitions()
OP = {
    "op_tags": RUN["tags"],
    "pool": RUN["pool"],
    "retry_policy": dg.RetryPolicy(max_retries=RUN["attempts"]["retries"], delay=RUN["attempts"]["delay"]),
}


def key(name: str) -> dg.AssetKey:
    return dg.AssetKey([*RUN["prefix"], *name.split(".")])


def asset_spec(asset: dict[str, Any]) -> dg.AssetSpec:
    metadata = {"commit": RUN["commit"], "dbt_unique_id": asset["id"], "dbt_tags": asset.get("tags", [])}
    if "question" in asset:
        metadata["question"] = asset["question"]
    return dg.AssetSpec(
        key=key(asset["name"]),
        deps=[key(name) for name in asset.get("deps", [])],
        description=asset.get("description"),
        group_name=RUN["group"],
        owners=RUN["owners"],
        code_version=asset["code_version"],
        kinds={"dbt"},
        tags={**{tag: "" for tag in asset.get("tags", []) if TAG.fullmatch(tag)}, **RUN["tags"]},
        metadata=metadata,
    )


def check_spec(asset: dict[str, Any], check: dict[str, Any]) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name=check["name"],
        asset=key(asset["name"]),
        additional_deps=[key(name) for name in check.get("others", [])],
        metadata={"dbt_unique_id": check["id"]},
    )


def checks_of(assets: Sequence[dict[str, Any]], between: bool) -> dict[dg.AssetCheckKey, dict[str, Any]]:
    return {
        dg.AssetCheckKey(key(asset["name"]), check["name"]): check
        for asset in assets
        for check in asset.get("checks", [])
        if check.get("between", False) == between
    }


def specs_of(assets: Sequence[dict[str, Any]], between: bool) -> list[dg.AssetCheckSpec]:
    return [
        check_spec(asset, check)
        for asset in assets
        for check in asset.get("checks", [])
        if check.get("between", False) == between
    ]


def step(step: dict[str, Any]) -> dg.AssetsDefinition:
    """What one pod, or one call of dbt, builds and tests."""
    assets = {key(asset["name"]): asset for asset in step["assets"]}
    checks = checks_of(step["assets"], between=False)

    @dg.multi_asset(
        name=step["name"],
        specs=[asset_spec(asset) for asset in step["assets"]],
        check_specs=specs_of(step["assets"], between=False),
        can_subset=True,
        partitions_def=PARTITIONS,
        backfill_policy=PARTITIONS and dg.BackfillPolicy.single_run(),
        **OP,
    )
    def build(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        chosen = {assets[each]["id"]: each for each in context.selected_asset_keys}
        tests = {checks[each]["id"]: each for each in context.selected_asset_check_keys}
        if step["whole"] and len(chosen) == len(assets):
            yield from build_and_test(context, RUN["whole"], chosen, tests)
        else:
            select = [assets[each]["select"] for each in chosen.values()]
            # dbt runs the tests of what it builds of its own accord.
            select += [checks[each]["select"] for each in tests.values() if each.asset_key not in chosen.values()]
            yield from build_and_test(context, [*RUN["part"], "--select", *sorted(select)], chosen, tests)

    return build


def tests_between(checks: dict[dg.AssetCheckKey, dict[str, Any]], specs: list[dg.AssetCheckSpec]) -> Any:
    """The tests that look at several models, in one pod once all of those are built."""

    @dg.multi_asset_check(name="dbt_tests", specs=specs, can_subset=True, **OP)
    def test(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        tests = {checks[each]["id"]: each for each in context.selected_asset_check_keys}
        select = sorted(checks[each]["select"] for each in tests.values())
        yield from build_and_test(context, [*RUN["part"], "--select", *select], {}, tests)

    return test


def build_and_test(
    context: Any, arguments: list[str], chosen: dict[str, dg.AssetKey], tests: dict[str, dg.AssetCheckKey]
) -> Iterator[Any]:
    """Runs dbt; what it built and tested, by the unique ids that were chosen; raises in the end where dbt failed."""
    results, failure = run_dbt(context, RUN, [*arguments, *variables(context)])
    if not results and failure is None:
        context.log.warning("dbt succeeded, but did not tell what it built: is the runner's image an older one?")
        results = [{"unique_id": each, "status": "success"} for each in chosen]
    for result in results:
        known, status = result["unique_id"], result["status"]
        if known in chosen and status == "success":
            yield dg.MaterializeResult(asset_key=chosen[known], metadata=metadata(result))
        elif known in tests and status in ("pass", "warn", "fail", "error"):
            yield dg.AssetCheckResult(
                asset_key=tests[known].asset_key,
                check_name=tests[known].name,
                passed=status == "pass",
                severity=dg.AssetCheckSeverity.WARN if status == "warn" else dg.AssetCheckSeverity.ERROR,
                metadata=metadata(result),
            )
    if failure is not None:
        broken = [each for each in results if each["status"] in ("error", "fail", "runtime error")]
        raise dg.Failure("\n".join(map(sentence, broken)) or failure, metadata={"dbt": failure})


def variables(context: Any) -> list[str]:
    """The partition's time, as the variables min_date and max_date."""
    if PARTITIONS is None or not (context.has_partition_key or context.has_partition_key_range):
        return []
    window = PARTITIONS.time_window_for_partition_key(context.partition_key_range.start)
    last = PARTITIONS.time_window_for_partition_key(context.partition_key_range.end)
    times = {"min_date": window.start.isoformat(), "max_date": last.end.isoformat()}
    return ["--vars", json.dumps({**RUN["partitions"]["variables"], **times})]


def metadata(result: dict[str, Any]) -> dict[str, Any]:
    found = {
        "commit": RUN["commit"],
        "dbt_status": result["status"],
        "dbt_message": result.get("message"),
        "seconds": result.get("seconds"),
        "failures": result.get("failures"),
        "dagster/row_count": result.get("rows"),
        "dagster/relation_identifier": result.get("relation"),
    }
    return {name: value for name, value in found.items() if value is not None}


def sentence(result: dict[str, Any]) -> str:
    return f"{result['unique_id']}: {result.get('message') or result['status']}"


def schedule(job: Any) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=RUN["name"] + "_schedule",
        job=job,
        cron_schedule=RUN["schedule"],
        execution_timezone=RUN["time_zone"],
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if PARTITIONS is None:
            return dg.RunRequest()
        last = PARTITIONS.get_last_partition_key(context.scheduled_execution_time)
        return dg.RunRequest(partition_key=last) if last else dg.SkipReason("The first partition is not over yet.")

    return due


def definitions() -> dg.Definitions:
    steps = [step(each) for each in RUN["steps"]]
    everything = [asset for each in RUN["steps"] for asset in each["assets"]]
    between = specs_of(everything, between=True)
    checks = [tests_between(checks_of(everything, between=True), between)] if between else []
    attempts = RUN["attempts"]
    job = dg.define_asset_job(
        RUN["name"],
        selection=dg.AssetSelection.assets(*steps) | dg.AssetSelection.checks_for_assets(*steps),
        description=RUN["description"],
        owners=RUN["owners"],
        tags={
            **RUN["tags"],
            "dagster/max_runtime": str((attempts["retries"] + 1) * (attempts["timeout"] + attempts["delay"])),
        },
    )
    schedules = [schedule(job)] if RUN["schedule"] else []
    return dg.Definitions(assets=steps, asset_checks=checks, jobs=[job], schedules=schedules)


defs = definitions()
