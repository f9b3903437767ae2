"""O*NET: the real tables counted afresh, and small made-up ones for what they have not got."""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from loaders import onet
from loaders.rows import Context, EdgeRow, NodeRow, Place, Rejected, Remark, Row, SourceError

SUPPRESSED, IRRELEVANT = "suppressed LV: left null", "skill rated not relevant: no requirement"


def nodes(rows: Iterable[Row], label: str) -> dict[str, NodeRow]:
    return {row.id: row for row in rows if isinstance(row, NodeRow) and row.label == label}


def edges(rows: Iterable[Row], type_: str) -> list[EdgeRow]:
    return [row for row in rows if isinstance(row, EdgeRow) and row.type == type_]


def remarks(rows: Iterable[Row], kind: str) -> list[str]:
    return [row.value for row in rows if isinstance(row, Remark) and row.kind == kind]


def rejected(rows: Iterable[Row]) -> list[Rejected]:
    return [row for row in rows if isinstance(row, Rejected)]


# --- the real tables -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(fixtures: Path) -> Path:
    return fixtures / "onet-29"


@pytest.fixture(scope="module")
def rows(database: Path) -> list[Row]:
    return list(onet.read(database, Context()))


@pytest.fixture(scope="module")
def skills(database: Path) -> list[list[str]]:
    """The rows of Skills without its header."""
    text = lzma.decompress((database / "Skills.tsv.xz").read_bytes()).decode()
    return [line.split("\t") for line in text.splitlines()[1:]]


def table(database: Path, name: str) -> list[list[str]]:
    return [line.split("\t") for line in (database / f"{name}.tsv").read_text().splitlines()[1:]]


def test_occupations_with_their_zones(database: Path, rows: list[Row]) -> None:
    found, stated = nodes(rows, "Role"), table(database, "Occupation_Data")
    assert len(found) == len(stated) == 1_016
    for code, title, description in stated:
        props = found[f"onet:{code}"].props
        assert (props["title"], props["labels"], props["notation"]) == (title, [f"en|{title}"], code)
        assert props["definitions"] == [f"en|{description}"]
        assert props["kind"] == "occupation"
    zones = {f"onet:{row[0]}": f"Job Zone {row[2]}" for row in table(database, "Job_Zones")}
    assert len(zones) == 923
    assert {id_: node.props["grade"] for id_, node in found.items() if node.props["grade"]} == zones


def test_occupations_without_skills_are_named(rows: list[Row], skills: list[list[str]]) -> None:
    without = {id_.removeprefix("onet:") for id_ in nodes(rows, "Role")} - {row[0] for row in skills}
    found = remarks(rows, "occupation without skills")
    assert sorted(found) == sorted(without)
    assert len(found) == 137


def test_the_skills_and_what_is_above_them(database: Path, rows: list[Row], skills: list[list[str]]) -> None:
    found = nodes(rows, "Competency")
    rated = {f"onet:{row[2]}" for row in skills}
    assert {id_ for id_, node in found.items() if node.props["kind"] == "skill"} == rated
    assert len(rated) == 35
    parents = {edge.start[1]: edge.end[1] for edge in edges(rows, "BROADER")}
    assert all(child == f"{parent}.{child.rsplit('.', 1)[1]}" for child, parent in parents.items())
    assert found.keys() - parents.keys() == {"onet:2"}
    assert {id_ for id_, node in found.items() if node.props["kind"] == "group"} == set(parents.values())
    names = {f"onet:{row[0]}": row[1] for row in table(database, "Content_Model_Reference")}
    assert all(node.props["title"] == names[id_] for id_, node in found.items())
    assert len(remarks(rows, "element that nothing here rates: not loaded")) == len(names) - len(found)


def test_each_requirement_is_its_two_ratings(rows: list[Row], skills: list[list[str]]) -> None:
    """Exact, by fractions: importance is (IM - 1) / 4, essential from 3, the level LV's, unless suppressed."""
    importance = {(row[0], row[2]): row for row in skills if row[4] == "IM"}
    wanted = {}
    for row in skills:
        if row[4] == "LV" and row[12] != "Y":
            rated = importance[row[0], row[2]]
            level = None if row[11] == "Y" else Fraction(row[6])
            weight = (Fraction(rated[6]) - 1) / 4
            wanted[f"onet:{row[0]}", f"onet:{row[2]}"] = (weight, weight >= Fraction(1, 2), level)
    found = edges(rows, "REQUIRES")
    assert len(found) == len(wanted) == 30_765 - 3_302
    for edge in found:
        weight, essential, level = wanted[edge.start[1], edge.end[1]]
        assert edge.props["importance"] == float(weight)
        assert edge.props["essential"] is essential
        assert edge.props.get("level") == (None if level is None else float(level))
        assert edge.props.get("scale") == (None if level is None else "onet-scale:LV")
    assert any(edge.props.get("level", 0) % 1 for edge in found)


