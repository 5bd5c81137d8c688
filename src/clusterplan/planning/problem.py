"""From a scenario and the data to the optimiser's problem: every name resolved, every array in the order of its ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.advantage import AdvantageInputs, AdvantageTable, readiness, score_advantage, unit_weights
from clusterplan.advantage.score import score_evidence
from clusterplan.advantage.weights import weighed
from clusterplan.domain import Grade
from clusterplan.geodata import adjacency_pairs, contiguity_graph, distance_matrix_km
from clusterplan.language import Text
from clusterplan.optimisation.assemble import Evidence
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.adopted import read_adopted_plan
from clusterplan.planning.advantage import advantage_inputs
from clusterplan.planning.facts import Facts
from clusterplan.planning.product_records import records_of
from clusterplan.planning.products import at_level_of, groups_of, scenario_of_products
from clusterplan.planning.records import read_records
from clusterplan.planning.resolve import resolve_scenario
from clusterplan.planning.units import site_units
from clusterplan.scenario import Scenario

__all__ = ["Posed", "pose_problem", "rescored", "strong_pairs"]

_ASKING_TABLES = ("missions", "pioneering_products", "local_priorities")
"""Tables that name technologies somebody asks for. The targets name none."""


@dataclass(frozen=True, eq=False)
class Posed:
    """A scenario turned into a problem, with what it was made of."""

    problem: Problem
    """The problem."""
    evidence: Evidence
    """What its scores rest on."""
    advantage: AdvantageTable
    """The scores."""
    facts: Facts
    """The data, with the digest of everything that was read."""
    scenario: Scenario
    """The scenario as it was asked for; the problem's own speaks of products where it speaks of groups."""


def pose_problem(scenario: Scenario, facts: Facts | None = None) -> Posed:
    """Resolve a scenario against the data and score it.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data; today's if none are given.

    Returns
    -------
    Posed
        The problem and what it was made of.

    Raises
    ------
    ScenarioError
        If the scenario names what the data do not have.
    DataError
        If a layer or table does not keep its schema.
    """
    facts, asked = facts or Facts(), scenario
    resolve_scenario(asked, facts)
    scenario = scenario_of_products(asked, facts)
    groups = groups_of(scenario, facts)
    inputs = advantage_inputs(scenario, facts)
    advantage = at_level_of(scenario, score_advantage(inputs, scenario.score), facts)
    units = _sorted(facts.layer(scenario.unit_layer), "code")
    sites = _sorted(facts.layer("sites"), "site_id")
    sites = sites.assign(unit=sites["site_id"].map(site_units(scenario, facts)))
    sites = sites[sites["unit"].isin(set(units["code"]))]
    detour = scenario.candidates.detour_factor
    records = read_records(scenario, facts, units, tuple(groups[k] for k in advantage.technologies))
    problem = Problem(
        scenario=scenario,
        units=tuple(units["code"]),
        unit_names=tuple(Text(vi, en) for vi, en in zip(units["name_vi"], units["name_en"], strict=True)),
        unit_regions=tuple(units["region"]),
        technologies=advantage.technologies,
        sites=tuple(sites["site_id"]),
        site_units=tuple(sites["unit"]),
        adjacent=_adjacent(units, facts),
        member_distance_km=distance_matrix_km(units, units, detour),
        site_distance_km=distance_matrix_km(units, sites, detour),
        **_scored(scenario, inputs, advantage, tuple(units["code"])),
        may_host=_may_host(scenario, sites, groups),
        existing_laboratory=_fields(scenario, sites, groups)
        & sites["national_key_laboratory"].to_numpy(dtype=bool)[:, None],
        pioneering=_pioneering(scenario, facts, groups),
        asked_for=frozenset().union(*(_named(table, scenario, facts, groups) for table in _ASKING_TABLES)),
        sites_in_doubt=_in_doubt(scenario, sites),
        adopted=read_adopted_plan(scenario, facts, groups, (*units["code"], *sites["site_id"])),
        demand=records.demand,
        test_bed=records.test_bed,
        nearest_enterprise_km=records.nearest_enterprise_km,
        nearest_institute_km=records.nearest_institute_km,
        records=records_of(scenario, facts, tuple(units["code"])),
    )
    shares = np.stack([_matrix(advantage, f"share_{part}") for part in ("observed", "estimated", "expert")], axis=2)
    shares[np.isnan(problem.score)] = np.nan  # what is withheld is no evidence for anything
    without = _strong(scenario, advantage, "score_without_expert", "grade_without_expert")
    return Posed(problem, Evidence(shares, without), advantage, facts, asked)


