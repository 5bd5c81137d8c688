"""Hold a list that a planner already has against a scenario: broken rules, loss, and the nearest plan without any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from clusterplan.domain import Flag, Plan, Termination
from clusterplan.language import Text
from clusterplan.optimisation.assemble import assemble_plan, state_plan, value_of
from clusterplan.optimisation.check import read_choices
from clusterplan.optimisation.hand_made import (
    best_facilities,
    chosen_clusters,
    chosen_facilities,
    with_loads_shared,
)
from clusterplan.optimisation.hand_made_years import with_best_years
from clusterplan.optimisation.isolated import solve_isolated
from clusterplan.optimisation.nearest import Nearest, differences, nearest_choice, target_of
from clusterplan.optimisation.problem import AdoptedPlan
from clusterplan.optimisation.readings import RuleReading
from clusterplan.optimisation.solution import Choice, ModelSize, Progress, Solution
from clusterplan.planning.evaluation_answer import (
    BrokenRule,
    Change,
    EvaluatedCluster,
    Evaluation,
    NearestPlan,
    ProvenOptimum,
)
from clusterplan.planning.facts import Facts
from clusterplan.planning.hand_made import HandMadeCluster, HandMadePlan, read_hand_made_plan, write_form
from clusterplan.planning.hand_made.names import directories
from clusterplan.planning.metrics import with_metrics
from clusterplan.planning.places import places_in_words
from clusterplan.planning.plan import PlanningResult, make_plan, publication_of
from clusterplan.planning.problem import Posed, pose_problem
from clusterplan.scenario import Scenario

__all__ = ["Evaluated", "evaluate_plan", "write_evaluation_form"]


@dataclass(frozen=True, eq=False)
class Evaluated:
    """An evaluation, and the plan to publish with it."""

    evaluation: Evaluation
    """What there is to say."""
    result: PlanningResult
    """The list itself if it keeps every rule, else the nearest plan that does."""


def write_evaluation_form(path: Path, scenario: Scenario) -> Path:
    """Write an empty form with the codes and names of a scenario.

    Parameters
    ----------
    path
        The ``.xlsx`` file; it must not exist.
    scenario
        The scenario.

    Returns
    -------
    pathlib.Path
        The file.
    """
    posed = pose_problem(scenario)
    return write_form(path, posed, posed.facts)


def evaluate_plan(
    path: Path,
    scenario: Scenario,
    *,
    facts: Facts | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Evaluated:
    """Hold a list of clusters against a scenario.

    Parameters
    ----------
    path
        XLSX, CSV or ``plan.json``.
    scenario
        The scenario.
    facts
        The data; today's if none are given.
    on_progress
        Told about phases, incumbents and bounds of every solve.
    should_stop
        Asked ten times a second; true stops a solver, which still returns its best plan.

    Returns
    -------
    Evaluated
        Broken rules, loss, and the plan to publish.

    Raises
    ------
    UsageError
        If the list cannot be read; with every fault.
    InfeasibleError
        If no plan keeps every rule: then there is no optimum to compare with, and no nearest plan.
    """
    posed = pose_problem(scenario, facts)
    problem = posed.problem
    hand = read_hand_made_plan(path, scenario, directories(problem, posed.facts))
    optimum = make_plan(scenario, facts=posed.facts, on_progress=on_progress, should_stop=should_stop)
    choice = _choice(posed, hand)
    stated = _stated(posed, choice, optimum, hand)
    broken = [reading for reading in read_choices(problem, stated) if not reading.kept]
    if broken:
        target = target_of(problem, choice, counts_facilities=hand.facilities is not None)
        solve = partial(solve_isolated, on_progress=on_progress, should_stop=should_stop)
        near = nearest_choice(problem, target, optimum.solution.bound_millionths, solve)
        result = _published(posed, near.choice, optimum, hand, is_list=False)
        nearest = _nearest(posed, target, near, result.plan, optimum.plan)
    else:
        result, nearest = _published(posed, choice, optimum, hand, is_list=True), None
    return Evaluated(_evaluation(posed, hand, stated, broken, optimum.plan, nearest), result)


def _choice(posed: Posed, hand: HandMadePlan) -> Choice:
    """Return the list as a choice, with the best facilities if it names none, and the best years if there are any."""
    problem = posed.problem
    clusters = chosen_clusters(problem, [(c.hub, c.members, c.focuses) for c in hand.clusters])
    if hand.facilities is None:
        facilities = best_facilities(problem, clusters)
    else:
        facilities = chosen_facilities(problem, [(f.site, f.kind, f.technologies) for f in hand.facilities])
    return Choice(*with_best_years(problem, with_loads_shared(problem, clusters, facilities), facilities))


def _as_solution(posed: Posed, choice: Choice, optimum: PlanningResult) -> Solution:
    """Return a choice with the bound that is proven for the scenario, as the solver's answers come."""
    value = value_of(posed.problem, choice)
    bound = max(optimum.solution.bound_millionths, value)  # a list that breaks rules may be worth more
    ended = Termination.OPTIMAL if bound == value else Termination.GAP_LIMIT
    solution = optimum.solution
    return Solution(choice, bound, ended, solution.solver, solution.options, ModelSize(0, 0, 0), solution.seconds)


def _stated(posed: Posed, choice: Choice, optimum: PlanningResult, hand: HandMadePlan) -> Plan:
    """Return the list as an unchecked plan, for the independent check to read."""
    manifest = optimum.plan.manifest.model_copy(
        update={"inputs": dict(sorted({**optimum.plan.manifest.inputs, "hand_made_plan": hand.sha256}.items()))}
    )
    solution = _as_solution(posed, choice, optimum)
    return state_plan(posed.problem, solution, posed.evidence, optimum.plan.assumptions, manifest)


