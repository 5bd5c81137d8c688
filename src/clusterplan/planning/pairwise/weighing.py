"""From comparisons to the weights of a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from clusterplan.advantage import AdvantageInputs
from clusterplan.advantage.evidence import technologies_of
from clusterplan.advantage.pairwise import (
    CONSISTENT_UP_TO,
    ComparedPair,
    consistency_ratio,
    pairwise_weights,
)
from clusterplan.advantage.steps import DECIMALS
from clusterplan.advantage.weights import component_weights, faults_of_weights, shares_inside
from clusterplan.domain import TechnologyId
from clusterplan.errors import DataError, Fault, UsageError
from clusterplan.geodata.names import nearest_name
from clusterplan.language import Text
from clusterplan.planning.advantage import advantage_inputs
from clusterplan.planning.facts import Facts
from clusterplan.planning.pairwise.answer import LeftOut, PairInDoubt, PairwiseWeighing, WeighedThing
from clusterplan.planning.pairwise.table import PairwiseTable, read_pairwise_table
from clusterplan.scenario import Scenario, ScoreSettings

__all__ = ["settings_with", "weigh_pairwise"]


@dataclass(frozen=True)
class _Compared:
    """What the names of a table are."""

    kind: Literal["components", "indicators"]
    component: str | None
    titles: Mapping[str, Text]


def weigh_pairwise(
    path: Path,
    scenario: Scenario,
    technologies: Sequence[TechnologyId] = (),
    *,
    encoding: str | None = None,
    facts: Facts | None = None,
) -> PairwiseWeighing:
    """Return the weights that a table of pairwise comparisons says.

    The things that were compared share the weight that they have together in the scenario; what was not compared keeps
    its own. In a technology that lacks some of them the others share it in their proportions.

    Parameters
    ----------
    path
        The table, as :func:`~clusterplan.planning.pairwise.read_pairwise_table` takes it. Its names are ids of
        components, or of indicators of one component.
    scenario
        Scenario that the weights are for.
    technologies
        Technologies (groups of the list) that they hold for; all if none is named.
    encoding
        How the text is written, if it does not show.
    facts
        The data; today's if none are given.

    Returns
    -------
    PairwiseWeighing
        Weights, consistency, and what to ask again.

    Raises
    ------
    DataError
        If the table has faults, or gives a component more than it may weigh.
    UsageError
        If there is no such technology.
    """
    table = read_pairwise_table(path, encoding)
    inputs = advantage_inputs(scenario, facts or Facts())
    chosen = _chosen(inputs, technologies)
    compared = _compared(table, inputs, chosen)
    found = pairwise_weights(table.matrix)
    weights = dict(zip(table.names, found.weights, strict=True))
    by_technology, left_out = _by_technology(compared, weights, inputs, chosen, scenario.score)
    answer = PairwiseWeighing(
        file=table.file,
        scenario=scenario.id,
        compares=compared.kind,
        component=compared.component,
        weights=tuple(
            WeighedThing(id=name, title_vi=compared.titles[name].vi, title_en=compared.titles[name].en, weight=weight)
            for name, weight in _rounded(weights, 1.0).items()
        ),
        largest_eigenvalue=round(found.largest_eigenvalue, DECIMALS),
        consistency_ratio=round(found.ratio, DECIMALS),
        ratio_at_most=CONSISTENT_UP_TO,
        is_consistent=found.ratio <= CONSISTENT_UP_TO,
        most_inconsistent=_in_doubt(table, found.worst),
        best_repair=_in_doubt(table, found.repair),
        weight_by_technology=by_technology,
        left_out=left_out,
    )
    _refuse_too_much(answer, inputs, scenario.score)
    return answer


def settings_with(answer: PairwiseWeighing, settings: ScoreSettings) -> ScoreSettings:
    """Return the settings of a score with the weights of an answer.

    Parameters
    ----------
    answer
        The weights.
    settings
        The settings that they are put into.

    Returns
    -------
    ScoreSettings
        What was not compared stays.
    """
    name = _field_of(answer)
    before: Mapping[TechnologyId, Mapping[str, float]] = getattr(settings, name)
    own = {k: {**before.get(k, {}), **named} for k, named in answer.weight_by_technology.items()}
    return settings.model_copy(update={name: {**before, **own}})


def _field_of(answer: PairwiseWeighing) -> str:
    kind = "component" if answer.compares == "components" else "indicator"
    return f"{kind}_weight_by_technology"


def _chosen(inputs: AdvantageInputs, technologies: Sequence[TechnologyId]) -> tuple[TechnologyId, ...]:
    known = technologies_of(inputs)
    unknown = [
        Fault(name, Text(vi="không có công nghệ này.", en="there is no such technology."), _nearest(name, known))
        for name in technologies
        if name not in known
    ]
    if unknown:
        raise UsageError(Text(vi="Không có công nghệ này.", en="No such technology."), unknown)
    return tuple(name for name in known if name in technologies) if technologies else known


def _compared(table: PairwiseTable, inputs: AdvantageInputs, chosen: Sequence[TechnologyId]) -> _Compared:
    """Return what was compared: components, or indicators that all stand in one component."""
    rows = inputs.weights[(inputs.weights["scheme"] == inputs.scheme) & inputs.weights["technology"].isin(chosen)]
    components = _titles(inputs.components, "component")
    if set(table.names) <= set(components):
        return _Compared("components", None, components)
    indicators = _titles(inputs.dictionary, "indicator")
    of = rows.drop_duplicates(["indicator", "component"]).groupby("indicator")["component"].agg(list).to_dict()
    faults = [
        Fault(
            f"{table.file}, {name}",
            Text(
                vi="không phải mã của thành phần, cũng không phải mã của chỉ tiêu có trọng số.",
                en="is neither the id of a component nor that of an indicator with a weight.",
            ),
            _nearest(name, [*components, *map(str, of)]),
        )
        for name in table.names
        if name not in of and name not in components
    ]
    homes = sorted({home for name in table.names for home in of.get(name, ["-"])})
    if not faults and len(homes) > 1:
        what = Text(
            vi="phải là các thành phần, hoặc các chỉ tiêu của cùng một thành phần.",
            en="has to compare components, or indicators of one component.",
        )
        faults = [Fault(table.file, what)]
    if faults:
        raise DataError(Text(vi="Không rõ bảng so sánh cái gì.", en="It is not clear what is compared."), faults)
    return _Compared("indicators", homes[0], indicators)


def _titles(table: pd.DataFrame, key: str) -> dict[str, Text]:
    return dict(zip(table[key], map(Text, table["title_vi"], table["title_en"]), strict=True))


def _nearest(name: str, known: Sequence[str]) -> Text:
    near = nearest_name(name, known)
    listed = ", ".join(known)
    if near is None:
        return Text(vi=f"Hiện có: {listed}.", en=f"There are: {listed}.")
    return Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?")


def _by_technology(
    compared: _Compared,
    weights: Mapping[str, float],
    inputs: AdvantageInputs,
    chosen: Sequence[TechnologyId],
    settings: ScoreSettings,
) -> tuple[dict[TechnologyId, dict[str, float]], tuple[LeftOut, ...]]:
    """Return what each technology's weights become, and what has no place in it."""
    own = inputs.weights[inputs.weights["scheme"] == inputs.scheme]
    found: dict[TechnologyId, dict[str, float]] = {}
    left_out = []
    for technology in chosen:
        now = _weights_now(compared, own[own["technology"] == technology], technology, settings)
        here = {name: weight for name, weight in weights.items() if name in now}
        if len(here) < len(weights):
            left_out.append(LeftOut(technology=technology, ids=tuple(name for name in weights if name not in here)))
        if len(here) > 1:
            found[technology] = _rounded(here, sum(now[name] for name in here))
    return found, tuple(left_out)