def test_suppressed_and_irrelevant_ratings_are_counted(rows: list[Row]) -> None:
    found = {(edge.start[1], edge.end[1]): edge for edge in edges(rows, "REQUIRES")}
    suppressed, irrelevant = remarks(rows, SUPPRESSED), remarks(rows, IRRELEVANT)
    assert (len(suppressed), len(irrelevant)) == (124, 3_302)
    for value in irrelevant:
        occupation, element = value.split()
        assert (f"onet:{occupation}", f"onet:{element}") not in found
    unlevelled = {f"{a} {b}".replace("onet:", "") for (a, b), edge in found.items() if "level" not in edge.props}
    assert unlevelled == set(suppressed) - set(irrelevant)


def test_known_answer(rows: list[Row]) -> None:
    """33-3051.00 → 33-1012.00: of 20 essential elements, 16 need more than the essential ones of the first give."""
    essential: dict[str, dict[str, float | None]] = {"onet:33-3051.00": {}, "onet:33-1012.00": {}}
    for edge in edges(rows, "REQUIRES"):
        if edge.start[1] in essential and edge.props["essential"]:
            essential[edge.start[1]][edge.end[1]] = edge.props.get("level")
    held, needed = essential.values()
    assert len(needed) == 20
    assert sum((level or 0) > (held.get(element) or 0) for element, level in needed.items()) == 16


def test_places_are_lines_of_the_files(rows: list[Row], skills: list[list[str]]) -> None:
    for edge in edges(rows, "REQUIRES")[::500]:
        assert edge.at.line is not None
        cells = skills[edge.at.line - 2]
        assert (f"onet:{cells[0]}", f"onet:{cells[2]}") == (edge.start[1], edge.end[1])


def test_framework_and_scale(rows: list[Row]) -> None:
    props = nodes(rows, "Framework")["onet"].props
    assert not props["version"]
    assert "U.S. Department of Labor, Employment and Training Administration" in props["attribution"]
    assert props["licence"] == "CC BY 4.0"
    scale = nodes(rows, "Scale")["onet-scale:LV"].props
    assert (scale["kind"], scale["min"], scale["max"]) == ("interval", 0, 7)
    placed = {edge.start for edge in edges(rows, "IN_SCHEME")}
    assert placed == {(n.label, n.id) for label in ("Role", "Competency") for n in nodes(rows, label).values()}
    assert [edge.start[1] for edge in edges(rows, "IN_SCHEME") if edge.props.get("top")] == ["onet:2"]


def test_nothing_is_rejected(rows: list[Row]) -> None:
    assert not rejected(rows)


# --- made-up tables --------------------------------------------------------------------------------

SMALL = {
    "Scales Reference": "Scale ID\tScale Name\tMinimum\tMaximum\nIM\tImportance\t1\t5\nLV\tLevel\t0\t7\nXX\tX\t1\t2\n",
    "Job Zones": "O*NET-SOC Code\tJob Zone\n1\t4\n",
    "Occupation Data": "O*NET-SOC Code\tTitle\tDescription\n1\tOne\tDoes one thing\n2\tTwo\t\n",
    "Content Model Reference": 'Element ID\tElement Name\tDescription\n9\tTop\t\n9.A\tOne\tA "quoted" one\n8\tOdd\t\n',
}
HEADER = "O*NET-SOC Code\tElement ID\tScale ID\tData Value\tRecommend Suppress\tNot Relevant\tDate\tDomain Source\n"


def written(directory: Path, *ratings: str, **changed: str) -> Path:
    """A database in the publisher's own names; a rating is `code element scale value suppress irrelevant`."""
    lines = "".join("\t".join([*rating.split(), "07/2020", "Analyst"]) + "\n" for rating in ratings)
    for name, text in (SMALL | {"Skills": HEADER + lines} | changed).items():
        (directory / f"{name}.txt").write_text(text)
    return directory


def small(directory: Path, *ratings: str, **changed: str) -> list[Row]:
    return list(onet.read(written(directory, *ratings, **changed), Context()))


def test_ratings_meet_wherever_they_stand(tmp_path: Path) -> None:
    rows = small(tmp_path, "1 9.A LV 2.5 N N", "2 9.A IM 2 N n/a", "1 9.A IM 4 N n/a", "2 9.A LV 1 N N")
    both = {"scale": "onet-scale:LV", "source": "Analyst, 07/2020"}
    assert {edge.start[1]: edge.props for edge in edges(rows, "REQUIRES")} == {
        "onet:1": {"importance": 0.75, "essential": True, "level": 2.5, **both},
        "onet:2": {"importance": 0.25, "essential": False, "level": 1, **both},
    }
    assert not rejected(rows)
    assert nodes(rows, "Competency")["onet:9.A"].props["definitions"] == ['en|A "quoted" one']


def test_three_is_essential_and_less_is_not(tmp_path: Path) -> None:
    rows = small(tmp_path, "1 9 IM 3 N N", "1 9 LV 1 N N", "1 9.A IM 2.99 N N", "1 9.A LV 1 N N")
    assert [edge.props["essential"] for edge in edges(rows, "REQUIRES")] == [True, False]


