"""The real orchestrators: what each makes of a bundle's files, and what it should make of them."""

import json
import os
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from containers import free_port

E2E = Path(__file__).parent.parent
PROBES = Path(__file__).parent / "probes"
# Seconds.
ENDS_WITHIN = 30

# A cluster that is not there: the orchestrators want to know one before they say what pod they would make.
KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "none",
    "contexts": [{"name": "none", "context": {"cluster": "none", "user": "none"}}],
    "clusters": [{"name": "none", "cluster": {"server": "http://127.0.0.1:9"}}],
    "users": [{"name": "none", "user": {}}],
}


class Refused(Exception):
    """A tool did not end with one of the exit statuses that were asked for."""


@cache
def environment(name: str) -> Path:
    """The folder of the virtual environment that e2e/environments/make makes."""
    made = subprocess.run([E2E / "environments" / "make", name], check=True, stdout=subprocess.PIPE, text=True)
    return Path(made.stdout.strip())


def mount(files: dict[str, str], folder: Path) -> Path:
    """Writes files as Kubernetes mounts a ConfigMap: links, through ..data, to a folder that is named for the time."""
    version = folder / "..2026_01_02_03_04_05.678901234"
    version.mkdir(parents=True)
    (folder / "..data").symlink_to(version.name)
    for name, text in files.items():
        (version / name).write_text(text, encoding="utf-8")
        (folder / name).symlink_to(Path("..data") / name)
    return folder


def read(folder: Path) -> dict[str, str]:
    """A bundle's files, by name: what a ConfigMap has as its data."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


class Tool:
    def __init__(self, name: str, home: Path, **variables: str) -> None:
        self._programs = environment(name) / "bin"
        home.mkdir(parents=True, exist_ok=True)
        kubeconfig = home / "kubeconfig"
        kubeconfig.write_text(json.dumps(KUBECONFIG), encoding="utf-8")
        self._variables = {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "KUBECONFIG": str(kubeconfig),
            **variables,
        }

    def run(self, program: str, *arguments: Any, cwd: Path | None = None, statuses: Iterable[int] = (0,)) -> str:
        """The last line that the program wrote to its standard output."""
        command = [self._programs / program, *map(str, arguments)]
        ended = subprocess.run(command, cwd=cwd, env=self._variables, capture_output=True, text=True)
        if ended.returncode not in statuses:
            raise Refused(f"{program} {arguments} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}")
        return ended.stdout.rstrip().rpartition("\n")[2]

    @contextmanager
    def running(self, log: Path, program: str, *arguments: str) -> Iterator[None]:
        """While it runs; with whatever it starts."""
        command = [self._programs / program, *arguments]
        with log.open("w") as output:
            started = subprocess.Popen(
                command, env=self._variables, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
            try:
                yield
                assert started.poll() is None, f"{program} {arguments} ended:\n{log.read_text()}"
            finally:
                end(started)


def end(leader: subprocess.Popen[bytes]) -> None:
    """With all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGTERM)
    try:
        leader.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        # Dagster takes SIGTERM as it takes SIGINT, which is ignored where a shell started the tests in its background.
        os.killpg(leader.pid, signal.SIGKILL)
        leader.wait()


# Runs start at once: nobody takes them from a queue here.
INSTANCE = """
telemetry: {enabled: false}
run_coordinator: {module: dagster._core.run_coordinator, class: DefaultRunCoordinator}
"""


