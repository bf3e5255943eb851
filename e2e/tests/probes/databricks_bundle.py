"""Prints the jobs of a bundle as Databricks' own classes read them, which take no field that they do not know.

Run by the Python of databricks-bundles, with the name of a file that has the jobs as JSON.
"""

import json
import sys
from pathlib import Path

from databricks.bundles.jobs import Job

jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
print(json.dumps({key: Job.from_dict(job).as_dict() for key, job in jobs.items()}))
