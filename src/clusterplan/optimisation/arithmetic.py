"""What a check by arithmetic is, and how it words what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clusterplan.errors import Conflict
from clusterplan.language import Text
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.problem import Problem

__all__ = ["Check", "conflict"]

type Check = Callable[[Problem, tuple[CandidateSet, ...]], Iterator[Conflict]]


def conflict(
    rules: tuple[str, ...], why_vi: str, why_en: str, repair_vi: str | None = None, repair_en: str | None = None
) -> Conflict:
    """Return a conflict with its reason as sentences in both languages.

    Parameters
    ----------
    rules
        Paths of the limits that clash.
    why_vi, why_en
        The reason, without a full stop.
    repair_vi, repair_en
        What to do, as a sentence.

    Returns
    -------
    Conflict
        The conflict.
    """
    repair = Text(repair_vi, repair_en) if repair_vi and repair_en else None
    return Conflict(rules, Text(vi=f"{why_vi}.", en=f"{why_en}."), repair)
