"""Signing in by OpenID Connect: to the provider with PKCE, state and nonce, back with a code, then a session cookie."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client

from clusterplan.web.access.claims import ClaimNames, claim_at, principal_from
from clusterplan.web.access.cookies import LOGIN, SESSION, Cookie
from clusterplan.web.access.journey import Journey
from clusterplan.web.access.provider import Provider, ProviderError
from clusterplan.web.access.recent import Recent
from clusterplan.web.principal import Principal, Recognised, Way
from clusterplan.web.settings import Settings
from clusterplan.web.state.sessions import NewSession, SessionStore

__all__ = ["Login", "LoginFailedError"]

_SECONDS_TO_WAIT = 10.0
_SCOPE = "openid profile"
_LOG = structlog.get_logger("clusterplan.web.access")


class LoginFailedError(Exception):
    """The provider, or the way back from it, did not give what it takes to sign somebody in."""


@dataclass(frozen=True)
class Login:
    """Signing in and out with one provider."""

    provider: Provider
    """Who vouches for people."""
    settings: Settings
    """Client id and secret, names of claims, hours."""
    sessions: SessionStore
    """Where sessions are kept."""
    recent: Recent
    """Sessions that were seen a moment ago."""

    @property
    def session_cookie(self) -> Cookie:
        """The cookie of a signed-in browser."""
        return Cookie(SESSION, secure=self._secure)

    @property
    def journey_cookie(self) -> Cookie:
        """The cookie of a browser that is signing in."""
        return Cookie(LOGIN, secure=self._secure)

    @property
    def client_id(self) -> str:
        """Our name at the provider."""
        assert self.settings.oidc_client_id is not None, "checked at the start"
        return self.settings.oidc_client_id

    def begin(self, base: str, path: str) -> tuple[str, Journey]:
        """Return where a browser must go to sign in, and what it must bring back.

        Parameters
        ----------
        base
            Address of the service.
        path
            Where he wants to go afterwards.

        Returns
        -------
        tuple of str and Journey
            Address at the provider; the journey.

        Raises
        ------
        ProviderError
            If the provider does not answer.
        """
        journey = Journey.to(path)
        endpoint = self.provider.endpoint("authorization_endpoint")
        with self._client(base) as client:
            address, _ = client.create_authorization_url(
                endpoint, state=journey.state, code_verifier=journey.verifier, nonce=journey.nonce
            )
        return str(address), journey

    def finish(self, base: str, journey: Journey | None, answer: Mapping[str, str]) -> NewSession:
        """Open a session for somebody who comes back from the provider.

        Parameters
        ----------
        base
            Address of the service.
        journey
            What his browser brings back.
        answer
            Query parameters that the provider sent him with.

        Returns
        -------
        NewSession
            His session.

        Raises
        ------
        LoginFailedError
            If anything does not fit; the reason is for the log, not for him.
        ProviderError
            If the provider does not answer.
        """
        if journey is None or not secrets.compare_digest(journey.state.encode(), answer.get("state", "").encode()):
            raise LoginFailedError("the state is not the one of this browser")
        if answer.get("iss", self.provider.issuer) != self.provider.issuer:
            raise LoginFailedError("the answer names another issuer")
        if "code" not in answer:
            raise LoginFailedError(f"the provider answered {answer.get('error', 'nothing')!r}")
        claims = self._claims(base, journey, answer["code"])
        principal = principal_from(claims, ClaimNames.of(self.settings), Way.SESSION)
        if principal is None:
            raise LoginFailedError("the token has no usable subject")
        return self.sessions.create(principal, self.settings.session_hours)

    def end(self, value: str) -> None:
        """End a session.

        Parameters
        ----------
        value
            What the cookie carried.
        """
        self.sessions.close(value)
        self.recent.forget(value.encode())

    def address_after_logout(self, base: str) -> str | None:
        """Return where a browser may go to sign out of the provider too.

        Parameters
        ----------
        base
            Address of the service.

        Returns
        -------
        str or None
            None if the provider has no such page, or does not answer.
        """
        try:
            endpoint = self.provider.metadata.get("end_session_endpoint")
        except ProviderError:
            return None
        if endpoint is None:
            return None
        return f"{endpoint}?{urlencode({'client_id': self.client_id, 'post_logout_redirect_uri': f'{base}/'})}"

    def recognise(self, token: str) -> Recognised | None:
        """Return whose bearer token this is.

        Parameters
        ----------
        token
            As it was sent.

        Returns
        -------
        Recognised or None
            None if anything about it is wrong.
        """
        claims = self.provider.checked(token, self.settings.oidc_audience or self.client_id)
        principal: Principal | None = None
        if claims is not None:
            principal = principal_from(claims, ClaimNames.of(self.settings), Way.BEARER)
        return None if claims is None or principal is None else Recognised(principal, float(claims["exp"]))

    @property
    def _secure(self) -> bool:
        return (self.settings.public_url or "").startswith("https:")

    def _client(self, base: str) -> Any:
        """Return Authlib's client; it is not typed."""
        secret = self.settings.oidc_client_secret
        return OAuth2Client(
            client_id=self.client_id,
            client_secret=None if secret is None else secret.get_secret_value(),
            token_endpoint_auth_method=self._auth_method(),
            scope=_SCOPE,
            redirect_uri=f"{base}/login/callback",
            code_challenge_method="S256",
            timeout=_SECONDS_TO_WAIT,
        )

    def _auth_method(self) -> str:
        """Return how we prove to the provider who we are; without a secret PKCE alone does."""
        if self.settings.oidc_client_secret is None:
            return "none"
        offered = self.provider.metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    def _claims(self, base: str, journey: Journey, code: str) -> dict[str, Any]:
        """Exchange the code, and return what the provider says of whom it was given to."""
        endpoint = self.provider.endpoint("token_endpoint")
        try:
            with self._client(base) as client:
                token = client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=journey.verifier
                )
                claims = self._id_claims(token, journey)
                return {**self._more(client, claims), **claims}
        except httpx2.HTTPError as error:
            raise ProviderError(f"{type(error).__name__}.") from error
        except (AuthlibBaseError, ValueError, KeyError) as error:
            raise LoginFailedError(f"the code was not exchanged: {error}") from error

    def _id_claims(self, token: Mapping[str, Any], journey: Journey) -> dict[str, Any]:
        claims = self.provider.checked(str(token["id_token"]), self.client_id)
        if claims is None:
            raise LoginFailedError("the ID token is wrong")
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), journey.nonce.encode()):
            raise LoginFailedError("the ID token belongs to another journey")
        if claims.get("azp", self.client_id) != self.client_id:
            raise LoginFailedError("the ID token was given to another client")
        return claims

    def _more(self, client: Any, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for what the ID token does not tell: many providers list roles only where one asks again."""
        endpoint = self.provider.metadata.get("userinfo_endpoint")
        names = (self.settings.oidc_roles_claim, self.settings.oidc_provinces_claim)
        if endpoint is None or all(claim_at(claims, name) is not None for name in names):
            return {}
        answer = client.get(endpoint).raise_for_status()
        more = answer.json()
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise LoginFailedError("the provider tells of somebody else")
        return more
