"""Notebooks: classes that follow the model, relationships as they are stated, and answers as the service gives them."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from py2neo import Node
from py2neo.errors import ClientError
from py2neo.ogm import Property

from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from loaders.sample import load_sample
from ontology.model import NODES, RELS
from queries import notebook, question
from queries.answers import LIVE
from queries.notebook import (
    CLASSES,
    Competency,
    Framework,
    Identifier,
    Officer,
    Posting,
    ReadOnlyGraph,
    Role,
    Way,
    connect,
    frame,
)
from queries.stores import Store
from queries.stores.errors import StoreError, UnavailableError
from tests import neo4j_server
from tests.conftest import ROOT, Run, wipe
from tests.queries.worlds import DAYS, worlds

AT = Place("notebook")
EXAMPLE = ROOT / "docs" / "notebook.ipynb"
SETTINGS = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a failing world is small already, and shrinking it on a server takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def store(run: Run, opened: Callable[[str], Store]) -> Store:
    """An empty Neo4j: notebooks read no other store."""
    found = opened("neo4j")
    run(wipe(found))
    return found


@pytest.fixture
def login(store: Store, monkeypatch: pytest.MonkeyPatch) -> neo4j_server.Login:
    """The way in, as an analyst has it: in the environment."""
    found = neo4j_server.start()
    assert isinstance(found, neo4j_server.Login)
    monkeypatch.setenv("KARMAGRAPH_STORE", store.uri)
    monkeypatch.setenv("KARMAGRAPH_STORE_USER", found.user)
    monkeypatch.setenv("KARMAGRAPH_STORE_PASSWORD", found.password)
    return found


@pytest.fixture
def graph(login: neo4j_server.Login) -> Iterator[ReadOnlyGraph]:
    assert login
    found = connect()
    yield found
    found.close()


def put(run: Run, store: Store, rows: list[Row]) -> None:
    assert not run(store_rows(store, rows, origin="test", format="test")).rejected


def thing(label: str, id_: str, **props: Any) -> NodeRow:
    title = {"title": id_.upper()} if "title" in NODES[label].props else {}
    return NodeRow(label, id_, title | props, AT)


def edge(type_: str, start: tuple[str, str], end: tuple[str, str], **props: Any) -> EdgeRow:
    return EdgeRow(type_, start, end, AT, props)


# --- classes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", NODES)
def test_a_class_has_every_property_and_every_relationship_of_its_label_and_nothing_else(label: str) -> None:
    leaving = [rel.type for rel in RELS.values() if any(start == label for start, _ in rel.ends)]
    arriving = [(start, rel.type) for rel in RELS.values() for start, end in rel.ends if end == label]
    own = {name: value for name, value in vars(CLASSES[label]).items() if not name.startswith("__")}
    columns = {name: value.key for name, value in own.items() if isinstance(value, Property)}
    ways = [value for value in own.values() if isinstance(value, Way)]
    assert columns == {prop.attribute: prop.name for prop in NODES[label].props.values()}
    assert sorted(way.relationship_type for way in ways if way.outgoing) == sorted(leaving)
    assert sorted((way.labels[0], way.relationship_type) for way in ways if not way.outgoing) == sorted(arriving)
    assert len(own) == len(columns) + len(ways)


def test_the_classes_are_names_of_the_module_and_others_are_not() -> None:
    assert set(CLASSES) == set(NODES)
    assert set(CLASSES) < set(dir(notebook))
    assert not hasattr(notebook, "Rule")


def test_where_takes_the_names_of_the_class_and_refuses_others(run: Run, store: Store, graph: ReadOnlyGraph) -> None:
    put(run, store, [
        thing("Competency", "a", themeType="Core", labels=["hi|क्षमता"]),
        thing("Competency", "b", themeType="Leadership"),
        thing("Role", "r"),
    ])  # fmt: skip
    [found] = Competency.match(graph).where(theme_type="Core")
    assert (found.id, found.labels, found.kind) == ("a", ["hi|क्षमता"], None)
    assert repr(found) == "<Competency a · A>"
    table = Competency.match(graph).order_by("_.id").frame()
    assert table["themeType"].tolist() == ["Core", "Leadership"]
    assert "origin" not in table.columns
    for misspelt in ("themeType", "tittle"):
        with pytest.raises(AttributeError, match=f"Competency has no property {misspelt}"):
            Competency.match(graph).where(**{misspelt: "Core"})


# --- relationships -----------------------------------------------------------------------------------


def statement(type_: str, start: str, end: str, props: dict[str, Any]) -> tuple[Any, ...]:
    return type_, start, end, *(props.get(name) for name in RELS[type_].props if name != "origin")


def stated(rows: list[Row], as_of: str) -> Counter[tuple[Any, ...]]:
    """What the rows state at a date."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        if isinstance(row, EdgeRow):
            since, until = ((row.props.get(n) if RELS[row.type].dated else None) for n in ("since", "until"))
            if (since is None or since <= as_of) and (until is None or as_of < until):
                found[statement(row.type, row.start[1], row.end[1], row.props)] += 1
    return found


