"""A comparison with what is needed to show it: both plans, layers, names and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd

from clusterplan.domain import Plan, SiteId, Technology, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.publishing.comparison.answer import Comparison, Quantity
from clusterplan.publishing.publication import SourceLine

__all__ = ["ComparisonPublication"]

_OF_THE_MODEL = frozenset({"candidate_sets", "columns", "rows"})
"""Metrics that speak of the computation and not of the plan."""


@dataclass(frozen=True)
class ComparisonPublication:
    """Two plans compared, ready to be written. ``layers`` has the unit layer and ``sites``."""

    comparison: Comparison
    """What there is to say."""
    plans: tuple[Plan, Plan]
    """The first plan and the second."""
    layers: Mapping[str, gpd.GeoDataFrame]
    """Layers by id, longitude first."""
    technologies: tuple[Technology, ...]
    """Technologies of every list that is named."""
    sources: tuple[SourceLine, ...]
    """Sources of everything that is shown."""

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """The planning units, indexed and sorted by code."""
        layer = self.layers[self.comparison.after.scenario.unit_layer]
        return layer.set_index("code", drop=False).sort_index()

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites, indexed by id."""
        return self.layers["sites"].set_index("site_id", drop=False)

    @cached_property
    def technology(self) -> dict[TechnologyId, Technology]:
        """Technologies by id, sorted."""
        return {found.id: found for found in sorted(self.technologies, key=lambda found: found.id)}

    @property
    def told_metrics(self) -> tuple[Quantity, ...]:
        """The metrics that differ and that people read: no size of the model, no single site or region."""
        metrics = self.comparison.metrics
        return tuple(found for found in metrics if "." not in found.name and found.name not in _OF_THE_MODEL)

    def unit_name(self, unit: UnitId) -> Text:
        """Return the name of a unit; its code where the layer of today does not have it.

        Parameters
        ----------
        unit
            Code of the unit.

        Returns
        -------
        Text
            Its name in both languages.
        """
        return _name(self.units, unit)

    def site_name(self, site: SiteId) -> Text:
        """Return the name of a site; its id where the layer of today does not have it.

        Parameters
        ----------
        site
            Id of the site.

        Returns
        -------
        Text
            Its name in both languages.
        """
        return _name(self.sites, site)

    def technology_name(self, technology: TechnologyId) -> Text:
        """Return id and name of a technology, without what stands in brackets.

        Parameters
        ----------
        technology
            Id of the technology.

        Returns
        -------
        Text
            ``S06 Semiconductor chips`` in both languages.
        """
        found = self.technology.get(technology)
        if found is None:
            return Text(vi=technology, en=technology)
        names = (name.partition(" (")[0] for name in (found.name_vi, found.name_en))
        return Text(*(f"{technology} {name}" for name in names))


def _name(rows: gpd.GeoDataFrame, known: str) -> Text:
    if known not in rows.index:
        return Text(vi=known, en=known)
    row = rows.loc[known]
    return Text(vi=row["name_vi"], en=row["name_en"])
