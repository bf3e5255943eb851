"""The bundle that the operator renders is one to Databricks."""

import copy
from typing import Any

import pytest
import yaml
from test_targets import COMMIT, GOLDEN
from tools import Databricks, Refused, read

KEY = "daily_shop_models"


@pytest.fixture
def bundle() -> dict[str, Any]:
    return yaml.safe_load(read(GOLDEN / "databricks")["databricks.yml"])


def test_databricks_reads_the_job(databricks: Databricks, bundle: dict[str, Any]) -> None:
    job = databricks.load(bundle)[KEY]
    assert job == bundle["resources"]["jobs"][KEY]
    assert job["git_source"]["git_commit"] == COMMIT
    assert job["schedule"] == {
        "quartz_cron_expression": "0 0 6 ? * 2-6",
        "timezone_id": "Europe/Berlin",
        "pause_status": "UNPAUSED",
    }


def test_a_field_that_databricks_does_not_have_is_noticed(databricks: Databricks, bundle: dict[str, Any]) -> None:
    wrong = copy.deepcopy(bundle)
    wrong["resources"]["jobs"][KEY]["tasks"][0]["dbt_task"]["command"] = "dbt build"
    with pytest.raises(Refused, match="command"):
        databricks.load(wrong)


def test_there_is_nothing_that_databricks_puts_a_value_in_for(bundle: dict[str, Any]) -> None:
    """Neither a variable of the bundle nor, in what is run, a reference of the job; and so no secret."""
    [task] = bundle["resources"]["jobs"][KEY]["tasks"]
    assert "${" not in yaml.safe_dump(bundle)
    assert "{{" not in " ".join(task["dbt_task"]["commands"])
