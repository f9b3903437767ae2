"""Whether a credential's proof holds, offline: a JWT (RS256, EdDSA), or a DataIntegrityProof (eddsa-rdfc-2022).

Keys are configured; so are the contexts that a DataIntegrityProof is computed with. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize

from loaders import rdf_jsonld
from loaders.badges_keys import Key, base58, decoded, keys, of_issuer
from loaders.documents import document
from loaders.rows import SourceError

Item = dict[str, Any]

_KINDS = {"EdDSA": "OKP", "RS256": "RSA"}


class ProofError(ValueError):
    """Why a proof does not hold, or cannot be verified here."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The configured keys, and the contexts by their address."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    contexts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Mapping[str, str]) -> Trust:
        """What the options `keys` (a JWK Set) and `contexts` (an object of contexts by address) name."""
        found = keys(Path(options["keys"])) if "keys" in options else {}
        contexts = document(Path(options["contexts"])) if "contexts" in options else {}
        if not isinstance(contexts, dict):
            raise SourceError("option contexts", "is no object of contexts by their address")
        return cls(found, contexts)

    def key(self, id_: str, issuer: str) -> Key:
        """The key of that name; ProofError unless it is configured for the issuer."""
        found = of_issuer(self.keys.values(), id_, issuer)
        if found is None:
            raise ProofError(f"no key {id_!r} of {issuer!r} is configured")
        return found


def issuer(credential: Item) -> str:
    """The id of who issued a credential."""
    found = credential.get("issuer")
    return str(found.get("id") or "") if isinstance(found, dict) else str(found or "")


def verified(found: Item | str, trust: Trust) -> Item:
    """The credential of an object or a token; ProofError unless its proof holds."""
    if isinstance(found, str):
        verify_token(found, trust)
        return unpacked(found)[1]
    verify_document(found, trust)
    return found


# --- JWT -------------------------------------------------------------------------------------------------


def unpacked(token: str) -> tuple[Item, Item]:
    """The header of a compact JWS and the credential in it; ProofError where it is none."""
    parts = token.split(".")
    try:
        header, payload = (json.loads(decoded(part)) for part in parts[:2])
    except ValueError as error:
        raise ProofError("is no JWT") from error
    if len(parts) != 3 or not isinstance(header, dict) or not isinstance(payload, dict):  # noqa: PLR2004 - a JWS has three
        raise ProofError("is no JWT")
    inner = payload.get("vc")
    return header, inner if isinstance(inner, dict) else payload


def verify_token(token: str, trust: Trust) -> None:
    """ProofError unless the token's signature is of a key that is configured for its issuer."""
    header, credential = unpacked(token)
    algorithm = header.get("alg")
    if algorithm not in _KINDS or "crit" in header:
        raise ProofError(f"the algorithm {algorithm!r} is not verified here")
    key = trust.key(str(header.get("kid") or ""), issuer(credential))
    message, _, signature = token.rpartition(".")
    try:
        valid = key.kty == _KINDS[algorithm] and key.signed(decoded(signature), message.encode())
    except ValueError as error:
        raise ProofError("the signature is malformed") from error
    if not valid:
        raise ProofError("the signature is not the issuer's")


# --- DataIntegrityProof ----------------------------------------------------------------------------------


def verify_document(credential: Item, trust: Trust) -> None:
    """ProofError unless the credential has a proof whose signature is of a key configured for its issuer."""
    proof = credential.get("proof")
    proof = proof[0] if isinstance(proof, list) and len(proof) == 1 else proof
    if not isinstance(proof, dict):
        raise ProofError("has no proof, or several")
    suite = proof.get("type"), proof.get("cryptosuite")
    if suite != ("DataIntegrityProof", "eddsa-rdfc-2022"):
        raise ProofError(f"a proof of type {suite[1] or suite[0]!r} is not verified here")
    if proof.get("proofPurpose") != "assertionMethod":
        raise ProofError("the proof is made for another purpose")
    key = trust.key(str(proof.get("verificationMethod") or ""), issuer(credential))
    value = str(proof.get("proofValue") or "")
    try:
        signature = base58(value.removeprefix("z"))
    except ValueError as error:
        raise ProofError("the signature is malformed") from error
    config = {name: each for name, each in proof.items() if name != "proofValue"} | {
        "@context": credential.get("@context")
    }
    bare = {name: each for name, each in credential.items() if name != "proof"}
    message = b"".join(hashlib.sha256(canonical(each, trust)).digest() for each in (config, bare))
    if not value.startswith("z") or key.kty != "OKP" or not key.signed(signature, message):
        raise ProofError("the signature is not the issuer's")


def canonical(item: Item, trust: Trust) -> bytes:
    """The statements of a JSON-LD object in the order of RDFC-1.0; ProofError where a part of it states nothing."""
    addresses = item.get("@context")
    addresses = addresses if isinstance(addresses, list) else [addresses]
    known = [_bare(trust.contexts[each]) for each in addresses if isinstance(each, str) and each in trust.contexts]
    if len(known) < len(addresses) or "@context" in json.dumps([item[name] for name in item if name != "@context"]):
        raise ProofError("a context of it is not configured")
    inlined = item | {"@context": known}
    found = list(rdf_jsonld.quads(json.dumps(inlined).encode(), "credential", None))
    quads = [each for each in found if isinstance(each, Quad)]
    if len(quads) != len(found):
        raise ProofError("says what its context does not define, and no proof covers")
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = (serialize([quad], format=RdfFormat.N_QUADS) or b"" for quad in dataset)
    return b"".join(sorted(lines))


def _bare(context: Any) -> Any:
    return context["@context"] if isinstance(context, dict) and "@context" in context else context