class Dagster:
    """A Dagster, ``dagster`` or ``dagster-dbt``, with an instance of its own in a folder."""

    def __init__(self, home: Path, name: str = "dagster", **variables: str) -> None:
        self._tool = Tool(name, home, **{"DAGSTER_HOME": str(home), "DAGSTER_DISABLE_TELEMETRY": "1", **variables})
        self._home = home
        (home / "dagster.yaml").write_text(INSTANCE, encoding="utf-8")

    def validate(self, mounted: Path) -> None:
        """Raises Refused where Dagster does not take the definitions."""
        self._tool.run("dagster", "definitions", "validate", "-f", "definitions.py", cwd=mounted)

    def load(self, mounted: Path, said: dict[str, str] | None = None) -> dict[str, Any]:
        """What it made of the definitions, and what became of runs where dbt said so of the nodes by their ids."""
        probe = PROBES / "dagster_definitions.py"
        return json.loads(self._tool.run("python", probe, json.dumps(said or {}), cwd=mounted))

    def materialize(self, mounted: Path, *options: str) -> dict[str, Any]:
        """What became of a run of all assets by its command line."""
        command = ("asset", "materialize", "-f", "definitions.py", "--select", "*", *options)
        self._tool.run("dagster", *command, cwd=mounted, statuses=(0, 1))
        return json.loads(self._tool.run("python", PROBES / "dagster_events.py", cwd=mounted))

    def serve(self, arguments: list[str]) -> dict[str, Any]:
        """What a code server with these arguments has, and the Job that a run of it is in Kubernetes."""
        port = str(free_port())
        with self._tool.running(
            self._home / "code-server.log",
            "dagster",
            *("code-server", "start", "-h", "127.0.0.1", "-p", port),
            *arguments,
        ):
            launcher = Tool("dagster", self._home / "launcher")  # it need not be of the same image
            return json.loads(launcher.run("python", PROBES / "dagster_code_location.py", port))

    def materialize_partitions(self, asset: str, partitions: list[tuple[Path, str]]) -> None:
        """A run of one asset for each: a folder of definitions, and its partition."""
        pairs = [argument for pair in partitions for argument in pair]
        self._tool.run("python", PROBES / "dagster_partitions.py", asset, *pairs)

    def backfill(self, mounted: Path, asset: str, *partitions: str) -> dict[str, Any]:
        """How a backfill of an asset ended, and of which partitions each of its runs was."""
        return json.loads(self._tool.run("python", PROBES / "dagster_backfill.py", asset, *partitions, cwd=mounted))


class Databricks:
    def __init__(self, home: Path) -> None:
        self._tool = Tool("databricks", home)
        self._home = home

    def load(self, bundle: dict[str, Any]) -> dict[str, Any]:
        """The jobs of a bundle, as Databricks' own classes read them. Raises Refused where they do not."""
        jobs = self._home / "jobs.json"
        jobs.write_text(json.dumps(bundle["resources"]["jobs"]), encoding="utf-8")
        return json.loads(self._tool.run("python", PROBES / "databricks_bundle.py", jobs))


def dagster_differences(files: dict[str, str], pod: dict[str, Any]) -> dict[str, Any]:
    """Where a pod that Dagster made differs from the bundle's but for its arguments, by path."""
    expected = with_arguments(json.loads(files["graph.json"])["pod"], dbt(pod)["args"])
    return differences(expected, without_dagsters_own(pod))


def without_dagsters_own(pod: dict[str, Any]) -> dict[str, Any]:
    """The pod without its name, and without the labels and the variables by which Dagster knows it again."""
    labels = {name: value for name, value in pod["metadata"]["labels"].items() if value != "dagster"}
    labels.pop("app.kubernetes.io/version")
    containers = [
        {
            **each,
            "env": [
                variable
                for variable in each.get("env", [])
                if not variable["name"].startswith(("DAGSTER_PIPES_", "INTALGO_RUN_ID"))
            ],
        }
        for each in pod["spec"]["containers"]
    ]
    return {"metadata": {"labels": labels}, "spec": {**pod["spec"], "containers": containers}}


def dbt(pod: dict[str, Any]) -> dict[str, Any]:
    """The container that runs dbt."""
    [container] = [each for each in pod["spec"]["containers"] if each["name"] == "intalgo"]
    return container


def with_arguments(pod: dict[str, Any], arguments: list[str]) -> dict[str, Any]:
    """The pod, whose first container is dbt's, with the arguments of one task."""
    first, *others = pod["spec"]["containers"]
    return {**pod, "spec": {**pod["spec"], "containers": [{**first, "args": arguments}, *others]}}


def differences(expected: Any, actual: Any, path: str = "") -> dict[str, Any]:
    """Where actual differs, by path; what was not asked for and is empty does not count, it says nothing."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = expected.keys() | {key for key, value in actual.items() if value}
        pairs = [(expected.get(key), actual.get(key), f"{path}.{key}") for key in keys]
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = [(*both, f"{path}[{index}]") for index, both in enumerate(zip(expected, actual, strict=True))]
    else:
        return {} if expected == actual else {path: actual}
    return {where: value for pair in pairs for where, value in differences(*pair).items()}
