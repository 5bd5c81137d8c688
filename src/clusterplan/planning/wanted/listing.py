"""The indicators of a unit that are missing or hardly known, the most useful first, with the office that has each."""

from __future__ import annotations

from clusterplan.domain import Frozen, TechnologyId, UnitId, ValueStatus
from clusterplan.language import Text
from clusterplan.planning.advantage import advantage_of
from clusterplan.planning.facts import Facts
from clusterplan.planning.why.missing import holders, missing_of
from clusterplan.scenario import Scenario

__all__ = ["Wanted", "WantedIndicator", "wanted_of"]


class WantedIndicator(Frozen):
    """A value that would be needed, and is not known, or hardly."""

    indicator: str
    """Id of the indicator."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    measure: str
    """Unit of measurement."""
    status: ValueStatus
    """How the present value came to be."""
    coverage_gain: float
    """What an observed value would add to the coverage of a score: the most over technologies."""
    technologies: tuple[TechnologyId, ...]
    """Technologies that weigh it, sorted."""
    holder_vi: str
    """The office that has the official table, in Vietnamese; empty if no table of ours knows it."""
    holder_en: str
    """The same in English."""
    measured: bool
    """Whether one value is asked for. What is counted from records (endowments, sites) has none: records are."""


class Wanted(Frozen):
    """What is missing of a unit, the shape of ``layers wanted --json``."""

    unit: UnitId
    """Code of the unit."""
    name_vi: str
    """Its name in Vietnamese."""
    name_en: str
    """Its name in English."""
    vintage: str
    """Vintage of the code."""
    scenario: str
    """Scenario whose technologies and weights say what is wanted."""
    indicators: tuple[WantedIndicator, ...]
    """The one that would raise coverage most comes first, then by id."""


def wanted_of(unit: UnitId, name: Text, scenario: Scenario, facts: Facts | None = None) -> Wanted:
    """Return what is missing to judge a unit in every technology.

    Parameters
    ----------
    unit
        Code of a unit of the scenario's layer.
    name
        Its name.
    scenario
        Says which technologies and weights count.
    facts
        The data; today's if none are given.

    Returns
    -------
    Wanted
        Every indicator that has weight and is missing, imputed, or of which nothing is recorded.
    """
    facts = facts or Facts()
    advantage = advantage_of(scenario, facts)
    explanations = [advantage.explain(unit, technology) for technology in advantage.technologies]
    measures = {part.indicator: part.measure for explained in explanations for part in explained.indicators}
    measured = set(facts.table("indicators")["indicator"])
    return Wanted(
        unit=unit,
        name_vi=name.vi,
        name_en=name.en,
        vintage=scenario.unit_vintage,
        scenario=scenario.id,
        indicators=tuple(
            WantedIndicator(
                indicator=part.indicator,
                title_vi=part.title_vi,
                title_en=part.title_en,
                measure=measures[part.indicator],
                status=part.status,
                coverage_gain=part.coverage_gain,
                technologies=part.technologies,
                holder_vi=part.holder_vi,
                holder_en=part.holder_en,
                measured=part.indicator in measured,
            )
            for part in missing_of(explanations, holders())
        ),
    )
