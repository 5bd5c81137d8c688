"""From a solver's choice to a plan: names, values, evidence, service, terms of the objective, and the check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterplan.domain import (
    Assumption,
    Cluster,
    EvidenceShare,
    Facility,
    Flag,
    Grade,
    Manifest,
    Plan,
    ScenarioReference,
    SiteId,
    TechnologyId,
)
from clusterplan.optimisation import objective as terms
from clusterplan.optimisation.allotment import with_research
from clusterplan.optimisation.check import binding_rules, check_plan
from clusterplan.optimisation.flags import gate_flags
from clusterplan.optimisation.placement import place_products
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice, ChosenCluster, Solution
from clusterplan.optimisation.spending import spending_of
from clusterplan.scenario import Scenario

__all__ = ["Evidence", "assemble_plan", "objective_terms", "reference_of", "state_plan", "value_of"]

_GRADES = (Grade.LOW, Grade.MEDIUM, Grade.HIGH)
_SOLVER_TOLERANCE = 10
"""Millionths by which a bound may lie below the objective; more is a fault that the check reports."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the scores rest on, for n units and k technologies."""

    shares: NDArray[np.float64]
    """(n, k, 3) shares of a score's weight that are observed, estimated and expert; NaN where withheld."""
    strong_without_expert: NDArray[np.bool_]
    """(n, k) the unit would be strong without expert values."""


def assemble_plan(
    problem: Problem, solution: Solution, evidence: Evidence, assumptions: tuple[Assumption, ...], manifest: Manifest
) -> Plan:
    """Make a checked plan of a solution.

    Parameters
    ----------
    problem
        The problem that was solved.
    solution
        The solver's choice with its bound.
    evidence
        What the scores rest on.
    assumptions
        Everything without a source.
    manifest
        How to run it again.

    Returns
    -------
    Plan
        A plan that passed :func:`clusterplan.optimisation.check.check_plan`.

    Raises
    ------
    InternalError
        If it does not pass.
    """
    plan = state_plan(problem, solution, evidence, assumptions, manifest)
    checked = check_plan(problem, plan)
    return plan.model_copy(update={"binding_rules": binding_rules(problem, plan), "rules_checked": checked})


def state_plan(
    problem: Problem, solution: Solution, evidence: Evidence, assumptions: tuple[Assumption, ...], manifest: Manifest
) -> Plan:
    """Say what a choice is and is worth, whether or not it keeps the rules. Only evaluating a list needs that.

    Parameters
    ----------
    problem
        The problem.
    solution
        The choice with a bound.
    evidence
        What the scores rest on.
    assumptions
        Everything without a source.
    manifest
        How to run it again.

    Returns
    -------
    Plan
        Not checked: a focus without a strong member has no evidence, one that nobody serves has no server.
    """
    choice = solution.choice
    facilities = tuple(_facilities(problem, choice))
    clusters = tuple(
        _cluster(problem, evidence, chosen, facilities, number)
        for number, chosen in enumerate(choice.clusters, start=1)
    )
    covered = {unit for cluster in clusters for unit in cluster.members}
    millionths = objective_terms(problem, choice)
    objective = sum(millionths.values()) / terms.MILLIONTHS
    bound = _bound(solution, sum(millionths.values())) / terms.MILLIONTHS
    not_judged = np.isnan(problem.score).any(axis=1)
    products, holders = place_products(problem, clusters)
    return Plan(
        scenario=reference_of(problem.scenario),
        assumptions=assumptions,
        evidence_share=_evidence_share(evidence, choice),
        focuses_resting_on_expert_values=sum(len(cluster.resting_on_expert_values) for cluster in clusters),
        termination=solution.termination,
        objective=objective,
        bound=bound,
        gap=(bound - objective) / max(1.0, abs(objective)),
        objective_terms={name: value / terms.MILLIONTHS for name, value in millionths.items()},
        clusters=clusters,
        units_without_cluster=tuple(unit for unit in problem.units if unit not in covered),
        units_not_judged=tuple(unit for unit, missing in zip(problem.units, not_judged, strict=True) if missing),
        facilities=with_research(facilities, clusters, problem.scenario.rules.facilities),
        binding_rules=(),
        flags=tuple(
            sorted(
                [*_flags(problem, clusters, facilities), *gate_flags(problem, clusters)],
                key=lambda flag: (flag.rule, flag.place),
            )
        ),
        products=products,
        holders=holders,
        terms=problem.scenario.terms,
        metrics=_metrics(problem, solution, clusters, millionths),
        spending=spending_of(problem.scenario, clusters, facilities),
        manifest=manifest,
    )


def _bound(solution: Solution, objective: int) -> int:
    """Return the bound in millionths; a solver's sum may fall short of the exact one by its own tolerance."""
    short = objective - solution.bound_millionths
    return objective if 0 < short <= _SOLVER_TOLERANCE else solution.bound_millionths


