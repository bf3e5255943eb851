"""A task that could not be done, in words that a person can act on."""

MESSAGE_LIMIT = 4000
# The exit code of a worker with a task that it cannot end; the next one starts afresh.
STUCK = 75


class CannotGoOn(Exception):
    """What ends the whole command, in words for the pod's log."""


class TaskFailed(Exception):
    """`step` says where: connect, git, compile, select, explain, run, build (or an ingestion's reason)."""

    def __init__(self, step: str, message: str) -> None:
        super().__init__(message)
        self.step = step
        self.message = trim(message)


def trim(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """Keeps the start and the end of a long text: dbt and databases put what matters in either."""
    text = text.strip()
    if len(text) <= limit:
        return text
    half = (limit - 7) // 2
    return f"{text[:half]}\n[...]\n{text[-half:]}"
