"""The answer of ``advantage weigh``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import Frozen, TechnologyId

__all__ = ["LeftOut", "PairInDoubt", "PairwiseWeighing", "WeighedThing", "as_answer"]


class WeighedThing(Frozen):
    """A component or indicator and its weight among those that were compared."""

    id: str
    """Id."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    weight: float
    """Weight; those of all things that were compared sum to 1."""


class PairInDoubt(Frozen):
    """A comparison that does not go with the others, and another answer to it."""

    first: str
    """Id of the thing that is compared."""
    second: str
    """Id of the thing that it is compared with."""
    said: float
    """How many times as important as the second the first is said to be."""
    other: float
    """The other answer."""
    ratio: float
    """Consistency ratio of all comparisons with the other answer."""


class LeftOut(Frozen):
    """What was compared and has no place in a technology's score."""

    technology: TechnologyId
    """Id of the technology."""
    ids: tuple[str, ...]
    """Things without a weight in it; the others share the weight that they have together."""


class PairwiseWeighing(Frozen):
    """Weights from pairwise comparisons, and what they make of a scenario."""

    schema_: Literal["clusterplan/pairwise-weighing/1"] = Field(
        default="clusterplan/pairwise-weighing/1", alias="schema"
    )
    """Name and version of this shape."""
    file: str
    """Name of the table."""
    scenario: str
    """Scenario that the weights are for."""
    compares: Literal["components", "indicators"]
    """What was compared."""
    component: str | None
    """Component of the indicators; null where components were compared."""
    weights: tuple[WeighedThing, ...]
    """In the order of the table."""
    largest_eigenvalue: float
    """As large as the number of things if all comparisons agree, else larger."""
    consistency_ratio: float
    """0 if all comparisons agree; about 1 for answers given at random."""
    ratio_at_most: float
    """Ratio up to which the comparisons count as consistent."""
    is_consistent: bool
    """Whether they do."""
    most_inconsistent: PairInDoubt | None
    """The comparison farthest from what all together say, and what they say; null if all agree."""
    best_repair: PairInDoubt | None
    """The one answer on the scale that lowers the ratio most; null if none does."""
    weight_by_technology: dict[TechnologyId, dict[str, float]]
    """What the scenario says: weights of components in each technology, or of indicators inside their component."""
    left_out: tuple[LeftOut, ...]
    """What has no place in a technology's score; a technology in which one thing or none is left keeps its weights."""


def as_answer(times: float) -> str:
    """Return how many times as important something is, as people say it.

    Parameters
    ----------
    times
        Above 0.

    Returns
    -------
    str
        A number, or one over a number.

    Examples
    --------
    >>> as_answer(3.0), as_answer(1 / 3), as_answer(2.25), as_answer(0.4)
    ('3', '1/3', '2.25', '1/2.5')
    """
    return f"{times:.3g}" if times >= 1 else f"1/{1 / times:.3g}"
