"""The second criterion for people: its name, unit and note, and how much of it a plan has.

It is counted from the plan alone and shares no line with the model. Spending is read from the plan's own account.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from clusterplan.domain import Plan
from clusterplan.language import Text
from clusterplan.optimisation.criteria import Criterion, Second

__all__ = ["TITLES", "UNITS", "Measure", "counted_measure", "measured"]

TITLES = {
    Criterion.EQUITY: Text(vi="Công bằng: số đơn vị có chỗ trong cụm", en="Equity: units with a place in a cluster"),
    Criterion.COST: Text(vi="Chi phí (đại diện): số cam kết", en="Cost (proxy): commitments"),
    Criterion.DUPLICATION: Text(vi="Trùng lặp: số lần dẫn dắt lặp lại", en="Duplication: repeated leads"),
}
"""Names of the criteria for people; cost has another one where it is spending."""

UNITS = {
    Criterion.EQUITY: Text(vi="đơn vị", en="units"),
    Criterion.COST: Text(vi="cam kết", en="commitments"),
    Criterion.DUPLICATION: Text(vi="lần lặp", en="repeats"),
}
"""Units of the criteria; spending has that of its resource."""


@dataclass(frozen=True)
class Measure:
    """A second criterion, for the optimiser and for people."""

    criterion: Criterion
    """What was asked for."""
    second: Second
    """What the optimiser holds advantage against."""
    title: Text
    """Its name."""
    unit: Text
    """Unit of its levels."""
    note: Text | None = None
    """What a reader must know of it: that it is a proxy, or what its costs rest on."""
    resource: str | None = None
    """The resource whose spending it is."""
    step: Fraction = Fraction(1)
    """Levels are whole multiples of this."""

    @property
    def is_proxy(self) -> bool:
        """Whether it stands for money that the scenario does not give."""
        return self.criterion is Criterion.COST and self.resource is None

    def amount(self, level: int) -> int | float:
        """Return a level of the optimiser as people read it, in the unit.

        Parameters
        ----------
        level
            More is better.

        Returns
        -------
        int or float
            A whole number where things are counted.
        """
        return abs(level) if self.resource is None else float(abs(level) * self.step)

    def of(self, plan: Plan) -> int | float:
        """Return how much a plan has of it, counted from the plan alone.

        Parameters
        ----------
        plan
            The plan.

        Returns
        -------
        int or float
            In the unit; not negative.
        """
        if self.resource is None:
            return measured(plan, self.criterion)
        (total,) = (line.amount for line in plan.spending if line.resource == self.resource and line.year is None)
        return total


def counted_measure(criterion: Criterion, note: Text | None = None) -> Measure:
    """Return a criterion that counts things.

    Parameters
    ----------
    criterion
        The criterion.
    note
        What a reader must know of it.

    Returns
    -------
    Measure
        In whole numbers.
    """
    return Measure(criterion, criterion, TITLES[criterion], UNITS[criterion], note)


def measured(plan: Plan, criterion: Criterion) -> int:
    """Return how many things a plan has that a criterion counts, as a planner counts them.

    - equity: ``number of units that are a member of some cluster``
    - cost, a proxy: ``number of clusters + sum over clusters of members x focuses``
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
