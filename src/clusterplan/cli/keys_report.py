"""API keys on the terminal: what each opens and until when; its secret once, when it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import RenderableType

from clusterplan.cli.layout import pairs, table, words
from clusterplan.language import Language

if TYPE_CHECKING:  # reports start without the web room
    from clusterplan.web.state.keys import StoredKey

__all__ = ["key_report", "keys_report"]


def key_report(key: StoredKey, secret: str | None, language: Language) -> Iterator[RenderableType]:
    """Yield one key.

    Parameters
    ----------
    key
        What is stored of it.
    secret
        The key itself, if it was just made.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Its fields, and what to do with the secret.
    """
    lines = [
        (words(language, vi="Mã", en="Id"), key.id),
        (words(language, vi="Tên", en="Name"), key.name),
        (words(language, vi="Vai trò", en="Roles"), ", ".join(key.roles)),
        (words(language, vi="Địa phương", en="Provinces"), ", ".join(key.provinces) or "-"),
        (words(language, vi="Hiệu lực", en="Holds"), _state(key, language)),
    ]
    yield pairs(lines)
    if secret is not None:
        yield words(
            language,
            vi="Hãy cất khóa này ngay; không ai xem lại được. Gửi trong đầu mục Authorization:",
            en="Keep this key now; nobody can be shown it again. Send it in the header Authorization:",
        )
        yield f"Bearer {secret}"


def keys_report(keys: Sequence[StoredKey], language: Language) -> Iterator[RenderableType]:
    """Yield a table of keys.

    Parameters
    ----------
    keys
        What is stored of them.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A line for each, or a sentence if there are none.
    """
    if not keys:
        yield words(language, vi="Chưa có khóa nào.", en="There are no keys.")
        return
    grid = table(
        None,
        [
            words(language, vi="Mã", en="Id"),
            words(language, vi="Tên", en="Name"),
            words(language, vi="Vai trò", en="Roles"),
            words(language, vi="Địa phương", en="Provinces"),
            words(language, vi="Hiệu lực", en="Holds"),
        ],
        wide=1,
    )
    for key in keys:
        grid.add_row(key.id, key.name, ", ".join(key.roles), ", ".join(key.provinces) or "-", _state(key, language))
    yield grid


def _state(key: StoredKey, language: Language) -> str:
    """Return until when a key holds, or since when it does not."""
    if key.revoked_at is not None:
        return words(language, vi=f"đã thu hồi {key.revoked_at:%Y-%m-%d}", en=f"revoked {key.revoked_at:%Y-%m-%d}")
    if key.expires_at is None:
        return words(language, vi="không thời hạn", en="without end")
    day = f"{key.expires_at:%Y-%m-%d}"
    if key.holds(datetime.now(UTC)):
        return words(language, vi=f"đến {day}", en=f"until {day}")
    return words(language, vi=f"đã hết hạn {day}", en=f"expired {day}")
