"""What a service is told: where the graph is, where it listens, who may sign in."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec

from graphapi.issuers import Issuer, issuer
from queries.stores import DEFAULT_URI


def _flag(name: str) -> bool | None:
    value = os.environ.get(name, "").lower()
    return None if not value else value in {"1", "yes", "true", "on"}


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


@cache
def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a service; each can be given as an environment variable.

    Without an issuer and keys nobody can sign in: then everything is open to this machine on a loopback address, and
    to all where all data is illustrative, unless `people` is False (KARMAGRAPH_PEOPLE=0). ValueError for settings
    that do not go together.
    """

    store: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_STORE", DEFAULT_URI))
    host: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_HOST", "127.0.0.1"))
    port: int = field(default_factory=lambda: int(os.environ.get("KARMAGRAPH_PORT", "8000")))
    people: bool | None = field(default_factory=lambda: _flag("KARMAGRAPH_PEOPLE"))
    issuer: Issuer | None = field(default_factory=issuer)
    """Whose OpenID Connect tokens are accepted."""
    keys: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_KEYS", ""))
    """The file of API keys."""
    documents: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_DOCUMENTS", ""))
    """The folder, or the manifest, of registered GraphQL documents."""
    free_text: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_FREE_TEXT", ""))
    """The rights that may send GraphQL documents of their own, with commas; empty: everybody may."""
    upload_token: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_UPLOAD_TOKEN", ""), repr=False)
    """Who has it may load files over HTTP; without one nobody may."""
    metrics_token: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_METRICS_TOKEN", ""), repr=False)
    """Who has it may read `/metrics`; without one everybody who reaches it may."""
    rate: int = field(default_factory=lambda: _number("KARMAGRAPH_RATE", 10_000_000))
    """Cost a second that one client may ask for, as a rule; 0 is no limit."""
    concurrency: int = field(default_factory=lambda: _number("KARMAGRAPH_CONCURRENCY", 32))
    """GraphQL requests in progress at most: more only wait for the same cores (docs/bench.md, `overload`)."""
    rollup: bool | None = field(default_factory=lambda: _flag("KARMAGRAPH_ROLLUP"))
    """Whether to keep a roll-up that the store has up to date; without a word it is."""
    slow_ms: int = field(default_factory=lambda: _number("KARMAGRAPH_SLOW_MS", 1000))
    """Milliseconds above which a statement is logged, with its text."""
    traces: bool | None = field(default_factory=lambda: _flag("KARMAGRAPH_TRACES"))
    """Whether to send traces by OTLP; it needs the extra `tracing`."""
    log: bool | None = field(default_factory=lambda: _flag("KARMAGRAPH_LOG"))
    """Whether to log as JSON lines on stderr; without a word, where that is no terminal."""

    def __post_init__(self) -> None:
        """Refuse what would open officers' records to everybody."""
        if self.people:
            raise ValueError("KARMAGRAPH_PEOPLE=1 is no more: give KARMAGRAPH_ISSUER or KARMAGRAPH_KEYS, and rights")

    @property
    def signs_in(self) -> bool:
        """Whether anybody can sign in."""
        return bool(self.issuer or self.keys)

    @property
    def rolls_up(self) -> bool:
        """Whether the service keeps a roll-up up to date: it must be able to count."""
        return self.rollup is not False and all(find_spec(name) for name in ("duckdb", "ibis"))

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches the service."""
        return _is_loopback(self.host)
