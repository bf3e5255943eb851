"""The two commands of the README's tour: what a new user sees, and that a second run changes nothing."""

import re
from pathlib import Path

from airflows import Airflow, airflow_differences
from cluster import ROOT, Cluster
from conftest import quickstart
from git import Clone
from tools import Dagster, dbt, mount

MODELS = {"customer_spending", "category_sales", "top_customers"}
ANALYSES = {"revenue_by_month", "best_rated_products"}


def test_all_is_ready(shop: Cluster) -> None:
    kinds = {}
    for found in shop.items("intalgo"):
        conditions = {c["type"]: c for c in found["status"]["conditions"]}
        assert conditions["Ready"]["status"] == "True", found
        assert found["status"]["observedGeneration"] == found["metadata"]["generation"]
        kinds[found["kind"]] = kinds.get(found["kind"], 0) + 1
    assert kinds == {"Connection": 1, "IntalgoProject": 1, "Question": 5, "Deployment": 3}


def test_the_catalog_is_the_databases(shop: Cluster) -> None:
    catalog = shop.get("iconn", "shop")["status"]["catalog"]
    columns = shop.sql("select count(*) from information_schema.columns where table_schema = 'public'")
    assert catalog["tables"] == 10
    assert catalog["columns"] == int(columns[0][0])
    assert catalog["primaryKeys"] == 10
    keys = shop.sql("select count(*) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace")
    assert catalog["foreignKeys"] == int(keys[0][0])


def test_git_has_each_answer_once(shop: Cluster, clone: Clone) -> None:
    repository = clone.of(shop, "shop", "analyst")
    assert repository.subjects()[0] == "Describe the sources of shop"
    assert sorted(repository.answered()) == sorted(MODELS | ANALYSES)
    for name in MODELS:
        assert (repository.folder / "models" / f"{name}.yml").exists()
    for name in ANALYSES:
        assert (repository.folder / "analyses" / f"{name}.sql").exists()
    assert repository.git("rev-parse", "HEAD").strip() == shop.get("iproj", "shop")["status"]["commit"]


def test_a_question_about_a_model_refers_to_it(shop: Cluster) -> None:
    status = shop.get("iq", "top-customers")["status"]
    assert "{{ ref('customer_spending') }}" in status["sql"]
    assert status["references"] == ["ref.customer_spending"]


def test_the_models_have_the_rows(shop: Cluster) -> None:
    # The same question, asked of the tables by other SQL than the models'.
    expected = shop.sql("""
        select c.customer_id, sum(p.amount) - coalesce(sum(r.amount), 0)
        from customers c join orders o using (customer_id) join payments p using (order_id)
        left join refunds r using (payment_id)
        group by 1 order by 2 desc, 1 limit 10""")
    rows = shop.sql("select customer_id, spent from analytics.top_customers order by spent desc, customer_id")
    assert rows == expected
    assert len(rows) == 10
    kinds = dict(shop.sql("select relname, relkind from pg_class where relnamespace = 'analytics'::regnamespace"))
    assert {name: kinds[name] for name in MODELS} == {
        "customer_spending": "v",
        "top_customers": "v",
        "category_sales": "r",
    }


def test_the_status_says_what_it_cost(shop: Cluster) -> None:
    for name in ("revenue-by-month", "category-sales"):
        status = shop.get("iq", name)["status"]
        assert status["usage"]["model"] == "recorded-answers"
        assert status["usage"]["calls"] == 1
        assert status["usage"]["inputTokens"] > 0
        assert [c["name"] for c in status["columns"]]


def test_the_cron_job_ran(shop: Cluster) -> None:
    commit = shop.get("idep", "shop-daily")["status"]["commit"]
    job = shop.get("job", f"shop-daily-{commit[:12]}")
    assert {c["type"] for c in job["status"]["conditions"] if c["status"] == "True"} >= {"Complete"}
    log = shop.run("logs", f"job/{job['metadata']['name']}")
    assert re.search(r"PASS=\d+ WARN=0 ERROR=0 SKIP=0", log)
    assert commit in str(job["spec"]["template"]["spec"]["containers"][0]["args"])


