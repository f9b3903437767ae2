"""The reference page of the model, and the list of files that are derived from the model and committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ontology.iris import class_name, term
from ontology.model import NODES, RELS
from ontology.rdf import shapes, turtle, vocabulary
from ontology.terms import NodeType, Prop, RelType

SHARED_FROM = 3
"""A property declared alike in this many types is described once, for all of them."""

KINDS = {
    "string": "string",
    "list": "list of strings",
    "text": "language-tagged text",
    "instant": "moment",
    "float": "number",
    "int": "whole number",
    "bool": "true or false",
}
"""The kinds of properties as the page calls them."""

INTRO = """\
# The model

<!-- Derived from ontology/model.py by `python -m ontology`: change it there. -->

Karmagraph keeps one graph. A **Role** requires **Competencies**, each at a level; **Modules** cover competencies,
from a level to a level; an **Officer** holds competencies, with evidence, and has a **Posting** in a role at an
**Organisation**. What an officer's role requires and the officer does not hold is a gap; what a role requires and
no live module covers is uncovered. Everything else says where these things come from (Framework, Identifier), how
they are ordered (BROADER, PART_OF, IN_SCHEME), how they compare (Scale, Level, matches) and who changed them
(Change, Draft).

Seven rules hold for all of it:

1. **Identity.** `id` is unique over the whole store: the source's own IRI, or `<source>:<its id>`, such as
   `onet:15-1252.00`. Nothing is joined by name: two things with one label stay two things.
2. **Text** is language-tagged: each value is `lang|text` (`hi|वित्त`), the tag as in BCP 47 or empty. `title` is the
   label in the default language, for sorting, and never empty.
3. **Levels** are numbers on a scale named beside them. They compare only within one scale, or through levels
   declared equivalent. An absent level means *not stated*: neither 0 nor 1.
4. **Moments** are UTC, written `2026-11-24T10:00:00Z`. Validity runs from `since` to before `until`; absent means
   always, or still. Nothing is overwritten: a new statement closes the old one, so that any past date can be asked.
5. **Parallel relationships** of one type between the same two things are told apart by their key, where they have
   one, by their source and by the moment they are stated from.
6. **Personal data** is marked. It concerns officers, needs no name, and is shown only to those entitled to it.
7. **Internal** properties are the service's own: they are in neither GraphQL nor the vocabulary.

**In RDF** the columns *RDF class* and *RDF* give the term, with the prefixes of `docs/vocabulary.ttl`; `kg:` is our
own, used where no standard term fits. A thing's IRI is its id, or `https://w3id.org/karmagraph/id/` and its id
percent-encoded. A relationship with properties is also a class (`kg:Requires`, for REQUIRES): one node a
relationship, with `kg:subject`, `kg:object` and the properties. The plain property is stated as well when the
relationship is valid, confirmed and not negative. `shapes.ttl` holds the same rules for checking data.
"""


def reference() -> str:
    """The page docs/model.md, in Markdown."""
    return "\n".join((INTRO, *_nodes(), *_relationships()))


def derived_files() -> dict[str, str]:
    """The content of each committed file that is derived from the model, by its path from the root."""
    return {
        "docs/model.md": reference(),
        "docs/vocabulary.ttl": turtle(vocabulary()),
        "shapes.ttl": turtle(shapes()),
    }


def _nodes() -> Iterable[str]:
    shared = _shared(NODES.values())
    yield "## Node types\n"
    yield from _table(
        ("Type", "What it is", "RDF class"),
        ((f"[{n.label}](#{n.label.lower()})", _marked(n), f"`{_rdf_class(n)}`") for n in NODES.values()),
    )
    yield "### Shared by node types\n"
    yield from _properties(shared)
    for node in NODES.values():
        yield f"### {node.label}\n"
        yield f"{_marked(node)}\n"
        yield from _links(node.label)
        yield from _section(node, shared)


def _relationships() -> Iterable[str]:
    shared = _shared(RELS.values())
    yield "## Relationships\n"
    yield from _table(
        ("Type", "From and to", "Meaning", "RDF"),
        ((f"[{r.type}](#{r.type.lower()})", _ends(r), _marked(r), f"`{term(r)}`") for r in RELS.values()),
    )
    yield "### Shared by relationships\n"
    yield from _properties(shared)
    for rel in RELS.values():
        yield f"### {rel.type}\n"
        yield f"{_ends(rel)}. {_marked(rel)}{_rules(rel)}\n"
        yield from _section(rel, shared)


def _section(declared: NodeType | RelType, shared: list[Prop]) -> Iterable[str]:
    """The properties of one type: the shared ones by name, its own in full."""
    if common := [f"`{prop.name}`" for prop in declared.props.values() if prop in shared]:
        yield f"Shared: {', '.join(common)}.\n"
    if own := [prop for prop in declared.props.values() if prop not in shared]:
        yield from _properties(own)


def _shared(types: Iterable[NodeType | RelType]) -> list[Prop]:
    counts = Counter(prop for declared in types for prop in declared.props.values())
    return [prop for prop, count in counts.items() if count >= SHARED_FROM]


def _properties(props: Iterable[Prop]) -> Iterable[str]:
    return _table(("Property", "Type", "Meaning", "RDF"), (_property(prop) for prop in props))


def _property(prop: Prop) -> tuple[str, ...]:
    kind = KINDS[prop.kind] + (", required" if prop.required else "")
    if not prop.public:
        return f"`{prop.name}`", f"{kind}, internal", prop.doc, ""
    return f"`{prop.name}`", kind, prop.doc, f"`{term(prop)}`"


def _links(label: str) -> Iterable[str]:
    """What leaves the node type and what arrives at it."""
    links = [(start, f"[{rel.type}](#{rel.type.lower()})", end) for rel in RELS.values() for start, end in rel.ends]
    leaving = [f"{link} {end}" for start, link, end in links if start == label]
    arriving = [f"{start} {link}" for start, link, end in links if end == label]
    for heading, found in (("From it", leaving), ("To it", arriving)):
        if found:
            yield f"{heading}: {', '.join(found)}.\n"


def _ends(rel: RelType) -> str:
    return ", ".join(f"{start} → {end}" for start, end in rel.ends)


def _marked(declared: NodeType | RelType) -> str:
    return declared.doc + (" **Personal data.**" if declared.personal else "")


def _rules(rel: RelType) -> str:
    rules = {
        "At most one leaves a node.": rel.single,
        "Cycles are refused.": rel.acyclic,
        "Written by the service, never loaded.": rel.derived,
        f"Key: {', '.join(f'`{name}`' for name in rel.key)}.": bool(rel.key),
    }
    return "".join(f" {rule}" for rule, holds in rules.items() if holds)


def _rdf_class(node: NodeType) -> str:
    return f"kg:{class_name(node)}" + (f"` ⊂ `{node.term}" if node.term else "")


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    yield f"| {' | '.join(header)} |"
    yield "|---" * len(header) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
