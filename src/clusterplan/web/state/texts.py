"""Text that people give us, checked before it is stored: both databases then hold and refuse the same."""

from __future__ import annotations

import unicodedata

from clusterplan.errors import Fault, InputError
from clusterplan.language import Text

__all__ = ["storable_text"]

_LAYOUT = frozenset("\n\t")


def storable_text(value: str, where: str, most: int) -> str:
    r"""Return a text in Unicode normal form C, without blanks around it.

    Parameters
    ----------
    value
        What somebody wrote.
    where
        Name of the field in messages.
    most
        Largest number of characters.

    Returns
    -------
    str
        The text; lines end in ``\n``.

    Raises
    ------
    InputError
        If it is empty, too long, or has control characters (PostgreSQL cannot hold all of them) or half letters.

    Examples
    --------
    >>> storable_text(" Đồng ý\r\n", "text", 20)
    'Đồng ý'
    """
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    if not text:
        raise _refused(where, Text(vi="Trường này để trống.", en="This field is empty."))
    if len(text) > most:
        what = Text(vi=f"Dài hơn {most} ký tự.", en=f"It is longer than {most} characters.")
        raise _refused(where, what)
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in _LAYOUT for letter in text):
        raise _refused(where, Text(vi="Có ký tự điều khiển.", en="It has control characters."))
    return text


def _refused(where: str, what: Text) -> InputError:
    return InputError(Text(vi="Nội dung không lưu được.", en="The text cannot be stored."), [Fault(where, what)])
