"""What cannot be answered is said in words: by the command line, and by GraphQL where it is another way there."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from queries.stores import connect
from tests.commands import karmagraph
from tests.conftest import Run

AT = Place("test")
EARLY = "1950-01-01"


def node(label: str, id_: str, **props: Any) -> NodeRow:
    return NodeRow(label, id_, props if label in {"Officer", "Posting"} else {"title": id_} | props, AT)


def edge(type_: str, start: tuple[str, str], end: tuple[str, str], **props: Any) -> EdgeRow:
    return EdgeRow(type_, start, end, AT, props)


def rows() -> list[Row]:
    """One officer who needs three things: a course closes one, none closes another, one is held on another scale."""
    found: list[Row] = [
        node("Role", "r"),
        node("Role", "bare"),
        node("Organisation", "g"),
        node("Organisation", "void"),
    ]
    for scale in ("k", "z"):
        found.append(node("Scale", scale, kind="ordinal"))
        for rank in (1, 2, 3):
            found.append(node("Level", f"{scale}:{rank}", rank=rank))
            found.append(edge("HAS_LEVEL", ("Scale", scale), ("Level", f"{scale}:{rank}")))
    for competency in ("c:a", "c:b", "c:d"):
        found.append(node("Competency", competency))
        asked = {"level": 2.0, "scale": "k", "essential": True}
        found.append(edge("REQUIRES", ("Role", "r"), ("Competency", competency), **asked))
    found += [node("Officer", "o"), node("Posting", "p", since="2020-01-01T00:00:00Z")]
    found.append(edge("HAS_POSTING", ("Officer", "o"), ("Posting", "p")))
    found += [edge("AS", ("Posting", "p"), ("Role", "r")), edge("AT", ("Posting", "p"), ("Organisation", "g"))]
    found.append(edge("HOLDS", ("Officer", "o"), ("Competency", "c:d"), id="h", level=3.0, scale="z"))
    found += [node("Module", "m1", hours=40.0), node("Module", "m2", hours=4.0)]
    found.append(edge("COVERS", ("Module", "m1"), ("Competency", "c:a"), toLevel=2.0, scale="k"))
    return found


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = f"embedded:{tmp_path_factory.mktemp('bad') / 'store'}"
    store = run(connect(found))
    assert not run(store_rows(store, rows(), origin="t", format="test")).rejected
    run(store.close())
    return found


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("plan o --weeks 1", "cannot be done in the weeks asked for"),
        ("plan o", "cannot be closed c:b: no course"),
        ("plan o", "1 more held without a level, or only on another scale"),
        (f"plan o --as-of {EARLY}", "no posting is valid on this date"),
        (f"gap officer o --as-of {EARLY}", "no valid posting on this date"),
        ("gap officer o", "held only on another scale"),
        ("gap role bare", "No requirements recorded for bare"),
        ("heatmap void", "nothing essential is required of anybody posted there"),
        (f"heatmap --as-of {EARLY}", "nothing essential is required of anybody posted there"),
        ("report M3.55 --organisation void", "Nobody in scope is posted on this date"),
        (f"report OL03 --as-of {EARLY}", "Nobody in scope is posted on this date"),
        ("what-if drop --role r --competency c:a", "too few officers to say"),
    ],
)
def test_it_is_said(uri: str, arguments: str, said: str) -> None:
    done = karmagraph(*arguments.split(), "--store", uri)
    assert done.returncode == 0, done.stderr.decode()
    assert said in " ".join(done.stdout.decode().split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("what-if require --role r --competency c:a --level 9", "no level 9"),
        ("heatmap nowhere", "no Organisation answers to 'nowhere'"),
        ("plan o --weeks -1", "greater than or equal to 0"),
        (f"plan o --as-of {EARLY}-99", "is not a date"),
    ],
)
def test_what_is_no_question_is_refused(uri: str, arguments: str, said: str) -> None:
    done = karmagraph(*arguments.split(), "--store", uri)
    assert done.returncode != 0
    assert said in " ".join(done.stderr.decode().split())


def test_prerequisites_in_a_circle_are_refused_when_they_are_loaded(run: Run, uri: str) -> None:
    links = [edge("PREREQUISITE", ("Module", a), ("Module", b)) for a, b in (("m1", "m2"), ("m2", "m1"))]

    async def work() -> Any:
        store = await connect(uri, exclusive=True)
        try:
            return await store_rows(store, links, origin="t", format="test")
        finally:
            await store.close()

    [rejected] = run(work()).rejected
    assert "goes round in a circle" in rejected.reason
    assert rejected.suggestion == "remove one of these links"
