"""A front on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import table, words
from clusterplan.language import Language
from clusterplan.planning.pareto import Front, FrontEntry
from clusterplan.publishing.texts import STATUS, decimal

__all__ = ["pareto_report"]


def pareto_report(front: Front, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about a front.

    Parameters
    ----------
    front
        The front.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        What was asked, whether the front is complete, and its points.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    proven = sum(point.is_proven for point in front.points)
    yield words(
        language,
        vi=f"{len(front.points)} phương án không bị phương án nào vượt, {proven} đã chứng minh.",
        en=f"{len(front.points)} plans of which none beats another; {proven} are proven to be beaten by no plan.",
    )
    if front.is_complete:
        yield words(
            language,
            vi="Biên đầy đủ: mọi mức giữa hai đầu đã được xét hoặc chứng minh là thừa.",
            en="The front is complete: every level between its ends is answered or proven redundant.",
        )
    else:
        yield words(
            language,
            vi="Biên chưa đầy đủ: có thể có phương án khác ở các mức giữa những điểm này.",
            en="The front is not complete: there may be other plans at the levels between these points.",
        )
    if front.note_en:
        yield words(language, vi=front.note_vi, en=front.note_en)
    title = words(language, vi=front.title_vi, en=front.title_en)
    grid = table(
        title,
        [
            words(language, vi="Số", en="No."),
            words(language, vi=front.unit_vi, en=front.unit_en),
            words(language, vi="Hàm mục tiêu", en="Objective"),
            words(language, vi="Mất so với tốt nhất", en="Loss against the best"),
            words(language, vi="Chứng minh", en="Proof"),
        ],
        right=[0, 1, 2, 3],
    )
    for point in front.points:
        number = decimal(point.objective, language, 4)
        level = _level(point.level, language)
        grid.add_row(str(point.number), level, number, _loss(point, language), _proof(point, language))
    yield grid


def _level(level: int | float, language: Language) -> str:
    """Return a level without decimals that say nothing."""
    text = f"{level:.12g}"
    return text.replace(".", ",") if language == "vi" else text


def _loss(point: FrontEntry, language: Language) -> str:
    """Return the price of a level in per cent: one number where it is proven, else an interval."""
    if point.loss_share_at_least is None or point.loss_share_at_most is None:
        return "–"
    low, high = (decimal(100 * share, language) for share in (point.loss_share_at_least, point.loss_share_at_most))
    return f"{low} %" if low == high else words(language, vi=f"{low} đến {high} %", en=f"{low} to {high} %")


def _proof(point: FrontEntry, language: Language) -> str:
    """Say whether a point is proven."""
    if point.is_proven:
        return words(language, vi="có", en="yes")
    return words(language, vi="chưa, cận ", en="no, bound ") + decimal(point.bound, language, 4)
