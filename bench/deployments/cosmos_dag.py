"""A DAG of Cosmos', as its documentation has it; what differs is in the JSON file of the same name."""

import json
from pathlib import Path

from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import ExecutionMode, LoadMode

given = json.loads(Path(__file__).with_suffix(".json").read_text())

dag = DbtDag(
    dag_id=given["dag_id"],
    project_config=ProjectConfig(manifest_path=given["manifest"], project_name="shop"),
    profile_config=ProfileConfig(
        profile_name=given["profile"], target_name=given["target"], profiles_yml_filepath=given["profiles"]
    ),
    render_config=RenderConfig(load_method=LoadMode(given["load"]), dbt_project_path=given["project"]),
    execution_config=ExecutionConfig(
        execution_mode=ExecutionMode(given["execution"]), dbt_project_path=given["project_there"]
    ),
    operator_args=given["operator_args"],
    schedule=None,
    catchup=False,
)
