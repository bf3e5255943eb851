"""A Deployment by GitHub Actions and by GitLab CI, each run on this machine, in the runner's image."""

from collections.abc import Iterator

import containers
import pytest
from ci import BEFORE, TOKEN, Ended, Github, Gitlab, Platform, Project, make_helper
from containers import Containers, Postgres
from test_targets import COMMIT

PASSWORD = "canary-of-the-password"
MODELS = {
    "dbt/dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\nmodels: {shop: {+materialized: table}}\n",
    "dbt/models/orders.sql": "select 1 as id",
    "dbt/models/top_customers.sql": "select id from {{ ref('orders') }}",
    "dbt/models/top_customers.yml": "models: [{name: top_customers, columns: [{name: id, data_tests: [not_null]}]}]",
    "dbt/models/stock.sql": "select 2 as id",
}


@pytest.fixture(scope="module")
def engine(first_run: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    """The quickstart made the images."""
    with containers.containers(tmp_path_factory.mktemp("containers")) as engine:
        yield engine


@pytest.fixture(scope="module")
def database(engine: Containers) -> Iterator[Postgres]:
    with containers.postgres(engine, PASSWORD) as database:
        yield database


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def first(project: Project) -> str:
    return project.commit(MODELS)


@pytest.fixture(scope="module", params=["github", "gitlab"])
def platform(
    request: pytest.FixtureRequest,
    engine: Containers,
    project: Project,
    database: Postgres,
    tmp_path_factory: pytest.TempPathFactory,
) -> Platform:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "github":
        return Github(engine, project, database, folder)
    make_helper(engine)
    return Gitlab(engine, project, database, folder)


@pytest.fixture(scope="module")
def built(platform: Platform, first: str) -> Ended:
    return platform.run("", {COMMIT: first}, PASSWORD)


def schema(platform: Platform) -> str:
    return type(platform).__name__.lower()


def test_the_job_builds_the_models(built: Ended, platform: Platform, database: Postgres) -> None:
    assert built.status == 0, built.output
    assert database.sql(f"select * from {schema(platform)}.top_customers") == [["1"]]
    tables = f"select tablename from pg_tables where schemaname = '{schema(platform)}' order by 1"
    assert database.sql(tables) == [["orders"], ["top_customers"]]


def test_the_job_shows_no_secret(built: Ended) -> None:
    """Nor one that had to be masked."""
    assert PASSWORD not in built.output
    assert TOKEN not in built.output
    assert "***" not in built.output


def test_the_job_builds_only_what_changed(
    built: Ended, platform: Platform, project: Project, first: str, database: Postgres
) -> None:
    changed = project.commit(MODELS | {"dbt/models/top_customers.sql": "select id + 1 as id from {{ ref('orders') }}"})
    ended = platform.run("-state", {COMMIT: changed, BEFORE: first}, PASSWORD)
    assert ended.status == 0, ended.output
    assert "PASS=2 " in ended.output  # the model and its test
    assert database.sql(f"select * from {schema(platform)}.top_customers") == [["2"]]


def test_a_test_that_fails_fails_the_job(built: Ended, platform: Platform, project: Project) -> None:
    wrong = project.commit(MODELS | {"dbt/models/orders.sql": "select null::int as id"})
    ended = platform.run("", {COMMIT: wrong}, PASSWORD)
    assert ended.status != 0
    assert "Failure in test not_null_top_customers_id" in ended.output


def test_the_job_says_which_secret_is_missing(platform: Platform, first: str) -> None:
    ended = platform.run("", {COMMIT: first}, None)
    assert ended.status != 0
    assert "DBT_ENV_SECRET_PASSWORD: is not set" in ended.output
