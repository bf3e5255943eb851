"""Argo Workflows runs the Deployments' pods: as they are submitted, and when their time comes."""

from collections.abc import Iterator

import pytest
from argo_workflows import GROUP, argo_workflows, pods, rights, submit
from cluster import Cluster, until
from orchestrated import Orchestrated, account, deployment, orchestrated

MODELS = {"paid", "largest"}
# Models by hand, of which one cannot pass its test.
BY_HAND = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "models/clock.sql": "{{ config(materialized='table') }} select current_timestamp as at",
    "models/cheap.sql": "{{ config(materialized='table') }} select 1 as amount",
    "tests/cheap_is_dear.sql": "select * from {{ ref('cheap') }} where amount < 2",
}
# What docs/deployments.md gives to Argo's container in the pods.
EXECUTOR = "argo-executor"
EXECUTORS_RIGHTS = [{"apiGroups": [GROUP], "resources": ["workflowtaskresults"], "verbs": ["create", "patch"]}]
EXECUTORS_TOKEN = {
    "apiVersion": "v1",
    "kind": "Secret",
    "type": "kubernetes.io/service-account-token",
    "metadata": {
        "name": f"{EXECUTOR}.service-account-token",
        "annotations": {"kubernetes.io/service-account.name": EXECUTOR},
    },
}


@pytest.fixture(scope="module")
def team(shop: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orchestrated]:
    folder = tmp_path_factory.mktemp("argo")
    with (
        orchestrated(shop, "argoWorkflow", rights(), BY_HAND, MODELS, folder) as team,
        argo_workflows(team.cluster, team.kubeconfig, folder / "controller.log"),
    ):
        team.cluster.apply(*account(EXECUTOR, EXECUTORS_RIGHTS), EXECUTORS_TOKEN)
        minutely = deployment("minutely", ["clock"], "Project", argoWorkflow={})
        minutely["spec"]["schedule"] = "* * * * *"
        team.cluster.apply(minutely)
        team.cluster.await_ready("idep", "minutely")
        team.files["minutely"] = team.cluster.get("configmap", "minutely-argo-workflow")["data"]
        for files in team.files.values():
            team.cluster.run("apply", "-f", "-", stdin=files["workflow.yaml"])
        yield team


def test_argo_runs_the_whole_project_in_one_pod(team: Orchestrated) -> None:
    team.shop.sql(f"drop table if exists {team.schema}.paid, {team.schema}.largest cascade")
    workflow = submit(team.cluster, "whole")
    assert workflow["status"]["phase"] == "Succeeded", workflow["status"]
    assert list(pods(workflow).values()) == ["Succeeded"]
    assert team.rows("largest") == 3
    told = team.told("whole", workflow["metadata"]["uid"])
    assert (told["succeeded"], told["built"]) == (True, 2)


def test_argo_runs_each_model_in_a_pod_of_its_own(team: Orchestrated) -> None:
    team.shop.sql(f"drop table if exists {team.schema}.paid, {team.schema}.largest cascade")
    workflow = submit(team.cluster, "each")
    assert workflow["status"]["phase"] == "Succeeded", workflow["status"]
    assert {name: phase for name, phase in pods(workflow).items() if name in MODELS} == dict.fromkeys(
        MODELS, "Succeeded"
    )
    assert team.rows("largest") == 3
    told = team.told("each", workflow["metadata"]["uid"])
    assert (told["succeeded"], told["built"]) == (True, 2)


def test_a_test_that_fails_fails_the_workflow(team: Orchestrated) -> None:
    workflow = submit(team.cluster, "cheap")
    assert (workflow["status"]["phase"], list(pods(workflow).values())) == ("Failed", ["Failed"])
    assert team.rows("cheap") == 1
    told = team.told("cheap", workflow["metadata"]["uid"])
    assert (told["succeeded"], told["failed"]) == (False, ["cheap_is_dear"])


def test_argo_runs_it_when_its_time_comes(team: Orchestrated) -> None:
    """Of the runs that there were meanwhile, the last that has told."""
    last = until(
        lambda: team.cluster.get("idep", "minutely")["status"].get("lastRun") or {},
        lambda run: run.get("succeeded") is not None,
        "a run that nobody submitted",
    )
    assert (last["succeeded"], last["built"]) == (True, 1)
    assert team.rows("clock") == 1
    workflows = team.cluster.items(f"workflows.{GROUP}", "-l", "workflows.argoproj.io/cron-workflow=minutely")
    assert last["id"] in {workflow["metadata"]["uid"] for workflow in workflows}


def test_no_credential_is_in_a_workflow_or_its_pod(team: Orchestrated) -> None:
    password = team.shop.secret("shop-db", "password")
    workflows = team.cluster.items(f"workflows.{GROUP}")
    made = team.cluster.items("pods", "-l", "workflows.argoproj.io/workflow")
    assert made
    assert "secretKeyRef" in str(workflows)
    assert password not in str((workflows, made, team.files))
