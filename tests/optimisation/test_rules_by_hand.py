"""Three units on paper: every rule family compiled into named rows, and solved to a value that a person can check.

Values of one unit alone (score less 0.4): a 0.4 and -0.2, b 0.1 and 0.1, c -0.3 and 0.5 for S1 and S2. Without a
binding rule the best plan is a with S1, b with both, c with S2: 0.4 + 0.2 + 0.5 = 1.1.
"""

from __future__ import annotations

import datetime
import importlib
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest
from tests.optimisation.small_problems import solved, three_units

from clusterplan.domain import FacilityKind
from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.model import build_model, write_lp
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.rules import FAMILIES
from clusterplan.optimisation.solve import solve_here

GOLDEN = Path(__file__).parent.parent / "golden" / "three_units.lp"

type Compiled = tuple[dict[str, float], str, float]


def lock(kind: str, **place: dict[str, str]) -> dict[str, Any]:
    """Return a lock as a scenario spells it."""
    return {"lock": kind, "author": "office", "reason": "by hand", "date": datetime.date(2026, 7, 1), **place}


def facilities(**changes: Any) -> dict[str, Any]:
    """Return one laboratory of one or two technologies, with changes."""
    return {"facilities": {"key_laboratory": 1, "test_centre": 0, "per_technology_at_least": 0, **changes}}


def span(at_least: int, at_most: int) -> dict[str, int]:
    """Return a range as a scenario spells it."""
    return {"at_least": at_least, "at_most": at_most}


def rows(problem: Problem) -> dict[str, Compiled]:
    """Return the rows of a model by name: coefficients, sense, right-hand side."""
    sense = {-1: "<=", 0: "=", 1: ">="}
    model = build_model(problem)
    return {
        row.name: ({variable.name: value for variable, value in row.items()}, sense[row.sense], -row.constant)
        for row in model.lp.constraints()
    }


