"""Prints what became of the newest run in the Dagster instance of DAGSTER_HOME. Run by the Python of a Dagster."""

import json

import dagster as dg

instance = dg.DagsterInstance.get()
run = instance.get_runs(limit=1)[0]
events = [record.dagster_event for record in instance.all_logs(run.run_id) if record.dagster_event]
materializations = [event.materialization for event in events if event.is_step_materialization]
checks = [
    event.asset_check_evaluation_data
    for event in events
    if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION
]
found = {
    "id": run.run_id,
    "succeeded": run.is_success,
    "materialized": {
        each.asset_key.path[-1]: {name: value.value for name, value in each.metadata.items()}
        for each in materializations
    },
    "partitions": sorted({each.partition for each in materializations if each.partition}),
    "checked": {check.check_name: "passed" if check.passed else check.severity.name for check in checks},
}
print(json.dumps(found))
