"""The words of names in a tantivy index in memory: every word of a question, with typing errors or without."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tantivy import Document, Index, Occur, Order, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from queries.search_text import spellings, typing_errors

MOST_WORDS = 12
"""Words of a question that are looked for one by one."""

_MEMORY = 128_000_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Node types and frameworks that are wanted; none given: all."""

    types: Collection[str]
    frameworks: Collection[str]

    def allows(self, label: str, frameworks: Collection[str]) -> bool:
        """Whether a thing of that type in those frameworks is wanted."""
        return (not self.types or label in self.types) and (
            not self.frameworks or any(framework in self.frameworks for framework in frameworks)
        )

    def queries(self) -> list[Query]:
        """The same for tantivy."""
        fields = (("label", self.types), ("framework", self.frameworks))
        return [Query.term_set_query(_SCHEMA, field, list(values)) for field, values in fields if values]


def _schema() -> SchemaBuilder:
    builder = SchemaBuilder().add_unsigned_field("place", fast=True)
    for field, tokenizer in (("words", "spaces"), ("label", "raw"), ("framework", "raw")):
        builder.add_text_field(field, tokenizer_name=tokenizer, index_option="basic")
    return builder


_SCHEMA = _schema().build()


class WordIndex:
    """Names by their words; a name is known by its place, the lower the better."""

    def __init__(self, names: Iterable[tuple[str, str, Collection[str]]]) -> None:
        """Take the words, the node type and the frameworks of each name, in the order of their places."""
        index = Index(_SCHEMA)
        index.register_tokenizer("spaces", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        # one thread: one segment, which is asked faster than two
        writer = index.writer(_MEMORY, num_threads=1)
        for place, name in enumerate(names):
            writer.add_document(_entry(place, *name))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def places(self, asked: Sequence[str], errors: int, wanted: Filter, limit: int) -> Iterator[int]:
        """The places, in order, of names that have every word asked for, the last one perhaps unfinished.

        With so many typing errors a word as are asked for and the word may hold. They are read in
        growing pages from `limit`, for the reader may have use for few of them.
        """
        query, offset = _all(_every(asked[:MOST_WORDS], errors), *wanted.queries()), 0
        while offset < self._searcher.num_docs:
            limit = min(limit, self._searcher.num_docs)
            found = self._searcher.search(
                query, limit, count=False, order_by_field="place", offset=offset, order=Order.Asc
            )
            yield from (place for place, _ in found.hits)
            if len(found.hits) < limit:
                return
            offset, limit = offset + limit, 4 * limit


def most_errors(asked: Sequence[str]) -> int:
    """The most typing errors that any word asked for may hold."""
    return max(map(typing_errors, asked[:MOST_WORDS]), default=0)


def _entry(place: int, text: str, label: str, frameworks: Collection[str]) -> Document:
    entry = Document()
    entry.add_unsigned("place", place)
    entry.add_text("label", label)
    for framework in frameworks:
        entry.add_text("framework", framework)
    if not text.isascii():
        text = " ".join(spelling for word in text.split() for spelling in spellings(word))
    entry.add_text("words", text)
    return entry


def _every(asked: Sequence[str], errors: int) -> Query:
    *finished, last = asked
    return _all(*(_spelt(word, errors) for word in finished), _spelt(last, errors, unfinished=True))


def _spelt(word: str, errors: int, *, unfinished: bool = False) -> Query:
    allowed = min(errors, typing_errors(word))
    either = [(Occur.Should, _near(spelling, allowed, unfinished=unfinished)) for spelling in spellings(word)]
    return Query.boolean_query(either)


def _near(word: str, errors: int, *, unfinished: bool) -> Query:
    if errors or unfinished:
        return Query.fuzzy_term_query(_SCHEMA, "words", word, distance=errors, prefix=unfinished)
    return Query.term_query(_SCHEMA, "words", word, "basic")


def _all(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
