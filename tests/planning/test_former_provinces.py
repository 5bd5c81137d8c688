"""The 63 former provinces as planning units: records found in their units, regions, names, and a plan end to end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from clusterplan.domain import Termination
from clusterplan.errors import DataError, ScenarioError
from clusterplan.geodata import Layers, great_circle_km
from clusterplan.planning import Facts, PlanningResult, load_scenario, make_plan, pose_problem, resolve_scenario
from clusterplan.planning.advantage import advantage_inputs
from clusterplan.planning.problem import Posed
from clusterplan.planning.units import UNIT_COLUMN, locate, site_units
from clusterplan.publishing import write_plan_files
from clusterplan.scenario import Scenario

pytestmark = pytest.mark.slow

FILE = str(Path(__file__).parents[2] / "benchmarks" / "scenarios" / "former-provinces.yaml")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(FILE)


@pytest.fixture(scope="module")
def posed(scenario: Scenario) -> Posed:
    return pose_problem(scenario)


@pytest.fixture(scope="module")
def pairs(scenario: Scenario) -> PlanningResult:
    """Return the plan with clusters of at most two units, which is proven in seconds."""
    candidates = scenario.candidates.model_copy(update={"max_members": 2})
    return make_plan(scenario.model_copy(update={"candidates": candidates}))


def test_every_centre_lies_in_its_unit_and_those_that_did_not_move_are_todays() -> None:
    layers = Layers.bundled()
    former = layers["former_provinces"].set_index("code")
    points = shapely.points(former[["centre_lon", "centre_lat"]].to_numpy())
    assert shapely.contains(former.geometry.to_numpy(), points).all()
    today = layers["provinces"].set_index("code").loc[former["unit"]]
    places = [frame[name].to_numpy() for frame in (former, today) for name in ("centre_lon", "centre_lat")]
    far = great_circle_km(*places)
    same = former["centre_source"] == "centre of the present unit"
    assert same.sum() == 33
    assert (far[same] == 0).all()
    assert (far[~same] > 2).all()
    assert (former["region"].to_numpy() == today["region"].to_numpy()).all()


def test_records_are_found_in_their_former_units_by_code_and_by_name(scenario: Scenario) -> None:
    facts = Facts()
    endowments = locate("endowments", scenario, facts)
    assert (endowments[UNIT_COLUMN] == endowments["former_unit"]).all()
    zones = locate("zone_attributes", scenario, facts).set_index("site_id")
    zone = {name: zones.at["Z40", name] for name in ("unit", "former_province", UNIT_COLUMN)}
    assert list(zone.values()) == ["48", "Quảng Nam", "49"]
    assert locate("local_priorities", scenario, facts)[UNIT_COLUMN].isna().all()  # stated by present units alone


def test_sites_stand_in_the_former_unit_that_their_point_lies_in(scenario: Scenario) -> None:
    facts = Facts()
    sites = facts.layer("sites").set_index("site_id")
    shapes = facts.layer("former_provinces").set_index("code").geometry
    placed = site_units(scenario, facts)
    assert set(placed) == set(sites.index)
    exact = sites.index[~sites["restricted"] & (sites["coordinate_precision"] == "site")]
    assert len(exact) > 50
    away = {s for s in exact if shapes[placed[s]].distance(sites.geometry[s]) > 0.05}  # the borders are approximate
    assert away == set()


def test_on_todays_units_the_records_own_codes_hold() -> None:
    facts, national = Facts(), load_scenario("national")
    sites = facts.layer("sites")
    assert site_units(national, facts) == dict(zip(sites["site_id"], sites["unit"], strict=True))
    assert advantage_inputs(national, facts).unit_column == "unit"


def test_codes_that_changed_their_meaning_keep_the_former_one(posed: Posed) -> None:
    problem = posed.problem
    names = dict(zip(problem.units, (name.vi for name in problem.unit_names), strict=True))
    assert len(names) == 63
    assert {code: names[code] for code in ("15", "24", "44")} == {
        "15": "Yên Bái",
        "24": "Bắc Giang",
        "44": "Quảng Bình",
    }
    assert names[problem.site_units[problem.sites.index("Z40")]] == "Quảng Nam"


def test_every_technology_has_strong_units_and_missing_stays_missing(posed: Posed) -> None:
    problem = posed.problem
    assert problem.strong.any(axis=0).all()
    withheld = np.isnan(problem.score)
    assert withheld.sum() > 100
    assert not (problem.strong & withheld).any()
    missing = posed.advantage.evidence
    exports = missing[missing["indicator"] == "exports_2023_musd"]
    assert exports.groupby("unit")["value"].first().notna().sum() == 18
    assert (exports.loc[exports["value"].isna(), "status"] == "missing").all()


def test_the_plan_of_pairs_is_proven_and_keeps_its_rules(pairs: PlanningResult) -> None:
    plan = pairs.plan
    assert (plan.termination, plan.gap) == (Termination.OPTIMAL, 0)
    assert {cluster.region for cluster in plan.clusters} == {"RRD", "NMM", "NCC", "SCH", "SE", "MRD"}
    assert {focus for cluster in plan.clusters for focus in cluster.focuses} == set(pairs.posed.problem.technologies)
    assert plan.scenario.unit_vintage == "2004-2025"
    assert "former_provinces" in plan.manifest.inputs
    assert "provinces" not in plan.manifest.inputs


def test_every_file_speaks_of_former_provinces_with_their_vintage(pairs: PlanningResult, tmp_path: Path) -> None:
    files = {path.name: path for path in write_plan_files(pairs.publication, tmp_path)}
    collection = json.loads(files["plan.geojson"].read_text(encoding="utf-8"))
    names = {feature["properties"]["code"]: feature["properties"]["name_vi"] for feature in collection["features"]}
    assert (len(names), names["15"], names["10"]) == (63, "Yên Bái", "Lào Cai")
    assert {feature["properties"]["unit_vintage"] for feature in collection["features"]} == {"2004-2025"}
    assert set(pd.read_csv(files["plan.csv"], dtype=str)["unit_vintage"]) == {"2004-2025"}
    page = files["map.html"].read_text(encoding="utf-8")
    assert "2004-2025 (former_provinces)" in page
    for archipelago in ("Quần đảo Hoàng Sa (Đà Nẵng)", "Quần đảo Trường Sa (Khánh Hòa)"):
        assert json.dumps(archipelago, ensure_ascii=True)[1:-1] in page or archipelago in page


def test_an_unknown_vintage_says_which_indicators_there_are(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = Facts()
    indicators = facts.table("indicators")
    present = indicators[indicators["vintage"] == "2025-07-01"]
    read = Facts.table
    monkeypatch.setattr(Facts, "table", lambda self, name: present if name == "indicators" else read(self, name))
    with pytest.raises(ScenarioError) as raised:
        resolve_scenario(scenario, facts)
    (fault,) = raised.value.faults
    assert "no indicator is recorded for vintage 2004-2025. There are: 2025-07-01." in fault.in_language("en")


def test_a_layer_that_no_record_tells_apart_is_refused_with_the_tables(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = Facts()
    vintage = facts.record("former_provinces").model_copy(update={"vintage": "9999"})
    read = Facts.record
    monkeypatch.setattr(Facts, "record", lambda self, name: vintage if name == "regions" else read(self, name))
    units = facts.layer("former_provinces")
    read_layer = Facts.layer
    monkeypatch.setattr(Facts, "layer", lambda self, name: units if name == "regions" else read_layer(self, name))
    with pytest.raises(ScenarioError) as raised:
        resolve_scenario(scenario.model_copy(update={"unit_layer": "regions", "unit_vintage": "9999"}), facts)
    first = raised.value.faults[0].in_language("en")
    assert "the tables endowments, enterprise_attributes, laboratory_attributes, zone_attributes do not tell" in first


def test_weights_that_are_not_recorded_for_all_former_provinces_are_a_readable_fault(scenario: Scenario) -> None:
    objective = scenario.objective.model_copy(update={"unit_weight": "grdp"})
    with pytest.raises(DataError) as raised:
        pose_problem(scenario.model_copy(update={"objective": objective}))
    assert len(raised.value.faults) == 63 - 19
    assert "grdp_2024_bn_vnd" in raised.value.lines("en")[1]


def test_a_plan_of_other_units_cannot_be_the_adopted_one(
    scenario: Scenario, national: PlanningResult, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(national.plan.to_json(), encoding="utf-8")
    objective = scenario.objective.model_copy(update={"adopted_plan": str(path)})
    with pytest.raises(ScenarioError) as raised:
        pose_problem(scenario.model_copy(update={"objective": objective}))
    assert "provinces 2025-07-01" in raised.value.lines("en")[1]
