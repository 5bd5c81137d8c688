"""The files of a front: ``front.json``, ``front.csv``, ``front.svg``, and a ``plan.json`` for each point."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from clusterplan.language import Language, Text
from clusterplan.planning.pareto.answer import Front, FrontEntry
from clusterplan.planning.pareto.study import FoundFront
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
    whole.write_text(front.to_json(), encoding="utf-8", newline="\n")
    with table.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells spreadsheets the encoding
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("criterion", *FrontEntry.model_fields))
        writer.writerows((front.criterion.value, *point.model_dump().values()) for point in front.points)
    write_front_chart(picture, _picture(front), language)
    shutil.rmtree(folder / "points", ignore_errors=True)
    plans = []
    for entry, plan in zip(front.points, found.plans, strict=True):
        path = folder / entry.plan
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(plan.to_json(), encoding="utf-8", newline="\n")
        plans.append(path)
    return whole, table, picture, *plans


def _picture(front: Front) -> FrontPicture:
    """Return what is drawn of a front."""
    return FrontPicture(
        scenario=Text(vi=front.scenario.title_vi, en=front.scenario.title_en),
        criterion=Text(vi=front.title_vi, en=front.title_en),
        unit=Text(vi=front.unit_vi, en=front.unit_en),
        is_curve_of_fairness=front.criterion.value == "equity",
        wants_large=front.wanted == "large",
        is_complete=front.is_complete,
        levels=[point.level for point in front.points],
        objectives=[point.objective for point in front.points],
        bounds=[point.bound for point in front.points],
        losses=[point.loss_share_at_most for point in front.points],
        proven=[point.is_proven for point in front.points],
    )
