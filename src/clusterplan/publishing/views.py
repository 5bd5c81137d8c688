"""What an official reads about a unit, a cluster or a facility: names resolved, scores ranked, reasons gathered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from clusterplan.domain import Cluster, Facility, Flag, Grade, Judgement, SiteId, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.rule_names import named_rule

__all__ = ["ClusterView", "FacilityView", "FocusView", "ScoreView", "UnitView", "Views", "aliases_of"]

_OTHERS_SHOWN = 3


@dataclass(frozen=True)
class ScoreView:
    """How one unit stands in one technology."""

    technology: TechnologyId
    """Id of the technology."""
    name: Text
    """Name of the technology."""
    judgement: Judgement
    """Scored, cannot be judged, or excluded by rule."""
    score: float | None
    """Score in [0, 1]; nothing unless it is scored."""
    rank: int | None
    """1 for the highest score among the units that are scored."""
    ranked: int
    """Number of units that are scored."""
    grade: Grade | None
    """Evidence grade of the score."""
    coverage: float
    """Share of the score's weight that rests on data."""
    expert: bool
    """Whether expert reading is the largest part of the evidence."""
    components: tuple[tuple[Text, float], ...]
    """Components of the score that have a value, each in [0, 1]."""
    excluded_by: tuple[tuple[Text, Text], ...] = ()
    """Name of each rule that excludes the pair, and why it does."""


@dataclass(frozen=True)
class FocusView:
    """One focus of a cluster, seen from one of its units."""

    own: ScoreView
    """The unit's own score."""
    evidence: Grade
    """Evidence grade of the focus."""
    expert: bool
    """Whether every strong member's score rests mainly on expert reading."""
    strong: tuple[Text, ...]
    """Names of the strong members."""
    served_by: Text
    """Name of the facility that serves the focus."""
    flags: tuple[Text, ...] = ()
    """What the plan flags about the technology."""
    start_year: int | None = None
    """Year in which the focus starts, in a plan that has years."""


@dataclass(frozen=True)
class UnitView:
    """Everything the map and the table say about one unit."""

    code: UnitId
    """Code."""
    name: Text
    """Name."""
    region: Text
    """Region, empty if the layer has none."""
    aliases: tuple[str, ...]
    former_names: tuple[str, ...]
    """Other names to search by."""
    cluster: Cluster | None
    """Its cluster, if any."""
    is_hub: bool
    """Whether it is the hub of its cluster."""
    focuses: tuple[FocusView, ...]
    """Focuses of its cluster."""
    others: tuple[ScoreView, ...]
    """Its best scores among the technologies that are not focuses of its cluster."""
    not_judged: tuple[ScoreView, ...]
    """Technologies that cannot be judged."""
    excluded: tuple[ScoreView, ...]
    """Technologies that a rule excludes."""
    scores: tuple[ScoreView, ...]
    """All technologies, sorted."""


@dataclass(frozen=True)
class ClusterView:
    """One cluster in the legend."""

    cluster: Cluster
    """The cluster."""
    members: tuple[Text, ...]
    """Names of the members, the hub first."""
    focuses: tuple[tuple[TechnologyId, Text, bool], ...]
    """Id and name of each focus, and whether it rests mainly on expert reading."""

    @property
    def expert(self) -> bool:
        """Whether any focus rests mainly on expert reading."""
        return any(expert for _, _, expert in self.focuses)


@dataclass(frozen=True)
class FacilityView:
    """One laboratory or centre."""

    facility: Facility
    """The facility."""
    name: Text
    """Name of the site."""
    unit: Text
    """Name of the unit it lies in."""
    technologies: tuple[tuple[TechnologyId, Text], ...]
    """Technologies it serves."""
    serves: tuple[Cluster, ...]
    """Clusters that have a focus served here."""
    flags: tuple[Text, ...] = ()
    """What the plan flags about the site."""


