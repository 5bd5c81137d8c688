"""The table of values on the terminal: what survives first, then replacement values and prices, largest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, table, words
from clusterplan.language import Language, Text
from clusterplan.planning.values import PlanValues
from clusterplan.planning.values.answer import Difference, Fate, SurvivalCount, Without
from clusterplan.publishing.texts import STATUS, decimal

__all__ = ["values_report"]

_WITHOUT: Mapping[Without, Text] = {
    "expert_values": Text(vi="không dùng giá trị chuyên gia", en="without expert values"),
    "imputed_values": Text(vi="không dùng giá trị ước tính thay thế", en="without imputed values"),
    "assumed_costs": Text(vi="không tính chi phí giả định", en="without assumed costs"),
}
_FATE: Mapping[Fate, Text] = {
    "survives": Text(vi="còn", en="survives"),
    "lost": Text(vi="mất", en="lost"),
    "cannot_be_judged": Text(vi="không đánh giá được", en="cannot be judged"),
    "no_plan": Text(vi="không có phương án nào", en="no plan at all"),
    "undecided": Text(vi="chưa rõ", en="undecided"),
    "not_asked": Text(vi="chưa hỏi", en="not asked"),
}
_STATES: Mapping[str, Text] = {
    "no_plan": Text(vi="không thể thiếu", en="indispensable"),
    "not_asked": Text(vi="chưa hỏi", en="not asked"),
}


def values_report(values: PlanValues, language: Language) -> Iterator[RenderableType]:
    """Yield the table of values.

    Parameters
    ----------
    values
        The table.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Summary, replacement values, prices, and the focuses that do not survive everything.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    yield bullets(_count(count, language) for count in values.summary)
    yield ""
    yield _replacement(values, language)
    yield _prices(values, language)
    yield from _survival(values, language)


def _count(count: SurvivalCount, language: Language) -> str:
    """Return one line of the summary."""
    without = _WITHOUT[count.without].in_language(language)
    survive, unasked = count.fates.get("survives", 0), count.fates.get("not_asked", 0)
    if unasked == count.focuses > 0:
        return words(
            language,
            vi=f"Chưa hỏi trọng tâm nào trong {count.focuses} trọng tâm có còn khi {without} hay không.",
            en=f"None of {count.focuses} focuses was asked yet whether it survives {without}.",
        )
    line = words(
        language,
        vi=f"{survive} trên {count.focuses} trọng tâm vẫn còn khi {without}",
        en=f"{survive} of {count.focuses} focuses survive {without}",
    )
    others = [f"{_FATE[f].in_language(language)}: {n}" for f, n in count.fates.items() if f != "survives"]
    return f"{line} ({', '.join(others)})." if others else f"{line}."


def _replacement(values: PlanValues, language: Language) -> RenderableType:
    """Return the replacement values."""
    grid = table(
        words(language, vi="Giá trị thay thế: mất gì nếu cấm", en="Replacement values: the loss if forbidden"),
        [words(language, vi="Quyết định", en="Decision"), words(language, vi="Mất", en="Loss")],
        right=[1],
        wide=0,
    )
    for value in values.replacement_values:
        grid.add_row(value.what_vi if language == "vi" else value.what_en, _number(value.loss, language))
    return grid


def _prices(values: PlanValues, language: Language) -> RenderableType:
    """Return the prices of rules and locks."""
    grid = table(
        words(language, vi="Giá của quy tắc và khóa", en="Prices of rules and locks"),
        [
            words(language, vi="Quy tắc", en="Rule"),
            words(language, vi="Giới hạn", en="Limit"),
            words(language, vi="Được nếu bỏ", en="Gain without it"),
            words(language, vi="Nới thành", en="Looser"),
            words(language, vi="Được nếu nới", en="Gain of that"),
        ],
        right=[1, 2, 3, 4],
        wide=0,
    )
    for price in values.rule_prices:
        grid.add_row(
            price.what_vi if language == "vi" else price.what_en,
            price.limit,
            "–" if price.gain is None else _number(price.gain, language),
            price.looser or "–",
            "–" if price.gain_of_a_step is None else _number(price.gain_of_a_step, language),
        )
    return grid


def _survival(values: PlanValues, language: Language) -> Iterator[RenderableType]:
    """Yield the focuses that do not survive everything."""
    others = [focus for focus in values.survival if set(focus.fate.values()) != {"survives"}]
    if not others:
        return
    grid = table(
        words(language, vi="Trọng tâm không vượt qua mọi phép thử", en="Focuses that do not survive everything"),
        [words(language, vi="Trọng tâm", en="Focus"), *(_WITHOUT[one].in_language(language) for one in _WITHOUT)],
        wide=0,
    )
    for focus in others:
        what = f"{focus.cluster}: {focus.what_vi if language == 'vi' else focus.what_en}"
        grid.add_row(what, *(_FATE[focus.fate[one]].in_language(language) for one in _WITHOUT))
    yield grid


def _number(difference: Difference, language: Language) -> str:
    """Return a difference: one number if it is exact, else what is proven."""
    least = decimal(difference.at_least, language, 4)
    if difference.state == "exact":
        return least
    if difference.state == "no_plan":
        return _STATES["no_plan"].in_language(language)
    at_least = words(language, vi=f"từ {least}", en=f"{least} or more")
    if difference.at_most is not None:
        most = decimal(difference.at_most, language, 4)
        at_least = words(language, vi=f"từ {least} đến {most}", en=f"{least} to {most}")
    asked = difference.state == "interval"
    return at_least if asked else f"{at_least} ({_STATES['not_asked'].in_language(language)})"
