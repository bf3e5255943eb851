"""What is outside of Intalgo and stays when its cluster is lost: a Git server; and an LLM, whose calls are counted."""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cluster import ROOT, Cluster
from objects import PYTHON, RESTRICTED_CONTAINER, RESTRICTED_POD, connection, project, question, secret

LLM = ROOT / "examples" / "quickstart" / "llm" / "server.py"
GIT = Path(__file__).parent / "pods" / "git_server.py"


class Outside:
    """Both in one namespace. The LLM has recorded answers: it is the quickstart's server with other ones."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.llm = {"endpoint": f"http://llm.{cluster.namespace}.svc:8080/v1", "model": "recorded-answers"}
        self._certificate = ""

    def start(self, answers: dict[str, Any]) -> None:
        certificate, key = self._tls()
        self._certificate = certificate
        # Larger than what kubectl apply can note of it.
        self._config_map("llm", {"server.py": LLM.read_text(), "answers.json": json.dumps(answers)})
        self._config_map("git", {"server.py": GIT.read_text()})
        self._cluster.apply(
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "type": "kubernetes.io/tls",
                "metadata": {"name": "git-tls"},
                "stringData": {"tls.crt": certificate, "tls.key": key},
            },
            *server("llm", 8080, [], []),
            *server(
                "git",
                8443,
                [{"name": "tls", "secret": {"secretName": "git-tls"}}, {"name": "srv", "emptyDir": {}}],
                [{"name": "tls", "mountPath": "/tls"}, {"name": "srv", "mountPath": "/srv"}],
            ),
        )
        for name in ("llm", "git"):
            self._cluster.run("rollout", "status", f"deployment/{name}", "--timeout=300s")

    @property
    def host(self) -> str:
        """The Git server's name."""
        return f"git.{self._cluster.namespace}.svc"

    @property
    def certificate(self) -> str:
        """The Git server's, which signs for itself."""
        return self._certificate

    def url(self, name: str = "shop") -> str:
        """Of a repository on the Git server."""
        return f"https://{self.host}:8443/{name}.git"

    def repository(self) -> dict[str, Any]:
        """For an IntalgoProject."""
        return {"remote": {"url": self.url(), "caBundle": self._certificate}}

    def push(self, name: str, folder: Path) -> None:
        """What is committed in a work tree becomes the branch main of a repository on the Git server."""
        bundle = subprocess.check_output(["git", "-C", str(folder), "bundle", "create", "-q", "-", "main"])
        script = (
            f"git init -q --bare -b main /srv/{name}.git && cat >/tmp/bundle && "
            f"git -C /srv/{name}.git fetch -q /tmp/bundle +main:main"
        )
        self._in_git("sh", "-c", script, stdin=bundle)

    def calls(self) -> int:
        """How often the LLM was asked."""
        return self._cluster.run("logs", "deployment/llm", "--tail=-1").count('"POST /v1/chat/completions')

    def subjects(self) -> list[str]:
        """The commits' first lines, newest first."""
        return self._in_git("git", "-C", "/srv/shop.git", "log", "--format=%s", "main").decode().splitlines()

    def save(self) -> bytes:
        """The repositories, as a tar archive."""
        return self._in_git("tar", "cf", "-", "-C", "/srv", "shop.git")

    def restore(self, archive: bytes) -> None:
        self._in_git("tar", "xf", "-", "-C", "/srv", stdin=archive)

    def _in_git(self, *command: str, stdin: bytes | None = None) -> bytes:
        kubectl = [*self._cluster.base, "-n", self._cluster.namespace, "exec", "-i", "deployment/git", "--"]
        return subprocess.run([*kubectl, *command], input=stdin, stdout=subprocess.PIPE, check=True).stdout

    def _config_map(self, name: str, data: dict[str, str]) -> None:
        made = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
        self._cluster.run("create", "-f", "-", stdin=json.dumps(made))

    def _tls(self) -> tuple[str, str]:
        with TemporaryDirectory() as folder:
            certificate, key = Path(folder) / "tls.crt", Path(folder) / "tls.key"
            command = [
                "openssl",
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-days",
                "30",
            ]
            names = ["-subj", f"/CN={self.host}", "-addext", f"subjectAltName=DNS:{self.host}"]
            files = ["-keyout", str(key), "-out", str(certificate)]
            subprocess.run([*command, *names, *files], check=True, capture_output=True)
            return certificate.read_text(), key.read_text()


def server(name: str, port: int, volumes: list[Any], mounts: list[Any]) -> list[dict[str, Any]]:
    """A Service, and a Deployment of the program in the ConfigMap of this name."""
    container = {
        "name": name,
        "image": "intalgo/runner:dev",
        "command": [PYTHON, "/program/server.py", *(["/srv"] if name == "git" else [])],
        "readinessProbe": {"tcpSocket": {"port": port}, "periodSeconds": 1},
        "securityContext": RESTRICTED_CONTAINER,
        "volumeMounts": [{"name": "program", "mountPath": "/program"}, *mounts],
    }
    pod = {
        "securityContext": RESTRICTED_POD,
        # Python as a container's first process does not end when it is asked to.
        "terminationGracePeriodSeconds": 1,
        "containers": [container],
        "volumes": [{"name": "program", "configMap": {"name": name}}, *volumes],
    }
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": pod}
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name},
            "spec": {"selector": labels, "ports": [{"port": port}]},
        },
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": name},
            "spec": {"selector": {"matchLabels": labels}, "template": template},
        },
    ]


def numbered(count: int) -> dict[str, Any]:
    """Recorded answers to as many questions, which differ by a number."""
    return {f"Which orders have a number above {n}?": answer(n) for n in range(1, count + 1)}


def answer(n: int) -> dict[str, Any]:
    columns = [
        {"name": "order_id", "description": "Number of the order"},
        {"name": "status", "description": "Its state"},
    ]
    return {
        "outcome": "answer",
        "plan": {"grain": ["order_id"], "joins": [], "columns": columns},
        "sql": f"SELECT o.order_id, o.status FROM public.orders AS o WHERE o.order_id > {n % 100}",
        "description": f"The orders with a number above {n % 100}.",
        "clarification": "",
        "choices": [],
        "missing": "",
    }


def manifests(outside: Outside, password: str, schema: str, models: int, count: int) -> list[dict[str, Any]]:
    """A project over the quickstart's database, and Questions of which the first are models."""
    return [
        secret("shop-db", username="intalgo", password=password),
        connection(),
        project("shop", "shop", schema=schema, llm=outside.llm, repository=outside.repository()),
        *(
            question(
                f"orders-{n}",
                "shop",
                text,
                **({"mode": "Model"} if n <= models else {}),
                name=f"orders_{n}",
            )
            for n, text in enumerate(numbered(count), start=1)
        ),
    ]
