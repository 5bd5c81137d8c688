"""What the decisions, rules and locks of a plan are worth, and what a plan rests on."""

from clusterplan.planning.values.answer import PlanValues
from clusterplan.planning.values.rows import write_values
from clusterplan.planning.values.study import study_values

__all__ = ["PlanValues", "study_values", "write_values"]
