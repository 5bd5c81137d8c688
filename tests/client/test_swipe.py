"""Two plans on one map, with a line between them that is moved by hand or by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.client.conftest import ready
from tests.client.eyes import accessible, narrow
from tests.client.hands import Keyboard

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]


def side_by_side(page: Page, service_url: str, other: str) -> Locator:
    """Open the comparison with another plan, put both on the map, and return the line between them."""
    page.goto(f"{service_url}?view=compare&language=en")
    ready(page)
    choice = page.get_by_role("combobox", name="Compare this plan (before) with")
    labels = choice.locator("option").all_inner_texts()
    choice.select_option(index=next(place for place, label in enumerate(labels) if other in label))
    Keyboard(page).press(page.get_by_role("button", name="Both plans side by side"))
    page.locator("[data-testid=swiped][data-ready=true]").wait_for()
    return page.get_by_role("slider", name="Line between the two plans")


def test_the_line_between_two_plans_is_moved_by_keyboard_and_shows_more_of_one(page: Page, service_url: str) -> None:
    line = side_by_side(page, service_url, "Provinces alone")
    map_alone = page.locator("section.map")
    Keyboard(page).reach(line)
    expect(line).to_have_attribute("aria-valuetext", "Left 50%, right 50% of the map")
    page.keyboard.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuetext", "Left 49%, right 51% of the map")
    page.keyboard.press("End")
    before = map_alone.screenshot()
    page.keyboard.press("Home")
    expect(line).to_have_attribute("aria-valuetext", "Left 0%, right 100% of the map")
    assert map_alone.screenshot() != before
    assert "divide=0" in page.url  # whoever is sent the address sees the same
    page.reload()
    page.locator("[data-testid=swiped][data-ready=true]").wait_for()
    expect(line).to_have_value("0")
    expect(page.get_by_test_id("status")).to_contain_text("Simulated option")
    expect(page.get_by_role("main")).to_contain_text("After: Provinces alone, each cluster is one province")
    accessible(page)
    narrow(page)


def test_each_side_tells_of_its_own_plan(
    page: Page, service_url: str, national: PlanningResult, provinces_alone: PlanningResult
) -> None:
    line = side_by_side(page, service_url, "Provinces alone")
    map_alone, hint = page.locator("section.map"), page.locator("section.map .hint")
    box = map_alone.bounding_box()
    assert box
    ours, theirs = national.publication.cluster_of, provinces_alone.publication.cluster_of
    shapes = national.publication.units.geometry
    unit = max(
        (unit for unit in shapes.index if (unit in ours) != (unit in theirs)), key=lambda unit: shapes[unit].area
    )
    x, y = page.evaluate(
        """([lon, lat]) => {
          const [zoom, longitude, latitude] = new URLSearchParams(location.search).get('at').split('/').map(Number);
          const mercator = (degrees) => Math.log(Math.tan(Math.PI / 4 + degrees * Math.PI / 360)) * 180 / Math.PI;
          const pixels = 512 * 2 ** zoom / 360;
          return [(lon - longitude) * pixels, (mercator(latitude) - mercator(lat)) * pixels];
        }""",
        list(shapes[unit].representative_point().coords[0]),
    )
    place = (box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)
    for key, plan in (("End", national), ("Home", provinces_alone)):
        line.press(key)
        page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
        page.mouse.move(*place)
        cluster = plan.publication.cluster_of.get(unit)
        expect(hint.locator("li")).to_have_count(len(cluster.focuses) if cluster else 0)
        expect(hint).to_contain_text(plan.publication.unit_name(unit).in_language("en"))
    page.mouse.click(*place)
    expect(page.get_by_role("heading", level=1)).to_have_text("Provinces alone, each cluster is one province")
    expect(page.get_by_role("heading", level=2)).to_contain_text(national.publication.unit_name(unit).in_language("en"))
