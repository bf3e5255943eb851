"""See the script beside this, run."""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import graph
from cluster import Cluster, until
from orchestrators import Airflow, Dagster
from rivals import COSMOS, Rivals
from team import TOGETHER, Team, team
from tools import environment, mount

HERE = Path(__file__).parent
IMPORTS = HERE / "imports.py"
# The one that the others' times are compared with.
FIRST = "airflow_pod"
POD, PROCESS = "in the pods", "in the orchestrator"


@dataclass
class Way:
    """One of those that build all models.

    ``run`` builds them, and returns the seconds, why it failed if it did, and how many tasks it had.
    """

    name: str
    title: str
    run: Callable[[], tuple[float, str, int]]
    pinned: bool
    credentials: str
    imports: Callable[[], list[dict[str, float]]] | None = None
    before: Callable[[], None] = lambda: None
    imported: list[list[dict[str, float]]] = field(default_factory=list)
    ran: list["Ran"] = field(default_factory=list)


@dataclass(frozen=True)
class Ran:
    seconds: float
    # That all processors of the machine were busy for, whatever with.
    busy: float
    tasks: int
    pods: int
    built: int


class Bench:
    def __init__(self, team: Team, folder: Path, airflow: Path) -> None:
        self._team = team
        self._folder = folder
        self._rivals = Rivals(team, folder / "rivals", airflow / "dbt")
        config = team.kubeconfig("airflow", folder)
        connection = f'{{"conn_type": "kubernetes", "extra": {{"kube_config_path": "{config}"}}}}'
        variables = self._rivals.environment | {"AIRFLOW_CONN_KUBERNETES_DEFAULT": connection}
        self._airflow = Airflow(airflow, folder / "airflow", TOGETHER, variables)
        config = {"KUBECONFIG": str(team.kubeconfig("dagster", folder))}
        self._dagster_pods = Dagster(environment("dagster") / "bin", folder / "dagster", config)
        self._dagster_dbt = Dagster(environment("dagster-dbt") / "bin", folder / "dagster-dbt", self._rivals.dagster)
        self._tasks = 0

    def ways(self, only: list[str]) -> list[Way]:
        """Those of these names, or all."""
        return [way for way in [*self._intalgo(), *self._others(only)] if not only or way.name in only]

    def running(self) -> AbstractContextManager[None]:
        """The Airflow of all ways that have one."""
        return self._airflow.running()

    def _intalgo(self) -> list[Way]:
        def dag(name: str, title: str, deployment: str) -> Way:
            mounted = mount(self._team.files(deployment, "airflow"), self._airflow.dags / deployment)
            [file] = mounted.glob("*.py")
            return self._in_airflow(name, title, file, True, POD)

        assets = mount(self._team.files("assets", "dagster"), self._folder / "assets") / "definitions.py"
        return [
            dag(FIRST, "Intalgo, Airflow: one pod", "whole"),
            dag("airflow_pods", "Intalgo, Airflow: a pod for each model", "each"),
            Way("cronjob", "Intalgo, CronJob: one pod", partial(timed, self._team.now), True, POD),
            self._in_dagster("dagster_pod", "Intalgo, Dagster: one pod", self._dagster_pods, assets, True, POD),
            Way("worker_cold", "Intalgo's worker, which has to start", self._worker, True, POD, before=self._no_worker),
            # Right after it has started and built all of it once.
            Way("worker", "Intalgo's worker, warm", self._worker, True, POD),
        ]

    def _others(self, only: list[str]) -> list[Way]:
        titles = {
            "cosmos_local_dbt_ls": "Cosmos, local, by dbt ls: a process for each task",
            "cosmos_local": "Cosmos, local, by manifest: a process for each task",
            "cosmos_watcher": "Cosmos, watcher: one dbt, and a task for each model",
            "cosmos_kubernetes": "Cosmos, Kubernetes: a pod for each task",
            "cosmos_watcher_kubernetes": "Cosmos, watcher in Kubernetes: one pod, and a task for each model",
        }
        cosmos = [
            self._in_airflow(
                name,
                titles[name],
                self._rivals.cosmos(self._airflow.dags, name),
                False,
                POD if COSMOS[name][1].endswith("kubernetes") else PROCESS,
            )
            for name in COSMOS
            if not only or name in only
        ]
        definitions = HERE / "dagster_assets.py"
        title = "dagster-dbt: one dbt in Dagster's process"
        return [*cosmos, self._in_dagster("dagster_dbt", title, self._dagster_dbt, definitions, False, PROCESS)]

    def _in_airflow(self, name: str, title: str, file: Path, pinned: bool, credentials: str) -> Way:
        def imports() -> list[dict[str, float]]:
            with TemporaryDirectory(dir=self._folder) as home:
                return self._airflow.imported(file, IMPORTS, Path(home) / "home")

        return Way(name, title, partial(self._dag, file.stem), pinned, credentials, imports)

    def _in_dagster(
        self, name: str, title: str, dagster: Dagster, definitions: Path, pinned: bool, credentials: str
    ) -> Way:
        run = partial(timed, partial(dagster.materialize, definitions))
        return Way(name, title, run, pinned, credentials, partial(dagster.imported, definitions, IMPORTS))

    def _dag(self, dag: str) -> tuple[float, str, int]:
        seconds, state, tasks = self._airflow.ended(dag, self._airflow.trigger(dag))
        return seconds, "" if state == "success" else state, tasks

    def _no_worker(self) -> None:
        until(self._team.working, lambda working: not working, "the worker's end")

    def _worker(self) -> tuple[float, str, int]:
        self._tasks += 1
        return timed(partial(self._team.task, self._tasks))


