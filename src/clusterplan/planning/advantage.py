"""Advantage scores for a scenario: hand the advantage room its tables, and read its answers as arrays."""

from __future__ import annotations

from clusterplan.advantage import AdvantageInputs, AdvantageTable, score_advantage
from clusterplan.planning.facts import Facts
from clusterplan.scenario import Scenario

__all__ = ["advantage_inputs", "advantage_of"]


def advantage_of(scenario: Scenario, facts: Facts | None = None) -> AdvantageTable:
    """Score every unit in every technology of a scenario.

    Parameters
    ----------
    scenario
        Scheme, unit layer and score settings.
    facts
        The data; the bundled ones if none are given.

    Returns
    -------
    AdvantageTable
        Scores with coverage, grade and components.
    """
    return score_advantage(advantage_inputs(scenario, facts or Facts()), scenario.score)


def advantage_inputs(scenario: Scenario, facts: Facts) -> AdvantageInputs:
    """Collect the tables that a scenario's scores rest on.

    Parameters
    ----------
    scenario
        Scheme and unit layer.
    facts
        The data.

    Returns
    -------
    AdvantageInputs
        Tables, scheme and unit codes.
    """
    units = facts.layer(scenario.unit_layer)
    return AdvantageInputs(
        scheme=scenario.technology_scheme,
        vintage=scenario.unit_vintage,
        units=tuple(sorted(units["code"])),
        indicators=facts.table("indicators"),
        dictionary=facts.table("indicator_dictionary"),
        endowments=facts.table("endowments"),
        crosswalk=facts.table("technology_crosswalk"),
        weights=facts.table("advantage_weights"),
        components=facts.table("advantage_components"),
        criteria=facts.table("advantage_criteria"),
        goalposts=facts.table("advantage_goalposts"),
        sites={
            "enterprises": facts.table("enterprise_attributes"),
            "laboratories": facts.table("laboratory_attributes"),
            "zones": facts.table("zone_attributes"),
        },
        priorities=facts.table("local_priorities"),
        zone_readiness=facts.table("zone_readiness"),
    )