def walked(graph: ReadOnlyGraph, types: set[str], *, outgoing: bool) -> Counter[tuple[Any, ...]]:
    """What the objects show of relationships of some types, from one end or from the other."""
    found: Counter[tuple[Any, ...]] = Counter()
    for cls in CLASSES.values():
        ways = {name: way for name, way in vars(cls).items() if isinstance(way, Way) and way.outgoing == outgoing}
        names = [name for name, way in ways.items() if way.relationship_type in types]
        triples = [triple for near in cls.match(graph) for name in names for triple in getattr(near, name).triples()]
        for near, (type_, props), far in triples:
            start, end = (near, far) if outgoing else (far, near)
            found[statement(type_, start.id, end.id, props)] += 1
    return found


@SETTINGS
@given(world=worlds(), as_of=st.sampled_from(DAYS))
def test_objects_show_what_is_stated_at_the_date_from_either_end(
    run: Run, store: Store, graph: ReadOnlyGraph, world: list[Row], as_of: str
) -> None:
    run(wipe(store))
    put(run, store, world)
    graph.as_of = as_of
    types = {row.type for row in world if isinstance(row, EdgeRow)}
    for outgoing in (True, False):
        assert walked(graph, types, outgoing=outgoing) == stated(world, as_of)


def test_parallel_relationships_are_kept_apart(run: Run, store: Store, graph: ReadOnlyGraph) -> None:
    put(run, store, [
        thing("Officer", "o"),
        thing("Competency", "c"),
        edge("HOLDS", ("Officer", "o"), ("Competency", "c"), id="h1", confidence=0.5),
        edge("HOLDS", ("Officer", "o"), ("Competency", "c"), id="h2", negative=False),
    ])  # fmt: skip
    holds = Officer.match(graph, "o").first().holds
    assert [competency.id for competency in holds] == ["c", "c"]
    table = holds.frame().sort_values("id")[["competency", "title", "id", "confidence", "negative"]]
    assert told(table.to_dict("records")) == told([
        {"competency": "c", "title": "C", "id": "h1", "confidence": 0.5, "negative": None},
        {"competency": "c", "title": "C", "id": "h2", "confidence": None, "negative": False},
    ])  # fmt: skip


def test_ends_of_several_labels_are_told_apart(run: Run, store: Store, graph: ReadOnlyGraph) -> None:
    put(run, store, [
        *(thing(label, label[0].lower()) for label in ("Framework", "Competency", "Role", "Identifier", "Posting")),
        edge("IN_SCHEME", ("Competency", "c"), ("Framework", "f")),
        edge("IN_SCHEME", ("Role", "r"), ("Framework", "f")),
        edge("OF", ("Identifier", "i"), ("Role", "r")),
        edge("AS", ("Posting", "p"), ("Role", "r")),
    ])  # fmt: skip
    framework = Framework.match(graph, "f").first()
    assert [type(other) for other in framework.competency_in_scheme] == [Competency]
    assert [other.id for other in framework.role_in_scheme] == ["r"]
    assert not framework.module_in_scheme
    named = Identifier.match(graph, "i").first().of
    assert [type(other) for other in named] == [Role]
    assert named.frame()["thing"].tolist() == ["r"]
    assert [role.id for role in Posting.match(graph, "p").first().as_] == ["r"]


# --- answers -----------------------------------------------------------------------------------------


def told(rows: list[dict[Any, Any]]) -> list[str]:
    """Rows in one order, as the store has them: a collected list has no order, and a table has NaN for null."""
    plain = [{k: sorted(map(repr, v)) if isinstance(v, list) else v for k, v in row.items()} for row in rows]
    return sorted(repr({k: v if v == v else None for k, v in row.items()}) for row in plain)  # noqa: PLR0124


@SETTINGS
@given(world=worlds(), as_of=st.sampled_from(DAYS))
def test_a_frame_has_the_rows_of_the_stored_question(
    run: Run, store: Store, graph: ReadOnlyGraph, world: list[Row], as_of: str
) -> None:
    run(wipe(store))
    put(run, store, world)
    graph.as_of = as_of
    possible = {"ids": [row.id for row in world if isinstance(row, NodeRow)], "asOf": as_of, "statuses": list(LIVE)}
    for name in ("role/requirements", "role/coverage", "competency/built", "officer/gaps", "store/counts"):
        asked = question(name)
        params = {parameter: possible[parameter] for parameter in asked.parameters}
        found = frame(graph, name, **{k: v for k, v in params.items() if k == "ids"})
        assert tuple(found.columns) == asked.columns
        assert told(found.to_dict("records")) == told(run(store.ask(asked, **params))), name


def test_a_frame_is_at_the_date_of_the_graph_or_at_its_own(run: Run, store: Store, graph: ReadOnlyGraph) -> None:
    requires = edge("REQUIRES", ("Role", "r"), ("Competency", "c"), since="2026-06-01T00:00:00Z")
    put(run, store, [thing("Role", "r"), thing("Competency", "c"), requires])
    graph.as_of = "2026-05-31T23:59:59Z"
    before = frame(graph, "role/requirements", ids=["r"])
    assert before.empty
    assert tuple(before.columns) == question("role/requirements").columns
    assert len(frame(graph, "role/requirements", ids=["r"], asOf="02-06-2026")) == 1


