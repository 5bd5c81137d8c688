"""What the records say of demand, test beds and anchors. What no record names is unknown, never absent.

Which rows count:

- *Demand*: an enterprise in the unit with the technology among its fields, or a local priority of the unit that names
  the technology. National missions name no unit, so they ask for a technology everywhere and nowhere in particular.
- *Test bed*: a local priority of the unit, or a zone that operates there, with the technology. Airports and seaports
  are on record without technologies and tell nothing.
- *Anchors*: enterprises on record; universities, institutes and national key laboratories.

Proposals that nobody adopted, deposits that nobody works yet, places that are planned, unbuilt or unconfirmed, and
enterprises of low confidence do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.domain import ValueStatus
from clusterplan.geodata import current_register, distance_matrix_km
from clusterplan.planning.facts import Facts
from clusterplan.scenario import Scenario

__all__ = ["Records", "read_records"]

type _Reader = Callable[[Scenario, Facts], pd.DataFrame]

_NOT_ADOPTED = frozenset({"forum proposal"})
_NOT_AN_ENTERPRISE = frozenset({"mine"})
_INSTITUTES = frozenset({"university", "ministry_institute", "vast", "national_key_lab"})
_OPERATING = frozenset({"operating", "operating / expanding", "phase 1 operating", "partly operating"})


@dataclass(frozen=True, eq=False)
class Records:
    """What is on record for n units and k technologies."""

    demand: NDArray[np.int8]
    """(n, k) 1 where a demand source is on record, -1 elsewhere."""
    test_bed: NDArray[np.int8]
    """(n, k) 1 where a test bed is on record, -1 elsewhere."""
    nearest_enterprise_km: NDArray[np.float64]
    """(n, k) travel distance to the nearest enterprise; inf where there is none."""
    nearest_institute_km: NDArray[np.float64]
    """(n, k) travel distance to the nearest institute; inf where there is none."""


def read_records(scenario: Scenario, facts: Facts, units: gpd.GeoDataFrame, groups: tuple[str, ...]) -> Records:
    """Read the records that a scenario's gates ask for.

    Parameters
    ----------
    scenario
        The scenario: what no gate asks for is not read.
    facts
        The data.
    units
        The planning units in their order, with ``code``.
    groups
        The group of each technology, in the order of the technologies: records name groups.

    Returns
    -------
    Records
        Unknown, or infinitely far, wherever nothing was read.
    """
    rules = scenario.rules
    shape = (len(units), len(groups))
    demand, test_bed = np.full(shape, -1, dtype=np.int8), np.full(shape, -1, dtype=np.int8)
    enterprise, institute = np.full(shape, np.inf), np.full(shape, np.inf)
    if rules.demand_unknown != "allow":
        for rows in _of_this_vintage(scenario, facts, {"enterprises": _enterprises, "local_priorities": _priorities}):
            _mark(demand, rows, units, groups)
    if rules.pioneering_test_bed != "allow":
        for rows in _of_this_vintage(scenario, facts, {"sites": _zones, "local_priorities": _priorities}):
            _mark(test_bed, rows, units, groups)
    if rules.anchor_enterprise_km is not None:
        enterprise = _nearest(scenario, _enterprises(scenario, facts), units, groups)
    if rules.anchor_institute_km is not None:
        institute = _nearest(scenario, _institutes(scenario, facts), units, groups)
    return Records(demand, test_bed, enterprise, institute)


def _of_this_vintage(scenario: Scenario, facts: Facts, readers: dict[str, _Reader]) -> Iterator[pd.DataFrame]:
    """Yield the rows that name units by the codes of the scenario's units; a code of another year tells nothing."""
    for name, read in readers.items():
        if current_register()[name].unit_vintage == scenario.unit_vintage:
            yield read(scenario, facts)


def _enterprises(scenario: Scenario, facts: Facts) -> gpd.GeoDataFrame:
    """Return the enterprises that count, with the technologies of the scheme."""
    rows = facts.layer("enterprises").sort_values("enterprise_id")
    rows = rows[~rows["site_kind"].isin(_NOT_AN_ENTERPRISE) & (rows["confidence"] != "low")]
    rows = rows[rows["claim_status"] != ValueStatus.NONE_RECORDED.value]
    return _with_technologies(scenario, facts, rows)


def _institutes(scenario: Scenario, facts: Facts) -> gpd.GeoDataFrame:
    """Return the universities, institutes and key laboratories that count, with the technologies of the scheme."""
    rows = facts.layer("sites").sort_values("site_id")
    rows = rows[rows["kind"].isin(_INSTITUTES) & (rows["claim_status"] != ValueStatus.NONE_RECORDED.value)]
    return _with_technologies(scenario, facts, rows)


def _zones(scenario: Scenario, facts: Facts) -> gpd.GeoDataFrame:
    """Return the zones that operate, with the technologies of the scheme."""
    rows = facts.layer("sites").sort_values("site_id")
    rows = rows[(rows["place"] == "zone") & rows["status"].isin(_OPERATING)]
    return _with_technologies(scenario, facts, rows)


def _priorities(scenario: Scenario, facts: Facts) -> pd.DataFrame:
    """Return the local priorities that somebody adopted, with the technologies of the scheme."""
    rows = facts.table("local_priorities")
    rows = rows[~rows["kind"].isin(_NOT_ADOPTED)]
    return _with_technologies(scenario, facts, rows)


def _with_technologies[Rows: pd.DataFrame](scenario: Scenario, facts: Facts, rows: Rows) -> Rows:
    """Return rows with a column ``named``: their technologies in the scenario's scheme."""
    named = facts.technologies_of_rows(rows, scenario.technology_scheme)
    return rows.assign(named=pd.Series(named, index=rows.index, dtype=object))


def _mark(marks: NDArray[np.int8], rows: pd.DataFrame, units: gpd.GeoDataFrame, technologies: tuple[str, ...]) -> None:
    """Write 1 where a row names a technology in a unit."""
    place = {code: position for position, code in enumerate(units["code"])}
    for unit, named in zip(rows["unit"], rows["named"], strict=True):
        for k, technology in enumerate(technologies):
            if unit in place and technology in named:
                marks[place[unit], k] = 1


def _nearest(
    scenario: Scenario, rows: gpd.GeoDataFrame, units: gpd.GeoDataFrame, technologies: tuple[str, ...]
) -> NDArray[np.float64]:
    """Return the travel distance from each unit's centre to the nearest row with each technology."""
    distance = distance_matrix_km(units, rows, scenario.candidates.detour_factor)
    columns = []
    for technology in technologies:
        having = np.array([technology in named for named in rows["named"]], dtype=np.bool_)
        columns.append(np.min(distance[:, having], axis=1, initial=np.inf))
    return np.stack(columns, axis=1)
