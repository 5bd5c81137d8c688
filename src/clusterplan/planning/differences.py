"""The differences between two plans as typed data: units, technologies, facilities, years, money and metrics.

Clusters are named by their hubs: the numbers C01, C02, ... mean nothing across plans. Across technology lists only what
the crosswalk maps for certain is counted; the rest is listed as undecided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from clusterplan.domain import Facility, Plan, TechnologyId
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning.decided_pairs import of_hubs, of_sites, of_units, split_of
from clusterplan.planning.facts import Facts
from clusterplan.planning.vocabulary import Reading, Vocabulary, common_vocabulary
from clusterplan.publishing.comparison import (
    ComparedPlan,
    Comparison,
    FacilityChange,
    FocusChange,
    Quantity,
    StartChange,
    UnitChange,
    Unmapped,
    What,
)
from clusterplan.publishing.metrics import metric_title

__all__ = ["differences_between"]

_PLACES = 6


def differences_between(before: Plan, after: Plan, facts: Facts) -> Comparison:
    """Compare two plans.

    Parameters
    ----------
    before, after
        The plans.
    facts
        Crosswalk and products.

    Returns
    -------
    Comparison
        ``differences_between(after, before, facts)`` is its exact inverse.

    Raises
    ------
    UsageError
        If the two are of different units or of technology lists without a crosswalk.
    """
    _refuse_other_units(before, after)
    vocabulary = common_vocabulary(before, after, facts)
    units = tuple(_units(before, after, vocabulary))
    starts = tuple(_starts(before, after, vocabulary))
    facilities = tuple(_facilities(before, after, vocabulary))
    unmapped = tuple(_unmapped(before, after, vocabulary))
    same = not (starts or facilities or unmapped) and all(
        unit.what is What.UNCHANGED and not unit.changed_cluster for unit in units
    )
    inputs = (before.manifest.inputs, after.manifest.inputs)
    return Comparison(
        before=_compared(before),
        after=_compared(after),
        technology_scheme=vocabulary.scheme,
        technology_level=vocabulary.level,
        decides_the_same=same,
        units=units,
        focuses=tuple(_focuses(before, after, vocabulary)),
        starts=starts,
        facilities=facilities,
        objective_terms=_quantities(before.objective_terms, after.objective_terms),
        spending=tuple(_spending(before, after)),
        metrics=tuple(_titled(q) for q in _quantities(before.metrics, after.metrics) if q.change != 0),
        inputs_changed=tuple(
            sorted(name for name in {*inputs[0], *inputs[1]} if inputs[0].get(name) != inputs[1].get(name))
        ),
        unmapped=unmapped,
    )


def _homeless(plan: Plan, reading: Reading) -> dict[str, set[TechnologyId]]:
    """Return the focuses without a place in the common list, by unit."""
    found: dict[str, set[TechnologyId]] = {}
    for unit, k in of_units(plan):
        if not reading[k]:
            found.setdefault(unit, set()).add(k)
    return found


def _units(before: Plan, after: Plan, vocabulary: Vocabulary) -> Iterator[UnitChange]:
    split = split_of((before, after), vocabulary, of_units)
    hubs = [{unit: cluster.hub for cluster in plan.clusters for unit in cluster.members} for plan in (before, after)]
    homeless = [_homeless(plan, reading) for plan, reading in zip((before, after), vocabulary.readings, strict=True)]
    everywhere = {*hubs[0], *hubs[1], *before.units_without_cluster, *after.units_without_cluster}
    for unit in sorted(everywhere):
        found = split.at(unit)
        unmapped = tuple(sorted({k for plan in homeless for k in plan.get(unit, ())}))
        yield UnitChange(
            unit=unit,
            what=_what_of_unit(found, unmapped),
            hub_before=hubs[0].get(unit),
            hub_after=hubs[1].get(unit),
            unmapped=unmapped,
            gained=found["gained"],
            lost=found["lost"],
            kept=found["kept"],
            undecided=found["undecided"],
        )


def _what_of_unit(
    found: Mapping[str, tuple[str, ...]], unmapped: tuple[str, ...]
) -> Literal[What.GAINED, What.LOST, What.BOTH, What.UNDECIDED, What.UNCHANGED]:
    if found["gained"]:
        return What.BOTH if found["lost"] else What.GAINED
    if found["lost"]:
        return What.LOST
    return What.UNDECIDED if found["undecided"] or unmapped else What.UNCHANGED


def _focuses(before: Plan, after: Plan, vocabulary: Vocabulary) -> Iterator[FocusChange]:
    split = split_of((before, after), vocabulary, of_hubs)
    for technology in sorted({k for pairs in vars(split).values() for _, k in pairs}):
        found = split.of(technology)
        yield FocusChange(
            technology=technology,
            what=_what_of_focus(found),
            gained_at=found["gained"],
            lost_at=found["lost"],
            kept_at=found["kept"],
            undecided_at=found["undecided"],
        )


def _what_of_focus(
    found: Mapping[str, tuple[str, ...]],
) -> Literal[What.GAINED, What.LOST, What.MOVED, What.UNDECIDED, What.UNCHANGED]:
    if found["gained"]:
        return What.MOVED if found["lost"] else What.GAINED
    if found["lost"]:
        return What.LOST
    return What.UNDECIDED if found["undecided"] else What.UNCHANGED


def _starts(before: Plan, after: Plan, vocabulary: Vocabulary) -> Iterator[StartChange]:
    """Yield the certain focuses that both plans have at a hub and start in different years; a plan may have none."""
    years = [
        {
            (cluster.hub, reading[k][0]): cluster.start_year.get(k)
            for cluster in plan.clusters
            for k in cluster.focuses
            if len(reading[k]) == 1
        }
        for plan, reading in zip((before, after), vocabulary.readings, strict=True)
    ]
    for hub, k in sorted(years[0].keys() & years[1].keys()):
        then, now = years[0][hub, k], years[1][hub, k]
        if then is not None and now is not None and then != now:
            yield StartChange(hub=hub, technology=k, before=then, after=now)


def _facilities(before: Plan, after: Plan, vocabulary: Vocabulary) -> Iterator[FacilityChange]:
    split = split_of((before, after), vocabulary, of_sites)
    hosts = [{facility.site_id: facility for facility in plan.facilities} for plan in (before, after)]
    for site in sorted(hosts[0].keys() | hosts[1].keys()):
        then, now = hosts[0].get(site), hosts[1].get(site)
        found = split.at(site)
        what = _what_of_facility(then, now, found)
        if what is not None:
            yield FacilityChange(
                site=site,
                unit=(now or then).unit,  # type: ignore[union-attr]  # one of them is there
                what=what,
                kind_before=then and then.kind,
                kind_after=now and now.kind,
                gained=found["gained"],
                lost=found["lost"],
                kept=found["kept"],
                undecided=found["undecided"],
                opens_before=then and then.opens_in,
                opens_after=now and now.opens_in,
            )


def _what_of_facility(
    then: Facility | None, now: Facility | None, found: Mapping[str, tuple[str, ...]]
) -> Literal[What.GAINED, What.LOST, What.CHANGED, What.UNDECIDED] | None:
    if then is None or now is None:
        return What.GAINED if then is None else What.LOST
    another_year = None not in (then.opens_in, now.opens_in) and then.opens_in != now.opens_in
    if found["gained"] or found["lost"] or then.kind is not now.kind or another_year:
        return What.CHANGED
    return What.UNDECIDED if found["undecided"] else None


def _unmapped(before: Plan, after: Plan, vocabulary: Vocabulary) -> Iterator[Unmapped]:
    found = []
    sides: tuple[Literal["before"], Literal["after"]] = ("before", "after")
    for side, plan, reading in zip(sides, (before, after), vocabulary.readings, strict=True):
        for technology, parts in reading.items():
            if len(parts) != 1:
                why = _why(technology, parts, vocabulary.scheme)
                found.append(
                    Unmapped(
                        plan=side,
                        technology=technology,
                        could_be=parts,
                        hubs=tuple(sorted(at for at, k in of_hubs(plan) if k == technology)),
                        sites=tuple(sorted(at for at, k in of_sites(plan) if k == technology)),
                        why_vi=why.vi,
                        why_en=why.en,
                    )
                )
    yield from sorted(found, key=lambda part: part.technology)


def _why(technology: str, parts: tuple[str, ...], scheme: str) -> Text:
    """Say why a technology has no one place in the common list."""
    if parts:
        named = ", ".join(parts)
        return Text(
            vi=f"{technology} được tách ra; không rõ phần nào ứng với {named} của {scheme}",
            en=f"{technology} was split; which of {named} in {scheme} is meant is not known",
        )
    return Text(
        vi=f"{technology} không có nhóm tương ứng trong danh mục của phương án kia",
        en=f"{technology} has no counterpart in the other plan's list",
    )


def _compared(plan: Plan) -> ComparedPlan:
    return ComparedPlan(
        scenario=plan.scenario,
        scenario_sha256=plan.manifest.scenario_sha256,
        objective=plan.objective,
        bound=plan.bound,
        termination=plan.termination,
    )


def _quantities(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Quantity, ...]:
    names = sorted(before.keys() | after.keys())
    return tuple(_quantity(name, before.get(name), after.get(name)) for name in names)


def _quantity(name: str, then: float | None, now: float | None, unit: str = "", year: int | None = None) -> Quantity:
    change = None if then is None or now is None else round(now - then, _PLACES)
    return Quantity(name=name, unit=unit, year=year, before=then, after=now, change=change)


def _titled(metric: Quantity) -> Quantity:
    title = metric_title(metric.name)
    return metric.model_copy(update={"title_vi": title.vi, "title_en": title.en})


def _spending(before: Plan, after: Plan) -> Iterator[Quantity]:
    """Yield the spending by resource, unit and year; years first, then the total."""
    amounts = [
        {(line.resource, line.unit, line.year): line.amount for line in plan.spending} for plan in (before, after)
    ]
    keys = amounts[0].keys() | amounts[1].keys()
    for resource, unit, year in sorted(keys, key=lambda key: (key[0], key[1], key[2] is None, key[2] or 0)):
        then, now = (of.get((resource, unit, year)) for of in amounts)
        yield _quantity(resource, then, now, unit, year)


def _refuse_other_units(before: Plan, after: Plan) -> None:
    """Refuse plans on different units: a code of one layer may be another place in the other."""
    ours = [(plan.scenario.unit_layer, plan.scenario.unit_vintage) for plan in (before, after)]
    if ours[0] == ours[1]:
        return
    named = [f"{layer}, {vintage}" for layer, vintage in ours]
    raise UsageError(
        Text(
            vi="Hai phương án dùng đơn vị khác nhau nên không so sánh được.",
            en="The two plans are of different units and cannot be compared.",
        ),
        [
            Fault(
                "unit_layer",
                Text(vi=f"một bên {named[0]}, bên kia {named[1]}.", en=f"one has {named[0]}, the other {named[1]}."),
                Text(
                    vi="Cùng một mã có thể là nơi khác. Hãy giải lại một kịch bản trên lớp đơn vị của kịch bản kia.",
                    en="The same code may be another place. Solve one scenario again on the units of the other.",
                ),
            )
        ],
    )
