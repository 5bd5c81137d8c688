"""What a check by arithmetic is, and how it words what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clusterplan.domain import TechnologyId
from clusterplan.errors import Conflict
from clusterplan.language import Text
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.problem import Problem

__all__ = ["Check", "conflict", "must_lead"]

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


def must_lead(problem: Problem, technology: TechnologyId) -> bool:
    """Return whether a technology must be a focus of some cluster.

    Parameters
    ----------
    problem
        The problem.
    technology
        Id of the technology.

    Returns
    -------
    bool
        By ``clusters_per_technology`` or as a pioneering product.
    """
    rules = problem.scenario.rules
    if rules.pioneering and technology in problem.pioneering:
        return True
    allowed = bool(problem.allowed_technologies[problem.technologies.index(technology)])
    return allowed and rules.clusters_per_technology.at_least > 0
