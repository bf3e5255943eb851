"""The quickstart as a new user runs it, on a real cluster; and what the tests need of it."""

import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster import ROOT, Cluster
from git import Clone

CACHE = Path(os.environ.get("INTALGO_CACHE", Path.home() / ".cache" / "intalgo"))


def quickstart(*arguments: str) -> str:
    """What `dev/quickstart` prints."""
    done = subprocess.run(
        [ROOT / "dev" / "quickstart", *arguments], capture_output=True, text=True, check=False, env=without_llm()
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
    return done.stdout


def without_llm() -> dict[str, str]:
    """The environment without an LLM: the tests are about the recorded answers."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}


@pytest.fixture(scope="session")
def first_run() -> str:
    """What the quickstart showed; the cluster is up after it."""
    return quickstart()


@pytest.fixture(scope="session")
def shop(first_run: str) -> Cluster:
    """The quickstart's own namespace, which the tests only read."""
    kubectl = subprocess.check_output(
        ["bash", "-c", f"source '{ROOT}/dev/lib.sh'; kubectl_program"], text=True, cwd=ROOT / "dev"
    ).strip()
    return Cluster(kubectl, str(CACHE / "cluster" / "kubeconfig"), "shop")


@pytest.fixture(scope="session")
def system(shop: Cluster) -> Cluster:
    """The operator's namespace."""
    return shop.within("intalgo-system")


@pytest.fixture
def namespace(shop: Cluster) -> Iterator[Cluster]:
    """A namespace of a test's own, which is gone after it."""
    own = shop.within(f"e2e-{uuid.uuid4().hex[:8]}")
    own.run("create", "namespace", own.namespace)
    own.run("label", "namespace", own.namespace, "pod-security.kubernetes.io/enforce=restricted")
    yield own
    own.run("delete", "namespace", own.namespace, "--timeout=180s")


@pytest.fixture(scope="session")
def clone(system: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """Clones projects' repositories over HTTPS, as people do."""
    with Clone(system, tmp_path_factory.mktemp("clones")) as one:
        yield one
