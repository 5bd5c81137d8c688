"""What a plan has of a second criterion, counted from the plan alone: no line is shared with the model."""

from __future__ import annotations

from clusterplan.domain import Plan
from clusterplan.language import Text
from clusterplan.optimisation.criteria import Criterion

__all__ = ["TITLES", "UNITS", "measured"]

TITLES = {
    Criterion.EQUITY: Text(vi="Công bằng: số đơn vị có chỗ trong cụm", en="Equity: units with a place in a cluster"),
    Criterion.COST: Text(vi="Chi phí (đại diện): số cam kết", en="Cost (proxy): commitments"),
    Criterion.DUPLICATION: Text(vi="Trùng lặp: số lần dẫn dắt lặp lại", en="Duplication: repeated leads"),
}
"""Names of the criteria for people."""

UNITS = {
    Criterion.EQUITY: Text(vi="đơn vị", en="units"),
    Criterion.COST: Text(vi="cam kết", en="commitments"),
    Criterion.DUPLICATION: Text(vi="lần lặp", en="repeats"),
}
"""Units of the criteria."""


def measured(plan: Plan, criterion: Criterion) -> int:
    """Return how much a plan has of a criterion, as a planner counts it.

    - equity: ``number of units that are a member of some cluster``
    - cost: ``number of clusters + sum over clusters of members x focuses``
    - duplication: ``sum over technologies of max(0, clusters that focus on it - 1)``

    Parameters
    ----------
    plan
        The plan.
    criterion
        The criterion.

    Returns
    -------
    int
        Units, commitments or repeats; not negative.
    """
    if criterion is Criterion.EQUITY:
        return len({unit for cluster in plan.clusters for unit in cluster.members})
    if criterion is Criterion.COST:
        return len(plan.clusters) + sum(len(c.members) * len(c.focuses) for c in plan.clusters)
    leads = [technology for cluster in plan.clusters for technology in cluster.focuses]
    return sum(max(0, leads.count(technology) - 1) for technology in sorted(set(leads)))
