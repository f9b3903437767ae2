"""Pages put together are the whole list, once; a cursor is good for its own list only."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from graphapi.schema.build import CATALOGUE
from queries import cursors
from queries.fields import PAGE_MAXIMUM, Page, Walk
from queries.steps import Step
from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.asking import asked, codes, data
from tests.queries.walker import Walker
from tests.world import World, build, write

PAGES = sorted(name for (type_, name), spec in CATALOGUE.fields.items() if type_ == "Query" and isinstance(spec, Page))
NESTED = sorted(
    place for place, spec in CATALOGUE.fields.items() if isinstance(spec, Walk) and spec.form == "connection"
)


def _page(row: str) -> str:
    """A whole page's selection, with one field of its rows."""
    info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    return f"{{ edges {{ cursor node {{ {row} }} }} {info} totalCount }}"


def _through(run: Run, store: Store, document: str, name: str, variables: Mapping[str, Any], size: int) -> list[Any]:
    """All rows of a connection, page by page; a page is full unless it is the last."""
    rows: list[Any] = []
    after = None
    for _ in range(100):
        found = data(run, store, document, {**variables, "first": size, "after": after})
        while name not in found:
            (found,) = found.values()
        page = found[name]
        rows += page["edges"]
        info = page["pageInfo"]
        assert info["hasPreviousPage"] == (after is not None)
        assert info["startCursor"] == (page["edges"][0]["cursor"] if page["edges"] else None)
        assert info["endCursor"] == (page["edges"][-1]["cursor"] if page["edges"] else None)
        assert page["totalCount"] >= len(rows)
        if not info["hasNextPage"]:
            assert page["totalCount"] == len(rows)
            return rows
        assert len(page["edges"]) == size
        after = info["endCursor"]
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("name", PAGES)
def test_pages_put_together_are_the_whole_list(run: Run, holding: Callable[[World], Store], name: str) -> None:
    world = build(5, size=9)
    store = holding(world)
    label = CATALOGUE.fields["Query", name].label  # type: ignore[union-attr]
    orders = [None, *CATALOGUE.schema.type_map[f"{label}Order"].values]  # type: ignore[attr-defined]
    for order in orders if store.dialect == "embedded" else orders[::6]:
        document = (
            f"query A($first: Int!, $after: String, $order: {label}Order)"
            f" {{ {name}(first: $first, after: $after, orderBy: $order) {_page('id')} }}"
        )
        rows = _through(run, store, document, name, {"order": order}, 2)
        whole = Walker(world).answer(
            f"query A($order: {label}Order) {{ {name}(first: 99, orderBy: $order) {{ nodes {{ id }} }} }}",
            {"order": order},
        )
        assert [row["node"] for row in rows] == whole.data[name]["nodes"], order  # type: ignore[index]
        assert len({row["cursor"] for row in rows}) == len(rows)


@pytest.mark.parametrize(("type_", "name"), NESTED)
def test_nested_pages_too_even_of_parallel_relationships(
    run: Run, holding: Callable[[World], Store], type_: str, name: str
) -> None:
    world = build(6, size=4)
    store = holding(world)
    walk = CATALOGUE.fields[type_, name]
    assert isinstance(walk, Walk)
    row = "__typename" if walk.edge else "id"
    for id_ in [id_ for label, id_ in world.nodes if label == type_][: 4 if store.dialect == "embedded" else 1]:
        document = (
            f"query A($id: ID!, $first: Int!, $after: String) {{ {type_.lower()}(id: $id)"
            f" {{ {name}(first: $first, after: $after) {_page(row)} }} }}"
        )
        rows = _through(run, store, document, name, {"id": id_}, 1)
        text = f'{{ {type_.lower()}(id: "{id_}") {{ {name}(first: 99) {{ nodes {{ {row} }} }} }} }}'
        whole = Walker(world).answer(text)
        assert [r["node"] for r in rows] == whole.data[type_.lower()][name]["nodes"]  # type: ignore[index]
        assert len({r["cursor"] for r in rows}) == len(rows)


def test_absent_values_come_last_in_either_direction(run: Run, store: Store) -> None:
    run(write(store, build(5, size=9)))
    for order in ("HOURS_ASC", "HOURS_DESC"):
        found = data(run, store, f"{{ modules(first: 100, orderBy: {order}) {{ nodes {{ hours }} }} }}")
        hours = [node["hours"] for node in found["modules"]["nodes"]]
        assert None in hours
        stated = [value for value in hours if value is not None]
        assert hours == sorted(stated, reverse=order.endswith("DESC")) + [None] * (len(hours) - len(stated))


# --- cursors -----------------------------------------------------------------------------------------


def _cursor(run: Run, store: Store) -> str:
    found = data(run, store, "{ roles(first: 1) { pageInfo { endCursor } } }")["roles"]["pageInfo"]["endCursor"]
    assert isinstance(found, str)
    return found


