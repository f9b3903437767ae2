"""The first minute of the sample: its numbers, recounted from the CSV files by a model of their own."""

from __future__ import annotations

import csv
import filecmp
import json
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from tests.samples.sample_model import AS_ON, SAMPLE, Sample, number, sheet, split

ROLE, OFFICER = "SO-MON", "OFF-0417"
FRAMEWORK, OUTCOMES, VISUALS, FUNDS = "KCM-FUN-065", "KCM-FUN-066", "KCM-FUN-075", "KCM-FUN-070"
PROJECTS, REPORTS = "KCM-FUN-057", "KCM-FUN-088"
PROTECTION, ANALYTICS = "KCM-FUN-114", "KCM-FUN-077"
SMALL = 5
SHEETS = (
    "frameworks", "scales", "competencies", "descriptors", "organisations", "roles", "activities", "requirements",
    "modules", "coverage", "prerequisites", "posts", "officers", "postings", "holdings", "enrolments",
)  # fmt: skip
REFERENCES = {
    "competency", "broader", "framework", "partOf", "organisation", "specialises", "role", "module", "needs",
    "provider", "prerequisites", "officer", "scale",
}  # fmt: skip
PARALLEL = {
    "requirements": ("role", "competency"),
    "coverage": ("module", "competency"),
    "enrolments": ("officer", "module"),
    "descriptors": ("competency", "level"),
}


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample()


@pytest.fixture(scope="module")
def verdicts(sample: Sample) -> list[tuple[str, str, str]]:
    """Officer, competency and verdict of every essential requirement of all postings together."""
    found = []
    for officer in sample.postings:
        expected = sample.expected([row["role"] for row in sample.posted(officer)])
        essential = [row for row in expected.values() if row["essential"] == "essential"]
        found += [(officer, row["competency"], sample.verdict(officer, row)) for row in essential]
    return found


def essential_of(sample: Sample, role: str) -> dict[str, dict[str, str]]:
    return {key: row for key, row in sample.required(role).items() if row["essential"] == "essential"}


# --- the files --------------------------------------------------------------------------------------


