"""Apportion research groups and doctorates over the facilities: largest remainders, by services and load.

The numbers are targets of the laboratory scheme, not decisions of the model. A facility weighs the technologies that it
serves plus the focuses that it serves. Where there are enough, each facility gets one research group first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from clusterplan.domain import Cluster, Facility, SiteId
from clusterplan.scenario import FacilityRules

__all__ = ["apportioned", "with_research"]


def with_research(
    facilities: Sequence[Facility], clusters: Sequence[Cluster], rules: FacilityRules
) -> tuple[Facility, ...]:
    """Return the facilities with their shares, where the scenario gives the totals.

    Parameters
    ----------
    facilities
        The facilities.
    clusters
        The clusters that they serve.
    rules
        Totals of research groups and doctorates.

    Returns
    -------
    tuple of Facility
        In the same order.
    """
    load = Counter(site for cluster in clusters for site in cluster.served_by.values())
    weight = {facility.site_id: len(facility.technologies) + load[facility.site_id] for facility in facilities}
    groups, doctorates = rules.research_groups, rules.doctorates
    of_groups = {} if groups is None else apportioned(groups, weight, first=1)
    of_doctorates = {} if doctorates is None else apportioned(doctorates, weight)
    return tuple(
        facility.model_copy(
            update={
                "research_groups": of_groups.get(facility.site_id),
                "doctorates": of_doctorates.get(facility.site_id),
            }
        )
        for facility in facilities
    )


def apportioned(total: int, weight: Mapping[SiteId, int], first: int = 0) -> dict[SiteId, int]:
    """Divide a whole number by weight (largest remainders; the first id among equal remainders).

    Parameters
    ----------
    total
        What is divided.
    weight
        Weight by id, not negative.
    first
        What each gets beforehand, if there is enough for all.

    Returns
    -------
    dict of str to int
        Shares by id; they sum to the total unless there is nobody or nothing weighs anything.

    Examples
    --------
    >>> apportioned(7, {"L1": 3, "L2": 1, "L3": 1})
    {'L1': 4, 'L2': 2, 'L3': 1}
    """
    if total < first * len(weight):
        first = 0
    rest, whole = total - first * len(weight), sum(weight.values())
    if not whole:
        return dict.fromkeys(weight, first)
    shares = {site: first + rest * parts // whole for site, parts in weight.items()}
    order = sorted(weight, key=lambda site: (-(rest * weight[site] % whole), site))
    for site in order[: total - sum(shares.values())]:
        shares[site] += 1
    return shares
