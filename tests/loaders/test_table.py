"""Tables: what each row states, by which headers, and under which ids."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from loaders import table
from loaders.rows import Context, EdgeRow, NodeRow, Place, Rejected, Remark, SourceError
from ontology.levels import Scale
from tests.loaders.table_rows import KCM, LV, edges, nodes, of, read, text


def test_a_role_with_languages_and_links(tmp_path: Path) -> None:
    rows = text(
        tmp_path,
        "roles.csv",
        "id,title,Title (hi),title@ta,altLabels,organisation,specialises,broader,since,status\n"
        "R2,Officer,अधिकारी,அதிகாரி,Clerk; Assistant;Clerk,min:1,R1,R1;esco:9 ; R3,2026-04-01,live\n",
    )
    assert rows[0] == NodeRow(
        "Role",
        "t:R2",
        {
            "title": "Officer",
            "labels": ["en|Officer", "hi|अधिकारी", "ta|அதிகாரி"],
            "altLabels": ["en|Clerk", "en|Assistant"],
            "since": "2026-03-31T18:30:00Z",
        },
        Place("roles.csv", 2),
    )
    assert edges(rows) == [
        ("t:R2", "AT", "min:1"),
        ("t:R2", "SPECIALISES", "t:R1"),
        ("t:R2", "BROADER", "t:R1"),
        ("t:R2", "BROADER", "esco:9"),
        ("t:R2", "BROADER", "t:R3"),
    ]
    assert {row.end[0] for row in of(rows, EdgeRow)} == {"Organisation", "Role"}
    assert len(rows) == 6


def test_a_posting_joins_officer_role_and_organisation(tmp_path: Path) -> None:
    rows = text(tmp_path, "postings.csv", "id,officer,role,organisation,since\nP1,O1,R1,,2026-04-01T10:00:00Z\n")
    assert nodes(rows) == {"t:P1": {"since": "2026-04-01T10:00:00Z"}}
    assert edges(rows) == [("t:O1", "HAS_POSTING", "t:P1"), ("t:P1", "AS", "t:R1")]


def test_an_activity_belongs_to_its_role_and_needs_competencies(tmp_path: Path) -> None:
    rows = text(tmp_path, "activities.csv", "id,title,role,needs\nA1,Audit,R1,C1;C2\n")
    assert edges(rows) == [("t:R1", "HAS", "t:A1"), ("t:A1", "NEEDS", "t:C1"), ("t:A1", "NEEDS", "t:C2")]


def test_module_with_numbers_and_lists(tmp_path: Path) -> None:
    rows = text(
        tmp_path,
        "modules.csv",
        "id,title,mode,hours,languages,capacity,provider,partOf,prerequisites,status\n"
        "M1,Course,Face-to-Face,7.5,en; hi,40,X,P,M0,planned\n",
    )
    props = nodes(rows)["t:M1"]
    assert props | {"title": "", "labels": []} == {
        "title": "",
        "labels": [],
        "mode": "face-to-face",
        "hours": 7.5,
        "languages": ["en", "hi"],
        "capacity": 40,
        "status": "planned",
    }
    assert isinstance(props["capacity"], int)
    assert edges(rows) == [
        ("t:M1", "OFFERED_BY", "t:X"),
        ("t:M1", "PREREQUISITE", "t:M0"),
        ("t:M1", "PART_OF", "t:P"),
    ]


def test_a_scale_with_its_levels(tmp_path: Path) -> None:
    rows = text(
        tmp_path, "scales.csv", "scale,scaleTitle,rank,title,title@hi\nK,KCM,1,Operational,परिचालन\nK,,2,Tactical,\n"
    )
    assert nodes(rows) == {
        "t:K": {"title": "KCM", "labels": ["en|KCM"], "kind": "ordinal"},
        "t:K:1": {"rank": 1.0, "title": "Operational", "labels": ["en|Operational", "hi|परिचालन"]},
        "t:K:2": {"rank": 2.0, "title": "Tactical", "labels": ["en|Tactical"]},
    }
    assert edges(rows) == [("t:K", "HAS_LEVEL", "t:K:1"), ("t:K", "HAS_LEVEL", "t:K:2")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("K,ordinal,,Basic,,", "a rank is 1 or more"),
        ("K,ordinal,0,Basic,,", "a rank is 1 or more"),
        ("K,ordinal,1,,,", "title is empty"),
        ("K,nominal,1,Basic,,", "kind is none of ordinal, interval"),
        ("K,interval,1,Basic,0,7", "an interval scale has no ranks"),
        ("K,interval,,,7,0", "min is not below max"),
        (",ordinal,1,Basic,,", "scale is empty"),
    ],
)
def test_rows_that_are_no_scale(tmp_path: Path, row: str, reason: str) -> None:
    rows = text(tmp_path, "scales.csv", f"scale,kind,rank,title,min,max\n{row}\n")
    assert [row.reason for row in of(rows, Rejected)] == [reason]
    assert not nodes(rows)


def test_a_scale_is_one_kind_of_scale(tmp_path: Path) -> None:
    rows = text(tmp_path, "scales.csv", "scale,kind,rank,title\nK,ordinal,1,Basic\nK,interval,,\nK,,2,Expert\n")
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [(3, "kind is not as on the scale's first row")]
    assert set(nodes(rows)) == {"t:K", "t:K:1", "t:K:2"}


def test_an_identifier_keeps_its_own_id_and_finds_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "roles.csv").write_text("id,title\nR1,Officer\n")
    (tmp_path / "identifiers.csv").write_text(
        "id,of,type,system\nDESG-1,R1,,igot\nDESG-2,kcm:9,competency,\nDESG-3,R2,,\nDESG-4,R1,Rolle,\n"
    )
    rows = read(tmp_path)
    assert edges(rows) == [("DESG-1", "OF", "t:R1"), ("DESG-2", "OF", "kcm:9")]
    assert [row.end[0] for row in of(rows, EdgeRow)] == ["Role", "Competency"]
    assert [(r.at.line, r.value, r.suggestion) for r in of(rows, Rejected)] == [
        (4, "t:R2", "fill column type"),
        (5, "Rolle", "Role"),
    ]


def test_descriptors_and_equivalences_join_levels(tmp_path: Path) -> None:
    (tmp_path / "descriptors.csv").write_text("competency,level,scale,text,text@hi\nC,Tactical,kcm:levels,Does,करता\n")
    (tmp_path / "equivalences.csv").write_text(
        "level,scale,otherLevel,otherScale\n2,kcm:levels,b,x:y\n2,kcm:levels,3,onet:LV\n"
    )
    rows = read(tmp_path, KCM, LV, Scale("x:y", ranks={1.0: "A", 2.0: "B"}))
    assert edges(rows) == [("t:C", "DESCRIBES", "kcm:levels:2"), ("kcm:levels:2", "EQUIVALENT_TO", "x:y:2")]
    assert of(rows, EdgeRow)[0].props == {"text": ["en|Does", "hi|करता"]}
    assert [row.reason for row in of(rows, Rejected)] == ["the scale onet:LV has numbers, not levels"]


def test_the_title_may_be_in_another_language_but_not_missing(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", "id,title,title@hi\nR1,,अधिकारी\nR2,,\n")
    assert nodes(rows) == {"t:R1": {"title": "अधिकारी", "labels": ["hi|अधिकारी"]}}
    assert [row.kind for row in of(rows, Remark)] == ["title in another language"]
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [(3, "title is empty")]


def test_the_language_option_names_plain_columns(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", "id,title,title@en\nR1,अधिकारी,Officer\n", lang="hi")
    assert nodes(rows)["t:R1"] == {"title": "अधिकारी", "labels": ["hi|अधिकारी", "en|Officer"]}


def test_what_a_link_says_stands_beside_it(tmp_path: Path) -> None:
    rows = text(
        tmp_path,
        "competencies.csv",
        "id,title,broader,position,framework,top\nC1,A,B1; B2;B3,1; ;2.5,F,yes\nC2,A,B1;B2,1,,\nC3,A,B1,,,\n",
    )
    found = [(row.type, row.end[1], row.props) for row in of(rows, EdgeRow)]
    assert found == [
        ("BROADER", "t:B1", {"position": 1.0}),
        ("BROADER", "t:B2", {}),
        ("BROADER", "t:B3", {"position": 2.5}),
        ("IN_SCHEME", "t:F", {"top": True}),
        ("BROADER", "t:B1", {}),
    ]
    assert [row.reason for row in of(rows, Rejected)] == ["position has 1 values, broader has 2"]


def test_any_relationship_is_a_link(tmp_path: Path) -> None:
    rows = text(
        tmp_path,
        "links.csv",
        "relationship,from,fromType,to,toType,state,position,since\nEXACT_MATCH,C1,,esco:2,,confirmed,,\n"
        "replaced by,M1,module,M2,,,,2026-04-01\nReplacedBy,M1,,M2,,,,\nRELATES,C1,,C2,,,,\nRELATED,C1,,C2,,,3,\n"
        "COUNTS_AS,C1,,C2,,,,\nOF,DESG-1,,R1,Role,,,\nRELATED,C1,Role,C2,,,,\n",
    )
    assert [(row.type, row.start, row.end, row.props) for row in of(rows, EdgeRow)] == [
        ("EXACT_MATCH", ("Competency", "t:C1"), ("Competency", "esco:2"), {"state": "confirmed"}),
        ("REPLACED_BY", ("Module", "t:M1"), ("Module", "t:M2"), {"since": "2026-03-31T18:30:00Z"}),
        ("OF", ("Identifier", "DESG-1"), ("Role", "t:R1"), {}),
    ]
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [
        (4, "what does REPLACED_BY join?"),
        (5, "no relationship has this name"),
        (6, "RELATED has no position"),
        (7, "no relationship has this name"),
        (9, "what does RELATED join?"),
    ]


def test_what_no_column_holds_is_in_more(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    more = [
        '{"altLabels": ["en|one; two"], "grade": null, "status": "live"}', "{", "[]", '{"grade": 4}', '{"id": "t:X"}',
        '{"origin": "esco"}', '{"labels": ["Officer"]}', '{"since": "2026"}', '{"wage": 1}',
    ]  # fmt: skip
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [["id", "title", "grade", "more"], *(["R", "Officer", "7", each] for each in more)]
        )
    rows = read(path)
    assert nodes(rows) == {
        "t:R": {"title": "Officer", "labels": ["en|Officer"], "altLabels": ["en|one; two"], "status": "live"}
    }
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [
        (3, "is no JSON"),
        (4, "is no JSON object"),
        (5, "grade is no string"),
        (6, "there is no such property to state"),
        (7, "there is no such property to state"),
        (8, "labels is no text"),
        (9, "since is no instant"),
        (10, "there is no such property to state"),
    ]


def test_a_row_without_a_rank_is_about_the_scale(tmp_path: Path) -> None:
    rows = text(
        tmp_path,
        "scales.csv",
        'scale,scaleTitle,kind,rank,title,definition,more\nK,KCM,,,,Three levels,"{""extra"": [""x""]}"\n'
        "K,,,1,Low,Little,\nK,,,,,Other,\nI,Interval,interval,,,Numbers,\n",
    )
    found = nodes(rows)
    assert (found["t:K"]["definitions"], found["t:K"]["extra"]) == (["en|Three levels"], ["x"])
    assert found["t:K:1"]["definitions"] == ["en|Little"]
    assert found["t:I"]["definitions"] == ["en|Numbers"]
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [
        (4, "definition is not as on the scale's first row")
    ]


def test_a_level_with_an_id_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "scales.csv").write_text("scale,scaleTitle\nK,KCM\n")
    (tmp_path / "levels.csv").write_text("id,title,rank,scale\nhttp://x/high,High,2,K\n")
    (tmp_path / "descriptors.csv").write_text("competency,level,scale,text\nC,high,K,Does\n")
    rows = read(tmp_path)
    assert edges(rows) == [("t:K", "HAS_LEVEL", "http://x/high"), ("t:C", "DESCRIBES", "http://x/high")]
    assert not of(rows, Rejected)


def test_an_id_after_a_colon_is_as_it_stands(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", "id,title,broader\n:R1,A,::R2; :a b;R3\n")
    assert edges(rows) == [("R1", "BROADER", ":R2"), ("R1", "BROADER", "a b"), ("R1", "BROADER", "t:R3")]


def test_the_origin_may_be_named(tmp_path: Path) -> None:
    assert table.origin(tmp_path / "roles.csv", Context(options={"prefix": "t", "origin": "esco"})) == "esco"


# --- headers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["fromLevel", "From Level", "from_level", "FROM-LEVEL", "fromLevel · स्तर से", " from  level "]
)
def test_a_header_in_every_spelling(tmp_path: Path, header: str) -> None:
    path = tmp_path / "coverage.csv"
    path.write_text(f"module,competency,{header}\nM,C,2\n", encoding="utf-8")
    assert of(read(path, KCM), EdgeRow)[0].props["fromLevel"] == 2.0


def test_columns_that_are_not_read_are_told_with_the_nearest(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", "id,title,Grde,Mother tongue,,grade@hi\nR1,Officer,4,Tamil,secret,x\n")
    assert of(rows, Remark) == [
        Remark(Place("roles.csv", 1), "column not read", "Grde (nearest: grade)"),
        Remark(Place("roles.csv", 1), "column not read", "Mother tongue"),
        Remark(Place("roles.csv", 1), "column not read", "grade@hi (nearest: grade)"),
        Remark(Place("roles.csv", 2), "cell without a header not read", "column 5"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,grade\nR1,4\n", r"line 1: column 'title' is missing \(the header has id, grade\)"),
        ("id,title,Title\nR1,a,b\n", "column 'title@en' of roles stands twice"),
        ("id,title,title@en\nR1,a,b\n", "column 'title@en' of roles stands twice"),
        ("id,title,grade,Grade\nR1,a,4,5\n", "column 'grade' of roles stands twice"),
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("id,title\n", "states nothing"),
        ('id,title\nR1,"open\nR2,b\n', "unexpected end of data"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        text(tmp_path, "roles.csv", content)


def test_a_row_with_too_many_cells_is_rejected(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", "id,title\nR1,Officer, Monitoring\nR2,Officer\nR3,Officer,\n")
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [(2, "the row has 3 cells, the header 2")]
    assert set(nodes(rows)) == {"t:R2", "t:R3"}


# --- ids and names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "options", "id_", "origin"),
    [
        ("HR list 2026.csv", {"sheet": "roles"}, "table.hr-list-2026:R1", "table:hr-list-2026"),
        ("ministry/roles.csv", {}, "table.ministry:R1", "table:ministry"),
        ("ministry/Roles.csv.gz", {}, "table.ministry:R1", "table:ministry"),
        ("roles.csv", {"organisation": "Home Affairs"}, "table.home-affairs:R1", "table:home-affairs"),
        ("roles.csv", {"prefix": "sample"}, "sample:R1", "table:sample"),
        ("roles.csv", {"prefix": "sample:", "organisation": "x"}, "sample:R1", "table:sample"),
        ("मंत्रालय सूची.csv", {"sheet": "roles"}, "table.मंत्रालय-सूची:R1", "table:मंत्रालय-सूची"),
    ],
)
def test_bare_ids_get_the_prefix_of_their_source(
    tmp_path: Path, file: str, options: dict[str, str], id_: str, origin: str
) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    content = b"id,title\nR1,a\nkcm:R1,b\nhttp://x/R1,c\n"
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    context = Context(options=options)
    assert list(nodes(list(table.read(path, context)))) == [id_, "kcm:R1", "http://x/R1"]
    assert table.origin(path, context) == origin


def test_a_folder_is_read_by_its_file_names_scales_first(tmp_path: Path) -> None:
    (tmp_path / "requirements.tsv").write_text("role\tcompetency\tlevel\tessential\nR1\tC1\tTop\tyes\n")
    (tmp_path / "Roles.csv").write_text("id;title\nR1;Officer\n")
    (tmp_path / "scales.csv").write_text("scale,rank,title,scaleTitle\nS,1,Top,S\n")
    (tmp_path / "role.csv").write_text("id,title\nR9,x\n")
    (tmp_path / "notes.md").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    rows = read(tmp_path)
    assert set(nodes(rows)) == {"t:S", "t:S:1", "t:R1"}
    assert ("t:R1", "REQUIRES", "t:C1") in edges(rows)
    assert not of(rows, Rejected)
    assert [(row.at.file, row.kind, row.value) for row in of(rows, Remark)] == [
        ("role.csv", "sheet not read", "role (nearest: roles)"),
    ]


def test_a_table_with_another_name_needs_a_mapping(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no sheet is known: staff"):
        text(tmp_path, "staff.csv", "id,title\nR1,a\n")


def test_only_own_tables_are_recognised(tmp_path: Path, fixtures: Path) -> None:
    (tmp_path / "roles.csv").write_text("id,title\nR1,Officer\n")
    assert table.recognises(tmp_path)
    assert table.recognises(tmp_path / "roles.csv")
    assert not [folder.name for folder in fixtures.iterdir() if folder.is_dir() and table.recognises(folder)]
