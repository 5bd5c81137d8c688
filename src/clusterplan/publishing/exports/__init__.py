"""Exports: a plan, a layer or a table as files of one format, with ISO 19115 metadata beside each."""

from clusterplan.publishing.exports.dataset import Dataset, ExportLayer, typed
from clusterplan.publishing.exports.format import FORMATS, Format
from clusterplan.publishing.exports.write import CsvStyle, write_export

__all__ = ["FORMATS", "CsvStyle", "Dataset", "ExportLayer", "Format", "typed", "write_export"]