def rescored(posed: Posed, scenario: Scenario, indicators: pd.DataFrame | None = None) -> Problem:
    """Pose a scenario anew that differs from a posed one in what it says of scores and of the objective alone.

    Parameters
    ----------
    posed
        The scenario that was posed.
    scenario
        The same with other settings of scores, of the objective or of limits; its names exist.
    indicators
        Another table of indicators, if measured values change too.

    Returns
    -------
    Problem
        What :func:`pose_problem` would return, without reading geometry and records again.
    """
    inputs = replace(posed.advantage.inputs, weights=posed.facts.table("advantage_weights"))  # those of the table
    if indicators is None:
        advantage = score_evidence(weighed(inputs, scenario.score), posed.advantage.evidence, scenario.score)
    else:
        inputs = replace(inputs, indicators=indicators)
        advantage = score_advantage(inputs, scenario.score)
    advantage = at_level_of(scenario, advantage, posed.facts)
    resolved = scenario_of_products(scenario, posed.facts)
    return replace(posed.problem, scenario=resolved, **_scored(resolved, inputs, advantage, posed.problem.units))


def _scored(
    scenario: Scenario, inputs: AdvantageInputs, advantage: AdvantageTable, units: tuple[str, ...]
) -> dict[str, Any]:
    """Return the parts of a problem that follow from indicators."""
    ready, participation = readiness(inputs), advantage.participation()
    return {
        "score": _matrix(advantage, "score"),
        "grade": _grades(advantage, "grade"),
        "strong": _strong(scenario, advantage, "score", "grade"),
        "participation": np.array([participation.get(k, 0.0) for k in advantage.technologies]),  # none: nothing scored
        "unit_weight": _weights(scenario, inputs, units),
        "readiness": np.array([ready[code] for code in units]),
    }


def _sorted(layer: gpd.GeoDataFrame, key: str) -> gpd.GeoDataFrame:
    """Return a layer in the order of its ids."""
    return layer.sort_values(key).reset_index(drop=True)


def _adjacent(units: gpd.GeoDataFrame, facts: Facts) -> NDArray[np.bool_]:
    """Return the (n, n) matrix of neighbours: shared borders and declared links."""
    place = {code: position for position, code in enumerate(units["code"])}
    links = facts.table("unit_links")[["unit_a", "unit_b"]].itertuples(index=False, name=None)
    graph = contiguity_graph(units, links=tuple(link for link in links if place.keys() >= set(link)))
    adjacent = np.zeros((len(place), len(place)), dtype=np.bool_)
    for a, b in adjacency_pairs(graph):
        adjacent[place[a], place[b]] = adjacent[place[b], place[a]] = True
    return adjacent


def _matrix(advantage: AdvantageTable, column: str) -> NDArray[np.float64]:
    """Return one column of the scores as an (n, k) matrix; NaN where there is none."""
    return _wide(advantage, column).to_numpy(dtype=np.float64)


def _grades(advantage: AdvantageTable, column: str) -> NDArray[np.int8]:
    """Return evidence grades as an (n, k) matrix of ranks; -1 where there is none."""
    rank = {grade.value: grade.rank for grade in Grade}
    return _wide(advantage, column).map(lambda grade: rank.get(grade, -1)).to_numpy(dtype=np.int8)


def _wide(advantage: AdvantageTable, column: str) -> pd.DataFrame:
    """Return one column of the scores with units down and technologies across."""
    return (
        advantage.cells[column]
        .unstack("technology")
        .reindex(index=list(advantage.units), columns=list(advantage.technologies))
    )


