"""All files of a comparison, written into one folder: the same bytes for the same comparison."""

from __future__ import annotations

from pathlib import Path

from clusterplan.publishing.comparison.features import CHANGE_COLUMNS, change_rows, comparison_geojson
from clusterplan.publishing.comparison.map import draw_comparison
from clusterplan.publishing.comparison.publication import ComparisonPublication
from clusterplan.publishing.table import write_rows

__all__ = ["write_comparison_files"]


def write_comparison_files(publication: ComparisonPublication, folder: Path) -> tuple[Path, ...]:
    """Write ``compare.json``, ``changes.csv``, ``compare.geojson`` and ``compare.html``.

    Parameters
    ----------
    publication
        What is published.
    folder
        Folder to write into; made if it does not exist, files of these names are replaced.

    Returns
    -------
    tuple of pathlib.Path
        The files, in the order above.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ("compare.json", "changes.csv", "compare.geojson", "compare.html")
    answer, table, features, page = paths = tuple(folder / name for name in names)
    answer.write_text(publication.comparison.to_json(), encoding="utf-8", newline="\n")
    write_rows(change_rows(publication), table, CHANGE_COLUMNS)
    features.write_text(comparison_geojson(publication), encoding="utf-8", newline="\n")
    page.write_text(draw_comparison(publication), encoding="utf-8", newline="\n")
    return paths
