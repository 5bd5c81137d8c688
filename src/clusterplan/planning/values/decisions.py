"""The decisions of a plan, each as the lock that forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from clusterplan.domain import Plan
from clusterplan.optimisation.asking import Question
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.planning.asked_locks import Place, with_lock
from clusterplan.planning.values.answer import DecisionKind
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace, Scenario

__all__ = ["Decision", "decisions_of", "places_of"]


@dataclass(frozen=True)
class Decision:
    """One decision of a plan."""

    kind: DecisionKind
    """What kind of decision."""
    place: Place
    """What a lock forbids."""
    cluster: str | None = None
    """Id of its cluster."""
    hub: str | None = None
    """Hub of the cluster."""

    @cached_property
    def key(self) -> str:
        """What its answer is filed under."""
        return f"without {self.place!r}"

    def asked(self, scenario: Scenario) -> Question:
        """Return the question what the best plan without this decision is worth.

        Parameters
        ----------
        scenario
            The scenario of the problem.

        Returns
        -------
        Question
            Never asked where a lock requires the decision: then there is no such plan.
        """
        return Question(self.key, "plan", with_lock(scenario, self.place, "must_not"))


def decisions_of(plan: Plan) -> Iterator[Decision]:
    """Yield every decision of a plan: its facilities, members, focuses and pairs, and the hubs last.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    Decision
        Hubs come last because what is known of their members bounds them.
    """
    for facility in plan.facilities:
        yield Decision("facility", HostPlace(site=facility.site_id, kind=facility.kind))
    for cluster in plan.clusters:
        for unit in cluster.members:
            for technology in cluster.focuses:
                kind: DecisionKind = "focus" if unit == cluster.hub else "pair"
                yield Decision(kind, FocusPlace(unit=unit, technology=technology), cluster.id, cluster.hub)
            if unit != cluster.hub:
                yield Decision("member", MemberPlace(hub=cluster.hub, unit=unit), cluster.id, cluster.hub)
    for cluster in plan.clusters:
        yield Decision("hub", MemberPlace(hub=cluster.hub, unit=cluster.hub), cluster.id, cluster.hub)


def places_of(problem: Problem, choice: Choice) -> frozenset[Place]:
    """Return everything that a choice decides, as places of locks.

    Parameters
    ----------
    problem
        The problem.
    choice
        What is chosen.

    Returns
    -------
    frozenset of FocusPlace, MemberPlace and HostPlace
        (unit, technology) pairs, members with their hubs, facilities.
    """
    units, technologies = problem.units, problem.technologies
    found: set[Place] = {HostPlace(site=problem.sites[f.site], kind=f.kind) for f in choice.facilities}
    for cluster in choice.clusters:
        for member in cluster.candidate.members:
            found.add(MemberPlace(hub=units[cluster.candidate.hub], unit=units[member]))
            found |= {FocusPlace(unit=units[member], technology=technologies[k]) for k in cluster.focuses}
    return frozenset(found)
