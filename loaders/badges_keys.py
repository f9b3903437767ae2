"""Public keys as a JWK Set, and whether a signature is theirs: Ed25519 (RFC 8032) and RSA with SHA-256 (RFC 8017).

Only signatures of public data are verified here, so that nothing need be kept secret or take constant time.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.documents import document, objects
from loaders.rows import Place, SourceError

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
_RSA_LEAST = 2048

Point = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of an issuer: `kty` OKP (Ed25519) or RSA, and its numbers."""

    id: str
    issuer: str
    kty: str
    x: bytes = b""
    n: int = 0
    e: int = 0

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature over the message is this key's."""
        return ed25519(self.x, signature, message) if self.kty == "OKP" else self._rsa(signature, message)

    def _rsa(self, signature: bytes, message: bytes) -> bool:
        size = (self.n.bit_length() + 7) // 8
        if len(signature) != size:
            return False
        digest = _SHA256 + hashlib.sha256(message).digest()
        padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
        return pow(int.from_bytes(signature, "big"), self.e, self.n) == int.from_bytes(padded, "big")


def keys(path: Path) -> dict[str, Key]:
    """The keys of a JWK Set by their `kid`; the issuer is `issuer`, else the `kid` before its `#`.

    SourceError for a file that is none, or a key that is weak or of another kind.
    """
    at, value = Place(path.name), document(path)
    found = objects(value.get("keys") if isinstance(value, dict) else None, at, "keys of the JWK Set")
    return {key.id: key for key in (_key(item, at) for item in found)}


def _key(item: dict[str, Any], at: Place) -> Key:
    id_ = str(item.get("kid") or "")
    issuer = str(item.get("issuer") or id_.partition("#")[0])
    try:
        if item.get("kty") == "OKP" and item.get("crv") == "Ed25519" and id_:
            return Key(id_, issuer, "OKP", x=decoded(item["x"]))
        if item.get("kty") == "RSA" and id_:
            n, e = (int.from_bytes(decoded(item[name]), "big") for name in "ne")
            if n.bit_length() >= _RSA_LEAST:
                return Key(id_, issuer, "RSA", n=n, e=e)
    except (KeyError, ValueError) as error:
        raise SourceError(at, f"key {id_!r} is malformed", "expected a public key as JWK") from error
    raise SourceError(at, f"key {id_!r} is neither Ed25519 nor RSA of 2048 bits", "each needs a kid, too")


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding; ValueError for anything else."""
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


# --- Ed25519 ---------------------------------------------------------------------------------------------


def ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is the public key's; 64 bytes and 32 bytes as RFC 8032 has them."""
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or len(signature) != 64 or s >= _L:  # noqa: PLR2004 - RFC 8032
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    return _same(times(s, BASE), add(r, times(h, a)))


def point(data: bytes) -> Point | None:
    """The point that 32 bytes stand for; None when they stand for none."""
    if len(data) != 32:  # noqa: PLR2004 - RFC 8032
        return None
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    squared = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(squared, (_P + 3) // 8, _P)
    x = x if (x * x - squared) % _P == 0 else x * _ROOT % _P
    if y >= _P or (x * x - squared) % _P or (x == 0 and odd):
        return None
    x = x if x & 1 == odd else _P - x
    return x, y, 1, x * y % _P


def add(p: Point, q: Point) -> Point:
    """The sum of two points, in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def times(factor: int, p: Point) -> Point:
    """A point added to itself so many times."""
    total: Point = (0, 1, 1, 0)
    while factor:
        total = add(total, p) if factor & 1 else total
        p, factor = add(p, p), factor >> 1
    return total


def _same(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


def _base() -> Point:
    found = point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    if found is None:
        raise AssertionError("the base point of RFC 8032 is a point")
    return found


BASE = _base()

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(text: str) -> bytes:
    """The bytes of base58btc, as multibase has them after its `z`; ValueError for anything else."""
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def of_issuer(known: Iterable[Key], id_: str, issuer: str) -> Key | None:
    """The configured key of that name, if it is that issuer's."""
    return next((key for key in known if key.id == id_ and key.issuer == issuer), None)
