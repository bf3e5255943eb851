"""The quickstart as a new user runs it, on a real cluster; and what the tests need of it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from airflows import Airflow
from cluster import ROOT, Cluster
from git import Clone
from tools import Dagster, Databricks

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
    """A namespace of a test's own."""
    with shop.fresh_namespace() as own:
        yield own


@pytest.fixture(scope="session")
def clone(system: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """Clones projects' repositories over HTTPS, as people do."""
    with Clone(system, tmp_path_factory.mktemp("clones")) as one:
        yield one


@pytest.fixture(scope="session", params=["airflow2", "airflow3"])
def airflow(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    return Airflow(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def databricks(tmp_path_factory: pytest.TempPathFactory) -> Databricks:
    return Databricks(tmp_path_factory.mktemp("databricks"))


@pytest.fixture(scope="session")
def dagster(tmp_path_factory: pytest.TempPathFactory) -> Dagster:
    return Dagster(tmp_path_factory.mktemp("dagster"))
