from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from clusterplan.publishing import Publication
from clusterplan.publishing.table import spreadsheet_cell, write_plan_table


def rows_of(publication: Publication, folder: Path) -> list[dict[str, str]]:
    path = folder / "plan.csv"
    write_plan_table(publication, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_file_starts_with_a_byte_order_mark(publication: Publication, tmp_path: Path) -> None:
    rows_of(publication, tmp_path)
    assert (tmp_path / "plan.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_there_is_one_row_per_unit_and_technology_with_flags_in_words(publication: Publication, tmp_path: Path) -> None:
    rows = rows_of(publication, tmp_path)
    assert len(rows) == 18
    first = rows[0]
    assert (first["code"], first["technology"], first["is_hub"], first["is_focus"]) == ("01", "S01", "yes", "yes")
    assert first["score"] == "0.6"


def test_what_cannot_be_judged_is_an_empty_cell(publication: Publication, tmp_path: Path) -> None:
    row = next(row for row in rows_of(publication, tmp_path) if (row["code"], row["technology"]) == ("03", "S03"))
    assert (row["score"], row["grade"], row["judgement"]) == ("", "", "cannot_be_judged")


def test_a_name_that_looks_like_a_formula_is_defused(hostile: Publication, tmp_path: Path) -> None:
    row = next(row for row in rows_of(hostile, tmp_path) if row["code"] == "02")
    assert row["name_vi"] == '\'=HYPERLINK("x")'


@given(st.text())
def test_no_text_cell_can_start_a_formula(text: str) -> None:
    cell = spreadsheet_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text.removeprefix("'")


@given(st.floats(allow_nan=False) | st.integers())
def test_numbers_stay_numbers(number: float) -> None:
    assert spreadsheet_cell(number) == number