COMPILED: dict[str, tuple[Problem, dict[str, Compiled]]] = {
    "cover": (
        three_units(),
        {
            "cover.a": ({"use.a": 1, "use.a&b": 1, "use.a&b&c": 1}, "<=", 1),
            "cover.c": ({"use.a&b&c": 1, "use.b&c": 1, "use.c": 1}, "<=", 1),
        },
    ),
    "cover, every unit": (
        three_units({"cover": "exactly_one"}),
        {"cover.b": ({"use.a&b": 1, "use.a&b&c": 1, "use.b": 1, "use.b&c": 1}, "=", 1)},
    ),
    "clusters": (
        three_units({"clusters": span(1, 2)}, candidates={"max_members": 1}),
        {
            "clusters.at_least": ({"use.a": 1, "use.b": 1, "use.c": 1}, ">=", 1),
            "clusters.at_most": ({"use.a": 1, "use.b": 1, "use.c": 1}, "<=", 2),
        },
    ),
    "focuses_per_cluster": (
        three_units({"focuses_per_cluster": span(1, 1)}),
        {
            "focuses_per_cluster.at_least.b": ({"focus.b.S1": 1, "focus.b.S2": 1, "use.b": -1}, ">=", 0),
            "focuses_per_cluster.at_most.b": ({"focus.b.S1": 1, "focus.b.S2": 1, "use.b": -1}, "<=", 0),
            "focus_needs_cluster.a&b.S2": ({"focus.a&b.S2": 1, "use.a&b": -1}, "<=", 0),
        },
    ),
    "clusters_per_technology": (
        three_units({"clusters_per_technology": span(1, 2)}, candidates={"max_members": 1}),
        {
            "clusters_per_technology.at_least.S1": ({"focus.a.S1": 1, "focus.b.S1": 1}, ">=", 1),
            "clusters_per_technology.at_most.S2": ({"focus.b.S2": 1, "focus.c.S2": 1}, "<=", 2),
        },
    ),
    "clusters_per_region": (
        three_units({"clusters_per_region_at_least": 1, "clusters_per_region_exceptions": {"N": 2}}),
        {
            "clusters_per_region.N": (
                {"use.a": 1, "use.a&b": 1, "use.a&b&c": 1, "use.b": 1, "use.b&c": 1},
                ">=",
                2,
            ),
            "clusters_per_region.S": ({"use.c": 1}, ">=", 1),
        },
    ),
    "facilities": (
        three_units(),
        {
            "facilities.key_laboratory": ({"open.L1.key_laboratory": 1, "open.L2.key_laboratory": 1}, "=", 1),
            "facilities.test_centre": ({"open.L1.test_centre": 1, "open.L2.test_centre": 1}, "=", 0),
            "one_facility_per_site.L1": ({"open.L1.key_laboratory": 1, "open.L1.test_centre": 1}, "<=", 1),
        },
    ),
    "technologies_per_facility": (
        three_units(),
        {
            "technologies_per_facility.at_least.L1": (
                {"host.L1.S1": 1, "host.L1.S2": 1, "open.L1.key_laboratory": -1, "open.L1.test_centre": -2},
                ">=",
                0,
            ),
            "technologies_per_facility.at_most.L1": (
                {"host.L1.S1": 1, "host.L1.S2": 1, "open.L1.key_laboratory": -2, "open.L1.test_centre": -4},
                "<=",
                0,
            ),
            "host_needs_facility.L2.S1": (
                {"host.L2.S1": 1, "open.L2.key_laboratory": -1, "open.L2.test_centre": -1},
                "<=",
                0,
            ),
        },
    ),
    "facilities_per_region": (
        three_units(facilities(per_region_at_most=3)),
        {"facilities_per_region.S": ({"open.L2.key_laboratory": 1, "open.L2.test_centre": 1}, "<=", 3)},
    ),
    "facilities_per_technology": (
        three_units(facilities(per_technology_at_least=1)),
        {"facilities_per_technology.S2": ({"host.L1.S2": 1, "host.L2.S2": 1}, ">=", 1)},
    ),
    "reach": (
        three_units({"reach_km": 150}, candidates={"max_members": 1}),
        {
            "reach.a.S1": ({"focus.a.S1": 1, "host.L1.S1": -1}, "<=", 0),
            "reach.b.S2": ({"focus.b.S2": 1, "host.L1.S2": -1, "host.L2.S2": -1}, "<=", 0),
        },
    ),
    "facility_load": (
        three_units({"facility_load_at_most": 1, "reach_km": 150}, candidates={"max_members": 1}),
        {
            "focus_is_served.b.S1": ({"focus.b.S1": 1, "serve.b.S1.L1": -1, "serve.b.S1.L2": -1}, "=", 0),
            "service_needs_host.a.S1.L1": ({"serve.a.S1.L1": 1, "host.L1.S1": -1}, "<=", 0),
            "facility_load.L1": ({"serve.a.S1.L1": 1, "serve.b.S1.L1": 1, "serve.b.S2.L1": 1}, "<=", 1),
        },
    ),
    "pioneering": (
        three_units({"pioneering": True}, candidates={"max_members": 1}, pioneering=frozenset({"S2"})),
        {"pioneering.S2": ({"focus.b.S2": 1, "focus.c.S2": 1}, ">=", 1)},
    ),
    "locks": (
        three_units(
            {
                "locks": [
                    lock("must", focus={"unit": "a", "technology": "S2"}),
                    lock("must_not", member={"hub": "b", "unit": "c"}),
                    lock("must", facility={"site": "L2", "kind": "key_laboratory"}),
                ]
            }
        ),
        {
            "locks.1": ({"focus.a&b.S2": 1, "focus.a&b&c.S2": 1}, "=", 1),
            "locks.2": ({"use.a&b&c": 1, "use.b&c": 1}, "=", 0),
            "locks.3": ({"open.L2.key_laboratory": 1}, "=", 1),
        },
    ),
    "resources": (
        three_units(
            {
                "resources": {
                    "land use": {
                        "cap": 7,
                        "unit": "ha",
                        "per_focus": {"S2": 3, "default": 2},
                        "per_facility": {"key_laboratory": 1},
                    }
                }
            },
            candidates={"max_members": 1},
        ),
        {
            "resources.land_use": (
                {
                    "focus.a.S1": 2,
                    "focus.b.S1": 2,
                    "focus.b.S2": 3,
                    "focus.c.S2": 3,
                    "open.L1.key_laboratory": 1,
                    "open.L2.key_laboratory": 1,
                },
                "<=",
                7,
            )
        },
    ),
    "synergy": (
        three_units(objective={"synergy": [{"technologies": ["S1", "S2"], "reason": "by hand"}]}),
        {
            "synergy.b.pair1.S1": ({"both.b.pair1": 1, "focus.b.S1": -1}, "<=", 0),
            "synergy.b.pair1.S2": ({"both.b.pair1": 1, "focus.b.S2": -1}, "<=", 0),
        },
    ),
}


@pytest.mark.parametrize("case", COMPILED)
def test_a_rule_compiles_into_the_rows_of_its_formula(case: str) -> None:
    problem, expected = COMPILED[case]
    compiled = rows(problem)
    for name, row in expected.items():
        assert compiled[name] == row


