"""How each state of each kind looks in Argo CD and in Flux, by the one's own program and the other's own library."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from argo import HEALTH, kstatus, program

KINDS = HEALTH / "resource_customizations" / "intalgo.dev"
CASES = [
    pytest.param(tests.parent / case["inputPath"], case["healthStatus"], id=f"{tests.parent.name}-{case['inputPath']}")
    for tests in sorted(KINDS.glob("*/health_test.yaml"))
    for case in yaml.safe_load(tests.read_text())["tests"]
]
# What Flux makes of a case, by how the name of its file starts. It knows nothing that is suspended: what waits for a
# person to change it has failed, what waits for anything else is at work.
FLUX = {
    "Connection/suspended": "Failed",
    "IntalgoProject/suspended": "InProgress",
    "Question/suspended": "InProgress",
    "Deployment/suspended": "Current",
    "Deployment/suspended_approval": "InProgress",
    "degraded_retried": "InProgress",
    "degraded": "Failed",
    "progressing": "InProgress",
    "healthy": "Current",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ConfigMap argocd-cm of gitops/argocd."""
    file = tmp_path_factory.mktemp("argocd") / "argocd-cm.yaml"
    file.write_bytes(subprocess.check_output([program("kustomize"), "build", HEALTH]))
    return file


@pytest.mark.parametrize(("manifest", "expected"), CASES)
def test_argo_cd_tells_it_so(settings: Path, manifest: Path, expected: dict[str, str]) -> None:
    printed = subprocess.check_output(
        [
            *(program("argocd"), "admin", "settings", "resource-overrides", "health", manifest),
            *("--argocd-cm-path", settings),
        ],
        text=True,
        stderr=subprocess.PIPE,
        env={**os.environ, "KUBECONFIG": os.devnull},
    )
    assert printed.splitlines() == [f"STATUS: {expected['status']}", f"MESSAGE: {expected['message']}"]


@pytest.mark.parametrize(("manifest", "expected"), CASES)
def test_flux_tells_it_so(manifest: Path, expected: dict[str, str]) -> None:
    [told] = kstatus([manifest])
    case = f"{manifest.parents[1].name}/{manifest.stem}"
    wanted = next(status for name, status in FLUX.items() if name == case or manifest.stem.startswith(name))
    status, message = told.split(": ", 1)
    assert status == wanted
    if status == "Failed":
        assert message == expected["message"]


def test_every_kind_has_its_check() -> None:
    kinds = yaml.safe_load((HEALTH / "kustomization.yaml").read_text())["configMapGenerator"][0]["files"]
    assert [entry.split("=")[0].rpartition("_")[2] for entry in kinds] == [
        "Connection",
        "IntalgoProject",
        "Question",
        "Deployment",
    ]
