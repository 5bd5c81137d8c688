"""Names that the data do not have are named, all of them, with what was probably meant."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from clusterplan.domain import FacilityKind
from clusterplan.errors import ScenarioError
from clusterplan.language import LANGUAGES
from clusterplan.planning import Facts, load_scenario, pose_problem, resolve_scenario
from clusterplan.scenario import (
    EvidenceOverride,
    FocusPlace,
    HostPlace,
    Lock,
    MemberPlace,
    Scenario,
    TechnologyPair,
)

BY = {"author": "Bộ", "reason": "thử", "date": datetime.date(2026, 1, 1)}


def national(**changes: Any) -> Scenario:
    scenario = load_scenario("national")
    return scenario.model_copy(update=changes)


def with_rules(**changes: Any) -> Scenario:
    return national(rules=load_scenario("national").rules.model_copy(update=changes))


def faults(scenario: Scenario) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        resolve_scenario(scenario, Facts())
    return [fault.in_language("en") for fault in raised.value.faults]


def test_the_bundled_scenario_names_nothing_unknown() -> None:
    resolve_scenario(national(), Facts())


def test_every_unknown_name_is_reported_at_once_with_its_place() -> None:
    locks = (
        Lock(lock="must", focus=FocusPlace(unit="Hanoi", technology="S6"), **BY),
        Lock(lock="must", member=MemberPlace(hub="01", unit="02"), **BY),
        Lock(lock="must_not", facility=HostPlace(site="L999", kind=FacilityKind.TEST_CENTRE), **BY),
    )
    found = faults(with_rules(locks=locks, clusters_per_region_exceptions={"NOWHERE": 0}))
    assert [line.split(":")[0] for line in found] == [
        "rules.locks.1.focus.technology",
        "rules.locks.1.focus.unit",
        "rules.locks.2.member.unit",
        "rules.clusters_per_region_exceptions",
        "rules.locks.3.facility.site",
    ]


def test_a_name_written_instead_of_a_code_is_understood_as_a_hint() -> None:
    lock = Lock(lock="must", focus=FocusPlace(unit="Hanoi", technology="S06"), **BY)
    (line,) = faults(with_rules(locks=(lock,)))
    assert line.endswith("Did you mean 01 (Hanoi)?")


def test_codes_of_another_vintage_are_refused() -> None:
    (line,) = faults(national(unit_vintage="2004-2025"))[:1]
    assert "vintage 2025-07-01, not 2004-2025" in line


def test_a_scheme_that_does_not_exist_is_named_with_those_that_do() -> None:
    (line,) = faults(national(technology_scheme="QD12"))
    assert "there is no technology scheme 'QD12'" in line
    assert "QD21" in line


def test_a_layer_that_cannot_be_planned_on_says_what_it_lacks() -> None:
    (line,) = faults(national(unit_layer="regions"))
    assert "lacks the columns" in line
    assert "centre_lon" in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_names_the_scenario(language: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        pose_problem(national(technology_scheme="X"))
    assert "'national'" in raised.value.lines(language)[0]  # type: ignore[arg-type]


def test_pairs_exceptions_and_ceilings_are_resolved_too() -> None:
    pair = {"technologies": ("S01", "S99"), "reason": "thử"}
    found = faults(
        with_rules(
            excluded_pairs=(TechnologyPair(**pair),),
            required_pairs=(TechnologyPair(**pair),),
            evidence_overrides=(EvidenceOverride(unit="00", technology="S98", **BY),),
            clusters_per_region_at_most_exceptions={"NOWHERE": 1},
        )
    )
    assert sorted(line.split(":")[0] for line in found) == [
        "rules.clusters_per_region_at_most_exceptions",
        "rules.evidence_overrides.1.technology",
        "rules.evidence_overrides.1.unit",
        "rules.excluded_pairs.1.technologies",
        "rules.required_pairs.1.technologies",
    ]


def test_a_price_of_a_limit_that_does_not_exist_is_refused() -> None:
    (line,) = faults(with_rules(repair_prices={"rules.clusters.at_lest": 2.0, "rules.reach_km": 0.5}))
    assert line.startswith("rules.repair_prices: there is no limit 'rules.clusters.at_lest'.")
    assert "Did you mean rules.clusters.at_least?" in line
