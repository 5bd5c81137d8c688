"""The model with every limit of the policy made elastic: a limit may be held, dropped, or stretched at a price.

Rows belong to limits. All rows of one limit share one stretch variable for each direction, so that "raise the limit
from 3 to 4" is one decision. What makes a plan well formed (a focus needs its cluster, a service its facility) stays
hard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from pulp import LpAffineExpression, LpConstraint, LpMinimize, LpProblem, LpVariable, const, lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import enumerate_candidates
from clusterplan.optimisation.decisions import Decisions, declare_decisions
from clusterplan.optimisation.problem import Problem, row_names
from clusterplan.optimisation.rules import FAMILIES, Row

__all__ = ["CAPACITY", "CAP_PER_YEAR", "LIMIT_PATHS", "ElasticModel", "Limit", "build_elastic_model", "limit_of_row"]

_HARD = frozenset(
    {"focus_needs_cluster", "one_facility_per_site", "host_needs_facility", "focus_is_served", "service_needs_host"}
    | {"synergy", "assist_needs_facility", "upgrade_needs_facility", "upgrade_needs_field", "field_is_upgrade"}
    | {"start_year", "starts", "opening_year"}
)
"""Families that make a plan well formed; no scenario may switch them off."""

CAP_PER_YEAR, CAPACITY = "rules.resources.cap_per_year", "rules.resources.capacity_per_unit"
"""Limits of resources beside the total cap, whose path is ``rules.resources``."""

_PATHS = {
    "clusters.at_least": "rules.clusters.at_least",
    "clusters.at_most": "rules.clusters.at_most",
    "focuses_per_cluster.at_least": "rules.focuses_per_cluster.at_least",
    "focuses_per_cluster.at_most": "rules.focuses_per_cluster.at_most",
    "clusters_per_technology.at_least": "rules.clusters_per_technology.at_least",
    "clusters_per_technology.at_most": "rules.clusters_per_technology.at_most",
    "clusters_per_region": "rules.clusters_per_region_at_least",
    **{f"facilities.{kind.value}": f"rules.facilities.{kind.value}" for kind in FacilityKind},
    "technologies_per_facility.at_least": "rules.facilities.technologies_per_facility.at_least",
    "technologies_per_facility.at_most": "rules.facilities.technologies_per_facility.at_most",
    "facilities_per_region": "rules.facilities.per_region_at_most",
    "facilities_per_technology": "rules.facilities.per_technology_at_least",
    "reach": "rules.reach_km",
    "facility_load": "rules.facility_load_at_most",
    "pioneering": "rules.pioneering",
    "locks": "rules.locks",
    "resources": "rules.resources",
    "cover": "rules.cover",
    "clusters_per_region_at_most": "rules.clusters_per_region_at_most",
    "excluded_pairs": "rules.excluded_pairs",
    "required_pairs": "rules.required_pairs",
    "same_focus_distance": "rules.same_focus_distance_km_at_least",
    "pioneering_test_bed": "rules.pioneering_test_bed",
    "facilities_per_region_at_least": "rules.facilities.per_region_at_least",
    **{
        f"technologies_per_{kind.value}.{end}": f"rules.facilities.technologies_per_{kind.value}.{end}"
        for kind in FacilityKind
        for end in ("at_least", "at_most")
        if not kind.is_shared
    },
    "capacity": CAPACITY,
    "starts_per_year": "rules.phasing.starts_per_year_at_most",
    "decided": "rules.decided_before",
}
LIMIT_PATHS = frozenset(_PATHS.values()) | {CAP_PER_YEAR}
"""Paths of the limits that a repair may change."""
_OF_EACH_PLACE = frozenset(
    {"rules.clusters_per_region_at_least", "rules.locks", "rules.resources", CAP_PER_YEAR, CAPACITY}
    | {"rules.clusters_per_region_at_most", "rules.excluded_pairs", "rules.required_pairs"}
)
"""Limits that a scenario sets place by place; all others are one number for every place."""
_OF_EVERY_SET = frozenset(
    {"focuses_per_cluster", "technologies_per_facility", "reach", "cover", "facility_load", "same_focus_distance"}
    | {f"technologies_per_{kind.value}" for kind in FacilityKind}
)
"""Families whose rows are too many to be told apart in a conflict."""


@dataclass(frozen=True, order=True)
class Limit:
    """One limit that a planner can change."""

    path: str
    """Where it stands in a scenario."""
    place: str = ""
    """The region, technology, lock or resource it is about, if it is about one."""

    def __str__(self) -> str:
        return f"{self.path} ({self.place})" if self.place else self.path


@dataclass(frozen=True)
class ElasticModel:
    """An integer programme whose limits can be dropped or stretched. It minimises the price of stretching."""

    lp: LpProblem
    """The PuLP problem."""
    decisions: Decisions
    """Its decision variables."""
    up: dict[Limit, LpVariable] = field(default_factory=dict)
    """How far each upper limit is raised."""
    down: dict[Limit, LpVariable] = field(default_factory=dict)
    """How far each lower limit is lowered."""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Every elastic limit, sorted."""
        return tuple(sorted(self.up.keys() | self.down.keys()))

    def hold(self, held: frozenset[Limit]) -> None:
        """Hold some limits and drop all others.

        Parameters
        ----------
        held
            The limits to hold.
        """
        for stretch in (self.up, self.down):
            for limit, variable in stretch.items():
                variable.upBound = 0 if limit in held else None


