"""The files of a study of intervals: ``score_intervals.json`` and ``score_intervals.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from clusterplan.domain import UnitId
from clusterplan.planning.score_intervals.answer import ScoreInterval, ScoreIntervals
from clusterplan.publishing.table import spreadsheet_cell

__all__ = ["FILES", "write_score_intervals"]

FILES = ("score_intervals.json", "score_intervals.csv")
"""Names of the files."""


def write_score_intervals(answer: ScoreIntervals, names: Mapping[UnitId, str], folder: Path) -> tuple[Path, ...]:
    """Write a study of intervals.

    Parameters
    ----------
    answer
        The study.
    names
        Name of each unit in the language of the table.
    folder
        Folder that exists.

    Returns
    -------
    tuple of pathlib.Path
        The files, as :data:`FILES` names them.
    """
    whole, rows = (folder / name for name in FILES)
    whole.write_text(answer.to_json(), encoding="utf-8", newline="\n")
    with rows.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("name", *ScoreInterval.model_fields))
        for one in answer.intervals:
            cells = (names[one.unit], *one.model_dump(mode="json").values())
            writer.writerow([spreadsheet_cell(cell) for cell in cells])
    return whole, rows
