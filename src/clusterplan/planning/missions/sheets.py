"""Mission records as a sheet, one line for each field of each record, and back without loss."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning.missions.cells import Line, read_lines
from clusterplan.planning.missions.fields import COUNTED, FIELDS, GROUPS
from clusterplan.planning.missions.records import (
    FieldStatus,
    MissionField,
    MissionRecord,
    faults_of_field,
    faults_of_text,
)
from clusterplan.publishing.text_sheets import TextSheet, write_text_csv, write_text_workbook

__all__ = ["COLUMNS", "SHEET", "read_missions", "write_missions"]

SHEET = "missions"
"""Name of the sheet that is read back."""
COLUMNS = (
    "record",
    "kind",
    "title_vi",
    "title_en",
    "group",
    "field",
    "label_vi",
    "label_en",
    "value",
    "status",
    "source",
)
"""Columns of the sheet. ``group`` and the labels are for people and are not read."""

_WIDTHS = (10, 9, 34, 34, 18, 20, 22, 22, 60, 11, 40)
_KINDS = ("mission", "product")
_GUIDE = (
    Text(
        vi="Trang missions: mỗi dòng là một mục của một nhiệm vụ hoặc sản phẩm. Chỉ điền value, status và source.",
        en="Sheet missions: each line is one field of one mission or product. Fill in value, status and source only.",
    ),
    Text(
        vi="status: given (nguồn ghi rõ), reading (cách đọc của nhà phân tích), simulated (phương án mô phỏng), "
        "none (nguồn nói là không có; value để trống), unknown (chưa biết; value để trống).",
        en="status: given (a source says it), reading (an analyst's reading), simulated (the simulated plan), "
        "none (a source says there is nothing; value stays empty), unknown (nobody knows yet; value stays empty).",
    ),
    Text(
        vi="Điều gì đã biết đều cần nguồn. Ngày ghi dạng 2027-06-30. Không dùng công thức.",
        en="All that is known needs a source. Dates are written 2027-06-30. No formulas.",
    ),
    Text(
        vi="Trang overview được tính từ trang missions khi xuất tệp; không đọc lại.",
        en="Sheet overview was counted from sheet missions when the file was written; it is not read back.",
    ),
)


def write_missions(records: tuple[MissionRecord, ...], path: Path) -> Path:
    """Write records as XLSX or CSV, told by the file's name.

    Parameters
    ----------
    records
        The records.
    path
        The ``.xlsx`` or ``.csv`` file; it must not exist, so that nothing that was filled in is lost.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UsageError
        If the file exists, has another suffix, or cannot be written.
    """
    suffix = path.suffix.casefold()
    if suffix not in (".xlsx", ".csv"):
        raise _refused(
            path, Text(vi="tên tệp phải kết thúc bằng .xlsx hoặc .csv.", en="its name must end in .xlsx or .csv.")
        )
    if path.exists():
        raise _refused(path, Text(vi="tệp đã có; hãy chọn tên khác.", en="exists already; choose another name."))
    rows = [row for record in records for row in _rows(record)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if suffix == ".csv":
            write_text_csv(path, COLUMNS, rows)
        else:
            write_text_workbook(path, [TextSheet(SHEET, COLUMNS, rows, _WIDTHS), _overview(records), _guide()])
    except OSError as wrong:
        raise _refused(path, Text(vi="không ghi được.", en=f"cannot be written: {wrong.strerror}.")) from None
    return path


def read_missions(path: Path) -> tuple[MissionRecord, ...]:
    """Read records that were written by :func:`write_missions` and filled in since.

    Parameters
    ----------
    path
        XLSX, or CSV in UTF-8.

    Returns
    -------
    tuple of MissionRecord
        In the order of the file.

    Raises
    ------
    UsageError
        If the file cannot be read, or any cell is wrong; with every fault, named by line and column.
    """
    lines, faults = read_lines(path, SHEET, COLUMNS)
    for line in lines:
        faults.extend(_faults_of_line(line))
    groups = [list(group) for _, group in groupby(lines, key=lambda line: line["record"])]
    faults.extend(fault for group in groups for fault in _faults_of_group(group))
    faults.extend(_torn_apart(groups))
    if not lines and not faults:
        faults.append(Fault(path.name, Text(vi="không có dòng nào.", en="there are no lines.")))
    if faults:
        summary = Text(
            vi=f"Tệp {path.name} có {len(faults)} lỗi.",
            en=f"The file {path.name} has {'1 fault' if len(faults) == 1 else f'{len(faults)} faults'}.",
        )
        raise UsageError(summary, faults)
    return tuple(_record(group) for group in groups)


def _rows(record: MissionRecord) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a record."""
    for name, field in record.fields.items():
        definition = FIELDS[name]
        yield (
            *(record.id, record.kind, record.title_vi, record.title_en),
            *(definition.group, name, definition.label.vi, definition.label.en),
            *(field.value or "", field.status.value, field.source or ""),
        )


