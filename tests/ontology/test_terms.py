"""The words that declare a graph, and what every declaration of the model keeps to."""

# annotations stay objects here: `node` reads them of classes that are local to a test
import re

import pytest

from ontology import terms
from ontology.model import NODES, RELS
from ontology.terms import Instant, NodeType, Prop, Registry, RelType, Text, camel, node, prop, relationship

DECLARED: list[NodeType | RelType] = [*NODES.values(), *RELS.values()]


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """An empty registry, so that a test declares nothing in the model."""
    empty = Registry()
    monkeypatch.setattr(terms, "REGISTRY", empty)
    return empty


def test_node_reads_the_class(registry: Registry) -> None:
    class Shared:
        id: str = prop("Its id.", term="dct:identifier")

    @node(plural="things", term="skos:Concept", personal=True)
    class Thing(Shared):
        """A thing,
        over two lines."""

        alt_labels: Text | None = prop("Others.", index=True, public=False)

    found = registry.nodes["Thing"]
    assert (found.label, found.doc, found.plural, found.term) == (
        "Thing", "A thing, over two lines.", "things", "skos:Concept",
    )  # fmt: skip
    assert found.personal
    assert list(found.props.values()) == [
        Prop("id", "string", required=True, doc="Its id.", term="dct:identifier"),
        Prop("altLabels", "text", required=False, doc="Others.", public=False, index=True),
    ]
    assert Thing.__name__ == "Thing"


def test_each_annotation_has_its_kind(registry: Registry) -> None:
    @node(plural="things")
    class Thing:
        """A thing."""

        a: str = prop("")
        b: float | None = prop("")
        c: int = prop("")
        d: bool | None = prop("")
        e: Text = prop("")
        f: Instant | None = prop("")
        g: list[str] | None = prop("")

    kinds = {p.name: (p.kind, p.required) for p in registry.nodes[Thing.__name__].props.values()}
    assert kinds == {
        "a": ("string", True), "b": ("float", False), "c": ("int", True), "d": ("bool", False),
        "e": ("text", True), "f": ("instant", False), "g": ("list", False),
    }  # fmt: skip


@pytest.mark.usefixtures("registry")
def test_an_annotation_without_a_kind_is_refused() -> None:
    with pytest.raises(KeyError):

        @node(plural="things")
        class Thing:
            """A thing."""

            a: dict[str, str] = prop("")


def test_a_subclass_may_declare_again(registry: Registry) -> None:
    class Shared:
        kind: str | None = prop("Of any.")
        name: str = prop("Name.")

    @node(plural="things")
    class Thing(Shared):
        """A thing."""

        kind: str | None = prop("Of this.")

    found = registry.nodes[Thing.__name__].props
    assert list(found) == ["kind", "name"]
    assert found["kind"].doc == "Of this."


def test_relationship_reads_the_class(registry: Registry) -> None:
    class A:
        pass

    class B:
        pass

    @relationship((A, B), (B, B), key=("scale",), term="skos:broader", personal=True, acyclic=True)
    class HasBoth:
        """Between."""

        scale: str | None = prop("Scale.")

    found = registry.rels["HAS_BOTH"]
    assert (found.type, found.doc, found.term) == ("HAS_BOTH", "Between.", "skos:broader")
    assert (found.ends, found.key, list(found.props)) == ((("A", "B"), ("B", "B")), ("scale",), ["scale"])
    assert (found.personal, found.acyclic, found.single, found.derived) == (True, True, False, False)
    assert not found.dated
    assert HasBoth.__name__ == "HasBoth"


@pytest.mark.usefixtures("registry")
def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(TypeError):

        @relationship(acylic=True)
        class Between:
            """A misspelt flag."""


@pytest.mark.parametrize(("attribute", "name"), [("id", "id"), ("alt_labels", "altLabels"), ("data_as_on", "dataAsOn")])
def test_camel_and_back(attribute: str, name: str) -> None:
    assert camel(attribute) == name
    assert Prop(name, "string", required=False, doc="").attribute == attribute


# --- the model ------------------------------------------------------------------------------------


def test_names_are_unique_whatever_the_case() -> None:
    names = [name.lower().replace("_", "") for name in (*NODES, *RELS)]
    assert len(names) == len(set(names))
    assert len({n.plural for n in NODES.values()}) == len(NODES)


def test_every_declaration_is_explained_by_a_sentence() -> None:
    for declared in DECLARED:
        assert re.fullmatch(r"\S.*\.", declared.doc), declared
        for found in declared.props.values():
            assert re.fullmatch(r"\S.*[.…]", found.doc), (declared, found.name)


def test_every_property_has_its_attribute() -> None:
    for declared in DECLARED:
        for name, found in declared.props.items():
            assert camel(found.attribute) == found.name == name


def test_every_node_has_an_id_and_every_relationship_its_ends_and_key() -> None:
    assert all(n.props["id"].required and n.props["id"].kind == "string" for n in NODES.values())
    for rel in RELS.values():
        assert rel.ends
        assert {label for pair in rel.ends for label in pair} <= NODES.keys(), rel
        assert set(rel.key) <= rel.props.keys(), rel
        assert rel.dated == {"since", "until"}.issubset(rel.props), rel


def test_what_touches_an_officer_is_personal() -> None:
    personal = {label for label, found in NODES.items() if found.personal}
    assert personal == {"Officer", "Posting"}
    for rel in RELS.values():
        if any("Officer" in pair for pair in rel.ends):
            assert rel.personal, rel


def test_levels_come_with_their_scale() -> None:
    for rel in RELS.values():
        if any(name.lower().endswith("level") for name in rel.props):
            assert "scale" in rel.props, rel


def test_moments_are_never_plain_strings() -> None:
    words = {"since", "until", "at", "awarded", "expires", "completed", "date", "dataAsOn"}
    for declared in DECLARED:
        for name in words & declared.props.keys():
            assert declared.props[name].kind == "instant", (declared, name)
