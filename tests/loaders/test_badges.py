"""Open Badges: what a credential says that an officer holds, and which proofs hold."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.badges import FORMAT
from loaders.badges_keys import base58, ed25519, keys
from loaders.badges_proof import ProofError
from loaders.badges_status import revoked
from loaders.formats import FORMATS, recognise
from loaders.load import load, store_rows
from loaders.rows import Context, EdgeRow, NodeRow, Row, SourceError
from ontology.levels import Scale, Scales
from queries import answers
from queries.rules import Counting
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.badge_signing import CONTEXT, CONTEXTS, ISSUER, Item, jwks, proven, public, sign, token, url64
from tests.loaders.badge_signing import base58 as to_base58
from tests.loaders.karmayogi_rows import rejected, remarks
from tests.loaders.platform_rows import AT, SUB, competency, edge

SEED = b"a seed for tests, 32 bytes long.."


def credential(**more: Any) -> Item:
    alignment = {"type": "Alignment", "targetName": "Handling", "targetUrl": f"https://w3id.org/karmagraph/id/{SUB}"}
    achievement = {"id": "https://example.org/a/1", "type": "Achievement", "name": "Badge", "alignment": [alignment]}
    return {
        "@context": [CONTEXT],
        "id": "https://example.org/credentials/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER, "type": "Profile"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:officer", "type": "AchievementSubject", "achievement": achievement},
        **more,
    }


@pytest.fixture
def options(tmp_path: Path) -> dict[str, str]:
    for name, value in (("keys", jwks(SEED)), ("contexts", CONTEXTS)):
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    return {name: str(tmp_path / f"{name}.json") for name in ("keys", "contexts")}


def rows_of(
    found: Item | str | list[Item], folder: Path, options: dict[str, str], scales: Scales | None = None
) -> list[Row]:
    path = folder / ("badge.jwt" if isinstance(found, str) else "badge.json")
    path.write_text(found if isinstance(found, str) else json.dumps(found, indent=1))
    return list(FORMAT.read(path, Context(scales or Scales(), options)))


def held(rows: list[Row]) -> list[dict[str, Any]]:
    return [row.props for row in rows if isinstance(row, EdgeRow)]


# --- proofs ----------------------------------------------------------------------------------------------


def test_known_signatures() -> None:
    """RFC 8032's second test, and the signature of the W3C's example for eddsa-rdfc-2022 over its two hashes."""
    rfc = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert ed25519(bytes.fromhex(rfc), bytes.fromhex(signature), b"\x72")
    assert not ed25519(bytes.fromhex(rfc), bytes.fromhex(signature), b"\x73")
    key = base58("6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")[2:]
    proof = "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
    document = "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
    signature = (
        "4d8e53c2d5b3f2a7891753eb16ca993325bdb0d3cfc5be1093d0a18426f5ef85"
        "78cadc0fd4b5f4dd0d1ce0aefd15ab120b7a894d0eb094ffda4e6553cd1ed50d"
    )
    assert ed25519(key, bytes.fromhex(signature), bytes.fromhex(proof + document))


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=40), bit=st.integers(0, 511))
def test_a_signature_holds_until_a_bit_of_it_changes(seed: bytes, message: bytes, bit: int) -> None:
    key, signature = public(seed), bytearray(sign(seed, message))
    assert ed25519(key, bytes(signature), message)
    signature[bit // 8] ^= 1 << bit % 8
    assert not ed25519(key, bytes(signature), message)
    assert not ed25519(key, bytes(signature[:63]), message)


@given(st.binary(max_size=40))
def test_base58(data: bytes) -> None:
    assert base58(to_base58(data)) == data


def test_a_proof_that_holds_is_verified(tmp_path: Path, options: dict[str, str]) -> None:
    for found in (
        proven(credential(), SEED),
        token(credential(), SEED),
        token(credential(), SEED, "RS256"),
        token({"vc": credential()}, SEED),
    ):
        [props] = held(rows_of(found, tmp_path, options))
        assert props["verified"] is True, found


def changed(text: str) -> str:
    """A token whose payload was changed after it was signed."""
    head, payload, signature = text.split(".")
    other = token(credential(validUntil="2099-01-01T00:00:00Z"), SEED).split(".")[1]
    assert payload != other
    return f"{head}.{other}.{signature}"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (credential(), "has no proof"),
        (proven(credential(), SEED) | {"validFrom": "2025-01-01T00:00:00Z"}, "not the issuer's"),
        (proven(credential(), b"another"), "not the issuer's"),
        (proven(credential(), SEED, verificationMethod="did:key:z1#z1"), "no key 'did:key:z1#z1'"),
        (proven(credential(issuer="https://example.org/other"), SEED), "no key"),  # another issuer's key
        (proven(credential(), SEED, proofPurpose="authentication"), "another purpose"),
        (proven(credential(), SEED, cryptosuite="ecdsa-sd-2023"), "not verified here"),
        (proven(credential(), SEED) | {"@context": ["https://example.org/unknown"]}, "not configured"),
        (proven(credential(), SEED) | {"x": {"@context": {}}}, "not configured"),
        (changed(token(credential(), SEED)), "not the issuer's"),
        (token(credential(), b"another"), "not the issuer's"),
        (token(credential(), SEED, "RS256", alg="EdDSA"), "not the issuer's"),  # an RSA key for another algorithm
        (token(credential(), SEED, alg="none"), "'none' is not verified"),
        (token(credential(), SEED, crit=["exp"]), "not verified here"),
        (token(credential(credentialStatus={"id": "x"}), SEED), "status of a kind that is not looked up"),
    ],
)  # fmt: skip
def test_a_proof_that_does_not_hold_is_kept_as_not_verified(
    tmp_path: Path, options: dict[str, str], found: Item | str, reason: str
) -> None:
    rows = rows_of(found, tmp_path, options)
    [props] = held(rows)
    assert props["verified"] is False
    [remark] = [row for row in rows if not isinstance(row, NodeRow | EdgeRow)]
    assert reason in getattr(remark, "kind", "")


def test_without_keys_nothing_is_verified(tmp_path: Path) -> None:
    assert held(rows_of(token(credential(), SEED), tmp_path, {}))[0]["verified"] is False


@pytest.mark.parametrize(
    "bad", [{}, {"keys": [{"kid": "a", "kty": "EC"}]}, {"keys": [{"kid": "a", "kty": "RSA", "n": "AQAB", "e": "AQAB"}]}]
)
def test_bad_keys_are_an_error(tmp_path: Path, bad: Item) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(bad))
    with pytest.raises(SourceError):
        keys(path)


# --- what is held ----------------------------------------------------------------------------------------


def test_what_a_credential_becomes(tmp_path: Path) -> None:
    result = [{"type": "Result", "achievedLevel": "https://w3id.org/karmagraph/id/kcm-3:2"}]
    found = credential(validUntil="2027-01-01T00:00:00Z", evidence=[{"id": "https://example.org/e/1"}])
    found["credentialSubject"]["result"] = result
    scales = Scales({"kcm-3": Scale("kcm-3", "KCM", "ordinal", None, None, {1.0: "One", 2.0: "Two"})})
    [officer, row] = [r for r in rows_of(found, tmp_path, {}, scales) if isinstance(r, NodeRow | EdgeRow)]
    assert isinstance(officer, NodeRow)
    assert isinstance(row, EdgeRow)
    assert (row.start, row.end) == (("Officer", "did:example:officer"), ("Competency", SUB))
    assert row.props == {
        "id": "https://example.org/credentials/1", "source": "credential", "evidence": "https://example.org/e/1",
        "verified": False, "awarded": "2026-01-01T00:00:00Z", "expires": "2027-01-01T00:00:00Z",
        "level": 2.0, "scale": "kcm-3",
    }  # fmt: skip
    assert "level" not in held(rows_of(found, tmp_path, {}))[0]
    assert remarks(rows_of(found, tmp_path, {}), "result that is no level of the store's scales: not kept")
    assert recognise(tmp_path / "badge.json") is FORMATS["ob3"]


@pytest.mark.parametrize(
    ("alignment", "competencies"),
    [
        ([{"targetCode": "COMSUBTHEME-000276", "targetUrl": "https://example.org/x"}], {SUB}),
        ([{"targetCode": "K_1", "targetUrl": "https://example.org/x"}], {"https://example.org/x"}),
        ([{"targetCode": "kcm:X"}, {"targetUrl": "https://example.org/y", "targetType": "CFItem"}], {"kcm:X", "https://example.org/y"}),
        ([{"targetUrl": "https://example.org/y", "targetType": "CFRubric"}], set()),
        ([], {"https://example.org/a/1"}),
    ],
)  # fmt: skip
def test_the_competencies_of_an_achievement(tmp_path: Path, alignment: list[Item], competencies: set[str]) -> None:
    found = credential()
    found["credentialSubject"]["achievement"] |= {"alignment": alignment, "achievementType": "Competency"}
    rows = rows_of(found, tmp_path, {})
    assert {row.end[1] for row in rows if isinstance(row, EdgeRow)} == competencies
    assert bool(rejected(rows)) is not bool(competencies)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": ["VerifiableCredential"]}, "no OpenBadgeCredential"),
        ({"id": None}, "no id"),
        ({"credentialSubject": {"id": "x"}}, "no one subject"),
        ({"credentialSubject": {"achievement": {}}}, "the subject has no id"),
        ({"credentialSubject": {"id": "mailto:a@example.org", "achievement": {}}}, "e-mail"),
        ({"validFrom": "soon"}, "is not a date"),
    ],
)
def test_what_says_nothing_of_anybody_is_rejected(tmp_path: Path, change: Item, reason: str) -> None:
    rows = rows_of([credential(**change)], tmp_path, {})
    [found] = rejected(rows)
    assert reason in found.reason
    assert not held(rows)


def test_a_credential_counts_when_it_is_verified_or_when_asked(
    store: Store, run: Run, tmp_path: Path, options: dict[str, str]
) -> None:
    need = edge("REQUIRES", ("Role", "r"), ("Competency", SUB))
    run(
        store_rows(
            store, [competency(SUB, "Handling"), NodeRow("Role", "r", {"title": "R"}, AT), need], origin="t", format="t"
        )
    )
    folder, at = tmp_path / "badges", "2030-01-01T00:00:00Z"
    folder.mkdir()
    path = folder / "one.jwt"

    def status(**rule: Any) -> str:
        found = run(answers.officer_gaps(store, ["did:example:officer"], Counting(at, **rule), Scales(), role="r"))
        return str(found["did:example:officer"].judgements[0].status)

    for seed, counts in ((b"another", "gap"), (SEED, "met")):
        path.write_text(token(credential(), seed))
        report = run(load(store, FORMAT, folder, Context(options=options)))
        assert not report.rejected
        assert (status(), status(unverified=True)) == (counts, "met")


# --- status ----------------------------------------------------------------------------------------------

LIST = f"{ISSUER}/status/1"


def status_list(*places: int, **more: Any) -> Item:
    bits = bytearray(2048)
    for place in places:
        bits[place // 8] |= 128 >> place % 8
    encoded = "u" + url64(gzip.compress(bytes(bits)))
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": encoded}
    return {"@context": [CONTEXT], "id": LIST, "issuer": ISSUER, "credentialSubject": subject, **more}


def listed(place: Any, **more: Any) -> Item:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListCredential": LIST}
    return credential(credentialStatus=entry | {"statusListIndex": place} | more)


@given(places=st.sets(st.integers(0, 16383), max_size=3), place=st.integers(0, 16383))
def test_a_bit_of_the_list_revokes_one_credential(places: set[int], place: int) -> None:
    known = {LIST: status_list(*places)}
    assert revoked(listed(str(place)), known) is (place in places)
    assert not revoked(credential(), known)


@pytest.mark.parametrize("wrong", [listed(-1), listed("16384"), listed("x"), listed(1, statusPurpose="suspension"),
                                   listed(1, statusListCredential="x"), listed(1) | {"issuer": "other"}])  # fmt: skip
def test_a_status_that_no_list_tells_is_not_verified(wrong: Item) -> None:
    with pytest.raises(ProofError):
        revoked(wrong, {LIST: status_list()})


def test_a_list_as_large_as_a_bomb_is_refused() -> None:
    bomb = status_list()
    bomb["credentialSubject"]["encodedList"] = "u" + url64(gzip.compress(bytes(20 << 20)))
    with pytest.raises(ProofError):
        revoked(listed(1), {LIST: bomb})


def test_revoked_credentials_are_rejected_and_others_verified(tmp_path: Path, options: dict[str, str]) -> None:
    path = tmp_path / "status.json"
    path.write_text(json.dumps([token(status_list(7), SEED)]))
    found = [proven(listed(place), SEED) | {"id": f"x:{place}"} for place in (6, 7)]
    found = [proven({name: v for name, v in each.items() if name != "proof"}, SEED) for each in found]
    rows = rows_of(found, tmp_path, options | {"status": str(path)})
    assert [(props["id"], props["verified"]) for props in held(rows)] == [("x:6", True)]
    assert [row.reason for row in rejected(rows)] == ["the credential is revoked"]
    path.write_text(json.dumps([token(status_list(7), b"another")]))
    with pytest.raises(SourceError, match="status list is not verified"):
        rows_of(found, tmp_path, options | {"status": str(path)})
