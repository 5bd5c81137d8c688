"""Weights for a scenario from a table in which people compare components or indicators two by two (AHP)."""

from clusterplan.planning.pairwise.answer import PairwiseWeighing
from clusterplan.planning.pairwise.scenario_part import write_scenario_part
from clusterplan.planning.pairwise.table import PairwiseTable, read_pairwise_table
from clusterplan.planning.pairwise.weighing import weigh_pairwise

__all__ = ["PairwiseTable", "PairwiseWeighing", "read_pairwise_table", "weigh_pairwise", "write_scenario_part"]
