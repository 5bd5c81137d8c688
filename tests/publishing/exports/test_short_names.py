"""Short names for Shapefiles: never twice, never by the order of the columns, and as the manual says."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.geodata import read_register
from clusterplan.publishing.exports.short_names import LONGEST, WORDS, short_names

MANUAL = Path(__file__).resolve().parents[3] / "docs/reference/formats.md"
NAMES = st.lists(st.text("abAB_đ1", min_size=1, max_size=14), unique=True, max_size=12)


@settings(max_examples=60)
@given(NAMES)
def test_no_two_columns_share_a_name_whatever_their_order(names: list[str]) -> None:
    if len({name.lower() for name in names}) < len(names):
        names = sorted({name.lower() for name in names})
    short = short_names(names)
    assert list(short) == names
    assert len({found.lower() for found in short.values()}) == len(names)
    assert all(1 <= len(found) <= LONGEST and found.isascii() for found in short.values())
    assert short_names(names[::-1]) == short


def test_every_registered_column_keeps_a_name_that_people_understand() -> None:
    for record in read_register().values():
        if record.kind == "layer":
            short = short_names(column.name for column in record.columns)
            assert len(set(short.values())) == len(short)


def test_short_names_stay() -> None:
    assert short_names(["code", "score_s01"]) == {"code": "code", "score_s01": "score_s01"}


def test_the_manual_has_the_whole_table() -> None:
    section = MANUAL.read_text(encoding="utf-8").partition("## Short names")[2]
    plain = {r"(\d+)": "N", r"(vi|en)": "L", r"(\w+)": "X"}
    for pattern, short in WORDS:
        shown = pattern
        for group, letter in plain.items():
            shown = shown.replace(group, letter)
        assert f"| `{shown}` | `{_filled(short, pattern, plain)}` |" in section


def _filled(short: str, pattern: str, plain: dict[str, str]) -> str:
    """Return a replacement with the letters of its groups, in the order in which they stand."""
    groups = sorted(plain, key=lambda group: pattern.find(group) if group in pattern else len(pattern))
    for number, group in enumerate(groups, start=1):
        short = short.replace(f"\\{number}", plain[group])
    return short
