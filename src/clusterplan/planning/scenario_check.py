"""Check a scenario while it is being written: every fault at its place, and what it says with all that it extends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clusterplan.errors import Fault, InputError
from clusterplan.planning.facts import Facts
from clusterplan.planning.resolve import resolve_scenario
from clusterplan.planning.safe_yaml import read_mapping
from clusterplan.planning.scenarios import read_scenario_text
from clusterplan.scenario import Scenario

__all__ = ["CheckedScenario", "check_scenario"]


@dataclass(frozen=True)
class CheckedScenario:
    """What is known of a text that may be a scenario."""

    document: dict[str, Any] | None
    """The fields that the text itself has; none if it cannot be read at all."""
    scenario: Scenario | None
    """The scenario with everything that it extends; none if it has faults of shape."""
    faults: tuple[Fault, ...]
    """Everything that is wrong; nothing if it can be solved."""


def check_scenario(text: str, facts: Facts) -> CheckedScenario:
    """Check a text that may be a scenario. A text has no folder, so it extends bundled scenarios only.

    Parameters
    ----------
    text
        YAML or JSON.
    facts
        The data whose units, technologies and sites it may name.

    Returns
    -------
    CheckedScenario
        Never raises for what a planner wrote: a draft has faults until it has none.

    Examples
    --------
    >>> checked = check_scenario("{extends: national, id: mine, title_vi: A, title_en: B}", Facts())
    >>> checked.faults, checked.scenario.rules.clusters.at_most
    ((), 12)
    """
    document, scenario = None, None
    try:
        document = read_mapping(text, "document")
        scenario = read_scenario_text(text, "document")
        resolve_scenario(scenario, facts)
    except InputError as error:
        return CheckedScenario(document, scenario, error.faults or (Fault(".", error.summary),))
    return CheckedScenario(document, scenario, ())
