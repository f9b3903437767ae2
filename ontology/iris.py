"""The names of the model in RDF, and how the id of a thing becomes an IRI and back."""

from __future__ import annotations

import re
from types import MappingProxyType
from urllib.parse import quote, unquote

from rdflib import Namespace, URIRef

from ontology.terms import NodeType, Prop, RelType, camel

PREFIXES = MappingProxyType(
    {
        "kg": "https://w3id.org/karmagraph/ns#",
        "kgsh": "https://w3id.org/karmagraph/shapes#",
        "asn": "http://purl.org/ASN/schema/core/",
        "case": "https://purl.imsglobal.org/spec/case/v1p0/vocab#",
        "cass": "https://schema.cassproject.org/0.4/",
        "ceasn": "https://purl.org/ctdlasn/terms/",
        "ceterms": "https://purl.org/ctdl/terms/",
        "dct": "http://purl.org/dc/terms/",
        "elm": "http://data.europa.eu/snb/model/elm/",
        "esco": "http://data.europa.eu/esco/model#",
        "iso-thes": "http://purl.org/iso25964/skos-thes#",
        "lrmi": "http://purl.org/dcx/lrmi-terms/",
        "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
        "onet": "https://www.onetcenter.org/rdf/schema/onet/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "qdata": "https://credreg.net/qdata/terms/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "skosxl": "http://www.w3.org/2008/05/skos-xl#",
        "vc": "https://www.w3.org/2018/credentials#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Every prefix that a term may have, with its namespace; the publishers' own spelling."""

KG = Namespace(PREFIXES["kg"])
SHAPES = Namespace(PREFIXES["kgsh"])
THINGS = "https://w3id.org/karmagraph/id/"
"""Where ids that are not IRIs themselves expand to."""

DATATYPES = MappingProxyType(
    {
        "string": "xsd:string",
        "list": "xsd:string",
        "instant": "xsd:dateTime",
        "float": "xsd:double",
        "int": "xsd:integer",
        "bool": "xsd:boolean",
    }
)
"""The datatype of each kind of property but text, which is `rdf:langString`, or a plain string if its tag is empty."""


def iri(prefixed: str) -> URIRef:
    """The full IRI of a prefixed name such as `skos:broader`; ValueError when the prefix is not in PREFIXES."""
    prefix, colon, name = prefixed.partition(":")
    if not (colon and name and prefix in PREFIXES):
        raise ValueError(f"{prefixed!r} is not a name with a known prefix; known are {', '.join(PREFIXES)}")
    return URIRef(PREFIXES[prefix] + name)


def term(declared: Prop | RelType) -> str:
    """The prefixed name of a property, or of a relationship as a plain property: the standard one, or ours."""
    return declared.term or f"kg:{name_of(declared)}"


def name_of(declared: Prop | RelType) -> str:
    """The name of a property, or of a relationship as a property: `HAS_POSTS` is `hasPosts`."""
    return declared.name if isinstance(declared, Prop) else camel(declared.type.lower())


def class_name(declared: NodeType | RelType) -> str:
    """The local name of a class: `Competency`; of a relationship as a class, `HasPosts`."""
    if isinstance(declared, NodeType):
        return declared.label
    return "".join(word.capitalize() for word in declared.type.split("_"))


_UNICODE = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
_HOST = rf"(?:[\w\-.~!$&'()*+,;={_UNICODE}]|%[0-9A-Fa-f]{{2}})+"
_REST = rf"(?:[\w\-.~!$&'()*+,;=:@/?{_UNICODE}]|%[0-9A-Fa-f]{{2}})*"
_SPACE = re.compile(r"\s")  # an IRI may hold Unicode's spaces, but readers of N-Triples stumble over them
_WEB = rf"https?://{_HOST}(?::\d+)?(?:[/?]{_REST})?"
_IRI = re.compile(rf"(?:{_WEB}|urn:[A-Za-z\d][\w-]+:{_REST}|did:[a-z\d]+:{_REST})(?:#{_REST})?", re.ASCII)


def expand(identifier: str) -> URIRef:
    """The IRI of the thing with this id: the id itself where it is one (http, https, urn, did), else under THINGS.

    An id that begins with THINGS is encoded too, so that `compact` always gives back what was expanded.
    """
    if _IRI.fullmatch(identifier) and not (identifier.startswith(THINGS) or _SPACE.search(identifier)):
        return URIRef(identifier)
    return URIRef(THINGS + quote(identifier, safe=":"))


def compact(address: str) -> str:
    """The id of the thing with this IRI; UnicodeDecodeError (a ValueError) for one under THINGS that is not UTF-8."""
    return unquote(address.removeprefix(THINGS), errors="strict") if address.startswith(THINGS) else str(address)
