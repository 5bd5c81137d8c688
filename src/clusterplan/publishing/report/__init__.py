"""Reports for print: two pages about one unit as PDF."""

from clusterplan.publishing.report.unit_report import MissingLine, UnitReasons, write_unit_report

__all__ = ["MissingLine", "UnitReasons", "write_unit_report"]
