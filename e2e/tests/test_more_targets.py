"""The files for Argo Workflows, Prefect, Kestra, GitHub Actions, GitLab CI and dbt Cloud, by their own tools."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from programs import programs
from test_targets import COMMIT, GOLDEN, assert_is_a_pod_for_dbt
from tools import E2E, PROBES, dbt, environment, read

NAME = "daily.shop-models"
SELECTED = ["run", "--commit", COMMIT, "--select", "+top_customers"]


def program(name: str) -> Path:
    """One of those that are written in Go."""
    return programs("argolint", "actionlint", "act") / name


def run(*command: Any, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)


def assert_taken(*command: Any) -> None:
    done = run(*command)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("bundle", ["argo-workflow-project", "argo-workflow-model"])
def test_argo_takes_the_workflow(bundle: str) -> None:
    assert_taken(program("argolint"), GOLDEN / bundle / "workflow.yaml")


def test_argo_refuses_a_tag_of_a_persons(tmp_path: Path) -> None:
    """Without what is done against it, a selector with braces would be one."""
    text = (GOLDEN / "argo-workflow-project" / "workflow.yaml").read_text(encoding="utf-8")
    file = written(tmp_path, "workflow.yaml", text.replace("{$(INTALGO_BRACE) 1 / 0 ", "{{workflow.parameters.none"))
    done = run(program("argolint"), file)
    assert done.returncode == 1
    assert "failed to resolve {{workflow.parameters.none}}" in done.stdout


def test_argo_runs_the_deployments_own_pod() -> None:
    workflow = yaml.safe_load((GOLDEN / "argo-workflow-project" / "workflow.yaml").read_text(encoding="utf-8"))
    [template] = workflow["spec"]["workflowSpec"]["templates"]
    spec = {**json.loads(template.get("podSpecPatch", "{}")), **template, "restartPolicy": "Never"}
    assert_is_a_pod_for_dbt({**template, "spec": {**spec, "containers": [template["container"]]}})
    assert template["container"]["args"][:5] == SELECTED
    assert {"name": "INTALGO_RUN_ID", "value": "{{workflow.uid}}"} in template["container"]["env"]


def test_kestra_runs_the_deployments_own_pod() -> None:
    flow = yaml.safe_load((GOLDEN / "kestra" / "flow.yaml").read_text(encoding="utf-8"))
    [task] = flow["tasks"]
    assert_is_a_pod_for_dbt(task)
    assert dbt(task)["args"][:5] == SELECTED
    assert {"name": "INTALGO_RUN_ID", "value": "{{ execution.id }}"} in dbt(task)["env"]


def kestra(flow: Path) -> subprocess.CompletedProcess[str]:
    """What Kestra's own parser makes of a flow."""
    root = E2E.parent
    jdk = subprocess.check_output([root / "dev" / "jdk"], text=True).strip()
    maven = [root / "mvnw", "--batch-mode", "--quiet", "--file", E2E / "kestra" / "pom.xml"]
    return subprocess.run(
        [*maven, "compile", "exec:java", f"-Dexec.args={flow}"],
        cwd=root,
        env={**os.environ, "JAVA_HOME": jdk},
        capture_output=True,
        text=True,
        check=False,
    )


def test_kestra_takes_the_flow() -> None:
    done = kestra(GOLDEN / "kestra" / "flow.yaml")
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert done.stdout.splitlines()[-3:] == [
        f"company.team {NAME}",
        "dbt_build io.kestra.plugin.kubernetes.core.PodCreate",
        "0 6 * * MON-FRI Europe/Berlin",
    ]


def test_kestra_refuses_a_field_that_it_does_not_have(tmp_path: Path) -> None:
    text = (GOLDEN / "kestra" / "flow.yaml").read_text(encoding="utf-8").replace("maxAttempts", "attempts")
    done = kestra(written(tmp_path, "flow.yaml", text))
    assert done.returncode != 0
    assert 'Unrecognized field "attempts"' in done.stdout + done.stderr


