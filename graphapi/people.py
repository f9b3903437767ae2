"""Officers' records outside GraphQL: a hidden one is as if it were not there."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from graphapi.state import state_of
from graphapi.subjects import subject_of
from queries.answers import moment
from queries.resolve import UnknownIdError, resolve
from queries.rights import PERSON
from queries.seen import seen


def require_sight(request: Request) -> None:
    """Refuse with 403 whoever may see no officer's record at all."""
    if not subject_of(request).sight:
        raise HTTPException(403, "officers' records are personal data: sign in with a right to see them")


async def visible(request: Request, ids: Sequence[str] | None = None, label: str = PERSON) -> list[str]:
    """Those of some officers (or postings), or of all, that the subject may see, by id."""
    store = state_of(request).store
    return await seen(store, subject_of(request), await moment(store, None), ids, label)


async def officer_named(request: Request, typed: str) -> str:
    """The id of the officer that is named; UnknownIdError where there is none that the subject may see.

    Who may not see all names an officer by the whole id: what else fits would tell of others.
    """
    require_sight(request)
    if subject_of(request).everyone:
        return await resolve(state_of(request).store, PERSON, typed)
    if found := await visible(request, [typed.strip().removeprefix(f"{PERSON}:")]):
        return found[0]
    raise UnknownIdError(f"no {PERSON} answers to {typed!r}", [])
