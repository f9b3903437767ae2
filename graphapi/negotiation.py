"""Which of several forms of a thing a request asks for (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PART = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_OPTION = re.compile(r';\s*([^\s;=]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_RANGE = re.compile(r"[^\s/;,]+/[^\s/;,]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a thing is served: its syntax, its media type, and the ending of its address."""

    name: str
    media: str
    suffix: str


def best(accept: str | None, forms: Sequence[Form]) -> Form | None:
    """The form that is wanted most, the earlier of equals; None when none is acceptable.

    Without a word all are acceptable. The most specific range that a form falls under says how much it is
    wanted. A range that is not well formed is passed over; parameters other than `q` are not looked at.
    """
    if not (accept or "").strip():
        return forms[0]
    ranges = list(_ranges(accept or ""))
    wanted = {form: _wanted(form.media, ranges) for form in forms}
    found = max(forms, key=wanted.__getitem__)  # the first of equals
    return found if wanted[found] > 0 else None


def _wanted(media: str, ranges: list[tuple[str, float]]) -> float:
    levels = (media, f"{media.partition('/')[0]}/*", "*/*")
    for level in levels:
        named = [quality for name, quality in ranges if name == level]
        if named:
            return max(named)
    return 0.0


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    for part in _PART.findall(accept):
        name, _, _ = part.partition(";")
        name = name.strip().lower()
        options = {key.lower(): value.strip() for key, value in _OPTION.findall(part)}
        quality = options.get("q", "1")
        if _RANGE.fullmatch(name) and _QUALITY.fullmatch(quality):
            yield name, float(quality)


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` has the weak tag, compared weakly."""
    given = [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]
    return "*" in given or tag.removeprefix("W/") in given
