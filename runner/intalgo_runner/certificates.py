"""The certificate authorities to trust: the system's and the operator's own."""

import ssl
from pathlib import Path

import certifi

from intalgo_runner.settings import Settings


def ca_bundle(settings: Settings) -> Path:
    """One PEM file with both, for git and for requests."""
    system = Path(ssl.get_default_verify_paths().cafile or certifi.where())
    if settings.ca is None:
        return system
    bundle = settings.work / ".intalgo" / "ca.pem"
    bundle.parent.mkdir(parents=True, exist_ok=True)
    bundle.write_text(f"{system.read_text()}\n{settings.ca.strip()}\n")
    return bundle
