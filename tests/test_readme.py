"""The README says what the program answers: its minute and its GraphQL answer, pinned and written here.

KARMAGRAPH_WRITE=1 writes them again.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graphapi.app import create_app
from graphapi.config import Config
from tests.conftest import ROOT

README = ROOT / "README.md"
QUERY = """{
  role(id: "sample:SO-MON") {
    title
    label(languages: ["hi"]) { text }
    coverage {
      required
      covered
      partlyCovered
      uncovered
      offers(status: UNCOVERED) { needed { level competency { title broader { title } } } reason }
    }
  }
}"""


@pytest.fixture(scope="module")
def client(sample: str) -> Any:
    with TestClient(create_app(Config(store=sample, host="127.0.0.1"))) as client:
        yield client


def ask(client: TestClient, query: str) -> Any:
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def minute(client: TestClient) -> str:
    counts = {row["type"]: row["count"] for row in ask(client, "{ counts { type count } }")["counts"]}
    role = ask(
        client,
        '{ role(id: "sample:SO-MON") { title coverage { required optional covered partlyCovered uncovered'
        " offers(status: UNCOVERED, essential: true) { needed { competency { title broader { title } } } } } } }",
    )["role"]
    coverage = role["coverage"]
    covered, partly = coverage["covered"], coverage["partlyCovered"]
    officer = ask(
        client,
        '{ officer(id: "sample:OFF-0417") { gaps { readiness { met required }'
        " judgements(status: GAP) { reason needed { competency { title } } } }"
        " plan { hours separately proven modules { hours mode closes { id } } unclosable { reason } } } }",
    )["officer"]
    officer, plan = officer["gaps"], officer["plan"]
    [gap] = coverage["offers"]
    competency = gap["needed"]["competency"]
    courses = "; ".join(
        f"{m['hours']:g} {m['mode']}, closing {len(m['closes'])}"
        for m in sorted(plan["modules"], key=lambda m: -m["hours"])
    )
    closed = len(officer["judgements"]) - len(plan["unclosable"])
    proven = "no plan in this catalogue takes fewer hours" if plan["proven"] else "not proven"
    short = "\n".join(f"   - *{j['needed']['competency']['title']}*: {j['reason']}" for j in officer["judgements"])
    return f"""
1. **Start**: a search box, "{counts["Officer"]:,} officers · {counts["Role"]} roles · {counts["Module"]} courses ·
   illustrative", and three questions as links, each a worked answer.
2. **Role *{role["title"]}***: {coverage["required"]} essential and {coverage["optional"]} optional sub-themes. Of the
   essential, a course reaches the level for {covered}, stops short for {partly}, and none
   exists for {coverage["uncovered"]}: *{competency["title"]}* under {competency["broader"][0]["title"]}. (Its namesake
   under Data Analytics has one: a join by name would hide the gap.)
3. **Officer *OFF-0417***: {officer["readiness"]["met"]} of {officer["readiness"]["required"]} met,
   {len(officer["judgements"])} short, each with its reason:
{short}

   {len(plan["modules"])} courses, {plan["hours"]:g} hours, close {closed} of them ({courses}):
   {proven}.
   Each closed alone by its own shortest plan would sum to {plan["separately"]:g} hours.

"""


def graphql(client: TestClient) -> str:
    answer = json.dumps({"data": ask(client, QUERY)}, ensure_ascii=False, indent=2)
    return f"\n```graphql\n{QUERY}\n```\n\n```json\n{answer}\n```\n\n"


def section(text: str, name: str) -> tuple[int, int]:
    found = re.search(rf"<!-- {name}:begin[^>]*-->\n(.*?)<!-- {name}:end -->", text, re.DOTALL)
    assert found, f"README.md has no section {name}"
    return found.span(1)


@pytest.mark.parametrize(("name", "written"), [("minute", minute), ("graphql", graphql)])
def test_the_readme_says_what_the_program_answers(client: TestClient, name: str, written: Any) -> None:
    text = README.read_text("utf-8")
    start, end = section(text, name)
    fresh = written(client)
    if os.environ.get("KARMAGRAPH_WRITE"):
        README.write_text(text[:start] + fresh + text[end:], "utf-8")
    assert fresh == text[start:end], "run again with KARMAGRAPH_WRITE=1"


def test_the_minute_is_the_story(client: TestClient) -> None:
    text = minute(client)
    for words in (
        "2,000 officers · 60 roles · 150 courses",
        "12 essential and 4 optional",
        "level for 9, stops short for 2, and none\n   exists for 1: *Data Use and Governance* under Data Protection",
        "7 of 12 met,\n   5 short",
        "Creation of M&E Framework",
        "Evaluation of outcomes / outputs",
        "Data Analysis & Visualization*: not held;",
        "PFMS Portal Management*: not held (expired)",
        "3 courses, 24 hours, close 4 of them",
        "sum to 41 hours",
        "no plan in this catalogue takes fewer hours",
    ):
        assert words in text


@pytest.mark.parametrize("page", sorted(p.name for p in [ROOT / "README.md", *ROOT.glob("docs/*.md")]))
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    path = ROOT / page if page == "README.md" else ROOT / "docs" / page
    for target in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{page}: {target}"


def test_every_setting_command_and_status_is_in_the_docs() -> None:
    usage = (ROOT / "docs" / "usage.md").read_text("utf-8")
    sources = [
        p for folder in ("ontology", "queries", "loaders", "graphapi", "tests") for p in (ROOT / folder).rglob("*.py")
    ]
    settings = {name for p in sources for name in re.findall(r"KARMAGRAPH_[A-Z0-9_]+", Path(p).read_text("utf-8"))}
    assert settings - {"KARMAGRAPH_WRITE"} <= set(re.findall(r"KARMAGRAPH_[A-Z0-9_]+", usage))
    for command in commands():
        assert f"`karmagraph {command}`" in usage


def commands() -> list[str]:
    import typer.main  # noqa: PLC0415

    from graphapi import cli  # noqa: PLC0415

    found = []
    for name, command in typer.main.get_command(cli.commands()).commands.items():  # type: ignore[attr-defined]
        found += [f"{name} {sub}" for sub in command.commands] if hasattr(command, "commands") else [name]
    return found