@pytest.mark.parametrize("bundle", ["github-actions", "github-actions-state"])
def test_github_takes_the_workflow(bundle: str, tmp_path: Path) -> None:
    """By actionlint, which also has shellcheck look at the script where that is installed, and by the JSON schema."""
    name = f"intalgo-{NAME}.yml"
    text = (GOLDEN / bundle / name).read_text(encoding="utf-8")
    file = written(tmp_path, f".github/workflows/{name}", text)
    assert_taken(program("actionlint"), file)
    assert_taken(environment("ci") / "bin" / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", file)


def test_github_refuses_an_expression_that_is_none(tmp_path: Path) -> None:
    text = (GOLDEN / "github-actions" / f"intalgo-{NAME}.yml").read_text(encoding="utf-8")
    file = written(tmp_path, ".github/workflows/x.yml", text.replace("{{ 1 / 0 }}", "${{ 1 / 0 }}"))
    done = run(program("actionlint"), file)
    assert done.returncode == 1
    assert "expression" in done.stdout


@pytest.mark.parametrize("bundle", ["gitlab-ci", "gitlab-ci-state"])
def test_gitlab_takes_the_pipeline(bundle: str) -> None:
    program = environment("ci") / "bin" / "check-jsonschema"
    schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    assert_taken(program, *schema, GOLDEN / bundle / f"intalgo-{NAME}.yml")


def test_gitlab_and_github_name_secrets_and_have_none() -> None:
    github = yaml.safe_load((GOLDEN / "github-actions" / f"intalgo-{NAME}.yml").read_text(encoding="utf-8"))
    env = github["jobs"]["dbt"]["env"]
    assert env["DBT_ENV_SECRET_PASSWORD"] == "${{ secrets.DBT_ENV_SECRET_PASSWORD }}"
    gitlab = yaml.safe_load((GOLDEN / "gitlab-ci" / f"intalgo-{NAME}.yml").read_text(encoding="utf-8"))
    job = gitlab[f"intalgo-{NAME}"]
    assert "DBT_ENV_SECRET_PASSWORD" not in job["variables"]
    assert '"${DBT_ENV_SECRET_PASSWORD:?' in job["script"][0]


def test_dbt_cloud_takes_the_job() -> None:
    assert_taken(environment("ci") / "bin" / "dbt-jobs-as-code", "validate", GOLDEN / "dbt-cloud" / "jobs.yml")


def test_dbt_cloud_takes_braces_for_a_template(tmp_path: Path) -> None:
    text = (GOLDEN / "dbt-cloud" / "jobs.yml").read_text(encoding="utf-8").replace(r"\x7B{ 1 / 0", "{{ one / 0")
    done = run(environment("ci") / "bin" / "dbt-jobs-as-code", "validate", written(tmp_path, "jobs.yml", text))
    assert done.returncode != 0
    assert "templated" in done.stdout + done.stderr


def prefect(folder: Path, phase: str) -> dict[str, Any]:
    """What Prefect made of the flow, whose pod ends so."""
    files = read(GOLDEN / "prefect")
    for name, text in files.items():
        written(folder / "flow", name, text)
    done = subprocess.run(
        [environment("prefect") / "bin" / "python", PROBES / "prefect_flow.py", phase],
        cwd=folder / "flow",
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "PREFECT_HOME": str(folder),
            "LANG": "C.UTF-8",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            # SQLite lets one write at a time.
            "PREFECT_SERVER_DATABASE_TIMEOUT": "120",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return json.loads(done.stdout.rstrip().rpartition("\n")[2]) | {"log": done.stderr}


@pytest.fixture(scope="module")
def succeeded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return prefect(tmp_path_factory.mktemp("prefect"), "Succeeded")


def test_prefect_has_the_deployment(succeeded: dict[str, Any]) -> None:
    assert succeeded["deployment"] == NAME
    assert succeeded["flow"] == "team__daily_shop_models"
    assert succeeded["version"] == COMMIT
    assert succeeded["work_pool"] == "default"
    assert succeeded["schedules"] == [{"cron": "0 6 * * MON-FRI", "timezone": "Europe/Berlin", "active": True}]


def test_prefect_runs_the_deployments_own_pod(succeeded: dict[str, Any]) -> None:
    assert succeeded["state"]["type"] == "COMPLETED"
    [pod] = succeeded["pods"]
    assert_is_a_pod_for_dbt(pod)
    arguments = dbt(pod)["args"]
    assert arguments[:5] == SELECTED
    assert arguments[-1] == "--full-refresh"
    [run_id] = [each["value"] for each in dbt(pod)["env"] if each["name"] == "INTALGO_RUN_ID"]
    assert len(run_id) == 36
    assert succeeded["deleted"] == ["pod-1"]
    assert "dbt says ☕" in succeeded["log"]


def test_prefect_has_the_assets(succeeded: dict[str, Any]) -> None:
    models = ("paid_orders", "stock", "top_customers")
    assert succeeded["state"]["assets"] == [f"intalgo://team/shop/{model}" for model in models]


def test_a_pod_that_fails_is_a_run_that_failed_in_prefect(tmp_path: Path) -> None:
    failed = prefect(tmp_path, "Failed")
    assert failed["state"]["type"] == "FAILED"
    assert "ended as Failed" in failed["state"]["message"]
    assert failed["deleted"] == ["pod-1"]
