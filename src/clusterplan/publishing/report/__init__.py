"""Reports for people: two pages about one unit as PDF, and the annex of a submission as DOCX."""

from clusterplan.publishing.report.annex import ClusterReasons, write_annex
from clusterplan.publishing.report.unit_report import MissingLine, UnitReasons, write_unit_report

__all__ = ["ClusterReasons", "MissingLine", "UnitReasons", "write_annex", "write_unit_report"]
