"""A portfolio on the terminal: the plans, how they differ, and what every, some or no near-optimal plan has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, section, table, words
from clusterplan.language import Language, Text
from clusterplan.planning.portfolio.answer import DecisionStatus, Ending, Frequency, Portfolio, Status
from clusterplan.publishing.texts import STATUS, decimal

__all__ = ["portfolio_report"]

_MEANING: Mapping[Status, Text] = {
    "must": Text(
        vi="có trong mọi phương án gần tối ưu, theo các giả định này",
        en="in every near-optimal plan under these assumptions",
    ),
    "could": Text(
        vi="có trong một số phương án gần tối ưu, theo các giả định này",
        en="in some near-optimal plans under these assumptions",
    ),
    "never": Text(
        vi="không có trong phương án gần tối ưu nào, theo các giả định này",
        en="in no near-optimal plan under these assumptions",
    ),
    "undecided": Text(vi="chưa xác định: không đủ thời gian", en="undecided: the time did not suffice"),
}
_ENDING: Mapping[Ending, Text] = {
    "as_many_as_asked": Text(vi="Đã đủ số phương án.", en="These are as many plans as asked for."),
    "no_more_exist": Text(
        vi="Đã chứng minh: không còn phương án gần tối ưu nào khác đủ xa tất cả các phương án này.",
        en="It is proved that no further near-optimal plan is this far from each of these.",
    ),
    "limit_reached": Text(
        vi="Không đủ thời gian để tìm thêm; chưa chứng minh được là không còn.",
        en="The time did not suffice for more; it is not proved that there are none.",
    ),
}


def portfolio_report(portfolio: Portfolio, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about a portfolio.

    Parameters
    ----------
    portfolio
        The portfolio.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        The plans, what differs between them, and the classes.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    yield RichText(_verdict(portfolio, language), style="bold")
    yield _ENDING[portfolio.ending].in_language(language)
    if not portfolio.best_is_proven:
        yield words(
            language,
            vi="Phương án tốt nhất chưa được chứng minh là tối ưu: gần tối ưu nghĩa là gần phương án này.",
            en="The best plan is not proved to be the optimum: near-optimal means near this plan.",
        )
    yield ""
    yield _plans(portfolio, language)
    differs = [one for one in portfolio.frequencies if one.plans < len(portfolio.plans)]
    if differs:
        yield _differing(differs, len(portfolio.plans), language)
    if portfolio.statuses:
        yield from _classes(portfolio, language)


def _verdict(portfolio: Portfolio, language: Language) -> str:
    """Return what was found, in one sentence."""
    number, share = len(portfolio.plans), decimal(100 * portfolio.within, language, 1)
    floor, distance = decimal(portfolio.floor, language, 4), portfolio.distance
    return words(
        language,
        vi=f"{number} phương án kém tốt nhất không quá {share} % (mục tiêu từ {floor})."
        if number == 1
        else f"{number} phương án kém tốt nhất không quá {share} % (mục tiêu từ {floor}), "
        f"khác nhau từng đôi ít nhất {distance} cặp (đơn vị, công nghệ).",
        en=f"{number} plan within {share} % of the best (objective {floor} or more)."
        if number == 1
        else f"{number} plans within {share} % of the best (objective {floor} or more), "
        f"any two at least {distance} (unit, technology) pairs apart.",
    )


def _plans(portfolio: Portfolio, language: Language) -> Table:
    """Return the plans with their distances."""
    ids = [plan.id for plan in portfolio.plans]
    grid = table(
        words(language, vi="Các phương án và khoảng cách giữa chúng", en="The plans and their distances"),
        [
            words(language, vi="Phương án", en="Plan"),
            words(language, vi="Mục tiêu", en="Objective"),
            words(language, vi="Kém", en="Loss"),
            *ids,
        ],
        right=range(1, len(ids) + 3),
    )
    for plan in portfolio.plans:
        numbers = (decimal(plan.objective, language, 4), decimal(plan.loss, language, 4))
        grid.add_row(plan.id, *numbers, *(str(d) for d in plan.distances))
    return grid


def _differing(differs: list[Frequency], number: int, language: Language) -> Table:
    """Return the decisions that not all plans share, by unit."""
    grid = table(
        words(language, vi="Khác nhau ở đâu", en="Where the plans differ"),
        [
            words(language, vi="Đơn vị", en="Unit"),
            words(language, vi=f"Lựa chọn (số phương án trong {number})", en=f"Decision (plans of {number})"),
        ],
        wide=1,
    )
    for unit, its in _by_unit(differs, language):
        grid.add_row(unit, "; ".join(f"{_what(one, language)} ({one.plans})" for one in its))
    return grid


def _by_unit[Decision: (Frequency, DecisionStatus)](
    decisions: Iterable[Decision], language: Language
) -> Iterator[tuple[str, list[Decision]]]:
    """Yield each unit with its name and its decisions, sorted by code."""
    by_unit: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        by_unit[one.unit].append(one)
    for _, its in sorted(by_unit.items()):
        yield its[0].unit_vi if language == "vi" else its[0].unit_en, its


def _what(one: Frequency | DecisionStatus, language: Language) -> str:
    """Return a decision without its unit."""
    return one.what_vi if language == "vi" else one.what_en


def _classes(portfolio: Portfolio, language: Language) -> Iterator[RenderableType]:
    """Yield the numbers of each class, and the pairs that are in every or in some plan."""
    titles = {
        "assignment": words(language, vi="Cặp (đơn vị, công nghệ)", en="(Unit, technology) pairs"),
        "facility": words(language, vi="Cơ sở (địa điểm, loại)", en="Facilities (site, kind)"),
    }
    for kind, counts in portfolio.counts.items():
        lines = [f"{number} {_MEANING[status].in_language(language)}" for status, number in counts.items() if number]
        yield section(titles[kind], bullets(lines))
    for status in ("must", "could", "undecided"):
        found = [one for one in portfolio.statuses if one.status == status and one.kind == "assignment"]
        if found:
            units = _by_unit(found, language)
            lines = [f"{unit}: {'; '.join(_what(one, language) for one in its)}" for unit, its in units]
            title = _MEANING[status].in_language(language)
            yield section(title[0].upper() + title[1:], bullets(lines))
