"""ESCO: the real release against its own files, and small made-up ones for what it has not got."""

from __future__ import annotations

import csv
import io
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS

from loaders import esco
from loaders.esco_concepts import Concept, extra
from loaders.rows import Context, EdgeRow, NodeRow, Place, Rejected, Remark, Row, SourceError

SCHEME = "http://data.europa.eu/esco/concept-scheme/"


def nodes(rows: Iterable[Row]) -> dict[str, NodeRow]:
    return {row.id: row for row in rows if isinstance(row, NodeRow)}


def edges(rows: Iterable[Row], type_: str) -> list[EdgeRow]:
    return [row for row in rows if isinstance(row, EdgeRow) and row.type == type_]


def remarks(rows: Iterable[Row], kind: str) -> list[Remark]:
    return [row for row in rows if isinstance(row, Remark) and row.kind == kind]


def rejected(rows: Iterable[Row]) -> list[Rejected]:
    return [row for row in rows if isinstance(row, Rejected)]


# --- the real release ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def release(fixtures: Path) -> Path:
    return fixtures / "esco-1.1.1"


@pytest.fixture(scope="module")
def rows(release: Path) -> list[Row]:
    return list(esco.read(release, Context()))


def opened(release: Path, name: str) -> str:
    plain = release / f"{name}.csv"
    return (plain.read_bytes() if plain.exists() else lzma.open(f"{plain}.xz").read()).decode()


def table(release: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(opened(release, name), newline="")))


def test_each_concept_is_one_node(release: Path, rows: list[Row]) -> None:
    stated = {
        row["conceptUri"]: label
        for name, label in (
            ("skills_en", "Competency"), ("skillGroups_en", "Competency"),
            ("occupations_en", "Role"), ("ISCOGroups_en", "Role"),
        )
        for row in table(release, name)
    }  # fmt: skip
    found = [row for row in rows if isinstance(row, NodeRow) and row.label in ("Competency", "Role")]
    assert len(found) == len(stated) == 13_896 + 640 + 3_007 + 619
    assert {row.id: row.label for row in found} == stated


def test_texts_are_the_source_s_but_for_outer_space_and_repeats(release: Path, rows: list[Row]) -> None:
    known = nodes(rows)
    repeats = 0
    for name in ("skills_en", "skillGroups_en", "occupations_en", "ISCOGroups_en"):
        for row in table(release, name):
            props, label = known[row["conceptUri"]].props, row["preferredLabel"].strip()
            others = [line.strip() for line in row["altLabels"].split("\n") if line.strip()]
            repeats += label in others
            assert props["title"] == label
            assert props["labels"] == [f"en|{label}"]
            assert props["altLabels"] == [f"en|{other}" for other in others if other != label]
            text = row["description"].strip()
            assert props["definitions"][:1] == ([f"en|{text}"] if text else [])
    assert len(remarks(rows, "repeated label left out")) == repeats == 12_189 + 2_715 + 4


def test_white_space_and_strange_characters_are_remarked_on(release: Path, rows: list[Row]) -> None:
    trimmed = Counter(row.value.split()[1] for row in remarks(rows, "outer white space trimmed"))
    assert trimmed["preferredLabel"] == 85 + sum(
        row["preferredLabel"] != row["preferredLabel"].strip() for row in table(release, "skillGroups_en")
    )
    strange = {row.value for row in remarks(rows, "characters that do not print: kept")}
    for name in ("skills_en", "occupations_en"):
        for row in table(release, name):
            inner = re.search(r"[\x7f-\xa0\xad\u200b]", row["preferredLabel"].strip())
            assert (f"{row['conceptUri']} preferredLabel" in strange) == bool(inner)


def test_kinds_codes_and_reuse(release: Path, rows: list[Row]) -> None:
    known = nodes(rows)
    for row in table(release, "skills_en"):
        props = known[row["conceptUri"]].props
        assert props["kind"] == {"skill/competence": "skill", "knowledge": "knowledge", "": ""}[row["skillType"]]
        assert props["reuse"] == row["reuseLevel"]
    for row in table(release, "occupations_en"):
        props = known[row["conceptUri"]].props
        assert (props["kind"], props["notation"], props["group"]) == ("occupation", row["code"], row["iscoGroup"])
    for row in table(release, "ISCOGroups_en"):
        props = known[row["conceptUri"]].props
        assert (props["kind"], props["notation"]) == ("group", row["code"])
    assert len(remarks(rows, "skills without kind")) == 6
    assert len(remarks(rows, "skills without reuse")) == 5


