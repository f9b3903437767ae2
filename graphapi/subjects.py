"""Who asks: the subject of a request."""

from __future__ import annotations

from starlette.requests import Request

from graphapi.state import state_of
from queries.rights import DEVELOPER, PUBLIC, Subject


def subject_of(request: Request) -> Subject:
    """The subject of a request: for now by the address alone."""
    return DEVELOPER if state_of(request).people else PUBLIC