def build_elastic_model(problem: Problem, by_place: bool) -> ElasticModel:
    """Build the elastic model of a problem, with no price on anything.

    Parameters
    ----------
    problem
        The problem.
    by_place
        Whether every place is a limit of its own (to find a conflict), or only where a scenario can set it (to
        repair one).

    Returns
    -------
    ElasticModel
        The model; all limits are held.
    """
    lp = LpProblem("elastic", LpMinimize)
    model = ElasticModel(lp, declare_decisions(lp, problem, enumerate_candidates(_unfiltered(problem)), True))
    for family in FAMILIES:
        for name, row in family(model.decisions):
            limit = limit_of_row(problem, name)
            if limit is not None and not (by_place or limit.path in _OF_EACH_PLACE):
                limit = Limit(limit.path)
            for half_name, half in _halves(name, row):
                constraint = lp.addConstraint(half, half_name)
                if limit is not None:
                    _stretch(model, limit, constraint)
    for name, row in _never_dropped(model.decisions):
        lp.addConstraint(row, name)
    model.hold(frozenset(model.limits))
    return model


def _unfiltered(problem: Problem) -> Problem:
    """Return the problem without the limits that are elastic here and that candidate sets are filtered by."""
    rules = problem.scenario.rules
    focuses = rules.focuses_per_cluster.model_copy(update={"at_least": 1})
    resources = {
        name: resource.model_copy(update={"capacity_per_unit": {}}) for name, resource in rules.resources.items()
    }
    loose = rules.model_copy(
        update={
            "focuses_per_cluster": focuses,
            "reach_km": np.inf,
            "required_pairs": (),
            "resources": resources,
            "decided_before": None,
        }
    )
    return replace(problem, scenario=problem.scenario.model_copy(update={"rules": loose}))


