from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import _listen
from tests.browser.test_map_page import STATUS, archipelagos_stand_free

from clusterplan.planning import PlanningResult
from clusterplan.planning.differences import differences_between
from clusterplan.publishing.comparison import ComparisonPublication, draw_comparison

pytestmark = pytest.mark.browser


@pytest.fixture
def compared(browser: Browser, national: PlanningResult, tmp_path: Path, faults: list[str]) -> Iterator[Page]:
    """Open the comparison of the national plan with one that has lost its first cluster and facility."""
    plan, publication = national.plan, national.publication
    first, *others = plan.clusters
    outside = tuple(sorted((*plan.units_without_cluster, *first.members)))
    changed = {"clusters": tuple(others), "facilities": plan.facilities[1:], "units_without_cluster": outside}
    after = plan.model_copy(update=changed)
    comparison = differences_between(plan, after, national.posed.facts)
    shown = ComparisonPublication(
        comparison, (plan, after), publication.layers, publication.technologies, publication.sources
    )
    path = tmp_path / "compare.html"
    path.write_text(draw_comparison(shown), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True, reduced_motion="reduce")
    page = context.new_page()
    _listen(page, path.as_uri(), faults)
    page.goto(path.as_uri())
    yield page
    context.close()


def test_the_changes_are_on_the_map_with_both_archipelagos_and_without_a_fault(
    compared: Page, national: PlanningResult, faults: list[str]
) -> None:
    expect(compared.locator("path.unit")).to_have_count(34)
    archipelagos_stand_free(compared)
    expect(compared.get_by_text(STATUS).first).to_be_visible()
    first = national.plan.clusters[0]
    compared.locator("#language").click()
    compared.locator(f"tr[data-unit='{first.hub}'] button").click()
    card = compared.locator("#card")
    expect(card.get_by_role("heading", name="lost")).to_be_visible()
    expect(card.get_by_text(f"{first.focuses[0]} ").last).to_be_visible()
    compared.select_option("#colour", first.focuses[0])
    fill = compared.locator(f"path.unit[data-code='{first.hub}']").get_attribute("fill")
    assert fill == "#EE8866"
    assert faults == []
