"""What was found in a file, on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import pairs, table, words
from clusterplan.geodata.door.answer import DoorReport, FoundFault
from clusterplan.geodata.door.kind import REPAIRS
from clusterplan.language import Language

__all__ = ["door_report_lines"]

_LISTED = 8
"""Cases of one kind on the terminal; ``--json`` has more of them."""


def door_report_lines(report: DoorReport, written: Sequence[str], language: Language) -> Iterator[RenderableType]:
    """Yield what was found: what the file is, every fault, what repairs there are, whether it may come in.

    Parameters
    ----------
    report
        What was found.
    written
        Files that were written.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Texts and one table.
    """
    yield pairs(list(_facts(report, language)))
    if report.faults:
        yield _faults(report.faults, language)
    yield from _unlisted(report, language)
    offered = sorted({fault.repair for fault in report.faults if fault.repair})
    if offered:
        yield words(language, vi="Có thể sửa khi được yêu cầu:", en="Repairs that may be asked for:")
        for name in offered:
            yield f"  --repair {name}: {REPAIRS[name].in_language(language)}"
    for name, count in report.repairs.items():
        done = words(language, vi="Đã sửa", en="Repaired")
        yield f"{done} {name} ({count}): {REPAIRS[name].in_language(language)}"
    yield from written
    yield _verdict(report, language)


def _facts(report: DoorReport, language: Language) -> Iterator[tuple[str, str]]:
    yield words(language, vi="Tệp", en="File"), report.file
    yield words(language, vi="Lớp", en="Layer"), report.layer
    for name, value in (
        (words(language, vi="Định dạng", en="Format"), report.format),
        (words(language, vi="Bảng mã", en="Encoding"), report.encoding),
        (words(language, vi="Hệ tọa độ", en="Reference system"), report.crs),
        (words(language, vi="Phép chuyển đổi", en="Transformed by"), report.operation),
        (words(language, vi="Số dòng", en="Rows"), None if report.features is None else str(report.features)),
    ):
        if value:
            yield name, value


def _faults(faults: Sequence[FoundFault], language: Language) -> RenderableType:
    grid = table(
        None,
        [
            words(language, vi="Dòng", en="Row"),
            words(language, vi="Trường", en="Field"),
            words(language, vi="Mã lỗi", en="Code"),
            words(language, vi="Điều sai và cách sửa", en="What is wrong and what to do"),
        ],
        right=(0,),
        wide=3,
    )
    told: Counter[str] = Counter()
    for fault in faults:
        told[fault.code] += 1
        if told[fault.code] > _LISTED:
            continue
        style = "red" if fault.severity == "error" else "yellow"
        what = fault.what_vi if language == "vi" else fault.what_en
        advice = (fault.advice_vi if language == "vi" else fault.advice_en) or ""
        text = f"{what}. {advice}".removesuffix(". ") if told[fault.code] == 1 else what
        row = "" if fault.row is None else str(fault.row)
        grid.add_row(row, fault.field or "", RichText(fault.code, style=style), RichText(text))
    return grid


def _unlisted(report: DoorReport, language: Language) -> Iterator[str]:
    for code, count in report.counts.items():
        if count > _LISTED:
            more = count - _LISTED
            yield words(language, vi=f"{code}: còn {more} trường hợp nữa.", en=f"{code}: {more} more.")


def _verdict(report: DoorReport, language: Language) -> RenderableType:
    if not report.clean:
        text = words(language, vi="Tệp có lỗi, không được nhập.", en="The file has faults and cannot be taken in.")
        return RichText(text, style="bold red")
    if report.counts:
        text = words(language, vi="Không có lỗi; hãy đọc các cảnh báo.", en="No faults; read the warnings.")
        return RichText(text, style="bold yellow")
    return RichText(words(language, vi="Không có lỗi.", en="No faults."), style="bold green")
