"""What is published: a plan, the layers and scores it rests on, and the sources that must be named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd

from clusterplan.advantage import AdvantageTable
from clusterplan.domain import Cluster, Flag, Judgement, Plan, Technology, TechnologyId, UnitId
from clusterplan.language import Text

__all__ = ["Exclusion", "Publication", "SourceLine"]


@dataclass(frozen=True)
class Exclusion:
    """A rule that keeps a unit from a technology."""

    rule: str
    """Id of the rule."""
    why: Text
    """Who or what excludes the pair, and why."""


@dataclass(frozen=True)
class SourceLine:
    """Where one layer or table comes from, as every product must say it."""

    title: Text
    """Title of the layer or table."""
    source: str
    """Who published it."""
    licence: str
    """SPDX identifier, or the terms in words."""
    drawn: bool = False
    """Whether it is drawn on the map, so that its source must stand in the map's own frame."""


@dataclass(frozen=True)
class Publication:
    """A plan together with everything that is needed to show it.

    ``layers`` has at least the unit layer (columns ``code``, ``name_vi``, ``name_en``) and ``sites`` (``site_id``,
    ``name_vi``, ``name_en``, points). ``neighbours``, ``archipelagos`` and ``zones`` are drawn where they exist.
    """

    plan: Plan
    """The plan."""
    layers: Mapping[str, gpd.GeoDataFrame]
    """Layers by id, longitude first."""
    advantage: AdvantageTable
    """Scores of every unit and technology."""
    technologies: tuple[Technology, ...]
    """Technologies of the plan's scheme."""
    sources: tuple[SourceLine, ...]
    """Sources of everything that is shown."""
    excluded: Mapping[tuple[UnitId, TechnologyId], tuple[Exclusion, ...]] = field(default_factory=dict)
    """Pairs that a rule of the scenario keeps out of every plan."""
    reach_km: float | None = None
    """Straight-line distance that a facility serves, in km: the scenario's reach over its detour factor."""

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """The planning units, indexed and sorted by code."""
        layer = self.layers[self.plan.scenario.unit_layer]
        return layer.set_index("code", drop=False).sort_index()

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites, indexed by id."""
        return self.layers["sites"].set_index("site_id", drop=False)

    @cached_property
    def cluster_of(self) -> dict[UnitId, Cluster]:
        """Cluster by unit; units without a cluster are not in it."""
        return {unit: cluster for cluster in self.plan.clusters for unit in cluster.members}

    @cached_property
    def technology(self) -> dict[TechnologyId, Technology]:
        """Technologies by id, sorted."""
        return {technology.id: technology for technology in sorted(self.technologies, key=lambda found: found.id)}

    @property
    def drawn_sources(self) -> tuple[SourceLine, ...]:
        """Sources to name in the map's frame, each once: those that are drawn, or all if none is marked."""
        lines = [line for line in self.sources if line.drawn] or self.sources
        return tuple({(line.source, line.licence): line for line in reversed(lines)}.values())[::-1]

    def judgement(self, unit: UnitId, technology: TechnologyId) -> Judgement:
        """Return what can be said of a unit in a technology; a rule that excludes the pair has the last word.

        Parameters
        ----------
        unit
            Code of the unit.
        technology
            Id of the technology.

        Returns
        -------
        Judgement
            Scored, cannot be judged, or excluded by rule.
        """
        if (unit, technology) in self.excluded:
            return Judgement.EXCLUDED
        cell: Any = self.advantage.cells.xs((unit, technology))
        return Judgement(cell["judgement"])

    def flags_at(self, place: str) -> tuple[Flag, ...]:
        """Return what the plan flags at one place.

        Parameters
        ----------
        place
            A site, a technology or a unit.

        Returns
        -------
        tuple of Flag
            In the plan's order.
        """
        return tuple(flag for flag in self.plan.flags if flag.place == place)

    def unit_name(self, unit: UnitId) -> Text:
        """Return the name of a unit.

        Parameters
        ----------
        unit
            Code of the unit.

        Returns
        -------
        Text
            Its name in both languages.
        """
        row = self.units.loc[unit]
        return Text(vi=row["name_vi"], en=row["name_en"])

    def technology_name(self, technology: TechnologyId) -> Text:
        """Return the name of a technology.

        Parameters
        ----------
        technology
            Id of the technology.

        Returns
        -------
        Text
            Its name in both languages.
        """
        found = self.technology[technology]
        return Text(vi=found.name_vi, en=found.name_en)

    def site_name(self, site: str) -> Text:
        """Return the name of a site.

        Parameters
        ----------
        site
            Id of the site.

        Returns
        -------
        Text
            Its name in both languages.
        """
        row = self.sites.loc[site]
        return Text(vi=row["name_vi"], en=row["name_en"])
