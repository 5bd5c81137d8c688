"""What the tables must keep before anything is scored: every fault is found, then all are told at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from clusterplan.advantage.evidence import technologies_of
from clusterplan.advantage.inputs import ENDOWMENT, RELATEDNESS, SITES_ON_RECORD, AdvantageInputs
from clusterplan.advantage.steps import TRANSFORMS
from clusterplan.domain import ValueStatus
from clusterplan.errors import DataError, Fault
from clusterplan.language import Text

__all__ = ["check_inputs"]

_COLUMNS = {
    "indicators": ("vintage", "unit", "indicator", "value", "year", "status", "source_id", "confidence"),
    "dictionary": ("indicator", "title_vi", "title_en", "measure", "transform"),
    "endowments": ("endowment_id", "scheme", "technology", "strength", "status", "source_id", "year", "confidence"),
    "crosswalk": ("weight",),
    "weights": ("scheme", "technology", "indicator", "component", "weight"),
    "components": ("component", "position", "title_vi", "title_en", "specific", "most_weight"),
    "criteria": ("criterion", "title_vi", "title_en", "indicator", "weight"),
    "goalposts": ("vintage", "scheme", "technology", "indicator", "low", "high"),
    "priorities": ("priority_id", "claim_status", "source", "confidence"),
}
_SITE_COLUMNS = ("claim_status", "source", "confidence")
_TOLERANCE = 1e-6
_SUMMARY = Text(vi="Các bảng để chấm điểm lợi thế có lỗi.", en="The tables behind the advantage scores have faults.")


def check_inputs(inputs: AdvantageInputs) -> None:
    """Refuse tables that contradict themselves.

    Parameters
    ----------
    inputs
        The tables.

    Raises
    ------
    DataError
        If a column is missing, an id is unknown, a value has no status, a pair of goalposts is missing or upside
        down, or the weights of a technology do not sum to 1. Every fault is listed.
    """
    faults = list(_missing_columns(inputs))
    if not faults:
        faults = [
            *_scheme(inputs),
            *_values(inputs),
            *_claims(inputs),
            *_weights(inputs),
            *_references(inputs),
            *_goalposts(inputs),
            *_proximities(inputs),
        ]
    if faults:
        raise DataError(_SUMMARY, faults)


def _fault(where: str, vi: str, en: str) -> Fault:
    return Fault(where, Text(vi=vi, en=en))


def _missing_columns(inputs: AdvantageInputs) -> Iterator[Fault]:
    tables = {name: (getattr(inputs, name), columns) for name, columns in _COLUMNS.items()}
    tables |= {f"sites.{kind}": (table, _SITE_COLUMNS) for kind, table in inputs.sites.items()}
    for name, (table, columns) in tables.items():
        located = name in ("endowments", "priorities") or name.startswith("sites.")
        wanted = {*columns, inputs.unit_column} if located else set(columns)
        for column in sorted(wanted - set(table.columns)):
            yield _fault(f"{name}.{column}", "thiếu cột này", "this column is missing")
        tagged = name == "priorities" or name.startswith("sites.")
        if tagged and not any(column.startswith("technologies_") for column in table.columns):
            yield _fault(name, "không có cột technologies_<danh mục>", "has no column technologies_<scheme>")


def _scheme(inputs: AdvantageInputs) -> Iterator[Fault]:
    if not technologies_of(inputs):
        known = ", ".join(sorted(set(inputs.weights["scheme"])))
        yield _fault(
            f"scheme {inputs.scheme!r}", f"không có trọng số; hiện có: {known}", f"has no weights; there are: {known}"
        )
    repeated = sorted(unit for unit in set(inputs.units) if inputs.units.count(unit) > 1)
    for unit in repeated:
        yield _fault(f"unit {unit!r}", "xuất hiện nhiều lần", "stands in the list of units more than once")


def _values(inputs: AdvantageInputs) -> Iterator[Fault]:
    rows = inputs.indicators[inputs.indicators["vintage"] == inputs.vintage]
    names = rows["unit"] + ", " + rows["indicator"]
    known = {status.value for status in ValueStatus}
    missing = rows["status"] == ValueStatus.MISSING.value
    findings = [
        (rows.duplicated(["unit", "indicator"]), "có hai giá trị", "has two values"),
        (~rows["status"].isin(known), "có trạng thái không rõ", "has an unknown status"),
        (
            rows["value"].isna() != missing,
            "giá trị và trạng thái mâu thuẫn",
            "has a value and a status that contradict",
        ),
        (np.isinf(rows["value"]), "không hữu hạn", "is not finite"),
        (_below_zero(inputs, rows), "âm, không lấy được lôgarit", "is negative and has no logarithm"),
    ]
    for found, vi, en in findings:
        yield from (_fault(f"indicators: {name}", vi, en) for name in names[found])


def _claims(inputs: AdvantageInputs) -> Iterator[Fault]:
    known = {status.value for status in ValueStatus} - {ValueStatus.MISSING.value}
    tables = {"priorities": inputs.priorities} | {f"sites.{kind}": table for kind, table in inputs.sites.items()}
    for name, table in tables.items():
        for row in table[~table["claim_status"].isin(known)].itertuples():
            yield _fault(
                f"{name}: {row[1]}",
                f"có trạng thái không rõ: {row.claim_status!r}",
                f"has an unknown status: {row.claim_status!r}",
            )


def _below_zero(inputs: AdvantageInputs, rows: pd.DataFrame) -> pd.Series[bool]:
    transforms = inputs.dictionary.drop_duplicates("indicator").set_index("indicator")["transform"]
    return (rows["indicator"].map(transforms) == "log1p") & (rows["value"] < 0)


def _own_weights(inputs: AdvantageInputs) -> pd.DataFrame:
    return inputs.weights[inputs.weights["scheme"] == inputs.scheme]


def _weights(inputs: AdvantageInputs) -> Iterator[Fault]:
    own = _own_weights(inputs)
    for row in own[own.duplicated(["technology", "indicator"])].itertuples():
        yield _fault(f"weights: {row.technology}, {row.indicator}", "xuất hiện hai lần", "stands there twice")
    for row in own[~(own["weight"] >= 0)].itertuples():
        yield _fault(f"weights: {row.technology}, {row.indicator}", "không phải số không âm", "is not 0 or more")
    for technology, total in own.groupby("technology")["weight"].sum().items():
        if abs(total - 1) > _TOLERANCE:
            yield _fault(f"weights: {technology}", f"cộng lại bằng {total:g}, không phải 1", f"sum to {total:g}, not 1")
    most = inputs.components.drop_duplicates("component").set_index("component")["most_weight"]
    totals = own.groupby(["technology", "component"])["weight"].sum().reset_index()
    totals["most"] = totals["component"].map(most).astype("float64")
    for row in totals[totals["weight"] > totals["most"] + _TOLERANCE].itertuples():
        yield _fault(
            f"weights: {row.technology}, {row.component}",
            f"{row.weight} vượt mức cho phép {row.most}",
            f"{row.weight} is above the {row.most} that this component may weigh",
        )


def _references(inputs: AdvantageInputs) -> Iterator[Fault]:
    own = _own_weights(inputs)
    usable = inputs.dictionary[inputs.dictionary["transform"].isin(list(TRANSFORMS))]
    for name in sorted({*own["indicator"], *inputs.criteria["indicator"]} - set(usable["indicator"])):
        yield _fault(f"dictionary: {name}", "không có phép biến đổi đã biết", "has no known transform")
    for name in sorted(set(own["component"]) - set(inputs.components["component"])):
        yield _fault(f"components: {name}", "không có trong bảng", "is not in the table")


def _goalposts(inputs: AdvantageInputs) -> Iterator[Fault]:
    posts = inputs.goalposts[inputs.goalposts["vintage"] == inputs.vintage]
    posts = posts[posts["technology"].isna() | (posts["scheme"] == inputs.scheme)]
    for row in posts[~(posts["low"] <= posts["high"])].itertuples():
        yield _fault(
            f"goalposts: {row.indicator}", "cận dưới không nhỏ hơn cận trên", "the lower one is not below the upper one"
        )
    for row in posts[posts.duplicated(["scheme", "technology", "indicator"])].itertuples():
        yield _fault(f"goalposts: {row.indicator}", "xuất hiện hai lần", "stand there twice")
    needed = {*_own_weights(inputs)["indicator"], *inputs.criteria["indicator"]}
    counted = needed & {ENDOWMENT, SITES_ON_RECORD}
    shared = set(posts.loc[posts["technology"].isna(), "indicator"])
    for name in sorted(needed - counted - shared):
        yield _fault(f"goalposts: {name}", "chưa có cho mốc này", f"there are none for {inputs.vintage}")
    own = set(zip(posts["technology"], posts["indicator"], strict=True))
    for technology in technologies_of(inputs):
        for name in sorted(name for name in counted if (technology, name) not in own):
            yield _fault(f"goalposts: {technology}, {name}", "chưa có", "there are none")


def _proximities(inputs: AdvantageInputs) -> Iterator[Fault]:
    if RELATEDNESS not in set(_own_weights(inputs)["indicator"]):
        return
    table = inputs.proximity
    own = None if table is None else table[table["scheme"] == inputs.scheme]
    if own is None or own.empty:
        yield _fault(
            f"proximity: {inputs.scheme}",
            "không có độ gần giữa các công nghệ của danh mục này; nhập bảng technology_proximity, hoặc đặt "
            "score.relatedness bằng 0",
            "there are no proximities of this list; import a table technology_proximity, or set score.relatedness to 0",
        )
        return
    pairs = [tuple(sorted(pair)) for pair in zip(own["technology_a"], own["technology_b"], strict=True)]
    known = set(technologies_of(inputs))
    for number, (a, b) in enumerate(pairs):
        where = f"proximity: {a}, {b}"
        if a == b:
            yield _fault(where, "một công nghệ không gần với chính nó", "a technology is not near to itself")
        if (a, b) in pairs[:number]:
            yield _fault(where, "xuất hiện hai lần", "stands there twice")
        if not {a, b} <= known:
            yield _fault(where, "không phải công nghệ được chấm điểm", "is not of the technologies that are scored")
    for row in own[~own["proximity"].between(0, 1)].itertuples():
        yield _fault(f"proximity: {row.technology_a}, {row.technology_b}", "không nằm từ 0 đến 1", "is not from 0 to 1")
