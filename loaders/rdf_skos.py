"""SKOS and SKOS-XL, with Dublin Core as their publishers use it (W3C recommendation of 18 August 2009)."""

from __future__ import annotations

from loaders.rdf_terms import DCT, SKOS, Statement
from loaders.rdf_vocabulary import Class, Link, Through, Value, Vocabulary
from ontology.iris import PREFIXES

MEMBER_LIST, COLLECTION, ORDERED = SKOS + "memberList", SKOS + "Collection", SKOS + "OrderedCollection"
_DC = "http://purl.org/dc/elements/1.1/"
_XL, _OWL, _RDFS, _ISO = (PREFIXES[prefix] for prefix in ("skosxl", "owl", "rdfs", "iso-thes"))
_CTDL = (PREFIXES["ceterms"], "http://purl.org/ctdl/terms/")
_SCHEMA = (PREFIXES["schema"], "http://schema.org/")

_ROLES = {"Occupation": None, "Job": "job", "WorkRole": "position"}
"""Classes of CTDL (Occupation of schema.org too) for what is a role with us, with its kind."""

_STATUS = {"live": "live", "draft": "draft", "planned": "planned", "retired": "retired",
           "obsolete": "retired", "deprecated": "retired"}  # fmt: skip

_LANGUAGES = """eng=en fra=fr fre=fr spa=es rus=ru ara=ar zho=zh chi=zh deu=de ger=de ita=it por=pt nld=nl dut=nl
 pol=pl ces=cs cze=cs slk=sk slo=sk slv=sl hrv=hr bul=bg ron=ro rum=ro hun=hu fin=fi swe=sv dan=da est=et lav=lv
 lit=lt ell=el gre=el mlt=mt gle=ga nor=no isl=is ice=is ukr=uk tur=tr jpn=ja kor=ko hin=hi ben=bn mar=mr tel=te
 tam=ta guj=gu urd=ur kan=kn ori=or mal=ml pan=pa asm=as san=sa nep=ne snd=sd kas=ks"""
_TAGS = {code: tag for code, _, tag in (pair.partition("=") for pair in _LANGUAGES.split())}
"""Codes of ISO 639-2, as the Library of Congress and the European Union name languages, to their BCP 47 tags."""


def _language(said: Statement) -> str | None:
    return said.o if said.tag is not None else _TAGS.get(said.o.rpartition("/")[2].lower())


def _status(said: Statement) -> str | None:
    return _STATUS.get(said.o.rpartition("/")[2].lower())


def _deprecated(said: Statement) -> str | None:
    return "retired" if said.o in {"true", "1"} else None


VOCABULARY = Vocabulary(
    classes={
        SKOS + "ConceptScheme": Class("Framework"),
        SKOS + "Concept": Class("Competency"),
        COLLECTION: Class("Collection"),
        ORDERED: Class("Collection"),
        **{base + name: Class("Role", 2, kind) for base in _CTDL for name, kind in _ROLES.items()},
        **{base + "Occupation": Class("Role", 2) for base in _SCHEMA},
    },
    links={
        SKOS + "narrower": Link(("BROADER",), inverse=True),
        SKOS + "topConceptOf": Link(("IN_SCHEME",), props={"top": True}),
        SKOS + "hasTopConcept": Link(("IN_SCHEME",), inverse=True, props={"top": True}),
    },
    values={
        _ISO + "status": (Value("status", read=_status),),
        _OWL + "deprecated": (Value("status", rank=2, read=_deprecated),),
        DCT + "title": (Value("labels", rank=3),),
        _DC + "title": (Value("labels", rank=4),),
        _RDFS + "label": (Value("labels", rank=5),),
        DCT + "description": (Value("definitions", rank=3),),
        _DC + "description": (Value("definitions", rank=4),),
        _DC + "publisher": (Value("publisher", rank=3),),
        _DC + "rights": (Value("attribution", rank=3),),
        DCT + "language": (Value("languages", frozenset({"Framework"}), read=_language),),
        _DC + "language": (Value("languages", frozenset({"Framework"}), rank=3, read=_language),),
    },
    through={
        _XL + "prefLabel": Through("labels", _XL + "literalForm"),
        _XL + "altLabel": Through("altLabels", _XL + "literalForm"),
    },
    plain={"IN_SCHEME": frozenset({frozenset({SKOS + "inScheme", SKOS + "topConceptOf"})})},
)