def timed(run: Callable[[], str | None]) -> tuple[float, str, int]:
    """Of one task, which says why it failed if it did."""
    began = time.monotonic()
    problem = run() or ""
    return time.monotonic() - began, problem, 1


def ran(way: Way, bench: Team) -> Ran:
    bench.empty()
    way.before()
    busy = processors()
    with bench.started() as pods:
        seconds, problem, tasks = way.run()
    busy = processors() - busy
    if problem:
        raise RuntimeError(f"{way.title} failed: {problem}")
    return Ran(seconds, busy, tasks, len(pods), bench.built())


def processors() -> float:
    """The seconds that the machine's processors have worked since it started."""
    user, nice, system, _idle, _waited, *others = Path("/proc/stat").read_text().splitlines()[0].split()[1:8]
    return sum(map(int, (user, nice, system, *others))) / os.sysconf("SC_CLK_TCK")


def table(ways: list[Way]) -> str:
    heads = [
        "",
        "run, s",
        "ratio",
        "processors, s",
        "pods",
        "tasks",
        "built",
        "import, s",
        "again, s",
        "commit",
        "credentials",
    ]
    first = next((statistics.median(r.seconds for r in way.ran) for way in ways if way.name == FIRST), None)
    rows = [row(way, first) for way in ways]
    lines = ["| " + " | ".join(cells) + " |" for cells in [heads, ["---"] * len(heads), *rows]]
    return "\n".join([*lines, "", f"At most {TOGETHER} models at a time; {os.cpu_count()} processors."])


def row(way: Way, first: float | None) -> list[str]:
    seconds = statistics.median(r.seconds for r in way.ran)
    last = way.ran[-1]
    return [
        way.title,
        f"{seconds:.0f}" + (f" ({min(r.seconds for r in way.ran):.0f} to {max(r.seconds for r in way.ran):.0f})"),
        f"{seconds / first:.1f}" if first else "",
        f"{statistics.median(r.busy for r in way.ran):.0f}",
        str(last.pods),
        str(last.tasks),
        f"{last.built} of {len(graph.models())}",
        *(importing(way, n) for n in (0, 1)),
        "pinned" if way.pinned else "what is on disc",
        way.credentials,
    ]


def importing(way: Way, which: int) -> str:
    if not way.imported:
        return ""
    wall, used = (statistics.median(each[which][what] for each in way.imported) for what in ("wall", "used"))
    return f"{wall:.2f} ({used:.2f})"


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--imports", type=int, default=5)
    arguments.add_argument("--only", action="append", default=[])
    given = arguments.parse_args()
    shop = Cluster(os.environ["KUBECTL"], os.environ["KUBECONFIG"], "shop")
    with TemporaryDirectory(prefix="intalgo-deployments.") as name, team(shop, Path(name)) as made:
        bench = Bench(made, Path(name), Path(os.environ["AIRFLOW"]))
        ways = bench.ways(given.only)
        for _ in range(given.imports):
            for way in ways:
                if way.imports:
                    way.imported.append(way.imports())
        try:
            with bench.running():
                for way in ways * given.rounds:
                    way.ran.append(ran(way, made))
                    print(f"{way.title}: {way.ran[-1]}", file=sys.stderr, flush=True)
        finally:
            # What took an hour is not lost with the last way.
            print(table([way for way in ways if way.ran]), flush=True)


if __name__ == "__main__":
    main()