def test_codes_of_groups_are_those_of_the_hierarchy(release: Path, rows: list[Row]) -> None:
    known, unknown = nodes(rows), 0
    for row in table(release, "skillsHierarchy_en"):
        depth = max(depth for depth in range(4) if row[f"Level {depth} URI"])
        uri, code = row[f"Level {depth} URI"], row.get(f"Level {depth} code") or ""
        unknown += uri not in known
        assert uri not in known or known[uri].props["notation"] == code
    assert len(remarks(rows, "group that only the skills hierarchy has: not loaded")) == unknown == 7


def test_each_line_number_is_where_the_concept_stands(release: Path, rows: list[Row]) -> None:
    lines = {name: opened(release, name).split("\n") for name in ("skills_en", "occupations_en", "ISCOGroups_en")}
    checked = 0
    for node in nodes(rows).values():
        if text := lines.get(node.at.file.partition(".")[0]):
            assert node.at.line is not None
            assert node.id in text[node.at.line - 1]
            checked += 1
    assert checked == 13_896 + 3_007 + 619


def test_requirements_are_all_yielded_and_67_lead_nowhere(release: Path, rows: list[Row]) -> None:
    found = edges(rows, "REQUIRES")
    assert len(found) == 123_855
    assert Counter((e.start, e.end, e.props["essential"]) for e in found) == Counter(
        (("Role", row["occupationUri"]), ("Competency", row["skillUri"]), row["relationType"] == "essential")
        for row in table(release, "occupationSkillRelations")
    )
    assert all("level" not in e.props and e.props["source"] for e in found)
    known = nodes(rows)
    dangling = [e for e in found if e.start[1] not in known or e.end[1] not in known]
    assert len(dangling) == 67
    assert len({e.start for e in dangling}) == 1


def test_known_answers(rows: list[Row]) -> None:
    role = {row.props["title"]: row.id for row in rows if isinstance(row, NodeRow) and row.label == "Role"}
    needs: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for edge in edges(rows, "REQUIRES"):
        needs[edge.start[1], edge.props["essential"]].add(edge.end[1])
    analyst, scientist, policy = (role[name] for name in ("data analyst", "data scientist", "policy officer"))
    wanted = needs[scientist, True]
    assert (len(wanted), len(wanted - needs[analyst, True])) == (54, 36)
    assert len(wanted - needs[analyst, True] - needs[analyst, False]) == 32
    assert (len(needs[policy, True]), len(needs[policy, False])) == (8, 105)


def test_broader_joins_likes_and_dangling_rows_are_left_to_the_core(release: Path, rows: list[Row]) -> None:
    known, found = nodes(rows), edges(rows, "BROADER")
    assert Counter((e.start[1], e.end[1]) for e in found) == Counter(
        (row["conceptUri"], row["broaderUri"])
        for name in ("broaderRelationsSkillPillar", "broaderRelationsOccPillar")
        for row in table(release, name)
    )
    dangling = Counter(e.at.file for e in found if e.start[1] not in known or e.end[1] not in known)
    assert dangling == {"broaderRelationsSkillPillar.csv.xz": 7, "broaderRelationsOccPillar.csv": 1}
    assert all(known[e.start[1]].label == e.start[0] for e in found if e.start[1] in known)
    assert all(known[e.end[1]].label == e.end[0] for e in found if e.end[1] in known)


def test_the_skill_optional_to_itself_is_rejected_and_the_others_kept(release: Path, rows: list[Row]) -> None:
    stated = table(release, "skillSkillRelations")
    selves = [i for i, row in enumerate(stated, 2) if row["originalSkillUri"] == row["relatedSkillUri"]]
    [only] = rejected(rows)
    assert [only.at.line] == selves
    assert only.value == stated[selves[0] - 2]["originalSkillUri"]
    assert {(e.start[1], e.end[1], e.props["essential"]) for e in edges(rows, "SUPPORTED_BY")} == {
        (row["originalSkillUri"], row["relatedSkillUri"], row["relationType"] == "essential")
        for row in stated
        if row["originalSkillUri"] != row["relatedSkillUri"]
    }


def uris(cell: str) -> set[str]:
    return set(re.findall(r"http[^,\s]+", cell))


