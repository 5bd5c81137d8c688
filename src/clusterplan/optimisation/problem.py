"""The problem as the optimiser sees it: ids and arrays, every name resolved.

``planning`` builds it from layers, scores and a scenario. Inside this room nothing is looked up by a person's spelling
any more, so nothing can be misspelt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clusterplan.domain import FacilityKind, SiteId, TechnologyId, UnitId
from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.records import Records
from clusterplan.scenario import Scenario

__all__ = ["AdoptedPlan", "Problem", "row_names"]

_UNKNOWN = {
    "demand": np.int8(-1),
    "test_bed": np.int8(-1),
    "nearest_enterprise_km": np.inf,
    "nearest_institute_km": np.inf,
}
"""What records say where there are none: unknown, never no."""
_NOT_IN_A_ROW_NAME = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True)
class AdoptedPlan:
    """What an earlier, adopted plan decided: the part from which a new plan may switch at a cost."""

    focuses: frozenset[tuple[UnitId, TechnologyId]] = frozenset()
    """(unit, technology) pairs: every member of a cluster with each of its focuses."""
    facilities: frozenset[tuple[SiteId, FacilityKind]] = frozenset()
    """Facilities by site and kind."""
    start_years: Mapping[tuple[UnitId, TechnologyId], int] = field(default_factory=dict)
    """Start year of each pair that has one."""
    opening_years: Mapping[tuple[SiteId, FacilityKind], int] = field(default_factory=dict)
    """Opening year of each facility that has one."""
    counts_facilities: bool = True
    """False if only the pairs matter: then facilities may differ for nothing."""


@dataclass(frozen=True, eq=False)
class Problem:
    """One instance of the planning problem, with n units, k technologies and m sites.

    All sequences of ids are sorted, so that the same question gives the same model.
    """

    scenario: Scenario
    """Limits, weights and locks; every name in it exists here."""
    units: tuple[UnitId, ...]
    """Codes of the planning units."""
    unit_names: tuple[Text, ...]
    """Names of the units, in their order."""
    unit_regions: tuple[str, ...]
    """Region of each unit."""
    technologies: tuple[TechnologyId, ...]
    """Technologies of the scheme."""
    sites: tuple[SiteId, ...]
    """Sites that exist on record, eligible or not."""
    site_units: tuple[UnitId, ...]
    """Unit that each site lies in."""
    adjacent: NDArray[np.bool_]
    """(n, n) symmetric: two units share a border or a declared link."""
    member_distance_km: NDArray[np.float64]
    """(n, n) travel distance between administrative centres, detour included."""
    site_distance_km: NDArray[np.float64]
    """(n, m) travel distance from a unit's centre to a site, detour included."""
    score: NDArray[np.float64]
    """(n, k) advantage in [0, 1]; NaN where the pair cannot be judged."""
    grade: NDArray[np.int8]
    """(n, k) rank of the evidence grade: 0 low, 1 medium, 2 high; -1 where the pair cannot be judged."""
    strong: NDArray[np.bool_]
    """(n, k) the unit is strong for the technology, overrides included."""
    participation: NDArray[np.float64]
    """(k,) participation score: what a member must exceed to add to a cluster."""
    unit_weight: NDArray[np.float64]
    """(n,) weight of each unit; sums to n."""
    readiness: NDArray[np.float64]
    """(n,) readiness to be a hub."""
    may_host: NDArray[np.bool_]
    """(m, k) the site may host the technology: recorded field or override, and eligible."""
    existing_laboratory: NDArray[np.bool_]
    """(m, k) the site is an existing national key laboratory of the technology."""
    pioneering: frozenset[TechnologyId] = frozenset()
    """Technologies of the pioneering products."""
    asked_for: frozenset[TechnologyId] = frozenset()
    """Technologies that a mission, a target, a pioneering product or a local priority names."""
    sites_in_doubt: frozenset[SiteId] = frozenset()
    """Sites whose eligibility is unknown and that the scenario flags."""
    adopted: AdoptedPlan = field(default_factory=AdoptedPlan)
    """The adopted plan, if the scenario names one."""
    decisions: AdoptedPlan | None = None
    """The plan whose decisions may stay; the adopted one if left out."""
    demand: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, dtype=np.int8))
    """(n, k) demand in the unit: 1 on record, 0 recorded as none, -1 unknown; unknown everywhere if not given."""
    test_bed: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, dtype=np.int8))
    """(n, k) the unit is a test bed: 1 on record, 0 recorded as none, -1 unknown; unknown everywhere if not given."""
    nearest_enterprise_km: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """(n, k) travel distance to the nearest enterprise on record; inf where there is none, or if not given."""
    nearest_institute_km: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """(n, k) travel distance to the nearest institute on record; inf where there is none, or if not given."""
    records: Records = field(default_factory=Records)
    """What is on record about products; nothing that is decided depends on it."""

    def __post_init__(self) -> None:
        n, k, m = len(self.units), len(self.technologies), len(self.sites)
        for name, unknown in _UNKNOWN.items():
            if not getattr(self, name).size:
                object.__setattr__(self, name, np.full((n, k), unknown))
        shapes = {
            "adjacent": (n, n),
            "member_distance_km": (n, n),
            "site_distance_km": (n, m),
            "score": (n, k),
            "grade": (n, k),
            "strong": (n, k),
            "participation": (k,),
            "unit_weight": (n,),
            "readiness": (n,),
            "may_host": (m, k),
            "existing_laboratory": (m, k),
            **dict.fromkeys(_UNKNOWN, (n, k)),
        }
        wrong = [name for name, shape in shapes.items() if getattr(self, name).shape != shape]
        if wrong:
            raise InternalError(Text(vi=f"Mảng sai kích thước: {wrong}", en=f"arrays of the wrong shape: {wrong}"))
        for ids in (self.units, self.technologies, self.sites):
            if list(ids) != sorted(set(ids)):
                raise InternalError(
                    Text(vi=f"Mã chưa sắp xếp hoặc trùng: {ids[:5]}", en=f"ids not sorted or not unique: {ids[:5]}")
                )

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Codes of the regions that have units, sorted."""
        return tuple(sorted(set(self.unit_regions)))

    @cached_property
    def site_regions(self) -> tuple[str, ...]:
        """Region of each site."""
        return tuple(self.unit_regions[self.units.index(unit)] for unit in self.site_units)

    @cached_property
    def hub_rank(self) -> NDArray[np.int64]:
        """(n,) place of each unit when sorted by readiness, highest first, ties by code; 0 is the first."""
        order = sorted(range(len(self.units)), key=lambda r: (-self.readiness[r], self.units[r]))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        return rank

    @cached_property
    def unit_value(self) -> NDArray[np.float64]:
        """(n, k) what a member adds to a focus: priority x weight x (score - participation); 0 if not judged."""
        priority = np.array([self.scenario.objective.priority.get(k, 1.0) for k in self.technologies])
        above = np.nan_to_num(self.score - self.participation, nan=0.0)
        return priority * self.unit_weight[:, None] * above

    @cached_property
    def unit_deviation(self) -> NDArray[np.float64]:
        """(n, k) what a member may lack: priority x weight x min(deviation of its grade, score); 0 if not judged."""
        robust = self.scenario.objective.robust
        if robust is None:
            return np.zeros_like(self.score)
        priority = np.array([self.scenario.objective.priority.get(k, 1.0) for k in self.technologies])
        of_grade = np.array([robust.deviation.low, robust.deviation.medium, robust.deviation.high])
        lacks = np.where(np.isnan(self.score), 0.0, np.minimum(of_grade[self.grade], np.nan_to_num(self.score)))
        return np.asarray(priority * self.unit_weight[:, None] * lacks)

    @cached_property
    def allowed_technologies(self) -> NDArray[np.bool_]:
        """(k,) technologies that may be a focus at all."""
        if self.scenario.rules.challenge_unasked != "forbid":
            return np.ones(len(self.technologies), dtype=np.bool_)
        return np.array([k in self.asked_for for k in self.technologies], dtype=np.bool_)

    @cached_property
    def hubs_too_near(self) -> NDArray[np.bool_]:
        """(n, n) two units are too near to be hubs of the same focus; of two directions, the shorter one counts."""
        apart = self.scenario.rules.same_focus_distance_km_at_least or 0.0
        near = np.minimum(self.member_distance_km, self.member_distance_km.T) < apart
        return np.asarray(near & ~np.eye(len(self.units), dtype=np.bool_), dtype=np.bool_)

    @cached_property
    def hosted_within_reach(self) -> NDArray[np.bool_]:
        """(n, k) some site that may host the technology lies within reach of the unit's centre."""
        within = self.site_distance_km <= self.scenario.rules.reach_km
        return np.asarray((within.astype(np.int64) @ self.may_host.astype(np.int64)) > 0, dtype=np.bool_)

    @cached_property
    def decided_focuses(self) -> dict[tuple[int, int], int | None]:
        """Start year of each (unit, technology) pair, by position, that the adopted plan has already started.

        A pair without a year counts as started in the first year; the year is None where the scenario has no years.
        """
        return {
            (self.units.index(unit), self.technologies.index(k)): year
            for (unit, k), year in self._decided(self._decisions.focuses, self._decisions.start_years).items()
            if unit in self.units and k in self.technologies
        }

    @cached_property
    def decided_facilities(self) -> dict[tuple[int, FacilityKind], int | None]:
        """Opening year of each (site, kind), by position, that the adopted plan has already opened; as above."""
        return {
            (self.sites.index(site), kind): year
            for (site, kind), year in self._decided(self._decisions.facilities, self._decisions.opening_years).items()
            if site in self.sites
        }

    @property
    def _decisions(self) -> AdoptedPlan:
        """The plan whose decisions may stay."""
        return self.adopted if self.decisions is None else self.decisions

    def _decided[Key](self, adopted: frozenset[Key], years: Mapping[Key, int]) -> dict[Key, int | None]:
        """Return what was adopted before the year until which everything is decided, with its year."""
        before, phasing = self.scenario.rules.decided_before, self.scenario.rules.phasing
        if before is None:
            return {}
        taken = [key for key in adopted if key not in years or years[key] < before]
        return {key: years.get(key, phasing.first_year) if phasing else None for key in taken}


def row_names(ids: tuple[str, ...]) -> dict[str, str]:
    """Return a spelling of every id that survives in an LP file, each different from the others.

    LP files allow few characters in names, and modelling tools replace the rest silently, so that two ids could
    become one.

    Parameters
    ----------
    ids
        Ids of one kind.

    Returns
    -------
    dict of str to str
        Spelling by id.

    Examples
    --------
    >>> row_names(("FR-75", "FR.75", "01"))
    {'FR-75': 'FR_75', 'FR.75': 'FR_75_2', '01': '01'}
    """
    spelling: dict[str, str] = {}
    taken: set[str] = set()
    for name in ids:
        clean = _NOT_IN_A_ROW_NAME.sub("_", name)
        number, unique = 2, clean
        while unique in taken:
            unique, number = f"{clean}_{number}", number + 1
        taken.add(unique)
        spelling[name] = unique
    return spelling
