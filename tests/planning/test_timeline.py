"""The timeline of a plan: every number is computed here once more from the plan and the scenario, by other means."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from tests.answers import conforming

from clusterplan.cli import main
from clusterplan.optimisation.spending import spending_of
from clusterplan.planning import KnownPlan, PlanningResult, scenario_digest
from clusterplan.planning.facts import Facts
from clusterplan.planning.timeline import FULL_YEARS, timeline_of, write_timeline
from clusterplan.publishing.timeline import Timeline
from clusterplan.scenario import Scenario

pytestmark = pytest.mark.slow

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "scenarios" / "all-rules-by-year.yaml"
RULES = yaml.safe_load(BENCHMARK.read_text(encoding="utf-8"))["rules"]


@pytest.fixture(scope="module")
def dated(national: PlanningResult) -> KnownPlan:
    """Return the national plan with years and the money of the benchmark, as if it had been solved so."""
    content = national.posed.scenario.model_dump(mode="json", by_alias=True)
    content["rules"] |= {name: RULES[name] for name in ("phasing", "resources")}
    scenario = Scenario.model_validate(content)
    clusters = tuple(
        cluster.model_copy(update={"start_year": {k: 2026 + (i + j) % 5 for j, k in enumerate(cluster.focuses)}})
        for i, cluster in enumerate(national.plan.clusters)
    )
    facilities = tuple(
        facility.model_copy(update={"opens_in": 2026 + i % 5}) for i, facility in enumerate(national.plan.facilities)
    )
    plan = national.plan.model_copy(
        update={
            "clusters": clusters,
            "facilities": facilities,
            "spending": spending_of(scenario, clusters, facilities),
            "manifest": national.plan.manifest.model_copy(update={"scenario_sha256": scenario_digest(scenario)}),
        }
    )
    return KnownPlan(plan, replace(national.posed, scenario=scenario))


@pytest.fixture(scope="module")
def told(dated: KnownPlan) -> Timeline:
    return timeline_of(dated)


def test_the_state_pays_all_running_costs_for_as_long_as_the_target_on_record_says() -> None:
    targets = Facts().table("targets").set_index("target_id")
    assert targets.at["TG04", "deadline"] == f"first {FULL_YEARS} years of operation"
    assert targets.at["TG04", "target_value"] == "100"


def test_every_start_and_opening_year_is_that_of_the_plan(dated: KnownPlan, told: Timeline) -> None:
    plan = dated.plan
    assert [(f.cluster, f.technology, f.start_year) for f in told.focuses] == [
        (c.id, k, c.start_year[k]) for c in plan.clusters for k in c.focuses
    ]
    assert [(f.site_id, f.opens_in) for f in told.facilities] == [(f.site_id, f.opens_in) for f in plan.facilities]
    assert {f.share_from - f.opens_in for f in told.facilities if f.share_from and f.opens_in} == {5}
    assert told.not_given == ()
    assert not told.horizon_is_assumed


def test_spending_by_year_follows_from_the_raw_numbers_of_the_scenario_file(told: Timeline) -> None:
    money = RULES["resources"]["public_investment"]
    kinds = [(f.kind.value, f.opens_in or 0) for f in told.facilities]
    for year in range(2026, 2037):
        (line,) = (s for s in told.spending if s.resource == "public_investment" and s.year == year)
        focuses = 0.0
        for focus in told.focuses:
            age = year - (focus.start_year or 0)
            if 0 <= age < 4:
                cost = max(450, money["per_focus"].get(focus.technology, 400))
                focuses += cost * [0.2, 0.3, 0.3, 0.2][age]
        assert line.focuses == pytest.approx(focuses)
        assert line.cap == money["cap_per_year"].get(str(year))
        running = [(30 if kind == "key_laboratory" else 60, year - opened) for kind, opened in kinds if opened <= year]
        (cliff,) = (r for r in told.running if r.year == year)
        assert cliff.resource == "public_investment"
        assert cliff.whole == pytest.approx(sum(cost for cost, _ in running))
        assert cliff.counted == line.running == pytest.approx(sum(c if a < 5 else c / 2 for c, a in running))
        assert cliff.uncovered == pytest.approx(sum(c / 2 for c, a in running if a >= 5))
        assert cliff.facilities_after == sum(age >= 5 for _, age in running)
    assert [r.uncovered > 0 for r in told.running] == [False] * 5 + [True] * 6
    assert told.running[-1].uncovered == told.running[-1].whole / 2  # in 2036 every facility is past its first years


def test_opening_costs_tell_new_sites_from_upgrades(dated: KnownPlan, told: Timeline) -> None:
    new, upgrade = {"key_laboratory": 300, "test_centre": 600}, {"key_laboratory": 150, "test_centre": 450}
    for year in range(2026, 2037):
        (line,) = (s for s in told.spending if s.resource == "public_investment" and s.year == year)
        opening = [f for f in dated.plan.facilities if f.opens_in == year]
        assert line.building == sum((upgrade if f.upgrade else new)[f.kind.value] for f in opening)


def test_a_plan_without_years_or_costs_says_so_and_never_zero(national: PlanningResult, tmp_path: Path) -> None:
    told = timeline_of(KnownPlan(national.plan, national.posed))
    assert [line.what for line in told.not_given] == ["years", "costs"]
    assert "it is not zero" in told.not_given[1].text_en
    assert {f.start_year for f in told.focuses} == {f.opens_in for f in told.facilities} == {None}
    assert (told.spending, told.totals, told.running) == ((), (), ())
    assert (told.first_year, told.last_start_year, told.last_year, told.full_years) == (2026, 2030, 2036, 5)
    assert told.horizon_is_assumed
    paths = write_timeline(told, tmp_path, "vi")
    assert [path.name for path in paths] == ["timeline.json", "timeline.csv", "timeline.svg"]
    with (tmp_path / "timeline.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(told.focuses) + len(told.facilities)
    assert {row["year"] for row in rows} == {""}
    drawn = (tmp_path / "timeline.svg").read_text(encoding="utf-8")
    assert "Kịch bản không có năm" in drawn
    assert "2036" in drawn


def test_costs_without_years_are_a_total_and_running_costs_are_not_known(national: PlanningResult) -> None:
    content = national.posed.scenario.model_dump(mode="json", by_alias=True)
    content["rules"]["resources"] = {"money": {"unit": "billion VND", "per_focus": {"default": 2}}}
    scenario = Scenario.model_validate(content)
    spending = spending_of(scenario, national.plan.clusters, national.plan.facilities)
    plan = national.plan.model_copy(update={"spending": spending})
    told = timeline_of(KnownPlan(plan, replace(national.posed, scenario=scenario)))
    assert [line.what for line in told.not_given] == ["years", "cost_years", "running_costs"]
    (total,) = told.totals
    assert total.amount == 2 * sum(len(cluster.focuses) for cluster in plan.clusters)
    assert told.spending == ()


def test_the_files_repeat_to_the_byte_and_hold_every_number(told: Timeline, tmp_path: Path) -> None:
    first, second = (write_timeline(told, tmp_path / name, "en") for name in ("first", "second"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert Timeline.model_validate_json(first[0].read_bytes()) == told
    with (tmp_path / "first" / "spending_by_year.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["resource"], int(r["year"]), float(r["sum"])) for r in rows] == [
        (s.resource, s.year, s.amount) for s in told.spending
    ]
    left_open = {int(r["year"]): float(r["uncovered_running"]) for r in rows if r["uncovered_running"]}
    assert left_open == {r.year: r.uncovered for r in told.running}
    for chart in (first[2], first[4]):
        ET.fromstring(chart.read_text(encoding="utf-8"))  # well-formed
        assert "<dc:date>" not in chart.read_text(encoding="utf-8")
    drawn = first[2].read_text(encoding="utf-8")
    assert all(f"<!-- {focus.cluster} · {focus.technology} " in drawn for focus in told.focuses)
    assert all(f"<!-- {facility.site_id} " in drawn for facility in told.facilities)
    assert "Simulated option" in drawn


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_command_reads_a_folder_and_answers_in_both_languages(
    dated: KnownPlan, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    solved = tmp_path / "solved"
    solved.mkdir()
    (solved / "plan.json").write_text(dated.plan.to_json(), encoding="utf-8")
    (solved / "scenario.json").write_text(dated.posed.scenario.model_dump_json(by_alias=True), encoding="utf-8")
    assert main(["timeline", str(solved), "--lang", language, "--quiet"]) == 0
    shown = capsys.readouterr().out
    assert ("Chi vận hành chưa có nguồn" if language == "vi" else "Running cost left open") in shown
    assert "2031" in shown
    assert main(["timeline", str(solved), "-o", str(tmp_path / "out"), "--json", "--quiet", "--lang", language]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert sorted(Path(file).name for file in answer["files"]) == sorted(p.name for p in (tmp_path / "out").iterdir())
    assert len(answer["files"]) == 5
    assert conforming(answer["timeline"]) == "timeline"
    assert Timeline.model_validate(answer["timeline"]) == timeline_of(dated)
