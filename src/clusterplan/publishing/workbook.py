"""``plan.xlsx``: the tables of a plan as one workbook of plain cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from clusterplan.publishing.exports.sheets import fill_sheet, plain_workbook
from clusterplan.publishing.features import plan_features
from clusterplan.publishing.plan_layers import PLAN_LAYERS
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.texts import STATUS, status_details

__all__ = ["write_plan_workbook"]


def write_plan_workbook(publication: Publication, path: Path) -> None:
    """Write a sheet ``about``, then ``units``, ``clusters``, ``facilities`` and ``advantage`` as in the GeoPackage.

    Numbers are numbers, codes are text and keep their zeros, what is missing is an empty cell. Nothing is a formula
    or a link. Outlines and points are left out: a spreadsheet has no use for them.

    Parameters
    ----------
    publication
        What is published.
    path
        File to write; replaced if it exists.
    """
    layers = plan_features(publication)
    with plain_workbook(path) as book:
        fill_sheet(book.add_worksheet("about"), ["", "vi", "en"], _about(publication))
        for name in PLAN_LAYERS:
            frame = pd.DataFrame(layers[name].drop(columns="geometry"))
            sheet = book.add_worksheet(name)
            fill_sheet(sheet, list(frame.columns), _rows(frame))
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    columns = [[None if pd.isna(value) else value for value in frame[name].tolist()] for name in frame.columns]
    return zip(*columns, strict=True)


def _about(publication: Publication) -> Iterator[list[str]]:
    scenario, details = publication.plan.scenario, status_details(publication.plan)
    yield ["title", scenario.title_vi, scenario.title_en]
    yield ["status", f"{STATUS.vi}. {details.vi}", f"{STATUS.en}. {details.en}"]
    for line in publication.sources:
        yield ["source", *(f"{title}: {line.source} ({line.licence})" for title in (line.title.vi, line.title.en))]
