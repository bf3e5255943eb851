"""The worker's dealings with the operator."""

import socket

import yaml
from conftest import Postgres
from operator_stub import OperatorStub
from repository import Repository
from support import PASSWORD, SECRET, PodMaker, draft, duckdb_profile, postgres_profile

RUNNING = "select pid from pg_stat_activity where application_name = 'dbt' and query like '%pg_sleep%'"
GOOD = draft("select id from {{ source('shop', 'orders') }}")


def test_ends_when_there_is_nothing_to_do(pod: PodMaker, postgres: Postgres) -> None:
    made = pod(INTALGO_IDLE_SECONDS="1").profile(postgres_profile(postgres.port))
    assert made.run("worker") == 0
    assert "no task for 1 s" in made.output


def test_does_all_kinds_of_tasks_in_one_life(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    for name, kind, task in [("v", "validate", GOOD), ("b", "build", {"select": []}), ("g", "graph", {"select": []})]:
        operator.give(name, kind, {"commit": repository.first, **task})
    made = pod(INTALGO_IDLE_SECONDS="2").profile(postgres_profile(postgres.port))
    assert made.run("worker") == 0
    assert {name: result["ok"] for name, result in operator.results.items()} == {"v": True, "b": True, "g": True}


def test_goes_on_after_the_operator_was_down(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    operator.outage += [503, 500, 429, 502]
    operator.give("v", "validate", {"commit": repository.first, **GOOD})
    made = pod().profile(postgres_profile(postgres.port)).start("worker")
    assert operator.result("v")["ok"]
    assert "trying again" in made.output


def test_keeps_a_result_while_the_operator_is_down(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    made = pod().profile(postgres_profile(postgres.port)).start("worker")
    operator.give("v", "validate", {"commit": repository.first, **GOOD})
    made.wait_for("validate v: started")
    operator.outage += [503] * 4
    assert operator.result("v")["ok"]
    posts = [status for method, path, status in operator.requests if method == "POST" and path.endswith("/v/result")]
    assert posts == [503, 503, 503, 503, 204]


def test_waits_for_an_operator_that_does_not_listen_yet(pod: PodMaker, postgres: Postgres) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"https://localhost:{nobody.getsockname()[1]}"
        made = pod(INTALGO_URL=url, INTALGO_RETRY_SECONDS="2").profile(postgres_profile(postgres.port))
        assert made.run("worker") == 1
    assert made.output.count("trying again") >= 2
    assert "no answer from" in made.output


def test_says_that_its_token_is_not_accepted(pod: PodMaker, postgres: Postgres) -> None:
    made = pod().profile(postgres_profile(postgres.port))
    made.token.write_text("another-token")
    assert made.run("worker") == 1
    assert "does not accept this pod's token: 401" in made.output
    assert "another-token" not in made.output


def test_trusts_no_certificate_but_the_operators(pod: PodMaker, postgres: Postgres) -> None:
    made = pod(INTALGO_CA="", INTALGO_RETRY_SECONDS="1").profile(postgres_profile(postgres.port))
    assert made.run("worker") == 1
    assert "certificate verify failed" in made.output


def test_reads_a_renewed_token(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    made = pod().profile(postgres_profile(postgres.port)).start("worker")
    operator.give("first", "validate", {"commit": repository.first, **GOOD})
    assert operator.result("first")["ok"]
    # The long poll that is under way has shown the old one already.
    made.token.write_text("the-renewed-token")
    operator.token = "the-renewed-token"
    commit = repository.commit({"README.md": "changed"})
    operator.give("second", "validate", {"commit": commit, **GOOD})
    assert operator.result("second")["ok"]
    assert made.process is not None
    assert made.process.poll() is None


def test_drops_a_result_that_is_no_longer_wanted(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    operator.post_status |= {"a": 409, "b": 404, "c": 410}
    for name in "abc":
        operator.give(name, "validate", {"commit": repository.first, **GOOD})
    made = pod(INTALGO_IDLE_SECONDS="2").profile(postgres_profile(postgres.port))
    assert made.run("worker") == 0
    assert made.output.count("no longer wanted") == 3


def test_says_so_where_a_result_is_refused(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    operator.post_status["v"] = 413
    operator.give("v", "validate", {"commit": repository.first, **GOOD})
    pod().profile(postgres_profile(postgres.port)).start("worker")
    result = operator.result("v")
    assert result["ok"] is False
    assert "refused the result: 413" in result["message"]


def test_ends_at_once_when_idle_and_told_to(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod().profile(postgres_profile(postgres.port)).start("worker")
    operator.give("v", "validate", {"commit": None, **GOOD})
    operator.result("v")
    made.terminate()
    assert made.wait(seconds=5) == 143


def test_ends_at_once_in_the_middle_of_a_query(pod: PodMaker, postgres: Postgres, operator: OperatorStub) -> None:
    made = pod().profile(postgres_profile(postgres.port)).start("worker")
    operator.give("v", "validate", {"commit": None, **draft("select pg_sleep(3600) as x")})
    while not postgres.query(RUNNING):
        assert made.process is not None
        assert made.process.poll() is None
        assert "v" not in operator.results, operator.results
    made.terminate()
    assert made.wait(seconds=5) == 143
    assert "v" not in operator.results


def test_says_which_variable_is_missing(pod: PodMaker) -> None:
    made = pod(INTALGO_URL="")
    assert made.run("worker") == 1
    assert "INTALGO_URL is not set" in made.output


def test_a_hand_written_profile_with_variables(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    profile = """
config:
  partial_parse: true
other: {target: x, outputs: {x: {type: duckdb, path: "{{ env_var('NOT_SET') }}"}}}
mine:
  target: "{{ env_var('MY_TARGET', 'prod') }}"
  outputs:
    prod:
      type: postgres
      host: "{{ env_var('MY_HOST') }}"
      port: "{{ env_var('MY_PORT') | int }}"
      user: shop
      pass: "{{ env_var('MY_PASSWORD') }}"
      dbname: shop
      schema: by_hand
"""
    variables = {"MY_HOST": "127.0.0.1", "MY_PORT": str(postgres.port), "MY_PASSWORD": PASSWORD}
    made = pod(**variables, **{SECRET: "", "INTALGO_PROFILE": "mine", "INTALGO_TARGET": ""}).profile(profile)
    made.start("worker")
    operator.give("b", "build", {"commit": repository.first, "select": ["paid_orders"]})
    assert operator.result("b")["ok"], operator.results
    assert postgres.query("select count(*) from by_hand.paid_orders") == [(500,)]


def test_a_user_and_a_port_from_a_secret(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    templates = {"user": "{{ env_var('DBT_ENV_SECRET_USER') }}", "port": "{{ env_var('DBT_ENV_SECRET_PORT') | int }}"}
    secret = {"DBT_ENV_SECRET_USER": "shop", "DBT_ENV_SECRET_PORT": str(postgres.port)}
    pod(**secret).profile(postgres_profile(0, **templates)).start("worker")
    operator.give("v", "validate", {"commit": repository.first, **draft("select 1 as x from shop.nothing")})
    # The user is called like the schema, and dbt masks what it takes for a secret.
    assert 'relation "shop.nothing" does not exist' in operator.result("v")["message"]


def test_a_projects_own_schema(
    pod: PodMaker, postgres: Postgres, operator: OperatorStub, repository: Repository
) -> None:
    made = pod(INTALGO_SCHEMA="own").profile(postgres_profile(postgres.port)).start("worker")
    operator.give("b", "build", {"commit": repository.first, "select": ["paid_orders"]})
    assert operator.result("b")["ok"], operator.results
    assert postgres.query("select count(*) from own.paid_orders") == [(500,)]
    written = (made.work / ".intalgo" / "profiles" / "profiles.yml").read_text()
    target = yaml.safe_load(written)["shop"]["outputs"]["intalgo"]
    assert target["password"] == "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}"
    assert target["schema"] == "own"


def test_says_what_is_wrong_with_a_profile(pod: PodMaker, operator: OperatorStub) -> None:
    pod(INTALGO_PROFILE="missing").profile(duckdb_profile("x")).start("worker")
    operator.give("b", "build", {"commit": None, "select": []})
    result = operator.result("b")
    assert (result["ok"], result["step"]) == (False, "connect")
    assert "no profile 'missing'; it has: shop" in result["message"]
