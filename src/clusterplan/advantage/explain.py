"""One score taken apart: from the published number back to raw cells, sources and weights, and forth again."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from clusterplan.advantage.inputs import AdvantageInputs
from clusterplan.advantage.steps import (
    geometric_mean,
    mix,
    normalise,
    redistributed,
    rounded,
    specialisation_part,
    transform,
    weighted_mean,
)
from clusterplan.domain import Frozen, Grade, Judgement, TechnologyId, UnitId, ValueStatus
from clusterplan.scenario import ScoreSettings

__all__ = [
    "ExplainedComponent",
    "ExplainedCriterion",
    "ExplainedIndicator",
    "Explanation",
    "explain_cell",
    "explained_product",
]


class ExplainedIndicator(Frozen):
    """One raw cell and what became of it."""

    indicator: str
    """Id of the indicator."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    component: str
    """Component it belongs to."""
    value: float | None
    """Raw value in its own unit; nothing where missing."""
    measure: str
    """Unit of measurement."""
    status: ValueStatus
    """How the value came to be."""
    year: str
    """Year or years; empty where the record has none."""
    source: str
    """Source ids, or the sources of the records in words."""
    confidence: str
    """The compiler's confidence."""
    record: str
    """Ids of the rows behind the value."""
    transform: str
    """Transform before normalising."""
    low: float
    """Lower goalpost, in the indicator's own unit, or that of the symmetric quotient."""
    high: float
    """Upper goalpost, in the indicator's own unit, or that of the symmetric quotient."""
    normalised: float | None
    """Value between the goalposts, 0 to 1; nothing where missing or set aside."""
    weight: float
    """Weight in the technology, before redistribution."""
    symmetric_quotient: float | None = None
    """What is scored in the place of the value, if the settings ask for it: with the location quotient q, shrunken
    towards the national share, (q - 1) / (q + 1)."""
    redistributed_weight: float
    """Weight that it carries after the weight of what is missing was shared out; all of them sum to 1."""


class ExplainedComponent(Frozen):
    """One component of a score."""

    component: str
    """Id of the component."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    value: float | None
    """Weighted arithmetic mean of its indicators; nothing where all are missing."""
    weight: float
    """Weight in the technology: the sum of its indicators'."""
    redistributed_weight: float
    """Weight after redistribution; all of them sum to 1."""


class ExplainedCriterion(Frozen):
    """One of the policy's selection criteria: shown beside the score, never part of it."""

    criterion: str
    """Id of the criterion."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    value: float | None
    """Weighted mean of its indicators, 0 to 1; nothing where the score is withheld."""
    indicators: tuple[str, ...]
    """Indicators that show it."""


class Explanation(Frozen):
    """One score, its parts, and the score as recomputed from them."""

    scheme: str
    """Technology list."""
    unit: UnitId
    """Code of the unit."""
    technology: TechnologyId
    """Id of the technology."""
    judgement: Judgement
    """Scored, or cannot be judged."""
    score: float | None
    """The published score; nothing where it is withheld."""
    recomputed: float | None
    """The score as computed again from the parts listed here."""
    plain_score: float | None
    """Aggregate of the components, recomputed."""
    specialisation_score: float | None
    """Specialisation part, recomputed."""
    unit_mean: float | None
    """Mean of the unit's plain scores."""
    technology_mean: float | None
    """Mean of the technology's plain scores."""
    grand_mean: float | None
    """Mean of all plain scores."""
    coverage: float
    """Share of the weight that rests on good values."""
    coverage_floor: float
    """Coverage below which a score is withheld."""
    grade: Grade
    """Evidence grade."""
    relative: float
    """Share of the specialisation part."""
    aggregation: str
    """``geometric`` or ``arithmetic``."""
    component_floor: float
    """Floor inside the geometric mean."""
    components: tuple[ExplainedComponent, ...]
    """Components in the order of display."""
    indicators: tuple[ExplainedIndicator, ...]
    """Indicators by component and id."""
    criteria: tuple[ExplainedCriterion, ...]
    """The policy's selection criteria."""
    group: TechnologyId | None = None
    """For a product: the group whose parts these are."""
    factor: float = 1.0
    """For a product: the factor on its group's score; score and recomputed score have it in them."""


