"""Frameworks of the platform: which things terms are, what is kept, and that what is read is written again."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from loaders.content import Scope
from loaders.exports import export
from loaders.load import load
from loaders.rows import Context, EdgeRow, NodeRow, Row, SourceError
from loaders.sunbird import FORMAT
from loaders.sunbird_out import WRITING
from queries import answers
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.karmayogi_rows import by_path, edges, nodes, path_of, rejected, remarks, table
from tests.loaders.sunbird_documents import (
    CODES,
    FW,
    Item,
    entry,
    framework,
    frameworks,
    rows_of,
    save,
    sorted_lists,
    term,
    written,
)


@given(document=frameworks())
def test_any_document_that_is_read_is_written_again(run: Run, document: Item) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(document, Path(folder))
        assert not rejected(rows)
        again, losses = written(run, rows, Path(folder))
        assert sorted_lists(again) == sorted_lists(document)
        assert not losses


def three(**more: Any) -> tuple[Item, Item, Item]:
    """A sub-theme within a theme within an area, stated at the broader end."""
    below = term("subtheme", "s", "Policy research", refId="COMSUBTHEME-000001", index=4)
    theme = term("theme", "t", "Policy Architecture", refId="COMTHEME-000001", associations=[entry(below)])
    area = term("competencyarea", "a", "Functional", refId="COMAREA-000003", associations=[entry(theme)])
    return area, theme, below | more


def test_what_a_term_becomes(tmp_path: Path) -> None:
    area, theme, below = three(
        status="Review",
        description=" Finds out ",
        translations='{"hi": "शोध"}',
        additionalProperties={"themeType": "Core"},
    )
    rows = rows_of(framework(dict(zip(CODES, ([area], [theme], [below]), strict=True))), tmp_path)
    props = nodes(rows, "Competency")["kcm:COMSUBTHEME-000001"]
    del props["extra"]
    assert props == {
        "title": "Policy research",
        "labels": ["en|Policy research", "hi|शोध"],
        "definitions": ["en|Finds out"],
        "status": "draft",
        "kind": "sub-theme",
        "notation": "COMSUBTHEME-000001",
        "themeType": "Core",
    }
    assert edges(rows, "BROADER") == {
        ("kcm:COMSUBTHEME-000001", "kcm:COMTHEME-000001"), ("kcm:COMTHEME-000001", "kcm:COMAREA-000003"),
    }  # fmt: skip
    [order] = [r.props for r in rows if isinstance(r, EdgeRow) and r.type == "BROADER" and "SUBTHEME" in r.start[1]]
    assert order == {"position": 4.0}
    assert (f"igot:{FW}_subtheme_s", "kcm:COMSUBTHEME-000001") in edges(rows, "OF")
    assert edges(rows, "IN_SCHEME") == {(id_, f"igot:{FW}") for id_ in nodes(rows, "Competency")}


def test_a_form_is_given_up_when_the_fact_changed(run: Run, tmp_path: Path) -> None:
    """A writer that always prefers what was kept would undo the store's changes."""
    area, theme, below = three(
        status="Review", name=" Policy  research", other=1, additionalProperties={"displayName": "x"}
    )
    theme["associations"][0]["refType"] = "kept"
    rows = rows_of(framework(dict(zip(CODES, ([area], [theme], [below]), strict=True))), tmp_path)
    changed: list[Row] = []
    for row in rows:
        if isinstance(row, NodeRow) and row.id == "kcm:COMSUBTHEME-000001":
            changed.append(
                NodeRow(
                    row.label,
                    row.id,
                    row.props | {"labels": ["en|Research"], "status": "live"} | {"themeType": "Core"},
                    row.at,
                )
            )
        elif not (isinstance(row, EdgeRow) and row.end[1] == "kcm:COMTHEME-000001"):
            changed.append(row)
    again, _ = written(run, changed, tmp_path)
    _, [theme_], [found] = (each["terms"] for each in again["categories"])
    assert (found["name"], found["status"], found["other"]) == ("Research", "Live", 1)
    assert found["additionalProperties"] == {"displayName": "x", "themeType": "Core"}
    assert theme_["associations"] == []


def test_an_identifier_names_one_thing(tmp_path: Path) -> None:
    """A refId minted twice: the second term is rejected, not merged; a name shared by two terms is two things."""
    one, two = (term("subtheme", code, "Data Use and Governance", refId="COMSUBTHEME-000007") for code in "xy")
    three_ = term("subtheme", "z", "Data Use and Governance")
    rows = rows_of(framework({"subtheme": [one, two, three_, one, {"name": "Nameless"}]}), tmp_path)
    assert set(nodes(rows, "Competency")) == {"kcm:COMSUBTHEME-000007", f"igot:{FW}_subtheme_z"}
    assert [r.reason for r in rejected(rows)] == [
        "kcm:COMSUBTHEME-000007 is 'Data Use and Governance' already",
        "the term has neither identifier nor code",
    ]
    assert remarks(rows, "term repeated") == ["kcm:COMSUBTHEME-000007"]


@pytest.mark.parametrize("bad", [[], {"result": {}}, {"result": {"framework": {"name": "x"}}}])
def test_what_is_no_framework_is_an_error(tmp_path: Path, bad: Any) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(bad))
    with pytest.raises(SourceError, match="no Sunbird framework"):
        list(FORMAT.read(path, Context()))


# --- the real lists as a framework ----------------------------------------------------------------------


