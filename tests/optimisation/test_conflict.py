"""Conflicts and repairs, against two oracles: counting, and the hub-and-member model for what is too much to count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import three_units
from tests.strategies import problems, problems_with_years, with_rules

from clusterplan.domain import FacilityKind
from clusterplan.errors import InfeasibleError
from clusterplan.language import LANGUAGES
from clusterplan.optimisation.compact import build_compact_model
from clusterplan.optimisation.conflict import smallest_conflict
from clusterplan.optimisation.elastic import CAP_PER_YEAR, CAPACITY, Limit, build_elastic_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.repair import apply_repair, cheapest_repair
from clusterplan.optimisation.solve import solve_here
from clusterplan.optimisation.solvers import make_solver
from clusterplan.scenario import FacilityRules, Range, Resource, SolverSettings

MANY = 99
BOTH_KINDS = "rules.facilities.technologies_per_facility"
LISTS = ("locks", "excluded_pairs", "required_pairs")
COUNTS = {f"rules.facilities.{kind.value}": kind for kind in FacilityKind}


def has_plan_without(problem: Problem, dropped: set[Limit], has_plan: Callable[[Problem], bool] | None = None) -> bool:
    """Whether an oracle finds a plan when some limits are taken away, every place of a limit that is one number."""
    has_plan = has_plan or _has_plan
    paths = {limit.path for limit in dropped}
    rules = problem.scenario.rules
    facilities = rules.facilities
    changes: dict[str, Any] = {
        "clusters": _widened(rules.clusters, "rules.clusters", paths),
        "focuses_per_cluster": _widened(rules.focuses_per_cluster, "rules.focuses_per_cluster", paths, least=1),
        "clusters_per_technology": _widened(rules.clusters_per_technology, "rules.clusters_per_technology", paths),
        "clusters_per_region_exceptions": {
            **rules.clusters_per_region_exceptions,
            **{limit.place: 0 for limit in dropped if limit.path == "rules.clusters_per_region_at_least"},
        },
        "reach_km": 1e9 if "rules.reach_km" in paths else rules.reach_km,
        "facility_load_at_most": None if "rules.facility_load_at_most" in paths else rules.facility_load_at_most,
        "pioneering": rules.pioneering and "rules.pioneering" not in paths,
        "cover": "at_most_one" if "rules.cover" in paths else rules.cover,
        **{
            name: tuple(
                entry
                for number, entry in enumerate(getattr(rules, name), start=1)
                if Limit(f"rules.{name}", str(number)) not in dropped
            )
            for name in LISTS
        },
        "clusters_per_region_at_most_exceptions": {
            **rules.clusters_per_region_at_most_exceptions,
            **{limit.place: MANY for limit in dropped if limit.path == "rules.clusters_per_region_at_most"},
        },
        "pioneering_test_bed": "flag" if "rules.pioneering_test_bed" in paths else rules.pioneering_test_bed,
        "same_focus_distance_km_at_least": None
        if "rules.same_focus_distance_km_at_least" in paths
        else rules.same_focus_distance_km_at_least,
        "resources": {name: _without(resource, name, dropped) for name, resource in rules.resources.items()},
        "phasing": rules.phasing
        and rules.phasing.model_copy(
            update={"starts_per_year_at_most": None} if "rules.phasing.starts_per_year_at_most" in paths else {}
        ),
        "decided_before": None if "rules.decided_before" in paths else rules.decided_before,
    }
    numbers = {kind.value: _number(facilities.numbers(kind), path, paths) for path, kind in COUNTS.items()}
    technologies = {
        f"technologies_per_{kind.value}": _widened(
            facilities.technologies_per_facility(kind),
            BOTH_KINDS if kind.is_shared else f"rules.facilities.technologies_per_{kind.value}",
            paths,
            least=1,
        )
        for kind in FacilityKind
    }
    changes["facilities"] = FacilityRules.model_validate(
        {
            **dict(facilities),
            **numbers,
            **technologies,
            "per_region_at_most": MANY
            if "rules.facilities.per_region_at_most" in paths
            else facilities.per_region_at_most,
            "per_region_at_least": 0
            if "rules.facilities.per_region_at_least" in paths
            else facilities.per_region_at_least,
            "per_technology_at_least": 0
            if "rules.facilities.per_technology_at_least" in paths
            else facilities.per_technology_at_least,
        }
    )
    return has_plan(with_rules(problem, **changes))


def _number(limit: Range, path: str, dropped: set[str]) -> Range:
    """Return a number of facilities without the ends that are dropped; a kind that is off stays off."""
    least = 0 if {path, f"{path}.at_least"} & dropped else limit.at_least
    return Range(at_least=least, at_most=MANY if {path, f"{path}.at_most"} & dropped else limit.at_most)


def _has_plan(problem: Problem) -> bool:
    """Ask the hub-and-member model, which shares no line with the elastic one."""
    return bool(build_compact_model(problem).lp.solve(make_solver(SolverSettings())).has_solution)


def _without(resource: Resource, name: str, dropped: set[Limit]) -> Resource:
    """Return a resource without the limits that are dropped."""
    caps = {
        year: cap for year, cap in resource.cap_per_year.items() if Limit(CAP_PER_YEAR, f"{name} {year}") not in dropped
    }
    return resource.model_copy(
        update={
            "cap": None if Limit("rules.resources", name) in dropped else resource.cap,
            "cap_per_year": caps,
            "capacity_per_unit": {} if Limit(CAPACITY, name) in dropped else resource.capacity_per_unit,
        }
    )


def _widened(limit: Range, path: str, dropped: set[str], least: int = 0) -> Range:
    return Range(
        at_least=least if f"{path}.at_least" in dropped else limit.at_least,
        at_most=MANY if f"{path}.at_most" in dropped else limit.at_most,
    )


def spread(problem: Problem, limits: set[Limit]) -> set[Limit]:
    """Return limits as a scenario can drop them: every place at once where there is one number for all."""
    return {
        limit
        for limit in build_elastic_model(problem, by_place=True).limits
        if any(limit == chosen or (limit.path == chosen.path and not own_place(limit)) for chosen in limits)
    }


def own_place(limit: Limit) -> bool:
    """Whether a scenario sets this limit place by place."""
    return limit.path in (
        *("rules.clusters_per_region_at_least", "rules.clusters_per_region_at_most"),
        *("rules.resources", CAP_PER_YEAR, CAPACITY),
        *(f"rules.{name}" for name in LISTS),
    )


@given(problem=problems(ties=False) | problems_with_years().filter(lambda problem: best_objective(problem) is None))
@steady(30)
def test_a_conflict_is_found_where_counting_finds_no_plan_and_none_of_it_is_superfluous(problem: Problem) -> None:
    problem = with_rules(problem, facility_load_at_most=None)  # the hub-and-member model knows no cap on loads
    conflict = smallest_conflict(problem)
    assert (conflict is None) == (best_objective(problem) is not None)
    if conflict is None:
        return
    assert conflict.is_minimal
    everything = set(build_elastic_model(problem, by_place=True).limits)
    kept = spread(problem, set(conflict.limits))
    assert not has_plan_without(problem, everything - kept)
    if kept == set(conflict.limits):  # else the scenario cannot hold one place of a limit without the others
        for limit in conflict.limits:
            assert has_plan_without(problem, everything - (kept - {limit}))


@pytest.mark.slow
@given(problem=problems() | problems_with_years())
@steady(60)
def test_a_repaired_scenario_has_a_plan(problem: Problem) -> None:
    assume(best_objective(problem) is None)
    repair = cheapest_repair(problem)
    assert repair is not None
    assert repair.changes
    repaired = replace(problem, scenario=apply_repair(problem.scenario, repair))
    assert best_objective(repaired) is not None


def test_a_problem_with_a_plan_has_no_conflict_and_needs_no_change() -> None:
    problem = three_units()
    assert smallest_conflict(problem) is None
    repair = cheapest_repair(problem)
    assert repair is not None
    assert repair.changes == ()


def test_three_clusters_cannot_share_two_technologies_that_lead_once() -> None:
    rules = {"clusters": Range(at_least=3, at_most=3), "clusters_per_technology": Range(at_least=0, at_most=1)}
    problem = with_rules(three_units(), **rules)
    conflict = smallest_conflict(problem)
    assert conflict is not None
    assert [str(limit) for limit in conflict.limits] == [
        "rules.clusters.at_least",
        "rules.clusters_per_technology.at_most (S1)",
        "rules.clusters_per_technology.at_most (S2)",
    ]
    repair = cheapest_repair(problem)
    assert repair is not None
    assert [(str(change.limit), change.old, change.new) for change in repair.changes] == [
        ("rules.clusters.at_least", 3, 2)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_message_names_the_rules_and_the_repair(language: str) -> None:
    rules = {"clusters": Range(at_least=3, at_most=3), "clusters_per_technology": Range(at_least=0, at_most=1)}
    with pytest.raises(InfeasibleError) as raised:
        solve_here(with_rules(three_units(), **rules))
    (line,) = raised.value.lines(language)[1:]  # type: ignore[arg-type]
    assert "rules.clusters.at_least + rules.clusters_per_technology.at_most (S1)" in line
    assert {"en": "from 3 to 2", "vi": "từ 3 thành 2"}[language] in line


def test_a_planner_says_which_limit_is_dear_to_change() -> None:
    asked = {"clusters": Range(at_least=3, at_most=3), "resources": {"money": money_for_two_clusters()}}
    cheap_cap = three_units(rules={**asked, "repair_prices": {"rules.clusters.at_least": 50}})
    cheap_clusters = three_units(rules={**asked, "repair_prices": {"rules.resources": 50}})
    for problem, changed_limit in ((cheap_cap, "rules.resources"), (cheap_clusters, "rules.clusters.at_least")):
        repair = cheapest_repair(problem)
        assert repair is not None
        assert repair.is_cheapest
        assert [change.limit.path for change in repair.changes] == [changed_limit]


def money_for_two_clusters() -> Resource:
    """Return a cap that two focuses use up."""
    return Resource(cap=20, unit="billion VND", per_focus={"default": 10})
