"""Mission records: what they hold is on record, and a sheet comes back as it went out, or every fault is named."""

from __future__ import annotations

import csv
import datetime
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import ValidationError
from tests.answers import conforming

from clusterplan.cli import main
from clusterplan.errors import UsageError
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.facts import Facts
from clusterplan.planning.missions import (
    FieldStatus,
    MissionField,
    MissionRecord,
    Missions,
    missions_of,
    read_missions,
    write_missions,
)
from clusterplan.planning.missions.fields import COUNTED, FIELDS
from clusterplan.planning.missions.records import normal_text

HARD = (
    *("=1+1", "+84", "-5", "@SUM(A1)", "'=quoted", "'plain", "007", "2027-06-30", "một\nhai", "Hoà Bình; Đắk Lắk"),
    *(
        '"quoted", with a comma;',
        "http://example.org",
        "TRUE",
        "1e5",
        "_x000D_",
        "–",
        "a\tb",
        "unknown",
        "NFD: e\u0323\u0302",
    ),
)
TEXTS = st.one_of(
    st.sampled_from(HARD),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30).filter(
        lambda text: text.strip() and "x005F_" not in text
    ),
)
FILLED = st.builds(
    MissionField,
    value=TEXTS,
    status=st.sampled_from([FieldStatus.GIVEN, FieldStatus.READING, FieldStatus.SIMULATED]),
    source=TEXTS,
)
NOTHING = st.builds(MissionField, value=st.just(""), status=st.just(FieldStatus.NONE), source=TEXTS)
UNKNOWN = st.builds(MissionField, source=st.one_of(st.none(), TEXTS))
DATES = st.one_of(
    UNKNOWN,
    st.builds(
        MissionField,
        value=st.dates(datetime.date(2026, 1, 1)).map(str),
        status=st.just(FieldStatus.GIVEN),
        source=TEXTS,
    ),
)


@st.composite
def many_records(draw: st.DrawFn) -> tuple[MissionRecord, ...]:
    """Draw records with hard texts."""
    ids = draw(st.lists(TEXTS.map(lambda text: text.strip()), min_size=1, max_size=2, unique_by=normal_text))
    return tuple(
        MissionRecord(
            id=key,
            kind=draw(st.sampled_from(["mission", "product"])),
            title_vi=draw(TEXTS),
            title_en=draw(TEXTS),
            fields={
                name: draw(DATES if definition.is_date else st.one_of(FILLED, NOTHING, UNKNOWN))
                for name, definition in FIELDS.items()
            },
        )
        for key in ids
    )


