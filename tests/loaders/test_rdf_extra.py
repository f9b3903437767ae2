"""What the model has no place for: where it is kept, and under which names."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

from loaders import rdf
from loaders.rdf_bnodes import LIMIT
from loaders.rdf_terms import SKOLEM
from loaders.rows import Context, Rejected, SourceError
from tests.loaders.rdf_rows import E, Read, edges, extra, nodes, reader, remarks


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reader(tmp_path)


def test_a_thing_that_the_file_does_not_describe_is_joined_only_when_asked_for(read: Read) -> None:
    text = 'e:a a skos:Concept ; skos:prefLabel "A"@en ; skos:exactMatch e:far . e:far skos:narrower e:a .'
    rows = read(text)
    assert not edges(rows)
    assert extra(nodes(rows)["a"]) == ["a exactMatch far .", "far narrower a ."]
    assert edges(read(text, link="yes")).keys() == {("EXACT_MATCH", "a", "far"), ("BROADER", "a", "far")}


def test_a_crosswalk_of_nothing_but_matches_joins_things_of_the_store(read: Read) -> None:
    assert edges(read("e:a skos:exactMatch e:b . e:c skos:closeMatch e:d .")).keys() == {
        ("EXACT_MATCH", "a", "b"), ("CLOSE_MATCH", "c", "d"),
    }  # fmt: skip


def test_a_file_of_no_known_vocabulary_is_kept_and_says_so(read: Read) -> None:
    rows = read('e:a e:p "x"@en, [ e:q e:b ] .', name="odd.trig")
    [row] = nodes(rows).values()
    assert (row.label, row.id, len(row.props["extra"])) == ("Framework", "rdf:odd", 3)
    assert remarks(rows)["no vocabulary that is known: kept as it is"] == 1


def test_what_is_said_of_no_thing_is_kept_on_the_one_that_refers_to_it(read: Read) -> None:
    rows = read("""e:a a skos:Concept ; e:p e:x .
      e:b a skos:Concept ; e:p e:shared . e:c a skos:Concept ; e:p e:shared .
      e:s a skos:ConceptScheme . e:x e:p e:y . e:y e:q "deep" . e:shared e:q "both" . e:free e:q "none" .""")
    assert {id_: extra(row) for id_, row in nodes(rows).items()} == {
        "a": ["a p x .", "x p y .", 'y q "deep" .'],
        "b": ["b p shared ."],
        "c": ["c p shared ."],
        "s": ['free q "none" .', 'shared q "both" .'],
    }


def test_named_graphs_are_kept(read: Read) -> None:
    rows = read('e:g { e:c a skos:Concept ; skos:prefLabel "C"@en } e:c skos:notation "1" .', name="a.trig")
    assert nodes(rows)["c"].props["labels"] == ["en|C"]
    assert extra(nodes(rows)["c"]) == ["c type Concept g .", 'c prefLabel "C"@en g .']


def test_blank_nodes_are_named_alike_whatever_the_order(read: Read) -> None:
    parts = [
        'e:a e:p [ e:q "1", [ e:r "x" ] ] .',
        'e:b e:p [ e:q "1" ] .',
        "e:c e:p ( 1 2 3 ) .",
        'e:d e:p [ e:q "1" ] .',
    ]
    kept = [nodes(read("".join(order)))["rdf:a"].props["extra"] for order in (parts, parts[::-1], parts)]
    assert kept[0] == kept[1] == kept[2]
    assert len(set(re.findall(SKOLEM + r"[\w-]+", "".join(kept[0])))) == 7


def test_alike_blank_nodes_stay_apart(read: Read) -> None:
    [row] = nodes(read('e:a e:p [ e:q "1" ], [ e:q "1" ], [ e:q "1" ] .')).values()
    assert len(set(re.findall(SKOLEM + r"[\w-]+", "".join(row.props["extra"])))) == 3


def test_too_many_blank_nodes_are_an_error(read: Read) -> None:
    with pytest.raises(SourceError, match=f"more than {LIMIT:,} blank nodes"):
        read("\n".join(f"_:b{n} <{E}p> <{E}o> ." for n in range(LIMIT + 1)), name="a.nt")


def test_deep_nesting_is_kept(read: Read) -> None:
    depth = LIMIT // 5
    [row] = nodes(read("e:a e:p " + "[ e:p " * depth + '"x"' + "]" * depth + " .")).values()
    assert len(row.props["extra"]) == depth + 1


def test_a_text_of_ten_megabytes_is_rejected_and_the_rest_is_read(read: Read) -> None:
    rows = read('e:c a skos:Concept ; skos:prefLabel "C"@en ; skos:definition "' + "x" * 10_000_000 + '"@en .')
    [row] = [row for row in rows if isinstance(row, Rejected)]
    assert "10,000,000 characters" in row.reason
    assert nodes(rows)["c"].props["labels"] == ["en|C"]


def test_a_file_that_states_nothing_is_an_error(read: Read) -> None:
    with pytest.raises(SourceError, match="states nothing"):
        read("# only prefixes")


@pytest.mark.parametrize("suite", ["rdf-turtle", "rdf-n-triples", "rdf-xml"])
def test_every_file_of_the_w3c_is_kept_whole(fixtures: Path, tmp_path: Path, suite: str) -> None:
    """Read through the loader, what is kept of each file with statements is what the parser found."""
    with tarfile.open(fixtures / "w3c-rdf11" / "rdf11.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    count = 0
    files = (tmp_path / "rdf" / "rdf11" / suite).rglob("*")
    for path in sorted(path for path in files if path.suffix in {".ttl", ".nt", ".rdf"}):
        base = E + path.name
        try:
            found = Dataset(parse(path=path, base_iri=base))
        except SyntaxError:
            with pytest.raises(SourceError):
                list(rdf.read(path, Context(options={"base": base})))
            continue
        if len(found):
            kept = [
                line
                for row in nodes(rdf.read(path, Context(options={"base": base}))).values()
                for line in row.props["extra"]
            ]
            found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
            assert unskolemised(kept) == found, path
            count += 1
    assert count > 40


def unskolemised(lines: list[str]) -> Dataset:
    def plain(term: Any) -> Any:
        skolem = isinstance(term, NamedNode) and term.value.startswith(SKOLEM)
        return BlankNode("b" + term.value.removeprefix(SKOLEM)) if skolem else term

    quads = parse(input="\n".join(lines), format=RdfFormat.N_QUADS)
    dataset = Dataset(Quad(plain(q.subject), q.predicate, plain(q.object), plain(q.graph_name)) for q in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset
