"""See the script beside this, run."""

import argparse
import json
import os
import statistics
import subprocess
import time
import uuid
from http.client import HTTPConnection
from pathlib import Path

from cluster import PATIENCE, Cluster, until
from objects import API, project, question
from outside import Outside, manifests, numbered

SCHEMA = "bench_questions"
HOUR = 3600
ONE_BY_ONE = 20


class Bench:
    def __init__(self) -> None:
        self.shop = Cluster(os.environ["KUBECTL"], os.environ["KUBECONFIG"], "shop")
        self.shop.sql(f"drop schema if exists {SCHEMA} cascade; create schema {SCHEMA} authorization intalgo")
        self.here = self.shop.within("bench-questions")
        # It signs in, so that one connection serves for many requests.
        self._proxy = subprocess.Popen([*self.here.base, "proxy", "--port=0"], stdout=subprocess.PIPE, text=True)
        self._api = self._proxy.stdout.readline().split()[-1]
        self.outside = Outside(self.shop.within("bench-outside"))
        for each in (self.here, self.shop.within("bench-outside")):
            each.run("create", "namespace", each.namespace)

    def objects(self, count: int, models: int) -> list[dict]:
        return manifests(self.outside, self.shop.secret("shop-db", "password"), SCHEMA, models, count)

    def ready(self) -> int:
        line = self.here.run(
            "get",
            "iq",
            "-o",
            'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}',
        )
        return line.split().count("True")

    def seconds(self, one: dict) -> float:
        """From a Question's creation until a watch sees it answered. A kubectl for each would take longer than that."""
        questions = f"/apis/{API}/namespaces/{self.here.namespace}/questions"
        api = HTTPConnection(self._api, timeout=PATIENCE)
        start = time.monotonic()
        api.request("POST", questions, json.dumps(one), {"Content-Type": "application/json"})
        version = json.load(api.getresponse())["metadata"]["resourceVersion"]
        name = one["metadata"]["name"]
        api.request("GET", f"{questions}?watch=1&resourceVersion={version}&fieldSelector=metadata.name={name}")
        with api.getresponse() as events:
            for event in events:
                conditions = json.loads(event)["object"].get("status", {}).get("conditions", [])
                if any(c["type"] == "Ready" and c["status"] == "True" for c in conditions):
                    return time.monotonic() - start
        raise AssertionError(f"{name} is not ready, and the watch ended")

    def all_ready(self, objects: list[dict]) -> float:
        before, start = self.ready(), time.monotonic()
        # A List is sent object by object: the time includes the API server's.
        self.here.apply(*objects)
        count = len(objects) - 3 + before
        until(self.ready, lambda ready: ready >= count, "the Questions", patience=HOUR)
        return time.monotonic() - start

    def worker_has_ended(self) -> None:
        until(
            lambda: [p for p in self.here.items("pods") if p["status"]["phase"] in ("Pending", "Running")],
            lambda pods: not pods,
            "the worker",
            patience=HOUR,
        )

    def memory(self) -> str:
        """What the operator's process holds."""
        system = self.here.within("intalgo-system")
        status = system.run("exec", "deployment/intalgo", "--", "cat", "/proc/1/status")
        [kilobytes] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
        return f"{int(kilobytes) / 1024:.0f} MiB"

    def pods(self) -> int:
        created = [e for e in self.here.items("events") if e["reason"] == "SuccessfulCreate"]
        return sum(e.get("count") or 1 for e in created)

    def leave(self) -> None:
        self._proxy.terminate()
        for each in (self.here, self.shop.within("bench-outside")):
            each.run("delete", "namespace", each.namespace, "--timeout=600s")
        self.shop.sql(f"drop schema {SCHEMA} cascade")


def ask(folder: Path, count: int, models: int) -> None:
    bench = Bench()
    answers = numbered(count)
    extra = {f"Which customers have a number above {n}?": of_customers(n) for n in range(2 * ONE_BY_ONE + 2)}
    bench.outside.start(answers | extra)
    texts = iter(extra)
    objects = bench.objects(count, models)
    # The operator's own repository, as what another Git server takes is not Intalgo's; it keeps it, and the answers
    # that are in it, for a project of the same name.
    single = f"single-{uuid.uuid4().hex[:8]}"
    bench.here.apply(*objects[:3], project(single, "shop", schema=SCHEMA, llm=bench.outside.llm))
    for name in ("shop", single):
        bench.here.await_ready("iproj", name)

    def one(name: str, **spec: str) -> float:
        return bench.seconds(question(name, single, next(texts), name=name.replace("-", "_"), **spec))

    show("cold, an analysis (no worker is running)", [one("cold")])
    show("warm, an analysis", [one(f"warm-{i}") for i in range(ONE_BY_ONE)])
    show("warm, a model, with its build", [one(f"model-{i}", mode="Model") for i in range(ONE_BY_ONE)])
    bench.worker_has_ended()
    show("cold, an analysis (the worker has ended)", [one("cold-again")])
    calls = bench.outside.calls()
    print(f"{count} questions at once, {models} of them models: all ready after {bench.all_ready(objects):.0f} s")
    print(f"  calls of the LLM {bench.outside.calls() - calls}, commits {len(bench.outside.subjects())}", end="")
    print(f", memory of the operator {bench.memory()}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "repository.tar").write_bytes(bench.outside.save())
    (folder / "what.json").write_text(json.dumps({"count": count, "models": models}))
    bench.leave()


def again(folder: Path) -> None:
    what = json.loads((folder / "what.json").read_text())
    bench = Bench()
    bench.outside.start(numbered(what["count"]))
    bench.outside.restore((folder / "repository.tar").read_bytes())
    before = bench.outside.subjects()
    taken = bench.all_ready(bench.objects(**what))
    print(f"{what['count']} answered questions applied again, {what['models']} of them models:", end=" ")
    print(f"all ready after {taken:.0f} s")
    print(f"  calls of the LLM {bench.outside.calls()}", end="")
    print(f", new commits {len(bench.outside.subjects()) - len(before)}, pods started {bench.pods()}", end="")
    print(f", memory of the operator {bench.memory()}")
    bench.leave()


def of_customers(n: int) -> dict:
    return {
        "outcome": "answer",
        "plan": {"grain": ["customer_id"], "joins": [], "columns": [{"name": "customer_id", "description": "Number"}]},
        "sql": f"SELECT c.customer_id FROM public.customers AS c WHERE c.customer_id > {n}",
        "description": "Customers.",
        "clarification": "",
        "choices": [],
        "missing": "",
    }


def show(what: str, seconds: list[float]) -> None:
    if len(seconds) == 1:
        print(f"{what}: {seconds[0]:.1f} s", flush=True)
    else:
        cut = statistics.quantiles(seconds, n=20)
        print(f"{what}: median {statistics.median(seconds):.2f} s, 95th percentile {cut[18]:.2f} s", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("what", choices=["ask", "again"])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--count", type=int, default=1000)
    arguments.add_argument("--models", type=int, default=10)
    given = arguments.parse_args()
    if given.what == "ask":
        ask(given.folder, given.count, given.models)
    else:
        again(given.folder)


if __name__ == "__main__":
    main()
