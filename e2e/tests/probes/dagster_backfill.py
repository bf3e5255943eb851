"""Backfills partitions of an asset as Dagster's daemon does: the asset and the partitions are the arguments.

Run by the Python of a Dagster. Prints the state that the backfill ended with and, of each of its runs, the partitions.
"""

import json
import logging
import os
import sys
import time

import dagster as dg
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import PythonFileTarget
from dagster._daemon.backfill import execute_backfill_iteration

# The code server logs to what it inherits.
output = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
instance = dg.DagsterInstance.get()
target = PythonFileTarget("definitions.py", attribute=None, working_directory=".", location_name="definitions")
with create_test_daemon_workspace_context(target, instance) as workspace:
    graph = workspace.create_request_context().asset_graph
    [asset] = [key for key in graph.executable_asset_keys if key.path[-1] == sys.argv[1]]
    backfill = PartitionBackfill.from_asset_partitions(
        backfill_id="backfill",
        asset_graph=graph,
        partition_names=sys.argv[2:],
        asset_selection=[asset],
        backfill_timestamp=time.time(),
        tags={},
        dynamic_partitions_store=instance,
        all_partitions=False,
        title=None,
        description=None,
        run_config=None,
    )
    instance.add_backfill(backfill)
    deadline = time.monotonic() + 300
    while (backfill := instance.get_backfill("backfill")).status == BulkActionStatus.REQUESTED:
        assert time.monotonic() < deadline, instance.get_runs()
        list(execute_backfill_iteration(workspace, logging.getLogger("backfill")))
    runs = instance.get_runs(dg.RunsFilter.for_backfill("backfill"))
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
print(
    json.dumps({"status": backfill.status.name, "runs": [[run.tags.get(name) for name in RANGE] for run in runs]}),
    file=output,
    flush=True,
)
