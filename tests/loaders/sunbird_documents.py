"""Made-up framework documents of the platform, after the shape that its API gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from loaders.rows import Content, Context, EdgeRow, NodeRow, Row
from loaders.sunbird import read
from loaders.sunbird_out import write
from tests.conftest import Run

Item = dict[str, Any]
FW = "kcmfinal_fw"
CODES = ("competencyarea", "theme", "subtheme")
REFS = ("COMAREA", "COMTHEME", "COMSUBTHEME")


def term(category: str, code: str, name: str, framework: str = FW, **more: Any) -> Item:
    identifier = f"{framework}_{category}_{code}"
    return {"identifier": identifier, "code": code, "name": name, "category": category, **more}


def entry(of: Item, **more: Any) -> Item:
    wanted = ("identifier", "name", "category", "refId", "description")
    return {key: of[key] for key in wanted if key in of} | more


def framework(categories: dict[str, list[Item]], identifier: str = FW, **more: Any) -> Item:
    listed = [
        {"identifier": f"{identifier}_{code}", "code": code, "name": code, "index": number, "terms": terms}
        for number, (code, terms) in enumerate(categories.items(), 1)
    ]
    return {"identifier": identifier, "code": identifier, "name": identifier, "categories": listed, **more}


def answer(found: Item) -> Item:
    return {"id": "api.framework.read", "ver": "1.0", "responseCode": "OK", "result": {"framework": found}}


def save(found: Item, path: Path) -> Path:
    path.write_text(json.dumps(answer(found), ensure_ascii=False), encoding="utf-8")
    return path


def rows_of(found: Item, folder: Path, **options: str) -> list[Row]:
    return list(read(save(found, folder / "read.json"), Context(options=options)))


def content(rows: list[Row]) -> Content:
    async def again() -> Any:
        for row in rows:
            if isinstance(row, NodeRow | EdgeRow):
                yield row

    return again


def written(run: Run, rows: list[Row], folder: Path) -> tuple[Item, list[str]]:
    path = folder / "written.json"
    losses = run(write(content(rows), path, {}))
    return json.loads(path.read_text("utf-8"))["result"]["framework"], losses


def sorted_lists(value: Any) -> Any:
    """The document with its lists of objects in one order: the platform's order is the index."""
    if isinstance(value, dict):
        return {key: sorted_lists(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((sorted_lists(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return value


# --- any document ---------------------------------------------------------------------------------------

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    str.strip
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | _TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXTS, inner, max_size=2),
    max_leaves=4,
)
_NAMES = st.dictionaries(st.sampled_from(["hi", "ta", "as", "en", "no tag", "a|b"]), _TEXTS, max_size=2)
_OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(["Live", "Draft", "Review", "Retired", "FlagDraft", "live", None]),
    "index": st.integers(1, 5) | st.sampled_from(["2", None, 1.5, "nan", True, "first"]),
    "description": _TEXTS,
    "refType": _TEXTS,
    "translations": _NAMES | _NAMES.map(json.dumps) | st.none(),
    "additionalProperties": st.fixed_dictionaries(
        {},
        optional={
            "themeType": st.sampled_from(["Core", "Leadership", "", None]),
            "displayName": _TEXTS,
            "timeStamp": _VALUES,
        },
    ),
    "associations": st.sampled_from([[], None, {}]),
    "children": st.sampled_from([[], None, {}]),
    "other key": _VALUES,
}


@st.composite
def terms(draw: st.DrawFn, depth: int) -> list[Item]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        more = draw(st.fixed_dictionaries({}, optional=_OPTIONAL))
        ref = draw(st.sampled_from([None, f"{REFS[depth]}-{number:06}", f"other {depth} {number}"]))
        own = {"refId": ref} if ref else {}
        item = term(CODES[depth], f"{number}", draw(_TEXTS), **own, **more)
        for key in draw(st.sets(st.sampled_from(["code", "category"]), max_size=1)):
            del item[key]
        found.append(item)
    return found


@st.composite
def frameworks(draw: st.DrawFn) -> Item:
    """Three categories; each relationship stated at either end or both, fully or barely; children nested or named."""
    levels = [draw(terms(depth)) for depth in range(3)]
    for narrower, broader in ((levels[1], levels[0]), (levels[2], levels[1])):
        for below in narrower:
            for above in draw(
                st.lists(st.sampled_from(broader), max_size=2, unique_by=lambda each: each["identifier"])
            ):
                _state(draw, above, below)
    _children(draw, levels[2])
    more = draw(
        st.fixed_dictionaries({}, optional={"status": _OPTIONAL["status"], "type": _VALUES, "description": _TEXTS})
    )
    return framework(dict(zip(CODES, levels, strict=True)), **more)


def _state(draw: st.DrawFn, above: Item, below: Item) -> None:
    ends = draw(st.sampled_from([(above, below), (below, above), None]))
    for start, end in [ends] if ends else [(above, below), (below, above)]:
        named = entry(end) if draw(st.booleans()) else {"identifier": end["identifier"], "note": draw(_TEXTS)}
        named |= {"category": CODES[CODES.index(end["identifier"].split("_")[2])]}
        start["associations"] = [*(start.get("associations") or []), named]


def _children(draw: st.DrawFn, level: list[Item]) -> None:
    if len(level) > 1 and draw(st.booleans()):
        child = level.pop() if draw(st.booleans()) else entry(level[-1])
        level[0]["children"] = [child]
