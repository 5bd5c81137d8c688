"""Metrics of plans: recomputed in another way on the national plan, by hand on small ones; unknown is never zero."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.publishing.sample import cluster

from clusterplan.domain import Grade, Plan
from clusterplan.planning import PlanningResult
from clusterplan.planning.metrics import metrics_of
from clusterplan.planning.problem import Posed
from clusterplan.publishing.metrics import METRICS, metric_title


def with_clusters(plan: Plan, *clusters: tuple[tuple[str, ...], tuple[str, ...]]) -> Plan:
    """Return a plan with these clusters: members, the hub first, and focuses."""
    made = [_cluster(f"C{number:02d}", *its) for number, its in enumerate(clusters, start=1)]
    return plan.model_copy(update={"clusters": tuple(made), "products": ()})


def _cluster(number: str, members: tuple[str, ...], focuses: tuple[str, ...]) -> Any:
    names = {"hub": members[0], "members": members, "region": "", "name_vi": "", "name_en": ""}
    return cluster(number, "01", members, focuses, "L01").model_copy(update=names)


def with_indicators(posed: Posed, change: Any) -> Posed:
    """Return a problem whose table of indicators is changed."""
    inputs = replace(posed.advantage.inputs, indicators=change(posed.advantage.inputs.indicators))
    return replace(posed, advantage=replace(posed.advantage, inputs=inputs))


def test_every_metric_of_the_national_plan_is_in_the_catalogue_and_in_the_plan(national: PlanningResult) -> None:
    plan = national.plan
    assert {name.partition(".")[0] for name in plan.metrics} <= METRICS.keys()
    found = metrics_of(plan, national.posed)
    assert found.items() <= plan.metrics.items()
    unknown = {"researchers_within_120_km", "researchers_coverage"}
    assert METRICS.keys() - {name.partition(".")[0] for name in plan.metrics} == unknown
    for metric in METRICS.values():
        assert metric.title_vi
        assert metric.title_en
        assert metric.formula
        assert metric.source
    assert metric_title("units_covered.SE").vi.endswith(": SE")
    assert all(0 <= found[name] <= 1 for name in found if name not in ("score_moran", "focus_theil_within"))


def test_duplication_specialisation_and_concentration_by_hand(national: PlanningResult) -> None:
    posed = national.posed
    assert posed.problem.adjacent[posed.problem.units.index("01"), posed.problem.units.index("19")]
    plan = with_clusters(national.plan, (("01",), ("S01", "S02")), (("19",), ("S02", "S03")), (("79",), ("S01",)))
    found = metrics_of(plan, posed)
    assert found["neighbour_duplication"] == pytest.approx(1 / 3, abs=1e-6)
    # Overall shares: S01 2/5, S02 2/5, S03 1/5. By cluster ½ Σ: (.1+.1+.2)/2, (.4+.1+.3)/2, (.6+.4+.2)/2.
    assert found["cluster_specialisation"] == pytest.approx((0.2 + 0.4 + 0.6) / 3, abs=1e-6)
    assert found["technology_concentration"] == pytest.approx(0.16 + 0.16 + 0.04)
    assert found["units_covered_share"] == pytest.approx(3 / 34, abs=1e-6)
    together = with_clusters(national.plan, (("01", "19"), ("S01", "S02")), (("79",), ("S01",)))
    assert "neighbour_duplication" not in metrics_of(together, posed)  # nobody else is near: nothing to say


def test_the_national_numbers_are_recomputed_in_another_way(national: PlanningResult) -> None:
    plan, posed = national.plan, national.posed
    problem, found = posed.problem, national.plan.metrics
    units = pd.DataFrame({"unit": problem.units, "region": problem.unit_regions}).set_index("unit")
    units["focuses"] = pd.Series({u: len(c.focuses) for c in plan.clusters for u in c.members}, dtype=float)
    units["focuses"] = units["focuses"].fillna(0.0)
    share = units["focuses"] / units["focuses"].sum()
    whole = sum(s * np.log(s * len(units)) for s in share if s)
    regions = units.groupby("region")["focuses"].agg(["sum", "size"])
    part = regions["sum"] / regions["sum"].sum()
    between = float((part * np.log(part / (regions["size"] / len(units)))).sum())
    assert found["focus_theil_between"] == pytest.approx(between, abs=1e-6)
    assert found["focus_theil_within"] == pytest.approx(whole - between, abs=2e-6)
    ordered = np.sort(units["focuses"].to_numpy())
    n = len(ordered)
    other_gini = 2 * (np.arange(1, n + 1) * ordered).sum() / (n * ordered.sum()) - (n + 1) / n
    assert found["focus_gini"] == pytest.approx(other_gini, abs=1e-6)
    of_unit = {unit: its for its in plan.clusters for unit in its.members}
    pairs = [
        len(set(of_unit[a].focuses) & set(of_unit[b].focuses)) / len(set(of_unit[a].focuses) | set(of_unit[b].focuses))
        for (i, a), (j, b) in combinations(enumerate(problem.units), 2)
        if problem.adjacent[i, j] and a in of_unit and b in of_unit and of_unit[a] is not of_unit[b]
    ]
    assert found["neighbour_duplication"] == pytest.approx(np.mean(pairs), abs=1e-6)
    rows = posed.facts.table("indicators").query("vintage == '2025-07-01' and indicator == 'population_2022_th'")
    people = rows.set_index("unit")["value"]
    assert found["population_covered_share"] == pytest.approx(people[list(of_unit)].sum() / people.sum(), abs=1e-6)
    near = {
        unit
        for i, unit in enumerate(problem.units)
        for facility in plan.facilities
        if problem.site_distance_km[i, problem.sites.index(facility.site_id)] <= 120
    }
    assert found["population_within_120_km"] == pytest.approx(people[sorted(near)].sum() / people.sum(), abs=1e-6)
    assert found["facility_concentration"] == pytest.approx(
        pd.Series([facility.unit for facility in plan.facilities]).value_counts(normalize=True).max(), abs=1e-6
    )
    grades = [grade for its in plan.clusters for grade in its.evidence.values()]
    assert found["focuses_with_evidence"] == pytest.approx(
        1 - sum(grade is Grade.LOW for grade in grades) / len(grades), abs=1e-6
    )


def test_what_is_unknown_for_one_unit_is_left_out_and_never_zero(national: PlanningResult) -> None:
    def without_one(rows: pd.DataFrame) -> pd.DataFrame:
        gone = rows["indicator"].isin(["population_2022_th", "universities"]) & (rows["unit"] == "01")
        return rows[~gone]

    found = metrics_of(national.plan, with_indicators(national.posed, without_one))
    left_out = {name for name in METRICS if name.startswith(("population_", "universities_"))}
    assert not left_out & found.keys()
    assert "units_covered_share" in found


def test_researchers_that_are_known_for_some_units_carry_their_coverage(national: PlanningResult) -> None:
    problem = national.posed.problem
    sites = [problem.sites.index(facility.site_id) for facility in national.plan.facilities]
    distance = problem.site_distance_km[:, sites].min(axis=1)
    near, far = problem.units[int(distance.argmin())], problem.units[int(distance.argmax())]
    assert distance.max() > 120 > distance.min()

    def with_two(rows: pd.DataFrame) -> pd.DataFrame:
        vintage = national.posed.advantage.inputs.vintage
        new = [
            {"vintage": vintage, "unit": u, "indicator": "researchers", "value": v} for u, v in ((near, 30), (far, 10))
        ]
        return pd.concat([rows, pd.DataFrame(new)], ignore_index=True)

    found = metrics_of(national.plan, with_indicators(national.posed, with_two))
    assert found["researchers_within_120_km"] == pytest.approx(0.75)
    assert found["researchers_coverage"] == pytest.approx(2 / len(problem.units), abs=1e-6)


def test_completeness_counts_the_items_on_record(national: PlanningResult) -> None:
    missions = national.posed.facts.table("missions")
    named = {k for cell in missions["technologies_qd21"].dropna() for k in str(cell).split(";")}
    without = next(k for k in national.posed.problem.technologies if k not in named)
    with_mission = next(k for k in national.posed.problem.technologies if k in named)
    for focus, items in ((with_mission, 3), (without, 0)):  # task, agency, deadline; no product, no resources
        found = metrics_of(with_clusters(national.plan, (("01",), (focus,))), national.posed)
        assert found["follow_up_completeness"] == pytest.approx(items / 7, abs=1e-6)


def test_a_plan_without_clusters_or_facilities_has_only_what_can_be_said(national: PlanningResult) -> None:
    nothing = national.plan.model_copy(update={"clusters": (), "facilities": (), "products": ()})
    found = metrics_of(nothing, national.posed)
    assert found["units_covered_share"] == found["population_covered_share"] == found["population_within_reach"] == 0
    assert not {"focus_gini", "neighbour_duplication", "facility_concentration", "score_moran"} & found.keys()
