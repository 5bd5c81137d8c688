"""What a browser must bring back from the provider of identities, and where it may go then."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

__all__ = ["JOURNEY_SECONDS", "Journey", "local_path"]

JOURNEY_SECONDS = 600
"""Time that somebody has to sign in at the provider."""


@dataclass(frozen=True)
class Journey:
    """What a browser must bring back from the provider; it travels in a cookie that only we read."""

    state: str
    """Ties the way back to this browser."""
    nonce: str
    """Ties the provider's token to this journey."""
    verifier: str
    """Proves that whoever brings the code is who asked for it (PKCE)."""
    next: str
    """Where he wanted to go."""

    @classmethod
    def to(cls, path: str) -> Journey:
        """Return a new journey that ends at a path of ours."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, local_path(path))

    def packed(self) -> str:
        """Return it as the value of a cookie."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode().rstrip("=")

    @classmethod
    def unpacked(cls, value: bytes | None) -> Journey | None:
        """Return what a cookie says, if it says anything whole."""
        try:
            found = cls(**json.loads(base64.urlsafe_b64decode((value or b"") + b"==")))
        except (ValueError, TypeError):
            return None
        if not all(isinstance(part, str) for part in asdict(found).values()):
            return None
        return replace(found, next=local_path(found.next))


def local_path(path: str) -> str:
    r"""Return a path of ours to go to, and the first page for anything that might lead elsewhere.

    Parameters
    ----------
    path
        As somebody sent it.

    Returns
    -------
    str
        Begins with exactly one slash.

    Examples
    --------
    >>> local_path("/plans/1?tab=map"), local_path("//evil.example"), local_path("https://evil.example")
    ('/plans/1?tab=map', '/', '/')
    >>> local_path("/\\evil.example"), local_path("/\t/evil.example")
    ('/', '/')
    """
    plain = path.isascii() and path.isprintable() and "\\" not in path
    if not plain or not path.startswith("/") or path.startswith("//"):
        return "/"
    parts = urlsplit(path)
    return "/" if parts.scheme or parts.netloc else path
