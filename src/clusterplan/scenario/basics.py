"""What every section of a scenario is made of: bounded numbers, ranges, and who answers for an exception."""

from __future__ import annotations

import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from clusterplan.domain import Frozen
from clusterplan.language import Text

__all__ = [
    "ContradictionError",
    "Count",
    "NonEmpty",
    "NonNegative",
    "Positive",
    "Range",
    "Reasoned",
    "Share",
    "at_least_one",
]


type NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


type Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


type NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]


type Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
type Count = Annotated[int, Field(ge=0, le=100_000)]


class ContradictionError(ValueError):
    """Values that are fine alone and cannot stand together: one sentence for each contradiction.

    Parameters
    ----------
    texts
        What contradicts what.
    """

    def __init__(self, *texts: Text) -> None:
        super().__init__("; ".join(text.en for text in texts))
        self.texts = texts


class Range(Frozen):
    """A lower and an upper limit on a count, both inclusive."""

    at_least: Count
    """Smallest number allowed."""
    at_most: Count
    """Largest number allowed."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least > self.at_most:
            raise ContradictionError(
                Text(
                    vi=f"at_least ({self.at_least}) lớn hơn at_most ({self.at_most}).",
                    en=f"at_least ({self.at_least}) is larger than at_most ({self.at_most}).",
                )
            )
        return self


def at_least_one(limit: Range) -> Range:
    """Refuse a range that starts at nothing: a cluster without a focus is none, nor is an idle facility one."""
    if limit.at_least < 1:
        raise ContradictionError(Text(vi="at_least phải từ 1 trở lên", en="at_least must be 1 or more"))
    return limit


class Reasoned(Frozen):
    """Base of every exception that a person makes: who, why and when."""

    author: NonEmpty
    """Office or person that answers for it."""
    reason: NonEmpty
    """Why, in words that can be published."""
    date: datetime.date
    """Day it was decided."""
