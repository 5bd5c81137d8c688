"""Two plans compared, on the terminal: focuses, units, facilities, numbers, and what could not be mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, pairs, section, table, words
from clusterplan.language import Language
from clusterplan.publishing.comparison import ComparedPlan, ComparisonPublication, FacilityChange, UnitChange, What
from clusterplan.publishing.comparison.words import WHAT, WORDS_OF_COMPARISON
from clusterplan.publishing.metrics import metric_title
from clusterplan.publishing.texts import FACILITY_KIND, PROOF, STATUS, TERM, decimal

__all__ = ["comparison_report"]


def comparison_report(publication: ComparisonPublication, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about two plans.

    Parameters
    ----------
    publication
        The comparison with its names.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        From the status line to what could not be mapped.
    """
    comparison = publication.comparison
    yield RichText(STATUS.in_language(language), style="bold yellow")
    yield pairs(
        [
            (_say("before", language), _plan(comparison.before, language)),
            (_say("after", language), _plan(comparison.after, language)),
        ]
    )
    if comparison.before.scenario_sha256 != comparison.after.scenario_sha256:
        yield _say("other_objective", language)
    yield ""
    if comparison.decides_the_same:
        yield RichText(_say("same", language), style="green")
    yield from _focuses(publication, language)
    yield from _units(publication, language)
    yield from _facilities(publication, language)
    yield from _numbers(publication, language)
    yield from _unmapped(publication, language)
    if comparison.inputs_changed:
        yield section(_say("inputs", language), ", ".join(comparison.inputs_changed))


def _plan(plan: ComparedPlan, language: Language) -> str:
    """Return one of the plans in a line."""
    title = plan.scenario.title_vi if language == "vi" else plan.scenario.title_en
    objective = decimal(plan.objective, language, 4)
    proof = PROOF[plan.termination].in_language(language)
    return f"{title} ({plan.scenario.id}, {plan.scenario.technology_scheme}): {objective}. {proof}"


def _focuses(publication: ComparisonPublication, language: Language) -> Iterator[Table]:
    changed = [focus for focus in publication.comparison.focuses if focus.what is not What.UNCHANGED]
    if not changed:
        return
    last = "undecided_at" if publication.comparison.unmapped else "kept_at"  # there is room for one of them
    titles = ("technology", "change", "lost_at", "gained_at", last)
    grid = table(_say("focus_changes", language), [_say(title, language) for title in titles], wide=0)
    for focus in changed:
        places: tuple[tuple[str, ...], ...] = (focus.lost_at, focus.gained_at, getattr(focus, last))
        grid.add_row(
            publication.technology_name(focus.technology).in_language(language),
            WHAT[focus.what].in_language(language),
            *(_units_named(publication, hubs, language) for hubs in places),
        )
    yield grid


def _units(publication: ComparisonPublication, language: Language) -> Iterator[Table]:
    units = publication.comparison.units
    changed = [unit for unit in units if unit.what is not What.UNCHANGED or unit.changed_cluster]
    if not changed:
        return
    grid = table(
        _say("unit_changes", language), [_say(title, language) for title in ("unit", "hub_change", "change")], wide=2
    )
    for unit in changed:
        hubs = [_hub(publication, hub, language) for hub in (unit.hub_before, unit.hub_after)]
        changes = _changes(unit, (*unit.undecided, *unit.unmapped)) or WHAT[What.UNCHANGED].in_language(language)
        grid.add_row(publication.unit_name(unit.unit).in_language(language), " → ".join(dict.fromkeys(hubs)), changes)
    yield grid


def _facilities(publication: ComparisonPublication, language: Language) -> Iterator[Table]:
    if not publication.comparison.facilities:
        return
    titles = ("site", "change", "kind", "services")
    grid = table(_say("facility_changes", language), [_say(title, language) for title in titles], wide=0)
    for part in publication.comparison.facilities:
        kinds = [FACILITY_KIND[kind].in_language(language) for kind in (part.kind_before, part.kind_after) if kind]
        years = [str(year) for year in (part.opens_before, part.opens_after) if year is not None]
        grid.add_row(
            f"{part.site} {publication.site_name(part.site).in_language(language)}",
            WHAT[part.what].in_language(language),
            "; ".join([" → ".join(dict.fromkeys(kinds)), " → ".join(dict.fromkeys(years))]).strip("; "),
            f"{_changes(part, part.undecided)} {' '.join(part.kept)}".strip(),
        )
    yield grid


def _numbers(publication: ComparisonPublication, language: Language) -> Iterator[Table]:
    """Yield terms of the objective, spending and metrics that differ."""
    comparison = publication.comparison
    named = [
        (TERM[term.name].in_language(language) if term.name in TERM else term.name, term)
        for term in comparison.objective_terms
    ]
    named += [
        (f"{line.name} ({line.unit}){'' if line.year is None else f' {line.year}'}", line)
        for line in comparison.spending
    ]
    named += [(metric_title(metric.name).in_language(language), metric) for metric in publication.told_metrics]
    changed = [(name, found) for name, found in named if found.change != 0]
    if not changed:
        return
    titles = ["", *(_say(title, language) for title in ("before", "after", "change"))]
    grid = table(_say("numbers", language), titles, right=(1, 2, 3), wide=0)
    for name, found in changed:
        grid.add_row(name, *(_number(value, language) for value in (found.before, found.after, found.change)))
    yield grid


def _unmapped(publication: ComparisonPublication, language: Language) -> Iterator[RenderableType]:
    parts = publication.comparison.unmapped
    if not parts:
        return
    lines = []
    for part in parts:
        why = part.why_vi if language == "vi" else part.why_en
        places = _units_named(publication, part.hubs, language)
        lines.append(f"{_say(part.plan, language)}: {why}: {places}")
    lines.append(_say("no_official", language))
    yield section(_say("unmapped", language), bullets(lines))


def _changes(part: UnitChange | FacilityChange, uncertain: Iterable[str]) -> str:
    """Return ids with a sign each: gained, lost, or not to be said."""
    signed = [*(f"+{k}" for k in part.gained), *(f"−{k}" for k in part.lost), *(f"?{k}" for k in uncertain)]
    return " ".join(signed)


def _units_named(publication: ComparisonPublication, units: Iterable[str], language: Language) -> str:
    return ", ".join(publication.unit_name(unit).in_language(language) for unit in units) or "–"


def _hub(publication: ComparisonPublication, hub: str | None, language: Language) -> str:
    return (
        words(language, vi="ngoài cụm", en="no cluster") if hub is None else _units_named(publication, [hub], language)
    )


def _number(value: float | None, language: Language) -> str:
    return "–" if value is None else decimal(value, language, 4)


def _say(word: str, language: Language) -> str:
    return WORDS_OF_COMPARISON[word].in_language(language)
