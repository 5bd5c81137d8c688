"""Weights that a scenario sets: what it names has its weight, and the others share the rest in their proportions.

The table of weights has one weight for each technology and indicator; those of a technology sum to 1. The weight of a
component is the sum of its indicators'. A scenario may put a factor on a component in every technology, name another
weight of a component in one technology, or of an indicator inside its component. Everything else keeps its
proportions, so that the sum stays 1.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from clusterplan.advantage.inputs import AdvantageInputs
from clusterplan.domain import TechnologyId
from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.scenario import ScoreSettings

__all__ = ["component_weights", "faults_of_weights", "shared_out", "shares_inside", "weighed"]

_ROUNDING = 1e-6


def shared_out(weights: Mapping[str, float], named: Mapping[str, float]) -> dict[str, float]:
    r"""Give some parts their weight and share the rest among the others in their proportions.

    :math:`w'_i = n_i` where named, else :math:`w'_i = w_i (1 - \sum_j n_j) / \sum_{j \text{ not named}} w_j`.

    Parameters
    ----------
    weights
        Weights that sum to 1.
    named
        Weights of some of them; at most 1 together.

    Returns
    -------
    dict of str to float
        Weights in the order of the first; they sum to 1 if one that is not named has a weight, or the named ones do.

    Examples
    --------
    >>> shared_out({"a": 0.5, "b": 0.25, "c": 0.25}, {"a": 0.75})
    {'a': 0.75, 'b': 0.125, 'c': 0.125}
    """
    others = sum(weight for name, weight in weights.items() if name not in named)
    rest = max(0.0, 1 - sum(named.values()))
    scale = rest / others if others > 0 else 0.0
    return {name: named.get(name, weight * scale) for name, weight in weights.items()}


def weighed(inputs: AdvantageInputs, settings: ScoreSettings) -> AdvantageInputs:
    """Return the tables with the weights that the settings ask for.

    Factors come first; then what is named for a technology has its weight, and the rest is shared out.

    Parameters
    ----------
    inputs
        The tables, with the weights of the data.
    settings
        Their names exist, as :func:`faults_of_weights` checks.

    Returns
    -------
    AdvantageInputs
        The same tables if nothing is asked for.
    """
    changed: dict[Hashable, float] = inputs.weights["weight"].to_dict()
    own = inputs.weights[inputs.weights["scheme"] == inputs.scheme]
    before = dict(changed)
    for technology, rows in own.groupby("technology"):
        changed |= _of_technology(rows, str(technology), settings)
    return inputs if changed == before else replace(inputs, weights=inputs.weights.assign(weight=pd.Series(changed)))


def component_weights(rows: pd.DataFrame, factors: Mapping[str, float], named: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the components of one technology.

    Parameters
    ----------
    rows
        The technology's rows of the table of weights.
    factors, named
        Factors on components, and weights of some of them.

    Returns
    -------
    dict of str to float
        Weight by component, sorted; they sum to 1 unless nothing is left to share the rest.
    """
    totals = {str(name): float(total) for name, total in rows.groupby("component")["weight"].sum().items()}
    if factors:
        scaled = {name: weight * factors.get(name, 1.0) for name, weight in totals.items()}
        sum_of_scaled = sum(scaled.values())
        totals = {name: weight / sum_of_scaled if sum_of_scaled else 0.0 for name, weight in scaled.items()}
    return shared_out(totals, named) if named else totals