def test_a_suppressed_importance_says_neither_weight_nor_essential(tmp_path: Path) -> None:
    rows = small(tmp_path, "1 9.A IM 4 Y N", "1 9.A LV 3 N N")
    [edge] = edges(rows, "REQUIRES")
    assert edge.props == {"level": 3, "scale": "onet-scale:LV", "source": "Analyst, 07/2020"}
    assert remarks(rows, "suppressed IM: left null") == ["1 9.A"]


def test_one_rating_alone_is_kept_and_remarked_on(tmp_path: Path) -> None:
    rows = small(tmp_path, "1 9.A IM 4 N N", "2 9.A LV 3 N N")
    assert {edge.start[1]: edge.props.get("level") for edge in edges(rows, "REQUIRES")} == {"onet:1": None, "onet:2": 3}
    assert remarks(rows, "rated on IM only") == ["1 9.A"]
    assert remarks(rows, "rated on LV only") == ["2 9.A"]


@pytest.mark.parametrize("bad", ["IM 5.5", "IM 0", "IM much", "LV 7.1", "LV -1", "LV nan", "LV n/a", "XX 1"])
def test_a_bad_rating_is_rejected_with_its_other_one(tmp_path: Path, bad: str) -> None:
    """Half a pair would be a requirement that nobody stated."""
    other = "LV 1" if bad.startswith("IM") else "IM 4"
    rows = small(tmp_path, f"1 9.A {other} N N", f"1 9.A {bad} N N", "2 9.A IM 4 N N", "2 9.A LV 1 N N")
    assert [edge.start[1] for edge in edges(rows, "REQUIRES")] == ["onet:2"]
    assert [row.at for row in rejected(rows)] == [Place("Skills.txt", 3), Place("Skills.txt", 2)]


def test_a_rating_given_twice_is_rejected(tmp_path: Path) -> None:
    rows = small(tmp_path, "1 9.A IM 4 N N", "1 9.A IM 2 N N", "1 9.A LV 1 N N")
    assert [row.at.line for row in rejected(rows)] == [3]
    assert [edge.props["importance"] for edge in edges(rows, "REQUIRES")] == [0.75]


def test_zones_of_nothing_and_zones_at_odds_are_rejected(tmp_path: Path) -> None:
    rows = small(tmp_path, **{"Job Zones": "O*NET-SOC Code\tJob Zone\n1\t4\n1\t4\n1\t5\n7\t1\n"})
    assert {(row.at.line, row.value) for row in rejected(rows)} == {(4, "1 5"), (5, "7 1")}
    grades = {id_: node.props["grade"] for id_, node in nodes(rows, "Role").items()}
    assert grades == {"onet:1": "Job Zone 4", "onet:2": ""}


def test_an_occupation_without_a_code_is_rejected(tmp_path: Path) -> None:
    rows = small(tmp_path, **{"Occupation Data": SMALL["Occupation Data"] + "\tNameless\tx\n"})
    assert [(row.at.line, row.value) for row in rejected(rows)] == [(4, "Nameless")]


def test_a_version_is_the_caller_s_to_give(tmp_path: Path) -> None:
    context = Context(options={"version": "29.0"})
    props = nodes(onet.read(written(tmp_path), context), "Framework")["onet"].props
    assert props["version"] == "29.0"
    assert "the O*NET 29.0 Database by" in props["attribution"]


@pytest.mark.parametrize("name", ["Skills", *SMALL])
def test_a_missing_table_or_column_is_named(tmp_path: Path, name: str) -> None:
    path = written(tmp_path) / f"{name}.txt"
    path.write_text("Odd\tcolumns\n1\t2\n")
    with pytest.raises(SourceError, match=rf"{name}\.txt.*missing"):
        list(onet.read(tmp_path, Context()))
    path.unlink()
    with pytest.raises(SourceError, match=name.replace(" ", "_")):
        next(onet.read(tmp_path, Context()))


@pytest.mark.parametrize("scales", [
    "IM\tx\t1\t5\n", "LV\tx\t0\t7\n", "IM\tx\t1\t5\nLV\tx\t\t7\n", "IM\tx\t5\t1\nLV\tx\t0\t7\n",
])  # fmt: skip
def test_scales_must_be_there_with_their_bounds(tmp_path: Path, scales: str) -> None:
    header = SMALL["Scales Reference"].partition("\n")[0] + "\n"
    with pytest.raises(SourceError, match=r"the scale (IM|LV)"):
        small(tmp_path, **{"Scales Reference": header + scales})


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a directory"):
        next(onet.read(tmp_path / "none", Context()))
    assert not onet.FORMAT.recognises(tmp_path)
    assert onet.FORMAT.recognises(written(tmp_path))


def test_columns_left_out_are_reported(rows: list[Row]) -> None:
    found = Counter(remarks(rows, "column not kept"))
    assert {"N", "Standard Error", "Lower CI Bound"} <= found.keys()
    assert "Data Value" not in found
