"""RDF out: what is written and read again is the same, in six syntaxes; what was kept comes out as it was."""

from __future__ import annotations

import asyncio
import lzma
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse, serialize

from loaders import esco, rdf
from loaders.content import Scope, content
from loaders.exports import WRITINGS, export
from loaders.load import load, store_rows
from loaders.rdf_out import NO_GRAPHS, STALE
from loaders.rdf_out_nodes import LANGUAGE, SECOND, UNORDERED
from loaders.rdf_out_syntax import NO_CHARACTER, NO_ELEMENT
from loaders.rdf_parse import SYNTAXES as KINDS
from loaders.rows import Context, EdgeRow, NodeRow, Row, SourceError
from queries.stores import Store, connect
from tests.conftest import Run
from tests.loaders.rdf_rows import PREFIXES
from tests.loaders.rdf_written import AT, SYNTAXES, Rows, again, contents, ordered, stated, write
from tests.loaders.test_rdf_round_trip import quads
from tests.queries.one_of_each import competencies, roles, scales

A, B = "https://example.org/a", "https://example.org/b"


@pytest.mark.parametrize("profile", ["", "own", "skos"])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_any_content_is_read_again_as_it_was(syntax: str, profile: str) -> None:
    options = {"profile": profile} if profile else {}

    @settings(max_examples=40)
    @given(contents())
    def check(rows: Rows) -> None:
        assert stated(again(rows, syntax, **options)) == stated(rows)

    check()


@settings(max_examples=100)
@given(contents(["Role", "Competency", "Framework"]))
def test_as_esco_has_it_the_facts_are_the_same(rows: Rows) -> None:
    """What a role or competency is, is told by its kind there; the classes are kept on reading."""
    told = [
        NodeRow(row.label, row.id, row.props | {"kind": "occupation"}, AT) if row.label == "Role" else row
        for row in rows
        if isinstance(row, NodeRow)
    ]
    found: Rows = [*told, *(row for row in rows if isinstance(row, EdgeRow))]
    assert stated(again(found, "turtle", profile="esco"), extra=False) == stated(found)


@settings(max_examples=25)
@given(contents())
def test_the_same_content_gives_the_same_bytes(rows: Rows) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for syntax in SYNTAXES:
            one, other = (Path(folder) / name for name in "ab")
            write(rows, one, syntax)
            write(rows[::-1], other, syntax)
            assert one.read_bytes() == other.read_bytes()


# --- what was read comes out as it was ------------------------------------------------------------------


