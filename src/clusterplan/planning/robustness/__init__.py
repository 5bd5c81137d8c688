"""What is left of a plan when its inputs are drawn anew: core indices, regret, and which input matters."""

from clusterplan.planning.robustness.answer import CoreIndex, Robustness
from clusterplan.planning.robustness.executors import dask_client, dask_executor, local_executor
from clusterplan.planning.robustness.files import write_robustness
from clusterplan.planning.robustness.settings import RobustnessSettings
from clusterplan.planning.robustness.study import DrawProgress, robustness_of
from clusterplan.planning.robustness.uncertainty import GROUPS, Uncertainty

__all__ = [
    "GROUPS",
    "CoreIndex",
    "DrawProgress",
    "Robustness",
    "RobustnessSettings",
    "Uncertainty",
    "dask_client",
    "dask_executor",
    "local_executor",
    "robustness_of",
    "write_robustness",
]
