"""From what is missing to a form, from the filled form to tables, and from the tables to scores."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clusterplan.advantage import AdvantageTable, score_advantage
from clusterplan.cli import main
from clusterplan.cli.terminal import Terminal
from clusterplan.cli.wanted_report import wanted_report
from clusterplan.domain import ValueStatus
from clusterplan.errors import UsageError
from clusterplan.geodata import read_register, read_table, read_table_file
from clusterplan.geodata.holdings import DATA_FOLDER
from clusterplan.planning import load_scenario
from clusterplan.planning.advantage import advantage_inputs
from clusterplan.planning.facts import Facts
from clusterplan.planning.wanted import Wanted, fill_tables, write_wanted_form
from clusterplan.planning.wanted.form import COLUMNS
from clusterplan.planning.wanted.reading import KnownIds, read_form

SCENARIO = load_scenario("national")
UNIT = "11"
KNOWN = KnownIds(SCENARIO.unit_vintage, frozenset({UNIT}), {"fdi_stock_2025_musd": "million USD"})
OFFICIAL = {"kind": "official", "year": "2025", "source": "Phụ lục III", "office": "Cục Đầu tư nước ngoài"}
OFFICIAL["date"] = "2026-01-15"
EXPERT = {"kind": "expert", "year": "2025", "expert": "A", "organisation": "B", "method": "C", "date": "2026-02-01"}


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Wanted:
    """What the command answers; it also writes a form."""
    form = tmp_path_factory.mktemp("wanted") / "form.xlsx"
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(["layers", "wanted", "Điện Biên", "--form", str(form), "--json"]) == 0
    answer = json.loads(out.getvalue())
    assert answer["files"] == [str(form)]
    assert form.exists()
    return Wanted.model_validate(answer["wanted"])


def filled_form(path: Path, wanted: Wanted, **lines: dict[str, Any]) -> Path:
    """Write the form and fill in some of its lines, as a person does."""
    write_wanted_form(path, wanted)
    book = openpyxl.load_workbook(path)
    sheet = book["values"]
    for row in range(2, sheet.max_row + 1):
        indicator = sheet.cell(row, COLUMNS.index("indicator") + 1).value
        for name, value in lines.get(str(indicator), {}).items():
            sheet.cell(row, COLUMNS.index(name) + 1).value = value
    book.save(path)
    return path


def test_what_is_missing_is_listed_with_the_office_that_has_it(wanted: Wanted) -> None:
    found = {part.indicator: part for part in wanted.indicators}
    fdi = found["fdi_stock_2025_musd"]
    rows = read_table("indicators").query("vintage == @SCENARIO.unit_vintage and unit == @UNIT")
    assert fdi.status is ValueStatus.MISSING
    assert "fdi_stock_2025_musd" not in set(rows["indicator"])
    assert fdi.holder_en == "Foreign Investment Agency monthly annex III (by province)"
    assert fdi.measured
    assert not found["endowment"].measured
    gains = [part.coverage_gain for part in wanted.indicators]
    assert gains == sorted(gains, reverse=True)


def test_the_form_has_a_line_for_each_value_and_no_formula(wanted: Wanted, tmp_path: Path) -> None:
    path = write_wanted_form(tmp_path / "form.xlsx", wanted)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    lines = [[cell.value for cell in row] for row in book["values"].iter_rows(min_row=2)]
    assert [line[2] for line in lines] == [part.indicator for part in wanted.indicators if part.measured]
    assert all(line[:2] == [SCENARIO.unit_vintage, UNIT] for line in lines)
    with pytest.raises(UsageError, match="exists already"):
        write_wanted_form(path, wanted)


def test_an_official_value_comes_back_as_a_table_with_source_date_and_office(wanted: Wanted, tmp_path: Path) -> None:
    form = filled_form(tmp_path / "form.xlsx", wanted, fdi_stock_2025_musd={"value": 12.5, **OFFICIAL})
    found, files = fill_tables(form, SCENARIO, tmp_path / "out")
    [value] = found.values
    assert (value.unit, value.value, value.status, value.replaced) == (UNIT, 12.5, ValueStatus.OBSERVED, None)
    register = read_register()
    tables = {file.stem: read_table_file(register[file.stem], file) for file in files}
    assert len(tables["indicators"]) == len(read_table("indicators")) + 1
    new = tables["indicators"].iloc[-1]
    assert (new["unit"], new["indicator"], new["status"], new["confidence"]) == (
        UNIT,
        "fdi_stock_2025_musd",
        "observed",
        "high",
    )
    source = tables["sources"].set_index("source_id").loc[new["source_id"]]
    assert (source["title"], source["reference"], source["published_on"]) == (
        "Phụ lục III",
        "Cục Đầu tư nước ngoài",
        "2026-01-15",
    )


def scored(folder: Path | None, *, expert_values: bool = True) -> AdvantageTable:
    inputs = advantage_inputs(SCENARIO, Facts())
    if folder is not None:
        rows = read_table_file(read_register()["indicators"], folder / "indicators.csv")
        inputs = dataclasses.replace(inputs, indicators=rows)
    settings = SCENARIO.score.model_copy(update={"expert_values": expert_values})
    return score_advantage(inputs, settings)


@pytest.mark.slow
def test_expert_values_count_low_and_are_switched_off_as_one(wanted: Wanted, tmp_path: Path) -> None:
    form = filled_form(tmp_path / "form.xlsx", wanted, fdi_stock_2025_musd={"value": 900, **EXPERT})
    found, _ = fill_tables(form, SCENARIO, tmp_path / "out")
    assert found.values[0].status is ValueStatus.EXPERT
    technology = next(part for part in wanted.indicators if part.indicator == "fdi_stock_2025_musd").technologies[0]
    before, after = (table.explain(UNIT, technology) for table in (scored(None), scored(tmp_path / "out")))
    part = next(part for part in after.indicators if part.indicator == "fdi_stock_2025_musd")
    assert (part.status, part.confidence, part.normalised is not None) == (ValueStatus.EXPERT, "low", True)
    assert after.score != before.score
    off = scored(tmp_path / "out", expert_values=False).explain(UNIT, technology)
    assert off.score == scored(None, expert_values=False).explain(UNIT, technology).score


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"value": 5}, "write official or expert"),
        ({"value": 5, **OFFICIAL, "office": ""}, "office: is missing; an official value needs it"),
        ({"value": 5, **EXPERT, "method": None}, "method: is missing; an expert value needs it"),
        ({"value": 5, **OFFICIAL, "date": "15/01/2026"}, "'15/01/2026' is not a day"),
        ({"value": 5, **OFFICIAL, "year": "now"}, "'now' is not a year"),
        ({"value": "nhiều", **OFFICIAL}, "'nhiều' is not a number"),
        ({"value": "1.234", **OFFICIAL}, "'1.234' is not a number"),
        ({"value": -5, **OFFICIAL}, "is outside [0, inf]"),
        ({"value": "=1+1", **OFFICIAL}, "a cell holds a formula"),
        ({"value": 5, **OFFICIAL, "unit": "10"}, "there is no '10'"),
        ({"value": 5, **OFFICIAL, "vintage": "2004-2025"}, "the vintage must be 2025-07-01"),
        ({"value": 5, **OFFICIAL, "indicator": "endowment"}, "there is no 'endowment'"),
        ({}, "no value was filled in"),
    ],
)
def test_what_is_not_whole_is_refused(line: dict[str, Any], words: str, wanted: Wanted, tmp_path: Path) -> None:
    form = filled_form(tmp_path / "form.xlsx", wanted, fdi_stock_2025_musd=line)
    with pytest.raises(UsageError) as caught:
        read_form(form, KNOWN)
    assert any(words in said for said in caught.value.lines("en")), caught.value.lines("en")


@pytest.mark.parametrize(("value", "expected"), [("12,5", 12.5), ("1.234.567", 1234567.0), (1234, 1234.0)])
def test_numbers_are_read_as_people_type_them(value: Any, expected: float, wanted: Wanted, tmp_path: Path) -> None:
    line = {"value": value, **OFFICIAL, "date": datetime.date(2026, 1, 15)}
    form = filled_form(tmp_path / "form.xlsx", wanted, fdi_stock_2025_musd=line)
    [found] = read_form(form, KNOWN)
    assert (found.value, found.cells["date"]) == (expected, "2026-01-15")


def test_an_expert_does_not_replace_what_was_read_in_a_source(wanted: Wanted, tmp_path: Path) -> None:
    line = {"indicator": "population_2022_th", "value": 600, **EXPERT}
    form = filled_form(tmp_path / "form.xlsx", wanted, fdi_stock_2025_musd=line)
    with pytest.raises(UsageError, match="does not replace a better one"):
        fill_tables(form, SCENARIO, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_expert_values_come_in_with_their_expert_and_not_without(
    wanted: Wanted, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_FOLDER, "")
    form = filled_form(tmp_path / "form.xlsx", wanted, fdi_stock_2025_musd={"value": 900, **EXPERT})
    _, [indicators, sources] = fill_tables(form, SCENARIO, tmp_path / "out")
    said = ["--source", "form", "--licence", "internal", "--vintage", "2026", "--date", "2026-01-15", "--lang", "en"]
    brought = ["--data", str(tmp_path / "data"), "--overwrite", *said]
    assert main(["layers", "import", str(sources), "--as", "sources", *brought]) == 0
    relied_upon = tmp_path / "relied-upon.csv"
    lines = indicators.read_text(encoding="utf-8").splitlines()
    new = next(place for place, line in enumerate(lines) if ",FORM_" in line)
    lines[new] = lines[new].replace(",low,", ",high,")
    relied_upon.write_text("\n".join(lines) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["layers", "import", str(relied_upon), "--as", "indicators", *brought]) == 2
    assert "value-expert" in capsys.readouterr().out
    assert main(["layers", "import", str(indicators), "--as", "indicators", *brought]) == 0
    assert main(["layers", "import", str(indicators), "--as", "indicators", *brought]) == 0  # it is there by now


def test_a_file_that_is_no_form_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"PK\x03\x04broken"), ("b.xlsx", b"code,value\n"), ("c.xlsx", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UsageError, match="cannot be used"):
            read_form(tmp_path / name, KNOWN)
    book = openpyxl.Workbook()
    book.save(tmp_path / "d.xlsx")
    with pytest.raises(UsageError, match="has no sheet values"):
        read_form(tmp_path / "d.xlsx", KNOWN)


def test_the_commands_tell_people(wanted: Wanted, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(language="vi").show(*wanted_report(wanted, "vi"))
    out = capsys.readouterr().out
    assert "11 Điện Biên: số liệu còn thiếu" in out
    assert "Cục Đầu tư nước ngoài" in out
    form = filled_form(tmp_path / "filled.xlsx", wanted, fdi_stock_2025_musd={"value": 1, **EXPERT})
    assert main(["layers", "fill", str(form), "-o", str(tmp_path / "out"), "--lang", "en"]) == 0
    assert "score.expert_values: false" in " ".join(capsys.readouterr().out.split())
    assert main(["layers", "fill", str(form), "-o", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "exists already" in capsys.readouterr().err
