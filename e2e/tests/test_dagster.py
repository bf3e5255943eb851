"""Dagster materialises the assets: by pods of a cluster, and by the dbt of its own image."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster import Cluster
from objects import intalgo, project
from orchestrated import Orchestrated, committed, model, orchestrated
from test_targets import COMMIT, GOLDEN
from tools import Dagster, environment, mount, read

RIGHTS = [
    # What the chart dagster-user-deployments gives to a code location.
    {"apiGroups": [""], "resources": ["pods", "pods/log", "pods/status"], "verbs": ["*"]},
    # What one needs that clones the project itself.
    {"apiGroups": ["intalgo.dev"], "resources": ["intalgoprojects"], "verbs": ["get"]},
]
IMAGE = {"flavour": "Image", "image": "registry.example.org/team/dagster-dbt:1.13"}
# One model by hand, which cannot pass its test.
BY_HAND = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "models/cheap.sql": "{{ config(materialized='table') }} select 1 as amount union all select 2",
    "tests/cheap_is_dear.sql": "select * from {{ ref('cheap') }} where amount < 2",
}
# The project that the golden files are about.
TABLE = "{{ config(materialized='table') }} "
PROJECT = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\n",
    "models/sources.yml": "sources: [{name: public, schema: main, tables: [{name: orders}, {name: customers}]}]\n",
    "models/paid_orders.sql": TABLE
    + "select id, '{{ var('min_date') }}' as since, '{{ var('max_date') }}' as until, '{{ var('currency') }}' as money "
    + "from {{ source('public', 'orders') }}",
    # A row for each run.
    "models/stock.sql": "{{ config(materialized='incremental') }} select 9 as id, current_timestamp as built, "
    + "'{{ var('min_date') }}' as since, '{{ var('max_date') }}' as until",
    "models/top_customers.sql": TABLE
    + "select id from {{ ref('paid_orders') }} union all select id from {{ source('public', 'customers') }}",
    "tests/unique_top_customers_id.sql": "select id from {{ ref('top_customers') }} group by id having count(*) > 1",
    "tests/relationships_top_customers_paid_orders.sql": "select * from {{ ref('top_customers') }} "
    + "where id not in (select id from {{ ref('paid_orders') }})",
    "tests/relationships_stock_paid_orders.sql": "select * from {{ ref('stock') }} "
    + "where id not in (select id from {{ ref('paid_orders') }})",
}


class Team(Orchestrated):
    """With a Dagster that may run pods there."""

    def run(self, deployment: str, folder: Path) -> dict[str, Any]:
        mounted = mount(self.files[deployment], folder / deployment)
        dagster = Dagster(folder / "home", KUBECONFIG=str(self.kubeconfig))
        dagster.validate(mounted)
        return dagster.materialize(mounted)


@pytest.fixture(scope="module")
def team(shop: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("dagster")
    with orchestrated(shop, "dagster", RIGHTS, BY_HAND, {"paid", "largest"}, folder) as team:
        # Another project, in Intalgo's own Git, which is made while the tests by pods go on.
        team.cluster.apply(
            project("own", "shop", schema=team.schema),
            model("newest", "SELECT order_id FROM public.orders ORDER BY order_id DESC LIMIT 4", "own"),
            intalgo("Deployment", "image", {"projectRef": {"name": "own"}, "dagster": IMAGE}),
        )
        yield Team(**vars(team))


@pytest.mark.parametrize("deployment", ["whole", "each"])
def test_dagster_materializes_by_pods(team: Team, tmp_path: Path, deployment: str) -> None:
    team.shop.sql(f"drop table if exists {team.schema}.paid, {team.schema}.largest cascade")
    run = team.run(deployment, tmp_path)
    assert run["succeeded"]
    assert run["materialized"].keys() == {"paid", "largest"}
    assert run["materialized"]["largest"]["dagster/row_count"] == 3
    assert run["materialized"]["paid"]["dagster/relation_identifier"] == f"shop.{team.schema}.paid"
    assert run["checked"].keys() == checks(team.files[deployment])
    assert set(run["checked"].values()) <= {"passed"}
    assert team.rows("largest") == 3
    told = team.told(deployment, run["id"])
    assert (told["succeeded"], told["built"]) == (True, 2)


def checks(files: dict[str, str]) -> set[str]:
    steps = json.loads(files["graph.json"])["steps"]
    return {check["name"] for step in steps for asset in step["assets"] for check in asset.get("checks", [])}


def test_a_dbt_test_that_fails_is_a_failed_check_of_what_was_built(team: Team, tmp_path: Path) -> None:
    run = team.run("cheap", tmp_path)
    assert not run["succeeded"]
    assert run["materialized"]["cheap"]["dagster/row_count"] == 2
    assert run["checked"] == {"cheap_is_dear": "ERROR"}
    assert team.told("cheap", run["id"])["failed"] == ["cheap_is_dear"]
    assert team.rows("cheap") == 2


def test_no_credential_is_in_the_files(team: Team) -> None:
    password = team.shop.secret("shop-db", "password")
    for files in team.files.values():
        assert "secretKeyRef" in files["graph.json"]
        assert password not in str(files)


def test_dagster_clones_from_intalgo_and_builds_in_postgresql_by_the_dbt_of_its_image(
    team: Team, system: Cluster, tmp_path: Path
) -> None:
    """With what values.yaml gives to the chart, but in no pod: its names of services are resolved here."""
    team.cluster.await_ready("idep", "image")
    files = team.cluster.get("configmap", "image-dagster")["data"]
    [values] = yaml.safe_load(files["values.yaml"])["deployments"]
    [profiles] = [each["configMap"]["name"] for each in values["volumes"] if each["name"] == "profiles"]
    [audience] = [each["projected"]["sources"][0] for each in values["volumes"] if each["name"] == "token"]
    token = tmp_path / "token"
    token.write_text(
        team.cluster.run("create", "token", "dagster", f"--audience={audience['serviceAccountToken']['audience']}")
    )
    git = address(system, "intalgo")
    dagster = Dagster(
        tmp_path / "home",
        "dagster-dbt",
        **{each["name"]: variable(team.cluster, each) for each in values["env"]},
        INTALGO_PROFILES_DIR=str(mount(team.cluster.get("configmap", profiles)["data"], tmp_path / "profiles")),
        INTALGO_TOKEN_FILE=str(token),
        PGHOSTADDR=address(team.shop, "shop-db"),
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0="http.curloptResolve",
        GIT_CONFIG_VALUE_0=f"intalgo.{system.namespace}.svc:8443:{git}",
    )
    run = dagster.materialize(mount(files, tmp_path / "definitions"))

    assert run["succeeded"]
    assert run["materialized"]["newest"]["dagster/row_count"] == 4
    assert team.rows("newest") == 4
    assert team.cluster.secret("shop-db", "password") not in str(files)


def address(cluster: Cluster, service: str) -> str:
    return cluster.get("service", service)["spec"]["clusterIP"]


def variable(cluster: Cluster, given: dict[str, Any]) -> str:
    """As Kubernetes gives it to a pod."""
    if "value" in given:
        return given["value"]
    reference = given["valueFrom"]["secretKeyRef"]
    return cluster.secret(reference["name"], reference["key"])


@pytest.mark.parametrize(("bundle", "name"), [("dagster-project", "dagster"), ("dagster-image", "dagster-dbt")])
def test_dagster_serves_and_runs_it_as_the_values_say(bundle: str, name: str, tmp_path: Path) -> None:
    """Where the chart's templates put the values: into a code server, and into what it says of Jobs for its runs."""
    files = read(GOLDEN / bundle)
    [values] = yaml.safe_load(files["values.yaml"])["deployments"]
    mounted = mount(files, tmp_path / "definitions")
    [at] = [each["mountPath"] for each in values["volumeMounts"] if each["name"] == "definitions"]
    image = f"{values['image']['repository']}:{values['image']['tag']}"
    context = {
        "image_pull_policy": values["image"]["pullPolicy"],
        "env_secrets": [each["name"] for each in values.get("envSecrets", [])],
        **{each: values[each] for each in ("volumes", "env", "resources") if each in values},
        "volume_mounts": values["volumeMounts"],
        "namespace": "team",
        "service_account_name": "code",
    }
    dagster = Dagster(
        tmp_path / "home", name, DAGSTER_CURRENT_IMAGE=image, DAGSTER_CONTAINER_CONTEXT=json.dumps({"k8s": context})
    )
    served = dagster.serve([argument.replace(at, str(mounted)) for argument in values["codeServerArgs"]])

    assert served["repositories"] == ["__repository__"]
    [container] = served["job"]["spec"]["template"]["spec"]["containers"]
    assert (container["image"], container["imagePullPolicy"]) == (image, "IfNotPresent")
    assert contains(container["volumeMounts"], values["volumeMounts"])
    assert contains(served["job"]["spec"]["template"]["spec"]["volumes"], values["volumes"])
    assert contains(container["env"], values.get("env", []))
    assert container.get("resources", {}) == values.get("resources", {})


