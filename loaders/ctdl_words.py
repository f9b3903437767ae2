"""The standard terms and ours in the words of CTDL and CTDL-ASN, for each kind of thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loaders.rdf_ctdl import CEASN, CETERMS, PREREQUISITES
from loaders.rdf_terms import SKOS, TYPE, Statement
from loaders.rows import NodeRow
from ontology.iris import iri, term
from ontology.model import NODES, RELS

_CLASSES = {"Framework": CEASN + "CompetencyFramework", "Competency": CEASN + "Competency"}
_MODULES = {"course": "Course", "programme": "LearningProgram"}
_STATUSES = {"live": "Published", "draft": "Draft", "retired": "Deprecated"}
_STATUS = "https://purl.org/ctdlasn/vocabs/publicationStatus/"

_VALUES: dict[str, dict[str, str]] = {
    "Framework": {"labels": CEASN + "name", "definitions": CEASN + "description",
                  "publisher": CEASN + "publisherName", "languages": CEASN + "inLanguage"},
    "Competency": {"labels": CEASN + "competencyText", "altLabels": CEASN + "competencyLabel",
                   "definitions": CEASN + "comment", "notation": CEASN + "codedNotation",
                   "kind": CEASN + "competencyCategory"},
    "Role": {"labels": CETERMS + "name", "altLabels": CETERMS + "alternateName",
             "definitions": CETERMS + "description", "notation": CETERMS + "codedNotation"},
}  # fmt: skip
_VALUES["Module"] = _VALUES["Role"] | {"languages": CETERMS + "inLanguage"}

_TERMS = {
    label: {str(iri(term(NODES[label].props[name]))): other for name, other in those.items()}
    for label, those in _VALUES.items()
}
"""The terms of values by label: the model's, and CTDL's."""

_LINKS = {
    "Competency": {
        SKOS + "broader": CEASN + "isChildOf",
        SKOS + "inScheme": CEASN + "isPartOf",
        SKOS + "topConceptOf": CEASN + "isTopChildOf",
        SKOS + "exactMatch": CEASN + "exactAlignment",
        SKOS + "broadMatch": CEASN + "broadAlignment",
        SKOS + "narrowMatch": CEASN + "narrowAlignment",
    },
    "Module": {
        str(iri(term(RELS["COVERS"]))): CETERMS + "teaches",
        str(iri(term(RELS["PART_OF"]))): CETERMS + "isPartOf",
    },
}
_PREREQUISITE = str(iri(term(RELS["PREREQUISITE"])))
_STATE = str(iri(term(NODES["Framework"].props["status"])))


class Words:
    """Says statements about nodes in CTDL's words.

    Of a prerequisite alignment the object needs the subject; the way of CaSS, the subject needs the object.
    """

    def __init__(self, nodes: Mapping[str, NodeRow], *, cass: bool) -> None:
        self._nodes = nodes
        self._cass = cass

    def of(self, said: Statement) -> Iterator[Statement]:
        """The statement in CTDL's words, or as it is where it has none."""
        row = self._nodes.get(said.s)
        if said.p == _PREREQUISITE and row and said.tag is None:
            yield self._needs(said, row.label)
        elif said.p in PREREQUISITES and said.tag is None and self._cass:
            yield said._replace(s=said.o, o=said.s)
        elif row is None:
            yield said
        elif said.p == TYPE:
            yield said._replace(o=self._class(said.o, row))
        else:
            yield _renamed(said, row.label)

    def _needs(self, said: Statement, label: str) -> Statement:
        """A needs B: B is a prerequisite to A, a preparation for A."""
        if label == "Competency" and self._cass:
            return said._replace(p=PREREQUISITES[0])
        alignment = PREREQUISITES[0] if label == "Competency" else CETERMS + "isPreparationFor"
        return said._replace(s=said.o, p=alignment, o=said.s)

    def _class(self, name: str, row: NodeRow) -> str:
        if name != str(iri(NODES[row.label].term or "rdfs:Resource")):
            return name
        if row.label == "Module":
            return CETERMS + _MODULES.get(row.props.get("kind", ""), "LearningOpportunityProfile")
        return _CLASSES.get(row.label, name)


def _renamed(said: Statement, label: str) -> Statement:
    if said.tag is None:
        return said._replace(p=_LINKS.get(label, {}).get(said.p, said.p))
    if label == "Framework" and said.p == _STATE and said.o in _STATUSES:
        return Statement(said.s, CEASN + "publicationStatusType", _STATUS + _STATUSES[said.o], None, said.graph)
    return said._replace(p=_TERMS.get(label, {}).get(said.p, said.p))
