"""Identity tokens: one key, one algorithm, an end; everything else makes an honest guest."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.conversation.visitor import GUEST
from bot.gateway.auth import IdentityCheck, demo_identity
from bot.model import CustomerId
from bot.settings import Identity

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
SECRET = "a-secret-of-more-than-thirty-two-letters"
CHECK = IdentityCheck(Identity(secret=SECRET), lambda: NOW)


def _token(**claims: object) -> str:
    return jwt.encode(claims, SECRET, algorithm="HS256")


def test_no_token_is_a_guest_without_a_problem() -> None:
    assert CHECK.visitor(None) == GUEST


def test_a_good_token_names_the_customer_until_it_ends() -> None:
    ends = NOW + timedelta(minutes=10)
    visitor = CHECK.visitor(_token(sub="C-1001", exp=ends))
    assert visitor.customer == "C-1001"
    assert visitor.expires == ends


def test_a_token_for_years_is_trusted_no_longer_than_the_settings_say() -> None:
    visitor = CHECK.visitor(_token(sub="C-1001", exp=NOW + timedelta(days=900)))
    assert visitor.expires == NOW + timedelta(seconds=3600)


def test_an_expired_token_makes_a_guest_and_still_names_its_subject() -> None:
    visitor = CHECK.visitor(_token(sub="C-1001", exp=NOW))
    assert visitor.customer is None
    assert visitor.problem == "expired"
    assert visitor.subject == "C-1001"


@pytest.mark.parametrize(
    "token",
    [
        _token(sub="C-1001"),
        _token(exp=NOW + timedelta(minutes=5)),
        _token(sub="", exp=NOW + timedelta(minutes=5)),
        _token(sub="C" * 65, exp=NOW + timedelta(minutes=5)),
        _token(sub="C-1001", exp=NOW + timedelta(minutes=5), nbf=NOW + timedelta(minutes=4)),
        jwt.encode({"sub": "C-1001", "exp": 10**18}, SECRET, algorithm="HS256"),
        jwt.encode({"sub": "C-1001", "exp": NOW + timedelta(minutes=5)}, "x" * 40),
        jwt.encode({"sub": "C-1001", "exp": NOW + timedelta(minutes=5)}, SECRET, algorithm="HS512"),
        "nonsense",
        "a.b.c",
        "",
    ],
)
def test_a_token_that_cannot_be_taken_makes_a_guest_who_is_told(token: str) -> None:
    visitor = CHECK.visitor(token)
    assert visitor.customer is None
    assert visitor.subject is None
    assert visitor.problem == "invalid"


def test_a_token_that_names_no_algorithm_is_not_believed() -> None:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    token = f"{part({'alg': 'none'})}.{part({'sub': 'C-1001', 'exp': 9_999_999_999})}."
    assert CHECK.visitor(token).problem == "invalid"


def _keys() -> tuple[str, str]:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return secret.decode(), public.decode()


def test_a_token_signed_with_the_host_sites_private_key_is_taken() -> None:
    private, public = _keys()
    check = IdentityCheck(Identity(algorithm="EdDSA", public_key=public), lambda: NOW)
    claims = {"sub": "C-1001", "exp": NOW + timedelta(minutes=5)}
    token = jwt.encode(claims, private, algorithm="EdDSA")
    assert check.visitor(token).customer == "C-1001"


def test_the_public_key_cannot_be_used_as_a_shared_secret() -> None:
    _, public = _keys()
    check = IdentityCheck(Identity(algorithm="EdDSA", public_key=public), lambda: NOW)

    def part(value: dict[str, object]) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    import hashlib
    import hmac

    signed = part({"alg": "HS256"}) + b"." + part({"sub": "C-1001", "exp": 9_999_999_999})
    digest = hmac.new(public.encode(), signed, hashlib.sha256).digest()
    token = (signed + b"." + base64.urlsafe_b64encode(digest).rstrip(b"=")).decode()
    assert check.visitor(token).problem == "invalid"


def test_the_demo_shops_token_is_taken_by_the_same_check() -> None:
    token = demo_identity(Identity(secret=SECRET), CustomerId("C-1001"), NOW)
    assert CHECK.visitor(token).customer == "C-1001"
