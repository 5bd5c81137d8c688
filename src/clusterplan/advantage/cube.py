"""Evidence, weights and criteria as arrays over units, technologies and indicators."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.advantage.evidence import technologies_of
from clusterplan.advantage.inputs import AdvantageInputs
from clusterplan.domain import TechnologyId, UnitId, ValueStatus
from clusterplan.scenario import ScoreSettings

__all__ = ["Cube", "cube_of"]

type Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Cube:
    """What a score is computed from, n units by k technologies by i indicators."""

    units: tuple[UnitId, ...]
    technologies: tuple[TechnologyId, ...]
    indicators: tuple[str, ...]
    components: tuple[str, ...]
    criteria: tuple[str, ...]
    normalised: Numbers
    """(n, k, i) values in [0, 1]; NaN where missing."""
    quality: Numbers
    """(n, k, i) quality of each value by its status; 0 where missing."""
    status: NDArray[np.object_]
    """(n, k, i) statuses as text."""
    weights: Numbers
    """(c, k, i) weight of each indicator inside its component, 0 elsewhere."""
    inner: Numbers
    """(c, k, i) weights that average a component: the same, or equal ones in a component without weight."""
    criterion_weights: Numbers
    """(q, i) weight of each indicator inside each criterion."""
    specific: NDArray[np.bool_]
    """(c,) whether a component is evidence of the technology itself."""

    def used(self, settings: ScoreSettings) -> Cube:
        """Return the cube with every value that the settings leave out turned to missing."""
        cube = self if settings.imputed_values else self.without_imputed_values()
        return cube if settings.expert_values else cube.without_expert_values()

    def without_expert_values(self) -> Cube:
        """Return the cube with every expert's reading turned to missing."""
        return self._without(ValueStatus.EXPERT)

    def without_imputed_values(self) -> Cube:
        """Return the cube with every imputed value turned to missing."""
        return self._without(ValueStatus.IMPUTED)

    def _without(self, status: ValueStatus) -> Cube:
        """Return the cube with every value of one status turned to missing."""
        gone = self.status == status.value
        return replace(
            self,
            normalised=np.where(gone, np.nan, self.normalised),
            quality=np.where(gone, 0.0, self.quality),
            status=np.where(gone, ValueStatus.MISSING.value, self.status),
        )


def cube_of(inputs: AdvantageInputs, evidence: pd.DataFrame) -> Cube:
    """Arrange evidence, weights and criteria as arrays.

    Parameters
    ----------
    inputs
        The tables.
    evidence
        What :func:`clusterplan.advantage.evidence.gather_evidence` returned for them: a full grid.

    Returns
    -------
    Cube
        Axes sorted by id; components in the order of display.
    """
    units = tuple(sorted(set(inputs.units)))
    technologies = technologies_of(inputs)
    indicators = tuple(sorted(set(evidence["indicator"])))
    components = inputs.components.sort_values(["position", "component"])
    rows = evidence.sort_values(["unit", "technology", "indicator"])
    shape = (len(units), len(technologies), len(indicators))
    weights, inner = _weights(inputs, tuple(components["component"]), technologies, indicators)
    criteria, criterion_weights = _criteria(inputs, indicators)
    return Cube(
        units=units,
        technologies=technologies,
        indicators=indicators,
        components=tuple(components["component"]),
        criteria=criteria,
        normalised=rows["normalised"].to_numpy(float).reshape(shape),
        quality=rows["quality"].to_numpy(float).reshape(shape),
        status=rows["status"].to_numpy(object).reshape(shape),
        weights=weights,
        inner=inner,
        criterion_weights=criterion_weights,
        specific=components["specific"].to_numpy(bool),
    )


def _weights(
    inputs: AdvantageInputs, components: tuple[str, ...], technologies: tuple[str, ...], indicators: tuple[str, ...]
) -> tuple[Numbers, Numbers]:
    """Return the weights by component, and those that average the indicators inside each component."""
    weights = np.zeros((len(components), len(technologies), len(indicators)))
    listed = np.zeros_like(weights)
    own = inputs.weights[inputs.weights["scheme"] == inputs.scheme]
    place = (
        pd.Index(components).get_indexer(pd.Index(own["component"])),
        pd.Index(technologies).get_indexer(pd.Index(own["technology"])),
        pd.Index(indicators).get_indexer(pd.Index(own["indicator"])),
    )
    weights[place], listed[place] = own["weight"].to_numpy(float), 1.0
    weightless = weights.sum(axis=-1, keepdims=True) == 0
    return weights, np.where(weightless, listed, weights)


def _criteria(inputs: AdvantageInputs, indicators: tuple[str, ...]) -> tuple[tuple[str, ...], Numbers]:
    criteria = tuple(dict.fromkeys(inputs.criteria["criterion"]))
    weights = np.zeros((len(criteria), len(indicators)))
    place = (
        pd.Index(criteria).get_indexer(pd.Index(inputs.criteria["criterion"])),
        pd.Index(indicators).get_indexer(pd.Index(inputs.criteria["indicator"])),
    )
    weights[place] = inputs.criteria["weight"].to_numpy(float)
    return criteria, weights
