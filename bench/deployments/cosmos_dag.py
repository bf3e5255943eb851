"""A DAG of Cosmos' for Airflow, as its documentation has it; what differs is in the JSON file of the same name."""

import json
from pathlib import Path

from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import ExecutionMode, LoadMode

given = json.loads(Path(__file__).with_suffix(".json").read_text())

dag = DbtDag(
    dag_id=given["dag_id"],
    project_config=ProjectConfig(**given["project"]),
    profile_config=ProfileConfig(**given["profile"]),
    render_config=RenderConfig(load_method=LoadMode(given["load"])),
    execution_config=ExecutionConfig(execution_mode=ExecutionMode(given["execution"]), dbt_project_path=given["there"]),
    operator_args=given["operator_args"],
    schedule=None,
    catchup=False,
)