def explain_cell(
    inputs: AdvantageInputs,
    settings: ScoreSettings,
    cells: pd.DataFrame,
    evidence: pd.DataFrame,
    unit: UnitId,
    technology: TechnologyId,
) -> Explanation:
    """Take one cell apart and compute it again from the raw values.

    Parameters
    ----------
    inputs
        The tables that were scored.
    settings
        How they were scored.
    cells
        Published cells by unit and technology: the means of the plain scores come from here.
    evidence
        Raw values with statuses, sources and goalposts.
    unit, technology
        The cell.

    Returns
    -------
    Explanation
        The parts and the recomputed score.
    """
    cell = cells.xs((unit, technology)).to_dict()
    raw = evidence[(evidence["unit"] == unit) & (evidence["technology"] == technology)]
    indicators = _indicators(inputs, settings, raw, technology)
    components = _components(inputs, indicators)
    plain = _aggregate(components, settings)
    unit_mean, technology_mean, grand_mean = _means(cells["plain_score"], unit, technology)
    special = float(rounded(specialisation_part(plain, unit_mean, technology_mean, grand_mean)))
    scored = cell["judgement"] == Judgement.SCORED.value
    return Explanation(
        scheme=inputs.scheme,
        unit=unit,
        technology=technology,
        judgement=Judgement(cell["judgement"]),
        score=_number(cell["score"]),
        recomputed=float(mix(plain, special, settings.relative)) if scored else None,
        plain_score=plain if scored else None,
        specialisation_score=special if scored else None,
        unit_mean=_number(unit_mean),
        technology_mean=_number(technology_mean),
        grand_mean=_number(grand_mean),
        coverage=float(cell["coverage"]),
        coverage_floor=settings.coverage_floor,
        grade=Grade(cell["grade"]),
        relative=settings.relative,
        aggregation=settings.aggregation,
        component_floor=settings.component_floor,
        components=components,
        indicators=_with_final_weights(indicators, components),
        criteria=tuple(_criterion(part, cell) for _, part in inputs.criteria.groupby("criterion", sort=False)),
    )


def explained_product(of_group: Explanation, product: TechnologyId, factor: float) -> Explanation:
    """Turn the explanation of a group into that of one of its products.

    Parameters
    ----------
    of_group
        Explanation of the group's score.
    product
        Id of the product.
    factor
        Factor on the group's score.

    Returns
    -------
    Explanation
        The same parts; score and recomputed score times the factor, at most 1.
    """
    scaled = {
        name: None if value is None else float(rounded(min(1.0, value * factor)))
        for name, value in (("score", of_group.score), ("recomputed", of_group.recomputed))
    }
    return of_group.model_copy(update={"technology": product, "group": of_group.technology, "factor": factor, **scaled})


def _indicators(
    inputs: AdvantageInputs, settings: ScoreSettings, raw: pd.DataFrame, technology: str
) -> tuple[ExplainedIndicator, ...]:
    """Return the indicators of a cell by component, each with its share inside the component."""
    own = inputs.weights[(inputs.weights["scheme"] == inputs.scheme) & (inputs.weights["technology"] == technology)]
    position = dict(zip(inputs.components["component"], inputs.components["position"], strict=True))
    values = {row["indicator"]: row for row in raw.to_dict("records")}
    titles = {row["indicator"]: row for row in inputs.dictionary.to_dict("records")}
    weighed = sorted(own.to_dict("records"), key=lambda row: (position[row["component"]], row["indicator"]))
    parts = (_indicator(row, values[row["indicator"]], titles[row["indicator"]], settings) for row in weighed)
    grouped = groupby(parts, key=lambda part: part.component)
    return tuple(part for _, group in grouped for part in _with_shares(list(group)))


def _indicator(
    weighed: dict[Hashable, Any], row: dict[Hashable, Any], title: dict[Hashable, Any], settings: ScoreSettings
) -> ExplainedIndicator:
    """Return one raw cell with a freshly normalised value."""
    return ExplainedIndicator(
        indicator=row["indicator"],
        title_vi=title["title_vi"],
        title_en=title["title_en"],
        component=weighed["component"],
        value=_number(row["value"]),
        measure=title["measure"],
        status=ValueStatus(row["status"]),
        year=_words(row["year"]),
        source=_words(row["source_id"]),
        confidence=_words(row["confidence"]),
        record=_words(row["record"]),
        transform=row["transform"],
        symmetric_quotient=_number(row["symmetric_quotient"]),
        low=row["low"],
        high=row["high"],
        normalised=_normalised(row, row["transform"], settings),
        weight=weighed["weight"],
        redistributed_weight=0.0,
    )


