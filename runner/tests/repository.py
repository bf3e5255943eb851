"""A real git repository with a small dbt project."""

import os
import subprocess
from pathlib import Path

FILES = {
    "dbt_project.yml": "name: shop\nversion: '1.0.0'\nconfig-version: 2\nprofile: shop\nmodel-paths: [models]\n"
    "analysis-paths: [analyses]\nmodels:\n  shop:\n    +materialized: view\n",
    "models/sources/shop.yml": "version: 2\nsources:\n  - name: shop\n    schema: shop\n    tables:\n"
    "      - name: customers\n        columns:\n          - name: id\n            data_tests: [unique, not_null]\n"
    "      - name: orders\n      - name: unused\n",
    "models/paid_orders.sql": "select id, customer_id, total from {{ source('shop', 'orders') }} where paid\n",
    "models/paid_orders.yml": "version: 2\nmodels:\n  - name: paid_orders\n    description: Orders that were paid\n"
    "    config:\n      materialized: table\n      tags: [daily]\n    columns:\n      - name: id\n"
    "        data_tests: [unique]\n",
    "models/spending.sql": "select customer_id, sum(total) as spent from {{ ref('paid_orders') }} group by 1\n",
    "analyses/newest.sql": "select max(joined) as newest from {{ source('shop', 'customers') }}\n",
}


class Repository:
    """A bare repository, and commits into it."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / "shop.git"
        self._tree = folder / "tree"
        self._git("init", "--quiet", "--bare", "--initial-branch=main", str(self.bare), cwd=folder)
        self._git("clone", "--quiet", str(self.bare), str(self._tree), cwd=folder)
        self._git("checkout", "--quiet", "-B", "main", cwd=self._tree)
        self.first = self._commit(FILES)
        self._git("push", "--quiet", "origin", "main", cwd=self._tree)

    def commit(self, files: dict[str, str | None]) -> str:
        """A commit on main with these files (None: removed), whose hash is returned, and one that takes it all back.

        So the newest commit is always like the first, whatever other tests did.
        """
        commit = self._commit(files)
        self._git("read-tree", "-u", "--reset", self.first, cwd=self._tree)
        self._git("commit", "--quiet", "--allow-empty", "--message", "as it was", cwd=self._tree)
        self._git("push", "--quiet", "origin", "main", cwd=self._tree)
        return commit

    def head(self) -> str | None:
        """The commit on main; None where there is no repository."""
        if not self.bare.exists():
            return None
        return self._git("rev-parse", "--verify", "main", cwd=self.bare)

    def push(self, files: dict[str, str | None]) -> str:
        """A commit on top of what is on main, as another person makes it."""
        self._git("pull", "--quiet", "--rebase", "origin", "main", cwd=self._tree)
        commit = self._commit(files)
        self._git("push", "--quiet", "origin", "main", cwd=self._tree)
        return commit

    def git(self, *arguments: str) -> str:
        return self._git(*arguments, cwd=self.bare)

    def _commit(self, files: dict[str, str | None]) -> str:
        for path, text in files.items():
            file = self._tree / path
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
        self._git("add", "--all", cwd=self._tree)
        self._git("commit", "--quiet", "--message", "change", cwd=self._tree)
        return self._git("rev-parse", "HEAD", cwd=self._tree)

    def _git(self, *arguments: str, cwd: Path) -> str:
        who = {
            f"GIT_{role}_{what}": "test@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        env = {**os.environ, **who, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.check_output(["git", *arguments], cwd=cwd, env=env, text=True).strip()