class Views:
    """Reads a publication for people.

    Parameters
    ----------
    publication
        What is published.
    """

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        cells = publication.advantage.cells
        scored = cells["score"].where(cells["judgement"] == Judgement.SCORED)
        self._rank = scored.groupby(level="technology").rank(ascending=False, method="min")
        self._ranked = scored.groupby(level="technology").count()
        self._cell = dict(zip(cells.index, cells.to_dict("records"), strict=True))
        self._components = [
            (f"component_{row['component']}", Text(vi=row["title_vi"], en=row["title_en"]))
            for row in publication.advantage.inputs.components.to_dict("records")
        ]

    def units(self) -> tuple[UnitView, ...]:
        """Return a view of every unit, sorted by code.

        Returns
        -------
        tuple of UnitView
            One per unit of the layer.
        """
        return tuple(self._unit(str(code)) for code in self.publication.units.index)

    def clusters(self) -> tuple[ClusterView, ...]:
        """Return a view of every cluster, in the plan's order.

        Returns
        -------
        tuple of ClusterView
            One per cluster.
        """
        return tuple(self._cluster(cluster) for cluster in self.publication.plan.clusters)

    def facilities(self) -> tuple[FacilityView, ...]:
        """Return a view of every facility, in the plan's order.

        Returns
        -------
        tuple of FacilityView
            One per facility.
        """
        return tuple(self._facility(facility) for facility in self.publication.plan.facilities)

    def flags(self) -> tuple[tuple[Text, Text], ...]:
        """Return everything that the plan flags: the place by name, and what is to be noted there.

        Returns
        -------
        tuple of pairs of Text
            In the plan's order.
        """
        return tuple((self._place(flag.place), _words(flag)) for flag in self.publication.plan.flags)

    def score(self, unit: UnitId, technology: TechnologyId) -> ScoreView:
        """Return how a unit stands in a technology.

        Parameters
        ----------
        unit
            Code of the unit.
        technology
            Id of the technology.

        Returns
        -------
        ScoreView
            Score, rank, evidence and components.
        """
        cell = self._cell[unit, technology]
        judgement = self.publication.judgement(unit, technology)
        judged = judgement is Judgement.SCORED
        return ScoreView(
            technology=technology,
            name=self.publication.technology_name(technology),
            judgement=judgement,
            score=float(cell["score"]) if judged else None,
            rank=int(self._rank[unit, technology]) if judged else None,
            ranked=int(self._ranked[technology]),
            grade=Grade(cell["grade"]) if judged else None,
            coverage=float(cell["coverage"]),
            expert=judged and _mainly_expert(cell),
            components=tuple(self._parts(cell)),
            excluded_by=tuple(
                (named_rule(found.rule), found.why) for found in self.publication.excluded.get((unit, technology), ())
            ),
        )

    def _place(self, place: str) -> Text:
        """Return the id of a flagged site, technology or unit with its name."""
        publication = self.publication
        if place in publication.technology:
            name = publication.technology_name(place)
        elif place in publication.sites.index:
            name = publication.site_name(place)
        elif place in publication.units.index:
            name = publication.unit_name(place)
        else:
            return Text(vi=place, en=place)
        return Text(vi=f"{place} {name.vi}", en=f"{place} {name.en}")

    def _unit(self, code: UnitId) -> UnitView:
        publication = self.publication
        row = publication.units.loc[code]
        cluster = publication.cluster_of.get(code)
        scores = tuple(self.score(code, technology) for technology in publication.technology)
        chosen = cluster.focuses if cluster else ()
        return UnitView(
            code=code,
            name=publication.unit_name(code),
            region=Text(vi=_cell_text(row, "region_name_vi"), en=_cell_text(row, "region_name_en")),
            aliases=aliases_of(row),
            former_names=_names_in(row, "former_names"),
            cluster=cluster,
            is_hub=cluster is not None and cluster.hub == code,
            focuses=tuple(self._focus(cluster, code, technology) for technology in chosen) if cluster else (),
            others=tuple(_best([score for score in scores if score.technology not in chosen])),
            not_judged=tuple(score for score in scores if score.judgement is Judgement.CANNOT_BE_JUDGED),
            excluded=tuple(score for score in scores if score.judgement is Judgement.EXCLUDED),
            scores=scores,
        )

    def _focus(self, cluster: Cluster, unit: UnitId, technology: TechnologyId) -> FocusView:
        return FocusView(
            own=self.score(unit, technology),
            evidence=cluster.evidence[technology],
            expert=technology in cluster.resting_on_expert_values,
            strong=tuple(self.publication.unit_name(member) for member in cluster.strong_members[technology]),
            served_by=self.publication.site_name(cluster.served_by[technology]),
            flags=_flagged(self.publication, technology),
            start_year=cluster.start_year.get(technology),
        )

    def _cluster(self, cluster: Cluster) -> ClusterView:
        publication = self.publication
        members = sorted(cluster.members, key=lambda member: (member != cluster.hub, member))
        return ClusterView(
            cluster=cluster,
            members=tuple(publication.unit_name(member) for member in members),
            focuses=tuple(
                (focus, publication.technology_name(focus), focus in cluster.resting_on_expert_values)
                for focus in cluster.focuses
            ),
        )

    def _facility(self, facility: Facility) -> FacilityView:
        publication = self.publication
        return FacilityView(
            facility=facility,
            name=publication.site_name(facility.site_id),
            unit=publication.unit_name(facility.unit),
            technologies=tuple((known, publication.technology_name(known)) for known in facility.technologies),
            serves=_served(publication, facility.site_id),
            flags=_flagged(publication, facility.site_id),
        )

    def _parts(self, cell: dict[str, Any]) -> Iterator[tuple[Text, float]]:
        for column, name in self._components:
            if not pd.isna(cell[column]):
                yield name, float(cell[column])


def _mainly_expert(cell: Any) -> bool:
    return bool(cell["share_expert"] > max(cell["share_observed"], cell["share_estimated"]))


def _flagged(publication: Publication, place: str) -> tuple[Text, ...]:
    return tuple(_words(flag) for flag in publication.flags_at(place))


def _words(flag: Flag) -> Text:
    return Text(vi=flag.what_vi, en=flag.what)


def _served(publication: Publication, site: SiteId) -> tuple[Cluster, ...]:
    return tuple(cluster for cluster in publication.plan.clusters if site in cluster.served_by.values())


def _best(scores: list[ScoreView]) -> list[ScoreView]:
    judged = [score for score in scores if score.score is not None]
    return sorted(judged, key=lambda score: (-(score.score or 0.0), score.technology))[:_OTHERS_SHOWN]


def aliases_of(row: pd.Series[Any]) -> tuple[str, ...]:
    """Return the other names by which a unit may be searched.

    Parameters
    ----------
    row
        The unit's row in its layer.

    Returns
    -------
    tuple of str
        Spellings and former names.
    """
    return (*_names_in(row, "alternative_names"), *_names_in(row, "former_names"))


def _names_in(row: pd.Series[Any], column: str) -> tuple[str, ...]:
    return tuple(name for name in _cell_text(row, column).split(";") if name)


def _cell_text(row: pd.Series[Any], column: str) -> str:
    value = row.get(column)
    return value if isinstance(value, str) else ""