def shares_inside(inside: pd.DataFrame, named: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the indicators of one component, as shares of it.

    Parameters
    ----------
    inside
        The component's rows of the table of weights: one technology.
    named
        Weights of some indicators; those of other components are passed over.

    Returns
    -------
    dict of str to float
        Share by indicator. In a component without weight the shares are equal, as the score has them.
    """
    total = float(inside["weight"].sum())
    weights = dict(zip(inside["indicator"], inside["weight"].to_numpy(float).tolist(), strict=True))
    shares = {name: weight / total if total > 0 else 1 / len(weights) for name, weight in weights.items()}
    own = {name: weight for name, weight in named.items() if name in weights}
    return shared_out(shares, own) if own else shares


def _of_technology(rows: pd.DataFrame, technology: TechnologyId, settings: ScoreSettings) -> dict[Hashable, float]:
    """Return the weights of one technology by row; nothing if none is asked for."""
    named = settings.component_weight_by_technology.get(technology, {})
    indicators = settings.indicator_weight_by_technology.get(technology, {})
    if not (settings.component_factor or named or indicators):
        return {}
    totals = component_weights(rows, settings.component_factor, named)
    changed: dict[Hashable, float] = {}
    for component, inside in rows.groupby("component"):
        shares = shares_inside(inside, indicators)
        changed |= {row: totals[str(component)] * shares[name] for row, name in inside["indicator"].items()}
    return changed


def faults_of_weights(
    weights: pd.DataFrame, components: pd.DataFrame, scheme: str, settings: ScoreSettings
) -> Iterator[Fault]:
    """Yield what is wrong with the weights that settings ask for.

    Parameters
    ----------
    weights, components
        The tables, as :class:`AdvantageInputs` has them.
    scheme
        Technology list.
    settings
        The settings.

    Yields
    ------
    Fault
        For an unknown name, a weight above what its component may have, and weights that cannot sum to 1. Unknown
        technologies are passed over: they are checked with all other names.
    """
    yield from _unknown("score.component_factor", settings.component_factor, sorted(components["component"]))
    own = weights[weights["scheme"] == scheme]
    most = dict(zip(components["component"], components["most_weight"].astype(float), strict=True))
    for technology, rows in own.groupby("technology"):
        yield from _faults_of_components(rows, str(technology), settings, most)
        yield from _faults_of_indicators(rows, str(technology), settings)


def _faults_of_components(
    rows: pd.DataFrame, technology: str, settings: ScoreSettings, most: Mapping[str, float]
) -> Iterator[Fault]:
    """Yield what is wrong with the weights of the components of one technology."""
    named = settings.component_weight_by_technology.get(technology, {})
    if not (named or settings.component_factor):
        return
    place = f"score.component_weight_by_technology.{technology}" if named else f"score.component_factor ({technology})"
    totals = component_weights(rows, settings.component_factor, named)
    unknown = list(_unknown(place, named, sorted(totals)))
    yield from unknown or _sum(place, sum(totals.values()))
    for name, weight in totals.items():
        if name in most and weight > most[name] + _ROUNDING:
            yield Fault(
                f"{place}.{name}",
                Text(
                    vi=f"{weight:g} vượt mức {most[name]:g} mà thành phần này được phép có.",
                    en=f"{weight:g} is above the {most[name]:g} that this component may weigh.",
                ),
            )


def _faults_of_indicators(rows: pd.DataFrame, technology: str, settings: ScoreSettings) -> Iterator[Fault]:
    """Yield what is wrong with the weights of the indicators of one technology."""
    named = settings.indicator_weight_by_technology.get(technology, {})
    place = f"score.indicator_weight_by_technology.{technology}"
    yield from _unknown(place, named, sorted(rows["indicator"]))
    for component, inside in rows.groupby("component"):
        yield from _sum(f"{place} ({component})", sum(shares_inside(inside, named).values()))


def _unknown(place: str, named: Mapping[str, float], known: list[str]) -> Iterator[Fault]:
    """Yield a fault for every name that is not there."""
    for name in sorted(set(named) - set(known)):
        listed = ", ".join(known)
        yield Fault(
            f"{place}.{name}",
            Text(vi=f"không có {name!r} ở đây.", en=f"there is no {name!r} here."),
            Text(vi=f"Hiện có: {listed}.", en=f"There are: {listed}."),
        )


def _sum(place: str, total: float) -> Iterator[Fault]:
    """Yield a fault if weights do not sum to 1."""
    if abs(total - 1) > _ROUNDING:
        yield Fault(
            place,
            Text(vi=f"các trọng số cộng lại bằng {total:g}, không phải 1.", en=f"the weights sum to {total:g}, not 1."),
            Text(
                vi="Phần không nêu tên chia nhau phần còn lại; nếu nêu hết thì tổng phải bằng 1.",
                en="What is not named shares the rest; if everything is named, the sum has to be 1.",
            ),
        )