def listed(fixtures: Path) -> Item:
    """The rows of the table of 114 sub-themes, as the platform would publish them."""
    found: dict[str, dict[tuple[str, ...], Item]] = {code: {} for code in CODES}
    for row in table(fixtures, "kcm.csv"):
        path = path_of(row)
        for depth, code in enumerate(CODES):
            key = path[: depth + 1]
            item = found[code].setdefault(
                key, term(code, str(len(found[code])), path[depth], index=len(found[code]) + 1)
            )
            if depth and key not in {
                tuple(each["path"]) for each in found[CODES[depth - 1]][key[:-1]].setdefault("associations", [])
            }:
                found[CODES[depth - 1]][key[:-1]]["associations"].append(entry(item, path=list(key)))
    return framework({code: list(items.values()) for code, items in found.items()}, name="KCM")


def test_every_path_of_the_real_list_is_one_sub_theme_and_comes_out_of_the_store(
    fixtures: Path, store: Store, run: Run, tmp_path: Path
) -> None:
    document = listed(fixtures)
    paths = by_path(rows_of(document, tmp_path))
    assert set(paths) == {path_of(row) for row in table(fixtures, "kcm.csv")}
    assert all(len(ids) == 1 for ids in paths.values())
    source = save(document, tmp_path / "kcm.json")
    report = run(load(store, FORMAT, source, Context()))
    assert not report.rejected
    assert report.framework == f"igot:{FW}"
    assert not run(load(store, FORMAT, source, Context())).created
    out = tmp_path / "out.json"
    assert run(export(store, WRITING, out, Scope(framework=f"igot:{FW}"), {})) == []
    again = json.loads(out.read_text("utf-8"))["result"]["framework"]
    assert sorted_lists(again) == sorted_lists(document)
    first = out.read_bytes()
    run(export(store, WRITING, out, Scope(framework=f"igot:{FW}"), {}))
    assert out.read_bytes() == first


# --- an organisation's own framework -----------------------------------------------------------------------


def odcs(body: str, *needs: Item) -> Item:
    """An organisation's mapping of one designation, the same for all organisations, to competencies."""
    identifier = f"{body}_odcs"
    job = term(
        "designation",
        "DESG-000012",
        "Section Officer",
        identifier,
        refId="DESG-000012",
        associations=[entry(each) for each in needs],
    )
    office = term("org", body, f"Office {body}", identifier, associations=[entry(job)])
    return framework({"org": [office], "designation": [job]}, identifier)


def test_an_organisation_s_mapping_is_its_own(store: Store, run: Run, tmp_path: Path) -> None:
    area, theme, below = three()
    common = framework(dict(zip(CODES, ([area], [theme], [below]), strict=True)))
    run(load(store, FORMAT, save(common, tmp_path / "kcm.json"), Context()))
    for body, needs in (("01", [below]), ("02", [theme])):
        report = run(load(store, FORMAT, save(odcs(body, *needs), tmp_path / f"{body}.json"), Context()))
        assert (report.rejected, report.read["REQUIRES"], report.read["AT"]) == ([], 1, 1)
    roles = [f"igot:{body}_odcs_designation_DESG-000012" for body in ("01", "02")]
    at = "2030-01-01T00:00:00Z"
    found = run(answers.role_coverage(store, roles, at, run(answers.scales(store, at))))
    needed = {
        role: [(o.needed.competency, o.needed.levels, o.needed.essential) for o in found[role].offers] for role in roles
    }
    assert needed == {roles[0]: [("kcm:COMSUBTHEME-000001", (), True)], roles[1]: [("kcm:COMTHEME-000001", (), True)]}
    out = tmp_path / "out.json"
    assert run(export(store, WRITING, out, Scope(framework="igot:01_odcs"), {})) == []
    assert sorted_lists(json.loads(out.read_text())["result"]["framework"]) == sorted_lists(odcs("01", below))


def test_an_organisation_s_copy_of_the_common_model_changes_nothing_in_it(run: Run, tmp_path: Path) -> None:
    _, _, below = three(name="Renamed by one organisation")
    document = odcs("01", below)
    document["categories"].append({"code": "subtheme", "terms": [below]})
    rows = rows_of(document, tmp_path, designations="yes")
    assert not nodes(rows, "Competency")
    role = "igot:01_odcs_designation_DESG-000012"
    assert edges(rows, "REQUIRES") == {(role, "kcm:COMSUBTHEME-000001")}
    assert edges(rows, "SPECIALISES") == {(role, "kcm:DESG-000012")}
    again, _ = written(run, rows, tmp_path)
    document["categories"][-1]["terms"][0]["category"] = "subtheme"
    assert sorted_lists(again) == sorted_lists(document)


def test_what_is_not_carried_is_told(run: Run, tmp_path: Path) -> None:
    area, theme, below = three()
    rows = rows_of(framework(dict(zip(CODES, ([area], [theme], [below]), strict=True))), tmp_path)
    at = rows[0].at
    role = ("Role", "x:R")
    rows += [
        NodeRow(*role, {"title": "R", "grade": "L8"}, at),
        EdgeRow("IN_SCHEME", role, ("Framework", f"igot:{FW}"), at),
        EdgeRow("REQUIRES", role, ("Competency", "kcm:COMSUBTHEME-000001"), at, {"level": 2.0, "scale": "s"}),
        NodeRow("Scale", "s", {"title": "s"}, at),
    ]
    again, losses = written(run, rows, tmp_path)
    assert losses == ["1 REQUIRES.level", "1 REQUIRES.scale", "1 Role.grade", "1 Scale"]
    [job] = again["categories"][-1]["terms"]
    assert (job["refId"], [each["refId"] for each in job["associations"]]) == ("x:R", ["COMSUBTHEME-000001"])
    other = tmp_path / "other"
    other.mkdir()
    assert edges(rows_of(again, other), "REQUIRES") == {("x:R", "kcm:COMSUBTHEME-000001")}
