"""Prints, as JSON, the seconds that it takes to import a file of DAGs or of definitions: wall, and of all processors.

    imports.py airflow|dagster FILE

The orchestrator itself is imported before, and of a DAG's file what Airflow's DAG processor imports before it begins
with that file, as it does by default.
"""

import importlib
import json
import logging
import resource
import runpy
import sys
import time


def processors() -> float:
    """Of this process, and of those that it has started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(orchestrator: str, file: str) -> None:
    logging.disable(logging.CRITICAL)
    if orchestrator == "airflow":
        from airflow.utils.file import iter_airflow_imports

        for module in iter_airflow_imports(file):
            importlib.import_module(module)
    importlib.import_module({"airflow": "airflow.models.dag"}.get(orchestrator, orchestrator))
    wall, used = time.monotonic(), processors()
    runpy.run_path(file)
    wall, used = time.monotonic() - wall, processors() - used
    print(json.dumps({"wall": wall, "used": used}))


main(*sys.argv[1:])
