"""What the application is told when it is made. Nothing is read from the environment at import."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.publishing import Publication

__all__ = ["Settings", "require_loopback"]


@dataclass(frozen=True)
class Settings:
    """Settings of one application."""

    publication: Publication
    """The plan that is shown."""
    host_names: tuple[str, ...] = ("localhost", "127.0.0.1", "::1", "[::1]")
    """Names in the Host header that are answered: without a login only those of this machine."""


def require_loopback(host: str) -> None:
    """Refuse to listen where other machines could connect.

    Parameters
    ----------
    host
        Address to bind to.

    Raises
    ------
    UsageError
        If it is not a loopback address.

    Examples
    --------
    >>> require_loopback("127.0.0.1")
    """
    if not _is_loopback(host):
        what = Text(
            vi="Chưa có đăng nhập, nên chỉ phục vụ trên chính máy này.",
            en="There is no login yet, so plans are served on this machine alone.",
        )
        advice = Text(vi="Hãy dùng 127.0.0.1, ::1 hoặc localhost.", en="Use 127.0.0.1, ::1 or localhost.")
        summary = Text(vi=f"Không mở dịch vụ ở {host}.", en=f"The service is not opened on {host}.")
        raise UsageError(summary, [Fault("--host", what, advice)])


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