def _weights_now(
    compared: _Compared, rows: pd.DataFrame, technology: TechnologyId, settings: ScoreSettings
) -> dict[str, float]:
    """Return the weights of one technology's components, or of the indicators inside the component, in the scenario."""
    if compared.kind == "components":
        named = settings.component_weight_by_technology.get(technology, {})
        return component_weights(rows, settings.component_factor, named)
    inside = rows[rows["component"] == compared.component]
    return shares_inside(inside, settings.indicator_weight_by_technology.get(technology, {})) if len(inside) else {}


def _rounded(weights: Mapping[str, float], total: float) -> dict[str, float]:
    """Return weights scaled to a total, in whole millionths; the largest takes what rounding leaves."""
    unit = 10**DECIMALS
    scale = total * unit / sum(weights.values())
    counts = {name: round(weight * scale) for name, weight in weights.items()}
    largest = max(counts, key=lambda name: counts[name])
    counts[largest] += round(total * unit) - sum(counts.values())
    return {name: count / unit for name, count in counts.items()}


def _in_doubt(table: PairwiseTable, pair: ComparedPair | None) -> PairInDoubt | None:
    """Return a comparison told from the side of the thing that the other answer holds for more important."""
    if pair is None:
        return None
    first, second, said, other = pair.first, pair.second, pair.said, pair.other
    if said < 1:
        first, second, said, other = second, first, 1 / said, 1 / other
    matrix = table.matrix.copy()
    matrix[first, second], matrix[second, first] = other, 1 / other
    return PairInDoubt(
        first=table.names[first],
        second=table.names[second],
        said=round(said, DECIMALS),
        other=round(other, DECIMALS),
        ratio=round(float(consistency_ratio(np.asarray(matrix))), DECIMALS),
    )


def _refuse_too_much(answer: PairwiseWeighing, inputs: AdvantageInputs, settings: ScoreSettings) -> None:
    faults: Iterator[Fault] = faults_of_weights(
        inputs.weights, inputs.components, inputs.scheme, settings_with(answer, settings)
    )
    listed = list(faults)
    if listed:
        summary = Text(
            vi="Trọng số từ bảng so sánh không dùng được trong kịch bản này.",
            en="The weights that the comparisons say cannot be used in this scenario.",
        )
        raise DataError(summary, listed)