def test_making_it_again_writes_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", SAMPLE / "make.py", tmp_path], check=True, capture_output=True)
    names = [f"{name}.csv" for name in SHEETS] + ["sample.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert filecmp.cmpfiles(SAMPLE, tmp_path, names, shallow=False) == (names, [], [])
    assert sum((tmp_path / name).stat().st_size for name in names) < 3_000_000


def test_counts_are_those_that_the_start_page_tells(sample: Sample) -> None:
    about = json.loads((SAMPLE / "sample.json").read_text(encoding="utf-8"))
    assert (about["prefix"], about["dataAsOn"], about["illustrative"]) == ("sample", AS_ON, True)
    counts = (len(sheet("officers")), len(sample.roles), len(sample.modules))
    assert counts == (2000, 60, 150) == (about["officers"], about["roles"], about["modules"])
    kinds = Counter(row["kind"] for row in sheet("organisations"))
    assert (kinds["ministry"], kinds["department"]) == (1, 6)
    assert {row["illustrative"] for row in sheet("frameworks")} == {"yes"}


def test_ids_are_unique_and_every_reference_has_its_end() -> None:
    nodes = [row["id"] for name in SHEETS for row in sheet(name) if "id" in row]
    assert [id_ for id_, count in Counter(nodes).items() if count > 1] == []
    known = set(nodes) | {row["scale"] for row in sheet("scales")}
    for name in SHEETS:
        for row in sheet(name):
            named = {value for column in REFERENCES & row.keys() for value in split(row[column])}
            assert named <= known, (name, row)


def test_no_relationship_is_stated_twice() -> None:
    for name, ends in PARALLEL.items():
        pairs = Counter(tuple(row[end] for end in ends) for row in sheet(name))
        assert max(pairs.values()) == 1, name


def test_every_name_has_hindi_and_every_level_a_descriptor(sample: Sample) -> None:
    for name in ("frameworks", "scales", "competencies", "organisations", "roles", "activities", "modules"):
        for row in sheet(name):
            assert any("\u0900" <= letter <= "\u097f" for letter in row["title@hi"]), (name, row["title"])
    described = {(row["competency"], row["level"]) for row in sheet("descriptors") if row["text"].strip()}
    leaves = [key for key, row in sample.competencies.items() if row["kind"] == "sub-theme"]
    assert described == {(key, level) for key in leaves for level in "123"}


def test_competencies_and_designations_have_their_real_names(sample: Sample, fixtures: Path) -> None:
    real = set()
    for name in ("kcm.csv", "kcm_dual_ids.csv"):
        with (fixtures / "karmayogi" / name).open(encoding="utf-8-sig", newline="") as stream:
            real |= {f"{row['area']} > {row['theme']} > {row['sub_theme']}" for row in csv.DictReader(stream)}
    assert {sample.path(key) for key, row in sample.competencies.items() if row["kind"] == "sub-theme"} <= real
    listed = json.loads((fixtures / "karmayogi" / "designations.json").read_text(encoding="utf-8"))
    names = {position["name"] for position in listed["positions"]}
    designations = {row["title"].upper() for row in sample.roles.values() if row["kind"] == "designation"}
    assert designations <= names
    assert {"SECRETARY", "SECTION OFFICER"} <= designations


# --- the role ------------------------------------------------------------------------------------------


def test_section_officer_monitoring_has_nine_courses_two_too_short_and_one_missing(sample: Sample) -> None:
    assert sample.roles[ROLE]["title"] == "Section Officer, Monitoring"
    required = sample.required(ROLE)
    essential = essential_of(sample, ROLE)
    assert (len(essential), len(required) - len(essential)) == (12, 4)
    courses = {key: sample.course(key, row["level"]) for key, row in essential.items()}
    assert Counter(courses.values()) == {"reaches the level": 9, "stops short": 2, "no course": 1}
    assert courses[PROJECTS] == courses[REPORTS] == "stops short"
    assert courses[PROTECTION] == "no course"


def test_the_namesake_under_another_theme_has_a_course(sample: Sample) -> None:
    assert sample.path(PROTECTION) == "Functional > Data Protection > Data Use and Governance"
    assert sample.path(ANALYTICS) == "Functional > Data Analytics > Data Use and Governance"
    row = sample.required(ROLE)[ANALYTICS]
    assert (row["essential"], sample.course(ANALYTICS, row["level"])) == ("optional", "reaches the level")


def test_the_role_inherits_from_its_designation_and_overrides_a_level(sample: Sample) -> None:
    parent, own = sample.required("SO"), {row["competency"] for row in sample.requirements[ROLE]}
    assert len(parent.keys() - own) == 7
    (overridden,) = parent.keys() & own
    assert (parent[overridden]["level"], sample.required(ROLE)[overridden]["level"]) == ("1", "2")


# --- the officer ---------------------------------------------------------------------------------------


def test_the_officer_meets_seven_of_twelve(sample: Sample) -> None:
    (posting,) = sample.posted(OFFICER)
    assert posting["role"] == ROLE
    found = {key: sample.verdict(OFFICER, row) for key, row in essential_of(sample, ROLE).items()}
    assert Counter(found.values()) == {"met": 7, "gap": 5}
    short = {key for key, verdict in found.items() if verdict == "gap"}
    assert short == {FRAMEWORK, OUTCOMES, VISUALS, FUNDS, PROTECTION}
    optional = [row for row in sample.required(ROLE).values() if row["essential"] == "optional"]
    assert {sample.verdict(OFFICER, row) for row in optional} == {"met"}


def test_the_officers_gaps_are_what_the_story_says(sample: Sample) -> None:
    required = sample.required(ROLE)
    levels = {key: (sample.held(OFFICER, key), required[key]["level"]) for key in (FRAMEWORK, OUTCOMES, VISUALS, FUNDS)}
    assert levels == {FRAMEWORK: (1, "2"), OUTCOMES: (1, "2"), VISUALS: (0, "1"), FUNDS: (0, "1")}
    (funds,) = [row for row in sample.holdings[OFFICER] if row["competency"] == FUNDS]
    assert (funds["level"], funds["expires"] < AS_ON) == ("1", True)
    assert not any(row["competency"] in (VISUALS, PROTECTION) for row in sample.holdings[OFFICER])
    for key in (PROJECTS, REPORTS):
        (outside,) = sample.counting(OFFICER, key)
        assert outside["source"] == "externalTraining"
        assert outside["evidence"]


def test_three_courses_of_24_hours_and_no_other_plan_close_four(sample: Sample) -> None:
    gaps: dict[str, float] = {FRAMEWORK: 2, OUTCOMES: 2, VISUALS: 1, FUNDS: 1}
    (hours, best), (next_hours, _), *_ = sample.plans(OFFICER, gaps)
    assert (hours, best) == (24, {"MOD-001", "MOD-002", "MOD-003"})
    assert next_hours > hours
    rows = [sample.modules[key] for key in sorted(best)]
    assert [(row["mode"], row["hours"]) for row in rows] == [("digital", "8"), ("blended", "12"), ("face-to-face", "4")]
    assert [row["prerequisites"] for row in rows] == ["", "MOD-001", ""]
    closes = {row["id"]: {c["competency"] for c in sample.coverage if c["module"] == row["id"]} for row in rows}
    assert closes == {"MOD-001": {VISUALS}, "MOD-002": {FRAMEWORK, OUTCOMES}, "MOD-003": {FUNDS}}
    languages = {"hi", "en"}
    assert all(languages & set(split(row["languages"])) for row in rows)
    assert not {row["module"] for row in sheet("enrolments") if row["officer"] == OFFICER} & best


def test_each_closed_alone_sums_to_41_hours(sample: Sample) -> None:
    gaps: dict[str, float] = {FRAMEWORK: 2, OUTCOMES: 2, VISUALS: 1, FUNDS: 1}
    alone = {key: sample.plans(OFFICER, {key: level})[0][0] for key, level in gaps.items()}
    assert alone == {FRAMEWORK: 14, OUTCOMES: 15, VISUALS: 8, FUNDS: 4}
    assert sum(alone.values()) == 41
    assert sample.plans(OFFICER, {PROTECTION: 1}) == []


# --- the ministry ---------------------------------------------------------------------------------------


def cells(sample: Sample) -> dict[tuple[str, str], set[str]]:
    """Theme and department → officers there whose role requires something essential under the theme."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    themes = {role: {sample.theme(key) for key in essential_of(sample, role)} for role in sample.roles}
    for officer in sample.postings:
        for row in sample.posted(officer):
            for theme in themes[row["role"]]:
                found[theme, row["organisation"]].add(officer)
    return found


def test_exactly_three_cells_are_small(sample: Sample) -> None:
    found = cells(sample)
    small = [cell for cell, officers in found.items() if len(officers) < SMALL]
    assert len(small) == 3
    assert all(len(officers) >= 30 for cell, officers in found.items() if cell not in small)
    assert {sample.competencies[theme]["title"] for theme, _ in small} == {"Litigation Management"}


def test_no_other_cell_hides_its_share(sample: Sample) -> None:
    for (theme, department), officers in cells(sample).items():
        met = [verdict == "met" for officer in officers for verdict in answers(sample, officer, theme, department)]
        if len(officers) >= SMALL:
            assert sum(met) >= SMALL, (theme, department)
            assert len(met) - sum(met) >= SMALL, (theme, department)


def answers(sample: Sample, officer: str, theme: str, department: str) -> list[str]:
    """The verdict on each essential requirement under the theme, of the officer's roles at the department."""
    roles = [row["role"] for row in sample.posted(officer) if row["organisation"] == department]
    rows = [row for role in roles for row in essential_of(sample, role).values()]
    return [sample.verdict(officer, row) for row in rows if sample.theme(row["competency"]) == theme]


def test_readiness_differs_between_departments(sample: Sample, verdicts: list[tuple[str, str, str]]) -> None:
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for officer, _, verdict in verdicts:
        counts[sample.posted(officer)[0]["organisation"]][verdict == "met"] += 1
    shares = sorted(count[True] / count.total() for count in counts.values())
    assert len(shares) == 6
    assert shares[-1] - shares[0] > 0.1
    assert all(0.3 < share < 0.7 for share in shares)


def test_the_courses_to_commission_are_led_by_data_protection(
    sample: Sample, verdicts: list[tuple[str, str, str]]
) -> None:
    lacking = Counter(key for _, key, verdict in verdicts if verdict == "gap")
    missing = [(key, count) for key, count in lacking.most_common() if not sample.builds(key)]
    assert missing[0][0] == PROTECTION
    assert len(missing) >= 5
    assert all(first - second >= SMALL for (_, first), (_, second) in pairwise(missing))
    asked = [row for role in sample.roles for row in essential_of(sample, role).values()]
    weak = {r["competency"] for r in asked if sample.course(r["competency"], r["level"]) != "reaches the level"}
    assert max(weak, key=lacking.__getitem__) == PROTECTION


# --- what later questions need ---------------------------------------------------------------------------


def test_every_verdict_is_common_enough_to_be_seen(verdicts: list[tuple[str, str, str]]) -> None:
    share = {name: count / len(verdicts) for name, count in Counter(verdict for _, _, verdict in verdicts).items()}
    assert 0.05 < share["level not stated"] < 0.15
    assert 0 < share["not comparable"] < 0.03
    assert 0.2 < share["gap"] < share["met"]


def test_holdings_expire_and_few_are_negative() -> None:
    rows = sheet("holdings")
    assert sum(bool(row["expires"]) and row["expires"] < AS_ON for row in rows) > 300
    assert sum(AS_ON <= row["expires"] < "2027-02-24" for row in rows) > 100
    assert 5 < sum(row["negative"] == "yes" for row in rows) < 60
    assert all(row["awarded"] < AS_ON for row in rows)


def test_modules_have_every_mode_state_and_kind(sample: Sample) -> None:
    rows = list(sample.modules.values())
    assert {row["mode"] for row in rows} == {"digital", "face-to-face", "blended"}
    assert {row["kind"] for row in rows} == {"course", "session", "programme"}
    assert {row["status"] for row in rows} == {"", "planned", "draft", "retired"}
    assert {row["state"] for row in sheet("enrolments")} == {"enrolled", "started", "completed", "dropped"}
    assert all(number(row["hours"]) > 0 and row["languages"] and row["provider"] for row in rows)


def test_the_micromasters_and_its_courses_build_what_a_director_may_have(sample: Sample) -> None:
    (programme,) = [row for row in sample.modules.values() if row["kind"] == "programme"]
    parts = {key for key, row in sample.modules.items() if programme["id"] in split(row["partOf"])} | {programme["id"]}
    assert len(parts) == 6
    built = {row["competency"] for row in sample.coverage if row["module"] in parts}
    optional = [row for row in sample.required("DIR").values() if row["essential"] == "optional"]
    courses = [sample.course(row["competency"], row["level"]) for row in optional if row["competency"] in built]
    assert courses == ["reaches the level"] * 3


def test_some_officers_have_two_postings_and_some_roles_no_requirements(sample: Sample) -> None:
    postings = Counter(len(sample.posted(officer)) for officer in sample.postings)
    assert postings.keys() == {1, 2}
    assert 30 <= postings[2] <= 100
    assert [role for role in sample.roles if not sample.required(role)] == ["MTS"]
