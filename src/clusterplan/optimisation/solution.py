"""What a solver chose, read back from its variables, and how the solve ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pulp import LpVariable

from clusterplan.domain import FacilityKind, Termination
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.schedule import opening_years_of, start_years_of

__all__ = ["Choice", "ChosenCluster", "ChosenFacility", "ModelSize", "Progress", "Solution", "read_choice"]


@dataclass(frozen=True)
class ChosenCluster:
    """A candidate set that became a cluster. Numbers are positions in the problem's sequences."""

    candidate: CandidateSet
    """The set."""
    focuses: tuple[int, ...]
    """Its technologies."""
    served_by: tuple[tuple[int, int], ...] = ()
    """(technology, site) pairs, only where a cap on loads decides them."""
    start_years: tuple[tuple[int, int], ...] = ()
    """(technology, year) pairs, only with phasing."""


@dataclass(frozen=True)
class ChosenFacility:
    """A site that gets a facility."""

    site: int
    """Position of the site."""
    kind: FacilityKind
    """Kind of facility."""
    technologies: tuple[int, ...]
    """Technologies it serves."""
    opens_in: int | None = None
    """Opening year, only with phasing."""


@dataclass(frozen=True)
class Choice:
    """Everything a plan decides."""

    clusters: tuple[ChosenCluster, ...]
    """Clusters, sorted by hub."""
    facilities: tuple[ChosenFacility, ...]
    """Facilities, sorted by site."""


@dataclass(frozen=True)
class ModelSize:
    """How large an integer programme is."""

    candidates: int
    """Number of candidate sets."""
    columns: int
    """Number of variables."""
    rows: int
    """Number of rows."""


@dataclass(frozen=True)
class Progress:
    """How far a solve has come. Values in the objective's own unit."""

    phase: str
    """``score``, ``build``, ``solve``, ``explain`` (there is no plan, and why) or ``check``."""
    seconds: float
    """Wall time since the start."""
    incumbent: float | None = None
    """Objective of the best plan so far."""
    bound: float | None = None
    """Proven upper bound so far."""
    size: ModelSize | None = None
    """Size of the model, told once when it is built."""

    @property
    def gap(self) -> float | None:
        """``(bound - incumbent) / max(1, |incumbent|)``, where both are known."""
        if self.incumbent is None or self.bound is None:
            return None
        return max(0.0, self.bound - self.incumbent) / max(1.0, abs(self.incumbent))


@dataclass(frozen=True)
class Solution:
    """A choice with its proof."""

    choice: Choice
    """What was chosen."""
    bound_millionths: int
    """Proven upper bound on the objective, in millionths."""
    termination: Termination
    """How the solve ended: optimal, gap_limit, time_limit or interrupted."""
    solver: str
    """Solver with its version."""
    options: tuple[tuple[str, str | int | float], ...]
    """Options that may change the answer."""
    size: ModelSize
    """Size of the integer programme."""
    seconds: float
    """Wall time of building and solving."""


def read_choice(decisions: Decisions, value: Callable[[LpVariable], float | None]) -> Choice:
    """Read what the variables say.

    Parameters
    ----------
    decisions
        The variables.
    value
        Value of a variable in the solution.

    Returns
    -------
    Choice
        Clusters sorted by hub, facilities by site.
    """

    def chosen(variable: LpVariable) -> bool:
        return (value(variable) or 0.0) > 0.5

    clusters = []
    for s, use in decisions.use.items():
        if chosen(use):
            candidate = decisions.candidates[s]
            focuses = tuple(k for k in candidate.technologies if chosen(decisions.focus[s, k]))
            served = tuple(
                (k, j)
                for (hub, k, j), variable in decisions.serve.items()
                if hub == candidate.hub and k in focuses and chosen(variable)
            )
            clusters.append(ChosenCluster(candidate, focuses, served))
    services = [(j, k) for (j, k), host in decisions.host.items() if chosen(host)]
    services += [(j, k) for (j, _, k), assist in decisions.assist.items() if chosen(assist)]  # a site has one facility
    facilities = [
        ChosenFacility(j, kind, tuple(k for at, k in services if at == j))
        for (j, kind), opened in decisions.open.items()
        if chosen(opened)
    ]

    def number(variable: LpVariable) -> int:
        return round(value(variable) or 0.0)

    if decisions.problem.scenario.rules.phasing is not None:
        clusters, facilities = _with_years(decisions, clusters, facilities, number)
    return Choice(
        tuple(sorted(clusters, key=lambda cluster: cluster.candidate.hub)),
        tuple(sorted(facilities, key=lambda facility: facility.site)),
    )


def _with_years(
    decisions: Decisions,
    clusters: list[ChosenCluster],
    facilities: list[ChosenFacility],
    number: Callable[[LpVariable], int],
) -> tuple[list[ChosenCluster], list[ChosenFacility]]:
    """Return clusters with start years and facilities with opening years."""
    starts = start_years_of(decisions, [(cluster.candidate, cluster.focuses) for cluster in clusters], number)
    opens = opening_years_of(decisions, [(f.site, f.kind, f.technologies) for f in facilities], number)
    return [
        replace(cluster, start_years=tuple((k, starts[cluster.candidate.hub, k]) for k in cluster.focuses))
        for cluster in clusters
    ], [replace(facility, opens_in=opens[facility.site]) for facility in facilities]