def test_every_family_has_a_compile_case() -> None:
    cases = {case.split(",")[0] for case in COMPILED}
    for beside in ("test_structure_rules", "test_gates", "test_facility_kinds", "test_money_by_hand"):
        cases |= importlib.import_module(f"tests.optimisation.{beside}").COMPILED.keys()  # they import from here
    assert {case.split(",")[0] for case in cases} == {family.__name__ for family in FAMILIES}


PAIR = {"technologies": ["S1", "S2"], "value": 0.3, "reason": "by hand"}
CAP = {"cap": 2, "unit": "ha", "per_focus": {"default": 1}, "per_facility": {"key_laboratory": 1}}
ADOPTED = AdoptedPlan(frozenset({("a", "S1")}), frozenset({("L2", FacilityKind.KEY_LABORATORY)}))

SOLVED: dict[str, tuple[Problem, float]] = {
    "nothing binds: a S1, b S1 S2, c S2": (three_units(), 1.1),
    "one cluster of all three: 0.2 + 0.4": (three_units({"cover": "exactly_one", "clusters": span(1, 1)}), 0.6),
    "one cluster: b and c with S2": (three_units({"clusters": span(1, 1)}), 0.6),
    "one focus in each: 0.4 + 0.1 + 0.5": (three_units({"focuses_per_cluster": span(1, 1)}), 1.0),
    "two focuses in each: all three together": (three_units({"focuses_per_cluster": span(2, 2)}), 0.6),
    "each technology once: a b with S1, c with S2": (three_units({"clusters_per_technology": span(0, 1)}), 1.0),
    "one cluster, and its hub in the south: c alone": (
        three_units({"clusters": span(1, 1), "clusters_per_region_exceptions": {"S": 1}}),
        0.5,
    ),
    "hosting: both technologies at L1, one of them an upgrade": (
        three_units(objective={"hosting_weight": 0.1}),
        1.1 + 0.1 * 1.25 + 0.1,
    ),
    "a laboratory of one technology: S2 at b and c": (
        three_units(facilities(technologies_per_key_laboratory=span(1, 1))),
        0.6,
    ),
    "reach of 50 km: only c is near enough to L2": (three_units({"reach_km": 50}), 0.5),
    "a load of one focus: b and c with S2": (three_units({"facility_load_at_most": 1}), 0.6),
    "S1 is pioneering, one cluster of one focus: a and b": (
        three_units(
            {"pioneering": True, "clusters": span(1, 1), "focuses_per_cluster": span(1, 1)},
            pioneering=frozenset({"S1"}),
        ),
        0.5,
    ),
    "nobody asked for S2: a and b with S1": (
        three_units({"challenge_unasked": "forbid"}, asked_for=frozenset({"S1"})),
        0.5,
    ),
    "a must have S2: a b with both, c alone": (
        three_units({"locks": [lock("must", focus={"unit": "a", "technology": "S2"})]}),
        0.4 + 0.5,
    ),
    "c must not have S2: a and b alone": (
        three_units({"locks": [lock("must_not", focus={"unit": "c", "technology": "S2"})]}),
        0.6,
    ),
    "c must join b: a alone, b c with S2": (
        three_units({"locks": [lock("must", member={"hub": "b", "unit": "c"})]}),
        1.0,
    ),
    "b must not be a hub: a and c alone": (
        three_units({"locks": [lock("must_not", member={"hub": "b", "unit": "b"})]}),
        0.9,
    ),
    "the laboratory must be at L2, out of reach of a alone: a b with S1, c": (
        three_units(
            {
                "reach_km": 100,
                "locks": [lock("must", facility={"site": "L2", "kind": "key_laboratory"})],
            }
        ),
        1.0,
    ),
    "a cap for one laboratory and one focus: b c with S2": (three_units({"resources": {"land": CAP}}), 0.6),
    "a synergy where both meet: b": (three_units(objective={"synergy": [PAIR]}), 1.1 + 0.3),
    "founding 0.2 and cohesion 0.1: a 0.2, c 0.3, b 0": (
        three_units(objective={"founding_cost": 0.2, "cohesion_weight": 0.1}),
        0.5,
    ),
    "switching 0.5: keep a S1 and L2, anything else pays itself at best": (
        three_units(objective={"switching_weight": 0.5}, adopted=ADOPTED),
        0.4,
    ),
    "S2 counts twice: b c alone too": (three_units(objective={"priority": {"S2": 2}}), 0.4 + 0.1 + 0.2 + 1.0),
    "units of weight 2, 0.5 and 0.5": (three_units(unit_weight=np.array([2.0, 0.5, 0.5])), 0.8 + 0.1 + 0.25),
    "a cannot be judged for S1: it adds nothing, b and c do": (
        three_units(
            score=np.array([[np.nan, 0.2], [0.5, 0.5], [0.1, 0.9]]),
            grade=np.array([[-1, 1], [1, 1], [1, 2]], dtype=np.int8),
        ),
        0.7,
    ),
    "no member farther than 99 km, one cluster: c alone": (
        three_units({"clusters": span(1, 1)}, candidates={"max_member_distance_km": 99}),
        0.5,
    ),
}


