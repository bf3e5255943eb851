"""`intalgo run`, as CronJobs and orchestrators start it: without the operator's task API."""

import pytest
from conftest import Postgres
from operator_stub import OperatorStub
from repository import Repository
from support import PASSWORD, PodMaker, postgres_profile

ALONE = {"INTALGO_URL": "", "INTALGO_RETRY_SECONDS": "2"}


def test_builds_and_says_so(pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository) -> None:
    made = pod(**ALONE).profile(postgres_profile(postgres.port, schema="run"))
    assert made.run("run", "--commit", repository.first, "--select", "+spending", "newest") == 0
    # Two models and the test of one; an analysis is not built.
    assert made.output.rstrip().splitlines()[-1] == "intalgo: 3 ok, 0 error"
    assert PASSWORD not in made.output
    assert not any("/worker/" in path for _, path, _ in operator.requests)
    assert postgres.query("select count(*) from run.spending") == [(100,)]


def test_a_failing_model_is_exit_code_1(pod: PodMaker, postgres: Postgres, repository: Repository) -> None:
    yaml = "version: 2\nmodels:\n  - name: wrong\n    config: {materialized: table}\n"
    commit = repository.commit({"models/wrong.sql": "select 1 / 0 as x", "models/wrong.yml": yaml})
    made = pod(**ALONE).profile(postgres_profile(postgres.port, schema="run"))
    # An earlier commit than the newest, too.
    assert made.run("run", "--commit", commit, "--select", "wrong", "--full-refresh") == 1
    assert "division by zero" in made.output
    assert made.output.rstrip().splitlines()[-1] == "intalgo: 0 ok, 1 error"


@pytest.mark.parametrize(
    ("arguments", "changes", "words"),
    [
        (["--commit", "0" * 40], {}, "is not on branch main"),
        (["--commit", "main"], {}, "not a commit"),
        ([], {"INTALGO_PROFILE": "none"}, "no profile 'none'"),
        ([], {"DBT_ENV_SECRET_PASSWORD": "wrong-password"}, "password authentication failed"),
        ([], {"INTALGO_GIT_PATH": "sub/folder"}, "no sub/folder/dbt_project.yml"),
        ([], {"INTALGO_GIT_URL": "https://localhost:1/git/team/shop.git"}, "Failed to connect"),
        ([], {"INTALGO_GIT_URL": "file:///etc"}, "not allowed"),
        ([], {"INTALGO_GIT_URL": ""}, "INTALGO_GIT_URL is not set"),
    ],
)
def test_says_why_it_cannot_start(
    pod: PodMaker,
    postgres: Postgres,
    repository: Repository,
    arguments: list[str],
    changes: dict[str, str],
    words: str,
) -> None:
    made = pod(**{**ALONE, **changes}).profile(postgres_profile(postgres.port, schema="run"))
    code = made.run("run", *(arguments or ["--commit", repository.first]))
    assert code in (1, 2)
    assert words in made.output
    assert "wrong-password" not in made.output


def test_a_project_in_a_folder_of_the_repository(pod: PodMaker, postgres: Postgres, repository: Repository) -> None:
    project = "name: inner\nversion: '1.0.0'\nprofile: shop\n"
    commit = repository.commit({"data/dbt/dbt_project.yml": project, "data/dbt/models/one.sql": "select 1 as one"})
    made = pod(**ALONE, INTALGO_GIT_PATH="data/dbt/").profile(postgres_profile(postgres.port, schema="run"))
    assert made.run("run", "--commit", commit) == 0
    assert "intalgo: 1 ok, 0 error" in made.output
