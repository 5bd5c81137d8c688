"""What a scenario's limits could reach, and the cheapest change of a scenario that has no plan, as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from clusterplan.errors import Conflict, InfeasibleError
from clusterplan.language import Text
from clusterplan.optimisation.infeasible import changes_in_words
from clusterplan.optimisation.ranges import ReachableRange, reachable_ranges
from clusterplan.optimisation.repair import Change, apply_repair, cheapest_repair
from clusterplan.planning.facts import Facts
from clusterplan.planning.problem import pose_problem
from clusterplan.planning.scenarios import bundled_scenarios, load_scenario
from clusterplan.scenario import Scenario

__all__ = ["RepairedScenario", "limits_within_reach", "repair_patch", "repair_scenario", "write_repaired"]

_SECONDS = 120.0
"""Longest time that the search for a repair may take."""
_LONGEST_ID = 64


@dataclass(frozen=True)
class RepairedScenario:
    """A scenario that has a plan, and how it differs from one that had none."""

    scenario: Scenario
    """The repaired scenario, with an id and titles of its own."""
    changes: tuple[Change, ...]
    """What was changed; nothing if the scenario had a plan."""
    is_cheapest: bool
    """Whether it is proven that no cheaper repair exists."""
    sentences: tuple[Text, ...]
    """The changes in words, one for each."""


def limits_within_reach(scenario: Scenario, facts: Facts | None = None) -> tuple[ReachableRange, ...]:
    """Return every limit of a scenario with what the data could give if no other rule existed.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data; today's if none are given.

    Returns
    -------
    tuple of ReachableRange
        In the order in which the policy reads.

    Raises
    ------
    ScenarioError
        If the scenario names what the data do not have.
    """
    return reachable_ranges(pose_problem(scenario, facts).problem)


def repair_scenario(scenario: Scenario, facts: Facts | None = None, seconds: float = _SECONDS) -> RepairedScenario:
    """Change a scenario as little as lets a plan exist.

    Parameters
    ----------
    scenario
        A scenario, usually one without a plan.
    facts
        The data; today's if none are given.
    seconds
        Longest time that the search may take.

    Returns
    -------
    RepairedScenario
        The scenario with the cheapest changes that were found. That it has a plan was proven by the search.

    Raises
    ------
    ScenarioError
        If the scenario names what the data do not have.
    InfeasibleError
        If no change of these limits helps, or none was found in time.
    """
    repair = cheapest_repair(pose_problem(scenario, facts).problem, seconds)
    if repair is None:
        raise _beyond_repair(seconds)
    changed = apply_repair(scenario, repair)
    names = {
        "id": f"{scenario.id[: _LONGEST_ID - len('-repaired')]}-repaired",
        "title_vi": f"{scenario.title_vi} (đã sửa)",
        "title_en": f"{scenario.title_en} (repaired)",
    }
    return RepairedScenario(
        changed.model_copy(update=names), repair.changes, repair.is_cheapest, changes_in_words(repair)
    )


def write_repaired(repaired: RepairedScenario, name_or_path: str, path: Path) -> Path:
    """Write a repaired scenario, as a short file that extends the original where the two can be found together.

    Parameters
    ----------
    repaired
        The repaired scenario.
    name_or_path
        The original: a bundled name, or a file.
    path
        File to write; a file in the same folder as the original can extend it.

    Returns
    -------
    pathlib.Path
        The file. Reading it gives the repaired scenario.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    whole = repaired.scenario.model_dump(mode="json", by_alias=True)
    parent = _extended_name(name_or_path, path)
    if parent is not None:
        original = load_scenario(name_or_path).model_dump(mode="json", by_alias=True)
        _write({"extends": parent, **_difference(original, whole)}, path)
        if load_scenario(str(path)) == repaired.scenario:  # a mapping that lost a key cannot be told by a difference
            return path
    _write(whole, path)
    return path


def repair_patch(scenario: Scenario, repaired: RepairedScenario) -> dict[str, Any]:
    """Return what a scenario has to say to be the repaired one, apart from its names.

    Parameters
    ----------
    scenario
        The scenario that was repaired.
    repaired
        What came of it.

    Returns
    -------
    dict
        To be laid over the scenario's document as ``extends`` does: mappings key by key, everything else whole.
    """
    before, after = ({"rules": found.rules.model_dump(mode="json")} for found in (scenario, repaired.scenario))
    return _difference(before, after)


def _extended_name(name_or_path: str, path: Path) -> str | None:
    """Return how a file may name the original in ``extends``, if it can."""
    if name_or_path in bundled_scenarios():
        return name_or_path
    original = Path(name_or_path).resolve()
    return original.name if original.parent == path.resolve().parent else None


def _difference(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return what a file has to say to turn the old content into the new."""
    found: dict[str, Any] = {}
    for name, value in new.items():
        before = old.get(name)
        if isinstance(value, dict) and isinstance(before, dict) and value and before:
            inner = _difference(before, value)
            found.update({name: inner} if inner else {})
        elif value != before:
            found[name] = value
    return found


def _write(content: dict[str, Any], path: Path) -> None:
    """Write plain values as YAML."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")


def _beyond_repair(seconds: float) -> InfeasibleError:
    """Return the error for a scenario that no change of its limits helps."""
    summary = Text(vi="Không tìm được cách sửa kịch bản này.", en="No repair of this scenario was found.")
    why = Text(
        vi=f"không thay đổi giới hạn nào giúp có phương án, hoặc chưa tìm được trong {seconds:g} giây.",
        en=f"no change of its limits lets a plan exist, or none was found within {seconds:g} seconds.",
    )
    advice = Text(
        vi="Hãy nới giới hạn của tập ứng viên (candidates) hoặc nơi tiếp nhận (host_overrides).",
        en="Widen the limits of candidate sets (candidates) or admit hosts (host_overrides).",
    )
    return InfeasibleError(summary, [Conflict(("candidates", "rules.host_overrides"), why, advice)])