def test_a_frame_of_a_text_takes_parameters(graph: ReadOnlyGraph) -> None:
    found = frame(graph, "UNWIND $values AS value\nRETURN value, value * 2 AS twice", values=[1, 2])
    assert found.to_dict("list") == {"value": [1, 2], "twice": [2, 4]}


@pytest.mark.parametrize(
    ("asked", "params", "error", "words"),
    [
        ("role/coverag", {}, ValueError, "no question is called 'role/coverag'.*role/coverage"),
        ("role/requirements", {}, TypeError, "role/requirements also needs ids"),
        ("role/requirements", {"ids": [], "idds": []}, TypeError, "role/requirements takes no idds"),
        ("role/requirements", {"ids": [], "asOf": "yesterday"}, ValueError, "'yesterday' is not a date"),
    ],
)
def test_a_frame_that_cannot_be_is_refused(
    graph: ReadOnlyGraph, asked: str, params: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        frame(graph, asked, **params)


# --- the way in --------------------------------------------------------------------------------------


def test_nothing_is_written(run: Run, store: Store, graph: ReadOnlyGraph) -> None:
    put(run, store, [thing("Role", "r")])
    role = Role.match(graph, "r").first()
    role.title = "Changed"
    new = Node("Role", id="new", title="New")
    create = "CREATE (r:Role {id: 'new'}) RETURN r.id AS id"
    writes: tuple[Callable[[], Any], ...] = (
        lambda: graph.push(role),
        lambda: graph.merge(new, "Role", "id"),
        lambda: graph.create(new),
        lambda: graph.delete(role),
        lambda: graph.run(create),
        lambda: graph.update("MATCH (r:Role) SET r.title = 'Changed'"),
        lambda: graph.begin(readonly=False).run(create),
        lambda: frame(graph, create),
    )
    for write in writes:
        with pytest.raises(ClientError, match="read access mode"):
            write()
    assert run(store.rows("MATCH (r:Role) RETURN r.id, r.title")) == [["r", "R"]]


@pytest.mark.parametrize("uri", ["embedded:data/karmagraph", "", "http://localhost:7474"])
def test_a_store_that_is_not_neo4j_is_refused(monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    monkeypatch.delenv("KARMAGRAPH_STORE", raising=False)
    with pytest.raises(StoreError, match=f"read Neo4j only, not '{uri.partition(':')[0] or 'embedded'}'"):
        connect(uri)


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # py2neo leaves the socket of a refused login
@pytest.mark.parametrize("uri", [None, "bolt://127.0.0.1:1", "neo4j://127.0.0.1:1"])
def test_a_login_that_fails_says_what_to_check(login: neo4j_server.Login, uri: str | None) -> None:
    wrong = login.password + "x"
    with pytest.raises(UnavailableError, match=r"cannot log in to .*KARMAGRAPH_STORE_PASSWORD right") as raised:
        connect(uri, password=wrong)
    assert wrong not in str(raised.value)
    del raised
    gc.collect()  # within this test, where the warning is expected


@pytest.mark.parametrize("absent", ["py2neo", "pandas"])
def test_without_the_extra_it_says_how_to_install_it(absent: str) -> None:
    code = f"import sys; sys.modules[{absent!r}] = None; import queries.notebook"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert f"ImportError: notebooks need {absent}: pip install 'karmagraph[notebook]'" in done.stderr


# --- the example -------------------------------------------------------------------------------------


def read_example() -> Any:
    return nbformat.read(EXAMPLE, as_version=4)  # type: ignore[no-untyped-call]


def test_the_example_runs_on_the_sample_and_tells_its_story(
    run: Run, store: Store, login: neo4j_server.Login, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert login
    assert run(load_sample(store)).status == 0
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):  # nobody's own settings
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    example = read_example()
    told_ = "[graph.as_of, len(requirements), len(modules), verdicts.to_dict()]"
    example.cells.append(nbformat.v4.new_code_cell(f"import json; print(json.dumps({told_}))"))  # type: ignore[no-untyped-call]
    run(NotebookClient(example, timeout=120, resources={"metadata": {"path": str(ROOT)}}).async_execute())
    as_of, requirements, modules, verdicts = json.loads(example.cells[-1].outputs[0].text)
    assert as_of == run(store.health()).data_as_on
    assert (requirements, modules) == (16, 150)
    assert verdicts == {"a course reaches the level": 9, "courses stop short": 2, "no course": 1}
    tables = [o for cell in example.cells for o in cell.get("outputs", ()) if "text/html" in o.get("data", ())]
    assert len(tables) >= 5


def test_the_example_is_kept_without_its_outputs() -> None:
    cells = [cell for cell in read_example().cells if cell.cell_type == "code"]
    assert cells
    assert not any(cell.outputs or cell.execution_count for cell in cells)
