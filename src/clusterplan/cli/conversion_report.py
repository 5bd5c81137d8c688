"""A converted table on the terminal: totals before and after, what merged into what, what is missing and why."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from clusterplan.cli.layout import bullets, section, table, words
from clusterplan.language import Language
from clusterplan.planning.conversion import Conversion

__all__ = ["conversion_report"]


def conversion_report(found: Conversion, language: Language) -> Iterator[RenderableType]:
    """Yield what became of a table.

    Parameters
    ----------
    found
        The conversion.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        How it was read, columns with their totals, merges, missing numbers.
    """
    parts = sum(len(unit.parts) for unit in found.units)
    yield words(
        language,
        vi=f"{found.file}: {parts} đơn vị theo mốc {found.from_vintage} thành {len(found.units)} đơn vị theo mốc "
        f"{found.to_vintage}. Đọc theo {found.encoding}, dấu phân cách {found.separator!r}, "
        f"dấu thập phân {found.decimal!r}.",
        en=f"{found.file}: {parts} units of {found.from_vintage} became {len(found.units)} of {found.to_vintage}. "
        f"Read as {found.encoding}, separator {found.separator!r}, decimal mark {found.decimal!r}.",
    )
    grid = table(
        words(language, vi="Cột", en="Columns"),
        [
            words(language, vi="Cột", en="Column"),
            words(language, vi="Cách gộp", en="How"),
            words(language, vi="Tổng trước", en="Total before"),
            words(language, vi="Tổng sau", en="Total after"),
            words(language, vi="Thiếu", en="Missing"),
        ],
    )
    for column in found.columns:
        weighed = words(language, vi=f"bình quân theo {column.weight}", en=f"weighed by {column.weight}")
        how = words(language, vi="cộng", en="sum") if column.weight is None else weighed
        totals = (column.total_before or "–", column.total_after or "–")
        grid.add_row(column.column, how, *totals, str(len(column.missing)))
    yield grid
    merges = [
        f"{unit.code} {unit.name_vi if language == 'vi' else unit.name_en}: {' + '.join(unit.part_names)}"
        for unit in found.units
        if len(unit.parts) > 1
    ]
    yield section(words(language, vi="Đơn vị được gộp", en="Merged units"), bullets(merges))
    missing = list(_missing(found, language))
    if missing:
        yield section(words(language, vi="Thiếu", en="Missing"), bullets(missing))


def _missing(found: Conversion, language: Language) -> Iterator[str]:
    """Yield why a number is missing."""
    names = {part: name for unit in found.units for part, name in zip(unit.parts, unit.part_names, strict=True)}
    for column in found.columns:
        for gap in column.missing:
            parts = ", ".join(f"{part} {names[part]}" for part in gap.parts)
            if parts:
                yield words(
                    language,
                    vi=f"{gap.unit}, {column.column}: thiếu số liệu hoặc trọng số của {parts}",
                    en=f"{gap.unit}, {column.column}: the number or the weight of {parts} is missing",
                )
            else:
                yield words(
                    language,
                    vi=f"{gap.unit}, {column.column}: mọi trọng số bằng 0",
                    en=f"{gap.unit}, {column.column}: every weight is 0",
                )
