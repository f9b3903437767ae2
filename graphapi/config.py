"""What a service is told: where the graph is, where it listens, who may see people."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field

from queries.stores import DEFAULT_URI


def _flag(name: str) -> bool | None:
    value = os.environ.get(name, "").lower()
    return None if not value else value in {"1", "yes", "true", "on"}


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a service; each can be given as an environment variable.

    `people` opens officers' records to whoever reaches the service (KARMAGRAPH_PEOPLE). Without a
    word they are open only on a loopback address, or where all data is illustrative.
    """

    store: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_STORE", DEFAULT_URI))
    host: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_HOST", "127.0.0.1"))
    port: int = field(default_factory=lambda: int(os.environ.get("KARMAGRAPH_PORT", "8000")))
    people: bool | None = field(default_factory=lambda: _flag("KARMAGRAPH_PEOPLE"))
    upload_token: str = field(default_factory=lambda: os.environ.get("KARMAGRAPH_UPLOAD_TOKEN", ""), repr=False)
    """Who has it may load files over HTTP; without one nobody may."""

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches the service."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
