"""Our own vocabulary: every node type, property and relationship of the model, written by hand and read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders import rdf
from loaders.rows import Context, EdgeRow, NodeRow, Rejected, Remark, Row
from ontology.iris import DATATYPES, KG, class_name, expand, iri, term
from ontology.model import NODES, RELS
from ontology.terms import NodeType, Prop, RelType

SAMPLE: dict[str, Any] = {
    "string": 'a "text"\\ of\n two lines',
    "list": ["en", "hi"],
    "text": ["en|House", "hi|घर", "|plain"],
    "float": 2.5,
    "int": 7,
    "bool": True,
    "instant": "2026-11-24T10:00:00Z",
}
CHOICES = {"state": "confirmed", "status": "draft"}
LABELS = {label: node for label, node in NODES.items() if label not in {"Store", "Draft", "Rollup"}}


def rows_of(path: Path, **options: str) -> list[Row]:
    return list(rdf.read(path, Context(options=options)))


def filled(declared: NodeType | RelType) -> dict[str, Any]:
    props = {prop.name: sample(prop) for prop in declared.props.values() if prop.public and prop.name != "id"}
    return props | {name: value for name, value in CHOICES.items() if name in props}


def sample(prop: Prop) -> Any:
    return [text + prop.name for text in SAMPLE["text"]] if prop.kind == "text" else SAMPLE[prop.kind]


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def literals(prop: Prop, value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if prop.kind == "text":
            lang, _, text = each.partition("|")
            yield quoted(text) + (f"@{lang}" if lang else "")
        else:
            text = str(each).lower() if prop.kind == "bool" else str(each)
            yield f"{quoted(text)}^^<{iri(DATATYPES[prop.kind])}>"


def said(subject: str, declared: NodeType | RelType, props: dict[str, Any]) -> Iterator[str]:
    for name, value in props.items():
        prop = declared.props[name]
        yield from (f"{subject} <{iri(term(prop))}> {literal} ." for literal in literals(prop, value))


def node_lines(label: str, id_: str, props: dict[str, Any]) -> Iterator[str]:
    subject = f"<{expand(id_)}>"
    classes = [KG[label], *([iri(NODES[label].term or "")] if NODES[label].term else [])]
    yield from (f"{subject} a <{each}> .".replace(" a ", f" <{iri('rdf:type')}> ") for each in classes)
    yield from said(subject, NODES[label], {"id": id_} | props)


def edge_lines(rel: RelType, a: str, b: str, name: str, props: dict[str, Any]) -> Iterator[str]:
    start, end = f"<{expand(a)}>", f"<{expand(b)}>"
    yield f"{start} <{iri(term(rel))}> {end} ."
    if props:
        yield f"{name} <{iri('rdf:type')}> <{KG[class_name(rel)]}> ."
        yield f"{name} <{KG.subject}> {start} ."
        yield f"{name} <{KG.object}> {end} ."
        yield from said(name, rel, props)


def test_everything_that_the_model_has_is_read_again(tmp_path: Path) -> None:
    ids = {
        label: f"{label.lower()}:1 /é" if n % 2 else f"https://example.org/{label}" for n, label in enumerate(LABELS)
    }
    lines: list[str] = []
    wanted, n = set(), 0
    for label, node in LABELS.items():
        lines += node_lines(label, ids[label], filled(node))
    for rel in RELS.values():
        for start, end in rel.ends if not rel.derived else ():
            n += 1
            props = filled(rel) | ({"id": f"record-{n}"} if "id" in rel.props else {})
            lines += edge_lines(rel, ids[start], ids[end], f"_:r{n}", props)
            wanted.add((rel.type, (start, ids[start]), (end, ids[end]), str(sorted(sorted_texts(props).items()))))
    path = tmp_path / "own.nt"
    path.write_text("\n".join(lines))
    rows = rows_of(path)
    assert not [row for row in rows if isinstance(row, Rejected | Remark)]
    nodes = {row.label: row for row in rows if isinstance(row, NodeRow)}
    assert {label: (row.id, sorted_texts(row.props)) for label, row in nodes.items()} == {
        label: (ids[label], sorted_texts(filled(node)) | ({"extra": []} if "extra" in node.props else {}))
        for label, node in LABELS.items()
    }
    found = [
        (r.type, r.start, r.end, str(sorted(sorted_texts(r.props).items()))) for r in rows if isinstance(r, EdgeRow)
    ]
    assert len(found) == len(wanted)
    assert set(found) == wanted


def sorted_texts(props: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, list) else value for name, value in props.items()}


REQUIRES = f"""
@prefix kg: <{KG}> . @prefix e: <https://example.org/> .
[] a kg:Requires ; kg:subject e:role ; kg:object e:skill ; kg:level 2.0e0 ; kg:scale "kcm" ; kg:essential true .
[] a kg:Requires ; kg:subject e:role ; kg:object e:skill ; kg:level 4.0e0 ; kg:scale "esco" .
"""


def test_a_file_of_nothing_but_relationships_joins_what_the_store_has(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(REQUIRES)
    ends = ("Role", "https://example.org/role"), ("Competency", "https://example.org/skill")
    rows = rows_of(path)
    assert all(isinstance(row, EdgeRow) and (row.start, row.end) == ends for row in rows)
    assert sorted(str(row.props) for row in rows if isinstance(row, EdgeRow)) == [
        "{'essential': True, 'level': 2.0, 'scale': 'kcm'}",
        "{'level': 4.0, 'scale': 'esco'}",
    ]


def test_in_another_file_such_relationships_are_kept_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(REQUIRES + 'e:role a kg:Role ; <http://purl.org/dc/terms/title> "R" .')
    rows = rows_of(path)
    [role] = [row for row in rows if isinstance(row, NodeRow)]
    assert len(role.props["extra"]) == 11
    assert not [row for row in rows if isinstance(row, EdgeRow)]
    assert len([row for row in rows_of(path, link="yes") if isinstance(row, EdgeRow)]) == 2


def test_a_relationship_with_two_ends_or_two_levels(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        REQUIRES.replace("kg:object e:skill ;", "kg:object e:skill, e:other ;", 1).replace("4.0e0", "4.0e0, 1.0e0")
    )
    rows = rows_of(path)
    assert [row.reason for row in rows if isinstance(row, Rejected)] == [
        "REQUIRES needs one kg:subject and one kg:object"
    ]
    assert [row.props["level"] for row in rows if isinstance(row, EdgeRow)] == [1.0]
    [kept] = [row for row in rows if isinstance(row, NodeRow)]
    assert '"4.0e0"' in kept.props["extra"][0]


def test_what_is_said_of_an_officer_is_not_kept_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        f"@prefix kg: <{KG}> . @prefix e: <https://example.org/> .\n"
        'e:o a kg:Officer ; e:salary "100" . e:f a <http://www.w3.org/2004/02/skos/core#ConceptScheme> .'
    )
    rows = rows_of(path)
    assert [row.value for row in rows if isinstance(row, Rejected)] == ["https://example.org/o"]
    assert "salary" not in str([row.props for row in rows if isinstance(row, NodeRow)])
