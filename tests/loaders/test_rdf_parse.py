"""Opening RDF: the W3C's suites, and files that are damaged, hostile or of another encoding."""

from __future__ import annotations

import gzip
import lzma
import resource
import socket
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from loaders.rdf_parse import quads
from loaders.rows import Context, Rejected, Remark, SourceError
from ontology.iris import KG

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SUITES = {"rdf-turtle": "turtle", "rdf-n-triples": "ntriples", "rdf-xml": "rdfxml"}
POSITIVE = {"rdf-turtle": 219, "rdf-n-triples": 41, "rdf-xml": 126}
NEGATIVE = {"rdf-turtle": 94, "rdf-n-triples": 29, "rdf-xml": 40}

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, data: str | bytes) -> Path:
        path = tmp_path / name
        packed = data.encode() if isinstance(data, str) else data
        if path.suffix == ".gz":
            packed = gzip.compress(packed)
        if path.suffix == ".xz":
            packed = lzma.compress(packed, preset=0)
        path.write_bytes(packed)
        return path

    return write


def read(path: Path, **options: str) -> list[Quad]:
    return [quad for quad in quads(path, Context(options=options)) if isinstance(quad, Quad)]


def refused(path: Path, **options: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(path, **options)
    return caught.value


# --- the W3C's suites ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def suites(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("w3c")
    with tarfile.open(fixtures / "w3c-rdf11" / "rdf11.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "rdf" / "rdf11"


def entries(suite: Path) -> Iterator[tuple[str, str, str | None]]:
    """The kind of each test, its file, and the file of its result if it has one."""
    base = f"https://w3c.github.io/rdf-tests/rdf/rdf11/{suite.name}/"
    manifest = list(parse(path=suite / "manifest.ttl", format=RdfFormat.TURTLE, base_iri=base))
    said = {(q.subject, q.predicate.value): q.object for q in manifest}
    for quad in manifest:
        if (
            quad.predicate.value == RDF + "type"
            and isinstance(quad.object, NamedNode)
            and "rdftest#" in quad.object.value
        ):
            action, result = (said.get((quad.subject, MF + name)) for name in ("action", "result"))
            assert isinstance(action, NamedNode)
            expected = result.value.removeprefix(base) if isinstance(result, NamedNode) else None
            yield quad.object.value, action.value.removeprefix(base), expected


def canonical(found: list[Quad]) -> Dataset:
    dataset = Dataset(Quad(q.subject, q.predicate, plain(q.object), q.graph_name) for q in found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def plain(term: Any) -> Any:
    """An XML literal in the canonical form of XML."""
    if isinstance(term, Literal) and term.datatype.value == RDF + "XMLLiteral":
        return Literal(canonicalize(f"<all>{term.value}</all>"), datatype=term.datatype)
    return term


@pytest.mark.parametrize("suite", SUITES)
def test_every_good_file_gives_the_right_triples(suites: Path, suite: str) -> None:
    base = f"https://w3c.github.io/rdf-tests/rdf/rdf11/{suite}/"
    good = [entry for entry in entries(suites / suite) if "Negative" not in entry[0]]
    assert len(good) == POSITIVE[suite]
    for _, name, expected in good:
        found = read(suites / suite / name, format=SUITES[suite], base=base + name)
        if expected:
            wanted = list(parse(path=suites / suite / expected, format=RdfFormat.N_TRIPLES))
            assert canonical(found) == canonical(wanted), name


@pytest.mark.parametrize("suite", SUITES)
def test_every_bad_file_is_refused_with_its_place(suites: Path, suite: str) -> None:
    bad = [name for kind, name, _ in entries(suites / suite) if "Negative" in kind]
    assert len(bad) == NEGATIVE[suite]
    for name in bad:
        base = f"https://w3c.github.io/rdf-tests/rdf/rdf11/{suite}/{name}"
        error = refused(suites / suite / name, format=SUITES[suite], base=base)
        assert Path(name).name in str(error)
        assert suite == "rdf-xml" or ("line " in str(error) and "column " in str(error)), error


# --- what a file may be --------------------------------------------------------------------------

ONE = '<https://example.org/a> <https://example.org/p> "é"@en .\n'
XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
    '<rdf:Description rdf:about="https://example.org/a"><e:p xml:lang="en">é</e:p></rdf:Description></rdf:RDF>'
)
JSON = '{"@id": "https://example.org/a", "https://example.org/p": {"@value": "é", "@language": "en"}}'
SAME: dict[str, str | bytes] = {
    **dict.fromkeys(["a.ttl", "a.nt", "a.nq", "a.trig", "a.ttl.gz", "a.nt.xz"], ONE),
    **dict.fromkeys(["a.rdf", "a.owl.gz", "a.xml"], XML),
    **dict.fromkeys(["a.jsonld", "a.json.xz"], JSON),
    "bom.ttl": "\ufeff" + ONE,
    "bom.rdf": "\ufeff" + XML,
    "bom.jsonld": "\ufeff" + JSON,
    "latin.rdf": f'<?xml version="1.0" encoding="iso-8859-1"?>{XML}'.encode("latin-1"),
    "utf16.rdf": f'<?xml version="1.0" encoding="UTF-16"?>{XML}'.encode("utf-16"),
    "le.rdf": XML.encode("utf-16-le"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_statement_in_every_syntax_packing_and_encoding(write: Write, name: str) -> None:
    a, p = (NamedNode(f"https://example.org/{each}") for each in "ap")
    assert read(write(name, SAME[name])) == [Quad(a, p, Literal("é", language="en"))]


def test_the_format_option_names_what_the_suffix_does_not(write: Write) -> None:
    path = write("upload", ONE)
    assert "--format turtle|ntriples" in refused(path).hint
    assert len(read(path, format="turtle")) == 1
    assert "'n3' is no syntax" in str(refused(path, format="n3"))


def test_relative_iris_need_a_base(write: Write) -> None:
    for name, data in {"a.ttl": "<a> <p> <b> .", "a.jsonld": '{"@id": "a", "https://example.org/p": "x"}'}.items():
        path = write(name, data)
        assert "--base IRI" in str(refused(path))
        assert read(path, base="https://example.org/")[0].subject == NamedNode("https://example.org/a")
    assert "not an absolute IRI" in str(refused(path, base="here"))


def test_a_cut_off_archive_is_an_error(write: Write) -> None:
    for name in ("a.ttl.gz", "a.ttl.xz"):
        path = write(
            name, "".join(f"<https://example.org/{n}> a <https://example.org/C{n * 7919}> .\n" for n in range(9999))
        )
        path.write_bytes(path.read_bytes()[:-3000])
        assert "damaged or cut off" in refused(path).hint


def test_a_cut_off_file_is_an_error_in_every_syntax(write: Write) -> None:
    for name, data in {"a.ttl": ONE, "a.nt": ONE, "a.trig": ONE, "a.rdf": XML, "a.jsonld": JSON}.items():
        assert "line 1" in str(refused(write(name, data.rstrip()[:-1]))), name


def test_bytes_that_are_not_of_the_encoding(write: Write) -> None:
    assert "line 2: column" in str(refused(write("a.ttl", ONE.encode() + ONE.encode("latin-1"))))
    assert "column" in str(refused(write("a.rdf", XML.encode("latin-1"))))
    assert "encoding 'x-none' is not known" in str(
        refused(write("a.rdf", f'<?xml version="1.0" encoding="x-none"?>{XML}'))
    )


BAD = {
    "<https://e.org/a b> <https://e.org/p> <https://e.org/b> .": "IRI",
    '<https://e.org/a> <https://e.org/p> "x"@e1n .': "language subtag",
    '<https://e.org/a> <https://e.org/p> "x"@toolonglanguage .': "eight characters",
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig"])
def test_invalid_iris_and_language_tags_are_refused_with_their_place(write: Write, bad: str, suffix: str) -> None:
    text = str(refused(write(f"a.{suffix}", ONE + bad)))
    assert "line 2: column" in text
    assert BAD[bad] in text


# --- hostile files: each refused at once, in little memory -----------------------------------------

DEEP = 100_000
HEAD = XML[: XML.index("<rdf:Description")]


def laughs(declared: list[str], text: str) -> str:
    entities = "".join(f'<!ENTITY {name} "{value}">' for name, value in (pair.split("=", 1) for pair in declared))
    return f"<!DOCTYPE rdf:RDF [{entities}]>{HEAD}<rdf:Description><e:p>{text}</e:p></rdf:Description></rdf:RDF>"


TEN = [f"a{n}={f'&a{n - 1};' * 10}" for n in range(1, 12)]
TERM = "<<( <https://e.org/a> <https://e.org/p> "
HOSTILE: dict[str, tuple[str, str]] = {
    "laughs.rdf": (laughs(["a0=lol", *TEN], "&a11;"), "stands for over"),
    "comment.rdf": (
        laughs([f"b={'x' * 2000}"], "x").replace("<!ENTITY", "<!-- <!ENTITY").replace("]>", "-->]>"),
        "over",
    ),
    "quadratic.rdf": (laughs([f"a={'x' * 900}"], "&a;" * 99_000), "amplification"),
    "tenfold.rdf": (laughs([f"a={'x' * 200}"], "&a;" * 99_000), "larger"),
    "recursive.rdf": (laughs(["a=&b;", "b=&a;"], "&a;"), "recursive"),
    "external.rdf": (f'<!DOCTYPE r SYSTEM "file:///etc/passwd">{XML.replace("é", "&a;")}', "not declared"),
    "deep.rdf": (HEAD + "<rdf:Description><e:p>" * DEEP, "nested more than"),
    "literal.rdf": (HEAD + "<rdf:Description><e:p>" + "x" * (20 << 20), "without a tag"),
    "deep.jsonld": ('{"https://example.org/p":' * DEEP + '"x"' + "}" * DEEP, "stack size"),
    "terms.nt": ("<https://e.org/a> <https://e.org/p> " + TERM * DEEP, "triple terms"),
    "endless.ttl": ('<https://e.org/a> <https://e.org/p> "' + "x" * (20 << 20), "longer than 16 MB"),
    "bomb.nt.gz": (("#" * 99 + "\n") * 1_400_000, "unpacks to more than 250 times"),
    "bomb.nt.xz": (("#" * 99 + "\n") * 1_400_000, "unpacks to more than 250 times"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(write: Write, name: str) -> None:
    data, reason = HOSTILE[name]
    path = write(name, data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert reason in str(refused(path))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


def test_deep_nesting_in_turtle_is_read(write: Write) -> None:
    text = "<https://e.org/a> <https://e.org/p> " + "[ <https://e.org/p> " * DEEP + '"x"' + "]" * DEEP + " ."
    assert len(read(write("deep.ttl", text))) == DEEP + 1


def test_entities_that_stand_for_namespaces_are_read(write: Write) -> None:
    text = laughs(["e=https://example.org/", "c=&e;c"], "x").replace(
        "<rdf:Description>", '<rdf:Description rdf:about="&c;">'
    )
    assert read(write("a.rdf", text))[0].subject == NamedNode("https://example.org/c")


# --- JSON-LD -----------------------------------------------------------------------------------------


def test_no_connection_is_made_for_a_remote_context(write: Write) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/context.jsonld"
        for context in (f'"{address}"', f'["{address}", {{}}]', f'{{"@import": "{address}"}}',
                        f'{{"p": {{"@id": "https://e.org/p", "@context": "{address}"}}}}'):  # fmt: skip
            path = write(
                "a.jsonld", f'{{"@context": {context}, "@id": "https://e.org/a", "p": {{"@id": "https://e.org/b"}}}}'
            )
            text = str(refused(path))
            assert address in text
            assert "never fetched" in text
        with pytest.raises(TimeoutError):
            server.accept()


def test_our_own_context_ships(write: Write) -> None:
    context = "https:\\/\\/w3id.org/karmagraph/context"
    text = f'{{"@context": "{context}", "@id": "https://e.org/a", "@type": "Role", "title": "A"}}'
    assert {str(quad.object) for quad in read(write("a.jsonld", text))} == {f"<{KG.Role}>", '"A"'}


def test_terms_that_a_context_drops_are_counted(write: Write) -> None:
    items = ",".join(f'{{"@id": "https://e.org/{n}", "name": "x", "note": "y"}}' for n in range(5))
    path = write("a.jsonld", f'{{"@context": {{"name": "https://e.org/name"}}, "@graph": [{items}]}}')
    rows = list(quads(path, Context()))
    assert Counter(row.value for row in rows if isinstance(row, Remark)) == {"note": 5}
    assert sum(isinstance(row, Quad) for row in rows) == 5


def test_json_ld_that_says_much_and_states_little_is_an_error(write: Write) -> None:
    text = str(
        refused(write("a.jsonld", '{"@id": "https://e.org/a", "https://e.org/p": "x", "name": "y", "note": "z"}'))
    )
    assert "1 of 3 statements are left" in text
    assert "name" in text
    for nothing in ("[]", "{}", '{"name": "x"}', '{"@id": "https://e.org/a"}'):
        assert "0 of" in str(refused(write("a.jsonld", nothing)))


def test_invalid_terms_of_json_ld_are_rejected_one_by_one(write: Write) -> None:
    values = '[{"@value": "x", "@language": "e n"}, {"@id": "https://e.org/a b"}, {"@id": "b"}, "c", "d", "e"]'
    rows = list(quads(write("a.jsonld", f'{{"@id": "https://e.org/a", "https://e.org/p": {values}}}'), Context()))
    assert {row.value for row in rows if isinstance(row, Rejected)} == {"e n", "https://e.org/a b", "b"}
    assert sum(isinstance(row, Quad) for row in rows) == 3
