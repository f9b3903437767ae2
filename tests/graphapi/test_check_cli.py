"""`karmagraph check` as its user types it: words, JSON, a SHACL report, statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef

from ontology.iris import SHAPES, expand
from queries.checks import LISTED, SEVERITIES, rules
from queries.stores import connect
from tests.commands import karmagraph
from tests.conftest import ROOT, Run
from tests.queries.faults import Written

MANY = LISTED + 5


@pytest.fixture(scope="module")
def broken(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with one cycle, one label with a space, and more roles without requirements than JSON lists."""
    uri = f"embedded:{tmp_path_factory.mktemp('check') / 'broken'}"
    written = Written()
    written.node("Framework", "f")
    for id_ in ("a", "b"):
        written.competency(id_, title=f"[bold]{id_}", labels=[f"en| {id_}" if id_ == "a" else "en|b"])
    written.between("BROADER", "a", "b", "a")
    for n in range(MANY):
        written.role(f"r{n}")

    async def fill() -> None:
        store = await connect(uri)
        await written.to(store)
        await store.close()

    run(fill())
    return uri


def answer(*arguments: str, status: int) -> Any:
    done = karmagraph("check", *arguments, "--json")
    assert done.returncode == status, done.stderr.decode()
    return json.loads(done.stdout)


def counts(found: Any) -> dict[str, int]:
    return {rule["rule"]: rule["count"] for rule in found["rules"] if rule["count"]}


def test_errors_have_a_status_of_their_own_and_json_lists_the_first(broken: str) -> None:
    found = answer("--store", broken, status=3)
    assert found["ok"] is False
    assert [rule["rule"] for rule in found["rules"]] == [*rules(), "shape"]
    assert counts(found) == {"broader-cycle": 1, "label-space": 1, "roles-without-requirements": MANY}
    by_name = {rule["rule"]: rule for rule in found["rules"]}
    assert len(by_name["roles-without-requirements"]["findings"]) == LISTED
    cycle = by_name["broader-cycle"]
    assert cycle["severity"] == "error"
    assert cycle["doc"].endswith(".")
    assert cycle["findings"] == [
        {
            "rule": "broader-cycle",
            "severity": "error",
            "thing": {"type": "Competency", "id": "a", "title": "[bold]a"},
            "message": "goes round in a circle: [bold]a → [bold]b → [bold]a",
            "remedy": "remove one of these broader links",
        }
    ]


def test_warnings_and_notes_are_no_failure(broken: str) -> None:
    found = answer("--store", broken, "--rule", "label-space", "--rule", "roles-without-requirements", status=0)
    assert found["ok"] is True
    assert [rule["rule"] for rule in found["rules"]] == ["label-space", "roles-without-requirements"]


def test_a_person_can_read_it(broken: str) -> None:
    done = karmagraph("check", "--store", broken)
    assert done.returncode == 3
    text = done.stdout.decode()
    assert "error broader-cycle 1" in text
    assert "[bold]a → [bold]b → [bold]a" in text
    assert f"… and {MANY - 5} more" in text
    assert f"{len(rules()) + 1} rules: 1 error, 1 warning, {MANY} notes" in text


def test_the_shacl_report_has_one_result_a_finding(broken: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.ttl", tmp_path / "second.ttl"
    for path in (first, second):
        assert karmagraph("check", "--store", broken, "--shacl", str(path)).returncode == 3
    assert first.read_bytes() == second.read_bytes()
    graph = Graph().parse(first)
    [report] = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    results = set(graph.objects(report, SH.result))
    assert len(results) == MANY + 2
    for result in results:  # what SHACL 3.6.2 demands of a result
        assert (result, RDF.type, SH.ValidationResult) in graph
        for demanded in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.resultMessage):
            assert len(list(graph.objects(result, demanded))) == 1
    [cycle] = graph.subjects(SH.sourceConstraintComponent, SHAPES["broader-cycle"])
    assert graph.value(cycle, SH.focusNode) == expand("a")
    assert graph.value(cycle, SH.resultSeverity) == SH.Violation
    severities = [graph.value(result, SH.resultSeverity) for result in results]
    assert (severities.count(SH.Warning), severities.count(SH.Info)) == (1, MANY)


