"""Open Badges 3 credentials as what officers hold: JSON or JWT, one or many, in a file or a folder.

The competencies are those that the achievement is aligned to. A credential whose proof does not hold, or cannot be
verified, is kept as not verified: it counts only where a question asks for such.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.badges_proof import Item, ProofError, Trust, unpacked, verified
from loaders.badges_status import lists, revoked
from loaders.delimited import head
from loaders.files import whole
from loaders.mapping_sheet import reference
from loaders.rdf_values import identifier
from loaders.records import records
from loaders.rows import Context, EdgeRow, Format, NodeRow, Place, Rejected, Remark, Row, SourceError
from loaders.sunbird_terms import REF
from ontology.instants import instant
from ontology.levels import Scales

_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_NO_COMPETENCY = frozenset({"ceterms:Credential", "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel"})
_SUFFIXES = frozenset({".json", ".jsonl", ".jsonld", ".jwt"})


def read(path: Path, context: Context) -> Iterator[Row]:
    """Officers and what each credential says that they hold."""
    trust = Trust.of(context.options)
    known = lists(Path(context.options["status"]), trust) if "status" in context.options else {}
    people: set[str] = set()
    for file in _files(path):
        for at, found in _credentials(file):
            if isinstance(found, Rejected):
                yield found
                continue
            credential, fault = _verified(found, trust, known)
            if credential is None:
                yield Rejected(at, fault, str(found)[:60])
                continue
            if fault:
                yield Remark(at, f"not verified: {fault}", str(credential.get("id")))
            yield from _held(credential, not fault, context.scales, at, people)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.is_file() and _SUFFIXES & set(each.suffixes))
    if not found:
        raise SourceError(str(path), "holds no credentials", f"expected files with {', '.join(sorted(_SUFFIXES))}")
    return found


def _credentials(file: Path) -> Iterator[tuple[Place, Item | str | Rejected]]:
    """Each credential of a file: an object, or a token."""
    if head(file).lstrip().startswith(b"eyJ"):
        for number, line in enumerate(whole(file).getvalue().decode("ascii", "replace").splitlines(), 1):
            if line.strip():
                yield Place(file.name, number), line.strip()
        return
    for found in records(file):
        yield (found.at, found) if isinstance(found, Rejected) else found


def _verified(found: Item | str, trust: Trust, known: dict[str, Item]) -> tuple[Item | None, str]:
    """The credential, and why it is not verified; None for one that does not count whatever is asked."""
    token = found if isinstance(found, str) else found.get("credential")
    credential = found if isinstance(found, dict) else None
    try:
        credential = unpacked(token)[1] if isinstance(token, str) else credential
        if credential is not None and revoked(credential, known):
            return None, "the credential is revoked"
        verified(token if isinstance(token, str) else found, trust)
    except ProofError as error:
        return credential, str(error)
    return credential, ""


def _held(credential: Item, verified: bool, scales: Scales, at: Place, people: set[str]) -> Iterator[Row]:
    subject, id_ = credential.get("credentialSubject"), str(credential.get("id") or "")
    subject = subject[0] if isinstance(subject, list) and len(subject) == 1 else subject
    fault = _fault(credential, subject)
    if fault or not isinstance(subject, dict):
        yield Rejected(at, fault, id_)
        return
    officer, achievement = identifier(subject["id"]), subject["achievement"]
    competencies = sorted(set(_competencies(achievement)))
    if not competencies:
        yield Rejected(at, "the achievement is aligned to no competency", f"{id_} {achievement.get('name')}")
        return
    try:
        props = _props(credential, id_, verified)
    except ValueError as error:
        yield Rejected(at, str(error), id_)
        return
    level = _level(subject, scales)
    if not level and subject.get("result"):
        yield Remark(at, "result that is no level of the store's scales: not kept", id_)
    if officer not in people:
        people.add(officer)
        yield NodeRow("Officer", officer, {}, at)
    for competency in competencies:
        yield EdgeRow("HOLDS", ("Officer", officer), ("Competency", competency), at, props | level)


def _fault(credential: Item, subject: Any) -> str:
    """Why a credential says of nobody that an achievement is theirs; empty when it does."""
    types = credential.get("type")
    if not _TYPES & set(types if isinstance(types, list) else [types]):
        return "is no OpenBadgeCredential"
    if not credential.get("id"):
        return "the credential has no id"
    if not isinstance(subject, dict) or not isinstance(subject.get("achievement"), dict):
        return "the credential has no one subject with an achievement"
    if not isinstance(subject.get("id"), str):
        return "the subject has no id"
    return "an e-mail address is no pseudonymous id" if subject["id"].startswith("mailto:") else ""


def _competencies(achievement: Item) -> Iterator[str]:
    """The ids of what an achievement is aligned to, by refId, address or code; else it is a competency itself."""
    aligned = achievement.get("alignment") or []
    for each in aligned if isinstance(aligned, list) else [aligned]:
        if isinstance(each, dict) and each.get("targetType") not in _NO_COMPETENCY:
            address, code = str(each.get("targetUrl") or ""), str(each.get("targetCode") or "")
            if REF.fullmatch(code) or not address:
                address = reference(code)
            if address:
                yield identifier(address)
    if not aligned and achievement.get("achievementType") == "Competency" and achievement.get("id"):
        yield identifier(str(achievement["id"]))


def _props(credential: Item, id_: str, verified: bool) -> dict[str, Any]:
    """What a holding has of its credential; ValueError for a date that is none."""
    evidence = credential.get("evidence")
    first = evidence[0] if isinstance(evidence, list) and evidence else evidence
    shown = first.get("id") if isinstance(first, dict) else first
    dates = {
        "awarded": credential.get("validFrom") or credential.get("issuanceDate") or credential.get("awardedDate"),
        "expires": credential.get("validUntil") or credential.get("expirationDate"),
    }
    props = {name: instant(str(date)) for name, date in dates.items() if date}
    return {"id": id_, "source": "credential", "evidence": str(shown or id_), "verified": verified, **props}


def _level(subject: Item, scales: Scales) -> dict[str, Any]:
    """The level achieved, where it is the address of a level of one of the store's scales."""
    results = subject.get("result") or []
    for each in results if isinstance(results, list) else [results]:
        level = identifier(str(each.get("achievedLevel") or "")) if isinstance(each, dict) else ""
        for scale in scales.by_id.values():
            for rank in scale.ranks:
                if level == f"{scale.id}:{rank:g}":
                    return {"level": rank, "scale": scale.id}
    return {}


def _recognises(path: Path) -> bool:
    if path.is_dir() or not path.is_file():
        return False
    if ".jwt" in path.suffixes:
        return True
    if not _SUFFIXES & set(path.suffixes):
        return False
    beginning = head(path)
    return b"OpenBadgeCredential" in beginning or b"AchievementCredential" in beginning


FORMAT = Format(
    name="ob3",
    doc="Open Badges 3 credentials (JSON or JWT): what officers hold (personal data).",
    read=read,
    recognises=_recognises,
    origin=lambda path, context: f"ob3:{context.options.get('source') or path.name.partition('.')[0]}",
    complete=False,
    options={
        "keys": "A JWK Set with the issuers' public keys, by which proofs are verified.",
        "contexts": "A JSON object of JSON-LD contexts by address, which a DataIntegrityProof is computed with.",
        "status": "Status lists (Bitstring Status List), a JSON array: what one revokes is rejected.",
        "source": "The name of the source, of which a newer file is a newer version. Left out: the file's name.",
    },
)
