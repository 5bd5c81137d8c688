"""The decision matrix of one technology: scored units that lack nothing, by the indicators that tell them apart.

What compares whole rows of numbers cannot do with a gap, and a gap is never filled here: a unit that lacks an indicator
stays out, and whoever shows the result says how many units were in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.advantage.cube import Cube, cube_of
from clusterplan.advantage.evidence import scored_values
from clusterplan.advantage.steps import TRANSFORMS, transform
from clusterplan.advantage.table import AdvantageTable

__all__ = ["DecisionMatrix", "ScoredCube", "scored_cube"]

type Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class DecisionMatrix:
    """What can be compared in one technology, u units by i indicators; no number is missing."""

    units: NDArray[np.intp]
    """(u,) places of the units."""
    indicators: tuple[str, ...]
    """Indicators with a weight whose normalised values differ among these units."""
    weights: Numbers
    """(i,) weights, scaled to sum to 1."""
    normalised: Numbers
    """(u, i) values between the goalposts, 0 to 1, 1 the best."""
    transformed: Numbers
    """(u, i) values on the scale on which equal steps mean equal advantage."""
    of_target: Numbers
    """(u, i) share of the target that is reached, at most 1: the raw value over the better goalpost, or the goalpost
    over the value where less is better."""


@dataclass(frozen=True)
class ScoredCube:
    """What a table of scores was computed from, as arrays of n units by k technologies by i indicators."""

    table: AdvantageTable
    """The scores of the groups."""
    cube: Cube
    """Evidence and weights as the scores use them."""
    raw: Numbers
    """(n, k, i) values in the indicators' own units; NaN where missing or not used."""
    transformed: Numbers
    """(n, k, i) the same on the scale on which equal steps mean equal advantage."""
    of_target: Numbers
    """(n, k, i) share of the target that is reached."""

    @property
    def weights(self) -> Numbers:
        """(k, i) weight of each indicator in each technology."""
        return np.asarray(self.cube.weights.sum(axis=0))

    def column(self, name: str) -> Numbers:
        """Return a number of the table's cells as (n, k)."""
        shape = (len(self.cube.units), len(self.cube.technologies))
        return self.table.cells[name].to_numpy(float).reshape(shape)

    def decision(self, technology: int) -> DecisionMatrix:
        """Return what can be compared in one technology.

        Parameters
        ----------
        technology
            Place of the technology.

        Returns
        -------
        DecisionMatrix
            Scored units that lack no indicator with a weight; it may have no rows or no columns.
        """
        weights = self.weights[technology]
        weighed = weights > 0
        values = self.cube.normalised[:, technology]
        whole = ~np.isnan(values[:, weighed]).any(axis=1) & ~np.isnan(self.column("score")[:, technology])
        units = np.flatnonzero(whole)
        here = values[units]
        differs = np.ptp(here, axis=0) > 0 if len(units) else np.zeros(len(weights), bool)
        columns = np.flatnonzero(weighed & differs)
        kept = weights[columns]
        return DecisionMatrix(
            units=units,
            indicators=tuple(self.cube.indicators[column] for column in columns),
            weights=kept / kept.sum() if len(columns) else kept,
            normalised=here[:, columns],
            transformed=self.transformed[units, technology][:, columns],
            of_target=self.of_target[units, technology][:, columns],
        )


def scored_cube(table: AdvantageTable) -> ScoredCube:
    """Return what a table of scores was computed from.

    Parameters
    ----------
    table
        Scores; of products, those of their groups are taken.

    Returns
    -------
    ScoredCube
        Values that the settings leave out are missing in it.
    """
    table = table.groups or table
    cube = cube_of(table.inputs, table.evidence).used(table.settings)
    rows = table.evidence.sort_values(["unit", "technology", "indicator"])
    gone = np.isnan(cube.normalised)

    def used(values: Numbers) -> Numbers:
        return np.where(gone, np.nan, values.reshape(gone.shape))

    return ScoredCube(
        table=table,
        cube=cube,
        raw=used(rows["value"].to_numpy(float)),
        transformed=used(_transformed(rows)),
        of_target=used(_of_target(rows)),
    )


def _transformed(rows: pd.DataFrame) -> Numbers:
    values, names = scored_values(rows).to_numpy(float), rows["transform"].to_numpy(object)
    found = np.full(len(rows), np.nan)
    for name in TRANSFORMS:
        found[names == name] = transform(values[names == name], name)
    return found


def _of_target(rows: pd.DataFrame) -> Numbers:
    """Return the share of the better goalpost; a target of 0 is reached by everything above it."""
    values, low, high = (column.to_numpy(float) for column in (scored_values(rows), rows["low"], rows["high"]))
    less = rows["transform"].to_numpy(object) == "rank_desc"
    top, bottom = np.where(less, low, values), np.where(less, values, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(bottom == 0, np.where(top > 0, 1.0, 0.0), top / bottom)
    return np.where(np.isnan(values), np.nan, np.clip(share, 0.0, 1.0))
