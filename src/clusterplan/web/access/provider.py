"""The OpenID provider: where its pages are and which keys it signs with, asked for when needed and remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import structlog
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry, Token

from clusterplan.errors import ClusterplanError
from clusterplan.language import Text

__all__ = ["ALGORITHMS", "Provider", "ProviderError"]

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures that are accepted: all with two keys, so that a public key can never pass for a secret."""
_SIGNATURES = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)  # what a header adds is not for us
_KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
_TOKEN_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
_SECONDS_TO_WAIT = 5.0
_SECONDS_TO_KEEP = 600.0
_SECONDS_BETWEEN_QUESTIONS = 30.0
_LEEWAY = 30
_LOG = structlog.get_logger("clusterplan.web.access")


class ProviderError(ClusterplanError):
    """The OpenID provider does not answer, or not as the standard says. Asking again later may help."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            Text(
                vi=f"Máy chủ đăng nhập hiện không dùng được: {reason}",
                en=f"The OpenID provider cannot be used now: {reason}",
            )
        )


@dataclass
class _Remembered:
    """What the provider said, when, and when it was asked last."""

    metadata: Mapping[str, Any] = field(default_factory=dict)
    keys: KeySet = field(default_factory=lambda: KeySet([]))
    at: float = -_SECONDS_TO_KEEP
    asked_at: float = -_SECONDS_BETWEEN_QUESTIONS


class Provider:
    """An OpenID provider.

    What it publishes of itself is kept for ten minutes, and for longer while it does not answer. A key that is not
    among those known is asked for at once, but no oftener than every thirty seconds.

    Parameters
    ----------
    issuer
        Its address, as its tokens name it.
    clock
        Seconds that never run backwards.
    """

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self._clock = clock
        self._lock = threading.Lock()
        self._known = _Remembered()

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What it publishes of itself.

        Raises
        ------
        ProviderError
            If it does not answer and never did.
        """
        return self._up_to_date(_SECONDS_TO_KEEP).metadata

    def endpoint(self, name: str) -> str:
        """Return one of its addresses.

        Parameters
        ----------
        name
            As ``token_endpoint``.

        Returns
        -------
        str
            The address.

        Raises
        ------
        ProviderError
            If it has none.
        """
        address = self.metadata.get(name)
        if not isinstance(address, str):
            raise ProviderError(f"it names no {name}.")
        return address

    def checked(self, token: str, audience: str) -> dict[str, Any] | None:
        """Return the claims of a token that the provider signed for us and that holds now.

        Parameters
        ----------
        token
            As it was sent.
        audience
            Whom it must be meant for.

        Returns
        -------
        dict or None
            None if anything about it is wrong.

        Raises
        ------
        ProviderError
            If the provider's keys are not known and cannot be asked for.
        """
        try:
            found = self._decoded(token)
            if str(found.header.get("typ", "jwt")).lower() not in _TOKEN_TYPES:
                return None
            self._registry(audience).validate(found.claims)
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            _LOG.info("token refused", reason=f"{type(wrong).__name__}: {wrong}")
            return None
        return found.claims

    def _decoded(self, token: str) -> Token:
        known = self._up_to_date(_SECONDS_TO_KEEP)
        try:
            return jwt.decode(token, known.keys, registry=_SIGNATURES)
        except InvalidKeyIdError:  # it may have changed its keys
            return jwt.decode(token, self._up_to_date(0).keys, registry=_SIGNATURES)

    def _registry(self, audience: str) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    def _up_to_date(self, seconds: float) -> _Remembered:
        """Return what is known if it is not older than some seconds; else ask, unless it was asked just now."""
        known = self._known
        if self._clock() - known.at <= seconds:
            return known
        with self._lock:
            known = self._known
            now = self._clock()
            if now - known.asked_at < _SECONDS_BETWEEN_QUESTIONS:  # somebody else asked while this one waited
                return self._or_nothing("it did not answer a moment ago.")
            known.asked_at = now
            try:
                self._known = _Remembered(*self._asked(), at=now, asked_at=now)
            except (httpx2.HTTPError, httpx2.InvalidURL, JoseError, ValueError, TypeError, KeyError) as error:
                _LOG.warning("provider does not answer", issuer=self.issuer, reason=f"{type(error).__name__}: {error}")
                return self._or_nothing(f"{type(error).__name__}.")
            return self._known

    def _or_nothing(self, reason: str) -> _Remembered:
        """Return what is known, however old; without any there is nothing to go by."""
        if not self._known.metadata:
            raise ProviderError(reason)
        return self._known

    def _asked(self) -> tuple[Mapping[str, Any], KeySet]:
        with httpx2.Client(timeout=_SECONDS_TO_WAIT) as http:
            metadata = http.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration").raise_for_status().json()
            if metadata["issuer"] != self.issuer:
                message = f"it calls itself {metadata['issuer']}, not {self.issuer}"
                raise ValueError(message)
            listed = http.get(metadata["jwks_uri"]).raise_for_status().json()["keys"]
        usable = [key for key in listed if key.get("kty") in _KEY_TYPES and key.get("use", "sig") == "sig"]
        return metadata, KeySet.import_key_set({"keys": usable})