def _record(lines: list[Line]) -> MissionRecord:
    """Return the record of its lines, which have no fault."""
    first, by_name = lines[0], {line["field"]: line for line in lines}
    return MissionRecord(
        id=first["record"],
        kind="mission" if first["kind"] == "mission" else "product",
        title_vi=first["title_vi"],
        title_en=first["title_en"],
        fields={name: _field(by_name[name]) for name in FIELDS},
    )


def _field(line: Line) -> MissionField:
    """Return the field of a line."""
    status = FieldStatus(line["status"])
    value = None if status is FieldStatus.UNKNOWN else line["value"]
    return MissionField(value=value, status=status, source=line["source"] or None)


def _faults_of_line(line: Line) -> Iterator[Fault]:
    """Yield what is wrong with one line alone."""
    if not line["record"]:
        yield line.fault("record", Text(vi="thiếu mã.", en="the id is missing."))
    if line["kind"] not in _KINDS:
        yield line.fault(
            "kind",
            Text(
                vi=f"'{line['kind']}' không phải mission hay product.",
                en=f"'{line['kind']}' is neither mission nor product.",
            ),
        )
    for column in ("record", "title_vi", "title_en"):
        yield from (line.fault(column, what) for what in faults_of_text(line[column]))
    if line["field"] not in FIELDS:
        yield line.fault(
            "field",
            Text(vi=f"không có mục '{line['field']}'.", en=f"there is no field '{line['field']}'."),
            Text(vi=f"Các mục: {', '.join(FIELDS)}.", en=f"Fields: {', '.join(FIELDS)}."),
        )
        return
    for column, what in faults_of_field(line["field"], line["value"], line["status"], line["source"]):
        yield line.fault(column, what)


def _faults_of_group(lines: list[Line]) -> Iterator[Fault]:
    """Yield what is wrong between the lines of one record: titles that differ, fields twice or not at all."""
    first, seen = lines[0], set()
    for line in lines:
        for column in ("kind", "title_vi", "title_en"):
            if line[column] != first[column]:
                what = Text(
                    vi=f"khác với dòng {first.number} của cùng mã {line['record']}.",
                    en=f"differs from line {first.number} of the same record {line['record']}.",
                )
                yield line.fault(column, what)
        if line["field"] in seen:
            what = Text(
                vi=f"mục '{line['field']}' của {line['record']} có hai lần.",
                en=f"the field '{line['field']}' of {line['record']} is there twice.",
            )
            yield line.fault("field", what)
        seen.add(line["field"])
    missing = ", ".join(name for name in FIELDS if name not in seen)
    if missing:
        what = Text(
            vi=f"{first['record']} thiếu các mục: {missing}.", en=f"{first['record']} lacks the fields: {missing}."
        )
        advice = Text(
            vi="Chưa biết thì để dòng đó với status unknown.", en="Keep the line with status unknown instead."
        )
        yield first.fault("record", what, advice)


def _torn_apart(groups: list[list[Line]]) -> Iterator[Fault]:
    """Yield records whose lines do not stand together, or that are there twice."""
    seen: set[str] = set()
    for lines in groups:
        record = lines[0]["record"]
        if record in seen:
            what = Text(
                vi=f"các dòng của {record} không đứng liền nhau.", en=f"the lines of {record} do not stand together."
            )
            yield lines[0].fault("record", what)
        seen.add(record)


def _overview(records: tuple[MissionRecord, ...]) -> TextSheet:
    """Return a sheet to look at: one line for each record, with what is known of each group."""
    groups = [group for group in GROUPS if group != "plan"]
    header = ("record", "title_vi", "title_en", "known", *groups, "unknown")
    rows = []
    for record in records:
        counts = []
        for group in groups:
            names = [name for name in COUNTED if FIELDS[name].group == group]
            counts.append(f"{sum(name in record.known for name in names)}/{len(names)}")
        known = f"{len(record.known)}/{len(COUNTED)}"
        rows.append((record.id, record.title_vi, record.title_en, known, *counts, ", ".join(record.unknown)))
    return TextSheet("overview", header, rows, (10, 44, 44, 8, 12, 12, 12, 12, 60), is_locked=True)


def _guide() -> TextSheet:
    """Return the sheet that says how to fill in the others."""
    return TextSheet("guide", ("hướng dẫn", "guide"), [tuple(line) for line in _GUIDE], (80, 80), is_locked=True)


def _refused(path: Path, what: Text) -> UsageError:
    """Return the error for a file that cannot be written."""
    return UsageError(
        Text(vi="Không ghi được hồ sơ nhiệm vụ.", en="The missions cannot be written."), [Fault(path.name, what)]
    )
