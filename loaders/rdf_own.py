"""Our own vocabulary, as `ontology.rdf` declares it: derived from the model, term by term.

The model's terms are the field's own, so this table reads SKOS's labels and Dublin Core's rights too.
"""

from __future__ import annotations

from collections import defaultdict

from loaders.rdf_vocabulary import Class, Link, Value, Vocabulary
from ontology.iris import KG, class_name, iri, term
from ontology.model import NODES, RELS
from ontology.terms import Prop

SUBJECT, OBJECT, RELATIONSHIP = str(KG.subject), str(KG.object), str(KG.Relationship)
IDENTIFIER, TITLE = str(iri(term(NODES["Role"].props["id"]))), str(iri(term(NODES["Role"].props["title"])))
"""Said of things of our own classes only: elsewhere they are no id and no title of ours."""

OWN = {str(KG[label]): label for label in NODES if label not in {"Store", "Draft", "Rollup"}}
"""Our classes of things, without what the store keeps of itself."""

QUALIFIED = {
    str(KG[class_name(rel)]): rel.type for rel in RELS.values() if any(prop.public for prop in rel.props.values())
}
"""Our classes of relationships that carry properties."""

CONFIRMED = {"state": "confirmed"}
"""The plain property of a match states only what is confirmed."""


def terms(props: dict[str, Prop]) -> dict[str, Prop]:
    """The public properties by the IRI of their term."""
    return {str(iri(term(prop))): prop for prop in props.values() if prop.public}


def _values() -> dict[str, tuple[Value, ...]]:
    labels: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in NODES.values():
        for predicate, prop in terms(node.props).items():
            if prop.name not in {"id", "title"}:
                labels[predicate, prop.name].add(node.label)
    found: dict[str, tuple[Value, ...]] = defaultdict(tuple)
    for (predicate, name), those in labels.items():
        found[predicate] += (Value(name, frozenset(those)),)
    return found


def _links() -> dict[str, Link]:
    return {
        str(iri(term(rel))): Link((rel.type,), props=CONFIRMED if rel.type.endswith("_MATCH") else {})
        for rel in RELS.values()
    }


VOCABULARY = Vocabulary(
    classes={name: Class(label, rank=3) for name, label in OWN.items()},
    links=_links(),
    values=_values(),
    plain={rel.type: frozenset({frozenset({str(iri(term(rel)))})}) for rel in RELS.values()},
)
