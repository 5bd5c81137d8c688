"""What a plan uses of each resource, by year and in total, told by what uses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clusterplan.domain import Cluster, Facility, Spending
from clusterplan.scenario import Resource, Scenario

__all__ = ["spending_of"]


def spending_of(
    scenario: Scenario, clusters: Sequence[Cluster], facilities: Sequence[Facility]
) -> tuple[Spending, ...]:
    """Return the use of each resource that a scenario gives.

    Parameters
    ----------
    scenario
        The scenario.
    clusters, facilities
        The plan's, with their years where the scenario has phasing.

    Returns
    -------
    tuple of Spending
        By name of the resource: every year that is told, then the total.
    """
    return tuple(
        line
        for name, resource in sorted(scenario.rules.resources.items())
        for line in _lines(scenario, name, resource, clusters, facilities)
    )


def _lines(
    scenario: Scenario, name: str, resource: Resource, clusters: Sequence[Cluster], facilities: Sequence[Facility]
) -> Iterator[Spending]:
    """Yield the use of one resource."""
    phasing = scenario.rules.phasing
    if phasing is None:
        focuses = sum(resource.cost_of_focus(k) for cluster in clusters for k in cluster.focuses)
        building = sum(resource.cost_of_facility(facility.kind, facility.upgrade) for facility in facilities)
        yield _line(name, resource, None, focuses, building, 0.0, resource.cap)
        return
    by_year = [_in_year(resource, year, clusters, facilities) for year in phasing.years]
    for year, parts in zip(phasing.years, by_year, strict=True):
        yield _line(name, resource, year, *parts, resource.cap_per_year.get(year))
    focuses, building, running = (sum(part) for part in zip(*by_year, strict=True))
    yield _line(name, resource, None, focuses, building, running, resource.cap)


def _in_year(
    resource: Resource, year: int, clusters: Sequence[Cluster], facilities: Sequence[Facility]
) -> tuple[float, float, float]:
    """Return what focuses use in a year, what opening facilities uses, and what running them uses."""
    focuses = sum(
        resource.cost_of_focus(k) * resource.share_in_year(year - start)
        for cluster in clusters
        for k, start in cluster.start_year.items()
    )
    dated = [(facility, facility.opens_in) for facility in facilities if facility.opens_in is not None]
    building = sum(resource.cost_of_facility(f.kind, f.upgrade) for f, opened in dated if opened == year)
    return focuses, building, sum(resource.running_cost(f.kind, year - opened) for f, opened in dated)


def _line(
    name: str,
    resource: Resource,
    year: int | None,
    focuses: float,
    building: float,
    running: float,
    cap: float | None,
) -> Spending:
    """Return one line, without the noise of floating-point sums."""
    return Spending(
        resource=name,
        unit=resource.unit,
        year=year,
        amount=round(focuses + building + running, 6),
        focuses=round(focuses, 6),
        building=round(building, 6),
        running=round(running, 6),
        cap=cap,
    )
