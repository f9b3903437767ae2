"""CTDL-ASN: what its words state in any spelling, and that what a store states comes back from its JSON-LD."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse, serialize

from loaders import ctdlasn, rdf
from loaders.content import Scope
from loaders.ctdl_context import ADDRESSES, context
from loaders.ctdl_jsonld import document
from loaders.ctdl_write import CTID
from loaders.exports import export
from loaders.formats import recognise
from loaders.load import load
from loaders.rdf_terms import Statement, line
from loaders.rows import Context, EdgeRow, NodeRow, Row, SourceError
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.case_rows import AT, facts, rejected, remarks

E = "https://r.example/"


def thing(name: str, kind: str, **said: Any) -> dict[str, Any]:
    found = {"@id": E + name, "@type": kind}
    return found | {key.replace("_", ":", 1): value for key, value in said.items()}


def requiring(name: str, *targets: Any) -> dict[str, Any]:
    return {f"ceterms_{name}": {"@type": "ceterms:ConditionProfile", "ceterms:targetCompetency": list(targets)}}


THINGS = [
    thing("f", "ceasn:CompetencyFramework", ceasn_name={"en": "House", "hi": "घर"}, ceasn_description={"en": "D"},
          ceasn_publicationStatusType="https://purl.org/ctdlasn/vocabs/publicationStatus/Published",
          ceasn_hasTopChild=[E + "1"], ceasn_inLanguage=["en"], ceasn_dateValidFrom="2024-04-01",
          ceterms_ctid="ce-00000000-0000-4000-8000-000000000000"),
    thing("1", "ceasn:Competency", ceasn_competencyText={"en": "Read"}, ceasn_competencyLabel={"en": "Reading"},
          ceasn_codedNotation="R.1", ceasn_comment={"en": "Aloud."}, ceasn_competencyCategory={"en": "Skill"},
          ceasn_isPartOf=E + "f", ceasn_listID="1", ceasn_isTopChildOf=E + "f", ceasn_complexityLevel=E + "level"),
    thing("2", "ceasn:Competency", ceasn_competencyText={"en": "Write"}, ceasn_isChildOf=E + "1",
          ceasn_isPartOf=E + "f", ceasn_prerequisiteAlignment=E + "1"),
    thing("o", "ceterms:Occupation", ceterms_name={"en": "Clerk"}, ceterms_skillEmbodied=E + "2", **requiring(
        "requires", E + "1")),
    thing("w", "ceterms:WorkRole", ceterms_name={"en": "Typist"}, **requiring(
        "recommends", {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": E + "2"})),
    thing("c", "ceterms:Course", ceterms_name={"en": "Writing"}, ceterms_teaches=[
        E + "1", {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": E + "2"}]),
]  # fmt: skip
EDGES = {
    ("IN_SCHEME", "1", "f"): {"top": True},
    ("IN_SCHEME", "2", "f"): {},
    ("BROADER", "2", "1"): {},
    ("PREREQUISITE", "1", "2"): {},
    ("REQUIRES", "o", "1"): {"essential": True},
    ("REQUIRES", "o", "2"): {"essential": True},
    ("REQUIRES", "w", "2"): {"essential": False},
    ("COVERS", "c", "1"): {},
    ("COVERS", "c", "2"): {},
}


def in_graph(things: Sequence[Any], address: Any = ADDRESSES[0], **more: Any) -> str:
    return json.dumps({"@context": address, "@graph": list(things)} | more)


def rows_of(text: str, folder: Path, name: str = "a.jsonld", **options: str) -> list[Row]:
    path = folder / name
    path.write_text(text)
    return list(ctdlasn.FORMAT.read(path, Context(options=options)))


def edges(rows: Iterable[Row]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (row.type, row.start[1].removeprefix(E), row.end[1].removeprefix(E)): dict(row.props)
        for row in rows
        if isinstance(row, EdgeRow)
    }


def nodes(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    return {
        row.id.removeprefix(E): {name: value for name, value in row.props.items() if name != "extra"}
        for row in rows
        if isinstance(row, NodeRow)
    }


def write(rows: Sequence[Row], path: Path, **options: str) -> list[str]:
    """Rows as a store gives them back: without empty values, the relationships in order."""

    async def content() -> AsyncIterator[NodeRow | EdgeRow]:
        for row in rows:
            if isinstance(row, NodeRow):
                yield NodeRow(row.label, row.id, {n: v for n, v in row.props.items() if v not in (None, [])}, row.at)
        found = [row for row in rows if isinstance(row, EdgeRow)]
        for edge in sorted(found, key=lambda row: (row.type, row.start, row.end, repr(row.props))):
            yield edge

    return asyncio.run(ctdlasn.WRITING.write(content, path, options))  # type: ignore[arg-type]


# --- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_the_words_of_ctdl_state(tmp_path: Path, address: str) -> None:
    rows = rows_of(in_graph(THINGS, address), tmp_path)
    assert edges(rows) == EDGES
    assert not rejected(rows)
    assert not {kind for kind in remarks(rows) if "competencyText" in kind or "ceasn:name" in kind}  # stated plainly
    found = nodes(rows)
    assert found["f"] == {
        "title": "House", "labels": ["en|House", "hi|घर"], "definitions": ["en|D"], "languages": ["en"],
        "status": "live", "since": "2024-03-31T18:30:00Z",
    }  # fmt: skip
    assert found["1"] == {
        "title": "Read", "labels": ["en|Read"], "altLabels": ["en|Reading"], "notation": "R.1",
        "definitions": ["en|Aloud."], "kind": "skill",
    }  # fmt: skip
    assert (found["w"]["kind"], found["c"]["kind"], found["o"]["title"]) == ("position", "course", "Clerk")


SPELLINGS = {
    "old": ("https://purl.org/", "http://purl.org/"),
    "asn": ("https://purl.org/ctdlasn/terms/", "http://purl.org/ASN/schema/core/"),
    "cass": ("https://purl.org/ctdlasn/terms/", "http://purl.org/asn/schema/core/"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("syntax", ["jsonld", "ttl", "rdf"])
def test_older_spellings_state_the_same_in_any_syntax(tmp_path: Path, spelling: str, syntax: str) -> None:
    told = json.loads(json.dumps(context()).replace(*SPELLINGS[spelling]))["@context"]
    text = in_graph(THINGS, told)
    if syntax != "jsonld":
        kind = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML}[syntax]
        text = _serialised(text, kind)
    path = tmp_path / f"a.{syntax}"
    path.write_text(text)
    rows = list(rdf.read(path, Context()))
    assert edges(rows) == EDGES
    assert nodes(rows) == nodes(rows_of(in_graph(THINGS), tmp_path, "b.jsonld"))


def _serialised(text: str, kind: RdfFormat) -> str:
    done = serialize((quad.triple for quad in parse(text.encode(), RdfFormat.JSON_LD)), format=kind)
    assert isinstance(done, bytes)
    return done.decode()


def test_cass_writes_prerequisites_the_other_way_round(tmp_path: Path) -> None:
    rows = rows_of(in_graph(THINGS), tmp_path, **{"prerequisite-direction": "cass"})
    others = {key: props for key, props in EDGES.items() if key[0] != "PREREQUISITE"}
    assert edges(rows) == others | {("PREREQUISITE", "2", "1"): {}}
    assert remarks(rows)["prerequisite alignment read the way of CaSS"] == 1
    for direction, said in (("ctdl", ("1", "2")), ("cass", ("2", "1"))):
        write(rows, tmp_path / "out.jsonld", **{"prerequisite-direction": direction})
        found = {each["@id"]: each for each in json.loads((tmp_path / "out.jsonld").read_text())["@graph"]}
        # the file that CaSS wrote says that 2 needs 1
        assert found[E + said[0]]["ceasn:prerequisiteAlignment"] == E + said[1]


def test_a_way_of_prerequisites_that_is_none_is_refused(tmp_path: Path) -> None:
    option = {"prerequisite-direction": "up"}
    with pytest.raises(SourceError, match="neither ctdl nor cass"):
        rows_of(in_graph(THINGS), tmp_path, **option)
    with pytest.raises(SourceError, match="neither ctdl nor cass"):
        write(rows_of(in_graph(THINGS), tmp_path), tmp_path / "out.jsonld", **option)


def test_a_competency_that_the_file_only_names_is_required_when_it_is_linked(tmp_path: Path) -> None:
    text = in_graph([thing("o", "ceterms:Job", ceterms_name={"en": "J"}, **requiring("requires", E + "9"))])
    rows = rows_of(text, tmp_path)
    assert edges(rows) == {}
    assert not [line for row in rows if isinstance(row, NodeRow) for line in row.props["extra"] if "inherited" in line]
    assert edges(rows_of(text, tmp_path, link="yes")) == {("REQUIRES", "o", "9"): {"essential": True}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (in_graph(THINGS)[:-40], "line 1"),
        (in_graph(THINGS, "https://elsewhere.example/context"), "never fetched"),
        ("[" * 100_000, "line|nested|depth|recursion"),
        (in_graph([]), "0 of 0"),
    ],
)
def test_what_is_no_json_ld_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        rows_of(text, tmp_path)


def test_a_text_that_is_too_long_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    def text(size: int) -> str:
        return in_graph([*THINGS, thing("big", "ceasn:Competency", ceasn_comment={"en": "x" * size})])

    rows = rows_of(text(2 << 20), tmp_path)
    assert [reason for reason in rejected(rows) if "2,097,152 characters" in reason]
    assert edges(rows) == EDGES
    with pytest.raises(SourceError, match="longer than 16 MB"):
        rows_of(text(10 << 20), tmp_path)


# --- and writing -----------------------------------------------------------------------------------


def dataset(text: str) -> Dataset:
    told = text
    for address in ADDRESSES:
        told = told.replace(json.dumps(address), json.dumps(context()["@context"]))
    found = Dataset(quad for quad in parse(told.encode(), RdfFormat.JSON_LD) if quad.predicate.value != CTID)
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.mark.parametrize("more", [{}, {"@id": E + "graph"}])
def test_a_file_of_ctdl_comes_out_as_it_was_but_for_identifiers(tmp_path: Path, more: dict[str, str]) -> None:
    text = in_graph(THINGS, **more)
    rows = rows_of(text, tmp_path)
    assert write(rows, tmp_path / "out.jsonld") == []
    out = (tmp_path / "out.jsonld").read_text()
    assert dataset(out) == dataset(text)
    again = rows_of(out, tmp_path, "again.jsonld")
    assert facts(again, extra=False) == facts(rows, extra=False)
    write(again, tmp_path / "out2.jsonld")
    assert (tmp_path / "out2.jsonld").read_text() == out


def test_a_requirement_that_is_gone_does_not_come_out_of_a_kept_profile(tmp_path: Path) -> None:
    rows = rows_of(in_graph(THINGS), tmp_path)
    later = [
        row for row in rows if not (isinstance(row, EdgeRow) and (row.type, row.start[1]) == ("REQUIRES", E + "w"))
    ]
    losses = write(later, tmp_path / "out.jsonld")
    assert losses == ["1 competencies in kept condition profiles that are no longer required: left out"]
    assert edges(rows_of((tmp_path / "out.jsonld").read_text(), tmp_path)) == {
        key: props for key, props in EDGES.items() if key[:2] != ("REQUIRES", "w")
    }


def test_what_did_not_come_from_ctdl_is_said_in_its_words(tmp_path: Path) -> None:
    rows: list[Row] = [
        NodeRow("Framework", "kcm", {"title": "KCM", "labels": ["en|KCM"], "status": "draft"}, AT),
        NodeRow("Competency", "kcm:1", {"title": "A", "labels": ["en|A", "hi|अ"], "kind": "area"}, AT),
        NodeRow("Competency", "kcm:2", {"title": "B", "labels": ["en|B"], "notation": "2"}, AT),
        NodeRow("Role", "r", {"title": "R", "labels": ["en|R"]}, AT),
        NodeRow("Module", "m", {"title": "M", "labels": ["en|M"], "kind": "course"}, AT),
        EdgeRow("IN_SCHEME", ("Competency", "kcm:1"), ("Framework", "kcm"), AT, {"top": True}),
        EdgeRow("BROADER", ("Competency", "kcm:2"), ("Competency", "kcm:1"), AT, {"position": 1.0}),
        EdgeRow("PREREQUISITE", ("Competency", "kcm:2"), ("Competency", "kcm:1"), AT),
        EdgeRow("REQUIRES", ("Role", "r"), ("Competency", "kcm:1"), AT, {"essential": True}),
        EdgeRow("REQUIRES", ("Role", "r"), ("Competency", "kcm:2"), AT, {"essential": False, "importance": 0.5}),
        EdgeRow("COVERS", ("Module", "m"), ("Competency", "kcm:2"), AT),
    ]
    assert write(rows, tmp_path / "out.jsonld") == []
    text = (tmp_path / "out.jsonld").read_text()
    found = {each.get("@id", "").rpartition("/")[2]: each for each in json.loads(text)["@graph"]}
    assert found["kcm"]["ceasn:publicationStatusType"].endswith("/Draft")
    assert "ceasn:CompetencyFramework" in found["kcm"]["@type"]
    area = found["kcm:1"]
    assert (area["ceasn:competencyText"], area["ceterms:ctid"][:3]) == ({"en": "A", "hi": "अ"}, "ce-")
    assert area["ceasn:prerequisiteAlignment"].endswith("kcm:2")
    assert found["kcm:2"]["ceasn:isChildOf"].endswith("kcm:1")
    assert found["r"]["ceterms:requires"]["ceterms:targetCompetency"].endswith("kcm:1")
    assert found["r"]["ceterms:recommends"]["ceterms:targetCompetency"].endswith("kcm:2")
    assert found["m"]["ceterms:teaches"].endswith("kcm:2")
    assert facts(rows_of(text, tmp_path), extra=False) == facts(rows, extra=False)


WORD = st.text('abc देव|"\\\n', min_size=1, max_size=6).map(str.strip).filter(bool)
IDS = ["kcm:1", "https://x.example/2", "urn:uuid:bbc1a9ba-640e-4bf2-a52c-b1cec75b4ee7", "x 4", "x:5", "x:6"]
NEEDS = st.fixed_dictionaries(
    {}, optional={"essential": st.booleans(), "importance": st.sampled_from([0.5, 1.0]), "source": WORD}
)


@st.composite
def contents(draw: st.DrawFn) -> list[Row]:
    labels = draw(st.lists(st.sampled_from(["Competency", "Role", "Module"]), min_size=1, max_size=6))
    rows: list[Row] = [NodeRow("Framework", "f", _named(draw), AT)]
    things = [NodeRow(label, id_, _named(draw), AT) for label, id_ in zip(labels, IDS, strict=False)]
    types = {("Role", "Competency"): "REQUIRES", ("Module", "Competency"): "COVERS"}
    types |= {("Module", "Module"): "PREREQUISITE"}
    for a in things:
        top = draw(st.sampled_from([None, {}, {"top": True}]))
        rows += [] if top is None else [EdgeRow("IN_SCHEME", (a.label, a.id), ("Framework", "f"), AT, top)]
        for b in things:
            several = ["BROADER", "PREREQUISITE", "EXACT_MATCH"]
            type_ = types.get((a.label, b.label)) or (draw(st.sampled_from(several)) if a.label == b.label else None)
            type_ = "BROADER" if a.label == b.label == "Role" else type_
            if type_ and a.id != b.id and draw(st.booleans()):
                props = draw(NEEDS) if type_ == "REQUIRES" else {"state": "confirmed"} if "MATCH" in type_ else {}
                rows.append(EdgeRow(type_, (a.label, a.id), (b.label, b.id), AT, props))
    return rows + list[Row](things)


def _named(draw: st.DrawFn) -> dict[str, Any]:
    texts = st.dictionaries(st.sampled_from(["en", "hi", ""]), WORD, min_size=1, max_size=3)
    labels = [f"{lang}|{value}" for lang, value in draw(texts).items()]
    found: dict[str, Any] = {"labels": labels, "title": draw(WORD)}
    found |= {"notation": draw(WORD)} if draw(st.booleans()) else {}
    found |= {"definitions": [f"hi|{draw(WORD)}"]} if draw(st.booleans()) else {}
    return found | ({"since": "2024-03-31T18:30:00Z"} if draw(st.booleans()) else {})


@given(contents(), st.sampled_from(["ctdl", "cass"]))
def test_all_that_is_stated_comes_back(rows: list[Row], direction: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, options = Path(folder) / "a.jsonld", {"prerequisite-direction": direction}
        write(rows, path, **options)
        once = list(ctdlasn.FORMAT.read(path, Context(options=options)))
        assert not rejected(once)
        assert facts(once, extra=False) == facts(rows, extra=False)


IRIS = st.sampled_from([E + "a", E + "b", "_:x", "_:y", "_:z", "https://purl.org/ctdlasn/terms/Competency"])
PROPERTIES = st.sampled_from(
    ["https://purl.org/ctdlasn/terms/name", "https://purl.org/ctdlasn/terms/isChildOf", E + "p/", E + "p#1", "urn:x:p",
     "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "https://w3id.org/karmagraph/ns#requires"]
)  # fmt: skip
OBJECTS = st.tuples(IRIS, st.none()) | st.tuples(
    WORD, st.sampled_from(["", "@en", "@hi", "http://www.w3.org/2001/XMLSchema#date"])
)


@given(st.lists(st.tuples(IRIS, PROPERTIES, OBJECTS, st.sampled_from(["", "", E + "g"])), min_size=1, max_size=12))
def test_any_statements_are_the_same_as_json_ld(found: list[tuple[str, str, tuple[str, str | None], str]]) -> None:
    said = [Statement(s, p, o, tag, graph) for s, p, (o, tag), graph in found]
    text = "\n".join(line(each).replace("<_:", "_:").replace(":x>", ":x").replace(":y>", ":y").replace(":z>", ":z")
                     for each in said)  # fmt: skip
    expected: list[Quad] = list(parse(text.encode(), RdfFormat.N_QUADS))
    one, other = Dataset(expected), dataset(json.dumps(document(said)))
    one.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert one == other


# --- through a store -------------------------------------------------------------------------------


def test_a_file_goes_through_a_store(store: Store, run: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "a.json", tmp_path / "out.jsonld"
    path.write_text(in_graph(THINGS))
    assert recognise(path) is ctdlasn.FORMAT
    report = run(load(store, ctdlasn.FORMAT, path, Context()))
    assert (report.rejected, report.framework) == ([], E + "f")
    again = run(load(store, ctdlasn.FORMAT, path, Context()))
    assert (again.created, again.changed, again.retired) == ({}, {}, {})
    run(export(store, ctdlasn.WRITING, out, Scope(), {}))
    assert facts(rows_of(out.read_text(), tmp_path, "b.jsonld"), extra=False) == facts(
        rows_of(in_graph(THINGS), tmp_path), extra=False
    )
