"""How ready a unit is to be a hub, and how much a unit weighs in the plan."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from clusterplan.advantage.inputs import AdvantageInputs
from clusterplan.domain import UnitId
from clusterplan.errors import DataError, Fault
from clusterplan.language import Text

__all__ = ["readiness", "unit_weights"]


def readiness(inputs: AdvantageInputs) -> dict[UnitId, float]:
    r"""Return each unit's readiness to be a hub.

    The mean of percentile ranks :math:`\mathrm{rank}(x_r) / n` over the indicators that the dictionary marks for
    readiness and the number of zones of the listed kinds and states. Equal values share their mean rank. An
    indicator that a unit lacks is left out of its mean; a lower bound counts as the value.

    Parameters
    ----------
    inputs
        The tables.

    Returns
    -------
    dict of str to float
        Numbers in (0, 1], rounded to 6 decimals, by unit code, sorted.
    """
    columns = [_values(inputs, name) for name in _marked(inputs, "readiness", True)]
    ranks = pd.concat([*columns, _zones(inputs)], axis=1).rank(pct=True)
    means = ranks.mean(axis=1).round(6)
    return {str(unit): float(mean) for unit, mean in means.items()}


def unit_weights(inputs: AdvantageInputs, kind: Literal["population", "grdp"]) -> pd.DataFrame:
    """Return how much each unit weighs in the plan's advantage.

    Parameters
    ----------
    inputs
        The tables.
    kind
        Which of the dictionary's unit weights to use.

    Returns
    -------
    pandas.DataFrame
        By unit code, sorted: ``weight``, scaled so that all sum to the number of units, and the ``status`` of the
        value behind it.

    Raises
    ------
    DataError
        If a unit has no value: a guess would move the plan.
    """
    (name,) = _marked(inputs, "unit_weight", kind)
    values = _values(inputs, name)
    if values.isna().any():
        what = Text(vi=f"không có giá trị {name}", en=f"has no value of {name}")
        summary = Text(vi="Không thể tính trọng số đơn vị.", en="The units cannot be weighed.")
        raise DataError(summary, [Fault(f"unit {unit}", what) for unit in values.index[values.isna()]])
    status = _rows(inputs, name)["status"].reindex(values.index)
    return pd.DataFrame({"weight": values * len(values) / values.sum(), "status": status})


def _marked(inputs: AdvantageInputs, column: str, mark: object) -> list[str]:
    """Return the indicators with a mark in a column of the dictionary, sorted."""
    return sorted(inputs.dictionary.loc[(inputs.dictionary[column] == mark).fillna(False).astype(bool), "indicator"])


def _rows(inputs: AdvantageInputs, name: str) -> pd.DataFrame:
    """Return the rows of one indicator of the vintage, by unit."""
    rows = inputs.indicators[inputs.indicators["vintage"] == inputs.vintage]
    return rows[rows["indicator"] == name].set_index("unit")


def _values(inputs: AdvantageInputs, name: str) -> pd.Series[float]:
    """Return one indicator by unit; NaN where missing."""
    return _rows(inputs, name)["value"].reindex(sorted(inputs.units)).rename(name)


def _zones(inputs: AdvantageInputs) -> pd.Series[float]:
    """Return the number of zones that make a unit readier; 0 where none is recorded."""
    counted = inputs.sites["zones"].merge(inputs.zone_readiness[["kind", "status"]], on=["kind", "status"])
    return counted.groupby(inputs.unit_column).size().reindex(sorted(inputs.units), fill_value=0).astype(float)
