"""The git CLI, as pods use it: with the operator alone, and with no configuration but this."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from intalgo_runner.certificates import ca_bundle
from intalgo_runner.failure import TaskFailed
from intalgo_runner.settings import Settings

# git asks this script for each request, so that a renewed token is found; the values are in no argument,
# URL or log. The configuration names the repository's host: a redirect elsewhere gets nothing.
_TOKEN_HELPER = """!f() {
    test "$1" = get || exit 0
    printf 'username=intalgo\\npassword=%s\\n' "$(cat "$INTALGO_TOKEN_FILE")"
}; f"""


class Git:
    """Runs git in one folder."""

    def __init__(self, settings: Settings, folder: Path, config: Mapping[str, str]) -> None:
        self._folder = folder
        url = urlsplit(settings.require_git().url)
        origin = f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
        all_config = {
            "core.hooksPath": "/dev/null",
            "http.sslCAInfo": str(ca_bundle(settings)),
            # Give up on a server that sends less than this for so long (bytes per second, seconds).
            "http.lowSpeedLimit": "100",
            "http.lowSpeedTime": "60",
            "credential.helper": "",
            f"credential.{origin}.helper": _TOKEN_HELPER,
            **config,
        }
        self._environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(settings.work),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "https:http",
            "INTALGO_TOKEN_FILE": str(settings.token_file),
            "GIT_CONFIG_COUNT": str(len(all_config)),
        }
        for index, (key, value) in enumerate(all_config.items()):
            self._environment[f"GIT_CONFIG_KEY_{index}"] = key
            self._environment[f"GIT_CONFIG_VALUE_{index}"] = value

    def run(self, *arguments: str) -> str:
        """What git printed.

        :raises TaskFailed: step `git`
        """
        done = self.call(*arguments)
        if done.returncode != 0:
            raise TaskFailed("git", f"git {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
