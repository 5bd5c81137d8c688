"""What happens if a technology joins a unit's cluster and nothing else of the plan changes: value and broken rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from clusterplan.domain import TechnologyId, Termination
from clusterplan.optimisation.assemble import state_plan, value_of
from clusterplan.optimisation.check import read_choices
from clusterplan.optimisation.hand_made import with_loads_shared
from clusterplan.optimisation.hand_made_years import with_best_years
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.readings import RuleReading
from clusterplan.optimisation.solution import Choice, ModelSize, Solution
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.places import places_in_words
from clusterplan.planning.why.reason_answers import BrokenByAdding
from clusterplan.publishing.rule_names import RULE_NAMES

__all__ = ["Added", "broken_in_words", "if_added"]


@dataclass(frozen=True)
class Added:
    """A plan with one more focus."""

    change: float
    """Change of the objective, whether or not rules allow it."""
    broken: tuple[RuleReading, ...]
    """Rules that it breaks, as the independent check reads them."""


def if_added(known: KnownPlan, hub: int, technology: TechnologyId) -> Added:
    """Add a technology to one cluster of a plan and read every rule again.

    Parameters
    ----------
    known
        The plan.
    hub
        Position of the cluster's hub.
    technology
        A technology that the cluster does not focus on.

    Returns
    -------
    Added
        The change of the objective, and what is broken. Where the scenario has years or a cap on the loads of
        facilities, the best years and servers for the changed plan are taken.
    """
    problem = known.posed.problem
    k = problem.technologies.index(technology)
    clusters = tuple(
        replace(chosen, focuses=tuple(sorted((*chosen.focuses, k)))) if chosen.candidate.hub == hub else chosen
        for chosen in known.choice.clusters
    )
    facilities = known.choice.facilities
    choice = Choice(*with_best_years(problem, with_loads_shared(problem, clusters, facilities), facilities))
    before, after = (value_of(problem, c) for c in (known.choice, choice))
    solution = Solution(choice, after, Termination.OPTIMAL, "", (), ModelSize(0, 0, 0), 0.0)
    stated = state_plan(problem, solution, known.posed.evidence, (), known.plan.manifest)
    broken = tuple(reading for reading in read_choices(problem, stated) if not reading.kept)
    return Added((after - before) / MILLIONTHS, broken)


def broken_in_words(known: KnownPlan, broken: tuple[RuleReading, ...]) -> Iterator[BrokenByAdding]:
    """Yield broken rules with names and places.

    Parameters
    ----------
    known
        The plan.
    broken
        What is broken.

    Yields
    ------
    BrokenByAdding
        In the order of the readings.
    """
    in_words = places_in_words(known.posed, {})
    for reading in broken:
        name, place = RULE_NAMES[reading.rule], in_words(reading.rule, reading.place)
        yield BrokenByAdding(
            rule=reading.rule,
            name_vi=name.vi,
            name_en=name.en,
            place_vi=place.vi,
            place_en=place.en,
            sense=reading.sense,
            limit=reading.limit,
            value=reading.value,
        )
