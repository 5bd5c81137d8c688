"""A walk by Tab through every page reaches all that can be pressed, written or chosen there, and sees where it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.client.hands import Mouse
from tests.client.test_planner import create

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]

VIEWS = ["overview", "unit", "unit&unit=01", "technology", "technology&technology=S03&colour=score", "facilities"]
VIEWS += ["table", "timeline", "missions", "metrics", "compare", "share", "scenario", "jobs", "plans"]
_SPARE = 30

_WATCH = """
() => {
  const all = 'a[href], button, select, input, textarea, summary, [tabindex="0"]';
  const can = element => !element.disabled && element.type !== 'hidden' && element.tabIndex >= 0
    && element.checkVisibility({visibilityProperty: true}) && !(element.type === 'radio' && !element.checked);
  window.walk = {wanted: [...document.querySelectorAll(all)].filter(can), reached: new Set(), unseen: []};
  document.activeElement?.blur();
  addEventListener('focusin', ({target}) => {
    walk.reached.add(target);
    const {left, top, right, bottom} = target.getBoundingClientRect();
    const [x0, x1] = [Math.max(left, 0), Math.min(right, innerWidth)];
    const [y0, y1] = [Math.max(top, 0), Math.min(bottom, innerHeight)]; // a table may be taller than the window
    const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
    const isSeen = points.some(([x, y]) => {
      const found = document.elementFromPoint(x0 + x * (x1 - x0), y0 + y * (y1 - y0));
      return found && (target.contains(found) || found.contains(target));
    });
    const style = getComputedStyle(target);
    if (!isSeen || style.outlineStyle === 'none' || style.outlineWidth === '0px') walk.unseen.push(target);
  });
}
"""
_NAMED = "elements => elements.map(e => `${e.tagName} ${(e.ariaLabel ?? e.innerText ?? '').slice(0, 60)}`)"


def walk(page: Page) -> None:
    """Go by Tab through the page as it is, and assert that nothing is left out or out of sight."""
    page.evaluate(_WATCH)
    for _ in range(page.evaluate("walk.wanted.length") + _SPARE):
        page.keyboard.press("Tab")
    left = "walk.wanted.filter(element => element.isConnected && !walk.reached.has(element))"
    assert page.evaluate(f"({_NAMED})({left})") == []
    assert page.evaluate(f"({_NAMED})(walk.unseen)") == []


@pytest.mark.parametrize("view", VIEWS)
def test_everything_on_a_page_is_reached_by_tab_and_seen_when_it_is(view: str, page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view={view}&language=en")
    page.locator("main h2").first.wait_for()
    page.wait_for_load_state("networkidle")
    walk(page)


@pytest.mark.parametrize("part", ["", "text", "locks", "versions"])
def test_everything_in_the_editor_is_reached_by_tab(part: str, page: Page, service_url: str) -> None:
    name = f"reach-{part or 'fields'}"
    create(page, Mouse(), service_url, name)
    page.goto(f"{service_url}?view=scenario&language=en&scenario={name}&part={part}")
    page.get_by_test_id("draft-state").wait_for()
    page.wait_for_load_state("networkidle")
    walk(page)


def test_every_province_focus_and_laboratory_is_a_stop_of_the_walk(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    publication = national.publication
    units = {publication.unit_name(unit).en for unit in publication.units.index}
    focuses = {publication.technology_name(k).en for c in national.plan.clusters for k in c.focuses}
    facilities = {publication.site_name(facility.site_id).en for facility in national.plan.facilities}
    for view, wanted in (("table", units), ("overview", focuses), ("facilities", facilities)):
        page.goto(f"{service_url}?view={view}&language=en")
        page.locator("main a").first.wait_for()
        reached: set[str] = set()
        for _ in range(page.locator("a, button, input, select, summary").count() + _SPARE):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.innerText"))
        assert wanted <= reached, view
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_visible()