def _normalised(row: dict[Hashable, Any], name: str, settings: ScoreSettings) -> float | None:
    """Normalise one raw value; an expert's reading or an imputed value that the settings set aside is missing."""
    if row["status"] == ValueStatus.EXPERT.value and not settings.expert_values:
        return None
    if row["status"] == ValueStatus.IMPUTED.value and not settings.imputed_values:
        return None
    enters = row["value"] if math.isnan(row["symmetric_quotient"]) else row["symmetric_quotient"]
    value, low, high = transform([enters, row["low"], row["high"]], name)
    return _number(float(normalise(value, min(low, high), max(low, high))))


def _with_shares(group: list[ExplainedIndicator]) -> list[ExplainedIndicator]:
    """Give the indicators of one component their shares in it; equal ones where the component has no weight."""
    weights = np.array([part.weight for part in group])
    present = [part.normalised is not None for part in group]
    shares = redistributed(weights if weights.any() else np.ones_like(weights), present)
    return [
        part.model_copy(update={"redistributed_weight": float(share)})
        for part, share in zip(group, shares, strict=True)
    ]


def _components(inputs: AdvantageInputs, indicators: tuple[ExplainedIndicator, ...]) -> tuple[ExplainedComponent, ...]:
    """Return the components of a cell with values and weights, in the order of display."""
    titles = {row["component"]: row for row in inputs.components.to_dict("records")}
    groups = {name: list(group) for name, group in groupby(indicators, key=lambda part: part.component)}
    values = {name: _value(group) for name, group in groups.items()}
    weights = [sum(part.weight for part in group) for group in groups.values()]
    shares = redistributed(weights, [value is not None for value in values.values()])
    return tuple(
        ExplainedComponent(
            component=name,
            title_vi=titles[name]["title_vi"],
            title_en=titles[name]["title_en"],
            value=values[name],
            weight=weight,
            redistributed_weight=float(share),
        )
        for name, weight, share in zip(groups, weights, shares, strict=True)
    )


def _value(group: list[ExplainedIndicator]) -> float | None:
    """Return the mean of one component's indicators."""
    return _number(float(weighted_mean(_numbers(group, "normalised"), _numbers(group, "redistributed_weight"))))


def _aggregate(components: tuple[ExplainedComponent, ...], settings: ScoreSettings) -> float:
    """Return the plain score of a cell."""
    values, weights = _numbers(components, "value"), _numbers(components, "weight")
    if settings.aggregation == "arithmetic":
        return float(rounded(weighted_mean(values, weights)))
    return float(rounded(geometric_mean(values, weights, settings.component_floor)))


def _means(plain: pd.Series[float], unit: str, technology: str) -> tuple[float, float, float]:
    """Return the means of the unit's, the technology's and all published plain scores."""
    units, technologies = plain.index.get_level_values("unit"), plain.index.get_level_values("technology")
    return float(plain[units == unit].mean()), float(plain[technologies == technology].mean()), float(plain.mean())


def _with_final_weights(
    indicators: tuple[ExplainedIndicator, ...], components: tuple[ExplainedComponent, ...]
) -> tuple[ExplainedIndicator, ...]:
    """Turn shares inside a component into shares of the whole score."""
    shares = {part.component: part.redistributed_weight for part in components}
    return tuple(
        part.model_copy(update={"redistributed_weight": part.redistributed_weight * shares[part.component]})
        for part in indicators
    )


def _criterion(rows: pd.DataFrame, cell: dict[Hashable, Any]) -> ExplainedCriterion:
    first = rows.iloc[0]
    return ExplainedCriterion(
        criterion=first["criterion"],
        title_vi=first["title_vi"],
        title_en=first["title_en"],
        value=_number(cell[f"criterion_{first['criterion']}"]),
        indicators=tuple(rows["indicator"]),
    )


def _numbers(parts: Sequence[Frozen], name: str) -> list[float]:
    """Return one field of every part, NaN where there is nothing."""
    values = [getattr(part, name) for part in parts]
    return [math.nan if value is None else value for value in values]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _words(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
