"""Prints, as rows of Markdown, the processor time that an Airflow takes for DAGs of many models.

Run by that Airflow's Python. The files are those of operator/src/test/resources/target/golden with as many models as
are asked for.
"""

import json
import os
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

GOLDEN = Path(__file__).parents[2] / "operator/src/test/resources/target/golden"
DAG = "team__daily.shop-models"
TIMES = 5


def numbered(task: dict[str, Any], n: int) -> dict[str, Any]:
    """A model that reads two others, as most do."""
    before = [f"model_number_{max(n - 1, 0)}", f"model_number_{n // 2}"] if n else []
    uris = [f"intalgo://team/shop/{name}" for name in (*dict.fromkeys(before), f"model_number_{n}")]
    return {
        **task,
        "task_id": f"model_number_{n}",
        "pod_name": f"model-number-{n}",
        "selection": ["--select", f"model_number_{n}"],
        "upstream": list(dict.fromkeys(before)),
        "inlets": uris[:-1],
        "outlets": uris[-1:],
    }


def enlarge(folder: str, models: int) -> dict[str, Any]:
    run = json.loads((GOLDEN / folder / f"{DAG}.json").read_text())
    first, *_ = run["tasks"]
    many = [numbered(first, n) for n in range(models)]
    if run["selectable"]:
        many = [{**first, "outlets": [uri for task in many for uri in task["outlets"]]}]
    return {**run, "tasks": many}


def main(models: int) -> None:
    with TemporaryDirectory() as home:
        os.environ |= {
            "AIRFLOW_HOME": home,
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        }
        with redirect_stdout(sys.stderr):
            import airflow
            import airflow.providers.cncf.kubernetes.operators.pod
        for folder in ("airflow-project", "airflow-model"):
            dag = Path(home) / f"{DAG}.py"
            dag.write_text((GOLDEN / folder / f"{DAG}.py").read_text())
            data = dag.with_suffix(".json")
            data.write_text(json.dumps(enlarge(folder, models), indent=2))
            code = compile(dag.read_text(), dag, "exec")
            took = []
            for _ in range(TIMES):
                began = time.process_time()
                exec(code, {"__file__": str(dag), "__name__": "dag"})  # noqa: S102
                took.append(time.process_time() - began)
            size = data.stat().st_size // 1024
            print(
                f"| {airflow.__version__} | {folder} | {models} | {size} KiB | {min(took):.2f} s | {max(took):.2f} s |"
            )


main(int(sys.argv[1]))