def _forged(good: str) -> list[str]:
    raw = base64.urlsafe_b64decode(good + "=" * (-len(good) % 4))
    return [
        "", "x", "é", good[:-4], good + "AAAA", base64.urlsafe_b64encode(raw[:6] + b'["a"]').decode(),
        base64.urlsafe_b64encode(raw[:-1] + b"x").decode(), base64.urlsafe_b64encode(b"").decode(),
        cursors.encode("Query.modules ", ["a", "b"]), cursors.encode("Query.roles ", ["a"]),
        cursors.encode("Query.roles TITLE_DESC", ["a", "b"]), cursors.encode("Query.roles ", [1, {}]),
    ]  # fmt: skip


def test_a_forged_or_foreign_cursor_is_refused(run: Run, store: Store) -> None:
    run(write(store, build(7)))
    good = _cursor(run, store)
    text = "query A($after: String) { roles(after: $after) { nodes { id } } }"
    assert not asked(run, store, text, {"after": good}).errors
    for forged in _forged(good)[:-1]:
        result = asked(run, store, text, {"after": forged})
        assert codes(result) == ["BAD_CURSOR"], forged
    foreign = "query A($after: String) { competencies(after: $after) { nodes { id } } }"
    assert codes(asked(run, store, foreign, {"after": good})) == ["BAD_CURSOR"]


def test_a_page_has_its_bounds(run: Run, store: Store) -> None:
    for first in (-1, PAGE_MAXIMUM + 1):
        assert codes(asked(run, store, f"{{ roles(first: {first}) {{ nodes {{ id }} }} }}")) == ["BAD_REQUEST"]
        result = asked(run, store, f'{{ role(id: "x") {{ specialisedBy(first: {first}) {{ nodes {{ id }} }} }} }}')
        assert codes(result) == ["BAD_REQUEST"]
    assert data(run, store, "{ roles(first: 0) { nodes { id } pageInfo { hasNextPage } } }")["roles"]["nodes"] == []


def test_pages_of_pages_of_pages_are_refused_before_they_are_read(run: Run, store: Store) -> None:
    def nested(depth: int, first: int) -> str:
        inner = "id"
        for _ in range(depth):
            inner = f"requires {{ competency {{ requiredBy(first: {first}) {{ nodes {{ role {{ {inner} }} }} }} }} }}"
        return f"{{ roles(first: {first}) {{ nodes {{ {inner} }} }} }}"

    assert codes(asked(run, store, nested(2, 100))) == ["TOO_EXPENSIVE"]
    assert not asked(run, store, nested(2, 3)).errors
    assert not asked(run, store, nested(1, 50)).errors


# --- statements --------------------------------------------------------------------------------------


class Recording:
    """A store that counts the statements it passes on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.dialect = store.dialect
        self.texts: list[str] = []

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """Passed on."""
        self.texts.append(text)
        return await self._store.rows(text, **params)

    async def ask(self, question: Any, **params: Any) -> list[dict[str, Any]]:
        """Passed on."""
        self.texts.append(question.name)
        return await self._store.ask(question, **params)

    async def single(self, text: str, params: Mapping[str, Any]) -> Any:
        """As Neo4j's store does, but counted."""
        [[value]] = await self.rows(text, **params)
        return value

    async def fetch(self, step: Step, params: Mapping[str, Any]) -> list[Any]:
        """As the store itself would, but counted."""
        fetch = type(self._store).fetch
        return await fetch(self, step, params)  # type: ignore[arg-type]


def _statements(run: Run, store: Store, world: World, text: str) -> list[str]:
    from tests.conftest import wipe  # noqa: PLC0415

    run(wipe(store))
    run(write(store, world))
    recording = Recording(store)
    assert not asked(run, recording, text).errors  # type: ignore[arg-type]
    return [text for text in recording.texts if text != "store/state"]  # the test itself asks that


NESTING = """{ roles(first: 100) { totalCount nodes { title requires { level competency { title coveredBy(first: 5) {
  totalCount nodes { toLevel module { title } } } broader { title } } } coverage { covered offers { reason } } } } }"""


def test_statements_do_not_grow_with_the_rows(run: Run, store: Store) -> None:
    few, many = (_statements(run, store, build(1, size, full=True), NESTING) for size in (5, 15))
    assert len(few) == len(many)
    plain = [text for text in many if " " in text]
    # one text on the server, one a step on the embedded engine; a computed field is one question more
    assert len(plain) == (1 if store.dialect == "neo4j" else 6)
    assert many.count("role/coverage") == 1


def test_a_count_is_made_only_when_it_is_selected(run: Run, store: Store) -> None:
    world = build(8)
    counted = _statements(run, store, world, "{ roles { totalCount } }")
    listed = _statements(run, store, world, "{ roles { nodes { id } } }")
    assert len(counted) == len(listed) == 1
    assert "count(" in counted[0]
    assert "LIMIT" not in counted[0]
    assert "count(" not in listed[0]