def test_a_report_without_findings_conforms(broken: str, tmp_path: Path) -> None:
    path = tmp_path / "clean.ttl"
    assert karmagraph("check", "--store", broken, "--rule", "match-group", "--shacl", str(path)).returncode == 0
    graph = Graph().parse(path)
    assert list(graph.objects(None, SH.conforms)) == [Literal(True)]
    assert not list(graph.objects(None, SH.result))


def test_a_source_is_checked_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMAGRAPH_STORE", f"embedded:{tmp_path / 'untouched'}")
    table = tmp_path / "roles.csv"
    table.write_text("id,title\nR1,Clerk\nR2,\n")
    shacl = tmp_path / "report.ttl"
    found = answer(str(table), "--shacl", str(shacl), status=3)
    assert counts(found) == {"row-rejected": 1, "outside-framework": 1, "roles-without-requirements": 1}
    [row] = found["rules"][0]["findings"]
    assert row["thing"]["type"] == "Row"
    assert row["thing"]["id"] == "roles.csv, line 3"
    assert Literal("roles.csv, line 3") in Graph().parse(shacl).objects(None, SH.focusNode)
    table.write_text("id,title\nR1,Clerk\n")
    assert "row-rejected" not in counts(answer(str(table), status=0))
    assert not list(tmp_path.glob("untouched*"))


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--rule", "label-clas"), 64, "there is label-clash"),
        (("Makefile",), 1, "looks like no format"),
        (("nothing-here.csv",), 1, "no such file"),
    ],
)
def test_an_error_has_a_hint_and_a_status(arguments: tuple[str, ...], status: int, words: str) -> None:
    done = karmagraph("check", *arguments)
    assert done.returncode == status
    assert words in " ".join(done.stderr.decode().split())
    assert not done.stdout


def test_every_rule_is_in_the_docs() -> None:
    page = (ROOT / "docs" / "check.md").read_text("utf-8")
    for rule in rules().values():
        assert f"| `{rule.name}` | {rule.severity} |" in page, rule.name
        assert rule.question.doc.rstrip(".") in page, rule.name


def test_severities_are_those_of_shacl() -> None:
    from graphapi.cli.shacl import SEVERITIES as IN_SHACL  # noqa: PLC0415

    assert tuple(IN_SHACL) == SEVERITIES
    assert all(isinstance(word, URIRef) for word in IN_SHACL.values())


# --- shapes ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def misshapen(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with two labels in one language."""
    uri = f"embedded:{tmp_path_factory.mktemp('check') / 'misshapen'}"
    written = Written()
    written.competency("kcm:c", labels=["en|One", "en|Two"])
    written.competency("https://example.org/good", labels=["en|Good"])

    async def fill() -> None:
        store = await connect(uri)
        await written.to(store)
        await store.close()

    run(fill())
    return uri


def test_our_shapes_are_looked_at_and_their_findings_are_findings(misshapen: str, tmp_path: Path) -> None:
    report = tmp_path / "report.ttl"
    found = answer("--store", misshapen, "--rule", "shape", "--shacl", str(report), status=3)
    [rule] = found["rules"]
    assert (rule["rule"], rule["severity"], rule["count"]) == ("shape", "error", 1)
    [finding] = rule["findings"]
    assert finding["thing"]["id"] == "kcm:c"
    assert "Competency-labels" in finding["message"]
    graph = Graph().parse(report, format="turtle")
    assert list(graph.objects(None, SH.focusNode)) == [expand("kcm:c")]


def test_a_small_store_is_validated_unasked_and_not_when_told(misshapen: str) -> None:
    assert counts(answer("--store", misshapen, status=3))["shape"] == 1
    without = answer("--store", misshapen, "--no-shapes", status=3)
    assert "shape" not in {rule["rule"] for rule in without["rules"]}
    one = answer("--store", misshapen, "--rule", "label-empty", status=0)
    assert [rule["rule"] for rule in one["rules"]] == ["label-empty"]