def _published(
    posed: Posed, choice: Choice, optimum: PlanningResult, hand: HandMadePlan, *, is_list: bool
) -> PlanningResult:
    """Return a choice that keeps every rule as a checked plan, flagged as what it is."""
    solution = _as_solution(posed, choice, optimum)
    manifest = _stated(posed, choice, optimum, hand).manifest
    plan = assemble_plan(posed.problem, solution, posed.evidence, optimum.plan.assumptions, manifest)
    plan = with_metrics(plan, posed)
    plan = plan.model_copy(update={"flags": (*plan.flags, _flag(hand.file, is_list=is_list))})
    return PlanningResult(plan, publication_of(plan, posed.problem.scenario, posed), posed, solution)


def _flag(file: str, *, is_list: bool) -> Flag:
    """Say that a published plan is not the optimum of its scenario but comes from a list."""
    if is_list:
        what = Text(
            vi=f"danh sách {file} do người lập, không phải phương án tối ưu tìm được",
            en=f"the list {file}, made by hand, not the optimum that was found",
        )
    else:
        what = Text(
            vi=f"phương án gần danh sách {file} nhất mà giữ mọi quy tắc, không phải phương án tối ưu",
            en=f"the plan nearest to the list {file} that keeps every rule, not the optimum",
        )
    return Flag(rule="evaluate", place="all", what=what.en, what_vi=what.vi)


def _evaluation(
    posed: Posed,
    hand: HandMadePlan,
    stated: Plan,
    broken: Iterable[RuleReading],
    optimum: Plan,
    nearest: NearestPlan | None,
) -> Evaluation:
    """Gather the answer."""
    rules = tuple(_broken_rules(posed, hand, stated, broken))
    least, most = _loss(stated.objective, optimum)
    return Evaluation(
        scenario=stated.scenario,
        file=hand.file,
        file_sha256=hand.sha256,
        clusters=tuple(_clusters(posed, hand, stated)),
        facilities=stated.facilities,
        facilities_were_given=hand.facilities is not None,
        keeps_every_rule=not rules,
        broken=rules,
        objective=stated.objective,
        objective_terms=stated.objective_terms,
        optimum=ProvenOptimum(
            objective=optimum.objective, bound=optimum.bound, gap=optimum.gap, termination=optimum.termination
        ),
        loss_at_least=least,
        loss_at_most=most,
        nearest=nearest,
    )


def _loss(objective: float, optimum: Plan) -> tuple[float, float]:
    """Return the smallest and the largest loss against the optimum; equal if that is proven."""
    return round(optimum.objective - objective, 6), round(optimum.bound - objective, 6)


def _clusters(posed: Posed, hand: HandMadePlan, stated: Plan) -> Iterator[EvaluatedCluster]:
    """Yield the list's clusters under their ids; the labels follow the same order."""
    problem = posed.problem
    by_line: dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[HandMadeCluster]] = {}
    for line in hand.clusters:
        (chosen,) = chosen_clusters(problem, [(line.hub, line.members, line.focuses)])
        by_line.setdefault((chosen.candidate.hub, chosen.candidate.members, chosen.focuses), []).append(line)
    for cluster in stated.clusters:
        hub = problem.units.index(cluster.hub)
        members = tuple(problem.units.index(unit) for unit in cluster.members)
        focuses = tuple(problem.technologies.index(k) for k in cluster.focuses)
        line = by_line[hub, members, focuses].pop(0)
        yield EvaluatedCluster(
            id=cluster.id,
            label=line.label,
            hub=cluster.hub,
            hub_was_given=line.hub is not None,
            members=cluster.members,
            focuses=cluster.focuses,
            start_year=cluster.start_year,
        )


def _broken_rules(
    posed: Posed, hand: HandMadePlan, stated: Plan, broken: Iterable[RuleReading]
) -> Iterator[BrokenRule]:
    """Yield the broken rules with their places in words."""
    labels = {cluster.id: cluster.label for cluster in _clusters(posed, hand, stated)}
    in_words = places_in_words(posed, labels)
    for reading in broken:
        place = in_words(reading.rule, reading.place)
        yield BrokenRule(
            rule=reading.rule,
            place=reading.place,
            place_vi=place.vi,
            place_en=place.en,
            sense=reading.sense,
            limit=reading.limit,
            value=reading.value,
        )


def _nearest(posed: Posed, target: AdoptedPlan, near: Nearest, plan: Plan, optimum: Plan) -> NearestPlan:
    """Say what the nearest plan changes and what it is worth."""
    least, most = _loss(plan.objective, optimum)
    return NearestPlan(
        distance=near.distance,
        is_proven=near.is_proven,
        objective=plan.objective,
        objective_terms=plan.objective_terms,
        loss_at_least=least,
        loss_at_most=most,
        changes=tuple(_changes(posed, target, near.choice)),
    )


def _changes(posed: Posed, target: AdoptedPlan, choice: Choice) -> Iterator[Change]:
    """Yield what to change in the list: what goes first, then what comes."""
    pairs, facilities = differences(posed.problem, target, choice)
    in_words = places_in_words(posed, {})
    for action, there in (("remove", True), ("add", False)):
        for unit, technology in sorted(pair for pair in pairs if (pair in target.focuses) is there):
            what = in_words("focus", f"{unit} {technology}")
            yield Change(action=action, unit=unit, technology=technology, what_vi=what.vi, what_en=what.en)
        for site, kind in sorted(place for place in facilities if (place in target.facilities) is there):
            what = in_words("facility", f"{site} {kind.value}")
            yield Change(action=action, site=site, kind=kind, what_vi=what.vi, what_en=what.en)