def test_collections_have_the_members_that_say_so(release: Path, rows: list[Row]) -> None:
    stated: dict[str, set[str]] = defaultdict(set)
    for name in ("skills_en", "skillGroups_en"):
        for row in table(release, name):
            for scheme in uris(row["inScheme"]):
                stated[scheme].add(row["conceptUri"])
    found: dict[str, set[str]] = defaultdict(set)
    for edge in edges(rows, "MEMBER"):
        found[edge.start[1]].add(edge.end[1])
    assert found.pop("esco:transversalSkillsCollection") == {
        row["conceptUri"] for row in table(release, "transversalSkillsCollection_en")
    }
    assert found == {scheme: members for scheme, members in stated.items() if scheme not in esco.WHOLE}
    assert len(found[SCHEME + "green"]) == 570
    for row in table(release, "conceptSchemes_en"):
        if row["conceptSchemeUri"] in found:
            assert nodes(rows)[row["conceptSchemeUri"]].props["title"] == row["preferredLabel"]
            assert uris(row["hasTopConcept"]) <= found[row["conceptSchemeUri"]]


def test_schemes_left_out_hold_what_a_kind_says(release: Path) -> None:
    skills, groups, occupations, isco = (
        table(release, name) for name in ("skills_en", "skillGroups_en", "occupations_en", "ISCOGroups_en")
    )
    for scheme, whole in (
        ("skills", [*skills, *groups]), ("member-skills", skills), ("skills-hierarchy", groups),
        ("occupations", [*occupations, *isco]), ("member-occupations", occupations), ("isco", isco),
    ):  # fmt: skip
        assert SCHEME + scheme in esco.WHOLE
        everything = [*skills, *groups, *occupations, *isco]
        assert [row for row in everything if SCHEME + scheme in uris(row["inScheme"])] == whole


def test_all_are_in_the_framework_and_its_tops_are_the_pillars(release: Path, rows: list[Row]) -> None:
    known, found = nodes(rows), edges(rows, "IN_SCHEME")
    assert {e.start for e in found} == {
        (node.label, node.id) for node in known.values() if node.label not in ("Framework", "Identifier")
    }
    assert {e.end for e in found} == {("Framework", "esco")}
    stated = {row["conceptSchemeUri"]: uris(row["hasTopConcept"]) for row in table(release, "conceptSchemes_en")}
    tops = stated[SCHEME + "skills"] | stated[SCHEME + "occupations"]
    assert {e.start[1] for e in found if e.props.get("top")} == tops
    assert {e.start[1] for e in edges(rows, "OF")} == {SCHEME + "skills", SCHEME + "occupations"}


def test_the_framework_carries_its_notice_and_version(rows: list[Row]) -> None:
    props = nodes(rows)["esco"].props
    assert props["attribution"] == "This service uses the ESCO classification of the European Commission."
    assert props["version"] == "v1.1.1"
    assert props["languages"] == ["en"]


def test_what_has_no_property_is_kept_as_statements(release: Path, rows: list[Row]) -> None:
    graph = Graph()
    graph.parse(data="\n".join(q for node in nodes(rows).values() for q in node.props.get("extra", [])), format="nt")
    notes = 0
    for name in ("skills_en", "skillGroups_en", "occupations_en"):
        for row in table(release, name):
            uri = URIRef(row["conceptUri"])
            hidden = {line.strip() for line in row["hiddenLabels"].split("\n")} - {""}
            assert set(graph.objects(uri, SKOS.hiddenLabel)) == {Literal(label, lang="en") for label in hidden}
            note = row["scopeNote"].strip()
            assert graph.value(uri, SKOS.scopeNote) == (Literal(note, lang="en") if note else None)
            notes += bool(note)
    assert len(remarks(rows, "kept only as extra: scopeNote")) == notes > 800
    assert len(set(graph.subjects(SKOS.inScheme, URIRef(SCHEME + "8ae4b9f3-507e-4057-a145-2f96f0132613")))) == 122


# --- made-up releases ------------------------------------------------------------------------------

SMALL = {
    "conceptSchemes_en": "conceptSchemeUri,preferredLabel,hasTopConcept\n",
    "skillsHierarchy_en": "Level 0 URI,Level 1 URI,Level 0 code,Level 1 code\n",
    "skills_en": "conceptUri,skillType,reuseLevel,preferredLabel,altLabels\nx:s1,knowledge,a,one,uno\nx:s2,,a,two,\n",
    "skillGroups_en": "conceptUri,preferredLabel\nx:g1,a group\n",
    "occupations_en": "conceptUri,iscoGroup,preferredLabel,code\nx:o1,1,a job,1.1\n",
    "ISCOGroups_en": "conceptUri,preferredLabel,code\nx:i1,jobs,1\n",
    "broaderRelationsSkillPillar": "conceptType,conceptUri,broaderType,broaderUri\n",
    "broaderRelationsOccPillar": "conceptType,conceptUri,broaderType,broaderUri\n",
    "occupationSkillRelations": "occupationUri,relationType,skillType,skillUri\nx:o1,essential,knowledge,x:s1\n",
    "skillSkillRelations": "originalSkillUri,relationType,relatedSkillUri\n",
}


