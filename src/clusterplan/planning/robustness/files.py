"""The files of a study of robustness: ``robustness.json``, ``core_index.csv``, ``draws.csv`` and ``robustness.svg``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from clusterplan.language import Language
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.robustness.answer import CoreIndex, DrawRecord, Robustness
from clusterplan.publishing.robustness_chart import RobustnessPicture, write_robustness_chart
from clusterplan.publishing.table import spreadsheet_cell

__all__ = ["FILES", "write_robustness"]

FILES = ("robustness.json", "core_index.csv", "draws.csv", "robustness.svg")
"""Names of the files."""


def write_robustness(answer: Robustness, known: KnownPlan, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write a study of robustness.

    Parameters
    ----------
    answer
        The study.
    known
        The plan that was studied.
    folder
        Folder that exists.
    language
        Language of the names in the table and of the picture.

    Returns
    -------
    tuple of pathlib.Path
        The files, as :data:`FILES` names them.
    """
    problem = known.posed.problem
    names = {code: name.in_language(language) for code, name in zip(problem.units, problem.unit_names, strict=True)}
    whole, indices, draws, picture = (folder / name for name in FILES)
    whole.write_text(answer.to_json(), encoding="utf-8", newline="\n")
    _write_table(indices, ("name", *CoreIndex.model_fields), ((names[i.unit], *_row(i)) for i in answer.indices))
    _write_table(draws, tuple(DrawRecord.model_fields), (_row(record) for record in answer.draws))
    cells = [i for i in answer.indices if i.kind == "assignment" and i.in_plan]
    write_robustness_chart(
        picture,
        RobustnessPicture(
            objectives=[d.objective for d in answer.draws if d.objective is not None],
            objective_of_plan=known.plan.objective,
            regrets=[d.regret_at_most for d in answer.draws if d.regret_at_most is not None],
            draws_breaking_rules=answer.draws_breaking_rules,
            units=names,
            technologies=problem.technologies,
            cells={(i.unit, i.technology): (i.index, i.stability) for i in cells if i.technology is not None},
        ),
        language,
    )
    return whole, indices, draws, picture


def _row(record: CoreIndex | DrawRecord) -> tuple[object, ...]:
    """Return a record as cells; nothing is an empty cell."""
    return tuple(spreadsheet_cell(value) for value in record.model_dump(mode="json").values())


def _write_table(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file that spreadsheets open with its letters intact."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)
