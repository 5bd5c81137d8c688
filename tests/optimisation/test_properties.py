"""What must hold between a problem and a slightly different one."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, in_millionths, plan_of, solved
from tests.strategies import a_lock, a_resource, problems, with_rules

from clusterplan.domain import Plan, Termination
from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.check import binding_rules, check_plan
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.optimisation.solve import solve_here

IMPOSSIBLE = float("-inf")


def optimum(problem: Problem) -> float:
    """Return the optimum in millionths; minus infinity if there is no plan."""
    plan = plan_or_none(problem)
    return IMPOSSIBLE if plan is None else in_millionths(plan)


def plan_or_none(problem: Problem) -> Plan | None:
    """Return the checked plan of a problem, if there is one."""
    try:
        return solved(problem)
    except InfeasibleError:
        return None


def relabelled(problem: Problem, order: list[int]) -> Problem:
    """Return the same problem with its units called differently, so that they sort in another order."""
    place = np.argsort(order)
    name = {old: problem.units[new] for old, new in zip(problem.units, place.tolist(), strict=True)}
    moved: dict[str, Any] = {
        field.name: getattr(problem, field.name)[order]
        for field in fields(problem)
        if field.name in ("site_distance_km", "score", "grade", "strong", "unit_weight", "readiness")
        or field.name in ("demand", "test_bed", "nearest_enterprise_km", "nearest_institute_km")
    }
    return changed(
        problem,
        unit_names=tuple(problem.unit_names[old] for old in order),
        unit_regions=tuple(problem.unit_regions[old] for old in order),
        site_units=tuple(name[unit] for unit in problem.site_units),
        adjacent=problem.adjacent[np.ix_(order, order)],
        member_distance_km=problem.member_distance_km[np.ix_(order, order)],
        adopted=AdoptedPlan(
            frozenset((name.get(unit, unit), k) for unit, k in problem.adopted.focuses),
            problem.adopted.facilities,
            {(name.get(unit, unit), k): year for (unit, k), year in problem.adopted.start_years.items()},
            problem.adopted.opening_years,
            problem.adopted.counts_facilities,
        ),
        **moved,
    )


@steady(25)
@given(problems(generous=True, ties=False), st.data())
def test_calling_the_units_differently_changes_nothing(problem: Problem, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(problem.units))))
    assert optimum(relabelled(problem, list(order))) == optimum(problem)


@steady(25)
@given(problems(generous=True), st.data())
def test_a_larger_budget_never_lowers_the_optimum(problem: Problem, data: st.DataObject) -> None:
    budget = data.draw(a_resource(problem.technologies))
    assert budget.cap is not None
    larger = budget.model_copy(update={"cap": budget.cap + data.draw(st.integers(1, 10))})
    tight = with_rules(problem, resources={"money": budget})
    wide = with_rules(problem, resources={"money": larger})
    assert optimum(tight) <= optimum(wide) <= optimum(problem)


@steady(25)
@given(problems(), st.data())
def test_a_lock_never_raises_the_optimum(problem: Problem, data: st.DataObject) -> None:
    free = with_rules(problem, locks=())
    locked = with_rules(problem, locks=(data.draw(a_lock(problem)),))
    assert optimum(locked) <= optimum(free)


@steady(25)
@given(problems(generous=True), st.data())
def test_one_more_site_never_lowers_the_optimum(problem: Problem, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(problem.units))
    distance = np.array([[data.draw(st.integers(0, 400))] for _ in problem.units], dtype=np.float64)
    fields_of_site = np.array([[data.draw(st.booleans()) for _ in problem.technologies]])
    more = changed(
        problem,
        sites=(*problem.sites, "L9"),
        site_units=(*problem.site_units, unit),
        site_distance_km=np.hstack([problem.site_distance_km, distance]),
        may_host=np.vstack([problem.may_host, fields_of_site]),
        existing_laboratory=np.vstack([problem.existing_laboratory, np.zeros_like(fields_of_site)]),
    )
    assert optimum(more) >= optimum(problem)


@steady(15)
@given(problems(generous=True))
def test_a_plan_changes_nothing_if_it_is_the_adopted_one(problem: Problem) -> None:
    plan = plan_or_none(problem)
    assume(plan is not None)
    assert plan is not None
    adopted = AdoptedPlan(
        frozenset((unit, k) for c in plan.clusters for unit in c.members for k in c.focuses),
        frozenset((facility.site_id, facility.kind) for facility in plan.facilities),
    )
    weighed = problem.scenario.objective.model_copy(update={"switching_weight": 1000.0})
    scenario = problem.scenario.model_copy(update={"objective": weighed})
    again = solved(changed(problem, adopted=adopted, scenario=scenario))
    assert again.objective_terms["switching"] == 0


@steady(30)
@given(problems(generous=True))
def test_the_answer_comes_twice_the_same_through_ever_better_plans_and_lists_binding_rules(problem: Problem) -> None:
    choices: list[Choice] = []
    try:
        solution = solve_here(problem, on_incumbent=choices.append)
    except InfeasibleError:
        assume(False)
    plan = plan_of(problem, solution)
    assert solved(problem).model_dump(exclude={"manifest"}) == plan.model_dump(exclude={"manifest"})
    on_the_way = [replace(solution, choice=choice, termination=Termination.INTERRUPTED) for choice in choices]
    objectives = [in_millionths(plan_of(problem, better)) for better in on_the_way]
    assert objectives == sorted(objectives)
    assert objectives[-1] == in_millionths(plan)
    assert check_plan(problem, plan) == plan.rules_checked
    assert plan.binding_rules == binding_rules(problem, plan)
    listed = [(rule.rule, rule.place, rule.limit) for rule in plan.binding_rules]
    assert listed == sorted(set(listed))
    assert all(abs(rule.value - rule.limit) <= 1e-6 for rule in plan.binding_rules)
