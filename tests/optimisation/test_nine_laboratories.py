"""Nine laboratories that the ceilings of the regions do not allow: explained, repaired, and solved after the repair."""

from __future__ import annotations

import pytest
from tests.optimisation.small_problems import changed
from tests.optimisation.test_contradictions import whole

from clusterplan.domain import FacilityKind, Termination
from clusterplan.optimisation.conflict import smallest_conflict
from clusterplan.optimisation.infeasible import explain_infeasibility
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.repair import apply_repair, cheapest_repair
from clusterplan.optimisation.solve import solve_here

LABORATORIES, CENTRES = 9, 3
CEILING = "rules.facilities.per_region_at_most"
NUMBERS = {
    "rules.facilities.key_laboratory": LABORATORIES,
    "rules.facilities.test_centre": CENTRES,
}


def with_ceiling(ceiling: int) -> Problem:
    """Return the national problem with a ceiling on the facilities of a region."""
    asked = {"key_laboratory": LABORATORIES, "test_centre": CENTRES, "per_region_at_most": ceiling}
    return whole({"facilities": asked})


def room(problem: Problem, ceiling: int, regions: set[str]) -> int:
    """Count by hand how many facilities the sites allow if the ceiling held in some regions alone."""
    hosts = [region for region, may in zip(problem.site_regions, problem.may_host.any(axis=1), strict=True) if may]
    counts = {region: hosts.count(region) for region in problem.regions}
    return sum(min(ceiling, count) if region in regions else count for region, count in counts.items())


@pytest.mark.slow
@pytest.mark.parametrize("ceiling", [1, 2])
def test_what_forbids_nine_laboratories_is_named_and_nothing_of_it_is_superfluous(ceiling: int) -> None:
    problem = with_ceiling(ceiling)
    conflict = smallest_conflict(problem, 600)
    assert conflict is not None
    assert conflict.is_minimal
    regions = {limit.place for limit in conflict.limits if limit.path == CEILING}
    numbers = {NUMBERS[limit.path] for limit in conflict.limits if limit.path != CEILING}
    assert LABORATORIES in numbers
    assert room(problem, ceiling, regions) < sum(numbers)  # they clash
    for region in regions:
        assert room(problem, ceiling, regions - {region}) >= sum(numbers)  # without one ceiling they do not
    for number in numbers:
        assert room(problem, ceiling, regions) >= sum(numbers) - number  # nor without one of the numbers


@pytest.mark.slow
def test_the_cheapest_repair_is_told_and_gives_a_plan_with_nine_laboratories() -> None:
    problem = with_ceiling(1)
    everywhere = set(problem.regions)
    rooms = [room(problem, ceiling, everywhere) for ceiling in (1, 2, 3)]
    assert rooms[0] < rooms[1] < LABORATORIES + CENTRES <= rooms[2]  # so three is the lowest ceiling
    (conflict,) = explain_infeasibility(problem).conflicts
    assert "(proven)" in conflict.why.en
    assert conflict.repair is not None
    assert conflict.repair.en == f"The cheapest repair: change {CEILING} from 1 to 3."
    repair = cheapest_repair(problem, 600)
    assert repair is not None
    assert repair.is_cheapest
    solution = solve_here(changed(problem, scenario=apply_repair(problem.scenario, repair)))
    assert solution.termination is Termination.OPTIMAL
    kinds = [facility.kind for facility in solution.choice.facilities]
    assert kinds.count(FacilityKind.KEY_LABORATORY) == LABORATORIES
    assert kinds.count(FacilityKind.TEST_CENTRE) == CENTRES
