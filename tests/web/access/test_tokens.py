"""Bearer tokens: only those that the provider signed for us and that hold now, whatever else they say."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from tests.web.access.fake_provider import AUDIENCE, FakeProvider, fake_provider, new_key

from clusterplan.web.access.claims import ClaimNames, principal_from
from clusterplan.web.access.provider import Provider, ProviderError
from clusterplan.web.principal import Role, Way


@pytest.fixture(scope="module")
def running() -> Iterator[FakeProvider]:
    with fake_provider() as provider:
        yield provider


@pytest.fixture
def fake(running: FakeProvider) -> FakeProvider:
    running.silent, running.asked = False, 0
    return running


def encoded(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def unsigned(fake: FakeProvider, algorithm: str) -> str:
    claims = {"iss": fake.issuer, "aud": AUDIENCE, "sub": "lan", "exp": time.time() + 600}
    return f"{encoded({'alg': algorithm, 'typ': 'JWT', 'kid': fake.key.kid})}.{encoded(claims)}."


def signed_with_the_public_key(fake: FakeProvider) -> str:
    """The old trick: the public key, which everybody has, used as the secret of HS256."""
    secret = fake.key.as_pem(private=False)
    signed = unsigned(fake, "HS256").removesuffix(".")
    digest = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def with_a_critical_extension(fake: FakeProvider) -> str:
    """A header that says: whoever does not know ``only-at-night`` must refuse this token."""
    header = {"alg": "RS256", "kid": fake.key.kid, "crit": ["only-at-night"], "only-at-night": True}
    return signed_by_hand(fake, header)


def signed_by_hand(fake: FakeProvider, header: dict[str, Any]) -> str:
    claims = {"iss": fake.issuer, "aud": AUDIENCE, "sub": "lan", "exp": int(time.time()) + 600}
    signed = f"{encoded(header)}.{encoded(claims)}"
    assert fake.key.private_key is not None
    signature = fake.key.private_key.sign(signed.encode(), PKCS1v15(), SHA256())
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def changed(fake: FakeProvider) -> str:
    head, _, signature = fake.token().split(".")
    claims = {"iss": fake.issuer, "aud": AUDIENCE, "sub": "lan", "exp": time.time() + 600, "roles": ["publisher"]}
    return f"{head}.{encoded(claims)}.{signature}"


RIGHT: dict[str, Callable[[FakeProvider], str]] = {
    "plain": lambda fake: fake.token(),
    "one of several audiences": lambda fake: fake.token(aud=["other", AUDIENCE]),
    "an access token by its type": lambda fake: fake.token(header={"typ": "at+jwt"}),
    "a header with more than we know": lambda fake: signed_by_hand(
        fake, {"alg": "RS256", "kid": fake.key.kid, "x-made-by": "somebody"}
    ),
    "expired within the leeway of clocks": lambda fake: fake.token(exp=int(time.time()) - 5),
    "not quite valid within the leeway": lambda fake: fake.token(nbf=int(time.time()) + 5),
}
WRONG: dict[str, Callable[[FakeProvider], str]] = {
    "no token": lambda _: "rubbish",
    "empty": lambda _: "",
    "two dots": lambda _: "..",
    "expired": lambda fake: fake.token(exp=int(time.time()) - 60),
    "never expires": lambda fake: fake.token(exp=None),
    "expires in words": lambda fake: fake.token(exp="tomorrow"),
    "not yet valid": lambda fake: fake.token(nbf=int(time.time()) + 600),
    "from the future": lambda fake: fake.token(iat=int(time.time()) + 600),
    "for somebody else": lambda fake: fake.token(aud="another"),
    "for nobody": lambda fake: fake.token(aud=None),
    "by another issuer": lambda fake: fake.token(iss="https://evil.example"),
    "by nobody": lambda fake: fake.token(iss=None),
    "about nobody": lambda fake: fake.token(sub=None),
    "a logout token": lambda fake: fake.token(header={"typ": "logout+jwt"}),
    "signed by another key of the same name": lambda fake: fake.token(new_key(str(fake.key.kid))),
    "signed by an unknown key": lambda fake: fake.token(new_key("unknown")),
    "alg none": lambda fake: unsigned(fake, "none"),
    "alg None": lambda fake: unsigned(fake, "None"),
    "alg RS256 without signature": lambda fake: unsigned(fake, "RS256"),
    "signed with the public key": signed_with_the_public_key,
    "changed": changed,
    "a key in its own header": lambda fake: fake.token(
        key := new_key("mine"), {"jwk": key.as_dict(private=False), "kid": "mine"}
    ),
    "critical extensions that we do not know": with_a_critical_extension,
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_token_is_accepted(name: str, fake: FakeProvider) -> None:
    claims = Provider(fake.issuer).checked(RIGHT[name](fake), AUDIENCE)
    assert claims is not None
    assert claims["sub"] == "lan"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_token_is_refused(name: str, fake: FakeProvider) -> None:
    assert Provider(fake.issuer).checked(WRONG[name](fake), AUDIENCE) is None


def test_a_new_key_is_asked_for_at_once_but_not_for_every_strange_token(fake: FakeProvider) -> None:
    clock = [0.0]
    provider = Provider(fake.issuer, lambda: clock[0])
    assert provider.checked(fake.token(), AUDIENCE)
    clock[0] += 31
    fake.key = new_key("two")
    assert provider.checked(fake.token(), AUDIENCE), "the provider changed its key"
    assert fake.asked == 2
    strange = fake.token(new_key("strange"))
    assert [provider.checked(strange, AUDIENCE) for _ in range(20)] == [None] * 20
    assert provider.checked(fake.token(), AUDIENCE)
    assert fake.asked == 2
    clock[0] += 31
    assert provider.checked(strange, AUDIENCE) is None
    assert fake.asked == 3


def test_a_key_that_was_withdrawn_is_forgotten_after_ten_minutes(fake: FakeProvider) -> None:
    clock = [0.0]
    provider = Provider(fake.issuer, lambda: clock[0])
    stolen = fake.token(exp=int(time.time()) + 10_000)
    assert provider.checked(stolen, AUDIENCE)
    fake.key = new_key("after the theft")
    clock[0] += 601
    assert provider.checked(stolen, AUDIENCE) is None


def test_a_silent_provider_is_outlived_by_what_it_said(fake: FakeProvider) -> None:
    clock = [0.0]
    provider = Provider(fake.issuer, lambda: clock[0])
    assert provider.checked(fake.token(), AUDIENCE)
    fake.silent = True
    clock[0] += 10_000
    assert provider.checked(fake.token(), AUDIENCE)
    with pytest.raises(ProviderError):
        Provider(fake.issuer).checked(fake.token(), AUDIENCE)


def test_a_provider_that_calls_itself_otherwise_is_not_believed(fake: FakeProvider) -> None:
    with pytest.raises(ProviderError):
        Provider(f"{fake.issuer}/").checked(fake.token(), AUDIENCE)


# --- claims


def test_roles_are_found_where_the_operator_says() -> None:
    claims = {"sub": "lan", "name": "Lan\n", "realm_access": {"roles": ["planner", "uma"]}, "scope": "48 01"}
    principal = principal_from(claims, ClaimNames("realm_access.roles", "scope"), Way.BEARER)
    assert principal is not None
    assert (principal.subject, principal.name) == ("user:lan", "Lan")
    assert (principal.roles, principal.provinces) == (frozenset({Role.PLANNER}), frozenset({"48", "01"}))


@pytest.mark.parametrize("roles", [None, 7, {"planner": True}, [7, None], ["Planner"], [["planner"]]])
def test_what_is_no_list_of_roles_gives_none(roles: Any) -> None:
    principal = principal_from({"sub": "lan", "roles": roles}, ClaimNames("roles", "provinces"), Way.BEARER)
    assert principal is not None
    assert principal.roles == frozenset()


@pytest.mark.parametrize("subject", [None, "", 7, "a\nb", "x" * 300])
def test_somebody_without_a_usable_subject_is_nobody(subject: Any) -> None:
    assert principal_from({"sub": subject}, ClaimNames("roles", "provinces"), Way.BEARER) is None


def test_no_subject_of_the_provider_is_a_key_or_the_local_planner() -> None:
    for subject in ("local", "key:1"):
        principal = principal_from({"sub": subject}, ClaimNames("roles", "provinces"), Way.BEARER)
        assert principal is not None
        assert principal.subject == f"user:{subject}"