def written(directory: Path, **changed: str | None) -> Path:
    for name, text in (SMALL | changed).items():
        if text is not None:
            (directory / f"{name}.csv").write_text(text)
    return directory


def small(directory: Path, **changed: str | None) -> list[Row]:
    return list(esco.read(written(directory, **changed), Context()))


def test_a_small_release(tmp_path: Path) -> None:
    rows = small(tmp_path)
    assert {(node.label, node.id) for node in nodes(rows).values()} == {
        ("Framework", "esco"), ("Competency", "x:s1"), ("Competency", "x:s2"), ("Competency", "x:g1"),
        ("Role", "x:o1"), ("Role", "x:i1"),
    }  # fmt: skip
    assert not rejected(rows)
    assert not nodes(rows)["esco"].props["version"]


def test_the_version_is_the_caller_s_first(tmp_path: Path) -> None:
    directory = tmp_path / "ESCO dataset - v1.2.0 - classification - en - csv"
    directory.mkdir()
    written(directory)
    assert nodes(esco.read(directory, Context()))["esco"].props["version"] == "v1.2.0"
    assert nodes(esco.read(directory, Context(options={"version": "v9"})))["esco"].props["version"] == "v9"


@pytest.mark.parametrize("name", sorted(SMALL))
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=name.removesuffix("_en")):
        next(esco.read(written(tmp_path, **{name: None}), Context()))


@pytest.mark.parametrize(("name", "column"), [
    ("skills_en", "reuseLevel"), ("occupations_en", "iscoGroup"), ("ISCOGroups_en", "code"),
    ("occupationSkillRelations", "relationType"), ("broaderRelationsOccPillar", "broaderUri"),
])  # fmt: skip
def test_a_missing_column_is_named(tmp_path: Path, name: str, column: str) -> None:
    with pytest.raises(SourceError, match=f"{name}.*{column}"):
        small(tmp_path, **{name: SMALL[name].replace(column, "other")})


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "skills_en.csv").write_text(SMALL["skills_en"])
    with pytest.raises(SourceError, match="not a directory"):
        next(esco.read(tmp_path / "skills_en.csv", Context()))
    assert not esco.FORMAT.recognises(tmp_path)
    assert esco.FORMAT.recognises(written(tmp_path))


def test_labels_in_every_language_english_first(tmp_path: Path) -> None:
    """The German file has another order, one skill more and one less: nothing is lost or mixed up."""
    header = SMALL["skills_en"].partition("\n")[0]
    german = f"{header}\nx:s3,knowledge,a,drei,\nx:s1,knowledge,a,eins,ein\n"
    rows = small(tmp_path, skills_de=german, conceptSchemes_de=SMALL["conceptSchemes_en"])
    known = nodes(rows)
    assert known["x:s1"].props["labels"] == ["en|one", "de|eins"]
    assert known["x:s1"].props["altLabels"] == ["en|uno", "de|ein"]
    assert known["x:s1"].props["title"] == "one"
    assert known["x:s2"].props["labels"] == ["en|two"]
    assert known["x:s3"].props["labels"] == ["de|drei"]
    assert known["x:s3"].at == Place("skills_de.csv", 2)
    assert known["esco"].props["languages"] == ["en", "de"]
    assert {r.at.file for r in remarks(rows, "file not there in a language")} == {
        "skillGroups_en.csv", "occupations_en.csv", "ISCOGroups_en.csv",
    }  # fmt: skip


def test_languages_at_odds_are_remarked_on(tmp_path: Path) -> None:
    german = "conceptUri,skillType,reuseLevel,preferredLabel\nx:s1,skill/competence,a,eins\nx:s2,,a,zwei\n"
    rows = small(tmp_path, skills_de=german)
    assert [r.value for r in remarks(rows, "languages at odds: the main one kept")] == ["x:s1 skillType"]
    assert nodes(rows)["x:s1"].props["kind"] == "knowledge"


def test_one_language_that_is_not_english(tmp_path: Path) -> None:
    names = [name for name in SMALL if name.endswith("_en")]
    rows = small(tmp_path, **dict.fromkeys(names), **{f"{name[:-3]}_pt-BR": SMALL[name] for name in names})
    assert nodes(rows)["x:s1"].props["labels"] == ["pt-BR|one"]


