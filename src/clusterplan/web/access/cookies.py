"""The two cookies: one of a browser that is signed in, one of a browser on its way to the provider and back."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LOGIN", "SESSION", "Cookie"]


@dataclass(frozen=True)
class Cookie:
    """A cookie that no script can read and that no foreign page's request carries, but for links to us.

    Examples
    --------
    >>> cookie = Cookie("clusterplan", secure=True)
    >>> cookie.header("abc", 60)
    '__Host-clusterplan=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure'
    >>> cookie.value(b"other=1; __Host-clusterplan=abc")
    b'abc'
    """

    plain_name: str
    """Its name without the prefix."""
    secure: bool
    """Whether clients come by HTTPS: then no other host name and no plain HTTP can set it."""

    @property
    def name(self) -> str:
        """The name as it is sent."""
        return f"__Host-{self.plain_name}" if self.secure else self.plain_name

    def value(self, header: bytes | None) -> bytes | None:
        """Return the value in a Cookie header.

        Parameters
        ----------
        header
            As it was sent.

        Returns
        -------
        bytes or None
            None if the cookie is not among them.
        """
        if header is None:
            return None
        start = f"{self.name}=".encode()
        for part in header.split(b";"):
            stripped = part.strip()
            if stripped.startswith(start):
                return stripped[len(start) :] or None
        return None

    def header(self, value: str, seconds: int) -> str:
        """Return the Set-Cookie header that sets it.

        Parameters
        ----------
        value
            Letters, digits, ``-`` and ``_``.
        seconds
            How long it lives; 0 takes it away.

        Returns
        -------
        str
            Value of the header.
        """
        secure = "; Secure" if self.secure else ""
        return f"{self.name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


SESSION = "clusterplan"
"""Plain name of the cookie of a signed-in browser."""
LOGIN = "clusterplan-login"
"""Plain name of the cookie that lives while somebody signs in."""
