"""The two JSON forms of the DCWF give one graph, and its faults are reported."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.dcwf import FORMAT, read, recognises
from loaders.rows import Context, EdgeRow, NodeRow, Rejected, Remark, Row, SourceError
from ontology.model import NODES, RELS

Document = dict[str, Any]
FORMS = ("data.json", "extended.json")


def rows_of(path: Path) -> list[Row]:
    return list(read(path, Context()))


def written(directory: Path, document: Any, name: str = "dcwf.json") -> Path:
    path = directory / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def graph(rows: list[Row]) -> tuple[Counter[str], Counter[str]]:
    """Nodes and edges without their places, each with how often it was given."""
    nodes = Counter(json.dumps([r.label, r.id, r.props], sort_keys=True) for r in rows if isinstance(r, NodeRow))
    edges = Counter(
        json.dumps([r.type, r.start, r.end, r.props], sort_keys=True) for r in rows if isinstance(r, EdgeRow)
    )
    return nodes, edges


def requirements(rows: list[Row], role: str, *, essential: bool) -> set[str]:
    return {
        r.end[1].removeprefix("dcwf-ksat:")
        for r in rows
        if isinstance(r, EdgeRow)
        and r.type == "REQUIRES"
        and r.start == ("Role", f"dcwf-role:{role}")
        and r.props == {"essential": essential}
    }


def remarks(rows: list[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if isinstance(row, Remark):
            found.setdefault(row.kind, []).append(row.value)
    return {kind: sorted(values) for kind, values in found.items()}


def nested(document: Document) -> Document:
    """The normalised form written out in full, as its publisher's parser does."""

    def role(number: str) -> Document:
        flat = document["roles"][number]
        held = {key: [document["ksats"][k] for k in flat[key]] for key in ("core_ksats", "additional_ksats")}
        return {key: value for key, value in flat.items() if key != "element"} | held

    return {key: e | {"roles": [role(n) for n in e["roles"]]} for key, e in document["elements"].items()}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Normalised documents in which every KSAT is used and every role is in one element."""
    names = st.text(max_size=8)
    numbers = draw(st.lists(st.from_regex(r"\d{1,3}[A-C]?", fullmatch=True), min_size=1, max_size=8, unique=True))
    kinds = st.sampled_from(["Task", "TAsk", "Knowledge", "Skill", "Ability"])
    some = st.lists(st.sampled_from(numbers), max_size=6, unique=True)
    roles: Document = {}
    for n in draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=4, unique=True)):
        roles[n] = {"id": n, "name": draw(names), "name_id": "x", "url": f"https://example.org/{n}/x/"}
        roles[n] |= {"nist_id": draw(st.sampled_from([None, f"OM-{n}"])), "description": draw(names)}
        roles[n] |= {"element": draw(st.sampled_from(["cyber", "roles", "ksats"]))}
        roles[n] |= {"core_ksats": draw(some), "additional_ksats": draw(some)}
    used = {k for r in roles.values() for k in r["core_ksats"] + r["additional_ksats"]}
    elements: Document = {}
    for e in ("cyber", "roles", "ksats", "empty"):
        elements[e] = {"id": e, "name": e, "url": f"https://example.org/{e}"}
        elements[e] |= {"roles": [n for n in roles if roles[n]["element"] == e]}
    ksats = {n: {"id": n, "description": draw(names), "kind": draw(kinds)} for n in numbers if n in used}
    return {"elements": elements, "roles": roles, "ksats": ksats}


@settings(deadline=None)
@given(documents())
def test_both_forms_give_the_same_graph(tmp_path_factory: pytest.TempPathFactory, document: Document) -> None:
    directory = tmp_path_factory.mktemp("dcwf")
    flat, full = rows_of(written(directory, document)), rows_of(written(directory, nested(document)))
    assert graph(flat) == graph(full)
    assert remarks(flat) == remarks(full)
    for number, role in document["roles"].items():
        core, additional = set(role["core_ksats"]), set(role["additional_ksats"])
        assert requirements(flat, number, essential=True) == core
        assert requirements(flat, number, essential=False) == additional - core
    ids = Counter(r.id for r in flat if isinstance(r, NodeRow) and r.label != "Identifier")
    expected = {"dcwf", *(f"dcwf-element:{e}" for e in document["elements"])}
    expected |= {f"dcwf-role:{n}" for n in document["roles"]} | {f"dcwf-ksat:{n}" for n in document["ksats"]}
    assert ids == Counter(dict.fromkeys(expected, 1))


def test_the_published_forms_give_the_same_graph(fixtures: Path) -> None:
    flat, full = (rows_of(fixtures / "dod-dcwf" / form) for form in FORMS)
    assert graph(flat) == graph(full)
    assert max(graph(full)[0].values()) == max(graph(full)[1].values()) == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_published_counts(fixtures: Path, form: str) -> None:
    rows = rows_of(fixtures / "dod-dcwf" / form)
    kinds = Counter((r.label, r.props.get("kind")) for r in rows if isinstance(r, NodeRow))
    assert kinds == {
        ("Framework", None): 1,
        ("Role", "group"): 10,
        ("Role", "occupation"): 68,
        ("Competency", "task"): 1_060,
        ("Competency", "knowledge"): 666,
        ("Competency", "skill"): 373,
        ("Competency", "ability"): 122,
        ("Identifier", None): 51 + 10 + 68,
    }
    edges = Counter((r.type, r.props.get("essential")) for r in rows if isinstance(r, EdgeRow))
    assert edges["REQUIRES", True] == 2_076
    assert edges["REQUIRES", False] == 3_100 - 2
    assert edges["BROADER", None] == 68
    assert edges["IN_SCHEME", None] == 10 + 68 + 2_221
    assert not [r for r in rows if isinstance(r, Rejected)]


def test_its_faults_are_reported(fixtures: Path) -> None:
    rows = rows_of(fixtures / "dod-dcwf" / "data.json")
    found = remarks(rows)
    assert found["both core and additional: read as core"] == ["role 511, KSAT 1111", "role 531, KSAT 6210"]
    assert found["kind spelt otherwise"] == ["5878: TAsk read as task"]
    assert len(found["same text under several numbers: kept apart"]) == 1
    assert len(found) == 3
    assert "1111" in requirements(rows, "511", essential=True)
    assert "6210" in requirements(rows, "531", essential=True)


def test_database_administrators_core_to_systems_administrators(fixtures: Path) -> None:
    """411 to 451: 21 of the 31 core items of 451 are not core of 411 (recomputed from the file)."""
    roles = json.loads((fixtures / "dod-dcwf" / "data.json").read_text())["roles"]
    expected = set(roles["451"]["core_ksats"]) - set(roles["411"]["core_ksats"])
    assert len(expected) == 21
    rows = rows_of(fixtures / "dod-dcwf" / "extended.json")
    needed = requirements(rows, "451", essential=True)
    assert len(needed) == 31
    assert needed - requirements(rows, "411", essential=True) == expected


def test_a_number_that_is_role_and_ksat_is_two_things(fixtures: Path) -> None:
    rows = rows_of(fixtures / "dod-dcwf" / "data.json")
    ids = {r.id for r in rows if isinstance(r, NodeRow)}
    roles, ksats = ({i.split(":")[1] for i in ids if i.startswith(f"dcwf-{kind}:")} for kind in ("role", "ksat"))
    assert len(roles & ksats) == 33


def test_nist_ids_and_pages_lead_to_their_role(fixtures: Path) -> None:
    rows = rows_of(fixtures / "dod-dcwf" / "data.json")
    led = {r.start[1]: r.end for r in rows if isinstance(r, EdgeRow) and r.type == "OF"}
    systems = Counter(r.props["system"] for r in rows if isinstance(r, NodeRow) and r.label == "Identifier")
    assert systems == {"nist": 51, "dcwf": 78}
    assert led["nist:OM-DA-001"] == ("Role", "dcwf-role:421")
    assert led["https://public.cyber.mil/dcwf-work-role/database-administrator/"] == ("Role", "dcwf-role:421")


@pytest.mark.parametrize("form", FORMS)
def test_every_row_is_of_the_model(fixtures: Path, form: str) -> None:
    for row in rows_of(fixtures / "dod-dcwf" / form):
        if isinstance(row, NodeRow):
            assert row.props.keys() <= NODES[row.label].props.keys()
            assert row.label == "Identifier" or row.props["title"]
        elif isinstance(row, EdgeRow):
            assert (row.start[0], row.end[0]) in RELS[row.type].ends
            assert row.props.keys() <= RELS[row.type].props.keys()


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b'{"elements": {},\n "roles": }', "dcwf.json, line 2", "column 11"),
        (b'{"elements": {"a": {"id": "a"', "dcwf.json, line 1", "column 30"),
        (b'{"roles": "\n\xe9"}', "dcwf.json, line 2", "column 1: byte 0xE9 is not UTF-8"),
        (b'{"roles": {}, "roles": {}}', "dcwf.json", "'roles' stands twice"),
        (b'{"roles": NaN}', "dcwf.json", "NaN"),
        (b'{"a": {"name": "\\ud800", "roles": []}}', "dcwf.json", "surrogate"),
        (b"[" * 100_000, "dcwf.json", "too deeply"),
        (b"", "dcwf.json", "empty"),
        (b"{}", "dcwf.json", "not an object of elements"),
        (b"[]", "dcwf.json", "not an object of elements"),
        (b'{"positions": [{"id": "PID1"}]}', "dcwf.json", "not a list of objects"),
        (b'{"elements": [], "roles": {}, "ksats": {}}', "dcwf.json", "'elements' is not an object"),
        (b'{"elements": {}, "roles": {"1": {"id": "2"}}, "ksats": {}}', "dcwf.json", "says that its id is '2'"),
        (b'{"elements": {}, "roles": {"1": {"id": "1", "core_ksats": "22"}}, "ksats": {}}', "dcwf.json", "list of ids"),
        (b'{"elements": {}, "roles": {"1": {"id": "1", "name": ["x"]}}, "ksats": {}}', "dcwf.json", "not a text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, content: bytes, place: str, reason: str) -> None:
    path = tmp_path / "dcwf.json"
    path.write_bytes(content)
    with pytest.raises(SourceError) as refused:
        rows_of(path)
    assert str(refused.value.at) == place
    assert reason in str(refused.value)


def test_what_is_unusual_is_kept_and_reported(tmp_path: Path) -> None:
    document = {
        "elements": {"cyber": {"id": "cyber", "name": " Cyber ", "roles": [], "colour": "red"}},
        "roles": {"1": {"id": "1", "name": "", "name_id": "one", "element": "cyber", "core_ksats": ["7", "7"]}},
        "ksats": {"7": {"id": "7", "description": "Do it.", "kind": "Habit"}, "8": {"description": "No id."}},
    }
    rows = rows_of(written(tmp_path, document))
    assert [(r.reason, "No id." in r.value) for r in rows if isinstance(r, Rejected)] == [("has no id", True)]
    titles = {r.id: r.props["title"] for r in rows if isinstance(r, NodeRow)}
    assert titles["dcwf-element:cyber"] == "Cyber"
    assert titles["dcwf-role:1"] == "1"
    assert ("dcwf-role:1", "dcwf-element:cyber") in {
        (r.start[1], r.end[1]) for r in rows if isinstance(r, EdgeRow) and r.type == "BROADER"
    }
    assert set(remarks(rows)) == {
        "keys of elements not kept",
        "outer white space trimmed",
        "no name: its code is the title",
        "name_id not kept: the address does not hold it",
        "repeated in one list",
        "role names an element that does not list it",
        "kind is not task, knowledge, skill or ability: kept",
    }


def test_the_format_is_recognised(fixtures: Path) -> None:
    assert all(recognises(fixtures / "dod-dcwf" / form) for form in FORMS)
    assert not recognises(fixtures / "karmayogi" / "designations.json")
    assert not recognises(fixtures / "karmayogi")
    assert FORMAT.origin(fixtures, Context()) == "dcwf"
