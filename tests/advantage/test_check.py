"""Tables that contradict themselves are refused, with every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.errors import DataError
from clusterplan.scenario import ScoreSettings


def changed(table: pd.DataFrame, row: int, **values: object) -> pd.DataFrame:
    columns: dict[str, Any] = {
        name: [value if i == row else old for i, old in table[name].items()] for name, value in values.items()
    }
    return table.assign(**columns)


def with_row(table: pd.DataFrame, row: int) -> pd.DataFrame:
    return pd.concat([table, table.loc[[row]]], ignore_index=True)


def faults_of(inputs: AdvantageInputs) -> str:
    with pytest.raises(DataError) as caught:
        score_advantage(inputs, ScoreSettings())
    assert all(fault.what.vi and fault.what.en for fault in caught.value.faults)
    return str(caught.value)


WRONG: list[tuple[str, Callable[[AdvantageInputs], AdvantageInputs]]] = [
    ("indicators.status: this column is missing", lambda i: replace(i, indicators=i.indicators.drop(columns="status"))),
    (
        "sites.zones: has no column",
        lambda i: replace(i, sites={"zones": i.sites["zones"].drop(columns="technologies_new")}),
    ),
    (
        "sites.zones.claim_status: this column is missing",
        lambda i: replace(i, sites={"zones": i.sites["zones"].drop(columns="claim_status")}),
    ),
    (
        "sites.zones: Z1: has an unknown status: 'sure'",
        lambda i: replace(i, sites={"zones": changed(i.sites["zones"], 0, claim_status="sure")}),
    ),
    (
        "priorities: W1: has an unknown status: 'missing'",
        lambda i: replace(i, priorities=changed(i.priorities, 0, claim_status="missing")),
    ),
    ("endowments.code: this column is missing", lambda i: replace(i, unit_column="code")),
    ("scheme 'OTHER': has no weights; there are: NEW", lambda i: replace(i, scheme="OTHER")),
    ("unit 'a': stands in the list of units more than once", lambda i: replace(i, units=("a", "a"))),
    ("indicators: a, size: has two values", lambda i: replace(i, indicators=with_row(i.indicators, 0))),
    (
        "indicators: a, size: has an unknown status",
        lambda i: replace(i, indicators=changed(i.indicators, 0, status="sure")),
    ),
    ("status that contradict", lambda i: replace(i, indicators=changed(i.indicators, 0, value=float("nan")))),
    ("status that contradict", lambda i: replace(i, indicators=changed(i.indicators, 0, status="missing"))),
    ("is not finite", lambda i: replace(i, indicators=changed(i.indicators, 0, value=float("inf")))),
    ("is negative and has no logarithm", lambda i: replace(i, indicators=changed(i.indicators, 0, value=-2.0))),
    ("weights: X: sum to 1.1, not 1", lambda i: replace(i, weights=changed(i.weights, 0, weight=0.4))),
    ("is not 0 or more", lambda i: replace(i, weights=changed(i.weights, 0, weight=-0.3))),
    ("weights: X, endowment: stands there twice", lambda i: replace(i, weights=with_row(i.weights, 0))),
    (
        "weights: X, wishes: 0.2 is above the 0.1 that this component may weigh",
        lambda i: replace(i, weights=changed(changed(i.weights, 3, weight=0.0), 4, weight=0.2)),
    ),
    (
        "dictionary: size: has no known transform",
        lambda i: replace(i, dictionary=changed(i.dictionary, 3, transform=None)),
    ),
    ("components: wishes: is not in the table", lambda i: replace(i, components=i.components.drop(index=3))),
    ("goalposts: size: there are none for v1", lambda i: replace(i, goalposts=i.goalposts.drop(index=0))),
    ("goalposts: X, endowment: there are none", lambda i: replace(i, goalposts=i.goalposts.drop(index=3))),
    ("the lower one is not below", lambda i: replace(i, goalposts=changed(i.goalposts, 0, low=100.0))),
    ("goalposts: size: stand there twice", lambda i: replace(i, goalposts=with_row(i.goalposts, 0))),
]


@pytest.mark.parametrize(("message", "spoil"), WRONG, ids=[message for message, _ in WRONG])
def test_a_table_that_contradicts_itself_is_refused(
    three_units: AdvantageInputs, message: str, spoil: Callable[[AdvantageInputs], AdvantageInputs]
) -> None:
    assert message in faults_of(spoil(three_units))


def test_every_fault_is_told_at_once(three_units: AdvantageInputs) -> None:
    spoilt = replace(
        three_units,
        indicators=changed(three_units.indicators, 0, status="sure"),
        weights=changed(three_units.weights, 0, weight=0.4),
        goalposts=changed(three_units.goalposts, 0, low=100.0),
    )
    message = faults_of(spoilt)
    assert "unknown status" in message
    assert "sum to 1.1" in message
    assert "the lower one" in message


def test_tables_may_hold_units_that_are_not_asked_for(three_units: AdvantageInputs) -> None:
    table = score_advantage(replace(three_units, units=("a",)), ScoreSettings())
    assert table.units == ("a",)
