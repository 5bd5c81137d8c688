"""Requests that a foreign page makes a browser send: they carry the cookie, but not what only our pages know."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["SAFE_METHODS", "has_token", "is_from_our_pages"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


def is_from_our_pages(headers: Mapping[bytes, bytes], public_url: str | None) -> bool:
    """Tell whether a request comes from a page of ours, or from no page at all.

    Browsers say it themselves: in ``Sec-Fetch-Site``, and older ones in ``Origin``.

    Parameters
    ----------
    headers
        Of the request, names in lower case.
    public_url
        Address that clients use, if it is not the one in the Host header.

    Returns
    -------
    bool
        False if a browser names a page from elsewhere.

    Examples
    --------
    >>> is_from_our_pages({b"sec-fetch-site": b"same-origin"}, None), is_from_our_pages({}, None)
    (True, True)
    >>> is_from_our_pages({b"origin": b"https://evil.example", b"host": b"plans.example.org"}, None)
    False
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None and site not in (b"same-origin", b"none"):
        return False
    origin = headers.get(b"origin")
    if origin is None:
        return True
    ours = {headers.get(b"host", b"").decode("latin-1").lower(), urlsplit(public_url or "").netloc.lower()}
    return urlsplit(origin.decode("latin-1")).netloc.lower() in ours - {""}


def has_token(headers: Mapping[bytes, bytes], token: str | None) -> bool:
    """Tell whether a request carries the token that only our pages can read, from ``/me``.

    Parameters
    ----------
    headers
        Of the request, names in lower case.
    token
        The token of the browser's session.

    Returns
    -------
    bool
        Whether ``X-CSRF-Token`` is that token.
    """
    return token is not None and secrets.compare_digest(headers.get(b"x-csrf-token", b""), token.encode())
