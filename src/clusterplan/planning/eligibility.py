"""Who is eligible for what, by region and technology: so that an empty cell is seen before the solve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clusterplan.errors import Conflict
from clusterplan.optimisation.feasibility import conflicts_by_arithmetic
from clusterplan.planning.facts import Facts
from clusterplan.planning.problem import pose_problem
from clusterplan.scenario import Scenario

__all__ = ["Eligibility", "EligibilityCell", "eligibility"]


@dataclass(frozen=True)
class EligibilityCell:
    """What one region has for one technology."""

    region: str
    """Code of the region."""
    technology: str
    """Id of the technology."""
    units: int
    """Units of the region."""
    units_strong: int
    """Units strong enough to carry a focus."""
    units_scored: int
    """Units that have a score."""
    units_not_judged: int
    """Units that cannot be judged."""
    sites_eligible: int
    """Sites that may host the technology."""


@dataclass(frozen=True)
class Eligibility:
    """Eligible units and sites of a scenario."""

    cells: tuple[EligibilityCell, ...]
    """One cell for each region and technology, sorted."""
    needed_but_empty: tuple[Conflict, ...]
    """What the rules need and the data do not have, as far as arithmetic tells."""


def eligibility(scenario: Scenario, facts: Facts | None = None) -> Eligibility:
    """Count eligible units and sites per region and technology.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data; today's if none are given.

    Returns
    -------
    Eligibility
        The counts, and what is needed but empty.
    """
    problem = pose_problem(scenario, facts).problem
    judged = ~np.isnan(problem.score)
    cells = []
    for region in problem.regions:
        inside = np.array([of == region for of in problem.unit_regions])
        at = np.array([of == region for of in problem.site_regions], dtype=bool)
        for k, technology in enumerate(problem.technologies):
            cells.append(
                EligibilityCell(
                    region=region,
                    technology=technology,
                    units=int(inside.sum()),
                    units_strong=int(problem.strong[inside, k].sum()),
                    units_scored=int(judged[inside, k].sum()),
                    units_not_judged=int((~judged[inside, k]).sum()),
                    sites_eligible=int(problem.may_host[at, k].sum()),
                )
            )
    return Eligibility(tuple(cells), tuple(conflicts_by_arithmetic(problem)))
