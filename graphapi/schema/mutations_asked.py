"""What writing fields do: from a field's arguments to what was recorded, drafted or decided."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from graphql import GraphQLError

from graphapi.schema.mutations_inputs import plain, properties, typed_id
from graphapi.schema.questions import Arguments, Asking
from loaders import draft_differences, drafting, drafts, history, proposals, recording, requirements, reviewed
from loaders.draft_differences import Review
from loaders.drafts import OPEN, Draft, WritingError
from loaders.history import Past
from loaders.proposals import Edit
from loaders.recording import Recorded, Request
from loaders.rows import SourceError
from ontology import cypher
from ontology.instants import now
from ontology.model import NODES, RELS
from queries.arguments import stored_id
from queries.looks import current
from queries.rights import PERSON
from queries.seen import seen
from queries.stores.errors import ConflictError

T = TypeVar("T")
Answer = Callable[[Asking, str, Arguments], Awaitable[T]]

_TRUSTED = frozenset({"steward", "reviewer", "auditor", "recorder"})
"""Rights with which the names of authors are shown."""


def told(answer: Answer[T]) -> Answer[T]:
    """The answer, whose refusals a client sees with their code and what stands in the way."""

    @wraps(answer)
    async def asked(asking: Asking, as_of: str, given: Arguments) -> T:
        try:
            return await answer(asking, as_of, given)
        except WritingError as error:
            raise GraphQLError(str(error), extensions={"code": error.code, **error.details}) from error
        except SourceError as error:
            raise GraphQLError(error.reason, extensions={"code": drafts.BAD_REQUEST}) from error
        except ConflictError as error:
            said = "another write came in the same moment; nothing was written: send it again"
            raise GraphQLError(said, extensions={"code": error.code}) from error

    return asked


# --- records -------------------------------------------------------------------------------------------


def record(kind: str) -> Answer[Recorded]:
    """`recordHoldings` and its like."""

    @told
    async def asked(asking: Asking, _as_of: str, given: Arguments) -> Recorded:
        rows = [plain(row) for row in given["rows"]]
        origin = given.get("source") or recording.ORIGIN
        request = Request(kind, rows, given["idempotencyKey"], given.get("reason") or "", origin)
        return await recording.record(asking.store, asking.subject, request)

    return asked


# --- drafts --------------------------------------------------------------------------------------------


@told
async def propose_change(asking: Asking, _as_of: str, given: Arguments) -> Draft:
    """`proposeChange`: a draft that goes to review at once."""
    drafts.require(asking.subject, "steward", "administrator")
    wanted = plain(given["change"])
    role, competency, remove = wanted.pop("role"), wanted.pop("competency"), wanted.pop("remove", False)
    origin, changes = await requirements.changed(asking.store, role, competency, None if remove else wanted)
    draft = await drafting.create(asking.store, asking.subject, origin, changes, given["reason"])
    return await drafting.submit(asking.store, draft.id, draft.revision, asking.subject)


@told
async def draft_changes(asking: Asking, _as_of: str, given: Arguments) -> Draft:
    """`draftChanges`: a new draft, or an open one of the same author with other changes."""
    drafts.require(asking.subject, "steward", "administrator")
    framework = stored_id("Framework")(given["framework"])
    source = await drafting.proposing(asking.store, await _origin(asking, framework))
    edits = [*map(_thing, given.get("things") or ()), *map(_link, given.get("links") or ())]
    changes = await proposals.proposed(asking.store, edits, source)
    if not given.get("draft"):
        return await drafting.create(asking.store, asking.subject, source.origin, changes, given["reason"])
    revision = given.get("revision") or 0
    return await drafting.edit(
        asking.store, given["draft"], revision, asking.subject, changes, given["reason"], source.origin
    )


async def _origin(asking: Asking, framework: str) -> str:
    rows = await asking.store.rows(cypher.read_nodes(NODES["Framework"]), ids=[framework])
    if not rows:
        raise WritingError(drafts.NOT_FOUND, f"there is no framework {framework}")
    return str(dict(zip(NODES["Framework"].props, rows[0], strict=True))["origin"])


def _thing(given: Mapping[str, Any]) -> Edit:
    label, id_ = typed_id(given["id"])
    if not proposals.proposable(label):
        raise WritingError(drafts.BAD_REQUEST, f"a draft changes no {label}")
    props = properties(NODES[label].props, given.get("properties"))
    return Edit(label, (label, id_), None, None if given.get("retire") else props)


def _link(given: Mapping[str, Any]) -> Edit:
    type_, start, end = given["type"], typed_id(given["from"]), typed_id(given["to"])
    if type_ not in RELS or (start[0], end[0]) not in RELS[type_].ends or not proposals.proposable(type_):
        raise WritingError(drafts.BAD_REQUEST, f"the model has no {type_} from {start[0]} to {end[0]} to propose")
    props = properties(RELS[type_].props, given.get("properties"))
    return Edit(type_, start, end, None if given.get("remove") else props)


@told
async def submit_draft(asking: Asking, _as_of: str, given: Arguments) -> Draft:
    """`submitDraft`."""
    return await drafting.submit(asking.store, given["id"], given["revision"], asking.subject)


@told
async def approve_draft(asking: Asking, _as_of: str, given: Arguments) -> Draft:
    """`approveDraft`."""
    reason = given.get("reason") or ""
    return await drafting.approve(asking.store, given["id"], given["revision"], asking.subject, reason)


@told
async def reject_draft(asking: Asking, _as_of: str, given: Arguments) -> Draft:
    """`rejectDraft`."""
    return await drafting.reject(asking.store, given["id"], given["revision"], asking.subject, given["reason"])


@told
async def put_under_review(asking: Asking, _as_of: str, given: Arguments) -> list[str]:
    """`putUnderReview`."""
    drafts.require(asking.subject, "reviewer")
    framework = stored_id("Framework")(given["framework"])
    await _origin(asking, framework)
    await reviewed.put_under_review(asking.store, framework)
    return await under_review(asking, _as_of, {})


# --- what is asked -------------------------------------------------------------------------------------


async def under_review(asking: Asking, _as_of: str, _given: Arguments) -> list[str]:
    """`underReview`."""
    return [f"Framework:{id_}" for id_ in await reviewed.frameworks(asking.store)]


@told
async def listed(asking: Asking, _as_of: str, given: Arguments) -> list[Draft]:
    """`drafts`."""
    states = [state.value for state in given.get("states") or ()] or OPEN
    found = [each for each in await drafting.listed(asking.store, states) if _sees(asking, each)]
    return [each for each in found if each.awaits(asking.subject)] if given.get("awaitingMe") else found


@told
async def one(asking: Asking, _as_of: str, given: Arguments) -> Review:
    """`draft`."""
    [draft] = await drafting.read(asking.store, [given["id"]])
    if not _sees(asking, draft):
        raise WritingError(drafts.NOT_FOUND, f"there is no draft {given['id']}")
    return await draft_differences.review(asking.store, draft, asking.subject)


def _sees(asking: Asking, draft: Draft) -> bool:
    """Stewards, reviewers and auditors see all drafts, others their own."""
    by = asking.subject
    return bool(by.rights & {"steward", "reviewer", "auditor"}) or (bool(by.id) and draft.author == by.id)


async def changes(asking: Asking, _as_of: str, given: Arguments) -> list[Past]:
    """`changes`: of a person only for those who see the record."""
    label, colon, rest = given["of"].partition(":")
    id_ = rest if colon and label in NODES else given["of"]
    own = bool(await seen(asking.store, asking.subject, now(), [id_]))
    found = [each for each in await history.changes(asking.store, id_) if own or not _personal(each.type)]
    if (looks := current()) and any(_personal(each.type) for each in found):
        looks.reach({PERSON})
        looks.see([id_])
    named = own or bool(asking.subject.rights & _TRUSTED)
    return found if named else [each.anonymous() for each in found]


def _personal(type_: str) -> bool:
    return type_ == PERSON or (NODES.get(type_) or RELS[type_]).personal
