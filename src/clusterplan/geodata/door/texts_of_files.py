"""The text of a file: UTF-8 is taken as it is, another encoding only when a person has said so."""

from __future__ import annotations

from pathlib import Path

from clusterplan.geodata.door.encodings import DecodedText, decode_text
from clusterplan.geodata.door.inspection import Inspection

__all__ = ["accepted_text", "text_of_file"]

_OURS = ("utf-8", "utf-8-sig")
_PREVIEW = 40


def text_of_file(path: Path, inspection: Inspection) -> tuple[str, str]:
    """Return a file's text and its encoding.

    Parameters
    ----------
    path
        The file.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    tuple of (str, str)
        Text without a byte order mark, and the name of its encoding.

    Raises
    ------
    UnreadableError
        If no encoding fits.
    """
    return accepted_text(path.read_bytes(), inspection)


def accepted_text(data: bytes, inspection: Inspection) -> tuple[str, str]:
    """Return the text of some bytes and its encoding.

    Parameters
    ----------
    data
        All the text there is, so that there is the most evidence.
    inspection
        Takes note of what is wrong: an old encoding is a fault until its repair is asked for.

    Returns
    -------
    tuple of (str, str)
        Text without a byte order mark, and the name of its encoding.

    Raises
    ------
    UnreadableError
        If no encoding fits.
    """
    found = decode_text(data)
    if found.encoding is None:
        raise inspection.stop("encoding-unknown")
    if found.encoding in _OURS:
        return found.text, found.encoding
    if inspection.asked("encoding"):
        inspection.repaired["encoding"] += 1
    else:
        inspection.note("encoding-legacy", value=_preview(found), encoding=found.encoding)
    return found.text, found.encoding


def _preview(found: DecodedText) -> str:
    """Return the surroundings of the first letter that is not ASCII."""
    text = found.text
    first = next((place for place, letter in enumerate(text) if not letter.isascii()), 0)
    return text[max(0, first - _PREVIEW // 2) : first + _PREVIEW].strip()