@pytest.mark.parametrize("case", SOLVED)
def test_a_small_problem_is_solved_to_the_value_found_by_hand(case: str) -> None:
    problem, expected = SOLVED[case]
    plan = solved(problem)
    assert plan.objective == pytest.approx(expected, abs=1e-9)
    assert plan.termination == "optimal"
    assert plan.gap == 0


IMPOSSIBLE: dict[str, Problem] = {
    "two laboratories in one region that takes one": three_units(
        facilities(key_laboratory=2, per_region_at_most=1), site_units=("a", "a")
    ),
    "two technologies to serve, room for one": three_units(
        facilities(per_technology_at_least=1, technologies_per_key_laboratory=span(1, 1))
    ),
    "four clusters of three units": three_units({"clusters": span(4, 4)}),
    "no field anywhere": three_units(may_host=np.zeros((2, 2), dtype=np.bool_)),
    "a lock on what no set can have": three_units(
        {"locks": [lock("must", focus={"unit": "a", "technology": "S2"})]}, candidates={"max_members": 1}
    ),
    "nobody is strong": three_units(strong=np.zeros((3, 2), dtype=np.bool_)),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_nobody_can_keep_is_infeasible(case: str) -> None:
    with pytest.raises(InfeasibleError):
        solve_here(IMPOSSIBLE[case])


def test_the_objective_counts_in_whole_millionths() -> None:
    problem = three_units(
        objective={
            "founding_cost": 0.2,
            "cohesion_weight": 0.1,
            "hosting_weight": 0.1,
            "switching_weight": 0.5,
            "synergy": [PAIR],
        },
        adopted=ADOPTED,
    )
    model = build_model(problem)
    objective = model.lp.objective
    assert objective is not None
    coefficients = {variable.name: value for variable, value in objective.items()}
    assert objective.constant == -1_000_000
    assert coefficients["use.a"] == -200_000
    assert coefficients["use.a&b"] == -200_000 - 100_000
    assert coefficients["focus.a.S1"] == 400_000 + 500_000
    assert coefficients["focus.a&b.S1"] == 500_000 + 500_000 - 500_000
    assert coefficients["focus.b.S2"] == 100_000 - 500_000
    assert coefficients["host.L1.S1"] == 125_000
    assert coefficients["host.L2.S1"] == 100_000
    assert coefficients["open.L2.key_laboratory"] == 500_000
    assert coefficients["open.L1.key_laboratory"] == -500_000
    assert coefficients["both.b.pair1"] == 300_000


def everything() -> Problem:
    """Return the three units with every rule family on."""
    return three_units(
        {
            "clusters": span(1, 2),
            "clusters_per_region_at_least": 1,
            "facilities": {
                "key_laboratory": 1,
                "test_centre": 1,
                "technologies_per_test_centre": span(1, 2),
                "per_technology_at_least": 1,
            },
            "facility_load_at_most": 2,
            "pioneering": True,
            "reach_km": 150,
            "locks": [lock("must_not", member={"hub": "b", "unit": "b"})],
            "resources": {"land": {**CAP, "cap": 4}},
        },
        objective={"founding_cost": 0.2, "cohesion_weight": 0.02, "hosting_weight": 0.05, "synergy": [PAIR]},
        pioneering=frozenset({"S1"}),
    )


def test_the_lp_file_is_the_reviewed_one(tmp_path: Path) -> None:
    written = tmp_path / "three_units.lp"
    write_lp(build_model(everything()), written)
    assert written.read_bytes() == GOLDEN.read_bytes()


def test_the_lp_file_opened_by_highs_has_the_same_optimum() -> None:
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("log_to_console", False)
    assert highs.readModel(str(GOLDEN)) == highspy.HighsStatus.kOk
    highs.run()
    assert round(highs.getObjectiveValue()) == solve_here(everything()).bound_millionths


def test_ids_that_look_alike_in_an_lp_file_stay_apart(tmp_path: Path) -> None:
    alike = three_units(units=("a", "a_b", "b"), site_units=("a", "b"), sites=("L-1", "L.1"))
    model = build_model(alike)
    names = [variable.name for variable in model.lp.variables()] + [row.name for row in model.lp.constraints()]
    assert len(names) == len(set(names))
    write_lp(model, tmp_path / "alike.lp")
