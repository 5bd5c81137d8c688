"""Advantage scores for a scenario: hand the advantage room its tables, and read its answers as arrays."""

from __future__ import annotations

import pandas as pd

from clusterplan.advantage import AdvantageInputs, AdvantageTable, score_advantage
from clusterplan.planning.facts import Facts
from clusterplan.planning.products import at_level_of
from clusterplan.planning.units import UNIT_COLUMN, locate, plans_on_recorded_units
from clusterplan.scenario import Scenario

__all__ = ["advantage_inputs", "advantage_of"]


def advantage_of(scenario: Scenario, facts: Facts | None = None) -> AdvantageTable:
    """Score every unit in every technology of a scenario.

    Parameters
    ----------
    scenario
        Scheme, unit layer and score settings.
    facts
        The data; today's if none are given.

    Returns
    -------
    AdvantageTable
        Scores with coverage, grade and components.
    """
    facts = facts or Facts()
    return at_level_of(scenario, score_advantage(advantage_inputs(scenario, facts), scenario.score), facts)


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
    recorded = plans_on_recorded_units(scenario, facts)

    def located(name: str) -> pd.DataFrame:
        return facts.table(name) if recorded else locate(name, scenario, facts)

    return AdvantageInputs(
        scheme=scenario.technology_scheme,
        vintage=scenario.unit_vintage,
        units=tuple(sorted(units["code"])),
        indicators=facts.table("indicators"),
        dictionary=facts.table("indicator_dictionary"),
        endowments=located("endowments"),
        crosswalk=facts.table("technology_crosswalk"),
        weights=facts.table("advantage_weights"),
        components=facts.table("advantage_components"),
        criteria=facts.table("advantage_criteria"),
        goalposts=facts.table("advantage_goalposts"),
        sites={
            "enterprises": located("enterprise_attributes"),
            "laboratories": located("laboratory_attributes"),
            "zones": located("zone_attributes"),
        },
        priorities=located("local_priorities"),
        zone_readiness=facts.table("zone_readiness"),
        unit_column="unit" if recorded else UNIT_COLUMN,
    )
