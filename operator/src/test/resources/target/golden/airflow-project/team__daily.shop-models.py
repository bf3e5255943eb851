"""A DAG that runs dbt in Kubernetes pods. Made by Intalgo: changes made here are overwritten.

This file is the same for every Deployment: what differs is in the JSON file of the same name.
"""

import functools
import hashlib
import json
import operator
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

try:
    from airflow.sdk import DAG, Asset, Param

    AIRFLOW_2 = False
except ImportError:
    from airflow import DAG
    from airflow.datasets import Dataset as Asset
    from airflow.models.param import Param

    AIRFLOW_2 = True


class IntalgoOperator(KubernetesPodOperator):
    """Runs a pod as the JSON file has it: braces in a selector or a question are not a template."""

    template_fields = ()

    def __init__(self, *, options: list[str], selection: list[str], selectable: bool, **kwargs: Any) -> None:
        super().__init__(arguments=literals(options, selection), **kwargs)
        self.options = options
        self.selection = selection
        self.selectable = selectable

    def pre_execute(self, context: Any) -> None:
        """Adds what this run was triggered with."""
        params = context["params"]
        options, selection = list(self.options), self.selection
        if params["full_refresh"]:
            options.append("--full-refresh")
        if self.selectable and params["select"]:
            selection = ["--select", *params["select"].split()]
            self.outlets = []  # nobody knows which of the models those were
        self.arguments = literals(options, selection)
        self.env_vars = {"INTALGO_RUN_ID": literal(context["run_id"])}


def literals(options: list[str], selection: list[str]) -> list[str]:
    return [literal(argument) for argument in [*options, *selection]]


def literal(text: str) -> str:
    """As Kubernetes leaves it: it would put a variable's value, which may be a credential, in place of $(NAME)."""
    return text.replace("$", "$$")


def read(path: Path) -> dict:
    """The JSON of a file, or of the pieces that it names where it is too large for one ConfigMap."""
    run = json.loads(path.read_bytes())
    if "pieces" not in run:
        return run
    text = b"".join(path.with_name(name).read_bytes() for name in run["pieces"])
    if hashlib.sha256(text).hexdigest() != run["sha256"]:
        raise ValueError(f"{path.name} and its pieces are not of one version yet: they are when all are mounted")
    return json.loads(text)


def load(path: Path) -> DAG:
    run = read(path)
    dag_deadline, task_deadline = deadline(run["deadline"])
    dag = DAG(
        dag_id=run["dag_id"],
        description=run["description"],
        doc_md=run["doc_md"],
        schedule=schedule(run),
        start_date=pendulum.parse(run["start_date"], tz=run["time_zone"]),
        tags=run["tags"],
        params=params(run),
        on_failure_callback=[function(name, "onFailure") for name in run["on_failure"]] or None,
        on_success_callback=[function(name, "onSuccess") for name in run["on_success"]] or None,
        default_args={
            "retry_delay": timedelta(seconds=run["retry_delay"]),
            "execution_timeout": timedelta(seconds=run["timeout"]),
            **task_deadline,
            **run["task_arguments"],
        },
        **dag_deadline,
        **run["dag_arguments"],
    )
    tasks = {each["task_id"]: task(dag, run, each) for each in run["tasks"]}
    for each in run["tasks"]:
        for upstream in each["upstream"]:
            tasks[upstream] >> tasks[each["task_id"]]
    return dag


def task(dag: DAG, run: dict, task: dict) -> IntalgoOperator:
    return IntalgoOperator(
        dag=dag,
        task_id=task["task_id"],
        doc_md=task["doc_md"] or None,
        name=task["pod_name"],
        namespace=run["pod"]["metadata"]["namespace"],
        pod_template_dict=run["pod"],
        base_container_name="intalgo",
        options=run["options"],
        selection=task["selection"],
        selectable=run["selectable"],
        inlets=[Asset(uri) for uri in task["inlets"]],
        outlets=[Asset(uri) for uri in task["outlets"]],
        on_finish_action="delete_pod",
        startup_timeout_seconds=600,
    )


def schedule(run: dict) -> Any:
    """A cron expression, or assets of anybody's, by their URIs: in Airflow 3 they may have names of their own."""
    if not run["assets"]:
        return run["schedule"]
    both = {"any": operator.or_, "all": operator.and_}[run["assets"]["needed"]]
    return functools.reduce(both, (Asset(u) if AIRFLOW_2 else Asset.ref(uri=u) for u in run["assets"]["uris"]))


def params(run: dict) -> dict[str, Param]:
    """What the form for triggering a run by hand asks for."""
    asked = {
        "full_refresh": Param(
            run["full_refresh"], type="boolean", description="Build incremental models and seeds anew."
        )
    }
    if run["selectable"]:
        asked["select"] = Param(
            "",
            type="string",
            pattern=r"^([^\s-]\S*( [^\s-]\S*)*)?$",
            description="dbt selectors with a space between them, instead of the Deployment's.",
        )
    return asked


def function(name: str, field: str) -> Callable:
    try:
        found = pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as e:
        raise ImportError(f"airflow.{field} of the Deployment: this Airflow has no {name}: {e}") from e
    if not callable(found):
        raise TypeError(f"airflow.{field} of the Deployment: {name} is no function")
    return found


def deadline(wanted: dict | None) -> tuple[dict, dict]:
    """What the DAG and what its tasks are told of when a run should be done."""
    if not wanted:
        return {}, {}
    after, call = timedelta(seconds=wanted["after"]), function(wanted["call"], "deadline.call")
    if AIRFLOW_2:
        return {"sla_miss_callback": call}, {"sla": after}
    try:
        from airflow.sdk.definitions.deadline import AsyncCallback, DeadlineAlert, DeadlineReference
    except ImportError as e:
        raise ImportError("airflow.deadline of the Deployment: Airflow 3.0 has none, 3.1 has") from e
    return {"deadline": DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, after, AsyncCallback(call))}, {}


dag = load(Path(__file__).with_suffix(".json"))
