"""dbt in this image, with the project cloned at the commit. Made by Intalgo: changes made here are overwritten."""

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml
from dagster_dbt import DbtCliResource

# The token is read for each request, so that a renewed one is found; it is in no argument, URL or log.
TOKEN = """!f() {
    test "$1" = get || exit 0
    printf 'username=intalgo\\npassword=%s\\n' "$(cat "$INTALGO_TOKEN_FILE")"
}; f"""
# dbt takes the values of variables called so for secrets: it hides them in errors, and has no port in one.
SECRET = "DBT_ENV_SECRET_"
NO_SECRET = re.compile(rf"\b{SECRET}(USER|USERNAME|HOST|PORT|DBNAME|DATABASE|SCHEMA|ACCOUNT|ROLE|WAREHOUSE)\b")


def run_dbt(context: Any, run: dict[str, Any], arguments: list[str]) -> tuple[list[dict[str, Any]], str | None]:
    """What dbt said of each node, and why it failed if it did. Its log goes to the step's stdout."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        project = clone(work / "repository", run["commit"])
        dbt = DbtCliResource(project_dir=str(project), **profile(work / "profiles"))
        if any((project / name).is_file() for name in ("packages.yml", "dependencies.yml")):
            dbt.cli(["deps"], target_path=work / "deps").wait()
        invocation = dbt.cli(build(arguments), raise_on_error=False, target_path=work / "target").wait()
        failure = None if invocation.is_successful() else str(invocation.get_error())
        if not (work / "target" / "run_results.json").is_file():
            return [], failure
        return [node(result) for result in invocation.get_artifact("run_results.json")["results"]], failure


def build(arguments: list[str]) -> list[str]:
    """dbt's arguments, from the runner's: "run --commit COMMIT" is its own, and dagster-dbt wants selectors in one."""
    told = ["build"]
    for argument in arguments[3:]:
        if argument.startswith("--") or told[-2] not in ("--select", "--exclude"):
            told.append(argument)
        else:
            told[-1] += f" {argument}"
    return told


def node(result: dict[str, Any]) -> dict[str, Any]:
    rows = (result.get("adapter_response") or {}).get("rows_affected")
    return {
        "unique_id": result["unique_id"],
        "status": result["status"],
        "message": result.get("message"),
        "seconds": round(result["execution_time"], 3),
        "failures": result.get("failures"),
        "rows": rows if isinstance(rows, int) and rows >= 0 else None,
        "relation": (result.get("relation_name") or "").translate(str.maketrans("", "", '"`[]')) or None,
    }


def clone(folder: Path, commit: str) -> Path:
    """The folder of the dbt project at the commit."""
    url, branch = os.environ["INTALGO_GIT_URL"], os.environ.get("INTALGO_GIT_BRANCH") or "main"
    folder.mkdir()
    config = ["-c", "core.symlinks=false", "-c", "core.hooksPath=/dev/null"]
    if os.environ.get("INTALGO_CA"):
        authority = folder.with_name("ca.pem")
        authority.write_text(os.environ["INTALGO_CA"], encoding="utf-8")
        config += ["-c", f"http.sslCAInfo={authority}"]
    token = os.environ.get("INTALGO_TOKEN_FILE", "/var/run/secrets/intalgo/token")
    if Path(token).is_file():
        config += ["-c", "credential.helper=", "-c", f"credential.{url}.helper={TOKEN}"]
    for arguments in (
        ["init", "--quiet"],
        ["fetch", "--quiet", "--no-tags", url, f"+refs/heads/{branch}:refs/intalgo/tip"],
        ["checkout", "--quiet", "--detach", commit],
    ):
        done = subprocess.run(
            ["git", *config, *arguments],
            cwd=folder,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "INTALGO_TOKEN_FILE": token},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"git {arguments[0]} of {url}: {done.stderr.strip()}")
    return folder / os.environ.get("INTALGO_GIT_PATH", "")


def profile(folder: Path) -> dict[str, Any]:
    """The Connection's profile, in the schema of the project; its credentials stay names of variables."""
    text = Path(os.environ.get("INTALGO_PROFILES_DIR", "/profiles"), "profiles.yml").read_text(encoding="utf-8")
    for name in filter(NO_SECRET.fullmatch, list(os.environ)):
        os.environ["INTALGO_CREDENTIAL_" + name.removeprefix(SECRET)] = os.environ[name]
    profiles = yaml.safe_load(NO_SECRET.sub(r"INTALGO_CREDENTIAL_\1", text))
    name = os.environ["INTALGO_PROFILE"]
    target = os.environ.get("INTALGO_TARGET") or profiles[name].get("target", "default")
    output = profiles[name]["outputs"][target]
    if os.environ.get("INTALGO_SCHEMA"):
        output["dataset" if output["type"] == "bigquery" else "schema"] = os.environ["INTALGO_SCHEMA"]
    target = os.environ.get("INTALGO_ENVIRONMENT") or target
    profiles = {name: {"target": target, "outputs": {target: output}}}
    folder.mkdir()
    (folder / "profiles.yml").write_text(yaml.safe_dump(profiles, sort_keys=False), encoding="utf-8")
    return {"profiles_dir": str(folder), "profile": name, "target": target}
