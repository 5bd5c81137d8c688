"""Every raw value that a score may rest on: one row per unit, technology and indicator, missing ones included."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clusterplan.advantage.inputs import ENDOWMENT, LOCAL_PRIORITY, RELATEDNESS, SITES_ON_RECORD, AdvantageInputs
from clusterplan.advantage.quotients import with_quotients
from clusterplan.advantage.records import record_values
from clusterplan.advantage.relatedness import related_values
from clusterplan.advantage.steps import TRANSFORMS, normalise, transform
from clusterplan.domain import TechnologyId, ValueStatus

__all__ = ["gather_evidence", "raw_evidence", "scored_values", "technologies_of"]

_RECORDED = [ENDOWMENT, LOCAL_PRIORITY, SITES_ON_RECORD]
_KEYS = ["unit", "technology", "indicator"]
_DETAILS = ["value", "status", "year", "source_id", "confidence", "record"]


def technologies_of(inputs: AdvantageInputs) -> tuple[TechnologyId, ...]:
    """Return the technologies of the scheme that have weights, sorted.

    Parameters
    ----------
    inputs
        The tables.

    Returns
    -------
    tuple of str
        Ids of the technologies.
    """
    own = inputs.weights["scheme"] == inputs.scheme
    return tuple(sorted(set(inputs.weights.loc[own, "technology"])))


def raw_evidence(inputs: AdvantageInputs) -> pd.DataFrame:
    """Lay out the raw value of every indicator for every unit and technology.

    Parameters
    ----------
    inputs
        The tables.

    Returns
    -------
    pandas.DataFrame
        One row per unit, technology and indicator that the weights or the criteria name, sorted; columns ``unit,
        technology, indicator, value, status, year, source_id, confidence, record``. What is not in the tables has
        the status *missing* and no value; record-based indicators have 0 and *none recorded*.
    """
    grid = pd.MultiIndex.from_product(
        [sorted(set(inputs.units)), technologies_of(inputs), _indicators(inputs)], names=_KEYS
    ).to_frame(index=False)
    general = grid[~grid["indicator"].isin(_RECORDED)].merge(_measured(inputs), on=["unit", "indicator"], how="left")
    records = record_values(inputs)
    recorded = grid[grid["indicator"].isin(_RECORDED)].merge(records, on=_KEYS, how="left")
    if RELATEDNESS in set(grid["indicator"]):
        general = _with_related(general, related_values(inputs, records, technologies_of(inputs)))
    general["status"] = general["status"].fillna(ValueStatus.MISSING.value)
    recorded["status"] = recorded["status"].fillna(ValueStatus.NONE_RECORDED.value)
    recorded["value"] = recorded["value"].fillna(0.0)
    rows = pd.concat([general, recorded], ignore_index=True)[[*_KEYS, *_DETAILS]]
    return rows.sort_values(_KEYS, ignore_index=True)


def gather_evidence(inputs: AdvantageInputs) -> pd.DataFrame:
    """Return the raw evidence with its goalposts and its normalised values.

    Parameters
    ----------
    inputs
        The tables.

    Returns
    -------
    pandas.DataFrame
        :func:`raw_evidence` with the columns ``transform, low, high, normalised`` (NaN where missing),
        ``symmetric_quotient`` (NaN but where it enters in the place of the value), and ``quality`` (0 where missing, 1
        where observed).
    """
    names = inputs.dictionary.set_index("indicator")["transform"]
    rows = _with_goalposts(inputs, raw_evidence(inputs))
    rows["transform"] = rows["indicator"].map(names)
    rows = with_quotients(rows, inputs.quotients)
    values = scored_values(rows)
    rows["normalised"] = np.nan
    for name in TRANSFORMS:
        here = rows["transform"] == name
        at_low, at_high = (transform(rows.loc[here, bound], name) for bound in ("low", "high"))
        worst, best = np.minimum(at_low, at_high), np.maximum(at_low, at_high)
        rows.loc[here, "normalised"] = normalise(transform(values[here], name), worst, best)
    rows["quality"] = rows["status"].map({status.value: status.quality for status in ValueStatus})
    return rows


def scored_values(evidence: pd.DataFrame) -> pd.Series[float]:
    """Return what is normalised of each row: its value, or its quotient where that enters in its place.

    Parameters
    ----------
    evidence
        What :func:`gather_evidence` returns.

    Returns
    -------
    pandas.Series
        Numbers on the scale of the row's goalposts; NaN where missing.
    """
    return evidence["symmetric_quotient"].fillna(evidence["value"])


def _indicators(inputs: AdvantageInputs) -> list[str]:
    """Return the indicators that the scheme's weights or the criteria name."""
    weighed = inputs.weights.loc[inputs.weights["scheme"] == inputs.scheme, "indicator"]
    return sorted({*weighed, *inputs.criteria["indicator"]})


def _with_related(rows: pd.DataFrame, related: pd.DataFrame) -> pd.DataFrame:
    """Fill the rows of relatedness, which differs by technology."""
    keyed, known = rows.set_index(_KEYS), related.set_index(_KEYS)
    for column in known.columns:
        keyed.loc[known.index, column] = known[column]
    return keyed.reset_index()


def _measured(inputs: AdvantageInputs) -> pd.DataFrame:
    """Return the indicator values of the vintage."""
    rows = inputs.indicators[inputs.indicators["vintage"] == inputs.vintage]
    record = rows["vintage"] + "/" + rows["unit"] + "/" + rows["indicator"]
    return rows.assign(record=record)[["unit", "indicator", *_DETAILS]]


def _with_goalposts(inputs: AdvantageInputs, rows: pd.DataFrame) -> pd.DataFrame:
    """Join the goalposts: by technology for record-based indicators, for all technologies alike otherwise."""
    posts = inputs.goalposts[inputs.goalposts["vintage"] == inputs.vintage]
    shared = posts[posts["technology"].isna()][["indicator", "low", "high"]]
    own = posts[posts["scheme"] == inputs.scheme][["technology", "indicator", "low", "high"]]
    by_technology = rows["indicator"].isin(set(own["indicator"]))
    return pd.concat(
        [
            rows[~by_technology].merge(shared, on="indicator", how="left"),
            rows[by_technology].merge(own, on=["technology", "indicator"], how="left"),
        ]
    ).sort_values(_KEYS, ignore_index=True)
