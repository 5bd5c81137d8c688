"""What a plan spends of one resource over all years that are told, as a criterion in whole steps.

Costs are read as the decimal numbers that the planner wrote, and added and multiplied as fractions. The *step* is the
greatest common divisor of what one focus or one facility may use, in every year in which it may begin. So the spending
of every plan is a whole number of steps, nothing is rounded, and two plans spend the same or differ by a step at least.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product

from pulp import LpAffineExpression, lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.optimisation.years import opening_years, start_years, tells_upgrades
from clusterplan.scenario import Resource

__all__ = ["Outlay", "outlay_of"]

type _Year = int | None
"""Year in which something begins; None in a scenario without years."""


@dataclass(frozen=True)
class Outlay:
    """Spending on one resource, a criterion like those of :class:`clusterplan.optimisation.criteria.Criterion`."""

    resource: str
    """Name of the resource in the scenario."""
    step: Fraction
    """Spending is a whole multiple of this, in the resource's unit; above 0."""

    @property
    def sign(self) -> int:
        """-1: a planner wants it small."""
        return -1

    def stated(self, decisions: Decisions) -> LpAffineExpression:
        """Return the spending in a model's decisions, in steps and negative.

        Without years: ``sum of cost[k] focus[S, k] + sum of cost[kind] open[j, kind]``, an upgrade at its own cost.
        With years: ``sum of cost[k, t] begins[k, t] + sum of cost[kind, upgrade, t] opening[kind, upgrade, t]``, where
        cost counts every year that is told.

        Parameters
        ----------
        decisions
            The model's variables.

        Returns
        -------
        LpAffineExpression
            Equal to :meth:`level_of` in every plan.
        """
        problem = decisions.problem
        if problem.scenario.rules.phasing is not None:
            terms = [(begins, self._focus(problem, k, year)) for (k, year), begins in decisions.begins.items()]
            terms += [
                (opening, self._facility(problem, kind, upgrade, year))
                for (kind, upgrade, year), opening in decisions.opening.items()
            ]
        else:
            terms = [(focus, self._focus(problem, k, None)) for (_, k), focus in decisions.focus.items()]
            terms += [(new, self._facility(problem, kind, False, None)) for (_, kind), new in decisions.open.items()]
            terms += [
                (other, self._facility(problem, kind, True, None) - self._facility(problem, kind, False, None))
                for (_, kind), other in decisions.upgrade.items()
            ]
        return lpSum([-steps * variable for variable, steps in terms if steps])

    def level_of(self, problem: Problem, choice: Choice) -> int:
        """Return the spending of a choice.

        Parameters
        ----------
        problem
            The problem.
        choice
            What is chosen, with its years where the scenario has them.

        Returns
        -------
        int
            Steps, negative.
        """
        used = 0
        for cluster in choice.clusters:
            started = dict(cluster.start_years)
            used += sum(self._focus(problem, k, started.get(k)) for k in cluster.focuses)
        for built in choice.facilities:
            existing = any(problem.existing_laboratory[built.site, k] for k in built.technologies)
            used += self._facility(problem, built.kind, built.kind.is_shared and existing, built.opens_in)
        return -used

    def most(self, problem: Problem) -> int:
        """Return a number of steps that no plan exceeds, by the limits on clusters, focuses and facilities alone."""
        rules = problem.scenario.rules
        clusters = min(rules.clusters.at_most, len(problem.units))
        each = min(rules.clusters_per_technology.at_most, clusters)
        dearest = [
            max((self._focus(problem, k, year) for year in _years_of_focus(problem)), default=0)
            for k in range(len(problem.technologies))
        ]
        slots = sorted((cost for cost in dearest for _ in range(each)), reverse=True)
        used = sum(slots[: clusters * rules.focuses_per_cluster.at_most])
        for kind in rules.facilities.kinds:
            number = min(rules.facilities.numbers(kind).at_most, len(problem.sites))
            options = product(_classes(problem, kind), _years_of_facility(problem, kind))
            used += number * max((self._facility(problem, kind, up, year) for up, year in options), default=0)
        cap = rules.resources[self.resource].cap
        return used if cap is None else min(used, math.floor(_exact(cap) / self.step))

    def _focus(self, problem: Problem, technology: int, start: _Year) -> int:
        """Return what one focus uses, in steps."""
        name = problem.technologies[technology]
        return self._steps(_use_of_focus(problem, self._resource(problem), name, start))

    def _facility(self, problem: Problem, kind: FacilityKind, upgrade: bool, opens: _Year) -> int:
        """Return what one facility uses, in steps."""
        return self._steps(_use_of_facility(problem, self._resource(problem), kind, upgrade, opens))

    def _resource(self, problem: Problem) -> Resource:
        return problem.scenario.rules.resources[self.resource]

    def _steps(self, amount: Fraction) -> int:
        """Return an amount as a number of steps: whole, because the step divides every amount of the problem."""
        steps = amount / self.step
        assert steps.denominator == 1, f"{amount} of {self.resource} is no multiple of {self.step}"
        return steps.numerator


