"""What a plan uses of each resource, year by year, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import RenderableType

from clusterplan.cli.layout import table, words
from clusterplan.domain import Spending
from clusterplan.language import Language
from clusterplan.publishing.texts import decimal

__all__ = ["spending_report"]


def spending_report(spending: Iterable[Spending], language: Language) -> Iterator[RenderableType]:
    """Yield one table for each resource: a row for each year, then the total.

    Parameters
    ----------
    spending
        The plan's account, sorted by resource.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Nothing for a plan without resources.
    """
    for (resource, unit), lines in groupby(spending, key=lambda line: (line.resource, line.unit)):
        grid = table(
            words(language, vi=f"Sử dụng {resource} ({unit})", en=f"Use of {resource} ({unit})"),
            [
                words(language, vi="Năm", en="Year"),
                words(language, vi="Trọng tâm", en="Focuses"),
                words(language, vi="Mở cơ sở", en="Opening"),
                words(language, vi="Vận hành", en="Running"),
                words(language, vi="Cộng", en="Sum"),
                words(language, vi="Trần", en="Cap"),
            ],
            right=range(1, 6),
        )
        for line in lines:
            year = words(language, vi="Tổng", en="Total") if line.year is None else str(line.year)
            amounts = (line.focuses, line.building, line.running, line.amount)
            cap = "–" if line.cap is None else _amount(line.cap, language)
            grid.add_row(year, *(_amount(amount, language) for amount in amounts), cap)
        yield grid


def _amount(value: float, language: Language) -> str:
    """Return an amount without decimals that say nothing."""
    return decimal(value, language, 0 if float(value).is_integer() else 1)
