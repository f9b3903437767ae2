"""Whether a credential was revoked, by the status lists that are at hand (W3C Bitstring Status List 1.0)."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from loaders.badges_keys import decoded
from loaders.badges_proof import Item, ProofError, Trust, issuer, verified
from loaders.documents import document
from loaders.rows import SourceError

_LARGEST = 16 << 20
"""Bytes of a list: 128 million credentials."""


def lists(path: Path, trust: Trust) -> dict[str, Item]:
    """The status lists of a file by their id, objects or tokens in an array; SourceError for one not verified."""
    value = document(path)
    found: dict[str, Item] = {}
    for each in value if isinstance(value, list) else [value]:
        try:
            credential = verified(each, trust)
        except ProofError as error:
            hint = "are its issuer's keys given?"
            raise SourceError(path.name, f"a status list is not verified: {error}", hint) from error
        found[str(credential.get("id"))] = credential
    return found


def revoked(credential: Item, known: dict[str, Item]) -> bool:
    """Whether a list says that the credential is revoked or suspended; ProofError where no list at hand can say."""
    entries = credential.get("credentialStatus") or []
    return any(_set(each, credential, known) for each in (entries if isinstance(entries, list) else [entries]))


def _set(entry: Any, credential: Item, known: dict[str, Item]) -> bool:
    if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
        raise ProofError("has a status of a kind that is not looked up")
    found = known.get(str(entry.get("statusListCredential")))
    subject = found.get("credentialSubject") if found else None
    if found is None or not isinstance(subject, dict) or issuer(found) != issuer(credential):
        raise ProofError("no status list of its issuer is at hand for it")
    if entry.get("statusPurpose") != subject.get("statusPurpose"):
        raise ProofError("its status list has another purpose")
    try:
        index, bits = _index(entry), _bits(str(subject.get("encodedList") or ""))
        return bool(bits[index // 8] >> (7 - index % 8) & 1)
    except (ValueError, IndexError, zlib.error) as error:
        raise ProofError("its status list does not reach to it") from error


def _index(entry: Item) -> int:
    """The place in the list; ValueError for one before its beginning, which Python would take from the end."""
    index = int(str(entry.get("statusListIndex")))
    if index < 0:
        raise ValueError("a place before the beginning")
    return index


def _bits(encoded: str) -> bytes:
    """The bits of a list, from multibase base64url of gzip; ValueError where they are too many."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    bits = unpacker.decompress(decoded(encoded.removeprefix("u")), _LARGEST)
    if unpacker.unconsumed_tail:
        raise ValueError("the list is too long")
    return bits
