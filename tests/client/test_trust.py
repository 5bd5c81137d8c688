"""Comparing plans, years, and what is measured."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.client.conftest import ready

from clusterplan.planning import PlanningResult
from clusterplan.publishing import Publication

pytestmark = [pytest.mark.browser, pytest.mark.page]


def focuses_of(publication: Publication) -> dict[str, set[str]]:
    """Focuses of every unit's cluster."""
    clusters = publication.cluster_of
    return {unit: set(clusters[unit].focuses) if unit in clusters else set() for unit in publication.units.index}


def test_two_plans_are_compared_in_a_table_and_on_the_map(
    page: Page, service_url: str, national: PlanningResult, provinces_alone: PlanningResult
) -> None:
    page.goto(f"{service_url}?view=compare&language=en")
    ready(page)
    choice = page.get_by_role("combobox", name="Compare this plan (before) with")
    choice.select_option(index=1)
    changes = page.locator("main ul").first.locator("li")
    changes.first.wait_for()
    before, after = focuses_of(national.publication), focuses_of(provinces_alone.publication)
    assert changes.count() == sum(before[unit] != after[unit] for unit in before)
    expect(page.get_by_text("gained and lost").first).to_be_visible()  # in the legend
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.get_by_text("gained and lost")).to_have_count(0)


def test_every_metric_has_its_formula_and_source(page: Page, service_url: str, national: PlanningResult) -> None:
    page.goto(f"{service_url}?view=metrics&language=en")
    rows = page.locator("main tbody tr")
    rows.first.wait_for()
    assert rows.count() == len(national.plan.metrics)
    for cells in (row.locator("td").all_inner_texts() for row in rows.all()):
        assert all(cells), cells


def test_a_plan_without_years_says_so(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=timeline&language=en")
    expect(page.get_by_text("This scenario has no years")).to_be_visible()
    expect(page.get_by_text("This scenario uses no resources")).to_be_visible()
