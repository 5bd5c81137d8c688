"""What arithmetic can tell about regions' floors on facilities, and which fields a kind of facility finds at a site."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from clusterplan.domain import FacilityKind
from clusterplan.errors import Conflict
from clusterplan.optimisation.arithmetic import Check, conflict
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.problem import Problem

__all__ = ["FACILITY_CHECKS", "hostable_fields"]


def hostable_fields(problem: Problem, kind: FacilityKind) -> NDArray[np.int64]:
    """Return how many technologies a facility of one kind could serve at each site.

    Parameters
    ----------
    problem
        The problem.
    kind
        The kind of facility.

    Returns
    -------
    numpy.ndarray
        (m,) numbers.
    """
    rules = problem.scenario.rules.facilities
    allowed = np.array([rules.may_serve(kind, k) for k in problem.technologies], dtype=np.bool_)
    return np.asarray((problem.may_host & allowed).sum(axis=1), dtype=np.int64)


def _floors(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare the floor on facilities of a region with its sites, and of all regions with the programme."""
    rules = problem.scenario.rules.facilities
    fewest = rules.per_region_at_least
    if not fewest:
        return
    hosts = problem.may_host.any(axis=1)
    for region in problem.regions:
        sites = sum(bool(host) and of == region for host, of in zip(hosts, problem.site_regions, strict=True))
        if sites < fewest:
            yield conflict(
                ("rules.facilities.per_region_at_least", "rules.hosts"),
                f"vùng {region} cần ít nhất {fewest} cơ sở nhưng chỉ {sites} địa điểm đủ điều kiện",
                f"region {region} has a floor of {fewest} on its facilities but {sites} eligible sites",
                f"Hạ per_region_at_least xuống {sites} hoặc công nhận thêm địa điểm bằng host_overrides.",
                f"Lower per_region_at_least to {sites} or admit sites with host_overrides.",
            )
    most = sum(rules.numbers(kind).at_most for kind in FacilityKind)
    floors = fewest * len(problem.regions)
    if floors > most:
        yield conflict(
            ("rules.facilities.per_region_at_least", "rules.facilities"),
            f"sàn của {len(problem.regions)} vùng đòi {floors} cơ sở, chương trình chỉ có {most}",
            f"the floors of {len(problem.regions)} regions ask for {floors} facilities, the programme has {most}",
            "Hạ per_region_at_least.",
            "Lower per_region_at_least.",
        )


FACILITY_CHECKS: tuple[Check, ...] = (_floors,)