def contains(found: list[Any], wanted: list[Any]) -> bool:
    return all(each in found for each in wanted)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A DuckDB with the tables that the project reads."""
    database = tmp_path / "shop.duckdb"
    sql("create table orders as select 1 as id; create table customers as select 1 as id", database)
    return database


def sql(statement: str, database: Path) -> list[list[Any]]:
    query = "duckdb.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()"
    program = f"import duckdb, json, sys; print(json.dumps({query}))"
    python = environment("dagster-dbt") / "bin" / "python"
    return json.loads(subprocess.check_output([python, "-c", program, database, statement], text=True))


@pytest.fixture
def image(warehouse: Path, tmp_path: Path) -> Dagster:
    """A Dagster as it is in an image with dbt."""
    profile = {"type": "duckdb", "path": str(warehouse), "schema": "main"}
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "profiles.yml").write_text(json.dumps({"shop": {"target": "prod", "outputs": {"prod": profile}}}))
    return Dagster(
        tmp_path / "home",
        "dagster-dbt",
        INTALGO_GIT_URL=f"file://{tmp_path}/repository",
        INTALGO_PROFILES_DIR=str(profiles),
        INTALGO_PROFILE="shop",
        INTALGO_SCHEMA="analytics",
        INTALGO_ENVIRONMENT="nightly",
    )


def golden(commit: str) -> dict[str, str]:
    """The golden files, whose commit and tests' ids are made up, for a commit of their project."""
    return {
        name: re.sub(r"(test\.shop\.\w+)\.\d", r"\1", text.replace(COMMIT, commit))
        for name, text in read(GOLDEN / "dagster-image").items()
    }


