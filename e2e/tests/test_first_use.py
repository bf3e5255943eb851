"""Somebody who knows neither dbt nor Kubernetes: from an empty namespace to a deployment, by the console alone."""

import re
from collections.abc import Iterator

import pytest
from browsing import Forward, Person, chromium, token
from cluster import Cluster
from objects import LLM, SETTINGS
from playwright.sync_api import Browser

REVENUE = "What was the revenue of each month, less refunds?"
SPENDING = "How much has each customer spent on paid orders, less refunds, and how many orders was that?"
BEST = "Which ten customers of customer_spending spent the most, and from which country are they?"


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture
def ann(browser: Browser, system: Cluster) -> Iterator[Person]:
    with Forward(system) as forward, Person(browser, forward.url) as one:
        yield one


def fill(ann: Person, **values: str) -> None:
    """Fields by what the manifest calls them, without the parts that they are in."""
    for key, value in values.items():
        ann.page.locator(f"[name='{key}'], [name$='.{key}']").first.fill(value)


def ask(ann: Person, text: str, name: str = "", model: bool = False) -> None:
    ann.page.get_by_label("Question", exact=True).fill(text)
    ann.page.get_by_label("a model: kept in the database" if model else "an analysis: a query").check()
    ann.page.get_by_label("Name", exact=True).fill(name)
    ann.press("Ask")


def test_first_use(shop: Cluster, namespace: Cluster, ann: Person) -> None:
    place = f"/ns/{namespace.namespace}"
    schema = namespace.namespace.replace("-", "_")
    user = shop.secret("shop-db", "username")
    shop.sql(f"CREATE SCHEMA {schema} AUTHORIZATION {user}")
    try:
        ann.sign_in(token(namespace, "edit"), place)
        connect(ann, user, shop.secret("shop-db", "password"))
        make_project(ann, schema)
        questions(ann, place)
        models(ann, place)
        tables(ann, place)
        deploy(ann, place)
        settings(ann, place)
        assert shop.sql(f"SELECT count(*) FROM {schema}.customer_value") == [["400"]]
    finally:
        shop.sql(f"DROP SCHEMA {schema} CASCADE")


def connect(ann: Person, user: str, password: str) -> None:
    ann.press("Start")
    fill(ann, name="shop", host=SETTINGS["host"], dbname=SETTINGS["dbname"], user=user, password="not-this")
    ann.screenshot("database")
    ann.press("Test connection")
    ann.sees("It does not work")
    ann.sees(re.compile("password authentication failed"))
    ann.look()
    ann.screenshot("refused")
    ann.press("Change what you wrote")
    assert "not-this" not in ann.page.content()
    fill(ann, password=password)
    ann.press("Save")
    ann.sees("It works")
    ann.look()
    ann.press("Go on")


def make_project(ann: Person, schema: str) -> None:
    fill(ann, name="shop", schema=schema, model=LLM["model"], endpoint=LLM["endpoint"])
    fill(ann, instructions="Revenue means paid orders, less refunds.")
    ann.page.get_by_text("More settings").click()
    ann.page.locator("[name='sharing.preview']").check()
    ann.press("Make the project")
    ann.sees("Ask the first question")
    ann.sees("What has no description")
    ann.look()
    ann.screenshot("read")
    ann.press("Ask the first question")


def questions(ann: Person, place: str) -> None:
    ask(ann, REVENUE)
    ann.sees("First rows")
    ann.look()
    ann.screenshot("answer")
    ann.press("It is right")
    ann.sees("A person said that this SQL is right.")
    ann.press("History")
    ann.page.get_by_text("How the SQL changed").click()
    ann.sees(re.compile("received AS"))
    ann.open(f"{place}/ask")
    ask(ann, SPENDING, "customer-spending", model=True)
    ann.screenshot("asking")
    ann.sees(re.compile(r"In the database shop\."))
    ann.look()
    ann.press("Ask about this model")
    ask(ann, BEST, "best-customers", model=True)
    ann.sees(re.compile(r"In the database shop\."))
    ann.open(f"{place}/questions")
    ann.screenshot("questions")


def models(ann: Person, place: str) -> None:
    ann.open(f"{place}/models")
    ann.screenshot("models")
    ann.open(f"{place}/models/shop/customer_spending")
    ann.press("Rename")
    ann.page.get_by_label("New name").fill("customer_value")
    ann.press("Show what will change")
    ann.sees(re.compile("becomes"))
    ann.screenshot("rename")
    ann.press("Rename to customer_value")
    ann.open(f"{place}/questions/customer-spending")
    ann.sees(re.compile(r"In the database shop\.\S*\.customer_value"))


def tables(ann: Person, place: str) -> None:
    ann.open(f"{place}/schema")
    ann.page.get_by_label("Tables, columns, descriptions").fill("refunded")
    ann.sees(re.compile(r"1 of \d+ tables and views found"))
    ann.page.get_by_role("link", name="public.refunds").click()
    ann.page.wait_for_load_state("load")
    ann.look()
    ann.page.get_by_label("Change the description of refunded_at").click()
    ann.page.get_by_label("Description of refunded_at", exact=True).fill("When the money went back, in UTC")
    ann.press("Save")
    ann.sees("When the money went back, in UTC")
    ann.screenshot("table")
    ann.press("Schema")
    ann.press("Keys as a diagram")
    ann.screenshot("keys")


def deploy(ann: Person, place: str) -> None:
    for platform in ("airflow", "dagster", "databricks"):
        ann.open(f"{place}/deployments/new?platform={platform}")
        ann.page.get_by_text("More settings").click()
        ann.look()
    ann.press("Deployments")
    ann.press("New deployment")
    ann.press("Kubernetes CronJob")
    fill(ann, name="daily", schedule="0 6 * * *")
    ann.press("Deploy")
    ann.press("Run now")
    ann.sees("Succeeded")
    ann.look()
    ann.screenshot("deployment")


def settings(ann: Person, place: str) -> None:
    ann.press("Settings")
    ann.screenshot("settings")
    ann.open(place)
