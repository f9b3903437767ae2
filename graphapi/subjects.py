"""Who asks: the subject of a request, as signing in has found it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from starlette.requests import HTTPConnection
from starlette.types import Scope

from queries.rights import PUBLIC, Right, Subject

SUBJECT = "karmagraph.subject"
"""Where a request's scope has its subject."""

RIGHTS: tuple[Right, ...] = get_args(Right)


class CredentialError(Exception):
    """A credential that is not accepted; the message says why, and nothing of the credential."""


class IssuerAwayError(Exception):
    """Whether a token is good cannot be known now: its issuer does not answer."""


def subject_of(request: HTTPConnection) -> Subject:
    """The subject of a request; nobody in particular where signing in has not found one."""
    return subject_in(request.scope)


def subject_in(scope: Scope) -> Subject:
    """The subject in a request's scope."""
    found: Subject = scope.get(SUBJECT, PUBLIC)
    return found


def rights(words: Iterable[str]) -> frozenset[Right]:
    """The rights among some words, which may be other programs' too; everybody reads what is published."""
    wanted = set(words)
    return frozenset(right for right in RIGHTS if right in wanted or right == "reader")
