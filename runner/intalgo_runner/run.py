"""`intalgo run`: dbt build of a commit, for CronJobs and orchestrators. It needs no operator but for Git."""

from intalgo_runner.dbt import Dbt, dbt_message, is_connection_error
from intalgo_runner.failure import TaskFailed
from intalgo_runner.outcome import Outcome
from intalgo_runner.pipes import tell_dagster
from intalgo_runner.profile import ProfileInvalid, in_environment, render
from intalgo_runner.project import Project
from intalgo_runner.secrets import Secrets, log
from intalgo_runner.selection import Selection, compared
from intalgo_runner.settings import Settings

_BROKEN = ("error", "fail", "runtime error")


def run(
    settings: Settings, secrets: Secrets, commit: str, selection: Selection, flags: list[str], outcome: Outcome
) -> int:
    """dbt's exit code: 0 all is well, 1 a node failed, 2 dbt, or what it needs, could not start.

    `flags` are further ones of dbt's build, as they are.
    """
    try:
        profile = render(settings)
        secrets.add_profile(profile.values)
        arguments = selection.arguments()
        project = Project(settings)
        arguments += compared(project, Dbt(project.root, settings.work, profile), selection, settings.state)
        profile = in_environment(profile, settings.environment, settings.work / ".intalgo" / "environment")
        dbt = Dbt(project.root, settings.work, profile)
        project.checkout(commit)
        dbt.install_packages()
    except (TaskFailed, ProfileInvalid) as e:
        outcome.failed(e.step if isinstance(e, TaskFailed) else "connect", str(e))
        log(str(e))
        log("intalgo: 0 ok, 1 error")
        return 2
    result = dbt.invoke("build", *arguments, *flags, quiet=False)
    if isinstance(result.exception, KeyboardInterrupt | SystemExit):
        raise result.exception
    if result.exception is not None:
        message = dbt_message(result.exception)
        outcome.failed("connect" if is_connection_error(result.exception) else "build", message)
        log(message)
        log("intalgo: 0 ok, 1 error")
        return 2
    outcome.done(result.result.results, result.success)
    tell_dagster(result.result.results, secrets)
    statuses = [str(r.status) for r in result.result.results]
    errors = sum(status in _BROKEN for status in statuses)
    log(f"intalgo: {sum(status in ('success', 'pass', 'warn') for status in statuses)} ok, {errors} error")
    return 0 if result.success else 1
