"""Signing credentials for the tests: what an issuer does, which the program never does."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from loaders.badges_keys import BASE, Point, times
from loaders.badges_proof import Trust, canonical

Item = dict[str, Any]
ISSUER = "https://example.org/issuer"
CONTEXT = "https://example.org/contexts/badge.json"
CONTEXTS: Item = {
    CONTEXT: {"@context": {"@version": 1.1, "id": "@id", "type": "@type", "@vocab": "https://example.org/ns#"}}
}
_P, _L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
RSA_P, RSA_Q = 2**1279 - 1, 2**2203 - 1  # two primes of Mersenne's: a key for tests
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def packed(point: Point) -> bytes:
    x, y = point[0] * pow(point[2], -1, _P) % _P, point[1] * pow(point[2], -1, _P) % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _secret(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    return int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | 1 << 254, digest[32:]


def public(seed: bytes) -> bytes:
    return packed(times(_secret(seed)[0], BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    a, prefix = _secret(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % _L
    point = packed(times(r, BASE))
    h = int.from_bytes(hashlib.sha512(point + public(seed) + message).digest(), "little") % _L
    return point + ((r + h * a) % _L).to_bytes(32, "little")


def rsa_sign(message: bytes) -> bytes:
    n, size = RSA_P * RSA_Q, ((RSA_P * RSA_Q).bit_length() + 7) // 8
    digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(message).digest()
    padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    d = pow(65537, -1, (RSA_P - 1) * (RSA_Q - 1))
    return pow(int.from_bytes(padded, "big"), d, n).to_bytes(size, "big")


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def jwks(seed: bytes) -> Item:
    number = RSA_P * RSA_Q
    n = url64(number.to_bytes((number.bit_length() + 7) // 8, "big"))
    return {"keys": [
        {"kid": f"{ISSUER}#ed", "kty": "OKP", "crv": "Ed25519", "x": url64(public(seed))},
        {"kid": f"{ISSUER}#rsa", "kty": "RSA", "n": n, "e": url64((65537).to_bytes(3, "big"))},
    ]}  # fmt: skip


def token(credential: Item, seed: bytes, algorithm: str = "EdDSA", **header: Any) -> str:
    kid = f"{ISSUER}#{'ed' if algorithm == 'EdDSA' else 'rsa'}"
    head = {"alg": algorithm, "kid": kid} | header
    message = ".".join(url64(json.dumps(part).encode()) for part in (head, credential))
    signature = sign(seed, message.encode()) if algorithm == "EdDSA" else rsa_sign(message.encode())
    return f"{message}.{url64(signature)}"


def proven(credential: Item, seed: bytes, **proof: Any) -> Item:
    config = {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-01-01T00:00:00Z",
        "verificationMethod": f"{ISSUER}#ed", "proofPurpose": "assertionMethod",
    } | proof  # fmt: skip
    trust = Trust(contexts=CONTEXTS)
    parts = (config | {"@context": credential["@context"]}, credential)
    message = b"".join(hashlib.sha256(canonical(part, trust)).digest() for part in parts)
    return credential | {"proof": config | {"proofValue": "z" + base58(sign(seed, message))}}
