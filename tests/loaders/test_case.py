"""CASE packages: what their fields and associations state, rubrics as scales, roles as items, and bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from loaders import case
from loaders.content import Scope
from loaders.exports import export
from loaders.formats import recognise
from loaders.load import load, store_rows
from loaders.rows import Context, EdgeRow, NodeRow, Row, SourceError
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.case_rows import AT, facts, package, read, rejected, remarks, valid, write

U = "00000000-0000-4000-8000-0000000000"
X = "https://x.example/"
AT_ALL = {"lastChangeDateTime": "2024-05-01T10:00:00+00:00"}


def item(number: int, statement: str, **fields: Any) -> dict[str, Any]:
    return {"identifier": f"{U}{number:02}", "uri": f"{X}{number}", "fullStatement": statement, **AT_ALL, **fields}


def link(number: int) -> dict[str, str]:
    return {"title": str(number), "identifier": f"{U}{number:02}", "uri": f"{X}{number}"}


def association(type_: str, origin: int, destination: int, **fields: Any) -> dict[str, Any]:
    uuid = str(uuid5(NAMESPACE_URL, f"{type_} {origin} {destination}"))
    ends = {"originNodeURI": link(origin), "destinationNodeURI": link(destination)}
    return {"identifier": uuid, "uri": f"{X}{uuid}", "associationType": type_, **ends, **AT_ALL, **fields}


def packaged(items: list[Any], associations: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    document = {"identifier": f"{U}00", "uri": f"{X}0", "creator": "Ministry", "title": "House", "language": "en"}
    return {"CFDocument": document | AT_ALL, "CFItems": items, "CFAssociations": associations or []} | more


def rows_of(found: Any, folder: Path, **options: str) -> list[Row]:
    path = folder / "in.json"
    path.write_text(found if isinstance(found, str) else json.dumps(found))
    return read(path, **options)


def edges(rows: list[Row], *but: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (row.type, row.start[1].removeprefix(X), row.end[1].removeprefix(X)): dict(row.props)
        for row in rows
        if isinstance(row, EdgeRow) and row.type not in (but or ("IN_SCHEME",))
    }


# --- facts -----------------------------------------------------------------------------------------


def test_the_fields_of_an_item_and_of_the_document(tmp_path: Path) -> None:
    full = item(
        1, " Read ", abbreviatedStatement="R", alternativeLabel="Reading", humanCodingScheme="R.1", notes="Aloud.",
        CFItemType="Skill", statusStartDate="2024-04-01", educationLevel=["09"],
    )  # fmt: skip
    found = packaged([full, item(2, "पढ़ना", language="hi-IN", CFItemType="Standard")])
    found["CFDocument"] |= {
        "adoptionStatus": "Adopted", "version": "2", "publisher": "P", "description": "D",
        "licenseURI": {"title": "CC BY", "identifier": f"{U}99", "uri": "https://creativecommons.org/licenses/by/4.0/"},
    }  # fmt: skip
    rows = rows_of(found, tmp_path)
    things = {row.id.removeprefix(X): row.props for row in rows if isinstance(row, NodeRow)}
    assert {name: value for name, value in things["1"].items() if name != "extra"} == {
        "title": "Read", "labels": ["en|Read"], "altLabels": ["en|Reading", "en|R"], "notation": "R.1",
        "definitions": ["en|Aloud."], "kind": "skill", "since": "2024-03-31T18:30:00Z",
    }  # fmt: skip
    assert (things["2"]["labels"], things["2"]["kind"]) == (["hi-in|पढ़ना"], "Standard")
    assert {name: value for name, value in things["0"].items() if name != "extra"} == {
        "title": "House", "labels": ["en|House"], "languages": ["en"], "status": "live", "version": "2",
        "publisher": "P", "definitions": ["en|D"], "licence": "https://creativecommons.org/licenses/by/4.0/",
    }  # fmt: skip
    assert edges(rows, "x") == {("IN_SCHEME", "1", "0"): {}, ("IN_SCHEME", "2", "0"): {}}
    assert remarks(rows)["kept as extra: educationLevel"] == 1


def test_what_each_type_of_association_states(tmp_path: Path) -> None:
    types = ["isChildOf", "exactMatchOf", "precedes", "isRelatedTo", "isPeerOf", "replacedBy", "isPartOf", "exemplar",
             "hasSkillLevel", "isTranslationOf", "ext:supportedBy", "ext:closeMatch", "ext:unheardOf"]  # fmt: skip
    said = [association(type_, 1, 2) for type_ in types]
    said[0]["sequenceNumber"] = 3
    said += [association("isChildOf", 2, 0, sequenceNumber=7)]
    rows = rows_of(packaged([item(1, "a"), item(2, "b")], said), tmp_path)
    assert not rejected(rows)
    assert edges(rows, "x") == {
        ("BROADER", "1", "2"): {"position": 3},
        ("EXACT_MATCH", "1", "2"): {"state": "confirmed"},
        ("PREREQUISITE", "2", "1"): {},
        ("RELATED", "1", "2"): {},
        ("REPLACED_BY", "1", "2"): {},
        ("SUPPORTED_BY", "1", "2"): {},
        ("CLOSE_MATCH", "1", "2"): {},
        ("IN_SCHEME", "2", "0"): {"top": True},
        ("IN_SCHEME", "1", "0"): {},
    }
    write(rows, tmp_path / "out.json")
    kept = {each["identifier"]: each for each in package(tmp_path / "out.json")["CFAssociations"]}
    assert kept == {each["identifier"]: each for each in said}


def test_the_same_item_under_two_parents_has_a_number_under_each(tmp_path: Path) -> None:
    said = [association("isChildOf", 1, 2, sequenceNumber=1), association("isChildOf", 1, 3, sequenceNumber=2)]
    rows = rows_of(packaged([item(1, "a"), item(2, "b"), item(3, "c")], said), tmp_path)
    assert edges(rows) == {("BROADER", "1", "2"): {"position": 1}, ("BROADER", "1", "3"): {"position": 2}}


def test_a_role_is_an_item_of_its_type_and_requires_by_an_extension(tmp_path: Path) -> None:
    needs = {"level": 2, "scale": f"{X}90", "essential": True, "importance": 0.8}
    said = [association("ext:requires", 1, 2, extensions=needs)]
    rows = rows_of(packaged([item(1, "Clerk", CFItemType="Role"), item(2, "b")], said), tmp_path)
    assert edges(rows) == {("REQUIRES", "1", "2"): needs}
    assert write(rows, tmp_path / "a.json", version="1.0") == ["1 × REQUIRES", "1 × Role"]
    write(rows, tmp_path / "b.json")
    [made] = package(tmp_path / "b.json")["CFAssociations"]
    assert (made["associationType"], made["extensions"]) == ("ext:requires", needs)


def test_the_levels_of_a_written_requirement_stand_in_its_extensions(tmp_path: Path) -> None:
    rows: list[Row] = [
        NodeRow("Framework", "f", {"title": "F"}, AT),
        NodeRow("Role", "r", {"title": "R"}, AT),
        NodeRow("Competency", "c", {"title": "C"}, AT),
        EdgeRow("REQUIRES", ("Role", "r"), ("Competency", "c"), AT, {"level": 2.0, "scale": "s", "essential": False}),
    ]
    write(rows, tmp_path / "a.json")
    [made] = package(tmp_path / "a.json")["CFAssociations"]
    assert made["extensions"] == {"essential": False, "level": 2, "scale": "s"}
    assert {each["CFItemType"] for each in package(tmp_path / "a.json")["CFItems"] if "CFItemType" in each} == {"Role"}


# --- rubrics ---------------------------------------------------------------------------------------


def rubric(levels: list[list[tuple[str, str]]]) -> dict[str, Any]:
    criteria = []
    for number, some in enumerate(levels, 1):
        made = [
            {"identifier": f"{U}{5 + number}{position}", "uri": f"{X}l{number}{position}", "quality": quality,
             "description": text, "position": position, "score": position * 10, **AT_ALL}
            for position, (quality, text) in enumerate(some, 1)
        ]  # fmt: skip
        criteria.append(
            {"identifier": f"{U}7{number}", "uri": f"{X}c{number}", "CFItemURI": link(number), "weight": 0.5,
             "CFRubricCriterionLevels": made, **AT_ALL}
        )  # fmt: skip
    return {"identifier": f"{U}90", "uri": f"{X}90", "title": "Scale", "CFRubricCriteria": criteria, **AT_ALL}


def test_a_rubric_whose_criteria_have_the_same_levels_is_a_scale(fixtures: Path, tmp_path: Path) -> None:
    found = rubric([[("Low", "a little"), ("High", "a lot")], [("Low", ""), ("High", "all")]])
    rows = rows_of(packaged([item(1, "a"), item(2, "b")], CFRubrics=[found]), tmp_path)
    levels = {row.id: row.props["rank"] for row in rows if isinstance(row, NodeRow) and row.label == "Level"}
    assert levels == {f"{X}90:1": 1, f"{X}90:2": 2}
    found_texts = {key[1:]: props["text"] for key, props in edges(rows).items() if key[0] == "DESCRIBES"}
    assert found_texts == {
        ("1", "90:1"): ["en|a little"], ("1", "90:2"): ["en|a lot"], ("2", "90:2"): ["en|all"],
    }  # fmt: skip
    for version in ("1.0", "1.1"):
        write(rows, tmp_path / "a.json", version=version)
        assert package(tmp_path / "a.json")["CFRubrics"] == [found]
        valid(package(tmp_path / "a.json"), fixtures, version)


@pytest.mark.parametrize(
    "levels",
    [
        [[("Low", "x"), ("High", "y")], [("Poor", "x"), ("Good", "y")]],
        [[("Low", "x")], [("Low", "x"), ("High", "y")]],
        [[("", "x")]],
        [[("Low", "")]],
        [],
        [[("Low", "x")], [("Low", "x")], [("Low", "x")]],
    ],
)
def test_any_other_rubric_is_kept_and_comes_out_again(tmp_path: Path, levels: list[list[tuple[str, str]]]) -> None:
    found = rubric(levels)
    rows = rows_of(packaged([item(1, "a"), item(2, "b")], CFRubrics=[found]), tmp_path)
    assert not [row for row in rows if isinstance(row, NodeRow) and row.label in {"Scale", "Level"}]
    write(rows, tmp_path / "a.json")
    assert package(tmp_path / "a.json")["CFRubrics"] == [found]


# --- what changed since ----------------------------------------------------------------------------


def changed(rows: list[Row], **statement: Any) -> list[Row]:
    return [
        NodeRow(r.label, r.id, dict(r.props) | statement, r.at) if isinstance(r, NodeRow) and r.id == f"{X}1" else r
        for r in rows
    ]


def test_a_label_that_changed_is_written_and_what_was_kept_beside_it_stays(tmp_path: Path) -> None:
    rows = rows_of(packaged([item(1, " old ", educationLevel=["09"])]), tmp_path)
    write(changed(rows, title="new", labels=["en|new"]), tmp_path / "a.json")
    [found] = package(tmp_path / "a.json")["CFItems"]
    assert found == item(1, "new", educationLevel=["09"])


def test_an_association_keeps_its_identity_when_its_number_changes_and_goes_with_its_fact(tmp_path: Path) -> None:
    said = [association("isChildOf", 1, 2, sequenceNumber=1), association("isRelatedTo", 1, 2)]
    rows = rows_of(packaged([item(1, "a"), item(2, "b")], said), tmp_path)
    later = [
        EdgeRow(r.type, r.start, r.end, r.at, {"position": 5}) if isinstance(r, EdgeRow) and r.type == "BROADER" else r
        for r in rows
        if not (isinstance(r, EdgeRow) and r.type == "RELATED")
    ]
    write(later, tmp_path / "a.json")
    assert package(tmp_path / "a.json")["CFAssociations"] == [association("isChildOf", 1, 2, sequenceNumber=5)]


# --- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (json.dumps(packaged([]))[:-20], "line 1: column"),
        ("[]", "no CASE package"),
        ('{"CFItems": []}', "no CASE package"),
        ('{"CFDocument": {"title": "x"}}', "neither identifier nor uri"),
        ('{"CFDocument": ' * 300 + "{}" + "}" * 300, "no CASE package|nested"),
        (json.dumps(packaged([])).replace('"CFItems": []', '"CFItems": ' + "[" * 500 + "]" * 500), "nested"),
        ('{"CFDocument": ' + "[" * 100_000, "nested"),
        ("", "empty"),
    ],
)
def test_what_is_no_package_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        rows_of(text, tmp_path)


FAULTS: dict[str, tuple[list[Any], list[Any], str]] = {
    "type": ([item(1, "a")], [association("isUncleOf", 1, 0)], "unknown associationType"),
    "twice": ([item(1, "a"), item(1, "b")], [], "the identifier or uri of another"),
    "document": ([item(0, "a")], [], "the identifier or uri of another"),
    "association twice": ([item(1, "a")], [association("isChildOf", 1, 0)] * 2, "identifier of another association"),
    "no statement": ([{"identifier": f"{U}05"}], [], "an item without fullStatement"),
    "no identity": ([{"fullStatement": "x"}], [], "an item without identifier"),
    "no object": (["x"], [], "CFItems has what is no object"),
    "no end": ([item(1, "a")], [{"associationType": "isChildOf", "originNodeURI": link(1)}], "needs an origin"),
    "no text": ([item(1, "a", notes=5)], [], "notes is not a text: left out"),
    "no number": ([item(1, "a")], [association("isChildOf", 1, 0, sequenceNumber="first")], "not a whole number"),
    "too long": ([item(1, "a", notes="x" * (10 << 20))], [], "notes: a text of 10,485,760 characters"),
    "level": ([item(1, "a", CFItemType="Role"), item(2, "b")],
              [association("ext:requires", 1, 2, extensions={"level": "high"})], "extension that is not of its type"),
    "extra": ([item(1, "a", extensions={"karmagraph": {"extra": ["no quad"]}})], [], "extra is no N-Quads"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_row_is_rejected_and_the_rest_is_read(tmp_path: Path, fault: str) -> None:
    items, associations, reason = FAULTS[fault]
    rows = rows_of(packaged([*items, item(9, "good")], associations), tmp_path)
    assert [said for said in rejected(rows) if reason in said], rejected(rows)
    assert len(rejected(rows)) == 1
    assert f"{X}9" in {row.id for row in rows if isinstance(row, NodeRow)}


def test_an_association_to_an_item_that_is_not_there_is_kept_and_comes_out_again(tmp_path: Path) -> None:
    said = [association("isChildOf", 1, 8), association("isRelatedTo", 7, 8)]
    rows = rows_of(packaged([item(1, "a")], said), tmp_path)
    assert edges(rows) == {}
    assert remarks(rows)["association kept as extra: isChildOf, an end elsewhere"] == 1
    write(rows, tmp_path / "a.json")
    assert package(tmp_path / "a.json")["CFAssociations"] == sorted(said, key=lambda each: each["originNodeURI"]["uri"])
    assert edges(rows_of(packaged([item(1, "a")], said), tmp_path, link="yes")) == {("BROADER", "1", "8"): {}}


def test_a_package_is_one_framework(tmp_path: Path) -> None:
    for count in (0, 2):
        rows: list[Row] = [NodeRow("Framework", f"f{n}", {"title": "F"}, AT) for n in range(count)]
        with pytest.raises(SourceError, match=f"here are {count}"):
            write(rows, tmp_path / "a.json")
    for option in ({"version": "2"}, {"strict": "maybe"}):
        with pytest.raises(SourceError, match="option"):
            write([NodeRow("Framework", "f", {"title": "F"}, AT)], tmp_path / "a.json", **option)


# --- through a store -------------------------------------------------------------------------------


def test_a_package_goes_through_a_store(store: Store, run: Run, tmp_path: Path) -> None:
    found = rubric([[("Low", "a little"), ("High", "a lot")]])
    needs = {"level": 2, "scale": f"{X}90", "essential": True, "importance": 0.8}
    said = [
        association("isChildOf", 1, 0, sequenceNumber=1), association("isChildOf", 2, 1, sequenceNumber=2),
        association("precedes", 1, 2), association("ext:requires", 3, 1, extensions=needs),
        association("exemplar", 1, 8),
    ]  # fmt: skip
    items = [item(1, "a", educationLevel=["09"]), item(2, "b", CFItemType="Skill"), item(3, "Clerk", CFItemType="Role")]
    path = tmp_path / "in.json"
    path.write_text(json.dumps(packaged(items, said, CFRubrics=[found])))
    assert recognise(path) is case.FORMAT
    report = run(load(store, case.FORMAT, path, Context()))
    assert not report.rejected
    assert report.framework == f"{X}0"
    again = run(load(store, case.FORMAT, path, Context()))
    assert (again.created, again.changed, again.retired) == ({}, {}, {})
    out = tmp_path / "out.json"
    run(export(store, case.WRITING, out, Scope(framework=f"{X}0"), {}))
    assert facts(read(out)) == facts(read(path))
    first = out.read_bytes()
    run(export(store, case.WRITING, out, Scope(framework=f"{X}0"), {}))
    assert out.read_bytes() == first


def test_what_was_not_loaded_from_case_is_a_package_too(store: Store, run: Run, tmp_path: Path) -> None:
    rows: list[Row] = [
        NodeRow("Framework", "kcm", {"title": "KCM", "labels": ["en|KCM", "hi|केसीएम"], "languages": ["en", "hi"]}, AT),
        NodeRow("Competency", "kcm:1", {"title": "A", "labels": ["en|A", "hi|अ"], "kind": "area"}, AT),
        NodeRow("Competency", "kcm:2", {"title": "B", "altLabels": ["en|b", "en|bb"], "themeType": "Core"}, AT),
        NodeRow("Module", "m", {"title": "M", "hours": 2.5}, AT),
        EdgeRow("IN_SCHEME", ("Competency", "kcm:1"), ("Framework", "kcm"), AT, {"top": True}),
        EdgeRow("IN_SCHEME", ("Competency", "kcm:2"), ("Framework", "kcm"), AT),
        EdgeRow("IN_SCHEME", ("Module", "m"), ("Framework", "kcm"), AT),
        EdgeRow("BROADER", ("Competency", "kcm:2"), ("Competency", "kcm:1"), AT, {"position": 1}),
        EdgeRow("COVERS", ("Module", "m"), ("Competency", "kcm:2"), AT),
    ]
    run(store_rows(store, rows, origin="kcm", format="kcm"))
    out = tmp_path / "out.json"
    assert run(export(store, case.WRITING, out, Scope(framework="kcm"), {})) == []
    assert facts(read(out)) == facts(rows)
    losses = run(export(store, case.WRITING, out, Scope(framework="kcm"), {"strict": "yes"}))
    assert set(losses) == {
        "1 × COVERS", "1 × Module", "1 × Competency: altLabels", "1 × Competency: labels", "1 × Competency: themeType",
        "1 × Framework: labels", "1 × Framework: languages",
    }  # fmt: skip