def reference_of(scenario: Scenario) -> ScenarioReference:
    """Return the part of a scenario that a plan or a study of it repeats.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    ScenarioReference
        Id, titles, technology list and units.
    """
    return ScenarioReference(
        id=scenario.id,
        title_vi=scenario.title_vi,
        title_en=scenario.title_en,
        technology_scheme=scenario.technology_scheme,
        unit_layer=scenario.unit_layer,
        unit_vintage=scenario.unit_vintage,
    )


def _facilities(problem: Problem, choice: Choice) -> Iterator[Facility]:
    """Yield the facilities, sorted by site."""
    for chosen in choice.facilities:
        existing = chosen.kind.is_shared and any(
            problem.existing_laboratory[chosen.site, k] for k in chosen.technologies
        )
        yield Facility(
            site_id=problem.sites[chosen.site],
            kind=chosen.kind,
            technologies=tuple(problem.technologies[k] for k in chosen.technologies),
            unit=problem.site_units[chosen.site],
            upgrade=existing,
            opens_in=chosen.opens_in,
        )


def _cluster(
    problem: Problem, evidence: Evidence, chosen: ChosenCluster, facilities: tuple[Facility, ...], number: int
) -> Cluster:
    """Return a cluster with its names, values, strong members, evidence and service."""
    candidate = chosen.candidate
    others = [member for member in candidate.members if member != candidate.hub]
    names = [problem.unit_names[member] for member in (candidate.hub, *others)]
    focuses = [(k, problem.technologies[k]) for k in chosen.focuses]
    strong = {name: [r for r in candidate.members if problem.strong[r, k]] for k, name in focuses}
    return Cluster(
        id=f"C{number:02d}",
        hub=problem.units[candidate.hub],
        members=tuple(problem.units[member] for member in candidate.members),
        focuses=tuple(name for _, name in focuses),
        region=problem.unit_regions[candidate.hub],
        name_vi=" – ".join(name.vi for name in names),
        name_en=" – ".join(name.en for name in names),
        value={name: terms.value_of_focus(problem, candidate, k) / terms.MILLIONTHS for k, name in focuses},
        strong_members={name: tuple(problem.units[r] for r in strong[name]) for _, name in focuses},
        evidence={
            name: _GRADES[max(0, min(problem.grade[r, k] for r in strong[name]))] for k, name in focuses if strong[name]
        },
        served_by=_service(problem, chosen, facilities),
        resting_on_expert_values=tuple(
            name for k, name in focuses if not evidence.strong_without_expert[list(candidate.members), k].any()
        ),
        start_year={problem.technologies[k]: year for k, year in chosen.start_years},
    )


def _service(problem: Problem, chosen: ChosenCluster, facilities: tuple[Facility, ...]) -> dict[TechnologyId, SiteId]:
    """Return the facility that serves each focus: the nearest one, or the one that a cap on loads assigned."""
    if chosen.served_by:
        return {problem.technologies[k]: problem.sites[j] for k, j in sorted(chosen.served_by)}
    distance = problem.site_distance_km[chosen.candidate.hub]
    nearest = {}
    for k in chosen.focuses:
        technology = problem.technologies[k]
        serving = [f.site_id for f in facilities if f.kind.is_shared and technology in f.technologies]
        if serving:
            nearest[technology] = min(serving, key=lambda site: (distance[problem.sites.index(site)], site))
    return nearest


def value_of(problem: Problem, choice: Choice) -> int:
    """Return the objective of a choice in millionths.

    Parameters
    ----------
    problem
        The problem.
    choice
        What is chosen.

    Returns
    -------
    int
        The sum of the terms.
    """
    return sum(objective_terms(problem, choice).values())


def objective_terms(problem: Problem, choice: Choice) -> dict[str, int]:
    """Return the terms of the objective by name.

    Parameters
    ----------
    problem
        The problem.
    choice
        What is chosen.

    Returns
    -------
    dict of str to int
        Millionths; they sum to the objective.
    """
    chosen = [(cluster.candidate, k) for cluster in choice.clusters for k in cluster.focuses]
    hosted = [(facility.site, k, facility.kind) for facility in choice.facilities for k in facility.technologies]
    sets = [cluster.candidate for cluster in choice.clusters]
    switching = 0
    if problem.scenario.objective.switching_weight:
        switching = terms.switching_constant(problem)
        switching += sum(terms.switching_of_focus(problem, candidate, k) for candidate, k in chosen)
        switching += sum(terms.switching_of_facility(problem, f.site, f.kind) for f in choice.facilities)
    robustness = {}
    if problem.scenario.objective.robust is not None:
        robustness = {"robustness": -sum(terms.loss_of_robustness(problem, candidate, k) for candidate, k in chosen)}
    phased = {} if problem.scenario.rules.phasing is None else {"phasing": -_waiting(problem, choice)}
    return {
        "advantage": sum(terms.value_of_focus(problem, candidate, k) for candidate, k in chosen),
        **robustness,
        "synergy": sum(_synergies(problem, choice)),
        "hosting": sum(terms.value_of_hosting(problem, j, k, kind) for j, k, kind in hosted),
        "cohesion": -sum(terms.cost_of_cohesion(problem, candidate) for candidate in sets),
        "founding": -terms.cost_of_founding(problem) * len(sets),
        "switching": switching,
        **phased,
    }


