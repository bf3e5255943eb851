"""What Cosmos and dagster-dbt are given: the same project, manifest and database."""

import json
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from cluster import Cluster
from objects import SETTINGS
from orchestrators import checked
from team import PROJECT, Team, profile

HERE = Path(__file__).parent
# Where a pod has the project and the profile.
PROJECT_THERE = "/project"
# By the name of the DAG: how it finds the models, and how it runs them.
COSMOS = {
    "cosmos_local_dbt_ls": ("dbt_ls", "local"),
    "cosmos_local": ("dbt_manifest", "local"),
    "cosmos_watcher": ("dbt_manifest", "watcher"),
    "cosmos_kubernetes": ("dbt_manifest", "kubernetes"),
    "cosmos_watcher_kubernetes": ("dbt_manifest", "watcher_kubernetes"),
}


class Rivals:
    def __init__(self, team: Team, folder: Path, dbt: Path) -> None:
        self._team = team
        folder.mkdir()
        self._profiles = folder / "profiles.yml"
        self._profiles.write_text(json.dumps(profile(address(team.shop))))
        self.environment = {
            "DBT_ENV_SECRET_PASSWORD": team.shop.secret("shop-db", "password"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
        self.dagster = self.environment | {"DBT_PROJECT_DIR": str(team.checkout), "DBT_PROFILES_DIR": str(folder)}
        parse = [dbt, "parse", "--project-dir", team.checkout, "--profiles-dir", folder]
        checked(parse, {**self.environment, "HOME": str(folder), "PATH": str(dbt.parent)})
        team.cluster.apply(self._in_pods())

    def cosmos(self, dags: Path, name: str) -> Path:
        load, execution = COSMOS[name]
        in_pods = execution.endswith("kubernetes")
        dag = Path(shutil.copy(HERE / "cosmos_dag.py", dags / f"{name}.py"))
        project: dict[str, str] = (
            {"project_name": PROJECT} if in_pods else {"dbt_project_path": str(self._team.checkout)}
        )
        if load == "dbt_manifest":
            project["manifest_path"] = str(self._team.checkout / "target" / "manifest.json")
        given = {
            "dag_id": name,
            "load": load,
            "execution": execution,
            "project": project,
            "there": PROJECT_THERE if in_pods else None,
            "profile": {
                "profile_name": PROJECT,
                "target_name": "default",
                "profiles_yml_filepath": str(self._profiles),
            },
            "operator_args": self._pod() if in_pods else {},
        }
        dag.with_suffix(".json").write_text(json.dumps(given))
        return dag

    def _tracked(self) -> list[str]:
        command = ["git", "-C", str(self._team.checkout), "ls-files"]
        return subprocess.check_output(command, text=True).splitlines()

    def _in_pods(self) -> dict[str, Any]:
        """The project and the profile as a ConfigMap, in whose keys no slash can be: Cosmos has them in the image."""
        files = {key(path): (self._team.checkout / path).read_text() for path in self._tracked()}
        data = files | {"profiles.yml": json.dumps(profile(SETTINGS["host"]))}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bench"}, "data": data}

    def _pod(self) -> dict[str, Any]:
        """For the pod operator: Intalgo's own pod, with the project and the profile in it."""
        pod = self._team.pod()
        [container] = pod["spec"]["containers"]
        del container["args"]
        container["volumeMounts"].append({"name": "project", "mountPath": PROJECT_THERE, "readOnly": True})
        items = [{"key": key(path), "path": path} for path in self._tracked()]
        volumes = [each for each in pod["spec"]["volumes"] if each["name"] != "profiles"]
        profiles = [{"key": "profiles.yml", "path": "profiles.yml"}]
        volumes += [
            {"name": "project", "configMap": {"name": "bench", "items": items}},
            {"name": "profiles", "configMap": {"name": "bench", "items": profiles}},
        ]
        pod["spec"]["volumes"] = volumes
        return {
            "pod_template_dict": {"apiVersion": "v1", "kind": "Pod", **pod},
            "namespace": self._team.cluster.namespace,
            "base_container_name": container["name"],
            # Whatever the image would run.
            "cmds": ["/usr/bin/env"],
            "startup_timeout_seconds": 600,
        }


def key(path: str) -> str:
    return path.replace("/", "__")


def address(shop: Cluster) -> str:
    """Of the database's Service. A port-forward would be slower than what the pods have."""
    found = shop.get("service", "shop-db")["spec"]["clusterIP"]
    try:
        socket.create_connection((found, SETTINGS["port"]), 5).close()
    except OSError as e:
        raise SystemExit(f"this machine does not reach the cluster's Services: {found}: {e}; run it on a node") from e
    return found
