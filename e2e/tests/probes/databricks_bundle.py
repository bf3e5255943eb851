"""Prints the jobs of a bundle as Databricks' own classes read them, which take no field that they do not know.

Run by the Python of databricks-bundles, with the jobs as JSON on the standard input.
"""

import json
import sys

from databricks.bundles.jobs import Job

jobs = json.load(sys.stdin)
json.dump({key: Job.from_dict(job).as_dict() for key, job in jobs.items()}, sys.stdout)
