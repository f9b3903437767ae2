"""Places in a page, as text that a client keeps and gives back: opaque, and checked.

A cursor carries the keys of a row, and a sum over them and the list it belongs to: one of another
list, or a changed one, is refused. It is no secret: whoever forges a good one only asks for
another page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

import orjson

_SUM = 6


def encode(scope: str, keys: Sequence[Any]) -> str:
    """The cursor of a row with these keys, in the list that `scope` names."""
    body = orjson.dumps(list(keys))
    return base64.urlsafe_b64encode(_sum(scope, body) + body).decode().rstrip("=")


def decode(scope: str, cursor: str, count: int) -> list[Any]:
    """The keys in the cursor; ValueError for anything that `encode` has not made for this list."""
    try:
        found = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("this is no cursor") from error
    body = found[_SUM:]
    if found[:_SUM] != _sum(scope, body):
        raise ValueError("this cursor belongs to another list or order")
    keys = orjson.loads(body)
    if len(keys) != count:
        raise ValueError("this cursor belongs to another order")
    return list(keys)


def _sum(scope: str, body: bytes) -> bytes:
    return blake2s(scope.encode() + b"\0" + body, digest_size=_SUM).digest()
