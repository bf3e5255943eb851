"""Definitions of dagster-dbt's, as its documentation has them; the manifest is made beforehand, as for production."""

import os
from pathlib import Path

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

project = DbtProject(project_dir=Path(os.environ["DBT_PROJECT_DIR"]), profiles_dir=Path(os.environ["DBT_PROFILES_DIR"]))


@dbt_assets(manifest=project.manifest_path)
def models(context: dg.AssetExecutionContext, dbt: DbtCliResource):
    yield from dbt.cli(["build"], context=context).stream()


defs = dg.Definitions(assets=[models], resources={"dbt": DbtCliResource(project_dir=project)})
