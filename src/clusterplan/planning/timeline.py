"""When a plan happens: start and opening years, use of each resource by year, and who pays to run the laboratories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from clusterplan.domain import Facility, FacilityKind, Plan
from clusterplan.language import Language, Text
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.publishing.timeline import (
    FacilityYears,
    FocusYears,
    NotGiven,
    RunningCost,
    Timeline,
    write_events_table,
    write_money_table,
)
from clusterplan.publishing.timeline_charts import draw_money, draw_years
from clusterplan.scenario import Phasing, Resource, Scenario

__all__ = ["FULL_YEARS", "FULL_YEARS_SOURCE", "timeline_of", "write_timeline"]

FULL_YEARS = 5
"""Years for which the State pays all regular running costs of a shared laboratory or centre."""
FULL_YEARS_SOURCE = "targets, TG04"
"""Where that number is on record."""


def timeline_of(known: KnownPlan) -> Timeline:
    """Return when a plan happens.

    The running cost that is left open in year ``t`` is, summed over the open facilities ``f`` of a resource,
    ``running_per_year[kind of f] - running_cost(kind of f, t - opens_in of f)``: nothing for the first
    ``running_full_years`` of a facility, then ``1 - running_share_after`` of its running cost.

    Parameters
    ----------
    known
        A plan with its problem.

    Returns
    -------
    Timeline
        With null for everything that the scenario does not give.
    """
    plan, scenario = known.plan, known.posed.scenario
    phasing = scenario.rules.phasing
    horizon = phasing or Phasing()
    full_years, source = _full_years(scenario)
    by_year = tuple(line for line in plan.spending if line.year is not None)
    return Timeline(
        scenario=plan.scenario,
        first_year=horizon.first_year,
        last_start_year=horizon.last_start_year,
        last_year=horizon.last_year,
        horizon_is_assumed=phasing is None,
        full_years=full_years,
        full_years_source=source,
        focuses=tuple(_focuses(known)),
        facilities=tuple(_facilities(known, full_years)),
        spending=by_year,
        totals=tuple(line for line in plan.spending if line.year is None),
        running=tuple(_running(plan, scenario)),
        not_given=tuple(_not_given(scenario)),
    )


def write_timeline(timeline: Timeline, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write a timeline as JSON, tables and drawings.

    Parameters
    ----------
    timeline
        The timeline.
    folder
        Folder to write to; made if it does not exist.
    language
        Language of the drawings; the tables carry both.

    Returns
    -------
    tuple of pathlib.Path
        ``timeline.json``, ``timeline.csv``, ``timeline.svg``, and ``spending_by_year.csv`` and ``.svg`` if there is
        spending by year.
    """
    folder.mkdir(parents=True, exist_ok=True)
    answer, events, chart = (folder / f"timeline.{suffix}" for suffix in ("json", "csv", "svg"))
    answer.write_text(timeline.to_json(), encoding="utf-8", newline="\n")
    write_events_table(timeline, events)
    chart.write_text(draw_years(timeline, language), encoding="utf-8", newline="\n")
    if not timeline.spending:
        return answer, events, chart
    table, money = (folder / f"spending_by_year.{suffix}" for suffix in ("csv", "svg"))
    write_money_table(timeline, table)
    money.write_text(draw_money(timeline, language), encoding="utf-8", newline="\n")
    return answer, events, chart, table, money


def _full_years(scenario: Scenario) -> tuple[int, str]:
    """Return for how many years the State pays all running costs: as the scenario's resources say, else on record.

    Resources may differ; then the drawing shows the earliest end, and the money of each follows its own number.
    """
    said = sorted(
        (resource.running_full_years, name)
        for name, resource in scenario.rules.resources.items()
        if resource.running_per_year
    )
    return (said[0][0], f"resources.{said[0][1]}.running_full_years") if said else (FULL_YEARS, FULL_YEARS_SOURCE)


def _focuses(known: KnownPlan) -> Iterator[FocusYears]:
    """Yield every focus with its year."""
    names = _technology_names(known)
    for cluster in known.plan.clusters:
        for technology in cluster.focuses:
            yield FocusYears(
                cluster=cluster.id,
                hub=cluster.hub,
                cluster_vi=cluster.name_vi,
                cluster_en=cluster.name_en,
                technology=technology,
                technology_vi=names[technology].vi,
                technology_en=names[technology].en,
                start_year=cluster.start_year.get(technology),
            )


