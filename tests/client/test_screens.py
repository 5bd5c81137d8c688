"""The main pages look as they did, on a wide screen and a phone, in light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route
from tests.client.screens import KEPT, MOST, different, kept_or_written, reduced

pytestmark = [pytest.mark.browser, pytest.mark.page]

SIZES = {"wide": (1280, 800), "phone": (360, 1500)}
NOW = "2026-07-01T08:00:00Z"
VIEWS = {
    "overview": "view=overview",
    "unit": "view=unit&unit=01",
    "table": "view=table",
    "compare": "view=compare&with={other}",
    "scenario": "view=scenario&scenario=screens",
}
LOST = {
    "the map": "[data-testid=map] {visibility: hidden}",
    "the legend": ".legend {visibility: hidden}",
    "what stands beside the map": "main {visibility: hidden}",
    "the menu and the status": "header, [data-testid=status] {visibility: hidden}",
}
_MOST_TRIES = 20
_MOST_BYTES = 1_500_000


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(
        reduced_motion="reduce", locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", device_scale_factor=1
    )
    opened.clock.set_fixed_time(NOW)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def other_plan(service_url: str, browser: Browser) -> str:
    """The plan to compare with; and a scenario of a fixed name is there."""
    with browser.new_context() as context:
        address = service_url.rstrip("/")
        token = context.request.get(f"{address}/me").json()["csrf"]
        names = {"title_vi": "Ảnh màn hình", "title_en": "Screens"}
        made = context.request.post(
            f"{address}/scenarios",
            data={"document": {"extends": "national", "id": "screens", **names}, "note": ""},
            headers={"X-CSRF-Token": token} if token else {},
        )
        assert made.status in (201, 409)
        plans = context.request.get(f"{address}/plans").json()["plans"]
        return str(next(plan["id"] for plan in plans if plan["title_en"].startswith("Provinces alone")))


def settled(page: Page) -> bytes:
    """Return the picture of the page once it does not change any more."""
    before = page.screenshot(animations="disabled")
    for _ in range(_MOST_TRIES):
        page.wait_for_timeout(300)
        now = page.screenshot(animations="disabled")
        if now == before:
            return now
        before = now
    raise AssertionError("the page does not come to rest")


def as_of_one_day(route: Route) -> None:
    """Let every plan of a list be made on the same day."""
    answer = route.fetch()
    plans = [{**plan, "created_at": NOW, "changed_at": NOW} for plan in answer.json()["plans"]]
    route.fulfill(response=answer, body=json.dumps({"plans": plans}))


def open_view(page: Page, service_url: str, view: str, other: str, size: str, theme: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{service_url}?{VIEWS[view].format(other=other)}&theme={theme}")
    page.locator("main h2").first.wait_for()
    page.wait_for_load_state("networkidle")
    if view == "scenario":
        page.get_by_text("Kịch bản không có lỗi.").wait_for()
    if view != "table":
        page.locator("[data-testid=map][data-ready=true]").wait_for()


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_looks_as_it_did(view: str, page: Page, service_url: str, other_plan: str) -> None:
    page.route("**/plans", as_of_one_day)
    wrong = []
    for size in SIZES:
        for theme in ("light", "dark"):
            open_view(page, service_url, view, other_plan, size, theme)
            wrong.append(kept_or_written(f"{view}-{size}-{theme}", settled(page)))
    assert [line for line in wrong if line] == []


def test_another_font_is_no_difference_and_a_lost_panel_is_one(page: Page, service_url: str, other_plan: str) -> None:
    open_view(page, service_url, "overview", other_plan, "wide", "light")
    usual = reduced(settled(page))
    style = page.locator("html").evaluate_handle(
        "() => { const sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [sheet]; return sheet; }"
    )

    def share(rules: str) -> float:
        style.evaluate("(sheet, rules) => sheet.replaceSync(rules)", rules)
        return different(reduced(settled(page)), usual)[0]

    assert share("") == 0
    assert share("* {text-rendering: geometricPrecision; font-kerning: none; -webkit-text-stroke: 0.2px}") <= MOST
    for what, rules in LOST.items():
        assert share(rules) > MOST, what


def test_the_kept_pictures_are_small_and_all_of_them_are_used() -> None:
    names = {f"{view}-{size}-{theme}.png" for view in VIEWS for size in SIZES for theme in ("light", "dark")}
    assert {path.name for path in KEPT.glob("*.png")} == names
    assert sum(path.stat().st_size for path in KEPT.glob("*.png")) < _MOST_BYTES
    for path in KEPT.glob("*.png"):
        with Image.open(path) as picture:
            assert picture.mode == "P"
