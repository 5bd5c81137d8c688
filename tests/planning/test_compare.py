"""Two plans compared: by hand, as sets, the other way round, across technology lists, and on the bundled plans."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from tests.optimisation.hypothesis_settings import steady
from tests.planning.bundled_plans import decisions_of, recorded
from tests.planning.random_plans import plans
from tests.publishing.sample import UNITS, cluster, facility, plan

from clusterplan.domain import FacilityKind, Plan, Spending
from clusterplan.errors import InterruptedPlanningError, UsageError
from clusterplan.geodata import read_table
from clusterplan.planning import Facts, PlanningResult, compare_plans, write_result
from clusterplan.planning.differences import differences_between
from clusterplan.publishing.comparison import Comparison, What

pytestmark = pytest.mark.slow


class _Remembered(Facts):
    """The bundled tables, each read once for hundreds of small comparisons."""

    def table(self, name: str) -> pd.DataFrame:
        return _table(name)


_table = cache(read_table)


FACTS = _Remembered()


def under(scheme: str, *clusters: Any, **update: Any) -> Plan:
    """Return the sample plan under a technology list with these clusters: hub, members, focuses."""
    made = plan()
    scenario = made.scenario.model_copy(update={"technology_scheme": scheme})
    named = tuple(cluster("C01", hub, members, focuses, "L01") for hub, members, focuses in clusters)
    outside = tuple(sorted(set(UNITS) - {unit for _, members, _ in clusters for unit in members}))
    changed = {"scenario": scenario, "clusters": named, "units_without_cluster": outside, "facilities": (), **update}
    return made.model_copy(update=changed)


def pairs(made: Plan) -> set[tuple[str, str]]:
    """Return the (unit, technology) pairs of a plan."""
    return {(unit, k) for its in made.clusters for unit in its.members for k in its.focuses}


def told(comparison: Comparison, name: str) -> set[tuple[str, str]]:
    """Return the (unit, technology) pairs of one kind in a comparison."""
    return {(unit.unit, k) for unit in comparison.units for k in getattr(unit, name)}


def test_a_focus_that_changes_its_hub_is_moved_and_the_units_say_what_they_gain_and_lose() -> None:
    before = under("QD21", ("01", ("01", "02"), ("S01", "S02")), ("04", ("04",), ("S03",)))
    after = under("QD21", ("02", ("01", "02"), ("S02",)), ("04", ("04", "05"), ("S01", "S03", "S04")))
    found = differences_between(before, after, FACTS)
    focuses = {focus.technology: focus for focus in found.focuses}
    assert {k: focus.what for k, focus in focuses.items()} == {
        "S01": What.MOVED,
        "S02": What.MOVED,
        "S03": What.UNCHANGED,
        "S04": What.GAINED,
    }
    assert (focuses["S01"].lost_at, focuses["S01"].gained_at) == (("01",), ("04",))
    units = {unit.unit: unit for unit in found.units}
    assert (units["01"].what, units["01"].lost, units["01"].kept) == (What.LOST, ("S01",), ("S02",))
    assert (units["01"].hub_before, units["01"].hub_after, units["01"].changed_cluster) == ("01", "02", True)
    assert (units["05"].what, units["05"].gained) == (What.GAINED, ("S01", "S03", "S04"))
    assert (units["05"].hub_before, units["05"].hub_after) == (None, "04")
    assert (units["06"].what, units["06"].changed_cluster) == (What.UNCHANGED, False)
    assert not found.decides_the_same


def test_facilities_are_gained_lost_or_changed_in_kind_technologies_or_year() -> None:
    def hosts(*facilities: Any) -> Plan:
        return under("QD21", ("01", ("01",), ("S01",)), facilities=facilities)

    lab, centre = FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE
    first = facility("L01", lab, ("S01", "S02"), "01")
    found = differences_between(hosts(first), hosts(facility("L01", centre, ("S02", "S03"), "01")), FACTS)
    (change,) = found.facilities
    assert (change.what, change.kind_before, change.kind_after) == (What.CHANGED, lab, centre)
    assert (change.lost, change.gained, change.kept) == (("S01",), ("S03",), ("S02",))
    (change,) = differences_between(hosts(), hosts(first), FACTS).facilities
    assert (change.what, change.kind_before, change.gained) == (What.GAINED, None, ("S01", "S02"))
    early, late = (first.model_copy(update={"opens_in": year}) for year in (2026, 2028))
    (change,) = differences_between(hosts(early), hosts(late), FACTS).facilities
    assert (change.what, change.opens_before, change.opens_after) == (What.CHANGED, 2026, 2028)
    assert differences_between(hosts(first), hosts(late), FACTS).facilities == ()  # one plan has no years


def test_a_number_that_one_plan_does_not_have_is_missing_and_not_zero() -> None:
    def spends(*lines: Spending) -> Plan:
        return under("QD21", ("01", ("01",), ("S01",)), spending=lines)

    def line(amount: float, year: int | None, unit: str = "VND bn") -> Spending:
        return Spending(resource="money", unit=unit, year=year, amount=amount, focuses=amount, building=0, running=0)

    before, after = spends(line(2.5, 2026), line(2.5, None)), spends(line(1.0, 2027), line(4.0, None))
    found = differences_between(before, after, FACTS)
    assert [(q.year, q.before, q.after, q.change) for q in found.spending] == [
        (2026, 2.5, None, None),
        (2027, None, 1.0, None),
        (None, 2.5, 4.0, 1.5),
    ]
    other = differences_between(before, spends(line(3.0, None, "USD")), FACTS)
    assert all(q.change is None for q in other.spending)


@steady(60)
@given(plans(), plans())
def test_the_same_list_is_compared_as_sets(before: Plan, after: Plan) -> None:
    found = differences_between(before, after, FACTS)
    then, now = pairs(before), pairs(after)
    assert told(found, "gained") == now - then
    assert told(found, "lost") == then - now
    assert told(found, "kept") == now & then
    assert told(found, "undecided") == set()
    assert [unit.unit for unit in found.units] == ["01", "02", "03", "04", "05", "06"]
    assert differences_between(before, before, FACTS).decides_the_same


@steady(40)
@given(plans(), plans())
def test_the_other_way_round_is_the_exact_inverse(before: Plan, after: Plan) -> None:
    found = differences_between(before, after, FACTS)
    assert differences_between(after, before, FACTS) == found.inverse()
    assert found.inverse().inverse() == found


@steady(60)
@given(plans("QD1131"), plans("QD21"))
def test_across_lists_nothing_is_gained_or_lost_that_the_crosswalk_leaves_open(older: Plan, newer: Plan) -> None:
    """Every way to read the split group agrees with what is called gained, lost and kept."""
    found = differences_between(older, newer, FACTS)
    assert differences_between(newer, older, FACTS) == found.inverse()
    rows = FACTS.table("technology_crosswalk").dropna(subset=["technology_qd1131"])
    targets: dict[str, set[str]] = {}
    for row in rows.to_dict("records"):
        targets.setdefault(row["technology_qd1131"], set()).add(row["technology_qd21"])
    with_forerunner = set(rows["technology_qd21"])
    now = {(unit, k) for unit, k in pairs(newer) if k in with_forerunner}
    for part in ("S01", "S07"):  # the parts of the one group that was split, T02
        then = {(u, k) for u, own in pairs(older) for k in (targets[own] if own != "T02" else {part})}
        assert told(found, "gained") <= now - then
        assert told(found, "lost") <= then - now
        assert told(found, "kept") <= then & now
        assert (then ^ now) - told(found, "gained") - told(found, "lost") <= told(found, "undecided")
    unmapped = {(part.plan, part.technology) for part in found.unmapped}
    used = {k for _, k in pairs(older)} | {k for its in older.facilities for k in its.technologies}
    new = {k for _, k in pairs(newer)} | {k for its in newer.facilities for k in its.technologies}
    assert unmapped == {("before", k) for k in used & {"T02"}} | {("after", k) for k in new & {"S10"}}


def test_a_split_group_is_said_to_be_undecided_with_what_it_may_be() -> None:
    before = under("QD1131", ("01", ("01",), ("T02", "T06")))
    after = under("QD21", ("01", ("01",), ("S07", "S06", "S10")))
    found = differences_between(before, after, FACTS)
    assert found.technology_scheme == "QD21"
    (unit,) = (unit for unit in found.units if unit.unit == "01")
    assert (unit.what, unit.kept, unit.undecided, unit.unmapped) == (
        What.UNDECIDED,
        ("S06",),
        ("S01", "S07"),
        ("S10",),
    )
    split, new = sorted(found.unmapped, key=lambda part: part.technology, reverse=True)
    assert (split.technology, split.could_be, split.hubs) == ("T02", ("S01", "S07"), ("01",))
    assert (new.technology, new.could_be) == ("S10", ())
    assert all(part.why_vi and part.why_en for part in found.unmapped)


def test_products_are_compared_with_groups_by_their_group() -> None:
    group_of = dict(FACTS.table("products")[["product_id", "technology"]].itertuples(index=False, name=None))
    product = next(known for known in sorted(group_of) if group_of[known] == "S06")
    by_product, by_group = (under("QD21", ("01", ("01",), (k,))) for k in (product, "S06"))
    found = differences_between(by_product, by_group, FACTS)
    assert (found.technology_level, found.decides_the_same) == ("groups", True)
    assert differences_between(by_product, by_product, FACTS).technology_level == "products"


def test_plans_of_other_units_or_of_lists_without_a_crosswalk_are_refused() -> None:
    ours = under("QD21", ("01", ("01",), ("S01",)))
    scenario = ours.scenario.model_copy(update={"unit_layer": "former_provinces", "unit_vintage": "2024-01-01"})
    with pytest.raises(UsageError, match="different units") as refused:
        differences_between(ours, ours.model_copy(update={"scenario": scenario}), FACTS)
    assert "former_provinces, 2024-01-01" in str(refused.value)
    with pytest.raises(UsageError, match="no crosswalk") as refused:
        differences_between(ours, under("OTHER", ("01", ("01",), ("X1",))), FACTS)
    assert "QD1131 – QD21" in str(refused.value)


def test_folders_files_and_scenarios_can_be_compared(national: PlanningResult, tmp_path: Path) -> None:
    folder = tmp_path / "national"
    write_result(national, folder)
    shutil.copy(folder / "plan.json", tmp_path / "kept.json")
    same = compare_plans(str(folder), str(tmp_path / "kept.json"))
    assert same.comparison.decides_the_same
    assert same.comparison.metrics == ()
    alone = compare_plans(str(folder), "provinces-alone")
    other = alone.plans[1]
    assert decisions_of(other) == recorded("provinces-alone")
    assert told(alone.comparison, "lost") == pairs(national.plan) - pairs(other)
    terms = {q.name: q.change for q in alone.comparison.objective_terms}
    assert sum(change or 0 for change in terms.values()) == pytest.approx(other.objective - national.plan.objective)
    for name in ("nothing.json", str(tmp_path)):
        with pytest.raises(UsageError):
            compare_plans(str(folder), name)
    with pytest.raises(InterruptedPlanningError):
        compare_plans(str(folder), "provinces-alone", should_stop=lambda: True)
