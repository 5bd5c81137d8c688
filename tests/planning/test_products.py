"""Products as focuses: what they inherit, what a scenario says of their group, and the plan end to end."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clusterplan.domain import Termination
from clusterplan.errors import DataError, ScenarioError
from clusterplan.geodata import read_table
from clusterplan.planning import (
    Facts,
    PlanningResult,
    advantage_of,
    load_scenario,
    make_plan,
    pose_problem,
    read_publication,
    read_scenario_text,
    resolve_scenario,
    write_result,
)
from clusterplan.planning.problem import Posed
from clusterplan.planning.products import product_assumptions, scenario_of_products
from clusterplan.scenario import FocusPlace, HostOverride, Lock, Resource, Scenario, StrongOverride

pytestmark = pytest.mark.slow

FILE = str(Path(__file__).parents[2] / "benchmarks" / "scenarios" / "products.yaml")
BY: dict[str, Any] = {"author": "Bộ", "reason": "thử", "date": datetime.date(2026, 1, 1)}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(FILE)


@pytest.fixture(scope="module")
def posed(scenario: Scenario) -> Posed:
    return pose_problem(scenario)


@pytest.fixture(scope="module")
def result(scenario: Scenario) -> PlanningResult:
    """Return the plan of the file, stopped at a gap of 2 % to save time."""
    solver = scenario.solver.model_copy(update={"gap_limit": 0.02})
    return make_plan(scenario.model_copy(update={"solver": solver}))


def faults(scenario: Scenario) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        resolve_scenario(scenario, Facts())
    return [fault.in_language("en") for fault in raised.value.faults]


def changed(scenario: Scenario, section: str, **changes: Any) -> Scenario:
    return scenario.model_copy(update={section: getattr(scenario, section).model_copy(update=changes)})


def test_both_lists_have_products_with_group_tier_and_short_code() -> None:
    facts = Facts()
    by_scheme = {scheme: facts.technologies(scheme, "products") for scheme in ("QD21", "QD1131")}
    assert {scheme: len(found) for scheme, found in by_scheme.items()} == {"QD21": 30, "QD1131": 35}
    chip = next(product for product in by_scheme["QD21"] if product.id == "P21-23")
    assert (chip.group, chip.tier, chip.short_code, chip.name_vi) == ("S06", 2, "SEMI-23", "Chip chuyên dụng")
    assert all(product.tier is None for product in by_scheme["QD1131"])
    assert len({product.short_code for product in by_scheme["QD21"]}) == 30
    assert facts.technologies("QD99", "products") == ()


def test_products_inherit_scores_strong_units_and_sites_from_their_groups(posed: Posed) -> None:
    groups = pose_problem(load_scenario("national")).problem
    problem = posed.problem
    of = {product.id: product.group for product in posed.facts.technologies("QD21", "products")}
    assert len(problem.technologies) == 30
    for name in ("score", "grade", "strong", "participation", "may_host", "existing_laboratory"):
        inherited = np.stack([getattr(groups, name)[..., groups.technologies.index(of[k] or "")] for k in of], axis=-1)
        np.testing.assert_array_equal(getattr(problem, name), inherited)


def test_tables_that_name_products_speak_of_those_alone(posed: Posed) -> None:
    assert posed.problem.pioneering == {"P21-01", "P21-02", "P21-05", "P21-06", "P21-07", "P21-22"}
    facts = posed.facts
    of = {product.id: product.group or "" for product in facts.technologies("QD21", "products")}
    missions = facts.named_products("missions", "QD21", of)
    assert {"P21-28", "P21-29"} <= missions
    assert "P21-30" not in missions  # a mission on railways names the works alone
    assert "P21-23" not in missions
    priorities = facts.named_products("local_priorities", "QD21", of)
    assert "P21-23" in priorities  # stated for the group of chips
    assert "P21-30" not in posed.problem.asked_for


def of_the_earlier_list(scenario: Scenario) -> Scenario:
    """Return the scenario under the list of 2025, without what it says of groups and products of the present one."""
    older = changed(scenario, "objective", synergy=(), tier_priority={})
    older = changed(older, "candidates", strong_score_by_technology={}, strong_grade_low_allowed=())
    return older.model_copy(update={"technology_scheme": "QD1131"})


def test_the_earlier_list_can_be_planned_by_product_too(scenario: Scenario) -> None:
    problem = pose_problem(of_the_earlier_list(scenario)).problem
    assert len(problem.technologies) == 35
    flagged = read_table("products").query("scheme == 'QD1131' and pioneering")["product_id"]
    assert problem.pioneering == set(flagged)


def test_what_is_said_of_a_group_holds_for_its_products_unless_they_are_named(scenario: Scenario) -> None:
    asked = changed(
        scenario,
        "candidates",
        strong_score_by_technology={"S06": 0.3, "S03": 0.4, "P21-08": 0.5},
        strong_grade_low_allowed=("S10", "P21-30"),
        strong_overrides=(StrongOverride(unit="01", technology="S09", **BY),),
    )
    asked = changed(asked, "objective", priority={"S07": 2.0, "P21-09": 3.0})
    money = Resource(cap=9, unit="bn", per_focus={"default": 1, "S06": 4})
    asked = changed(
        asked, "rules", resources={"money": money}, host_overrides=(HostOverride(site="L01", technology="S08", **BY),)
    )
    meant = scenario_of_products(asked, Facts())
    assert meant.candidates.strong_score_by_technology == {"P21-23": 0.3, "P21-07": 0.4, "P21-08": 0.5}
    assert meant.candidates.strong_grade_low_allowed == ("P21-29", "P21-30")
    assert [override.technology for override in meant.candidates.strong_overrides] == ["P21-22", "P21-28"]
    assert [override.technology for override in meant.rules.host_overrides] == ["P21-25", "P21-26"]
    assert meant.rules.resources["money"].per_focus == {"default": 1, "P21-23": 4}
    priority = meant.objective.priority
    assert (priority["P21-09"], priority["P21-24"], priority["P21-23"]) == pytest.approx((3.0, 2.0 * 0.8, 0.8))
    assert "P21-01" not in priority
    assert scenario_of_products(meant, Facts()) == meant
    resolve_scenario(asked, Facts())


def test_a_scenario_of_groups_is_left_alone() -> None:
    national = load_scenario("national")
    assert scenario_of_products(national, Facts()) is national
    assert product_assumptions(national, Facts()) == ()


def test_pairs_and_locks_must_name_products(scenario: Scenario) -> None:
    national = load_scenario("national")
    lock = Lock(lock="must", focus=FocusPlace(unit="01", technology="S03"), **BY)
    asked = changed(changed(scenario, "objective", synergy=national.objective.synergy[:1]), "rules", locks=(lock,))
    first, second, third = faults(asked)
    assert "objective.synergy.1.technologies: there is no technology 'S01'." in first
    assert "S06 is a group; name its products here: P21-23." in second
    assert third.endswith("S03 is a group; name its products here: P21-07, P21-08.")


def test_a_tier_that_the_list_does_not_have_is_a_fault(scenario: Scenario) -> None:
    (line,) = faults(changed(scenario, "objective", tier_priority={3: 2.0}))
    assert "the scheme QD21 has no tier 3. Tiers: 1, 2." in line
    (line,) = faults(changed(of_the_earlier_list(scenario), "objective", tier_priority={1: 2.0}))
    assert "the scheme QD1131 has no tier 1." in line


def test_tiers_of_groups_are_a_contradiction_and_keys_are_read_as_numbers() -> None:
    text = "{extends: national, id: a, title_vi: A, title_en: A, objective: {tier_priority: {'2': 0.5}, synergy: []}"
    with pytest.raises(ScenarioError) as raised:
        read_scenario_text(text + "}", "text")
    assert "only where technology_level is products" in raised.value.lines("en")[1]
    assert read_scenario_text(text + ", technology_level: products}", "text").objective.tier_priority == {2: 0.5}


def test_a_scheme_without_products_says_so(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Facts.table
    none = read_table("products").head(0)
    monkeypatch.setattr(Facts, "table", lambda self, name: none if name == "products" else read(self, name))
    lines = faults(changed(scenario, "objective", synergy=(), tier_priority={}))
    assert lines[0] == "technology_level: no product of the scheme QD21 is on record."


def with_factors(monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, float, str]) -> None:
    """Let the table of factors have some rows."""
    table = pd.DataFrame(rows, columns=["product", "factor", "status"]).assign(reason_vi="lý do", reason_en="a reason")
    read = Facts.table
    monkeypatch.setattr(Facts, "table", lambda self, name: table if name == "product_factors" else read(self, name))


def test_a_factor_moves_one_product_alone_and_is_listed(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    with_factors(monkeypatch, ("P21-03", 0.5, "assumed"), ("P21-04", 0.9, "given"), ("P1131-01", 0.1, "assumed"))
    cells = advantage_of(scenario).cells["score"].unstack("technology")
    np.testing.assert_allclose(cells["P21-03"], cells["P21-01"] * 0.5, atol=1e-6)
    np.testing.assert_array_equal(cells["P21-02"], cells["P21-01"])
    listed = [(line.what, line.value) for line in product_assumptions(scenario, Facts())]
    assert ("factor of P21-03: a reason", "0.5") in listed
    assert not any("P21-04" in what or "P1131-01" in what for what, _ in listed)


def test_a_negative_factor_is_refused(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    with_factors(monkeypatch, ("P21-03", -0.5, "assumed"))
    with pytest.raises(DataError) as raised:
        advantage_of(scenario)
    assert "product_factors: P21-03" in raised.value.lines("en")[1]


def test_the_explanation_of_a_product_says_its_group(scenario: Scenario) -> None:
    found = advantage_of(scenario).explain("24", "P21-23")
    assert (found.group, found.factor) == ("S06", 1.0)
    assert found.score == found.recomputed


def test_the_plan_is_checked_and_says_what_is_assumed(result: PlanningResult) -> None:
    plan = result.plan
    assert plan.termination in (Termination.OPTIMAL, Termination.GAP_LIMIT)
    assert 0 <= plan.gap <= 0.02
    focuses = {focus for cluster in plan.clusters for focus in cluster.focuses}
    assert result.posed.problem.pioneering <= focuses <= set(result.posed.problem.technologies)
    assert {k for facility in plan.facilities for k in facility.technologies} == set(result.posed.problem.technologies)
    assumed = {assumption.what: assumption.value for assumption in plan.assumptions}
    assert any("ties are broken by id" in what for what in assumed)
    assert any("score, evidence and sites of a product are its group's" in what for what in assumed)
    assert assumed["priority of products of tier 2"] == "0.8"
    assert {"products", "product_factors"} <= set(plan.manifest.inputs)


def test_products_that_could_change_places_are_in_the_order_of_their_ids(result: PlanningResult) -> None:
    """Of products that differ in nothing, one with a smaller id never leads in fewer clusters."""
    uses = {
        product: sum(product in cluster.focuses for cluster in result.plan.clusters)
        for product in result.posed.problem.technologies
    }
    for twins in (("P21-03", "P21-04"), ("P21-10", "P21-11", "P21-12"), ("P21-17", "P21-18", "P21-20", "P21-21")):
        counted = [uses[product] for product in twins]
        assert counted == sorted(counted, reverse=True)


def test_every_file_names_products_and_the_plan_can_be_shown_again(result: PlanningResult, tmp_path: Path) -> None:
    files = {path.name: path for path in write_result(result, tmp_path)}
    written = Scenario.model_validate_json(files["scenario.json"].read_bytes())
    assert written == result.posed.scenario  # as it was asked for: groups, tiers and all
    collection = json.loads(files["plan.geojson"].read_text(encoding="utf-8"))
    assert "score_P21-01" in collection["features"][0]["properties"]
    named = pd.read_csv(files["plan.csv"]).groupby("technology")["technology_vi"].first()
    assert len(named) == 30
    assert named["P21-23"] == "Chip chuyên dụng"
    assert '>P21-23</span> <span class="t" lang="vi">Chip chuyên dụng' in files["map.html"].read_text(encoding="utf-8")
    assert read_publication(tmp_path).plan == result.plan


def test_a_plan_of_groups_cannot_be_adopted_for_products(
    scenario: Scenario, national: PlanningResult, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(national.plan.to_json(), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        pose_problem(changed(scenario, "objective", adopted_plan=str(path)))
    assert "the scenario does not have the plan's technologies S01" in raised.value.lines("en")[1]


def test_scenarios_of_groups_read_no_factor_of_a_product(national: PlanningResult) -> None:
    """The golden plans hold the other bundled scenarios to the same list of inputs."""
    assert not {"product_factors", "former_provinces"} & set(national.plan.manifest.inputs)
