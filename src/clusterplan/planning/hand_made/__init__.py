"""A list that a planner already has: the form to fill in, and what is read from it."""

from clusterplan.planning.hand_made.form import HandMadeCluster, HandMadeFacility, HandMadePlan, read_hand_made_plan
from clusterplan.planning.hand_made.template import write_form

__all__ = ["HandMadeCluster", "HandMadeFacility", "HandMadePlan", "read_hand_made_plan", "write_form"]