def _strong(scenario: Scenario, advantage: AdvantageTable, score: str, grade: str) -> NDArray[np.bool_]:
    """Return which units are strong for which technologies by two columns of the scores."""
    scores, grades = _matrix(advantage, score), _grades(advantage, grade)
    return strong_pairs(scenario, advantage.units, advantage.technologies, scores, grades)


def strong_pairs(
    scenario: Scenario,
    units: tuple[str, ...],
    technologies: tuple[str, ...],
    score: NDArray[np.float64],
    grade: NDArray[np.int8],
) -> NDArray[np.bool_]:
    """Return which units are strong for which technologies: score and grade, or a dated override.

    Parameters
    ----------
    scenario
        Thresholds and overrides; it speaks of these technologies.
    units, technologies
        What the rows and the columns are.
    score
        (n, k) scores; NaN where the pair cannot be judged.
    grade
        (n, k) ranks of the evidence grades.

    Returns
    -------
    numpy.ndarray
        (n, k) booleans.
    """
    candidates = scenario.candidates
    thresholds = [candidates.strong_score_by_technology.get(k, candidates.strong_score) for k in technologies]
    low_allowed = np.array([k in candidates.strong_grade_low_allowed for k in technologies])
    strong = np.nan_to_num(score, nan=-1.0) >= np.array(thresholds)
    strong &= (grade > Grade.LOW.rank) | low_allowed
    for override in candidates.strong_overrides:
        strong[units.index(override.unit), technologies.index(override.technology)] = True
    return np.asarray(strong, dtype=np.bool_)


def _weights(scenario: Scenario, inputs: AdvantageInputs, units: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the weight of each unit; the weights sum to the number of units."""
    kind = scenario.objective.unit_weight
    if kind == "equal":
        return np.ones(len(units))
    weights = unit_weights(inputs, kind)["weight"]
    return np.array([weights[unit] for unit in units], dtype=np.float64)


def _named(table: str, scenario: Scenario, facts: Facts, groups: Mapping[str, str]) -> frozenset[str]:
    """Return the technologies of the scenario's level that a table names."""
    if scenario.technology_level == "groups":
        return facts.named_technologies(table, scenario.technology_scheme)
    return facts.named_products(table, scenario.technology_scheme, groups)


def _pioneering(scenario: Scenario, facts: Facts, groups: Mapping[str, str]) -> frozenset[str]:
    """Return the technologies that must lead somewhere; a pioneering product that the list lacks names no other."""
    named = _named("pioneering_products", scenario, facts, groups)
    if scenario.technology_level == "groups":
        return named
    products = facts.table("products")
    return named & frozenset(products.loc[products["pioneering"], "product_id"])


def _fields(scenario: Scenario, sites: gpd.GeoDataFrame, groups: Mapping[str, str]) -> NDArray[np.bool_]:
    """Return which technologies are in the recorded fields of which sites; a product counts with its group."""
    recorded = [set(str(cell).split(";")) for cell in sites[f"technologies_{scenario.technology_scheme.lower()}"]]
    return np.array([[group in fields for group in groups.values()] for fields in recorded], dtype=np.bool_)


def _may_host(scenario: Scenario, sites: gpd.GeoDataFrame, groups: Mapping[str, str]) -> NDArray[np.bool_]:
    """Return which sites may host which technologies: eligible and on record, or a dated override."""
    welcome = {"yes"} if scenario.rules.hosts_unknown == "forbid" else {"yes", "unknown"}
    eligible = sites["eligible_host"].isin(welcome).to_numpy(dtype=bool)
    technologies = tuple(groups)
    allowed = _fields(scenario, sites, groups) & eligible[:, None]
    place = {site: position for position, site in enumerate(sites["site_id"])}
    for override in scenario.rules.host_overrides:
        allowed[place[override.site], technologies.index(override.technology)] = True
    return np.asarray(allowed, dtype=np.bool_)


def _in_doubt(scenario: Scenario, sites: gpd.GeoDataFrame) -> frozenset[str]:
    """Return the sites of unknown eligibility, if the scenario wants them flagged."""
    if scenario.rules.hosts_unknown != "flag":
        return frozenset()
    return frozenset(sites.loc[sites["eligible_host"] == "unknown", "site_id"])
