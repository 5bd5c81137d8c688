"""What is seen before the map is there, in its place where there can be none, and while it moves on a slow machine."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.client.conftest import ready

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]

_WITHOUT_WEBGL = """
const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : real.call(this, kind, ...more);
};
"""
_TEN_FRAMES_A_SECOND = """
window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 100);
window.cancelAnimationFrame = clearTimeout;
"""


def require_drawing(page: Page, national: PlanningResult) -> None:
    """Every unit in the colour of its cluster, and both archipelagos by name."""
    drawing = page.get_by_test_id("preview")
    expect(drawing.locator("text")).to_have_text(["Hoàng Sa archipelago", "Trường Sa archipelago"])
    fills = drawing.locator("path[fill]").evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")
    units, cluster_of = sorted(national.publication.units.index), national.publication.cluster_of
    assert len(fills) == len(units)
    by_cluster = {cluster_of[unit].id: fill for unit, fill in zip(units, fills, strict=True) if unit in cluster_of}
    assert len(set(by_cluster.values())) == len(national.plan.clusters)
    for unit, fill in zip(units, fills, strict=True):
        assert (fill in by_cluster.values()) == (unit in cluster_of)
        assert unit not in cluster_of or fill == by_cluster[cluster_of[unit].id]


def test_the_plan_is_seen_before_the_map_and_makes_room_for_it(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    page.route("**/tiles/**", lambda _: None)  # they are not answered
    page.goto(f"{service_url}?language=en")
    require_drawing(page, national)
    page.get_by_test_id("map").locator("canvas").wait_for()  # the map has begun under it
    page.unroute("**/tiles/**")  # those that wait go on
    ready(page)
    expect(page.get_by_test_id("preview")).to_have_count(0)
    page.get_by_role("link", name="Scenario", exact=True).click()  # a page without a map, and back
    page.go_back()
    ready(page)
    expect(page.get_by_test_id("preview")).to_have_count(0)


def test_where_no_map_can_be_drawn_the_drawing_stays(
    page: Page, service_url: str, national: PlanningResult, faults: list[str]
) -> None:
    page.add_init_script(_WITHOUT_WEBGL)
    page.goto(f"{service_url}?language=en")
    expect(page.locator("section.map .notice")).to_be_visible()
    require_drawing(page, national)
    assert faults
    faults.clear()  # the page notes why there is no map


def test_a_slow_map_moves_with_fewer_pixels_and_stands_sharp(page: Page, service_url: str) -> None:
    page.add_init_script(_TEN_FRAMES_A_SECOND)
    page.goto(f"{service_url}?language=en")
    ready(page)
    canvas = page.get_by_test_id("map").locator("canvas")
    box = canvas.bounding_box()
    assert box
    whole = canvas.evaluate("canvas => canvas.width")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    widths = set()
    for step in range(1, 16):
        page.mouse.move(x - 10 * step, y)
        page.wait_for_timeout(100)
        widths.add(canvas.evaluate("canvas => canvas.width"))
    page.mouse.up()
    assert widths == {whole, whole // 2}
    page.wait_for_function("width => document.querySelector('[data-testid=map] canvas').width === width", arg=whole)
    page.wait_for_function("location.search.includes('at=')")
    moved = page.evaluate(
        "([zoom, longitude]) => longitude",
        [float(part) for part in page.evaluate("new URLSearchParams(location.search).get('at')").split("/")][:2],
    )
    assert moved > 115  # it went on after the pixels were fewer: three steps alone are less
