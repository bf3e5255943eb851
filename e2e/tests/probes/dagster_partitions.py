"""Materialises an asset, which is the first argument, for a partition of each definitions.py.

Their folders, with the partition after each, are the other arguments. Run by the Python of a Dagster.
"""

import os
import runpy
import sys

import dagster as dg

instance = dg.DagsterInstance.get()
for folder, partition in zip(sys.argv[2::2], sys.argv[3::2], strict=True):
    os.chdir(folder)
    defs = runpy.run_path("definitions.py")["defs"]
    [name] = [job.name for job in defs.jobs]
    job = defs.resolve_job_def(name)
    [asset] = [key for key in job.asset_layer.executable_asset_keys if key.path[-1] == sys.argv[1]]
    job.execute_in_process(partition_key=partition, asset_selection=[asset], instance=instance)
