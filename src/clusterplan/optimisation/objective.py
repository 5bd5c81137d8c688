"""The coefficients of the objective, as integers in units of one millionth.

Whole numbers make the optimum exact: two plans differ by at least one millionth or not at all, and a gap of 0 can be
reached.
"""

from __future__ import annotations

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.years import cost_of_waiting

__all__ = [
    "MILLIONTHS",
    "cost_of_cohesion",
    "cost_of_founding",
    "cost_of_late_opening",
    "cost_of_late_start",
    "loss_of_robustness",
    "switching_constant",
    "switching_of_facility",
    "switching_of_focus",
    "value_of_focus",
    "value_of_hosting",
    "value_of_synergy",
]

MILLIONTHS = 1_000_000


def value_of_focus(problem: Problem, candidate: CandidateSet, technology: int) -> int:
    """Return the advantage of one focus of one candidate set.

    ``priority[k] * sum over members r of unit_weight[r] * (score[r, k] - participation_score[k])``; a pair that cannot
    be judged contributes 0.

    Parameters
    ----------
    problem
        The problem.
    candidate
        The set of units.
    technology
        Position of the technology.

    Returns
    -------
    int
        Millionths.
    """
    return _millionths(float(problem.unit_value[list(candidate.members), technology].sum()))


def loss_of_robustness(problem: Problem, candidate: CandidateSet, technology: int) -> int:
    """Return by how much the worst few members may lower the value of one focus of one candidate set.

    The sum of the ``gamma`` largest ``priority[k] * unit_weight[r] * min(deviation[grade[r, k]], score[r, k])`` over
    members r: the value that is left is the worst over all ways in which at most ``gamma`` members score less than
    they say (Bertsimas and Sim 2004). A pair that cannot be judged adds 0 and lacks nothing. ``gamma`` counts within
    one set and technology, so the worst case of a plan is the sum of those of its focuses.

    Parameters
    ----------
    problem
        The problem.
    candidate
        The set of units.
    technology
        Position of the technology.

    Returns
    -------
    int
        Millionths, not negative; 0 if the scenario asks for no robustness.
    """
    robust = problem.scenario.objective.robust
    if robust is None:
        return 0
    deviations = sorted(problem.unit_deviation[list(candidate.members), technology].tolist(), reverse=True)
    return _millionths(sum(deviations[: robust.gamma]))


def cost_of_founding(problem: Problem) -> int:
    """Return what founding one cluster costs.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    int
        Millionths, not negative.
    """
    return _millionths(problem.scenario.objective.founding_cost)


def cost_of_cohesion(problem: Problem, candidate: CandidateSet) -> int:
    """Return what the distances inside a cluster cost: ``cohesion_weight * sum of distance(hub, r) / 100 km``.

    Parameters
    ----------
    problem
        The problem.
    candidate
        The set of units.

    Returns
    -------
    int
        Millionths, not negative.
    """
    distance = float(problem.member_distance_km[candidate.hub, list(candidate.members)].sum())
    return _millionths(problem.scenario.objective.cohesion_weight * distance / 100)


def value_of_hosting(
    problem: Problem, site: int, technology: int, kind: FacilityKind = FacilityKind.KEY_LABORATORY
) -> int:
    """Return the value of one technology at one site: ``hosting_weight * (1 + upgrade_bonus if existing)``.

    Parameters
    ----------
    problem
        The problem.
    site
        Position of the site.
    technology
        Position of the technology.

    Returns
    -------
    int
        Millionths.
    """
    objective = problem.scenario.objective
    is_upgrade = kind.is_shared and problem.existing_laboratory[site, technology]
    bonus = objective.upgrade_bonus if is_upgrade else 0.0
    return _millionths(objective.hosting_weight * (1 + bonus))


def value_of_synergy(value: float) -> int:
    """Return the value of one synergy pair in one cluster.

    Parameters
    ----------
    value
        ``synergy[k, l]`` of the scenario.

    Returns
    -------
    int
        Millionths.
    """
    return _millionths(value)


def switching_of_focus(problem: Problem, candidate: CandidateSet, technology: int) -> int:
    """Return the change of the switching term when a candidate set takes a focus.

    Each member that had the focus in the adopted plan saves one unit of ``switching_weight``, each other one costs one.

    Parameters
    ----------
    problem
        The problem.
    candidate
        The set of units.
    technology
        Position of the technology.

    Returns
    -------
    int
        Millionths, to be added to the objective.
    """
    weight = _millionths(problem.scenario.objective.switching_weight)
    if not weight:
        return 0
    name = problem.technologies[technology]
    kept = sum((problem.units[member], name) in problem.adopted.focuses for member in candidate.members)
    return weight * (kept - (len(candidate.members) - kept))


def switching_of_facility(problem: Problem, site: int, kind: FacilityKind) -> int:
    """Return the change of the switching term when a site gets a facility of a kind.

    Parameters
    ----------
    problem
        The problem.
    site
        Position of the site.
    kind
        The kind of facility.

    Returns
    -------
    int
        Millionths, to be added to the objective.
    """
    if not problem.adopted.counts_facilities:
        return 0
    weight = _millionths(problem.scenario.objective.switching_weight)
    return weight if (problem.sites[site], kind) in problem.adopted.facilities else -weight


def switching_constant(problem: Problem) -> int:
    """Return the switching term of a plan that takes nothing of the adopted plan.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    int
        Millionths, zero or negative.
    """
    weight = _millionths(problem.scenario.objective.switching_weight)
    facilities = len(problem.adopted.facilities) if problem.adopted.counts_facilities else 0
    return -weight * (len(problem.adopted.focuses) + facilities)


def cost_of_late_start(problem: Problem, candidate: CandidateSet, technology: int, year: int) -> int:
    """Return what it costs that a candidate set starts a focus in a year rather than in the first one.

    Parameters
    ----------
    problem
        A problem with phasing.
    candidate
        The set of units.
    technology
        Position of the technology.
    year
        The start year.

    Returns
    -------
    int
        Millionths; negative where the focus takes from the advantage.
    """
    return cost_of_waiting(problem, value_of_focus(problem, candidate, technology), year)


def cost_of_late_opening(problem: Problem, year: int) -> int:
    """Return what it costs that a facility opens in a year rather than in the first one.

    It is what waiting costs of one technology at one facility, ``hosting_weight``: small, so that facilities open early
    where money allows it.

    Parameters
    ----------
    problem
        A problem with phasing.
    year
        The opening year.

    Returns
    -------
    int
        Millionths, not negative.
    """
    return cost_of_waiting(problem, _millionths(problem.scenario.objective.hosting_weight), year)


def _millionths(value: float) -> int:
    """Round a value to whole millionths."""
    return round(value * MILLIONTHS)
