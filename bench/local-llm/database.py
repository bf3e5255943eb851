"""A PostgreSQL of our own with the quickstart's shop, and its schema as the operator's SchemaLine writes it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg2

_COLUMNS = """
SELECT t.relname, obj_description(t.oid), a.attname,
       replace(upper(format_type(a.atttypid, a.atttypmod)), ',', ', '),
       EXISTS (SELECT FROM pg_constraint WHERE conrelid = t.oid AND contype = 'p' AND a.attnum = ANY (conkey)),
       (SELECT format('public.%%s(%%s)', r.relname, ra.attname)
        FROM pg_constraint f
        JOIN pg_class r ON r.oid = f.confrelid
        JOIN pg_attribute ra ON ra.attrelid = r.oid AND ra.attnum = f.confkey[1]
        WHERE f.conrelid = t.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]),
       col_description(t.oid, a.attnum)
FROM pg_class t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
WHERE t.relnamespace = %s::regnamespace AND t.relkind IN ('r', 'v')
ORDER BY t.relname, a.attnum
"""

# The shop's rows are so regular that wrong SQL can give the right ones: without an average of the stars, with the price
# of today, or with months whose year is lost. With these changes it does not.
_IRREGULAR = """
UPDATE reviews SET stars = 1 + (review_id * 7 + product_id) * 31 % 97 % 5;
DELETE FROM reviews WHERE product_id % 3 = 0 AND review_id > 400;
UPDATE products SET price = price + 1 + product_id % 7;
UPDATE orders SET ordered_at = ordered_at - INTERVAL '1 year' WHERE order_id % 3 = 0;
UPDATE payments p SET paid_at = ordered_at + INTERVAL '1 hour' FROM orders o WHERE o.order_id = p.order_id;
UPDATE refunds r SET refunded_at = paid_at + INTERVAL '5 days' FROM payments p WHERE p.payment_id = r.payment_id;
"""


class Database:
    def __init__(self, folder: Path, shop: str) -> None:
        where = {"host": str(folder), "dbname": "postgres"}
        self._admin = psycopg2.connect(user="postgres", **where)
        self._admin.autocommit = True
        self._query(shop)
        self._query(_IRREGULAR)
        # As dbt reads it: a role that can read the shop, and an error for whatever writes.
        options = "-c search_path=analytics,public -c default_transaction_read_only=on -c statement_timeout=60s"
        self._reader = psycopg2.connect(user="intalgo", options=options, **where)

    def run(self, sql: str) -> tuple[list[str], list[tuple]]:
        """The columns and the rows. As the operator's worker does it, so that it can only be one SELECT.

        :raises psycopg2.Error: where the database does not accept it
        """
        with self._reader, self._reader.cursor() as cursor:
            cursor.execute(f"select * from (\n{sql.strip().rstrip(';')}\n) as intalgo_draft")
            return [column.name for column in cursor.description], cursor.fetchall()

    def build(self, name: str, answer: dict[str, Any]) -> None:
        """Makes a model of a recorded answer, with its descriptions."""
        self._query(f"CREATE VIEW analytics.{name} AS {answer['sql']}")
        self._query(f"COMMENT ON VIEW analytics.{name} IS %s", answer["description"])
        for column in answer["plan"]["columns"]:
            self._query(f"COMMENT ON COLUMN analytics.{name}.{column['name']} IS %s", column["description"])
        self._query(f"GRANT SELECT ON analytics.{name} TO intalgo")

    def tables(self) -> str:
        return "Tables:\n" + self._lines("public", "public.")

    def models(self) -> str:
        return "Models of this project, which answer earlier questions:\n" + self._lines("analytics", "")

    def _lines(self, schema: str, before: str) -> str:
        text = ""
        for (table, about), columns in groupby(self._query(_COLUMNS, schema), lambda row: row[:2]):
            written = [
                f"{name} {kind}" + " PK" * key + (f" -> {to}" if to else "") + (f' "{told}"' if told else "")
                for _, _, name, kind, key, to, told in columns
            ]
            text += f"{before}{table}({', '.join(written)})" + (f' -- "{about}"' if about else "") + "\n"
        return text

    def _query(self, sql: str, *values: str) -> list[tuple]:
        with self._admin.cursor() as cursor:
            # Without values a % is only a %.
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def database(shop: str) -> Iterator[Database]:
    """Runs a server until the block ends. It listens on a socket in a temporary folder only."""
    initdb = shutil.which("initdb") or next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))))
    programs = Path(initdb).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="intalgo-postgres."))
    # PostgreSQL refuses to run as root.
    user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.getuid() == 0 else {}
    if user:
        shutil.chown(folder, "nobody")
    pg_ctl = [programs / "pg_ctl", "-D", folder / "data", "-w"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **user}
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-E", "UTF8", "-U", "postgres", "-A", "trust", "-N"], **quiet
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        subprocess.run([*pg_ctl, "-l", folder / "log", "-o", options, "start"], **quiet)
        try:
            yield Database(folder, shop)
        finally:
            subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder)
