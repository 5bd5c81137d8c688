"""Bytes to text: UTF-8 and UTF-16 by their marks, the old Vietnamese encodings by evidence.

CP1258, TCVN3 and VNI give the same bytes to different letters, and each of them can read the files of the others. What
tells them apart is the result: read rightly, nearly every word with marks is a Vietnamese syllable; read wrongly,
hardly any. An encoding that is found so is named with its evidence, and what the evidence does not settle is a
suggestion and never used by itself.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from clusterplan.errors import DataError, Fault, UsageError
from clusterplan.geodata.door.syllables import is_syllable, marked_words
from clusterplan.geodata.names import nearest_name
from clusterplan.geodata.read import read_table
from clusterplan.language import Text

__all__ = ["ENCODINGS", "DecodedText", "decode_text", "mended"]

_MARKS = (("utf-8-sig", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE))
_A_GRAVE = re.compile(r"Ã\xa0(?=\s|[a-z])")
"""What is left of ``à``: the no-break space would pass for the end of a word."""
_WORDS_LOOKED_AT = 20_000
_FEWEST_WORDS = 3
"""Different words that are evidence enough."""
_SURE = 0.8
"""Share of syllables among marked words from which a reading is taken; names such as Đắk Lắk are spelled otherwise."""
_POSSIBLE = 0.5
"""Share below which a reading is not even suggested."""
_AHEAD = 0.3
"""By how much a reading must be ahead of every other one."""


@dataclass(frozen=True)
class DecodedText:
    """A text with the encoding that it was read by."""

    text: str
    """The text; what an old encoding composed of several bytes is in Unicode normal form C."""
    encoding: str | None
    """One of :data:`ENCODINGS`, or nothing if none of them gives a text."""
    confident: bool
    """Whether the encoding is proven by a mark, by its form or by enough evidence. If not, it is a suggestion."""
    words: int = 0
    """Different words with marks that were looked at."""
    syllables: int = 0
    """How many of them are Vietnamese syllables."""


def decode_text(data: bytes, encoding: str | None = None) -> DecodedText:
    """Return the text of a file.

    Parameters
    ----------
    data
        All bytes of the file.
    encoding
        One of :data:`ENCODINGS` if a person said it; found out if none is given.

    Returns
    -------
    DecodedText
        The text without a byte order mark, the encoding and whether it is sure. If no encoding gives a text, the bytes
        that are not UTF-8 are shown as U+FFFD.

    Raises
    ------
    UsageError
        If there is no such encoding.
    DataError
        If the bytes are not a text in the encoding that was said.

    Examples
    --------
    >>> found = decode_text("Quảng Ngãi, Đà Nẵng".encode("utf-16"))
    >>> found.encoding, found.confident, found.text
    ('utf-16-le', True, 'Quảng Ngãi, Đà Nẵng')
    >>> decode_text(bytes.fromhex("a7b5 4ebd6e67"), "tcvn3").text
    'ĐàNẵng'
    """
    if encoding is not None:
        return _as_said(data, encoding)
    for name, mark in _MARKS:
        if data.startswith(mark):
            return _of_form(data, name)
    if b"\x00" in data:
        return _of_form(data, "utf-16-be" if data[:1] == b"\x00" else "utf-16-le", wanted_words=_FEWEST_WORDS)
    try:
        return DecodedText(data.decode("utf-8"), "utf-8", confident=True)
    except UnicodeDecodeError:
        return _by_evidence(data)


def mended(text: str) -> str | None:
    """Return what a text probably was before UTF-8 was read as Windows-1252.

    Parameters
    ----------
    text
        A cell, a line or a whole text.

    Returns
    -------
    str or None
        A suggestion; nothing if the text does not look like that.

    Examples
    --------
    >>> mended("Quáº£ng NgÃ£i")
    'Quảng Ngãi'
    >>> mended("Quảng Ngãi") is None
    True
    """
    if text.isascii():
        return None
    try:
        found = b"".join(map(_byte_of, text)).decode("utf-8")
    except UnicodeError:
        return None
    before, after = _Evidence.of(_A_GRAVE.sub("Ã¤", text)), _Evidence.of(found)
    return found if after.words and after.share >= _SURE and before.share < _POSSIBLE else None


@dataclass(frozen=True)
class _Evidence:
    words: int
    syllables: int

    @classmethod
    def of(cls, text: str) -> _Evidence:
        words = set(islice(marked_words(text), _WORDS_LOOKED_AT))
        return cls(len(words), sum(map(is_syllable, words)))

    @property
    def share(self) -> float:
        return self.syllables / self.words if self.words else 0.0


def _as_said(data: bytes, encoding: str) -> DecodedText:
    """Return a text in the encoding that a person said."""
    if encoding not in ENCODINGS:
        near = nearest_name(encoding.lower(), ENCODINGS)
        known = Text(vi=f"Hiện có: {', '.join(ENCODINGS)}.", en=f"There are: {', '.join(ENCODINGS)}.")
        advice = None if near is None else Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?")
        summary = Text(vi=f"Không có bảng mã {encoding}.", en=f"There is no encoding {encoding}.")
        raise UsageError(summary, [Fault(encoding, known, advice)])
    try:
        return DecodedText(ENCODINGS[encoding](data), encoding, confident=True)
    except UnicodeDecodeError as error:
        summary = Text(vi=f"Văn bản không theo bảng mã {encoding}.", en=f"The text is not in {encoding}.")
        what = Text(vi=f"byte thứ {error.start + 1} không hợp lệ", en=f"byte {error.start + 1} does not fit")
        raise DataError(summary, [Fault(encoding, what)]) from None


def _of_form(data: bytes, encoding: str, wanted_words: int = 0) -> DecodedText:
    """Return a text whose encoding shows in its first bytes; without a mark only words make it sure."""
    try:
        text = ENCODINGS[encoding](data)
    except UnicodeDecodeError:
        return _unknown(data)
    found = _Evidence.of(text)
    if wanted_words and found.share < _POSSIBLE and not text.isascii():
        return _unknown(data)
    confident = not wanted_words or (found.words >= wanted_words and found.share >= _SURE)
    return DecodedText(text, encoding, confident, found.words, found.syllables)


def _by_evidence(data: bytes) -> DecodedText:
    """Return the reading with the largest share of syllables; sure if it is far ahead of every other text."""
    readings: dict[str, tuple[str, _Evidence]] = {}
    for name in ("cp1258", "tcvn3", "vni"):
        try:
            text = ENCODINGS[name](data)
        except UnicodeDecodeError:
            continue
        readings.setdefault(text, (name, _Evidence.of(text)))
    if not readings:
        return _unknown(data)
    ranked = sorted(readings.items(), key=lambda reading: (-reading[1][1].share, reading[1][0]))
    text, (name, found) = ranked[0]
    if found.share < _POSSIBLE:
        return _unknown(data)
    next_best = ranked[1][1][1].share if len(ranked) > 1 else 0.0
    sure = found.words >= _FEWEST_WORDS and found.share >= _SURE and found.share - next_best >= _AHEAD
    return DecodedText(text, name, sure, found.words, found.syllables)


def _unknown(data: bytes) -> DecodedText:
    return DecodedText(data.decode("utf-8", "replace"), None, confident=False)


def _cp1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258"))


def _tcvn3(data: bytes) -> str:
    return codecs.charmap_decode(data, "strict", _tcvn3_letters())[0]


def _vni(data: bytes) -> str:
    pairs, pattern = _vni_letters()
    return pattern.sub(lambda found: pairs[found[0]], "".join(map(_letters_of_windows_1252().__getitem__, data)))


@cache
def _letters(encoding: str) -> Mapping[bytes, str]:
    table = read_table("legacy_letters")
    rows = table[table["encoding"] == encoding]
    return {bytes.fromhex(code): letter for code, letter in zip(rows["bytes"], rows["letter"], strict=True)}


@cache
def _letters_of_windows_1252() -> tuple[str, ...]:
    """Return the letter of every byte; the five bytes that Windows-1252 leaves open are controls, as on the Web."""
    return tuple(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))


@cache
def _tcvn3_letters() -> str:
    """Return the letter of every byte."""
    own = _letters("tcvn3")
    return "".join(own.get(bytes([code]), letter) for code, letter in enumerate(_letters_of_windows_1252()))


@cache
def _vni_letters() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return letters by what stands for them in Windows-1252, and the pattern that finds the longest first."""
    found = {code.decode("cp1252"): letter for code, letter in _letters("vni").items()}
    longest_first = sorted(found, key=lambda written: (-len(written), written))
    return found, re.compile("|".join(map(re.escape, longest_first)))


def _byte_of(letter: str) -> bytes:
    """Return the byte of a letter in Windows-1252, or in Latin-1 where Windows-1252 leaves it open."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


ENCODINGS: Mapping[str, Callable[[bytes], str]] = {
    "utf-8": lambda data: data.decode("utf-8-sig"),
    "utf-8-sig": lambda data: data.decode("utf-8-sig"),
    "utf-16-le": lambda data: data.decode("utf-16-le").removeprefix("\ufeff"),
    "utf-16-be": lambda data: data.decode("utf-16-be").removeprefix("\ufeff"),
    "cp1258": _cp1258,
    "tcvn3": _tcvn3,
    "vni": _vni,
}
"""How each encoding is read, by its name."""
