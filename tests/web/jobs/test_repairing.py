"""A job without a plan says what would have to change, as words and as something that can be applied."""

from __future__ import annotations

import pytest

from clusterplan.errors import InfeasibleError, NoPlanError
from clusterplan.language import Text
from clusterplan.planning import load_scenario
from clusterplan.planning.repairs import RepairedScenario, repair_patch
from clusterplan.scenario import Range
from clusterplan.web.jobs.question import Question
from clusterplan.web.jobs.repairing import repair_of

WORDS = Text(vi="Lời", en="Words")


def test_only_rules_that_clash_are_repaired() -> None:
    asked = Question("allocation", {}, load_scenario("national").model_dump_json(by_alias=True))
    assert repair_of(NoPlanError(WORDS), asked) == {}


def test_a_repair_says_nothing_but_what_it_changes() -> None:
    scenario = load_scenario("national")
    changed = scenario.rules.model_copy(
        update={"clusters": Range(at_least=3, at_most=12), "clusters_per_region_exceptions": {"R1": 0}}
    )
    repaired = RepairedScenario(scenario.model_copy(update={"rules": changed, "id": "other"}), (), True, ())
    assert repair_patch(scenario, repaired) == {
        "rules": {"clusters": {"at_least": 3}, "clusters_per_region_exceptions": {"R1": 0}}
    }


def test_a_scenario_with_a_plan_needs_no_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("national")
    unchanged = RepairedScenario(scenario, (), True, ())
    monkeypatch.setattr("clusterplan.web.jobs.repairing.repair_scenario", lambda *_, **__: unchanged)
    asked = Question("allocation", {}, scenario.model_dump_json(by_alias=True))
    assert repair_of(InfeasibleError(WORDS), asked) == {}


def test_the_repair_that_was_found_goes_with_the_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario("national")
    rules = scenario.rules.model_copy(update={"clusters": Range(at_least=2, at_most=12)})
    found = RepairedScenario(scenario.model_copy(update={"rules": rules}), (), False, (WORDS,))
    monkeypatch.setattr("clusterplan.web.jobs.repairing.repair_scenario", lambda *_, **__: found)
    asked = Question("allocation", {}, scenario.model_dump_json(by_alias=True))
    assert repair_of(InfeasibleError(WORDS), asked) == {
        "repair": {
            "changes": [{"vi": "Lời", "en": "Words"}],
            "cheapest": False,
            "patch": {"rules": {"clusters": {"at_least": 2}}},
        }
    }
