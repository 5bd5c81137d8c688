"""Record tables (endowments, sites, priorities) to one value per unit and technology.

A unit without a row has the value 0 and the status *none recorded*: nobody wrote anything down, which is not a
measured absence. So has a unit whose only sites are planned, unbuilt or unconfirmed: a plan is no capability on record.
What the claim of a row rests on stands in its ``claim_status``; nothing is read out of the words of its source.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import accumulate
from math import fsum
from typing import Any

import pandas as pd

from clusterplan.advantage.inputs import ENDOWMENT, LOCAL_PRIORITY, SITES_ON_RECORD, AdvantageInputs
from clusterplan.domain import ValueStatus

__all__ = ["majority_status", "record_values", "technology_shares"]

_PREFIX = "technologies_"
_DETAILS = ["year", "source_id", "confidence", "record"]
_NOISE = 1e-9
"""Rounding of sums of crosswalk shares: two halves are equal whichever was summed first."""
_SUMMED = ["unit", "technology", "value", "status", *_DETAILS]


def technology_shares(crosswalk: pd.DataFrame, from_scheme: str, to_scheme: str) -> pd.DataFrame:
    """Return which share of each technology of one scheme becomes which technology of another.

    Parameters
    ----------
    crosswalk
        Columns ``technology_<scheme>`` in lower case for both schemes, and ``weight``.
    from_scheme, to_scheme
        Names of the schemes.

    Returns
    -------
    pandas.DataFrame
        Columns ``recorded``, ``technology`` and ``share``; the shares of one recorded technology sum to 1. Empty if
        the crosswalk does not join the two schemes.

    Examples
    --------
    >>> table = pd.DataFrame({"technology_a": ["A1", "A1"], "technology_b": ["B1", "B2"], "weight": [0.25, 0.75]})
    >>> technology_shares(table, "A", "B")["share"].tolist()
    [0.25, 0.75]
    >>> technology_shares(table, "B", "A")["share"].tolist()
    [1.0, 1.0]
    """
    columns = {f"technology_{from_scheme.lower()}": "recorded", f"technology_{to_scheme.lower()}": "technology"}
    if not set(columns) <= set(crosswalk.columns):
        return pd.DataFrame(columns=["recorded", "technology", "share"])
    pairs = crosswalk.rename(columns=columns).dropna(subset=["recorded", "technology"])
    share = pairs["weight"] / pairs.groupby("recorded")["weight"].transform("sum")
    return pairs.assign(share=share)[["recorded", "technology", "share"]]


def record_values(inputs: AdvantageInputs) -> pd.DataFrame:
    """Return every record-based indicator of every unit and technology that has at least one record.

    Parameters
    ----------
    inputs
        The tables.

    Returns
    -------
    pandas.DataFrame
        Columns ``unit, technology, indicator, value, status, year, source_id, confidence, record``, sorted.

    Notes
    -----
    The value is the sum of the records' amounts: strengths for endowments, 1 for a site or a stated priority. A
    record of another scheme counts by its share in the crosswalk. The status is that of :func:`majority_status`.
    """
    sites = [_tagged(inputs, table) for _, table in sorted(inputs.sites.items())]
    records = {
        ENDOWMENT: _endowments(inputs),
        LOCAL_PRIORITY: _tagged(inputs, inputs.priorities),
        SITES_ON_RECORD: pd.concat(sites, ignore_index=True) if sites else _tagged(inputs, inputs.priorities.head(0)),
    }
    summed = [_summed(_in_scheme(inputs, rows)).assign(indicator=name) for name, rows in records.items()]
    return pd.concat(summed, ignore_index=True).sort_values(["unit", "technology", "indicator"], ignore_index=True)


def majority_status(amounts: Mapping[ValueStatus, float]) -> ValueStatus:
    """Return the best status of which more than half of a sum can say: of this quality or better.

    Sourced records of several statuses (observed, derived by a crosswalk) are so weighed together against an expert's
    reading, which would otherwise win by being one status. Where exactly half is better, the worse half decides.

    Parameters
    ----------
    amounts
        What rests on each status, 0 or more; at least one status.

    Returns
    -------
    ValueStatus
        The status of the sum.

    Examples
    --------
    >>> majority_status({ValueStatus.OBSERVED: 1.0, ValueStatus.DERIVED: 2.0, ValueStatus.EXPERT: 2.5})
    <ValueStatus.DERIVED: 'derived'>
    >>> majority_status({ValueStatus.OBSERVED: 2.0, ValueStatus.EXPERT: 2.0})
    <ValueStatus.EXPERT: 'expert'>
    """
    best_first = sorted(amounts, key=lambda status: -status.quality)
    half = fsum(amounts.values()) / 2 + _NOISE
    so_far = accumulate(amounts[status] for status in best_first)
    majorities = (status for status, total in zip(best_first, so_far, strict=True) if total > half)
    return next(majorities, best_first[-1])


def _endowments(inputs: AdvantageInputs) -> pd.DataFrame:
    """Return endowments as records: the strength is the amount."""
    rows = inputs.endowments
    return pd.DataFrame(
        {
            "unit": rows[inputs.unit_column],
            "scheme": rows["scheme"],
            "recorded": rows["technology"],
            "amount": rows["strength"].astype(float),
            "status": rows["status"],
            "year": rows["year"],
            "source_id": rows["source_id"],
            "confidence": rows["confidence"],
            "record": rows["endowment_id"],
        }
    )


def _tagged(inputs: AdvantageInputs, table: pd.DataFrame) -> pd.DataFrame:
    """Return one record per row and technology of a table that names technologies in a ``;`` list."""
    column = _scheme_column(table, inputs.scheme)
    rows = table[table["claim_status"] != ValueStatus.NONE_RECORDED.value]
    rows = rows if "same_place_as" not in rows else rows[rows["same_place_as"].isna()]
    records = pd.DataFrame(
        {
            "unit": rows[inputs.unit_column],
            "scheme": column.removeprefix(_PREFIX),
            "recorded": rows[column].str.split(";"),
            "amount": 1.0,
            "status": rows["claim_status"],
            "year": None,
            "source_id": rows["source"],
            "confidence": rows["confidence"],
            "record": rows[rows.columns[0]],
        }
    )
    return records.explode("recorded").dropna(subset=["recorded"])


def _scheme_column(table: pd.DataFrame, scheme: str) -> str:
    """Return the table's column of this scheme's technologies, else the first of another scheme."""
    wanted = _PREFIX + scheme.lower()
    return min((name for name in table.columns if name.startswith(_PREFIX)), key=lambda name: (name != wanted, name))


def _in_scheme(inputs: AdvantageInputs, records: pd.DataFrame) -> pd.DataFrame:
    """Return the records of the units, those of other schemes translated by the crosswalk."""
    records = records[records["unit"].isin(inputs.units)]
    scheme = records["scheme"].str.lower()
    own = records[scheme == inputs.scheme.lower()].assign(technology=lambda rows: rows["recorded"])
    foreign = [
        _translated(rows, technology_shares(inputs.crosswalk, str(name), inputs.scheme))
        for name, rows in records[scheme != inputs.scheme.lower()].groupby("scheme")
    ]
    return pd.concat([own, *foreign], ignore_index=True)


def _translated(records: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Count records by their share; what was observed in one scheme is derived in another."""
    joined = records.merge(shares, on="recorded")
    status = joined["status"].replace(ValueStatus.OBSERVED.value, ValueStatus.DERIVED.value)
    return joined.assign(amount=joined["amount"] * joined["share"], status=status)


def _summed(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row per unit and technology."""
    groups: dict[tuple[str, str], list[dict[Hashable, Any]]] = {}
    for record in records.to_dict("records"):
        groups.setdefault((record["unit"], record["technology"]), []).append(record)
    rows = [_sum(*pair, group) for pair, group in groups.items()]
    return pd.DataFrame(rows, columns=_SUMMED).astype({"value": float})


def _sum(unit: str, technology: str, group: list[dict[Hashable, Any]]) -> dict[str, Any]:
    """Join the records of one unit and technology."""
    amounts: dict[str, list[float]] = {}
    for record in group:
        amounts.setdefault(record["status"], []).append(record["amount"])
    status = majority_status({ValueStatus(name): fsum(parts) for name, parts in amounts.items()}).value
    joined = {name: _joined(record[name] for record in group) for name in _DETAILS}
    value = fsum(record["amount"] for record in group)
    return {"unit": unit, "technology": technology, "value": value, "status": status, **joined}


def _joined(values: Iterable[Any]) -> str:
    """Return the distinct values, sorted, in one text."""
    return "; ".join(sorted({str(value) for value in values if not pd.isna(value)}))
