"""The scores of all units in all technologies, and the way back from each to its raw cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.advantage.explain import Explanation, explain_cell, explained_product
from clusterplan.advantage.inputs import SITES_ON_RECORD, AdvantageInputs
from clusterplan.advantage.steps import DECIMALS
from clusterplan.domain import TechnologyId, UnitId, ValueStatus
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.scenario import ScoreSettings

__all__ = ["AdvantageTable", "Inherited"]


@dataclass(frozen=True)
class Inherited:
    """What a product takes over."""

    group: TechnologyId
    """The group whose scores it inherits."""
    factor: float = 1.0
    """Factor on the group's score."""


@dataclass(frozen=True)
class AdvantageTable:
    """Advantage of every unit in every technology of one scheme."""

    scheme: str
    """Technology list that was scored."""
    units: tuple[UnitId, ...]
    """Codes of the units, sorted."""
    technologies: tuple[TechnologyId, ...]
    """Ids of the technologies, sorted."""
    settings: ScoreSettings
    """How the scores were computed."""
    cells: pd.DataFrame
    """One row per ``(unit, technology)``; the columns are listed in the manual's page on advantage."""
    evidence: pd.DataFrame
    """Every raw value with its status, sources, goalposts and normalised value."""
    inputs: AdvantageInputs
    """The tables that were scored."""
    groups: AdvantageTable | None = None
    """For products: the scores of their groups."""
    inherited: Mapping[TechnologyId, Inherited] = field(default_factory=dict)
    """For products: group and factor of each."""

    def score_matrix(self) -> NDArray[np.float64]:
        """Return the scores as an array.

        Returns
        -------
        numpy.ndarray
            (units, technologies) in [0, 1]; NaN where the pair cannot be judged.
        """
        return self.cells["score"].to_numpy(float).reshape(len(self.units), len(self.technologies))

    def grade_matrix(self) -> NDArray[np.object_]:
        """Return the evidence grades as an array.

        Returns
        -------
        numpy.ndarray
            (units, technologies) of ``"high"``, ``"medium"`` or ``"low"``; a pair that cannot be judged is low.
        """
        return self.cells["grade"].to_numpy(object).reshape(len(self.units), len(self.technologies))

    def participation(self) -> dict[TechnologyId, float]:
        """Return each technology's median over its scored units: the published participation score.

        Returns
        -------
        dict of str to float
            Rounded to 6 decimals; a technology without any scored unit is not in it.
        """
        medians = self.cells["score"].groupby(level="technology").median().dropna()
        return {str(technology): round(float(median), DECIMALS) for technology, median in medians.items()}

    def show(self, unit: UnitId) -> pd.DataFrame:
        """Return one unit's technologies, the best first and those that cannot be judged last.

        Parameters
        ----------
        unit
            Code of the unit.

        Returns
        -------
        pandas.DataFrame
            The unit's cells by technology, with the column ``rank`` in front: the unit's place among all units
            scored for the technology, 1 the best, missing where it cannot be judged. At the end stand the sites on
            record: how many (``sites_on_record``), what most of them rest on (``sites_status``), their ids
            (``sites``); a planned or unconfirmed site is not among them.

        Raises
        ------
        UsageError
            If there is no such unit.
        """
        self._require(unit, self.units, Text(vi="đơn vị", en="unit"))
        ranks = self.cells["score"].groupby(level="technology").rank(ascending=False, method="min").astype("Int64")
        rows = self.cells.assign(rank=ranks).loc[unit].reset_index()
        rows = rows.sort_values(["score", "technology"], ascending=[False, True]).set_index("technology")
        ordered = rows[["rank", *(name for name in rows.columns if name != "rank")]]
        return ordered.join(self._sites_on_record(unit))

    def show_technology(self, technology: TechnologyId) -> pd.DataFrame:
        """Return the units of one technology, the best first and those that cannot be judged last.

        Parameters
        ----------
        technology
            Id of the technology.

        Returns
        -------
        pandas.DataFrame
            The technology's cells by unit, with the column ``rank`` in front, as :meth:`show` has it.

        Raises
        ------
        UsageError
            If there is no such technology.
        """
        self._require(technology, self.technologies, Text(vi="công nghệ", en="technology"))
        rows = self.cells.xs(technology, level="technology").reset_index()
        rows = rows.assign(rank=rows["score"].rank(ascending=False, method="min").astype("Int64"))
        rows = rows.sort_values(["score", "unit"], ascending=[False, True]).set_index("unit")
        return rows[["rank", *(name for name in rows.columns if name != "rank")]]

    def explain(self, unit: UnitId, technology: TechnologyId) -> Explanation:
        """Trace one score to its raw cells and sources, and compute it again from them.

        Parameters
        ----------
        unit
            Code of the unit.
        technology
            Id of the technology.

        Returns
        -------
        Explanation
            Every indicator with its value, status, source, goalposts and weights, every component, and the score
            as recomputed from them alone.

        Raises
        ------
        UsageError
            If there is no such unit or technology.
        """
        self._require(unit, self.units, Text(vi="đơn vị", en="unit"))
        self._require(technology, self.technologies, Text(vi="công nghệ", en="technology"))
        if self.groups is not None:
            group, factor = self.inherited[technology].group, self.inherited[technology].factor
            return explained_product(self.groups.explain(unit, group), technology, factor)
        return explain_cell(self.inputs, self.settings, self.cells, self.evidence, unit, technology)

    def _sites_on_record(self, unit: UnitId) -> pd.DataFrame:
        """Return number, status and ids of one unit's sites, by technology."""
        rows = self.evidence[(self.evidence["unit"] == unit) & (self.evidence["indicator"] == SITES_ON_RECORD)]
        sites = rows.set_index("technology")[["value", "status", "record"]].fillna({"value": 0.0, "record": ""})
        # a unit without any site has no profile, so that a quotient of it is missing; its sites are none on record
        sites = sites.replace({"status": {ValueStatus.MISSING.value: ValueStatus.NONE_RECORDED.value}})
        sites = sites.rename(columns={"value": "sites_on_record", "status": "sites_status", "record": "sites"})
        if self.groups is None:
            return sites
        groups = [self.inherited[product].group for product in self.technologies]
        return sites.reindex(groups).set_axis(list(self.technologies))

    @staticmethod
    def _require(name: str, known: tuple[str, ...], noun: Text) -> None:
        if name not in known:
            what = Text(
                vi=f"không có; hiện có: {', '.join(known)}", en=f"does not exist; there are: {', '.join(known)}"
            )
            summary = Text(vi=f"Không có {noun.vi} {name!r}.", en=f"No such {noun.en}: {name!r}.")
            raise UsageError(summary, [Fault(name, what)])
