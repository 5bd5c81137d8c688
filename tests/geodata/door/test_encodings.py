"""Encodings against texts written by hand in bytes, and against every name of the bundled units."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.errors import DataError, UsageError
from clusterplan.geodata import read_table
from clusterplan.geodata.door.encodings import ENCODINGS, decode_text, mended
from clusterplan.geodata.door.syllables import is_syllable

NAMES = sorted({*read_table("former_province_attributes")["name_vi"], *read_table("province_attributes")["name_vi"]})
TEXT = "mã;tên\n" + "\n".join(f"{row};{name}" for row, name in enumerate(NAMES))


def bytes_of(text: str, encoding: str) -> bytes:
    """Write a text in an old encoding by the bundled letters, as an old program did."""
    rows = read_table("legacy_letters").query("encoding == @encoding")
    written = {letter: bytes.fromhex(code) for code, letter in zip(rows["bytes"], rows["letter"], strict=True)}
    return b"".join(written.get(letter) or letter.encode("cp1252") for letter in text)


def in_cp1258(text: str) -> bytes:
    """Write base letters with the marks of Windows behind them."""
    found = []
    for letter in text:
        base: list[str] = []
        tones: list[str] = []
        for part in unicodedata.normalize("NFD", letter):
            (tones if part in "\u0300\u0301\u0303\u0309\u0323" else base).append(part)
        found.append(unicodedata.normalize("NFC", "".join(base)) + "".join(tones))
    return "".join(found).encode("cp1258")


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("tcvn3", "Hµ Néi, §µ N½ng, Thõa Thiªn HuÕ, §¾k L¾k, B×nh §Þnh, VÜnh Phóc"),
        ("vni", "Haø Noäi, Ñaø Naüng, Thöøa Thieân Hueá, Ñaék Laék, Bình Ñònh, Vónh Phuùc"),
    ],
)
def test_names_as_fonts_of_the_time_show_them_in_windows_1252(encoding: str, written: str) -> None:
    found = decode_text(written.encode("cp1252"))
    assert (found.encoding, found.confident) == (encoding, True)
    assert found.text == "Hà Nội, Đà Nẵng, Thừa Thiên Huế, Đắk Lắk, Bình Định, Vĩnh Phúc"


def test_the_marks_of_cp1258_are_composed() -> None:
    found = decode_text(b"H\xe0 N\xf4\xf2i, \xd0\xe0 N\xe3\xdeng, Th\xfd\xcca Thi\xean Hu\xea\xec")
    assert (found.encoding, found.confident) == ("cp1258", True)
    assert found.text == "Hà Nội, Đà Nẵng, Thừa Thiên Huế"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "cp1258"])
def test_a_list_of_all_provinces_is_found_and_comes_back_whole(encoding: str) -> None:
    found = decode_text(in_cp1258(TEXT) if encoding == "cp1258" else bytes_of(TEXT, encoding))
    assert (found.encoding, found.confident, found.text) == (encoding, True, TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_unicode_is_taken_as_it_is(encoding: str) -> None:
    found = decode_text(TEXT.encode(encoding))
    assert (found.encoding, found.confident, found.text) == (encoding, True, TEXT)


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("marked", [True, False])
def test_utf_16_is_told_by_its_mark_or_by_its_zeros(order: str, *, marked: bool) -> None:
    mark = (codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE) if marked else b""
    found = decode_text(mark + TEXT.encode(f"utf-16-{order}"))
    assert (found.encoding, found.confident, found.text) == (f"utf-16-{order}", True, TEXT)


def test_two_words_are_a_suggestion_and_no_proof() -> None:
    found = decode_text("Hµ Néi".encode("cp1252"))
    assert (found.encoding, found.confident, found.text) == ("tcvn3", False, "Hà Nội")


@pytest.mark.parametrize(
    "data",
    ["L'été à Besançon, où naît le père".encode("cp1252"), b"\x00\x01\x02\xff\xfe\xfd", bytes(range(128, 256))],
    ids=["French", "zeros", "every high byte"],
)
def test_what_is_no_vietnamese_text_has_no_encoding(data: bytes) -> None:
    found = decode_text(data)
    assert (found.encoding, found.confident) == (None, False)


def test_an_encoding_that_was_said_is_used_or_refused() -> None:
    assert decode_text("Hµ Néi".encode("cp1252"), "tcvn3").confident
    with pytest.raises(DataError, match="byte 2 does not fit"):
        decode_text(b"H\xb5", "utf-8")
    with pytest.raises(UsageError, match="Did you mean tcvn3"):
        decode_text(b"H\xb5", "TCVN-3")


@pytest.mark.parametrize("name", NAMES)
def test_utf_8_read_as_windows_1252_is_mended(name: str) -> None:
    garbled = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in name.encode())
    assert mended(garbled) == (None if garbled == name or not is_vietnamese(name) else name)
    assert mended(name) is None


def is_vietnamese(name: str) -> bool:
    words = [word for word in name.replace("-", " ").split() if not word.isascii()]
    return sum(map(is_syllable, words)) >= 0.8 * len(words) > 0


@settings(max_examples=150)
@given(st.binary(max_size=80))
def test_any_bytes_give_an_answer_and_what_is_sure_is_a_reading(data: bytes) -> None:
    found = decode_text(data)
    if found.confident:
        assert found.encoding is not None
        assert found.text == ENCODINGS[found.encoding](data)


def test_every_name_of_a_unit_is_made_of_syllables_but_for_those_of_the_central_highlands() -> None:
    odd = {word for name in NAMES for word in name.replace("-", " ").split() if not is_syllable(word)}
    assert odd == {"Lắk", "Đắk"}


@pytest.mark.parametrize(
    "word",
    [
        "nghiệp",
        "quyết",
        "khuya",
        "ngoằn",
        "giếng",
        "gì",
        "quý",
        "hoà",
        "hòa",
        "thuỷ",
        "thủy",
        "yếu",
        "ươm",
        "xoong",
        "nghiêng",
        "tuyển",
    ],
)
def test_syllables_of_the_dictionary(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word).upper())


@pytest.mark.parametrize("word", ["hàt", "cãp", "néi", "cafè", "naüng", "œuvre", "ấá", "km²", "hßa"])
def test_words_that_no_syllable_is_spelled_like(word: str) -> None:
    assert not is_syllable(word)
