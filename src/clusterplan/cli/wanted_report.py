"""What is missing of a unit, and what a form brought, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from clusterplan.cli.layout import table, words
from clusterplan.domain import ValueStatus
from clusterplan.language import Language, Text
from clusterplan.planning.wanted import Filled, Wanted
from clusterplan.publishing.texts import VALUE_STATUS, decimal

__all__ = ["filled_report", "wanted_report"]

_OFFICIAL = Text(vi="chính thức", en="official")
_EXPERT = Text(vi="chuyên gia", en="expert")


def wanted_report(found: Wanted, language: Language) -> Iterator[RenderableType]:
    """Yield what is missing, the most useful first.

    Parameters
    ----------
    found
        What is missing.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        One table, and what is counted from records instead.
    """
    name = found.name_vi if language == "vi" else found.name_en
    grid = table(
        words(language, vi=f"{found.unit} {name}: số liệu còn thiếu", en=f"{found.unit} {name}: what is missing"),
        [
            words(language, vi="Chỉ tiêu", en="Indicator"),
            words(language, vi="Đơn vị đo", en="Measure"),
            words(language, vi="Hiện nay", en="Now"),
            words(language, vi="Tăng độ phủ", en="Coverage gain"),
            words(language, vi="Nơi có số liệu", en="Office"),
        ],
        wide=4,
    )
    for part in found.indicators:
        office = Text(vi=part.holder_vi, en=part.holder_en).in_language(language)
        if not part.measured:
            office = words(language, vi="đếm từ hồ sơ, không phải một giá trị", en="counted from records, no value")
        grid.add_row(
            part.title_vi if language == "vi" else part.title_en,
            part.measure,
            VALUE_STATUS[part.status].in_language(language),
            f"+{decimal(part.coverage_gain, language, 3)}",
            office or words(language, vi="chưa rõ", en="not known"),
        )
    yield grid


def filled_report(found: Filled, language: Language) -> Iterator[RenderableType]:
    """Yield what a form brought.

    Parameters
    ----------
    found
        The values.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        One table, and how expert values are switched off.
    """
    grid = table(
        words(
            language, vi=f"{found.file}: {len(found.values)} giá trị", en=f"{found.file}: {len(found.values)} values"
        ),
        [
            words(language, vi="Đơn vị", en="Unit"),
            words(language, vi="Chỉ tiêu", en="Indicator"),
            words(language, vi="Giá trị", en="Value"),
            words(language, vi="Loại", en="Kind"),
            words(language, vi="Trước đó", en="Before"),
        ],
    )
    for value in found.values:
        old = VALUE_STATUS[value.replaced_status].in_language(language)
        before = old if value.replaced is None else f"{_number(value.replaced, language)} ({old})"
        kind = _OFFICIAL if value.status is ValueStatus.OBSERVED else _EXPERT
        grid.add_row(value.unit, value.indicator, _number(value.value, language), kind.in_language(language), before)
    yield grid
    if any(value.status is ValueStatus.EXPERT for value in found.values):
        yield words(
            language,
            vi="Giá trị chuyên gia có độ tin cậy thấp; tắt toàn bộ bằng score.expert_values: false trong kịch bản.",
            en="Expert values are graded low; score.expert_values: false in a scenario switches all of them off.",
        )


def _number(value: float, language: Language) -> str:
    """Return a number with its own decimals and the decimal sign of a language."""
    written = f"{value:.12g}"
    return written.replace(".", ",") if language == "vi" else written
