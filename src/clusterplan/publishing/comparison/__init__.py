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
]
