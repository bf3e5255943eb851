"""dbt in a pod of its own. Made by Intalgo: changes made here are overwritten."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster_k8s import PipesK8sClient, PipesK8sPodLogsMessageReader
from dagster_k8s.client import DagsterK8sError


class Told(PipesK8sPodLogsMessageReader):
    """What a pod told, also where it failed: the client itself then has none of it."""

    @contextmanager
    def read_messages(self, handler: dg.PipesMessageHandler) -> Iterator[Any]:
        self.messages = handler.get_custom_messages
        with super().read_messages(handler) as parameters:
            yield parameters


def run_dbt(context: Any, run: dict[str, Any], arguments: list[str]) -> tuple[list[dict[str, Any]], str | None]:
    """What dbt said of each node, and why it failed if it did. Its log goes to the step's stdout."""
    pod = copy.deepcopy(run["pod"])
    # Kubernetes would put variables, and so secrets, into arguments that have $(NAME).
    pod["spec"]["containers"][0]["args"] = [argument.replace("$", "$$") for argument in arguments]
    told, failure = Told(), None
    try:
        PipesK8sClient(poll_interval=2.0, message_reader=told).run(
            context=context.op_execution_context,
            namespace=run["namespace"],
            env={"INTALGO_RUN_ID": context.run.run_id},
            base_pod_meta=pod.get("metadata"),
            base_pod_spec=pod["spec"],
        )
    except DagsterK8sError as e:
        failure = str(e)
    return list(told.messages()), failure
