"""Years: when focuses start and facilities open, and which facilities are upgrades."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.rules.rows import Row
from clusterplan.optimisation.years import class_name

__all__ = ["decided", "phasing", "upgrades"]


def upgrades(decisions: Decisions) -> Iterator[Row]:
    """Say which facilities are upgrades, where an upgrade uses less or more of something than a new facility.

    ``upgrade[j, kind] <= open[j, kind]``; ``host[j, k] <= sum of upgrade[j, kind] over kind <= sum of host[j, k]`` over
    the technologies k of which j is an existing laboratory.
    """
    problem = decisions.problem
    for (j, kind), variable in decisions.upgrade.items():
        name = variable.name.removeprefix("upgrade.")
        yield f"upgrade_needs_facility.{name}", variable - decisions.open[j, kind] <= 0
    for j in sorted({j for j, _ in decisions.upgrade}):
        site = decisions.names.site[problem.sites[j]]
        at_site = lpSum([variable for (at, _), variable in decisions.upgrade.items() if at == j])
        fields = [k for (at, k) in decisions.host if at == j and problem.existing_laboratory[j, k]]
        yield f"upgrade_needs_field.{site}", at_site - lpSum([decisions.host[j, k] for k in fields]) <= 0
        for k in fields:
            technology = decisions.names.technology[problem.technologies[k]]
            yield f"field_is_upgrade.{site}.{technology}", decisions.host[j, k] - at_site <= 0


def phasing(decisions: Decisions) -> Iterator[Row]:
    """Give each focus a start year and each facility an opening year. Off unless ``phasing`` is given.

    ``sum of start[S, k, t] over t = focus[S, k]``; ``sum of start[S, k, t] over S = begins[k, t]``; ``sum of
    opening[kind, upgrade, t] over t`` is the number of facilities of that class; ``sum of begins[k, t] over k <=
    starts_per_year_at_most``.
    """
    problem = decisions.problem
    settings = problem.scenario.rules.phasing
    if settings is None:
        return
    years_of: dict[tuple[int, int], list[int]] = {key: [] for key in decisions.focus}
    sets_of: dict[tuple[int, int], list[int]] = {key: [] for key in decisions.begins}
    for s, k, year in decisions.start:
        years_of[s, k].append(year)
        sets_of[k, year].append(s)
    for (s, k), focus in decisions.focus.items():
        started = lpSum([decisions.start[s, k, year] for year in years_of[s, k]])
        yield f"start_year.{focus.name.removeprefix('focus.')}", started - focus == 0
    for (k, year), number in decisions.begins.items():
        started = lpSum([decisions.start[s, k, year] for s in sets_of[k, year]])
        yield f"starts.{number.name.removeprefix('begins.')}", started - number == 0
    for kind, upgrade in sorted({(kind, upgrade) for kind, upgrade, _ in decisions.opening}):
        opened = lpSum([o for (of, up, _), o in decisions.opening.items() if (of, up) == (kind, upgrade)])
        there = decisions.facilities_of_class(kind, upgrade)
        yield f"opening_year.{kind.value}.{class_name(upgrade)}", opened - there == 0
    if settings.starts_per_year_at_most is not None:
        for year in sorted({year for _, year in decisions.begins}):
            starts = lpSum([begins for (_, of), begins in decisions.begins.items() if of == year])
            yield f"starts_per_year.{year}", starts <= settings.starts_per_year_at_most


def decided(decisions: Decisions) -> Iterator[Row]:
    """Keep what the adopted plan has begun, and begin nothing else in the past. Off without ``decided_before``.

    Focus (r, k) of year t: ``sum of start[S, k, t] over S with r = 1`` (``focus[S, k]`` without years). Facility:
    ``open[j, kind] = 1``. Class and year: ``opening[kind, upgrade, t]`` is at least the number of decided facilities of
    that class and year, and no more before ``decided_before``.
    """
    problem = decisions.problem
    if problem.scenario.rules.decided_before is None:
        return
    for (r, k), year in sorted(problem.decided_focuses.items()):
        sets = decisions.sets_with_unit.get(r, [])
        kept = lpSum(
            [
                variable
                for variable in (
                    decisions.focus.get((s, k)) if year is None else decisions.start.get((s, k, year)) for s in sets
                )
                if variable is not None
            ]
        )
        place = f"{decisions.names.unit[problem.units[r]]}.{decisions.names.technology[problem.technologies[k]]}"
        yield f"decided.focus.{place}", kept == 1
    for j, kind in sorted(problem.decided_facilities):
        place = f"{decisions.names.site[problem.sites[j]]}.{kind.value}"
        yield f"decided.facility.{place}", lpSum([decisions.open[j, kind]] if (j, kind) in decisions.open else []) == 1
    yield from _past_starts(decisions)
    yield from _decided_openings(decisions)


def _past_starts(decisions: Decisions) -> Iterator[Row]:
    """Start nothing new before ``decided_before``. Only a model whose limits may stretch has variables for that."""
    problem = decisions.problem
    before = problem.scenario.rules.decided_before
    for year in sorted({year for _, year in decisions.begins if before is not None and year < before}):
        new = [
            variable
            for (s, k, of), variable in decisions.start.items()
            if of == year and all(problem.decided_focuses.get((r, k)) != year for r in decisions.candidates[s].members)
        ]
        if new:
            yield f"decided.no_start.{year}", lpSum(new) == 0


def _decided_openings(decisions: Decisions) -> Iterator[Row]:
    """Open the decided facilities in their years, and no others before ``decided_before``."""
    problem = decisions.problem
    before = problem.scenario.rules.decided_before
    for (kind, upgrade, year), opening in decisions.opening.items():
        sites = [j for (j, of), its in problem.decided_facilities.items() if of is kind and its == year]
        kept = decisions.facilities_of_class(kind, upgrade, sites)
        place = opening.name.removeprefix("opening.")
        if before is not None and year < before:
            yield f"decided.opening.{place}", opening - kept == 0
        elif sites:
            yield f"decided.opening.{place}", opening - kept >= 0
