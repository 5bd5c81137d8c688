"""What the advantage room is given: plain tables, the scheme and the units. Nothing in here knows a country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from clusterplan.domain import UnitId

__all__ = ["ENDOWMENT", "LOCAL_PRIORITY", "OF_TECHNOLOGY", "RELATEDNESS", "SITES_ON_RECORD", "AdvantageInputs"]

ENDOWMENT = "endowment"
"""Indicator that is counted from the table of endowments."""
SITES_ON_RECORD = "sites_on_record"
"""Indicator that is counted from the tables of sites."""
LOCAL_PRIORITY = "local_priority"
"""Indicator that is counted from the table of local priorities."""

RELATEDNESS = "relatedness"
"""Indicator, and the component that it is, that is computed from sites on record and a table of proximities."""
OF_TECHNOLOGY = (ENDOWMENT, LOCAL_PRIORITY, RELATEDNESS, SITES_ON_RECORD)
"""Indicators that have a value for each unit and technology; all others have one for each unit."""


@dataclass(frozen=True)
class AdvantageInputs:
    """Tables from which the advantage of units in technologies is scored.

    Every table is joined by id. Columns beyond the ones named here are ignored; rows of other schemes, vintages and
    units are left aside.
    """

    scheme: str
    """Technology list to score, for example ``QD21``."""
    vintage: str
    """Vintage of the units' codes; the same digits may mean another unit in another vintage."""
    units: tuple[UnitId, ...]
    """Codes of the units to score."""
    indicators: pd.DataFrame
    """``vintage, unit, indicator, value, year, status, source_id, confidence``: one row per known value."""
    dictionary: pd.DataFrame
    """``indicator, title_vi, title_en, measure, transform, readiness, unit_weight``: one row per indicator."""
    endowments: pd.DataFrame
    """``endowment_id, <unit_column>, scheme, technology, strength, status, source_id, year, confidence``."""
    crosswalk: pd.DataFrame
    """``technology_<scheme>`` for two schemes and ``weight``: which group of one list becomes which of the other."""
    weights: pd.DataFrame
    """``scheme, technology, indicator, component, weight``: the weights of each technology sum to 1."""
    components: pd.DataFrame
    """``component, position, title_vi, title_en, specific, most_weight``."""
    criteria: pd.DataFrame
    """``criterion, title_vi, title_en, indicator, weight``: parts that are shown and never scored."""
    goalposts: pd.DataFrame
    """``vintage, scheme, technology, indicator, low, high``, in the indicator's own unit."""
    sites: Mapping[str, pd.DataFrame]
    """Tables of sites by kind: id (the first column), ``<unit_column>, technologies_<scheme>, claim_status, source,
    confidence``. The claim's status says what it rests on that the site works in these technologies in this unit;
    rows of the status *none recorded* (planned, unbuilt, unconfirmed) are not counted."""
    priorities: pd.DataFrame
    """``priority_id, <unit_column>, technologies_<scheme>, claim_status, source, confidence``."""
    zone_readiness: pd.DataFrame
    """``kind, status``: the zones, by their kind and status, that make a unit readier to be a hub."""
    unit_column: str = "unit"
    """Column of the record tables that holds the unit's code."""
    proximity: pd.DataFrame | None = None
    """``scheme, technology_a, technology_b, proximity, status, source, confidence``: how near two technologies are, 0
    to 1, a row for each pair that is known. Needed where relatedness is scored."""
    quotients: tuple[str, ...] = ()
    """Indicators counted by technology that enter as their shrunken location quotient. Set from the settings of a
    score by :func:`clusterplan.advantage.prepared.prepared`."""
