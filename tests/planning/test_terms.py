"""Terms and totals in a scenario: read, refused where they are wrong, and listed where nobody vouches for them."""

from __future__ import annotations

import pytest

from clusterplan.errors import ScenarioError
from clusterplan.planning import Facts, PlanningResult, read_scenario_text, resolve_scenario
from clusterplan.planning.assumptions import assumptions_of

MINE = "{extends: national, id: mine, title_vi: Của tôi, title_en: Mine, terms: %s}"
MECHANISM = "{unit: '%s', kind: %s, text_vi: Đất sạch, text_en: Cleared land, source: Resolution 1}"


def test_a_mechanism_in_an_unknown_unit_or_of_an_unknown_kind_is_refused() -> None:
    scenario = read_scenario_text(MINE % f"{{mechanisms: [{MECHANISM % ('99', 'land')}]}}", "mine")
    with pytest.raises(ScenarioError, match=r"terms\.mechanisms\.1\.unit"):
        resolve_scenario(scenario, Facts())
    with pytest.raises(ScenarioError, match="kind"):
        read_scenario_text(MINE % f"{{mechanisms: [{MECHANISM % ('01', 'luck')}]}}", "mine")
    with pytest.raises(ScenarioError, match="open_access_share"):
        read_scenario_text(MINE % "{facilities: {open_access_share: 1.2}}", "mine")


def test_terms_without_a_source_are_assumptions() -> None:
    alone = read_scenario_text(MINE % "{facilities: {open_access_share: 0.3, public_private_share: 0.2}}", "mine")
    sourced = read_scenario_text(MINE % "{facilities: {open_access_share: 0.3, source: Decision 1}}", "mine")
    listed = {found.what for found in assumptions_of(alone)} - {found.what for found in assumptions_of(sourced)}
    assert listed == {"open-access share of a facility", "public-private share of a facility"}


def test_the_national_plan_apportions_the_schemes_targets(national: PlanningResult) -> None:
    facilities = national.plan.facilities
    assert sum(facility.research_groups or 0 for facility in facilities) == 20
    assert sum(facility.doctorates or 0 for facility in facilities) == 1000
    assert all((facility.research_groups or 0) >= 1 for facility in facilities)
    whats = {found.what for found in national.plan.assumptions}
    assert "apportionment of research groups and doctorates over the facilities" in whats