@pytest.fixture(scope="module")
def records(national: PlanningResult) -> tuple[MissionRecord, ...]:
    return missions_of(KnownPlan(national.plan, national.posed)).records


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@given(drawn=many_records())
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_is_read_back(suffix: str, drawn: tuple[MissionRecord, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert read_missions(write_missions(drawn, Path(folder) / f"m{suffix}")) == drawn


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_each_hard_text_comes_back_as_it_went_out(
    records: tuple[MissionRecord, ...], tmp_path: Path, suffix: str
) -> None:
    hard = [
        records[0].model_copy(
            update={
                "id": f"H{number:02d}",
                "fields": records[0].fields | {"market": MissionField(value=text, status="given", source=text)},
            }
        )
        for number, text in enumerate(HARD)
    ]
    assert read_missions(write_missions(tuple(hard), tmp_path / f"m{suffix}")) == tuple(hard)


def test_a_spreadsheet_runs_nothing_and_the_same_records_give_the_same_bytes(
    records: tuple[MissionRecord, ...], tmp_path: Path
) -> None:
    first, second = (write_missions(records, tmp_path / f"{name}.xlsx") for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    cells = [cell for row in load_workbook(first)["missions"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert {cell.hyperlink for cell in cells} == {None}
    with write_missions(records, tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert not [cell for row in csv.reader(stream) for cell in row if cell[:1] in tuple("=+-@")]


def test_the_twenty_missions_say_what_the_table_says_and_nothing_else(records: tuple[MissionRecord, ...]) -> None:
    table = Facts().table("missions").set_index("mission_id")
    missions = [record for record in records if record.kind == "mission"]
    assert [record.id for record in missions] == sorted(table.index)
    for record in missions:
        row, fields = table.loc[record.id], record.fields
        assert fields["task"].value == record.title_vi == row["name_vi"]
        assert fields["responsibility"].value == row["lead_agency"]
        assert str(row["deadline_to_formulate"])[:10] in (fields["time"].value or "")
        assert {fields[name].source for name in ("task", "responsibility", "time")} == {row["source"]}
        assert {"authority", "resources", "product", "baseline", "review_date"} <= set(record.unknown)
    assert missions[16].fields["core_technologies"].value is None  # M17 names no technology


def test_no_person_is_named_and_every_known_field_has_a_source(records: tuple[MissionRecord, ...]) -> None:
    for record in records:
        assert all(record.fields[name].value is None for name in ("person", "chief_engineer", "owner"))
        for field in record.fields.values():
            assert (field.value is None) == (field.source is None) == (field.status is FieldStatus.UNKNOWN)
        known = sum(record.fields[name].value is not None for name in FIELDS if name not in ("clusters", "on_record"))
        assert record.completeness == known / 18 == known / len(COUNTED)


def test_products_carry_the_plans_places_and_the_pioneering_ones_their_targets(
    national: PlanningResult, records: tuple[MissionRecord, ...]
) -> None:
    products = {record.id: record for record in records if record.kind == "product"}
    assert list(products) == sorted(product.product for product in national.plan.products)
    for placed in national.plan.products:
        fields = products[placed.product].fields
        led_by = [part.split()[0] for part in (fields["clusters"].value or "").split("; ") if part]
        assert led_by == list(placed.clusters)
        assert (fields["target_2030"].value is not None) == placed.pioneering
        if placed.pioneering:
            assert [part.split()[-2] for part in (fields["target_2030"].value or "").split("; ")] == [
                "80",
                "60",
                "40",
                "30",
            ]


def test_every_fault_is_named_by_line_and_column_at_once(records: tuple[MissionRecord, ...], tmp_path: Path) -> None:
    path = write_missions(records[:2], tmp_path / "m.xlsx")
    book = load_workbook(path)
    page = book["missions"]
    line = {page.cell(row, 6).value: row for row in range(2, 2 + len(FIELDS))}
    page.cell(line["person"], 9).value = "=HYPERLINK(1)"
    page.cell(line["authority"], 10).value = "given"
    page.cell(line["product"], 9).value = "a value of unknown status"
    page.cell(line["resources"], 10).value = "sure"
    page.cell(line["task"], 11).value = None
    page.cell(line["review_date"], 9).value = "30/06/2027"
    page.cell(line["market"], 9).value = 0.8
    page.cell(line["market"], 9).number_format = "0%"
    page.cell(line["indicator"], 6).value = "indicater"
    page.cell(line["time"], 4).value = "Another title"
    book.save(path)
    with pytest.raises(UsageError) as raised:
        read_missions(path)
    found = {fault.where.removeprefix("m.xlsx, dòng/line ") for fault in raised.value.faults}
    expected = [
        *(("person", "value"), ("authority", "value"), ("authority", "source"), ("product", "status")),
        *(("resources", "status"), ("task", "source"), ("review_date", "value"), ("review_date", "status")),
        *(("market", "value"), ("indicator", "field"), ("time", "title_en")),
    ]
    assert found == {f"{line[name]}, {column}" for name, column in expected} | {"2, record"}
    assert f"has {len(raised.value.faults)} faults" in raised.value.summary.en


def test_a_date_that_a_spreadsheet_made_of_text_is_read_as_that_day(
    records: tuple[MissionRecord, ...], tmp_path: Path
) -> None:
    path = write_missions(records[:1], tmp_path / "m.xlsx")
    book = load_workbook(path)
    for row in book["missions"].iter_rows(min_row=2):
        if row[5].value == "review_date":
            row[8].value, row[9].value, row[10].value = datetime.datetime(2027, 6, 30), "given", "a letter"
    book.save(path)
    (record,) = read_missions(path)
    assert record.fields["review_date"].value == "2027-06-30"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"record;kind\nM01;mission\n", "missing columns"),
        (b"\xff\xfe\x00", "neither XLSX nor text"),
        (b"PK\x03\x04 broken", "broken XLSX"),
        (b"", "missing columns"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=word):
        read_missions(path)


def test_a_record_that_is_torn_apart_or_twice_or_lacks_a_field_is_refused(
    records: tuple[MissionRecord, ...], tmp_path: Path
) -> None:
    path = write_missions((records[0], records[1], records[0]), tmp_path / "m.csv")
    with pytest.raises(UsageError, match="do not stand together"):
        read_missions(path)
    lines = write_missions(records[:1], tmp_path / "n.csv").read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([*lines[:-1], lines[1]]), encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_missions(path)
    assert [fault.what.en for fault in raised.value.faults] == [
        "the field 'person' of M01 is there twice.",
        "M01 lacks the fields: on_record.",
    ]


def test_a_field_agrees_with_its_status() -> None:
    for wrong in (
        {"value": "x"},
        {"value": "x", "status": "given"},
        {"value": "", "status": "given", "source": "y"},
        {"status": "none", "source": "y"},
        {"value": "bell \x07", "status": "given", "source": "y"},
    ):
        with pytest.raises(ValidationError):
            MissionField.model_validate(wrong)


def test_what_was_filled_in_is_never_written_over(records: tuple[MissionRecord, ...], tmp_path: Path) -> None:
    path = write_missions(records, tmp_path / "m.csv")
    with pytest.raises(UsageError, match="exists already"):
        write_missions(records, path)
    with pytest.raises(UsageError, match="must end in"):
        write_missions(records, tmp_path / "m.ods")


def test_the_command_checks_a_file_in_both_languages(
    records: tuple[MissionRecord, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_missions(records, tmp_path / "m.xlsx")
    assert main(["missions", "check", str(path), "--lang", "vi"]) == 0
    known = sum(len(record.known) for record in records)
    assert f"50 hồ sơ, đã biết {known} trong 900 mục" in " ".join(capsys.readouterr().out.split())
    assert main(["missions", "check", str(path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert conforming(answer) == "missions"
    assert [line.pop("completeness") for line in answer["records"]] == [round(r.completeness, 6) for r in records]
    assert [line.pop("unknown") for line in answer["records"]] == [list(record.unknown) for record in records]
    assert Missions.model_validate(answer).records == records
    path.write_bytes(b"nothing")
    assert main(["missions", "check", str(path), "--lang", "en"]) == 2


def test_every_focus_is_followed_by_the_records_of_its_products(national: PlanningResult) -> None:
    found = missions_of(KnownPlan(national.plan, national.posed))
    told = {(focus.cluster, focus.technology): focus.records for focus in found.focuses}
    assert set(told) == {(cluster.id, focus) for cluster in national.plan.clusters for focus in cluster.focuses}
    known = {record.id: record for record in found.records}
    for (cluster, technology), records in told.items():
        assert records, "a focus that nobody follows up"
        products = [r for r in records if known[r].kind == "product"]
        led = [p for p in national.plan.products if p.technology == technology and cluster in p.clusters]
        assert products == [p.product for p in led]
        assert {r for r in records if known[r].kind == "mission"} == {m for p in led for m in p.missions}
        for record in records:
            assert f"{cluster} " in (known[record].fields["clusters"].value or "")
