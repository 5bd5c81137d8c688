"""A list made by hand under a scenario with years: the best ones are found, whatever rules the list breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, event, given
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, three_units
from tests.optimisation.test_hand_made import GOOD, LABORATORY, SITED, stated
from tests.strategies import problems_with_years

from clusterplan.domain import FacilityKind
from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.assemble import objective_terms
from clusterplan.optimisation.check import read_choices
from clusterplan.optimisation.hand_made import (
    FacilityNames,
    best_facilities,
    chosen_clusters,
    chosen_facilities,
    with_loads_shared,
)
from clusterplan.optimisation.hand_made_years import with_best_years
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.optimisation.solve import solve_here

pytestmark = pytest.mark.slow

PHASING = {"first_year": 2026, "last_start_year": 2028, "last_year": 2030, "discount_rate": 0.25}


def dated(problem: Problem, facilities: tuple[FacilityNames, ...] = SITED) -> Choice:
    """Return the good list with its best years."""
    return Choice(
        *with_best_years(problem, chosen_clusters(problem, GOOD), chosen_facilities(problem, facilities)),
    )


def starts(problem: Problem, choice: Choice) -> dict[str, int]:
    """Return start years by hub and technology."""
    return {
        f"{problem.units[cluster.candidate.hub]} {problem.technologies[k]}": year
        for cluster in choice.clusters
        for k, year in cluster.start_years
    }


def broken(problem: Problem, choice: Choice) -> list[str]:
    """Return rule and place of everything that a choice breaks."""
    return [f"{r.rule} {r.place}" for r in read_choices(problem, stated(problem, choice)) if not r.kept]


def test_without_phasing_nothing_has_a_year() -> None:
    choice = dated(three_units())
    assert starts(three_units(), choice) == {}
    assert [facility.opens_in for facility in choice.facilities] == [None]


def test_where_money_is_short_the_most_valuable_focus_starts_first_and_the_rest_in_time() -> None:
    rules: dict[str, Any] = {"phasing": {**PHASING, "starts_per_year_at_most": 1}}
    problem = three_units(rules, {"hosting_weight": 0.1})
    choice = dated(problem)
    # worth: S1 in a and b 0.4 + 0.1, S2 in a and b 0.1 - 0.2, S2 in c 0.5: the one that takes away waits longest
    assert starts(problem, choice)["b S2"] == 2028
    assert sorted(starts(problem, choice).values()) == [2026, 2027, 2028]
    assert [facility.opens_in for facility in choice.facilities] == [2026]
    assert broken(problem, choice) == []


def test_of_caps_that_cannot_all_be_kept_the_fewest_are_broken_and_named() -> None:
    resource = {"unit": "bn", "per_focus": {"default": 2}, "cap_per_year": {2026: 1, 2027: 1, 2028: 9}}
    problem = three_units({"phasing": PHASING, "resources": {"money": resource}})
    choice = dated(problem)
    assert set(starts(problem, choice).values()) == {2028}
    assert broken(problem, choice) == []
    tight = {**resource, "cap_per_year": {2026: 1, 2027: 1, 2028: 1}}
    problem = three_units({"phasing": PHASING, "resources": {"money": tight}})
    (place,) = broken(problem, dated(problem))
    assert place.startswith("resources money 20")


def test_what_is_decided_keeps_its_year_and_the_rest_begins_later() -> None:
    adopted = AdoptedPlan(
        frozenset({("a", "S1"), ("b", "S1")}),
        frozenset({("L1", LABORATORY)}),
        {("a", "S1"): 2026, ("b", "S1"): 2026},
        {("L1", LABORATORY): 2026},
    )
    problem = changed(three_units({"phasing": PHASING, "decided_before": 2028}), adopted=adopted)
    choice = dated(problem)
    assert starts(problem, choice) == {"b S1": 2026, "b S2": 2028, "c S2": 2028}
    assert [facility.opens_in for facility in choice.facilities] == [2026]
    assert broken(problem, choice) == []
    apart = replace(adopted, start_years={("a", "S1"): 2026, ("b", "S1"): 2027})
    problem = changed(problem, adopted=apart)
    assert [place for place in broken(problem, dated(problem)) if place.startswith("decided")] != []


def test_a_centre_beside_the_shared_system_costs_and_serves_too() -> None:
    number = {"key_laboratory": 1, "test_centre": 0, "decoding_centre": 1, "per_technology_at_least": 0}
    facilities = {**number, "technologies_per_key_laboratory": {"at_least": 1, "at_most": 2}}

    def with_cap(cap: int) -> Problem:
        resource = {"unit": "bn", "cap": cap, "per_facility": {"decoding_centre": 7}}
        return three_units({"facilities": facilities, "resources": {"money": resource}}, {"hosting_weight": 0.1})

    clusters = chosen_clusters(with_cap(7), GOOD)
    found = best_facilities(with_cap(7), clusters)
    (decoding,) = [facility for facility in found if facility.kind is FacilityKind.DECODING_CENTRE]
    assert decoding.technologies == (0, 1)
    assert broken(with_cap(7), Choice(clusters, found)) == []
    assert broken(with_cap(6), Choice(clusters, found)) == ["resources money"]
    assert best_objective(with_cap(7)) is not None
    assert best_objective(with_cap(6)) is None
    with pytest.raises(InfeasibleError):
        best_facilities(with_cap(6), clusters)


@steady(60)
@given(problems_with_years())
def test_the_years_found_for_an_optimum_are_as_good_as_its_own(problem: Problem) -> None:
    try:
        best = solve_here(problem).choice
    except InfeasibleError:
        assume(False)
    assume(problem.scenario.rules.phasing is not None)
    bare = tuple(replace(cluster, start_years=()) for cluster in best.clusters)
    facilities = tuple(replace(facility, opens_in=None) for facility in best.facilities)
    choice = Choice(*with_best_years(problem, with_loads_shared(problem, bare, facilities), facilities))
    event(f"{len(bare)} clusters")
    assert broken(problem, choice) == []
    assert sum(objective_terms(problem, choice).values()) == sum(objective_terms(problem, best).values())