def limit_of_row(problem: Problem, name: str) -> Limit | None:
    """Return the limit that a row belongs to.

    Parameters
    ----------
    problem
        The problem.
    name
        Name of the row, ``rule.place``.

    Returns
    -------
    Limit or None
        None for a row that is never dropped.

    Examples
    --------
    A row of a place, and a row of many clusters::

        clusters_per_region.NMM                -> rules.clusters_per_region_at_least (NMM)
        focuses_per_cluster.at_least.01&33     -> rules.focuses_per_cluster.at_least
    """
    family, _, place = name.partition(".")
    if family in _HARD or (family == "cover" and problem.scenario.rules.cover == "at_most_one"):
        return None
    direction, _, rest = place.partition(".")
    if f"{family}.{direction}" in _PATHS:
        path, place = _PATHS[f"{family}.{direction}"], rest
    else:
        path = _PATHS[family]
    if family in {"resources", "capacity"}:
        path, place = _of_resource(problem, path, place)
    if family == "facilities" and place:  # one end of a range
        path, place = f"{path}.{place}", ""
    if family in {"excluded_pairs", "required_pairs"}:
        place = place.partition(".")[0]
    return Limit(path, "" if family in _OF_EVERY_SET else place)


def _of_resource(problem: Problem, path: str, place: str) -> tuple[str, str]:
    """Return path and place of a limit of a resource: its total cap, its cap in a year, or what units have."""
    spelling, _, rest = place.partition(".")
    resources = tuple(sorted(problem.scenario.rules.resources))
    name = {spelling: name for name, spelling in row_names(resources).items()}[spelling]
    if path == "rules.resources" and rest:
        return CAP_PER_YEAR, f"{name} {rest}"
    return path, name


def _halves(name: str, row: LpAffineExpression) -> Iterator[tuple[str, LpAffineExpression]]:
    """Yield an equation as two inequalities: a stretch that two equations share would tie them to each other."""
    if row.sense != const.LpConstraintEQ:
        yield name, row
        return
    difference = LpAffineExpression.from_list(row.items(), constant=row.constant)
    yield f"{name}.at_most", difference <= 0
    yield f"{name}.at_least", difference >= 0


def _never_dropped(decisions: Decisions) -> Iterator[Row]:
    """Give every cluster a focus and every facility a service, and have every focus served however far.

    Without that, stretching a limit would be no repair: no scenario may ask for less.
    """
    for s, candidate in enumerate(decisions.candidates):
        focuses = lpSum([decisions.focus[s, k] for k in candidate.technologies])
        yield f"cluster_has_focus.{s}", focuses - decisions.use[s] >= 0
    for j in sorted({j for j, _ in decisions.open}):
        served = [host for (at, _), host in decisions.host.items() if at == j]
        yield f"facility_serves.{j}", lpSum(served) - decisions.facilities_at(j, shared=True) >= 0
    for (j, kind), opened in decisions.open.items():
        if not kind.is_shared:
            served = [assist for (at, of, _), assist in decisions.assist.items() if (at, of) == (j, kind)]
            yield f"facility_assists.{j}.{kind.value}", lpSum(served) - opened >= 0
    for (s, k), focus in decisions.focus.items():
        yield f"served_anywhere.{s}.{k}", focus - decisions.hosts_of(k) <= 0


def _stretch(model: ElasticModel, limit: Limit, row: LpConstraint) -> None:
    """Add the shared stretch of a limit to one of its rows."""
    if row.sense == const.LpConstraintGE:
        row[_variable(model, model.down, limit, "down")] = 1
    elif limit.path != "rules.cover":  # a unit in no cluster is a repair; a unit in two is not a plan
        row[_variable(model, model.up, limit, "up")] = -_room(limit, row)


def _room(limit: Limit, row: LpConstraint) -> int:
    """Return by how much one step of stretch loosens a row: a distance is kept or not, however many hubs a row has."""
    return len(row) if limit.path == "rules.same_focus_distance_km_at_least" else 1


def _variable(model: ElasticModel, stretch: dict[Limit, LpVariable], limit: Limit, direction: str) -> LpVariable:
    """Return the stretch variable of a limit, made when first asked for."""
    if limit not in stretch:
        whole = not limit.path.startswith("rules.resources")
        name = f"stretch_{direction}_{len(model.up) + len(model.down)}"
        stretch[limit] = model.lp.add_variable(name, 0, None, cat="Integer" if whole else "Continuous")
    return stretch[limit]
