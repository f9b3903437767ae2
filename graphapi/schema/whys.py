"""Why an answer is as it is, in words: `Officer.why` and `Role.why`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graphapi.schema import questions
from graphapi.schema.answers import answer, part, thing
from graphapi.schema.declare import argument
from graphapi.schema.questions import Arguments, Asking
from queries import whys
from queries.arguments import BAD_REQUEST, refused
from queries.why_texts import LANGUAGES

if TYPE_CHECKING:
    from graphapi.schema.entities import Competency


@answer
class Why:
    """Why one competency stands so, or (without one) why the whole does, in a language."""

    competency: Competency | None = thing("Competency", "competency", "What it is about; null: the whole.")
    status: str | None = part(lambda found: found.status, "met, gap, notStated, notComparable; covered, uncovered…")
    text: str = part(lambda found: found.text, "Rule, rows, source, publisher, level descriptor, date and version.")
    language: str
    reviewed: bool = part(lambda found: found.reviewed, "Whether somebody has read the texts of this language.")


LANGUAGE = argument("language", "str", f"One of {', '.join(LANGUAGES)}.", default=LANGUAGES[0])


async def of_officers(asking: Asking, ids: Sequence[str], as_of: str, given: Arguments) -> Mapping[str, list[whys.Why]]:
    """`Officer.why`."""
    language = _language(given)
    found = await questions.officer_gaps(asking, ids, as_of, given)
    known = await asking.scales(given.get("asOf") or as_of)
    return {id_: await whys.whys_of_officer(asking.store, one, known, language) for id_, one in found.items()}


async def of_roles(asking: Asking, ids: Sequence[str], as_of: str, given: Arguments) -> Mapping[str, list[whys.Why]]:
    """`Role.why`."""
    language = _language(given)
    found = await questions.role_coverage(asking, ids, as_of, given)
    known = await asking.scales(as_of)
    return {id_: await whys.whys_of_role(asking.store, one, known, language) for id_, one in found.items()}


def _language(given: Arguments) -> str:
    language: str = given["language"]
    if language not in LANGUAGES:
        refused(BAD_REQUEST, f"language is one of {', '.join(LANGUAGES)}, not {language!r}")
    return language
