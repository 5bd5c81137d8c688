"""Publishing: a plan and its layers become files for people."""

from clusterplan.publishing.features import plan_features
from clusterplan.publishing.files import write_plan_files
from clusterplan.publishing.map import draw_map
from clusterplan.publishing.palette import assign_colours
from clusterplan.publishing.publication import Exclusion, Publication, SourceLine

__all__ = [
    "Exclusion",
    "Publication",
    "SourceLine",
    "assign_colours",
    "draw_map",
    "plan_features",
    "write_plan_files",
]
