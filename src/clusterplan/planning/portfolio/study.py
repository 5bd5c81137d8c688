"""From a known plan to its portfolio: plans that differ, each checked, and the class of every decision."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from clusterplan.domain import FacilityKind, Flag, Plan, Termination
from clusterplan.language import Text
from clusterplan.optimisation.classes import Classified, DecisionClass, classify
from clusterplan.optimisation.near_optimal import (
    Decision,
    KnownChoice,
    Limits,
    NearOptimal,
    decisions_of,
    floor_of,
)
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.portfolio import Spread, distance_between, spread_plans
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.places import places_in_words
from clusterplan.planning.plan import PlanningResult, publication_of
from clusterplan.planning.portfolio.answer import DecisionStatus, Ending, Frequency, Portfolio, PortfolioPlan, Status

__all__ = ["OnCount", "PortfolioSettings", "PortfolioStudy", "study_portfolio"]

type InWords = Callable[[str, str], Text]
type OnCount = Callable[[Literal["plans", "questions"], int], None]
"""Told how many plans there are, and then how many questions are open."""


@dataclass(frozen=True)
class PortfolioSettings:
    """What is asked for."""

    plans: int = 5
    """Number of plans, the best one among them."""
    within: float = 0.02
    """Share of the best objective that a plan may lose."""
    distance: int = 6
    """Least number of (unit, technology) pairs in which any two plans differ."""
    seed: int = 1
    """Seed of the directions."""
    seconds: float = 300.0
    """Time for everything; what is not decided by then is said to be undecided."""
    classes: bool = True
    """Whether to say of each decision if every, some or no near-optimal plan has it."""


@dataclass(frozen=True, eq=False)
class PortfolioStudy:
    """The answer, and the plans to publish with it."""

    portfolio: Portfolio
    """What there is to say."""
    results: tuple[PlanningResult, ...]
    """The plans, in the order of the portfolio."""


def study_portfolio(
    known: KnownPlan,
    settings: PortfolioSettings,
    *,
    on_count: OnCount | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> PortfolioStudy:
    """Find near-optimal plans that differ, and what all near-optimal plans have in common.

    Parameters
    ----------
    known
        The best plan.
    settings
        What is asked for.
    on_count
        Told how far the work has come.
    should_stop
        Asked often; true ends the work, and what is done is kept.

    Returns
    -------
    PortfolioStudy
        The answer with its plans. Every plan passed the independent check.
    """
    problem, stop = known.posed.problem, should_stop or (lambda: False)
    tell = on_count or (lambda _what, _number: None)
    worth = round(known.plan.objective * MILLIONTHS)
    best = KnownChoice(known.choice, worth, decisions_of(problem, known.choice))
    limits = Limits(time.monotonic() + settings.seconds, stop)
    space = NearOptimal(problem, floor_of(worth, settings.within), limits)
    pairs = _pairs(problem)
    spread = spread_plans(
        space,
        best,
        pairs,
        count=settings.plans,
        distance=settings.distance,
        seed=settings.seed,
        on_found=lambda number: tell("plans", number),
    )
    classified = None
    if settings.classes:
        universe = pairs | _facilities(problem)
        classified = classify(space, universe, spread.plans, lambda left: tell("questions", left))
    witnesses = spread.plans if classified is None else classified.witnesses
    plans = [known.plan, *(known.checked(one.choice, _FLAG) for one in witnesses[1:])][: len(spread.plans)]
    results = tuple(_result(known, one, plan) for one, plan in zip(spread.plans, plans, strict=True))
    answer = _answer(known, settings, space, spread, classified, interrupted=stop())
    return PortfolioStudy(answer, results)


def _pairs(problem: Problem) -> frozenset[Decision]:
    """Return every (unit, technology) pair."""
    return frozenset((unit, technology) for unit in problem.units for technology in problem.technologies)


def _facilities(problem: Problem) -> frozenset[Decision]:
    """Return every (site, kind) of the kinds that the scenario has."""
    return frozenset((site, kind) for site in problem.sites for kind in problem.scenario.rules.facilities.kinds)


_FLAG = Flag(
    rule="portfolio",
    place="all",
    what="a near-optimal plan of a portfolio, not the best plan that was found",
    what_vi="một phương án gần tối ưu trong danh mục, không phải phương án tốt nhất tìm được",
)


def _result(known: KnownPlan, one: KnownChoice, plan: Plan) -> PlanningResult:
    """Return a plan with what is needed to publish it."""
    publication = publication_of(plan, known.posed.scenario, known.posed)
    return PlanningResult(plan, publication, known.posed, known.as_solution(one.choice))


def _answer(
    known: KnownPlan,
    settings: PortfolioSettings,
    space: NearOptimal,
    spread: Spread,
    classified: Classified | None,
    *,
    interrupted: bool,
) -> Portfolio:
    """Gather the answer."""
    problem, plan = known.posed.problem, known.plan
    in_words = places_in_words(known.posed, {})
    statuses = () if classified is None else tuple(_statuses(problem, classified, in_words))
    return Portfolio(
        scenario=plan.scenario,
        within=settings.within,
        floor=space.floor / MILLIONTHS,
        best=plan.objective,
        bound=plan.bound,
        best_is_proven=plan.termination is Termination.OPTIMAL,
        plans_asked=settings.plans,
        distance=settings.distance,
        seed=settings.seed,
        plans=tuple(_listed(spread.plans, _pairs(problem))),
        ending=_ending(settings, spread),
        frequencies=tuple(_frequencies(problem, spread.plans, in_words)),
        statuses=statuses,
        counts=_counts(statuses),
        plans_known=len(spread.plans if classified is None else classified.witnesses),
        interrupted=interrupted,
    )


def _ending(settings: PortfolioSettings, spread: Spread) -> Ending:
    """Return why there are no more plans."""
    if len(spread.plans) >= settings.plans:
        return "as_many_as_asked"
    return "no_more_exist" if spread.no_more_exist else "limit_reached"


def _listed(plans: tuple[KnownChoice, ...], pairs: frozenset[Decision]) -> Iterator[PortfolioPlan]:
    """Yield the plans with their distances."""
    for number, one in enumerate(plans, start=1):
        yield PortfolioPlan(
            id=f"plan-{number}",
            objective=one.worth / MILLIONTHS,
            loss=(plans[0].worth - one.worth) / MILLIONTHS,
            distances=tuple(distance_between(one, other, pairs) for other in plans),
        )


def _frequencies(problem: Problem, plans: tuple[KnownChoice, ...], in_words: InWords) -> list[Frequency]:
    """Return how many plans have each decision."""
    found = Counter(decision for one in plans for decision in one.decisions)
    hubs = Counter(problem.units[cluster.candidate.hub] for one in plans for cluster in one.choice.clusters)
    listed = [
        Frequency(**_named(problem, decision, in_words), plans=number, share=round(number / len(plans), 6))
        for decision, number in found.items()
    ]
    listed += [
        Frequency(
            kind="hub",
            unit=unit,
            **_told(in_words("hub", unit), _HUB),
            plans=number,
            share=round(number / len(plans), 6),
        )
        for unit, number in hubs.items()
    ]
    return sorted(listed, key=lambda f: (-f.plans, f.kind, f.unit, f.technology or f.site or "", f.facility_kind or ""))


_HUB = Text(vi="hạt nhân", en="hub")


def _named(problem: Problem, decision: Decision, in_words: InWords) -> dict[str, Any]:
    """Return the fields that name a decision."""
    place, what = decision
    if isinstance(what, FacilityKind):
        unit = problem.site_units[problem.sites.index(place)]
        told = _told(in_words("unit", unit), in_words("facility", f"{place} {what.value}"))
        return {"kind": "facility", "unit": unit, "site": place, "facility_kind": what, **told}
    told = _told(in_words("unit", place), in_words("focus", what))
    return {"kind": "assignment", "unit": place, "technology": what, **told}


def _told(unit: Text, what: Text) -> dict[str, str]:
    """Return the words of a decision."""
    return {"unit_vi": unit.vi, "unit_en": unit.en, "what_vi": what.vi, "what_en": what.en}


def _statuses(problem: Problem, classified: Classified, in_words: InWords) -> Iterator[DecisionStatus]:
    """Yield the class of every decision, assignments first."""
    best = classified.witnesses[0]
    ordered = sorted(classified.classes.items(), key=lambda item: (isinstance(item[0][1], FacilityKind), item[0]))
    for decision, found in ordered:
        yield DecisionStatus(
            **_named(problem, decision, in_words),
            status=_STATUS[found],
            in_best=decision in best.decisions,
            best_with=_greatest(one for one in classified.witnesses if decision in one.decisions),
            best_without=_greatest(one for one in classified.witnesses if decision not in one.decisions),
        )


_STATUS: dict[DecisionClass, Status] = {
    DecisionClass.MUST: "must",
    DecisionClass.COULD: "could",
    DecisionClass.NEVER: "never",
    DecisionClass.UNDECIDED: "undecided",
}


def _greatest(plans: Iterable[KnownChoice]) -> float | None:
    """Return the greatest objective of some plans."""
    worths = [one.worth for one in plans]
    return max(worths) / MILLIONTHS if worths else None


def _counts(statuses: Iterable[DecisionStatus]) -> dict[Literal["assignment", "facility"], dict[Status, int]]:
    """Return the number of decisions by status."""
    counts: dict[Literal["assignment", "facility"], dict[Status, int]] = {}
    for one in statuses:
        of_kind = counts.setdefault(one.kind, dict.fromkeys(_STATUS.values(), 0))
        of_kind[one.status] += 1
    return counts
