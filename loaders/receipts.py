"""Idempotency: a request that was written is answered again as it was, when it comes again under its key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from loaders.drafts import BAD_REQUEST, WritingError
from ontology.instants import stamp
from queries import question

if TYPE_CHECKING:
    from queries.stores import Store

KEPT = timedelta(days=7)
"""How long a key is remembered; only of what was written."""

REUSED = "IDEMPOTENCY_KEY_REUSED"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Receipt:
    """A request under its writer's key, both as digests."""

    key: str
    request: str

    def kept(self, answer: Mapping[str, Any]) -> dict[str, str]:
        """The properties of the change that the request makes."""
        return {"key": self.key, "answer": orjson.dumps({"request": self.request, "answer": answer}).decode()}


def receipt(writer: str, key: str, request: Any) -> Receipt:
    """The receipt of a writer's request; WritingError for a key that is empty or too long."""
    if not 0 < len(key) <= LONGEST:
        raise WritingError(BAD_REQUEST, f"idempotencyKey has 1 to {LONGEST} characters")
    return Receipt(_digest([writer, key]), _digest(request))


async def answered(store: Store, asked: Receipt) -> dict[str, Any] | None:
    """What was answered to the same request under its key; WritingError when the key came with another request."""
    since = stamp(datetime.now(UTC) - KEPT)
    for row in await store.ask(question("writing/receipts"), keys=[asked.key], since=since):
        known: dict[str, Any] = orjson.loads(row["answer"])
        if known["request"] != asked.request:
            raise WritingError(REUSED, "this idempotencyKey came with another request before: take a new one")
        answer: dict[str, Any] = known["answer"]
        return answer
    return None


def _digest(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
