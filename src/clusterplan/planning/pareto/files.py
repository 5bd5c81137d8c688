"""The files of a front: ``front.json``, ``front.csv``, ``front.svg``, and a folder with the plan of each point."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from clusterplan.language import Language, Text
from clusterplan.planning.pareto.answer import Front, FrontEntry
from clusterplan.planning.pareto.study import FoundFront
from clusterplan.planning.plan import write_plan_and_scenario
from clusterplan.publishing.front_chart import FrontPicture, write_front_chart

__all__ = ["write_front"]


def write_front(found: FoundFront, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write a front.

    Parameters
    ----------
    found
        The front with its plans.
    folder
        Folder that exists. The points of an earlier front in it are removed.
    language
        Language of the picture.

    Returns
    -------
    tuple of pathlib.Path
        The files.
    """
    front = found.front
    whole, table, picture = (folder / name for name in ("front.json", "front.csv", "front.svg"))
    plans = _write_plans(found, folder)  # first, because what they are read from may be an earlier point
    whole.write_text(front.to_json(), encoding="utf-8", newline="\n")
    of_front = {name: getattr(front, name) for name in _OF_FRONT}
    with table.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells spreadsheets the encoding
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("criterion", *FrontEntry.model_fields, *of_front))
        writer.writerows(
            (front.criterion.value, *point.model_dump().values(), *of_front.values()) for point in front.points
        )
    write_front_chart(picture, _picture(front), language)
    return whole, table, picture, *plans


_OF_FRONT = ("title_vi", "title_en", "unit_vi", "unit_en", "resource", "is_proxy")
"""What each line of the table says of the level, so that a line says all of its number."""


def _write_plans(found: FoundFront, folder: Path) -> list[Path]:
    """Write a folder for each point that other commands can open, in place of those of an earlier front."""
    fresh = folder / _FRESH
    shutil.rmtree(fresh, ignore_errors=True)
    written: list[Path] = []
    for entry, plan in zip(found.front.points, found.plans, strict=True):
        place = Path(entry.plan).parent
        written += [
            folder / place / path.name
            for path in write_plan_and_scenario(plan, found.scenario, fresh / place.relative_to(_POINTS))
        ]
    shutil.rmtree(folder / _POINTS, ignore_errors=True)
    if written:
        fresh.rename(folder / _POINTS)
    return written


_POINTS, _FRESH = "points", ".points"


def _picture(front: Front) -> FrontPicture:
    """Return what is drawn of a front."""
    return FrontPicture(
        scenario=Text(vi=front.scenario.title_vi, en=front.scenario.title_en),
        criterion=Text(vi=front.title_vi, en=front.title_en),
        unit=Text(vi=front.unit_vi, en=front.unit_en),
        is_curve_of_fairness=front.criterion.value == "equity",
        wants_large=front.wanted == "large",
        is_complete=front.is_complete,
        note=Text(vi=front.note_vi, en=front.note_en),
        levels=[point.level for point in front.points],
        objectives=[point.objective for point in front.points],
        bounds=[point.bound for point in front.points],
        losses=[point.loss_share_at_most for point in front.points],
        proven=[point.is_proven for point in front.points],
    )
