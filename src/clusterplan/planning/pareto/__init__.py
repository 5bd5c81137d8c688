"""Advantage against equity, cost or duplication: the front, and the price of fairness."""

from clusterplan.optimisation.criteria import Criterion
from clusterplan.optimisation.front import Mode
from clusterplan.planning.pareto.answer import Front, FrontEntry
from clusterplan.planning.pareto.asked import measure_asked_for
from clusterplan.planning.pareto.files import write_front
from clusterplan.planning.pareto.measure import Measure, measured
from clusterplan.planning.pareto.study import FoundFront, front_of

__all__ = [
    "Criterion",
    "FoundFront",
    "Front",
    "FrontEntry",
    "Measure",
    "Mode",
    "front_of",
    "measure_asked_for",
    "measured",
    "write_front",
]
