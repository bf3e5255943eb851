"""Prints what the code server at the port, which is the argument, has; and the Job that its runs are in Kubernetes.

Run by the Python of a Dagster.
"""

import json
import os
import sys
import time

from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._grpc.client import DagsterGrpcClient
from dagster._grpc.types import ListRepositoriesResponse
from dagster._serdes import deserialize_value
from dagster_k8s import K8sRunLauncher
from dagster_k8s.container_context import K8sContainerContext
from dagster_k8s.job import construct_dagster_k8s_job
from kubernetes.client import ApiClient


def served(port: int) -> ListRepositoriesResponse:
    deadline = time.monotonic() + 300
    while True:
        try:
            told = DagsterGrpcClient(port=port, host="127.0.0.1").list_repositories()
            return deserialize_value(told, ListRepositoriesResponse) if isinstance(told, str) else told
        except DagsterUserCodeUnreachableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


location = served(int(sys.argv[1]))
launcher = K8sRunLauncher(
    service_account_name="dagster",
    dagster_home="/opt/dagster/dagster_home",
    instance_config_map="dagster-instance",
    postgres_password_secret="dagster-postgresql-secret",
    load_incluster_config=False,
    kubeconfig_file=os.environ["KUBECONFIG"],
)
context = K8sContainerContext.create_from_config(location.container_context)
job = construct_dagster_k8s_job(
    context.get_k8s_job_config(location.container_image, launcher),
    args=["dagster", "api", "execute_run"],
    job_name="run",
    user_defined_k8s_config=context.run_k8s_config,
)
found = {
    "repositories": [each.repository_name for each in location.repository_symbols],
    "namespace": context.namespace,
    "job": ApiClient().sanitize_for_serialization(job),
}
print(json.dumps(found))
