"""The dbt project that is measured: 50 models over the quickstart's tables, by a fixed rule.

10 staging views, 20 intermediate views of two of them each, and 20 tables of two views each, half of which read another
such table too. Each of the first 10 tables has a test.
"""

SOURCE = "public"
# The quickstart's tables, each with a column that has no nulls.
TABLES = {
    "addresses": "customer_id",
    "categories": "category_id",
    "customers": "customer_id",
    "order_items": "order_id",
    "orders": "customer_id",
    "payments": "order_id",
    "products": "category_id",
    "refunds": "payment_id",
    "reviews": "product_id",
    "suppliers": "supplier_id",
}
MIDDLE = 20
MARTS = 20
TESTED = 10


def models() -> dict[str, str]:
    """The models' SQL, by name."""
    staging = list(TABLES)
    sql = {f"stg_{name}": staged(name) for name in staging}
    for n in range(MIDDLE):
        # Never the same one twice: 2n + 1 is odd.
        sql[f"int_{n}"] = counted(staging[n % len(staging)], staging[(3 * n + 1) % len(staging)])
    for n in range(MARTS):
        reads = [f"int_{n}", f"int_{(n + 7) % MIDDLE}"] + ([f"mart_{n - 10}"] if n >= 10 else [])
        sql[f"mart_{n}"] = added(reads)
    return sql


def files() -> dict[str, str]:
    """What is committed, by path; the operator writes the sources and dbt_project.yml."""
    made = {f"models/bench/{name}.sql": text for name, text in models().items()}
    tested = [{"name": f"mart_{n}", "columns": [{"name": "id", "data_tests": ["unique"]}]} for n in range(TESTED)]
    return made | {"models/bench/bench.yml": f"version: 2\nmodels: {tested!r}\n"}


def staged(table: str) -> str:
    return view(f"select *, {TABLES[table]} as id from {{{{ source('{SOURCE}', '{table}') }}}}")


def counted(first: str, second: str) -> str:
    one, other = (f"{{{{ ref('stg_{name}') }}}}" for name in (first, second))
    ids = f"select id, count(*) as n from {other} group by id"
    return view(
        f"select a.id, count(*) as rows, max(b.n) as n from {one} a left join ({ids}) b on b.id = a.id group by 1"
    )


def added(reads: list[str]) -> str:
    ids = " union all ".join(f"select id, rows from {{{{ ref('{name}') }}}}" for name in reads)
    return f"{{{{ config(materialized='table') }}}}\nselect id, sum(rows) as rows from ({ids}) u group by id\n"


def view(sql: str) -> str:
    return f"{{{{ config(materialized='view') }}}}\n{sql}\n"