def _technology_names(known: KnownPlan) -> dict[str, Text]:
    """Return the names of the technologies of the scenario."""
    scenario = known.posed.scenario
    found = known.posed.facts.technologies(scenario.technology_scheme, scenario.technology_level)
    return {technology.id: Text(vi=technology.name_vi, en=technology.name_en) for technology in found}


def _facilities(known: KnownPlan, full_years: int) -> Iterator[FacilityYears]:
    """Yield every facility with its years."""
    sites = known.posed.facts.layer("sites").set_index("site_id")
    for facility in known.plan.facilities:
        opened = facility.opens_in
        yield FacilityYears(
            site_id=facility.site_id,
            kind=facility.kind,
            name_vi=str(sites.at[facility.site_id, "name_vi"]),
            name_en=str(sites.at[facility.site_id, "name_en"]),
            unit=facility.unit,
            opens_in=opened,
            share_from=opened + full_years if opened is not None and facility.kind.is_shared else None,
        )


def _running(plan: Plan, scenario: Scenario) -> Iterator[RunningCost]:
    """Yield the running cost of each resource that gives one, year by year."""
    phasing = scenario.rules.phasing
    if phasing is None:
        return
    opened = [facility for facility in plan.facilities if facility.opens_in is not None]
    for name, resource in sorted(scenario.rules.resources.items()):
        if resource.running_per_year:
            yield from (_running_in(name, resource, year, opened) for year in phasing.years)


def _running_in(name: str, resource: Resource, year: int, facilities: Sequence[Facility]) -> RunningCost:
    """Return the running cost of one year."""
    ages: list[tuple[FacilityKind, int]] = [(f.kind, year - f.opens_in) for f in facilities if f.opens_in is not None]
    running = [(kind, age) for kind, age in ages if age >= 0]
    whole = sum(resource.running_per_year.get(kind, 0.0) for kind, _ in running)
    counted = sum(resource.running_cost(kind, age) for kind, age in running)
    return RunningCost(
        resource=name,
        unit=resource.unit,
        year=year,
        whole=round(whole, 6),
        counted=round(counted, 6),
        uncovered=round(whole - counted, 6),
        facilities_after=sum(
            age >= resource.running_full_years and resource.running_per_year.get(kind, 0.0) > 0 for kind, age in running
        ),
    )


def _not_given(scenario: Scenario) -> Iterator[NotGiven]:
    """Yield what the scenario lacks, and what to add."""
    rules = scenario.rules
    if rules.phasing is None:
        yield NotGiven(
            what="years",
            text_vi="Kịch bản không có năm: chưa biết trọng tâm nào bắt đầu năm nào, cơ sở nào mở năm nào. "
            "Thêm rules.phasing để giải theo năm.",
            text_en="The scenario has no years: when each focus starts and each facility opens is not known. "
            "Add rules.phasing to solve by year.",
        )
    if not rules.resources:
        yield NotGiven(
            what="costs",
            text_vi="Kịch bản không nêu chi phí và trần: chưa biết mức chi của năm nào (không phải bằng 0). "
            "Thêm rules.resources.",
            text_en="The scenario gives no costs and caps: spending is not known in any year (it is not zero). "
            "Add rules.resources.",
        )
    elif rules.phasing is None:
        yield NotGiven(
            what="cost_years",
            text_vi="Chi phí chỉ có tổng số, chưa phân theo năm.",
            text_en="Costs are known in total only, not by year.",
        )
    if rules.resources and not any(resource.running_per_year for resource in rules.resources.values()):
        yield NotGiven(
            what="running_costs",
            text_vi="Kịch bản không nêu chi phí vận hành: chưa biết phần chi thường xuyên còn thiếu nguồn sau khi "
            "Nhà nước thôi bảo đảm toàn bộ.",
            text_en="The scenario gives no running costs: how much is left open when the State no longer pays all "
            "of them is not known.",
        )
