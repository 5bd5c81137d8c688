"""Differences between two vintages of a layer, and old data, on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType

from clusterplan.cli.layout import bullets, section, table, words
from clusterplan.domain import Grade
from clusterplan.language import Language
from clusterplan.publishing.texts import GRADE, decimal

if TYPE_CHECKING:
    from clusterplan.geodata.differences import RowChange
    from clusterplan.planning.layer_differences import LayerDifferences, ScoreChange
    from clusterplan.planning.stale import Stale

__all__ = ["differences_report", "stale_report"]

_SHOWN = 30
_WHAT = {"added": ("thêm", "added"), "removed": ("bỏ", "removed"), "changed": ("đổi", "changed")}


def differences_report(found: LayerDifferences, language: Language) -> Iterator[RenderableType]:
    """Yield what changed, and the scores that did, the largest change first.

    Parameters
    ----------
    found
        The differences.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Counts, rows, and a table of scores.
    """
    count = Counter(row.what for row in found.rows)
    yield words(
        language,
        vi=f"{found.layer}: {found.rows_before} dòng, nay {found.rows_after}; "
        f"thêm {count['added']}, bỏ {count['removed']}, đổi {count['changed']}.",
        en=f"{found.layer}: {found.rows_before} rows, now {found.rows_after}; "
        f"{count['added']} added, {count['removed']} removed, {count['changed']} changed.",
    )
    if found.rows:
        lines = [_line(row, language) for row in found.rows[:_SHOWN]]
        yield section(words(language, vi="Dòng", en="Rows"), bullets([*lines, *_more(len(found.rows), language)]))
    yield from _scores(found, language)


def stale_report(found: Stale, language: Language) -> Iterator[RenderableType]:
    """Yield the layers and tables that are old or hold old values.

    Parameters
    ----------
    found
        What is old.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A table.
    """
    grid = table(
        words(
            language,
            vi=f"Dữ liệu cũ hơn {found.limit_years} năm vào ngày {found.on.isoformat()}",
            en=f"Data older than {found.limit_years} years on {found.on.isoformat()}",
        ),
        [
            words(language, vi="Lớp, bảng", en="Layer, table"),
            words(language, vi="Thời điểm", en="Vintage"),
            words(language, vi="Cũ", en="Old"),
            words(language, vi="Dòng", en="Rows"),
            words(language, vi="Dòng cũ", en="Old rows"),
            words(language, vi="Không rõ năm", en="Undated"),
            words(language, vi="Năm cũ nhất", en="Oldest year"),
        ],
        right=range(3, 7),
    )
    for one in found.data:
        old = words(language, vi="có", en="yes") if one.is_old else ""
        numbers = (one.rows or None, one.old_rows or None, one.undated_rows or None, one.oldest)
        grid.add_row(one.layer, one.vintage, old, *("" if number is None else str(number) for number in numbers))
    yield grid


def _line(row: RowChange, language: Language) -> str:
    what = words(language, vi=_WHAT[row.what][0], en=_WHAT[row.what][1])
    missing = words(language, vi="thiếu", en="missing")
    parts = [
        f"{field.field} {missing if field.before is None else field.before}"
        f" → {missing if field.after is None else field.after}"
        for field in (row.fields if row.what == "changed" else ())
    ]
    if row.place is not None:
        parts.append(words(language, vi=f"dời {row.place.moved_m:g} m", en=f"moved {row.place.moved_m:g} m"))
        if row.place.changed_km2 is not None:
            parts.append(
                words(
                    language,
                    vi=f"khác {row.place.changed_km2:g} km²",
                    en=f"{row.place.changed_km2:g} km² of the outline differ",
                )
            )
    return f"{row.id}: {what}" + (f" ({'; '.join(parts)})" if parts else "")


def _more(count: int, language: Language) -> list[str]:
    rest = count - _SHOWN
    return [words(language, vi=f"và {rest} dòng nữa (--json)", en=f"and {rest} more (--json)")] if rest > 0 else []


def _scores(found: LayerDifferences, language: Language) -> Iterator[RenderableType]:
    if not found.is_scored:
        yield words(
            language,
            vi=f"Điểm lợi thế của kịch bản {found.scenario} không dùng dữ liệu này.",
            en=f"The scores of the scenario {found.scenario} do not read these data.",
        )
        return
    if not found.scores:
        yield words(language, vi="Không điểm lợi thế nào thay đổi.", en="No score changes.")
        return
    grid = table(
        words(
            language,
            vi=f"Điểm lợi thế thay đổi: {len(found.scores)} ({found.scenario})",
            en=f"Scores that change: {len(found.scores)} ({found.scenario})",
        ),
        [
            words(language, vi="Đơn vị", en="Unit"),
            words(language, vi="Công nghệ", en="Technology"),
            words(language, vi="Trước", en="Before"),
            words(language, vi="Sau", en="After"),
            words(language, vi="Bằng chứng", en="Evidence"),
            words(language, vi="Độ phủ", en="Coverage"),
        ],
        right=(2, 3),
    )
    for one in sorted(found.scores, key=_size)[:_SHOWN]:
        grid.add_row(
            f"{one.unit}{' *' if one.is_touched else ''}",
            one.technology,
            _number(one.before, language),
            _number(one.after, language),
            f"{_grade(one.grade_before, language)} → {_grade(one.grade_after, language)}",
            f"{one.coverage_before:.0%} → {one.coverage_after:.0%}",
        )
    yield grid
    yield from _more(len(found.scores), language)
    yield words(
        language,
        vi="* đơn vị có dòng thay đổi; điểm của đơn vị khác đổi theo vì điểm có phần so sánh giữa các đơn vị.",
        en="* units with a changed row; other units' scores follow, because scores are partly relative.",
    )


def _size(one: ScoreChange) -> tuple[bool, bool, float, str, str]:
    """Sort touched units first, then what began or ceased to be judged, then by the size of the change."""
    judged = one.before is not None and one.after is not None
    return not one.is_touched, judged, -abs((one.after or 0.0) - (one.before or 0.0)), one.unit, one.technology


def _number(value: float | None, language: Language) -> str:
    return "–" if value is None else decimal(value, language, 4)


def _grade(grade: str | None, language: Language) -> str:
    return "–" if grade is None else GRADE[Grade(grade)].in_language(language)