def canonical(found: Iterable[Quad]) -> Dataset:
    dataset = Dataset(found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def comes_back(found: Iterable[Quad], folder: Path, syntax: str = "nquads") -> None:
    source, out = folder / "source.nq", folder / "out"
    source.write_bytes(serialize(found, format=RdfFormat.N_QUADS) or b"")
    write(rdf.read(source, Context(options={"link": "no"})), out, syntax)
    back = parse(path=out, format=KINDS[syntax])
    assert canonical(back) == canonical(parse(path=source, format=RdfFormat.N_QUADS))


@settings(max_examples=250)
@given(quads())
def test_any_graph_that_was_read_comes_back(found: list[Quad]) -> None:
    """Inverse links, named graphs, lists, labels of SKOS-XL, ESCO's and others' terms, blank nodes."""
    with tempfile.TemporaryDirectory() as folder:
        comes_back(found, Path(folder))


@pytest.fixture(scope="module")
def unesco(fixtures: Path) -> tuple[Path, Dataset, list[Row]]:
    """The thesaurus: its file, its statements, and the rows that are read of it."""
    path = fixtures / "unesco-thesaurus" / "unesco-thesaurus.ttl.xz"
    source = parse(input=lzma.decompress(path.read_bytes()), format=RdfFormat.TURTLE)
    return path, canonical(source), list(rdf.read(path, Context()))


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_the_unesco_thesaurus_comes_back(unesco: tuple[Path, Dataset, list[Row]], tmp_path: Path, syntax: str) -> None:
    _, source, rows = unesco
    assert not write(rows, tmp_path / "out", syntax)
    assert canonical(parse(path=tmp_path / "out", format=KINDS[syntax])) == source


def test_the_unesco_thesaurus_comes_back_from_a_store(
    unesco: tuple[Path, Dataset, list[Row]], run: Run, tmp_path: Path
) -> None:
    path, source, _ = unesco
    store = run(connect(f"embedded:{tmp_path / 'store'}", exclusive=True))
    run(load(store, rdf.FORMAT, path, Context()))
    assert not run(export(store, WRITINGS["trig"], tmp_path / "out.trig", Scope(), {}))
    run(store.close())
    assert canonical(parse(path=tmp_path / "out.trig")) == source


def test_every_w3c_file_with_statements_comes_back(fixtures: Path, tmp_path: Path) -> None:
    with tarfile.open(fixtures / "w3c-rdf11" / "rdf11.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    count = 0
    for path in sorted(tmp_path.rglob("*")):
        if path.suffix not in {".ttl", ".nt", ".rdf", ".nq", ".trig"}:
            continue
        try:
            found = list(parse(path=path, base_iri="https://example.org/base"))
        except SyntaxError:
            continue
        if found:
            comes_back(found, tmp_path)
            count += 1
    assert count > 400


ESCO_ROWS = 3_000
"""Rows of ESCO's tables that make a small ESCO: all of it is in the bench."""


def test_esco_of_its_tables_is_read_again_as_it_was(fixtures: Path) -> None:
    rows = [row for row in esco.read(fixtures / "esco-1.1.1", Context()) if isinstance(row, NodeRow | EdgeRow)]
    some = [row for row in rows if isinstance(row, NodeRow)][::6]
    ids = {row.id for row in some}
    joined = [row for row in rows if isinstance(row, EdgeRow) and row.start[1] in ids and row.end[1] in ids]
    assert len(joined) > ESCO_ROWS
    found = again([*some, *joined], "turtle")
    assert stated(found) == stated([*some, *joined])


# --- what is stated ---------------------------------------------------------------------------------------


def text_of(rows: Iterable[Row], tmp_path: Path, syntax: str = "ntriples", **options: str) -> str:
    write(rows, tmp_path / "out", syntax, **options)
    return (tmp_path / "out").read_text()


CLOSED = {"since": "2020-01-01T00:00:00Z", "until": "2024-01-01T00:00:00Z"}
FUTURE = {"since": "2030-01-01T00:00:00Z"}
PAIR: Rows = [NodeRow("Competency", id_, {"title": "X", "labels": ["en|X"]}, AT) for id_ in (A, B)]
ENDS = ("Competency", A), ("Competency", B)


@pytest.mark.parametrize(
    ("type_", "props", "plainly"),
    [
        ("BROADER", {}, True),
        ("BROADER", {"position": 2.0}, True),
        ("BROADER", CLOSED, False),
        ("BROADER", FUTURE, False),
        ("EXACT_MATCH", {"state": "confirmed", "confidence": 1.0}, True),
        ("EXACT_MATCH", {"state": "suggested"}, False),
        ("EXACT_MATCH", {}, False),
    ],
)
def test_the_plain_property_says_what_is_valid_and_confirmed(
    tmp_path: Path, type_: str, props: dict[str, object], plainly: bool
) -> None:
    term = {"BROADER": "broader", "EXACT_MATCH": "exactMatch"}[type_]
    text = text_of([*PAIR, EdgeRow(type_, *ENDS, AT, props)], tmp_path, at="2026-01-01T00:00:00Z")
    assert (f"<{A}> <http://www.w3.org/2004/02/skos/core#{term}> <{B}>" in text) == plainly


def test_without_our_own_class_where_the_iri_and_the_standard_terms_say_all(tmp_path: Path) -> None:
    assert "karmagraph" not in text_of(PAIR, tmp_path)
    assert "ns#Competency" in text_of(PAIR, tmp_path, profile="own")
    assert "ns#Competency" in text_of([NodeRow("Competency", "kcm:1", {"title": "X"}, AT)], tmp_path)


def test_a_profile_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="'dublin' is no profile"):
        write(PAIR, tmp_path / "out", "turtle", profile="dublin")


def test_officers_are_written_with_what_they_hold(tmp_path: Path) -> None:
    held = {"id": "r1", "level": 2.0, "scale": "k", "negative": True}
    rows = [NodeRow("Officer", "o", {}, AT), *PAIR, EdgeRow("HOLDS", ("Officer", "o"), ENDS[0], AT, held)]
    text = text_of(rows, tmp_path)
    assert "ns#Holds" in text
    assert "ns#holds>" not in text


# --- what was kept, and the model has no more ---------------------------------------------------------------


def kept(tmp_path: Path, text: str) -> list[Row]:
    (tmp_path / "a.trig").write_text(PREFIXES + text)
    return list(rdf.read(tmp_path / "a.trig", Context(options={"source": "x"})))


def test_the_direction_that_was_asserted_is_kept_while_the_model_has_the_link(tmp_path: Path) -> None:
    rows = kept(tmp_path, "e:a a skos:Concept . e:b a skos:Concept ; skos:narrower e:a .")
    text = text_of(rows, tmp_path)
    assert "core#narrower" in text
    assert "core#broader" not in text
    nodes = [row for row in rows if isinstance(row, NodeRow)]
    assert "core#narrower" not in text_of(nodes, tmp_path)
    assert write(nodes, tmp_path / "out", "turtle") == [f"1 {STALE}"]


@pytest.mark.parametrize(
    ("more", "times"), [('dct:modified "2020"', 1), ("skos:narrower e:b", 1), ('dct:title "A"@en', 2)]
)
def test_the_content_is_read_once_where_what_is_kept_states_no_values(tmp_path: Path, more: str, times: int) -> None:
    """Each reading of a large store takes its time; what says a label in other words needs a second one."""
    rows = ordered(kept(tmp_path, f"e:b a skos:Concept . e:a a skos:Concept ; {more} ."))
    asked: list[int] = []

    async def rows_of() -> AsyncIterator[NodeRow | EdgeRow]:
        asked.append(1)
        for row in rows:
            yield row

    async def work() -> None:
        await WRITINGS["ntriples"].write(rows_of, tmp_path / "out", {})

    asyncio.run(work())
    assert len(asked) == times
    assert more.partition(" ")[0].partition(":")[2] in (tmp_path / "out").read_text()


def test_a_kept_label_goes_with_the_label_and_another_value_stays(tmp_path: Path) -> None:
    rows = kept(tmp_path, 'e:a a skos:Concept ; dct:title "A"@en ; skos:notation "1", "2" .')
    [node] = [row for row in rows if isinstance(row, NodeRow)]
    assert 'terms/title> "A"@en' in text_of([node], tmp_path)
    relabelled = NodeRow(node.label, node.id, node.props | {"labels": ["en|B"], "title": "B"}, AT)
    text = text_of([relabelled], tmp_path)
    assert 'prefLabel> "B"@en' in text
    assert '"2"' in text
    [back] = [row for row in again([relabelled], "nquads") if isinstance(row, NodeRow)]
    assert (back.props["labels"], back.props["notation"]) == (["en|B"], "1")
    bare = NodeRow(node.label, node.id, {"title": "1", "notation": "1", "extra": node.props["extra"]}, AT)
    assert '"A"@en' not in text_of([bare], tmp_path)


def test_a_list_is_written_anew_when_its_members_changed(tmp_path: Path) -> None:
    text = "e:l a skos:OrderedCollection ; skos:memberList (e:a e:x) . e:a a skos:Concept . e:b a skos:Concept ."
    rows = kept(tmp_path, text)
    assert "e:x" not in text_of(rows, tmp_path)
    more = EdgeRow("MEMBER", ("Collection", "https://example.org/l"), ENDS[1], AT, {"position": 2.0})
    back = again([*rows, more], "turtle", f"5 {STALE}")
    members = [(row.end[1], row.props["position"]) for row in back if isinstance(row, EdgeRow)]
    assert sorted(members) == [(A, 1), (B, 2)]


# --- what cannot be carried -----------------------------------------------------------------------------------


def test_losses_are_counted(tmp_path: Path) -> None:
    rows = kept(tmp_path, 'e:g { e:a a skos:Concept ; skos:notation "1" } e:a <https://example.org/1> "x" .')
    assert write(rows, tmp_path / "out", "turtle") == [f"2 {NO_GRAPHS}"]
    assert write(rows, tmp_path / "out", "rdfxml") == [f"2 {NO_GRAPHS}", f"1 {NO_ELEMENT}"]
    odd = {"title": "X\x07", "labels": ["en|X", "en|Y", "a b|Z"]}
    rows = [NodeRow("Competency", "c", odd, AT), NodeRow("Officer", "o", {"languages": ["hi", "en"]}, AT)]
    expected = sorted([f"1 {UNORDERED}", f"1 {LANGUAGE}", f"1 {SECOND}"])
    assert sorted(write(rows, tmp_path / "out", "ntriples")) == expected
    assert sorted(write(rows, tmp_path / "out", "rdfxml")) == sorted([*expected, f"1 {NO_CHARACTER}"])


# --- from a store -----------------------------------------------------------------------------------------------


def test_what_a_store_states_is_read_again_as_it_was(store: Store, run: Run, tmp_path: Path) -> None:
    run(store_rows(store, [*scales(), *competencies(), *roles()], origin="t", format="t"))

    async def all_of() -> Rows:
        return [row async for row in content(store, Scope(people=True))]

    before = run(all_of())
    run(export(store, WRITINGS["turtle"], tmp_path / "all.ttl", Scope(people=True), {}))
    assert stated(rdf.read(tmp_path / "all.ttl", Context())) == stated(before)
