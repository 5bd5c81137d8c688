"""One score taken apart: from the published number back to raw cells, sources and weights, and forth again."""

from __future__ import annotations

import math
from collections.abc import Hashable
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

__all__ = ["ExplainedComponent", "ExplainedCriterion", "ExplainedIndicator", "Explanation", "explain_cell"]


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
    """Lower goalpost, in the indicator's own unit."""
    high: float
    """Upper goalpost, in the indicator's own unit."""
    normalised: float | None
    """Value between the goalposts, 0 to 1; nothing where missing or set aside."""
    weight: float
    """Weight in the technology, before redistribution."""
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
    rows = _rows(inputs, settings, evidence, unit, technology)
    components = _components(inputs, rows)
    rows["redistributed"] = rows["share"] * rows["component"].map(components["redistributed"])
    plain, special, means = _recompute(settings, cells, components, unit, technology)
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
        unit_mean=_number(means[0]),
        technology_mean=_number(means[1]),
        grand_mean=_number(means[2]),
        coverage=float(cell["coverage"]),
        coverage_floor=settings.coverage_floor,
        grade=Grade(cell["grade"]),
        relative=settings.relative,
        aggregation=settings.aggregation,
        component_floor=settings.component_floor,
        components=tuple(_component(row) for row in components.itertuples()),
        indicators=tuple(_indicator(row) for row in rows.itertuples()),
        criteria=tuple(_criterion(part, cell) for _, part in inputs.criteria.groupby("criterion", sort=False)),
    )


def _rows(
    inputs: AdvantageInputs, settings: ScoreSettings, evidence: pd.DataFrame, unit: str, technology: str
) -> pd.DataFrame:
    """Return the raw rows of a cell with titles, weights and freshly normalised values, by component."""
    here = evidence[(evidence["unit"] == unit) & (evidence["technology"] == technology)]
    own = inputs.weights[(inputs.weights["scheme"] == inputs.scheme) & (inputs.weights["technology"] == technology)]
    titles = inputs.dictionary[["indicator", "title_vi", "title_en", "measure"]]
    rows = here.merge(own[["indicator", "component", "weight"]], on="indicator").merge(titles, on="indicator")
    rows["again"] = [_normalised(row, settings) for row in rows.itertuples()]
    position = rows["component"].map(inputs.components.set_index("component")["position"])
    rows = rows.assign(position=position).sort_values(["position", "indicator"], ignore_index=True)
    rows["share"] = np.concatenate([_shares(part) for _, part in rows.groupby("component", sort=False)])
    return rows


def _normalised(row: Any, settings: ScoreSettings) -> float:
    """Normalise one raw value; an expert's reading that the settings set aside is missing."""
    if row.status == ValueStatus.EXPERT.value and not settings.expert_values:
        return math.nan
    bounds = transform([row.low, row.high], row.transform)
    return float(normalise(transform(row.value, row.transform), bounds.min(), bounds.max()))


def _shares(rows: pd.DataFrame) -> Any:
    """Return the redistributed weights inside one component; equal ones where the component has no weight."""
    weights = rows["weight"].to_numpy(float)
    return redistributed(weights if weights.any() else np.ones_like(weights), rows["again"].notna())


def _components(inputs: AdvantageInputs, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the components of a cell with values and weights, in the order of display."""
    weights = rows.groupby("component", sort=False)["weight"].sum()
    values = [float(weighted_mean(part["again"], part["share"])) for _, part in rows.groupby("component", sort=False)]
    titles = inputs.components.set_index("component")[["title_vi", "title_en"]]
    components = titles.loc[weights.index].assign(weight=weights, value=values)
    return components.assign(redistributed=redistributed(components["weight"], components["value"].notna()))


def _recompute(
    settings: ScoreSettings, cells: pd.DataFrame, components: pd.DataFrame, unit: str, technology: str
) -> tuple[float, float, tuple[float, float, float]]:
    """Return the plain score, the specialisation part and the three means behind it."""
    if settings.aggregation == "arithmetic":
        aggregated = weighted_mean(components["value"], components["weight"])
    else:
        aggregated = geometric_mean(components["value"], components["weight"], settings.component_floor)
    plain = float(rounded(aggregated))
    published = cells["plain_score"]
    means = (
        float(published.xs(unit, level="unit").mean()),
        float(published.xs(technology, level="technology").mean()),
        float(published.mean()),
    )
    return plain, float(rounded(specialisation_part(plain, *means))), means


def _component(row: Any) -> ExplainedComponent:
    return ExplainedComponent(
        component=row.Index,
        title_vi=row.title_vi,
        title_en=row.title_en,
        value=_number(row.value),
        weight=float(row.weight),
        redistributed_weight=float(row.redistributed),
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


def _indicator(row: Any) -> ExplainedIndicator:
    return ExplainedIndicator(
        indicator=row.indicator,
        title_vi=row.title_vi,
        title_en=row.title_en,
        component=row.component,
        value=_number(row.value),
        measure=row.measure,
        status=ValueStatus(row.status),
        year=_words(row.year),
        source=_words(row.source_id),
        confidence=_words(row.confidence),
        record=_words(row.record),
        transform=row.transform,
        low=float(row.low),
        high=float(row.high),
        normalised=_number(row.again),
        weight=float(row.weight),
        redistributed_weight=float(row.redistributed),
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _words(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
