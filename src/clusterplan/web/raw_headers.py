"""Headers as the server hands them over: pairs of bytes, names in lower case.

What looks at every request and every answer reads them as they are; a mapping around them costs more than the look.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["RawHeaders", "header_in", "raw"]

type RawHeaders = Iterable[tuple[bytes, bytes]]


def header_in(headers: RawHeaders, name: bytes) -> bytes | None:
    """Return the first header of a name.

    Parameters
    ----------
    headers
        Of a request or an answer.
    name
        In lower case.

    Returns
    -------
    bytes or None
        Its value; none if it is not there.

    Examples
    --------
    >>> header_in([(b"accept", b"*/*"), (b"accept", b"text/html")], b"accept"), header_in([], b"accept")
    (b'*/*', None)
    """
    for found, value in headers:
        if found == name:
            return value
    return None


def raw(name: str, value: str) -> tuple[bytes, bytes]:
    """Return a header as it is sent.

    Parameters
    ----------
    name
        In any case.
    value
        In Latin-1.

    Returns
    -------
    tuple of bytes
        Name in lower case, and value.

    Examples
    --------
    >>> raw("Vary", "Accept")
    (b'vary', b'Accept')
    """
    return name.lower().encode("latin-1"), value.encode("latin-1")
