"""Two plans compared: the answer as typed data, and its files for people."""

from clusterplan.publishing.comparison.answer import (
    ComparedPlan,
    Comparison,
    FacilityChange,
    FocusChange,
    Quantity,
    StartChange,
    UnitChange,
    Unmapped,
    What,
)
from clusterplan.publishing.comparison.features import change_rows, comparison_features, comparison_geojson
from clusterplan.publishing.comparison.files import write_comparison_files
from clusterplan.publishing.comparison.map import draw_comparison
from clusterplan.publishing.comparison.publication import ComparisonPublication

__all__ = [
    "ComparedPlan",
    "Comparison",
    "ComparisonPublication",
    "FacilityChange",
    "FocusChange",
    "Quantity",
    "StartChange",
    "UnitChange",
    "Unmapped",
    "What",
    "change_rows",
    "comparison_features",
    "comparison_geojson",
    "draw_comparison",
    "write_comparison_files",
]
