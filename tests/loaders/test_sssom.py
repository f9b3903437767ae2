"""SSSOM mapping sets: matches out and in again, which of them count, and what is rejected."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.content import Scope
from loaders.exports import export
from loaders.formats import FORMATS, recognise
from loaders.load import load, store_rows
from loaders.rows import Context, EdgeRow, NodeRow, Row, SourceError
from loaders.sssom import FORMAT, PREDICATES
from loaders.sssom_out import WRITING
from queries import answers
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.karmayogi_rows import edges, rejected, remarks
from tests.loaders.platform_rows import AT, competency, edge, facts, read_of, written

HEADER = '#curie_map:\n#  e: http://example.org/e/\n#  k: "https://w3id.org/karmagraph/id/kcm:"\n'
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
IDS = (
    "kcm:A-1",
    "kcm:B 2",
    "skos:odd",
    "http://example.org/e/x%20y",
    "http://example.org/e#z",
    "urn:x:1",
    "दो:१",
    "no-prefix",
)
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=6)


def save(path: Path, *rows: str, header: str = HEADER, columns: str = COLUMNS) -> Path:
    path.write_text(header + "\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return path


@st.composite
def matches(draw: st.DrawFn) -> list[Row]:
    pairs = st.tuples(st.sampled_from(sorted(set(PREDICATES.values()))), st.sampled_from(IDS), st.sampled_from(IDS))
    optional = {
        "confidence": st.floats(0, 1),
        "author": _TEXTS | st.just("orcid:0000-0001"),
        "date": st.dates(date(1990, 1, 1)).map(lambda day: f"{day.year:04}-{day:%m-%d}T18:30:00Z"),
    }
    props = st.fixed_dictionaries(
        {
            "state": st.sampled_from(["suggested", "confirmed", "rejected"]),
            "justification": st.just("semapv:LexicalMatching"),
        },
        optional=optional,
    )
    found = draw(st.dictionaries(pairs, props, max_size=6))
    return [edge(type_, ("Competency", a), ("Competency", b), **values) for (type_, a, b), values in found.items()]


@given(rows=matches(), titles=st.lists(_TEXTS, min_size=len(IDS), max_size=len(IDS)))
def test_matches_come_in_again(run: Run, rows: list[Row], titles: list[str]) -> None:
    things = [competency(id_, title) for id_, title in zip(IDS, titles, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        path, losses = written(run, WRITING, [*things, *rows], Path(folder))
        assert losses == [f"{len(IDS)} Competency: only named"]
        again = read_of(FORMAT, path)
        assert not rejected(again)
        assert not remarks(again, "prefix not in curie_map: read as an id of the store")
        assert facts(again, *PREDICATES.values()) == facts(rows, *PREDICATES.values())
        before = path.read_bytes()
        written(run, WRITING, [*things, *reversed(rows)], Path(folder))
        assert path.read_bytes() == before


def only(path: Path, **options: str) -> dict[str, Any]:
    [found] = [row.props for row in read_of(FORMAT, path, **options) if isinstance(row, EdgeRow)]
    return found


@pytest.mark.parametrize(
    ("columns", "values", "state"),
    [
        ("", "semapv:LexicalMatching", "suggested"),
        ("", "semapv:ManualMappingCuration", "confirmed"),
        ("\treviewer_id", "semapv:LexicalMatching\torcid:1", "confirmed"),
        ("\tpredicate_modifier", "semapv:ManualMappingCuration\tNot", "rejected"),
        ("\tstate", "semapv:ManualMappingCuration\tsuggested", "confirmed"),  # a column that nobody has defined
    ],
)
def test_only_what_a_person_stands_for_is_confirmed(tmp_path: Path, columns: str, values: str, state: str) -> None:
    path = save(tmp_path / "m.tsv", f"e:1\tskos:exactMatch\tk:A\t{values}", columns=COLUMNS + columns)
    assert only(path)["state"] == state
    assert recognise(path) is FORMATS["sssom"]
    if state == "suggested":
        assert only(path, state="confirmed")["state"] == "confirmed"


def test_ends_are_found_by_their_iris(tmp_path: Path) -> None:
    path = save(
        tmp_path / "m.tsv",
        "e:1\thttp://www.w3.org/2004/02/skos/core#closeMatch\tk:A\tsemapv:X",
        "onet:2.A\tskos:broadMatch\thttp://example.org/e/2\tsemapv:X",
    )
    rows = read_of(FORMAT, path)
    assert edges(rows, "CLOSE_MATCH") == {("http://example.org/e/1", "kcm:A")}
    assert edges(rows, "BROAD_MATCH") == {("onet:2.A", "http://example.org/e/2")}
    assert remarks(rows, "prefix not in curie_map: read as an id of the store") == ["onet:2.A"]


def test_of_several_mappings_of_two_things_the_one_that_weighs_most_is_kept(tmp_path: Path) -> None:
    values = [
        ("semapv:LexicalMatching", "0.9"),
        ("semapv:ManualMappingCuration", "0.2"),
        ("semapv:LexicalMatching", "1"),
    ]
    rows = [f"e:1\tskos:exactMatch\tk:A\t{justification}\t{confidence}" for justification, confidence in values]
    path = save(tmp_path / "m.tsv", *rows, columns=COLUMNS + "\tconfidence")
    assert only(path) == {"state": "confirmed", "justification": "semapv:ManualMappingCuration", "confidence": 0.2}
    assert len(remarks(read_of(FORMAT, path), "another mapping of the same two: the one that weighs more is kept")) == 2


def test_bad_rows_are_rejected_and_what_is_not_kept_is_told(tmp_path: Path) -> None:
    more = "\tconfidence\tmapping_date\tpredicate_modifier\tcomment"
    path = save(
        tmp_path / "m.tsv",
        "e:1\towl:sameAs\tk:A\tsemapv:X\t\t\t\tnote",
        "e:1\tskos:exactMatch\tk:A\tsemapv:X\t1.5",
        "e:1\tskos:exactMatch\tk:A\tsemapv:X\thigh",
        "e:1\tskos:exactMatch\tk:A\tsemapv:X\t\tyesterday",
        "e:1\tskos:exactMatch\tk:A\tsemapv:X\t\t\tPerhaps",
        "e:1\tskos:exactMatch\tsssom:NoTermFound\tsemapv:X",
        header=HEADER + "#license: CC0\n",
        columns=COLUMNS + more,
    )
    rows = read_of(FORMAT, path)
    assert [r.at.line for r in rejected(rows)] == [6, 7, 8, 9, 10]
    assert not [row for row in rows if isinstance(row, EdgeRow)]
    assert remarks(rows, "slots not kept") == ["comment"]
    assert remarks(rows, "metadata of the mapping set not kept") == ["license"]
    assert remarks(rows, "no match found for it: nothing to keep") == ["e:1"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#curie_map: [\nx\n", "no YAML"),
        ("#- a\nx\n", "no YAML mapping"),
        (HEADER, "no mappings"),
        (HEADER + "subject_id\tobject_id\n", "'predicate_id' is missing"),
        (HEADER + COLUMNS + '\n"e:1\t', "end of data"),
    ],
)
def test_what_is_no_mapping_set_is_an_error(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "m.tsv"
    path.write_text(text)
    with pytest.raises(SourceError, match=reason):
        read_of(FORMAT, path)


def test_a_match_counts_once_it_is_confirmed(store: Store, run: Run, tmp_path: Path) -> None:
    """Through the store: a suggested match changes no answer, the same one confirmed does; and it comes out again."""
    at = "2030-01-01T00:00:00Z"
    things: list[Row] = [
        competency("kcm:A", "A"),
        competency("http://example.org/e/1", "Not spelt like it"),
        edge("REQUIRES", ("Role", "r"), ("Competency", "kcm:A")),
        edge("COVERS", ("Module", "m"), ("Competency", "http://example.org/e/1")),
    ]
    run(store_rows(store, [*_ends(), *things], origin="t", format="t"))

    def covered() -> list[str]:
        found = run(answers.role_coverage(store, ["r"], at, run(answers.scales(store, at))))["r"]
        return [offer.status for offer in found.offers]

    path = tmp_path / "m.tsv"
    for justification, status in (("LexicalMatching", "uncovered"), ("ManualMappingCuration", "covered")):
        save(path, f"e:1\tskos:exactMatch\tk:A\tsemapv:{justification}")
        assert not run(load(store, FORMAT, path, Context())).rejected
        assert covered() == [status]
    out = tmp_path / "out.sssom.tsv"
    run(export(store, WRITING, out, Scope(as_of=at), {}))
    assert only(out)["state"] == "confirmed"
    save(path, "e:1\tskos:closeMatch\tk:A\tsemapv:ManualMappingCuration")
    run(load(store, FORMAT, path, Context()))
    assert covered() == ["uncovered"]


def _ends() -> list[Row]:
    return [NodeRow("Role", "r", {"title": "R"}, AT), NodeRow("Module", "m", {"title": "M"}, AT)]