def test_relation_files_may_name_a_language(tmp_path: Path) -> None:
    text = SMALL["occupationSkillRelations"]
    rows = small(tmp_path, occupationSkillRelations=None, occupationSkillRelations_en=text)
    assert [e.at for e in edges(rows, "REQUIRES")] == [Place("occupationSkillRelations_en.csv", 2)]


def test_a_concept_that_stands_twice_comes_out_twice(tmp_path: Path) -> None:
    for changed in ({}, {"skills_de": SMALL["skills_en"]}):
        rows = small(tmp_path, skills_en=SMALL["skills_en"] + "x:s1,knowledge,a,another,\n", **changed)
        found = [row.props["title"] for row in rows if isinstance(row, NodeRow) and row.id == "x:s1"]
        assert found == ["one", "another"]


def test_bad_rows_are_rejected_with_their_line(tmp_path: Path) -> None:
    broader = "Occupation,x:o1,SkillGroup,x:g1\nOccupation,x:o1,ISCOGroup,x:i1\nOdd,x:o1,Odd,x:i1\n"
    rows = small(
        tmp_path,
        skills_en=SMALL["skills_en"] + ",knowledge,a,nameless,\n",
        occupationSkillRelations=SMALL["occupationSkillRelations"] + "x:o1,perhaps,knowledge,x:s1\n",
        skillSkillRelations=SMALL["skillSkillRelations"] + "x:s1,never,x:s2\n",
        broaderRelationsOccPillar=SMALL["broaderRelationsOccPillar"] + broader,
    )
    assert {(row.at.file, row.at.line, row.value) for row in rejected(rows)} == {
        ("skills_en.csv", 4, ""),
        ("occupationSkillRelations.csv", 3, "perhaps"),
        ("skillSkillRelations.csv", 2, "never"),
        ("broaderRelationsOccPillar.csv", 2, "Occupation, SkillGroup"),
        ("broaderRelationsOccPillar.csv", 4, "Odd, Odd"),
    }
    assert len(edges(rows, "REQUIRES")) == len(edges(rows, "BROADER")) == 1
    assert not edges(rows, "SUPPORTED_BY")


def test_status_title_and_code_have_a_way_out(tmp_path: Path) -> None:
    header = "conceptUri,preferredLabel,status,code\n"
    rows = small(
        tmp_path,
        skillGroups_en=header + "x:g1,one,obsolete,\nx:g2,,released,G2\nx:g3,,odd,\n",
        skillsHierarchy_en=SMALL["skillsHierarchy_en"] + "x:g1,,G1\nx:g1,x:g2,G1,G22\n",
    )
    known = nodes(rows)
    assert [(known[id_].props["title"], known[id_].props["notation"]) for id_ in ("x:g1", "x:g2", "x:g3")] == [
        ("one", "G1"), ("G2", "G2"), ("x:g3", ""),
    ]  # fmt: skip
    assert [known[id_].props["status"] for id_ in ("x:g1", "x:g2", "x:g3")] == ["retired", None, None]
    assert [r.value for r in remarks(rows, "no name: its code is the title")] == ["x:g2", "x:g3"]
    assert [r.value for r in remarks(rows, "unknown status: taken as live")] == ["x:g3 odd"]
    assert [r.value for r in remarks(rows, "code at odds with the skills hierarchy's: kept")] == ["G2, G22"]


def test_collections_hold_competencies_only_and_other_files_are_reported(tmp_path: Path) -> None:
    text = "conceptType,conceptUri,altLabels\nKnowledgeSkillCompetence,x:s1,a | b\nOccupation,x:o1,\n"
    rows = small(tmp_path, oddCollection_en=text, dictionary_en="a,b\n")
    assert [(e.start[1], e.end[1]) for e in edges(rows, "MEMBER")] == [("esco:oddCollection", "x:s1")]
    assert [r.value for r in remarks(rows, "not a competency: left out of a collection")] == ["x:o1"]
    assert [r.value for r in remarks(rows, "file not read")] == ["dictionary"]


@pytest.mark.parametrize("note", ['say "so"', "a\\b", "line\nline", "tab\there", "a\r\nb", "é\u00a0\u200b", "\\n"])
def test_a_note_survives_as_a_statement(note: str) -> None:
    survives(note)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_note_survives_as_a_statement(note: str) -> None:
    survives(note)


def survives(note: str) -> None:
    concept = Concept("http://x/s", Place("f"), {"pt-BR": {"scopeNote": note}})
    graph = Graph()
    graph.parse(data="\n".join(quad for _, quad in extra(concept, [])), format="nt")
    assert [str(o) for o in graph.objects(URIRef("http://x/s"), SKOS.scopeNote)] == ([note] if note else [])
