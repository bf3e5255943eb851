"""The console in a real Chromium."""

from collections.abc import Iterator

import pytest
from browsing import Forward, Person, chromium, token
from cluster import Cluster
from playwright.sync_api import Browser

# Of one namespace; the shop has a handful of objects.
MOST_PAGES = 80


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def url(system: Cluster) -> Iterator[str]:
    with Forward(system) as forward:
        yield forward.url


@pytest.fixture
def person(browser: Browser, url: str) -> Iterator[Person]:
    with Person(browser, url) as one:
        yield one


def test_whoever_may_only_read_is_offered_nothing_that_would_fail(shop: Cluster, person: Person) -> None:
    start = f"/ns/{shop.namespace}"
    person.sign_in(shop.run("create", "token", "analyst").strip(), start)
    todo, seen, refused = [start], set(), {}
    while todo and len(seen) < MOST_PAGES:
        path = todo.pop(0)
        seen.add(path)
        status = person.open(path)
        if status != 200:
            refused[path] = status
            continue
        assert person.writes() == {"/sign-out"}, path
        todo += sorted(link for link in person.links() - seen - set(todo) if link.startswith(start))
    assert not refused
    assert f"{start}/questions/top-customers" in seen


def test_people_come_back_to_where_they_were(namespace: Cluster, person: Person) -> None:
    person.sign_in(token(namespace, "edit"), f"/ns/{namespace.namespace}/questions")
    person.press("Ask a question")
    person.press("Sign out")
    person.page.go_back()
    person.page.reload()
    assert "/sign-in" in person.page.url


def test_a_page_says_that_the_token_holds_no_more(namespace: Cluster, person: Person) -> None:
    person.sign_in(token(namespace, "view"), f"/ns/{namespace.namespace}/questions")
    namespace.run("delete", "serviceaccount", "view")
    person.page.wait_for_url("**/sign-in?to=*")
    person.look()


def test_the_keyboard_is_enough(shop: Cluster, person: Person) -> None:
    start = f"/ns/{shop.namespace}/questions"
    person.sign_in(shop.run("create", "token", "ann").strip(), start)
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.textContent") == "To the content"
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main"
    person.page.get_by_label("Words").focus()
    person.page.keyboard.type("customers")
    person.sees("1 found.")
