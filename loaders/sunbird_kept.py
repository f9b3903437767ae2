"""What is kept of a Sunbird document: keys and entries that our writer would not write so by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from loaders.sunbird_extra import Kept, compact
from loaders.sunbird_terms import LINKS, Edge, Item, Term, Terms
from loaders.sunbird_written import MADE, Writer, category_codes


def keep(terms: Terms, sources: Mapping[str, Item], categories: list[str]) -> None:
    """Fill `kept` of each term, from the objects that they were read from."""
    writer = Writer(terms, category_codes(categories))
    mentions = Counter(
        terms.related(edge)
        for term in terms.by_id.values()
        for key in ("associations", "children")
        for entry in entries(sources[term.id], key)
        if (edge := terms.edge(term, entry, key))
    )
    kept = {id_: _kept(terms.by_id[id_], source, writer, terms, mentions) for id_, source in sources.items()}
    for id_, found in kept.items():
        terms.by_id[id_].kept |= found


def entries(item: Item, key: str) -> list[Item]:
    """The objects under a key; none where it holds no list."""
    value = item.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def differing(item: Item, plain: Item, but: frozenset[str] = LINKS) -> Kept:
    """The values of keys that are written otherwise, and which made-up keys the source lacks."""
    found: Kept = {
        key: [value]
        for key, value in item.items()
        if key not in but and (key not in plain or compact(value) != compact(plain[key]))
    }
    absent = sorted(MADE & plain.keys() - item.keys())
    return found | ({"absent": [absent]} if absent else {})


def _kept(term: Term, source: Item, writer: Writer, terms: Terms, mentions: Counter[Edge]) -> Kept:
    found = differing(source, writer.plain(term))
    for key in ("associations", "children"):
        if key not in source:
            continue
        plain = {compact(entry) for entry in writer.stated[term.id, key]}
        odd = [e for e in entries(source, key) if _odd(term, e, key, terms, plain, mentions)]
        if odd or not source[key] or not isinstance(source[key], list):
            found[key] = [odd or source[key]]
    return found


def _odd(term: Term, entry: Item, key: str, terms: Terms, plain: set[str], mentions: Counter[Edge]) -> bool:
    if term.id in terms.by_id.get(terms.named(entry), term).kept.get("nested", []):
        return False
    edge = terms.edge(term, entry, key)
    return compact(entry) not in plain or edge is None or mentions[terms.related(edge)] > 1