def test_dagster_materializes_by_the_dbt_of_its_image(image: Dagster, warehouse: Path, tmp_path: Path) -> None:
    """A partition of the golden files' project, at its commit, of which two tests fail."""
    mounted = mount(golden(committed(PROJECT, tmp_path / "repository")), tmp_path / "definitions")
    committed_later(tmp_path / "repository")
    image.validate(mounted)
    run = image.materialize(mounted, "--partition", "2026-01-02")

    assert not run["succeeded"]
    assert run["materialized"].keys() == {"paid_orders", "stock", "top_customers"}
    assert run["materialized"]["stock"]["dagster/relation_identifier"] == "shop.analytics.stock"
    assert run["partitions"] == ["2026-01-02"]
    assert run["checked"] == {
        "unique_top_customers_id": "ERROR",
        "relationships_top_customers_paid_orders": "passed",
        "relationships_stock_paid_orders": "ERROR",
    }
    assert sql("select since, until, money from analytics.paid_orders", warehouse) == [
        ["2026-01-02T00:00:00+01:00", "2026-01-03T00:00:00+01:00", "EUR"]
    ]


def test_dagster_gives_dbt_the_time_of_each_kind_of_partition_and_of_a_backfill(
    image: Dagster, warehouse: Path, tmp_path: Path
) -> None:
    """In Berlin, where an hour comes twice on 2025-10-26, and one does not come on 2026-03-29."""
    models = {name: text for name, text in PROJECT.items() if not name.startswith("tests")}
    files = golden(committed(models, tmp_path / "repository"))
    partitions = {"hourly": "2025-10-26-02:00", "weekly": "2026-03-29", "monthly": "2026-03-01"}
    mounted = {every: mount(partitioned(files, every), tmp_path / every) for every in (*partitions, "daily")}
    image.materialize_partitions("stock", [(mounted[every], partition) for every, partition in partitions.items()])
    backfill = image.backfill(mounted["daily"], "stock", "2026-03-28", "2026-03-29", "2026-03-30")

    assert backfill == {"status": "COMPLETED_SUCCESS", "runs": [["2026-03-28", "2026-03-30"]]}
    assert sql("select since, until from analytics.stock order by built", warehouse) == [
        ["2025-10-26T02:00:00+02:00", "2025-10-26T02:00:00+01:00"],
        ["2026-03-29T00:00:00+01:00", "2026-04-05T00:00:00+02:00"],
        ["2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00"],
        ["2026-03-28T00:00:00+01:00", "2026-03-31T00:00:00+02:00"],
    ]


def partitioned(files: dict[str, str], every: str) -> dict[str, str]:
    graph = json.loads(files["graph.json"])
    graph["partitions"] |= {"every": every, "start": "2025-10-01"}
    return {**files, "graph.json": json.dumps(graph)}


def committed_later(repository: Path) -> None:
    """A commit that no Deployment has come to yet."""
    (repository / "models" / "stock.sql").write_text("this is no SQL")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.check_call(["git", "-C", repository, *author, "commit", "-q", "-a", "-m", "Break it"])