def _waiting(problem: Problem, choice: Choice) -> int:
    """Return what waiting costs: late starts of focuses and late openings of facilities."""
    starts = [(cluster.candidate, k, year) for cluster in choice.clusters for k, year in cluster.start_years]
    opens = [facility.opens_in for facility in choice.facilities if facility.opens_in is not None]
    late_starts = sum(terms.cost_of_late_start(problem, candidate, k, year) for candidate, k, year in starts)
    return late_starts + sum(terms.cost_of_late_opening(problem, year) for year in opens)


def _synergies(problem: Problem, choice: Choice) -> Iterator[int]:
    """Yield the value of each listed pair in each cluster that has both."""
    for cluster in choice.clusters:
        focuses = {problem.technologies[k] for k in cluster.focuses}
        for pair in problem.scenario.objective.synergy:
            if focuses.issuperset(pair.technologies):
                yield terms.value_of_synergy(pair.value)


def _evidence_share(evidence: Evidence, choice: Choice) -> EvidenceShare:
    """Return the mean shares over every scored member and focus; nothing scored counts as estimated."""
    pairs = [(r, k) for cluster in choice.clusters for r in cluster.candidate.members for k in cluster.focuses]
    shares = np.array([evidence.shares[r, k] for r, k in pairs]).reshape(-1, 3)
    scored = shares[~np.isnan(shares).any(axis=1)]
    if not len(scored):
        return EvidenceShare(observed=0.0, estimated=1.0, expert=0.0)
    observed, _, expert = (round(float(share), 6) for share in scored.mean(axis=0))
    return EvidenceShare(observed=observed, estimated=round(1 - observed - expert, 6), expert=expert)


def _flags(problem: Problem, clusters: tuple[Cluster, ...], facilities: tuple[Facility, ...]) -> Iterator[Flag]:
    """Yield what the defaults let pass but want seen: technologies that nobody asks for, and sites in doubt."""
    unasked = sorted({k for cluster in clusters for k in cluster.focuses} - problem.asked_for)
    if problem.scenario.rules.challenge_unasked == "flag":
        for technology in unasked:
            yield Flag(
                rule="challenge",
                place=technology,
                what="no mission, target, pioneering product or declared local priority names this technology",
                what_vi="chưa có nhiệm vụ, mục tiêu, sản phẩm tiên phong hay ưu tiên địa phương nào nêu công nghệ này",
            )
    for facility in facilities:
        if facility.site_id in problem.sites_in_doubt:
            yield Flag(
                rule="hosts",
                place=facility.site_id,
                what="it is not known whether this site may host a State facility",
                what_vi="chưa rõ địa điểm này có được đặt cơ sở của Nhà nước hay không",
            )


def _metrics(
    problem: Problem, solution: Solution, clusters: tuple[Cluster, ...], millionths: dict[str, int]
) -> dict[str, float]:
    """Return figures about the plan: plain averages, coverage of regions, loads, shares of the objective."""
    choice = solution.choice
    pairs = [(r, k) for cluster in choice.clusters for r in cluster.candidate.members for k in cluster.focuses]
    scores = np.array([problem.score[r, k] for r, k in pairs])
    metrics = {
        "candidate_sets": float(solution.size.candidates),
        "columns": float(solution.size.columns),
        "rows": float(solution.size.rows),
        "mean_members": _mean([len(cluster.members) for cluster in clusters]),
        "mean_score": _mean([score for score in scores.tolist() if score == score]),
        "pairs_not_judged": float(np.isnan(scores).sum()),
    }
    for region in problem.regions:
        of_region = [u for u, its in zip(problem.units, problem.unit_regions, strict=True) if its == region]
        metrics[f"units_covered.{region}"] = float(sum(u in c.members for c in clusters for u in of_region))
    served = [site for cluster in clusters for site in cluster.served_by.values()]
    for facility in choice.facilities:
        site = problem.sites[facility.site]
        metrics[f"facility_load.{site}"] = float(served.count(site))
    total = sum(abs(value) for value in millionths.values()) or 1
    for name, value in millionths.items():
        metrics[f"objective_share.{name}"] = round(abs(value) / total, 6)
    return metrics


def _mean(values: list[float] | list[int]) -> float:
    """Return the mean to six decimals; 0 of nothing."""
    return round(sum(values) / len(values), 6) if values else 0.0
