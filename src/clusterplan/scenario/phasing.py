"""In which years focuses start and facilities open, and over which years money is told."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator

from clusterplan.domain import Frozen
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, Count

__all__ = ["Phasing", "Year", "YearKey"]

type Year = Annotated[int, Field(ge=2000, le=2100)]

type YearKey = Annotated[
    int, Field(ge=2000, le=2100), WithJsonSchema({"type": "string", "pattern": "^(20[0-9]{2}|2100)$"})
]
"""A year as the key of a table: a file writes it as text, because keys are text."""

_MOST_START_YEARS = 15


class Phasing(Frozen):
    """Start years of focuses and opening years of facilities. Off unless the planner asks for them."""

    first_year: Year = 2026
    """First year in which a focus may start and a facility may open; value counts in full in this year."""
    last_start_year: Year = 2030
    """Last year in which a focus may start and a facility may open."""
    last_year: Year = 2036
    """Last year whose spending is told: late enough to show what remains when the State no longer pays all running
    costs."""
    discount_rate: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Loss of value with each year of waiting: an advantage counts ``(1 + rate) ** -(year - first_year)``. Assumed."""
    starts_per_year_at_most: Count | None = None
    """Most focuses that start in one year; null: any number."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        years = (self.first_year, self.last_start_year, self.last_year)
        if list(years) != sorted(years):
            raise ContradictionError(
                Text(
                    vi=f"Cần first_year <= last_start_year <= last_year; ở đây là {years[0]}, {years[1]}, {years[2]}.",
                    en=f"first_year <= last_start_year <= last_year is needed, not {years[0]}, {years[1]}, {years[2]}.",
                )
            )
        if len(self.start_years) > _MOST_START_YEARS:
            raise ContradictionError(
                Text(
                    vi=f"Có {len(self.start_years)} năm bắt đầu, tối đa {_MOST_START_YEARS}.",
                    en=f"There are {len(self.start_years)} start years, at most {_MOST_START_YEARS} are allowed.",
                )
            )
        return self

    @property
    def start_years(self) -> range:
        """Years in which something may start or open."""
        return range(self.first_year, self.last_start_year + 1)

    @property
    def years(self) -> range:
        """Years whose spending is told."""
        return range(self.first_year, self.last_year + 1)

    def factor(self, year: int) -> float:
        """Return what value counts that begins in a year: ``(1 + discount_rate) ** -(years of waiting)``.

        Parameters
        ----------
        year
            A year; what began before the first year did not wait.

        Returns
        -------
        float
            1 in the first year, less later.

        Examples
        --------
        >>> round(Phasing(discount_rate=0.25).factor(2028), 2)
        0.64
        """
        return float((1 + self.discount_rate) ** -max(0, year - self.first_year))