def outlay_of(problem: Problem, resource: str) -> Outlay | None:
    """Return the spending on a resource as a criterion.

    Parameters
    ----------
    problem
        The problem; its scenario gives the resource.
    resource
        Name of the resource.

    Returns
    -------
    Outlay or None
        None if nothing that a plan may hold uses any of it.
    """
    amounts = [amount for amount in _amounts(problem, problem.scenario.rules.resources[resource]) if amount]
    return Outlay(resource, reduce(_common, amounts)) if amounts else None


def _amounts(problem: Problem, resource: Resource) -> Iterator[Fraction]:
    """Yield what one focus or one facility may use, in every year in which it may begin."""
    for technology, start in product(problem.technologies, _years_of_focus(problem)):
        yield _use_of_focus(problem, resource, technology, start)
    for kind in problem.scenario.rules.facilities.kinds:
        for upgrade, opens in product(_classes(problem, kind), _years_of_facility(problem, kind)):
            yield _use_of_facility(problem, resource, kind, upgrade, opens)


def _years_of_focus(problem: Problem) -> list[int] | list[None]:
    """Return the years in which a focus may start."""
    return [None] if problem.scenario.rules.phasing is None else start_years(problem, (), 0, stretched=True)


def _years_of_facility(problem: Problem, kind: FacilityKind) -> list[int] | list[None]:
    """Return the years in which a facility may open."""
    return [None] if problem.scenario.rules.phasing is None else opening_years(problem, kind)


def _classes(problem: Problem, kind: FacilityKind) -> tuple[bool, ...]:
    """Return whether a facility may be new or an upgrade, where that makes a difference."""
    return (False, True) if kind.is_shared and tells_upgrades(problem) else (False,)


def _use_of_focus(problem: Problem, resource: Resource, technology: str, start: _Year) -> Fraction:
    """Return what one cluster's focus uses in the years that are told: all of it where its whole profile is told."""
    cost, phasing = _exact(resource.cost_of_focus(technology)), problem.scenario.rules.phasing
    if start is None or phasing is None:
        return cost
    told = [share for year, share in enumerate(resource.profile, start) if year in phasing.years]
    return cost if len(told) == len(resource.profile) else cost * sum(map(_exact, told), Fraction())


def _use_of_facility(problem: Problem, resource: Resource, kind: FacilityKind, upgrade: bool, opens: _Year) -> Fraction:
    """Return what one facility uses in the years that are told: its opening, and its running."""
    built, phasing = _exact(resource.cost_of_facility(kind, upgrade)), problem.scenario.rules.phasing
    if opens is None or phasing is None:
        return built
    ages = [year - opens for year in phasing.years if year >= opens]
    in_full = sum(age < resource.running_full_years for age in ages)
    counted = in_full + (len(ages) - in_full) * _exact(resource.running_share_after)
    running = counted * _exact(resource.running_per_year.get(kind, 0.0))
    return running + (built if 0 in ages else 0)


def _exact(number: float) -> Fraction:
    """Return a number as it is written: 0.1 is a tenth."""
    return Fraction(str(number))


def _common(one: Fraction, other: Fraction) -> Fraction:
    """Return the greatest common divisor of two fractions."""
    bottom = math.lcm(one.denominator, other.denominator)
    return Fraction(math.gcd(int(one * bottom), int(other * bottom)), bottom)
