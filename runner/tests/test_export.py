"""Manifests from a repository alone."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from intalgo_runner.export import NotExported, export

_MODEL = """version: 2

models:
  - name: best  # intalgo 00000000
    description: The best.
    config:
      materialized: table
      tags: [daily, ours]
      meta:
        intalgo:
          question: Which { { ten }} spent the most?
          questionJson: '"Which \\u007b\\u007b ten }} spent\\n the most?"'
          clarifications:
            - question: Gross?
              answer: net
          key: k1
          llm: gpt
          sqlHash: 822ae07d4783158b
          confirmed: true
          object: top-customers
          tags: [daily]
          deletionPolicy: Delete
          keepOldName: true
  - name: top_customers
    config: {meta: {intalgo: {aliasOf: best}}}
  - name: theirs
"""
_ANALYSIS = """analyses:
  - name: by_hand
    config:
      meta:
        intalgo:
          question: How many?
          key: k
          sqlHash: 0000000000000000
          sql: |-
            SELECT 1
              AS n
"""


def _project(folder: Path) -> Path:
    files = {
        "dbt_project.yml": "name: my_shop\nmodel-paths: [transform]\n",
        "transform/marts/best.sql": "select 1\n",
        "transform/marts/schema.yml": _MODEL,
        "transform/top_customers.sql": "select 1",
        "transform/theirs.sql": "select 1",
        "analyses/by_hand.sql": "select 2",
        "analyses/by_hand.yaml": _ANALYSIS,
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def test_writes_all_that_a_question_says(tmp_path: Path) -> None:
    out = io.StringIO()
    assert export(_project(tmp_path), None, "team", out) == 2
    by_hand, best = yaml.safe_load_all(out.getvalue())
    assert best == {
        "apiVersion": "intalgo.dev/v1alpha1",
        "kind": "Question",
        "metadata": {
            "name": "top-customers",
            "namespace": "team",
            "annotations": {"intalgo.dev/confirmed": "822ae07d4783158b"},
        },
        "spec": {
            "projectRef": {"name": "my-shop"},
            "text": "Which {{ ten }} spent\n the most?",
            "mode": "Model",
            "clarifications": [{"question": "Gross?", "answer": "net"}],
            "name": "best",
            "materialized": "table",
            "tags": ["daily"],
            "deletionPolicy": "Delete",
            "keepOldName": True,
        },
    }
    assert by_hand["metadata"] == {"name": "by-hand", "namespace": "team"}
    assert by_hand["spec"] == {
        "projectRef": {"name": "my-shop"},
        "text": "How many?",
        "mode": "Analysis",
        "sql": "SELECT 1\n  AS n",
    }


def test_is_a_command_that_needs_no_environment(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "intalgo_runner", "export", str(_project(tmp_path)), "--project", "shop"]
    done = subprocess.run(
        command, env={"PYTHONPATH": str(Path(__file__).parent.parent)}, capture_output=True, text=True, check=True
    )
    assert [m["spec"]["projectRef"]["name"] for m in yaml.safe_load_all(done.stdout)] == ["shop", "shop"]
    assert "2 Questions" in done.stderr


def test_says_that_the_folder_is_no_dbt_project(tmp_path: Path) -> None:
    with pytest.raises(NotExported, match=r"no dbt_project\.yml"):
        export(tmp_path, None, None)
