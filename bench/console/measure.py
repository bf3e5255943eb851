"""See the script beside this, run."""

import argparse
import os
import statistics
from dataclasses import dataclass

from browsing import WIDE, Forward, chromium
from cluster import Cluster
from playwright.sync_api import Browser, Page

# What the browser itself measures of each key and click: how long it took until the page showed something of it.
EVENTS = """
window.shown = [];
new PerformanceObserver(list => list.getEntries().forEach(event => window.shown.push(event.duration)))
  .observe({type: 'event', buffered: true, durationThreshold: 16});
"""
PAINTED = """() => {
  const navigation = performance.getEntriesByType('navigation')[0];
  const painted = performance.getEntriesByName('first-contentful-paint')[0];
  const parts = performance.getEntriesByType('resource').concat(navigation);
  return [
    navigation.responseStart - navigation.requestStart,
    painted ? painted.startTime : -1,
    parts.reduce((sum, part) => sum + part.transferSize, 0),
  ];
}"""
MOST_WAIT = 60_000


@dataclass
class Opened:
    answered: float
    painted: float
    transferred: float


class Bench:
    def __init__(self, browser: Browser, url: str, token: str) -> None:
        self._browser = browser
        self._url = url
        self._token = token

    def fresh(self) -> Page:
        """Signed in, and with nothing in the browser's cache but what that page needs."""
        page = self._browser.new_context(viewport=WIDE).new_page()
        page.set_default_timeout(MOST_WAIT)
        page.add_init_script(EVENTS)
        page.goto(f"{self._url}/sign-in")
        page.get_by_label("Kubernetes token").fill(self._token)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self._url}/")
        # Without what the page to sign in on has loaded.
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        return page

    def open(self, path: str, times: int) -> Opened | None:
        """Medians, in milliseconds and bytes; none where there is no such page."""
        seen = []
        for _ in range(times):
            page = self.fresh()
            answer = page.goto(self._url + path)
            if answer is None or answer.status != 200:
                return None
            page.wait_for_load_state("load")
            page.wait_for_timeout(200)  # the paint is reported a moment later
            seen.append(page.evaluate(PAINTED))
            page.context.close()
        return Opened(*(statistics.median(column) for column in zip(*seen, strict=True)))

    def type_words(self, path: str, words: str) -> float:
        """The slowest key of those that filter a list, in milliseconds."""
        page = self.fresh()
        page.goto(self._url + path)
        page.get_by_label("Words").click()
        page.keyboard.type(words, delay=60)
        page.get_by_text(" found.").wait_for()
        page.wait_for_timeout(500)
        slowest = max(page.evaluate("window.shown"), default=0)
        page.context.close()
        return slowest


def resident(system: Cluster) -> int:
    """MiB of the console's process."""
    status = system.run("exec", "deployment/intalgo-console", "--", "cat", "/proc/1/status")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--namespace", default="shop")
    arguments.add_argument("--account", default="ann")
    arguments.add_argument("--times", type=int, default=7)
    given = arguments.parse_args()
    cluster = Cluster(os.environ["KUBECTL"], os.environ["KUBECONFIG"], given.namespace)
    system = cluster.within("intalgo-system")
    token = cluster.run("create", "token", given.account).strip()
    here = f"/ns/{given.namespace}"
    sections = ("questions", "models", "schema", "deployments", "settings", "ask")
    pages = [here, *(f"{here}/{section}" for section in sections)]
    questions = cluster.items("iq")
    if questions:
        pages.insert(2, f"{here}/questions/{questions[0]['metadata']['name']}")
    with Forward(system) as forward, chromium() as browser:
        bench = Bench(browser, forward.url, token)
        print("| Page | first byte | first contentful paint | transferred |")
        print("| --- | --- | --- | --- |")
        for page in pages:
            opened = bench.open(page, given.times)
            if opened:
                print(
                    f"| `{page}` | {opened.answered:.0f} ms | {opened.painted:.0f} ms"
                    f" | {opened.transferred / 1024:.0f} KiB |"
                )
        slowest = bench.type_words(f"{here}/questions", "customers")
        print(f"\nFrom a key to what it changes on the page, at most: {slowest:.0f} ms.")
        print(f"The console's process has {resident(system)} MiB of memory.")


if __name__ == "__main__":
    main()