def test_airflow_loads_the_config_map_as_it_is(shop: Cluster, airflow: Airflow, tmp_path: Path) -> None:
    files = shop.get("configmap", "shop-on-airflow-airflow")["data"]
    mount(files, tmp_path / "dags" / "shop")
    loaded = airflow.load(tmp_path / "dags", tmp_path / "home")
    assert loaded.import_errors == []
    assert airflow_differences(files, loaded) == {}
    tasks = loaded.dags["shop__shop-on-airflow"]["tasks"]
    assert tasks["top_customers"]["upstream"] == ["customer_spending"]
    commit = shop.get("idep", "shop-on-airflow")["status"]["commit"]
    for task in tasks.values():
        assert dbt(task["pod"])["args"][:3] == ["run", "--commit", commit]


def test_dagster_loads_the_config_map_as_it_is(shop: Cluster, dagster: Dagster, tmp_path: Path) -> None:
    files = shop.get("configmap", "shop-on-dagster-dagster")["data"]
    mounted = mount(files, tmp_path / "definitions")
    dagster.validate(mounted)
    found = dagster.load(mounted)
    assert {key.rpartition("/")[2] for key in found["assets"]} == MODELS
    assert "shop/shop/customer_spending" in found["assets"]["shop/shop/top_customers"]["deps"]
    commit = shop.get("idep", "shop-on-dagster")["status"]["commit"]
    assert {asset["commit"] for asset in found["assets"].values()} == {commit}


def test_it_says_that_no_llm_answered(first_run: str) -> None:
    assert "No LLM was asked: these answers were recorded" in first_run
    assert "OPENAI_API_KEY" in first_run
    for shown in ("{{ ref('customer_spending') }}", "models/top_customers.sql", "definitions.py", "PASS="):
        assert shown in first_run


def test_a_second_run_changes_nothing(shop: Cluster, system: Cluster) -> None:
    before = versions(shop, system)
    quickstart()
    assert versions(shop, system) == before


def versions(shop: Cluster, system: Cluster) -> dict[str, str]:
    """The resource version of each object that a person or the operator made."""
    kinds = "intalgo,configmaps,secrets,services,statefulsets,cronjobs,serviceaccounts,roles"
    found = [*shop.items(kinds), *system.items("configmaps,secrets,services,deployments,serviceaccounts")]
    return {f"{o['kind']}/{o['metadata']['name']}": o["metadata"]["resourceVersion"] for o in found}


def test_no_credential_leaves_its_secret(shop: Cluster, system: Cluster, clone: Clone) -> None:
    secrets = shop.get("secret", "shop-db")["data"]
    assert secrets["password"]
    repository = clone.of(shop, "shop", "analyst")
    everything = [
        shop.run("get", "intalgo,configmaps,jobs,cronjobs,pods,events,serviceaccounts", "-o", "yaml"),
        *(shop.run("logs", p["metadata"]["name"]) for p in shop.items("pods") if p["status"]["phase"] != "Pending"),
        system.run("logs", "deployment/intalgo"),
        system.run("logs", "deployment/intalgo-console"),
        repository.git("log", "-p", "--all"),
    ]
    # The schema's SQL makes the demonstration's user, and so holds its password.
    schema = (ROOT / "examples" / "quickstart" / "shop.sql").read_text()
    assert "demo-intalgo-9fTq2" in schema
    for text in everything:
        assert "demo-intalgo-9fTq2" not in text.replace("CREATE ROLE intalgo LOGIN PASSWORD 'demo-intalgo-9fTq2'", "")
        assert secrets["password"] not in text


def test_the_explanations_are_there(shop: Cluster) -> None:
    assert "plain words" in shop.run("explain", "questions.spec.text")
    assert "cron expression" in shop.run("explain", "deployments.intalgo.dev.spec.schedule")
    table = shop.run("get", "intalgo").splitlines()
    assert len(table) >= 10 + 4


def test_the_namespace_may_be_restricted(shop: Cluster) -> None:
    labels = shop.get("namespace", "shop")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert not [e for e in shop.items("events") if "violates PodSecurity" in e.get("message", "")]


def test_the_readme_gives_these_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "./dev/quickstart" in readme
    assert "./dev/test" in readme
