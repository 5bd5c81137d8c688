"""When a plan happens, as people and programs read it: the shape of ``timeline.json`` and the two tables of it.

Fields may be added, never changed. What the scenario does not give is null, never zero, and is named in
``not_given``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from clusterplan.domain import Document, FacilityKind, Frozen, ScenarioReference, SiteId, Spending, TechnologyId, UnitId
from clusterplan.publishing.table import spreadsheet_cell

__all__ = [
    "FacilityYears",
    "FocusYears",
    "NotGiven",
    "RunningCost",
    "Timeline",
    "write_events_table",
    "write_money_table",
]


class FocusYears(Frozen):
    """When one cluster starts one focus."""

    cluster: str
    """Id of the cluster."""
    hub: UnitId
    """Its hub."""
    cluster_vi: str
    """Name of the cluster in Vietnamese."""
    cluster_en: str
    """Name of the cluster in English."""
    technology: TechnologyId
    """Id of the technology."""
    technology_vi: str
    """Its name in Vietnamese."""
    technology_en: str
    """Its name in English."""
    start_year: int | None
    """Year in which the focus starts; null if the scenario has no years."""


class FacilityYears(Frozen):
    """When a facility opens, and until when the State pays all of its running cost."""

    site_id: SiteId
    """The site."""
    kind: FacilityKind
    """Kind of facility."""
    name_vi: str
    """Name of the site in Vietnamese."""
    name_en: str
    """Name of the site in English."""
    unit: UnitId
    """Unit the site lies in."""
    opens_in: int | None
    """Year in which it opens; null if the scenario has no years."""
    share_from: int | None
    """First year in which the State no longer pays all of the running cost: ``opens_in`` plus the years that it does.
    Null without an opening year, and for kinds that do not belong to the shared system."""


class RunningCost(Frozen):
    """What running the facilities of a plan costs in one year, and how much of it counts against the resource."""

    resource: str
    """Name of the resource."""
    unit: str
    """Unit of the amounts."""
    year: int
    """The year."""
    whole: float
    """What running every open facility costs."""
    counted: float
    """What the plan counts of it: all for the first years of a facility, then the share that the scenario names."""
    uncovered: float
    """The rest, which somebody else has to pay: ``whole - counted``. This is the cliff."""
    facilities_after: int
    """Open facilities whose first years are over in this year."""


class NotGiven(Frozen):
    """Something that a timeline should tell and the scenario does not give."""

    what: Literal["years", "costs", "cost_years", "running_costs"]
    """What is not given."""
    text_vi: str
    """What that means and what to add, in Vietnamese."""
    text_en: str
    """The same in English."""


class Timeline(Document):
    """When the focuses of a plan start, its facilities open, and money is used."""

    schema_: Literal["clusterplan/timeline/1"] = Field(default="clusterplan/timeline/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario."""
    first_year: int
    """First year of the horizon."""
    last_start_year: int
    """Last year in which something may start or open."""
    last_year: int
    """Last year of the horizon."""
    horizon_is_assumed: bool
    """True if the scenario has no years: then it is that of the laboratory scheme, 2026-2030, and six more years."""
    full_years: int
    """Years for which the State pays all of a laboratory's or centre's running cost."""
    full_years_source: str
    """Where that number comes from."""
    focuses: tuple[FocusYears, ...]
    """Every focus, by cluster and technology."""
    facilities: tuple[FacilityYears, ...]
    """Every facility, by site."""
    spending: tuple[Spending, ...]
    """Use of each resource by year, as in the plan; empty if the scenario has no resources or no years."""
    totals: tuple[Spending, ...]
    """Use of each resource over all years that are told; empty if the scenario has no resources."""
    running: tuple[RunningCost, ...]
    """Running cost by resource and year; empty if the scenario gives none."""
    not_given: tuple[NotGiven, ...]
    """What the scenario does not give."""


_CLOSING = ("is_simulated",)
_EVENTS = (
    *("event", "year", "share_from", "cluster", "unit", "technology", "site_id", "kind", "name_vi", "name_en"),
    *_CLOSING,
)
_MONEY = (
    *("resource", "unit", "year", "focuses", "opening", "running", "sum", "cap", "whole_running", "uncovered_running"),
    *_CLOSING,
)


def write_events_table(timeline: Timeline, path: Path) -> None:
    """Write ``timeline.csv``: one row for each focus and each facility; an empty year is unknown.

    Parameters
    ----------
    timeline
        The timeline.
    path
        File to write; replaced if it exists.
    """
    _write(path, _EVENTS, _events(timeline))


def write_money_table(timeline: Timeline, path: Path) -> None:
    """Write ``spending_by_year.csv``: one row for each resource and year, with the cap and the running cost left open.

    Parameters
    ----------
    timeline
        The timeline; it has spending.
    path
        File to write; replaced if it exists.
    """
    _write(path, _MONEY, _money(timeline))


def _events(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield the rows of ``timeline.csv``."""
    for focus in timeline.focuses:
        yield {
            "event": "focus_starts",
            "year": focus.start_year,
            "cluster": focus.cluster,
            "unit": focus.hub,
            "technology": focus.technology,
            "name_vi": f"{focus.cluster_vi}: {focus.technology_vi}",
            "name_en": f"{focus.cluster_en}: {focus.technology_en}",
        }
    for facility in timeline.facilities:
        yield {
            "event": "facility_opens",
            "year": facility.opens_in,
            "share_from": facility.share_from,
            "unit": facility.unit,
            "site_id": facility.site_id,
            "kind": facility.kind.value,
            "name_vi": facility.name_vi,
            "name_en": facility.name_en,
        }


def _money(timeline: Timeline) -> Iterator[dict[str, Any]]:
    """Yield the rows of ``spending_by_year.csv``."""
    running = {(line.resource, line.year): line for line in timeline.running}
    for line in timeline.spending:
        run = running.get((line.resource, line.year or 0))
        yield {
            "resource": line.resource,
            "unit": line.unit,
            "year": line.year,
            "focuses": line.focuses,
            "opening": line.building,
            "running": line.running,
            "sum": line.amount,
            "cap": line.cap,
            "whole_running": run.whole if run else None,
            "uncovered_running": run.uncovered if run else None,
        }


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as CSV: UTF-8 with a byte order mark, so that Excel reads Vietnamese."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=columns, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            filled = {name: row.get(name) for name in columns} | {"is_simulated": True}
            writer.writerow({name: spreadsheet_cell(value) for name, value in filled.items()})
