"""A small country made by hand: four squares and two islands, two clusters, two facilities, one far archipelago."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from clusterplan.advantage import AdvantageTable
from clusterplan.domain import (
    Assumption,
    Cluster,
    EvidenceShare,
    Facility,
    FacilityKind,
    Grade,
    Judgement,
    Manifest,
    Plan,
    ScenarioReference,
    Technology,
    Termination,
)
from clusterplan.language import Text
from clusterplan.publishing import Publication, SourceLine
from clusterplan.scenario import ScoreSettings

CRS = "OGC:CRS84"
TECHNOLOGIES = ("S01", "S02", "S03")
UNITS = {
    "01": ("Một", "One", shapely.box(105, 11, 106, 12)),
    "02": ("Đắk Hai", "Two", shapely.box(106, 11, 107, 12)),
    "03": ("Ba", "Three", shapely.box(105, 10, 106, 11)),
    "04": ("Bốn", "Four", shapely.union(shapely.box(106, 10, 107, 11), shapely.box(111, 9, 111.02, 9.02))),
    "05": ("Năm", "Five", shapely.box(108, 11, 108.5, 11.5)),
    "06": ("Sáu", "Six", shapely.box(108, 10, 108.3, 10.3)),
}
SCORES = {
    "01": (0.6, 0.5, 0.2),
    "02": (0.5, 0.4, 0.1),
    "03": (0.3, 0.46, None),
    "04": (0.2, 0.1, 0.7),
    "05": (0.1, None, None),
    "06": (0.05, 0.3, 0.4),
}


def units() -> gpd.GeoDataFrame:
    rows = [
        {"code": code, "name_vi": vi, "name_en": en, "region": "R1", "alternative_names": f"{en} old"}
        | {"former_names": f"{vi};{vi} cũ" if code == "04" else vi}
        for code, (vi, en, _) in UNITS.items()
    ]
    return gpd.GeoDataFrame(rows, geometry=[shape for _, _, shape in UNITS.values()], crs=CRS)


def sites() -> gpd.GeoDataFrame:
    rows = [
        {"site_id": "L01", "name_vi": "Viện Một", "name_en": "Institute One", "unit": "01"},
        {"site_id": "L02", "name_vi": "Viện Bốn", "name_en": "Institute Four", "unit": "04"},
    ]
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy([105.5, 106.5], [11.5, 10.5]), crs=CRS)


def archipelagos() -> gpd.GeoDataFrame:
    rows = [
        {"name_vi": "Quần đảo Xa", "name_en": "Far archipelago", "unit": "04", "label_lon": 111.01, "label_lat": 9.01}
    ]
    return gpd.GeoDataFrame(rows, geometry=[shapely.MultiPolygon([shapely.box(111, 9, 111.02, 9.02)])], crs=CRS)


def neighbours() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ["land"]}, geometry=[shapely.box(100, 8, 105, 16)], crs=CRS)


def advantage() -> AdvantageTable:
    pairs = [(unit, technology) for unit in UNITS for technology in TECHNOLOGIES]
    rows = [cell(unit, SCORES[unit][TECHNOLOGIES.index(technology)]) for unit, technology in pairs]
    index = pd.MultiIndex.from_tuples(pairs, names=["unit", "technology"])
    cells = pd.DataFrame(rows, index=index)
    inputs: Any = SimpleNamespace(components=components())
    return AdvantageTable("TEST", tuple(UNITS), TECHNOLOGIES, ScoreSettings(), cells, pd.DataFrame(), inputs)


def components() -> pd.DataFrame:
    titles = [("specialisation", "Chuyên môn hóa", "Specialisation"), ("demand", "Nhu cầu", "Demand")]
    return pd.DataFrame(titles, columns=["component", "title_vi", "title_en"])


def cell(unit: str, score: float | None) -> dict[str, Any]:
    expert = 0.6 if unit == "04" else 0.2
    return {
        "judgement": Judgement.CANNOT_BE_JUDGED.value if score is None else Judgement.SCORED.value,
        "score": score,
        "grade": "low" if score is None else "medium",
        "coverage": 0.3 if score is None else 0.6,
        "share_observed": 0.7 - expert,
        "share_estimated": 0.3,
        "share_expert": expert,
        "component_specialisation": score,
        "component_demand": 0.25,
    }


def technology(number: str) -> Technology:
    name = f"Công nghệ {number}"
    return Technology(
        id=number,
        scheme="TEST",
        short_code=f"TEC{number[-1]}",
        name_vi=f"{name} (thử)",
        name_en=f"Technology {number} (test)",
        status="in force",
        source="made by hand",
    )


def plan() -> Plan:
    return Plan(
        scenario=ScenarioReference(
            id="sample",
            title_vi="Phương án mẫu",
            title_en="Sample plan",
            technology_scheme="TEST",
            unit_layer="provinces",
            unit_vintage="2025-07-01",
        ),
        assumptions=(Assumption(what="A cost", what_vi="Một chi phí", value="12"),),
        evidence_share=EvidenceShare(observed=0.42, estimated=0.25, expert=0.33),
        focuses_resting_on_expert_values=1,
        termination=Termination.OPTIMAL,
        objective=1.5,
        bound=1.5,
        gap=0.0,
        objective_terms={"advantage": 1.5},
        clusters=(
            cluster("C01", "01", ("01", "02", "03"), ("S01", "S02"), "L01"),
            cluster("C02", "04", ("04", "06"), ("S03",), "L02"),
        ),
        units_without_cluster=("05",),
        units_not_judged=("03", "05"),
        facilities=(
            facility("L01", FacilityKind.KEY_LABORATORY, ("S01", "S02"), "01"),
            facility("L02", FacilityKind.TEST_CENTRE, ("S03",), "04"),
        ),
        binding_rules=(),
        manifest=Manifest(
            inputs={"provinces": "0" * 64},
            scenario_sha256="1" * 64,
            clusterplan="0.1.0",
            solver="by hand",
            options={},
            seed=1,
            started="2026-07-01T00:00:00+00:00",
            seconds=0.1,
        ),
    )


def cluster(number: str, hub: str, members: tuple[str, ...], focuses: tuple[str, ...], site: str) -> Cluster:
    return Cluster(
        id=number,
        hub=hub,
        members=members,
        focuses=focuses,
        region="R1",
        name_vi=f"Cụm {UNITS[hub][0]}",
        name_en=f"Cluster {UNITS[hub][1]}",
        value=dict.fromkeys(focuses, 0.5),
        strong_members=dict.fromkeys(focuses, (hub,)),
        evidence=dict.fromkeys(focuses, Grade.MEDIUM),
        served_by=dict.fromkeys(focuses, site),
        resting_on_expert_values=tuple(focus for focus in focuses if focus == "S03"),
    )


def facility(site: str, kind: FacilityKind, technologies: tuple[str, ...], unit: str) -> Facility:
    return Facility(site_id=site, kind=kind, technologies=technologies, unit=unit, upgrade=unit == "01")


def sample_publication() -> Publication:
    return Publication(
        plan=plan(),
        layers={
            "provinces": units(),
            "sites": sites(),
            "archipelagos": archipelagos(),
            "neighbours": neighbours(),
        },
        advantage=advantage(),
        technologies=tuple(technology(number) for number in TECHNOLOGIES),
        sources=(SourceLine(Text(vi="Đơn vị mẫu", en="Sample units"), "made by hand", "MIT"),),
        reach_km=300.0,
    )


def hostile_publication() -> Publication:
    """The same country with names that would run as HTML or as a formula."""
    publication = sample_publication()
    provinces = units()
    provinces.loc[0, ["name_vi", "name_en"]] = "</script><img src=x onerror=alert(1)>"
    provinces.loc[1, ["name_vi", "name_en"]] = '=HYPERLINK("x")'
    return replace(publication, layers={**publication.layers, "provinces": provinces})
