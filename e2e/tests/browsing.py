"""The console as people see it: in a real Chromium, with every page that is opened looked at by axe."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self
from urllib.parse import urljoin, urlparse

from axe_playwright_python.sync_playwright import Axe
from cluster import PATIENCE, ROOT, Cluster
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

SCREENSHOTS = ROOT / "docs" / "console"
WIDE = {"width": 1100, "height": 800}
PHONE = {"width": 390, "height": 800}
# What the console answers where it refuses or does not find something: browsers write that to their own console.
ANSWERS = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's."""
    program = shutil.which("chromium")
    assert program, "chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        # Tests in containers run as root, which its sandbox does not do.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Forward:
    """A port of this machine that leads to the console's."""

    def __init__(self, system: Cluster) -> None:
        command = [*system.base, "-n", system.namespace, "port-forward", "service/intalgo-console", ":80"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        assert found, f"no port-forward: {line}"
        # Browsers send cookies that are for HTTPS to localhost only.
        self.url = f"http://localhost:{found.group(1)}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


class Person:
    """Somebody at a browser. Each page that they open must be without a finding of axe, in both colour schemes, without
    an error in the browser's own console, and no wider than the window."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self._context = browser.new_context(viewport=WIDE, color_scheme="light")
        self._context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self._context.new_page()
        self._errors: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self._errors.append(str(error)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not ANSWERS.match(message.text):
            self._errors.append(message.text)

    def sign_in(self, token: str, to: str) -> None:
        """By the form, from the page that they want to see."""
        self.page.goto(self.url + to)
        self.page.get_by_label("Kubernetes token").fill(token)
        self.look()
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.url + to)
        self.look()

    def open(self, path: str) -> int:
        """The status of the answer."""
        answer = self.page.goto(urljoin(self.url, path))
        assert answer is not None
        self.look()
        return answer.status

    def press(self, name: str) -> None:
        """A button or a link that leads to another page."""
        self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        ).first.click()
        self.page.wait_for_load_state("load")
        self.look()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Waits for it: what is live comes by itself."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE * 1000)

    def look(self) -> None:
        """Checks the page as it is now."""
        for scheme in ("dark", "light"):
            self.page.emulate_media(color_scheme=scheme)
            found = Axe().run(self.page).response["violations"]
            findings = [f"{v['id']}: {n['html'][:300]} {n['failureSummary']}" for v in found for n in v["nodes"]]
            assert not findings, f"{self.page.url}, {scheme}:\n" + "\n".join(findings)
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{self.page.url}: {width} pixels wide on a phone"
        self.page.set_viewport_size(WIDE)
        assert not self._errors, f"{self.page.url}: {self._errors}"

    def screenshot(self, name: str) -> None:
        """For the docs, where INTALGO_SCREENSHOTS is set."""
        if os.environ.get("INTALGO_SCREENSHOTS"):
            SCREENSHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    def links(self) -> set[str]:
        """The paths of the console's pages that this one leads to, once each whatever their query is."""
        # In a drawing a link's href is no string.
        absolute = "links => links.map(link => new URL(link.getAttribute('href'), location.href).href)"
        targets = self.page.eval_on_selector_all("a[href]", absolute)
        return {urlparse(target).path for target in targets if target.startswith(self.url + "/")}

    def writes(self) -> set[str]:
        """Where this page's buttons lead that change something: to show a manifest changes nothing."""
        buttons = "form[method=post] button:not([name=show])"
        return set(self.page.eval_on_selector_all(buttons, "all => all.map(one => one.form.getAttribute('action'))"))


def token(cluster: Cluster, role: str) -> str:
    """Of somebody new in the namespace, with one of Kubernetes' roles: view or edit."""
    cluster.run("create", "serviceaccount", role)
    cluster.run("create", "rolebinding", role, f"--clusterrole={role}", f"--serviceaccount={cluster.namespace}:{role}")
    return cluster.run("create", "token", role).strip()
