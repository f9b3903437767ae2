"""Plain links from id to id: which go round in a circle, what they lead to, what they hold together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

Links = Mapping[str, Sequence[str]]
"""Where the links of each id lead."""


def links(pairs: Iterable[tuple[str, str]]) -> Links:
    """The links that the pairs state."""
    found: dict[str, list[str]] = defaultdict(list)
    for start, end in pairs:
        found[start].append(end)
    return dict(found)


def circles(found: Links) -> Iterator[list[str]]:
    """One way round for each link that closes a circle, depth first in the order of ids, from its smallest id on."""
    done: set[str] = set()
    for start in sorted(found):
        way = {} if start in done else {start: iter(sorted(found[start]))}
        while way:
            for other in way[next(reversed(way))]:
                if other in way:
                    yield _turned(list(way), other)
                elif other not in done:
                    way[other] = iter(sorted(found.get(other, ())))
                    break
            else:
                done.add(way.popitem()[0])


def _turned(way: list[str], start: str) -> list[str]:
    circle = way[way.index(start) :]
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]


def reached(start: str, found: Links) -> set[str]:
    """Everything that one or more links lead to."""
    ends: set[str] = set()
    waiting = [start]
    while waiting:
        new = set(found.get(waiting.pop(), ())) - ends
        ends |= new
        waiting += new
    return ends


def groups(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The group of each id that the pairs join, by whatever way."""
    both = links(link for a, b in pairs for link in ((a, b), (b, a)))
    found: dict[str, frozenset[str]] = {}
    for id_ in both:
        if id_ not in found:
            group = frozenset(reached(id_, both))
            found |= dict.fromkeys(group, group)
    return found
