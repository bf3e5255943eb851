"""Programs in Go, which dev/kubernetes/build makes where it is asked to, and the modules that they are of."""

import json
import os
import subprocess
from functools import cache
from pathlib import Path

from cluster import ROOT

KUBERNETES = ROOT / "dev" / "kubernetes"


@cache
def programs(*names: str) -> Path:
    """The folder that they are in."""
    build = KUBERNETES / "build"
    subprocess.run([build, "--only", ",".join(names)], check=True)
    return Path(subprocess.check_output([build, "--path"], text=True).strip())


@cache
def released(module: str, folder: str) -> Path:
    """A module as it was released, at the version of the go.mod in a folder of dev/kubernetes."""
    found = subprocess.check_output(
        ["go", "mod", "download", "-json", module],
        cwd=KUBERNETES / folder,
        env={**os.environ, "GOWORK": "off"},
        text=True,
    )
    return Path(json.loads(found)["Dir"])
