"""``layers convert`` from a file to a file: what is refused, what is read, and what is written."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from clusterplan.cli import main
from clusterplan.errors import DataError, UsageError
from clusterplan.geodata import read_table
from clusterplan.planning.conversion import TableColumns, convert_table

FORMER = read_table("former_province_attributes")
BEFORE, NOW = "2004-2025", "2025-07-01"


def written(
    path: Path, rows: list[list[str]], header: str = "code;name;people;growth", encoding: str = "utf-8"
) -> Path:
    path.write_bytes("\r\n".join([header, *(";".join(row) for row in rows)]).encode(encoding))
    return path


def all_units() -> list[list[str]]:
    """Every former unit with people ``1000 * its number`` and a growth of 5 or 7,5."""
    pairs = zip(FORMER["code"], FORMER["name_vi"], strict=True)
    return [[code, name, str(1000 * n), "7,5" if n % 2 else "5"] for n, (code, name) in enumerate(pairs, start=1)]


COLUMNS = TableColumns(name="name", counts=("people",), rates={"growth": "people"})


def test_a_file_is_converted_and_its_total_is_kept(tmp_path: Path) -> None:
    source = written(tmp_path / "my.csv", all_units(), encoding="utf-8-sig")
    found = convert_table(source, COLUMNS, BEFORE, output=tmp_path / "out.csv")
    assert (found.encoding, found.separator, found.decimal, found.to_vintage) == ("utf-8-sig", ";", ",", NOW)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["code"]: row for row in csv.DictReader(stream)}
    assert sum(int(row["people"]) for row in rows.values()) == 1000 * sum(range(1, 64))
    lao_cai = [n for n, code in enumerate(FORMER["code"], start=1) if code in ("10", "15")]
    assert rows["15"]["name_vi"] == "Lào Cai"
    assert rows["15"]["people"] == str(1000 * sum(lao_cai))
    growth = sum(n * (7.5 if n % 2 else 5) for n in lao_cai) / sum(lao_cai)
    assert float(rows["15"]["growth"]) == pytest.approx(growth, abs=1e-9)
    assert rows["01"]["growth"] == "7.5"


def test_what_is_empty_is_missing_and_said(tmp_path: Path) -> None:
    rows = [row if row[0] != "10" else [*row[:2], "", ""] for row in all_units()]
    found = convert_table(written(tmp_path / "my.csv", rows), COLUMNS, BEFORE)
    people = found.columns[0]
    assert [(gap.unit, gap.parts) for gap in people.missing] == [("15", ("10",))]
    assert people.values["15"] is None
    assert people.total_before != people.total_after


@pytest.mark.parametrize(
    ("change", "columns", "words"),
    [
        ({}, TableColumns(counts=("people",)), "nobody said what this column is"),
        ({}, TableColumns(name="name", counts=("peoples", "growth")), "Did you mean people?"),
        (
            {},
            TableColumns(name="name", rates={"growth": "people"}, left_out=("people",)),
            "must be a column of --count",
        ),
        ({"01": ["01", "Hà Nội", "12", "5", "6"]}, COLUMNS, "the row has 5 cells, the header has 4"),
        ({"01": ["01", "Hà Nội", "n/a", "5"]}, COLUMNS, "'n/a' is not a number"),
        ({"01": ["04", "Cao Bằng", "1", "5"]}, COLUMNS, "code 04 stands in row 2 already"),
        ({"15": ["15", "Lào Cai", "1", "5"]}, COLUMNS, "code 15 is not that of 'Lào Cai' in vintage 2004-2025"),
        ({"01": ["99", "", "1", "5"]}, COLUMNS, "there is no code '99'"),
    ],
)
def test_faults_are_named_and_nothing_is_written(
    change: dict[str, list[str]], columns: TableColumns, words: str, tmp_path: Path
) -> None:
    source = written(tmp_path / "my.csv", [change.get(row[0], row) for row in all_units()])
    with pytest.raises(DataError) as caught:
        convert_table(source, columns, BEFORE, output=tmp_path / "out.csv")
    assert any(words in line for line in caught.value.lines("en"))
    assert not (tmp_path / "out.csv").exists()


def test_a_number_of_two_meanings_needs_the_decimal_mark(tmp_path: Path) -> None:
    rows = [[code, name, "1.234", "5"] for code, name, *_ in all_units()]
    source = written(tmp_path / "my.csv", rows)
    with pytest.raises(DataError, match="--decimal"):
        convert_table(source, COLUMNS, BEFORE)
    assert convert_table(source, COLUMNS, BEFORE, decimal=",").columns[0].values["01"] == "1234"
    assert convert_table(source, COLUMNS, BEFORE, decimal=".").columns[0].values["01"] == "1.234"


def test_an_old_encoding_is_read_and_an_unsure_one_is_only_suggested(tmp_path: Path) -> None:
    table = read_table("legacy_letters").query("encoding == 'tcvn3'")
    letters = {letter: bytes.fromhex(code) for code, letter in zip(table["bytes"], table["letter"], strict=True)}
    text = "code,name,people\n" + "\n".join(f"{code},{name},1" for code, name, *_ in all_units())
    source = tmp_path / "my.csv"
    source.write_bytes(b"".join(letters.get(letter) or letter.encode("cp1252") for letter in text))
    columns = TableColumns(name="name", counts=("people",))
    assert convert_table(source, columns, BEFORE).encoding == "tcvn3"
    source.write_bytes("code,name\n01,Hµ Néi\n".encode("cp1252"))
    with pytest.raises(DataError, match="add --encoding tcvn3"):
        convert_table(source, columns, BEFORE)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    source = written(tmp_path / "my.csv", all_units())
    with pytest.raises(UsageError, match="exists already"):
        convert_table(source, COLUMNS, BEFORE, output=source)


def test_the_command_tells_what_merged_and_needs_a_weight(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(written(tmp_path / "my.csv", all_units()))
    given = ["layers", "convert", source, "--from", BEFORE, "--name", "name", "--count", "people"]
    assert main([*given, "--rate", "growth=people", "--lang", "vi", "-o", str(tmp_path / "out.csv")]) == 0
    out = capsys.readouterr().out
    assert "15 Lào Cai: Lào Cai + Yên Bái" in out
    assert "bình quân theo people" in out
    assert main([*given, "--leave-out", "growth", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["conversion"]
    assert len(answer["units"]) == 34
    assert answer["columns"][0]["total_before"] == answer["columns"][0]["total_after"] == "2016000"
    assert main([*given, "--rate", "growth", "--lang", "en"]) == 2
    assert "never averaged without a weight" in capsys.readouterr().err
