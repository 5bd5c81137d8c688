"""Goalposts: the fixed bounds between which an indicator becomes a number from 0 to 1.

They are computed once per release and stored as numbers, so that editing one unit moves that unit and no other.
"""

from __future__ import annotations

import pandas as pd

from clusterplan.advantage.evidence import raw_evidence
from clusterplan.advantage.inputs import ENDOWMENT, LOCAL_PRIORITY, SITES_ON_RECORD, AdvantageInputs

__all__ = ["HIGH_PERCENTILE", "LOW_PERCENTILE", "release_goalposts"]

LOW_PERCENTILE = 0.05
"""Share of the release's units at or below the lower goalpost."""
HIGH_PERCENTILE = 0.95
"""Share of the release's units at or below the upper goalpost."""


def release_goalposts(inputs: AdvantageInputs) -> pd.DataFrame:
    """Compute the goalposts of a release: the 5th and the 95th percentile over its units.

    Parameters
    ----------
    inputs
        The tables; the stored goalposts are not read.

    Returns
    -------
    pandas.DataFrame
        Columns ``vintage, scheme, technology, indicator, low, high``, sorted, rounded to 6 decimals. Record-based
        indicators have goalposts for each technology, counted over all units, *none recorded* as 0; the others have
        one pair, over the units that have a value, with neither scheme nor technology. Stated priorities have none:
        their bounds, 0 and 1, are a definition.

    References
    ----------
    OECD/JRC (2008), section 5: outliers are cut at percentiles before min-max normalisation.
    """
    rows = raw_evidence(inputs)
    rows = rows[rows["value"].notna() & (rows["indicator"] != LOCAL_PRIORITY)]
    recorded = rows["indicator"].isin([ENDOWMENT, SITES_ON_RECORD])
    general = rows[~recorded].drop_duplicates(["unit", "indicator"])
    bounds = pd.concat(
        [
            _percentiles(general, ["indicator"]),
            _percentiles(rows[recorded], ["technology", "indicator"]).assign(scheme=inputs.scheme),
        ],
        ignore_index=True,
    )
    ordered = bounds.assign(vintage=inputs.vintage).reindex(
        columns=["vintage", "scheme", "technology", "indicator", "low", "high"]
    )
    return ordered.sort_values(["scheme", "technology", "indicator"], na_position="first", ignore_index=True)


def _percentiles(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    grouped = rows.groupby(keys)["value"]
    bounds = pd.DataFrame({"low": grouped.quantile(LOW_PERCENTILE), "high": grouped.quantile(HIGH_PERCENTILE)})
    return bounds.round(6).reset_index()
