"""What is missing to judge a pair, and which office has it, as far as the table of gaps knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from clusterplan.advantage.explain import ExplainedIndicator, Explanation
from clusterplan.domain import ValueStatus
from clusterplan.geodata import read_table
from clusterplan.language import Text
from clusterplan.planning.why.reason_answers import MissingIndicator

__all__ = ["holders", "is_missing", "missing_of"]

_TELLS_LITTLE = frozenset({ValueStatus.MISSING, ValueStatus.NONE_RECORDED, ValueStatus.IMPUTED})
"""Statuses of values that hardly count as known."""
_UNKNOWN = Text(vi="", en="")


def is_missing(indicator: ExplainedIndicator) -> bool:
    """Return whether an indicator of a score is not known, or hardly.

    Parameters
    ----------
    indicator
        The indicator.

    Returns
    -------
    bool
        True if it has weight, and is missing, set aside, imputed, or nothing is recorded.
    """
    return indicator.weight > 0 and (indicator.normalised is None or indicator.status in _TELLS_LITTLE)


def holders() -> dict[str, Text]:
    """Return the office that has the official table of each indicator.

    Returns
    -------
    dict of str to Text
        By indicator; what the table of gaps does not name is not in it.
    """
    rows = read_table("gaps").dropna(subset=["indicators"]).to_dict("records")
    return {
        indicator: Text(vi=str(row["where_to_get_it_vi"]), en=str(row["where_to_get_it"]))
        for row in rows
        if not pd.isna(row["where_to_get_it"]) and not pd.isna(row["where_to_get_it_vi"])
        for indicator in str(row["indicators"]).split(";")
    }


def missing_of(explanations: Iterable[Explanation], offices: Mapping[str, Text]) -> tuple[MissingIndicator, ...]:
    """Return what is missing to judge pairs of one unit.

    Parameters
    ----------
    explanations
        Pairs that cannot be judged.
    offices
        Office by indicator.

    Returns
    -------
    tuple of MissingIndicator
        The one that would raise coverage most comes first, then by id.
    """
    found: dict[str, MissingIndicator] = {}
    for explained in explanations:
        for part in filter(is_missing, explained.indicators):
            before = found.get(part.indicator)
            office = offices.get(part.indicator, _UNKNOWN)
            technologies = {explained.technology, *(before.technologies if before else ())}
            found[part.indicator] = MissingIndicator(
                indicator=part.indicator,
                title_vi=part.title_vi,
                title_en=part.title_en,
                status=part.status,
                weight=max(part.weight, before.weight if before else 0.0),
                coverage_gain=max(
                    round(part.weight * (1 - part.status.quality), 6), before.coverage_gain if before else 0.0
                ),
                technologies=tuple(sorted(technologies)),
                holder_vi=office.vi,
                holder_en=office.en,
            )
    return tuple(sorted(found.values(), key=lambda part: (-part.coverage_gain, part.indicator)))
