from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from clusterplan.planning import PlanningResult

pytestmark = pytest.mark.browser

SIZES = [(1280, 800), (360, 740)]
"""A small desktop and a phone."""
ARCHIPELAGOS = ("Quần đảo Hoàng Sa (Đà Nẵng)", "Quần đảo Trường Sa (Khánh Hòa)")
ON_TOP = """corners => corners.filter(([x, y]) => !document.elementFromPoint(x, y)?.closest(".archipelago-sign"))"""
STATUS = "Phương án mô phỏng, không phải quyết định của cơ quan nhà nước"


def box(located: Locator) -> tuple[float, float, float, float]:
    found = located.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def lies_in(inner: Locator, outer: Locator) -> bool:
    left, top, right, bottom = box(inner)
    west, north, east, south = box(outer)
    return west <= left and north <= top and right <= east and bottom <= south


def test_the_map_opens_from_disk_without_network_and_without_a_fault(page: Page, faults: list[str]) -> None:
    expect(page.locator("path.unit")).to_have_count(34)
    assert faults == []


def test_the_file_is_small_enough_for_mail(map_file: Path) -> None:
    assert map_file.stat().st_size < 3_000_000


def archipelagos_stand_free(page: Page) -> None:
    """Both names lie in the map's own frame, in the window, and nothing covers them."""
    window = page.viewport_size
    assert window is not None
    frame = page.locator(".map-body")
    for name in ARCHIPELAGOS:
        label = page.get_by_text(name, exact=True)
        expect(label).to_be_visible()
        assert lies_in(label, frame), name
        left, top, right, bottom = box(label)
        assert left >= 0 <= top, name
        assert right <= window["width"], name
        assert bottom <= window["height"], name
        corners = [[x, y] for x in (left + 12, (left + right) / 2, right - 12) for y in (top + 3, bottom - 3)]
        assert page.evaluate(ON_TOP, corners) == [], f"{name} is covered"


@pytest.mark.parametrize(("width", "height"), [*SIZES, (1400, 900), (1920, 1080), (768, 1024)])
def test_both_archipelagos_are_in_the_frame_of_the_country(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    archipelagos_stand_free(page)
    page.click("#language")
    archipelagos_stand_free(page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_open_card_neither_moves_nor_covers_the_archipelagos(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    card = page.locator("#card .card")
    for code in ("08", "48", "56", "96"):  # the far north, both archipelagos' provinces, the far south
        province = page.locator(f'path.unit[data-code="{code}"]')
        province.focus()
        page.keyboard.press("Enter")
        expect(card).to_be_in_viewport()
        archipelagos_stand_free(page)
    for site in range(page.locator(".facility").count()):
        page.locator(".facility").nth(site).dispatch_event("click")
        expect(card).to_be_in_viewport()
        archipelagos_stand_free(page)
    page.locator("#language").dispatch_event("click")  # on a phone the open card covers the panel
    expect(card).to_have_count(0)
    archipelagos_stand_free(page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_card_opened_from_the_table_is_seen_with_the_map(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.locator('tr[data-unit="56"] button').click()
    expect(page.locator("#card .card h3")).to_be_in_viewport()
    expect(page.locator(".leaflet-popup-close-button")).to_be_in_viewport()
    archipelagos_stand_free(page)


def test_a_click_on_an_archipelago_opens_its_province(page: Page) -> None:
    page.get_by_text(ARCHIPELAGOS[1], exact=True).click()
    expect(page.locator("#card .card h3")).to_contain_text("Khánh Hòa")


def test_what_the_plan_flags_is_marked_on_the_map_and_said_in_its_card(page: Page, national: PlanningResult) -> None:
    in_doubt = [flag.place for flag in national.plan.flags if flag.rule == "hosts"]
    assert in_doubt
    flagged = page.locator(".flagged-site")
    expect(flagged).to_have_count(len(in_doubt))
    flagged.first.dispatch_event("click")
    expect(page.locator("#card .flagged")).to_contain_text("chưa rõ địa điểm này có được đặt cơ sở của Nhà nước")
    for site in in_doubt:
        expect(page.locator(".notes .flags")).to_contain_text(f"{site} ")


def test_the_country_cannot_be_zoomed_out_of_view(page: Page) -> None:
    expect(page.locator(".leaflet-control-zoom-out")).to_have_class("leaflet-control-zoom-out leaflet-disabled")


def test_a_click_on_a_province_says_why(page: Page) -> None:
    left, top, right, bottom = box(page.locator('path.unit[data-code="68"]'))
    page.mouse.click((left + right) / 2, (top + bottom) / 2)
    card = page.locator(".leaflet-popup .card")
    expect(card.locator("h3")).to_be_visible()
    expect(card).to_contain_text("Công nghệ trọng tâm")
    expect(card).to_contain_text(STATUS)


def test_a_province_opens_by_keyboard_and_gives_the_focus_back(page: Page) -> None:
    province = page.locator('path.unit[data-code="01"]')
    province.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup .card h3")).to_have_text("Hà NộiHanoi")
    expect(page.locator(".leaflet-popup-close-button")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(province).to_be_focused()
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)


def test_the_table_is_the_maps_twin(page: Page) -> None:
    expect(page.locator("#units tbody tr")).to_have_count(34)
    row = page.locator('tr[data-unit="56"]')
    row.get_by_role("button").click()
    expect(page.locator(".leaflet-popup .card h3")).to_contain_text("Khánh Hòa")
    expect(row).to_have_class("selected")
    expect(page.locator('path.unit[data-code="56"]')).to_have_class("unit leaflet-interactive selected")


def test_one_button_turns_the_page_into_english_and_back(page: Page) -> None:
    title = page.locator("header .kicker")
    assert title.inner_text() == "Phương án cụm công nghệ chiến lược"
    page.click("#language")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert title.inner_text() == "Plan of strategic technology clusters"
    assert page.get_attribute('path.unit[data-code="01"]', "aria-label") == "Hanoi"
    expect(page.get_by_text("Quần đảo Hoàng Sa (Đà Nẵng)", exact=True)).to_be_visible()
    page.click("#language")
    assert page.evaluate("document.documentElement.lang") == "vi"


@pytest.mark.parametrize(("typed", "code"), [("vung tau", "79"), ("Dak Lak", "66"), ("Hà Nội", "01")])
def test_a_province_is_found_by_old_and_unaccented_names(page: Page, typed: str, code: str) -> None:
    page.fill("#search", typed)
    page.keyboard.press("Enter")
    expect(page.locator(f'tr[data-unit="{code}"]')).to_have_class("selected")


def test_colouring_by_score_shows_what_cannot_be_judged_apart(page: Page) -> None:
    waiting = page.locator("#units tbody tr", has=page.locator('abbr.none:text-is("S02")')).first
    code = waiting.get_attribute("data-unit")
    page.select_option("#colour", "S02")
    assert page.get_attribute(f'path.unit[data-code="{code}"]', "fill") == "url(#no-data)"
    page.select_option("#colour", "cluster")
    assert page.get_attribute(f'path.unit[data-code="{code}"]', "fill") != "url(#no-data)"


def test_a_facility_shows_its_reach_only_while_it_is_chosen(page: Page) -> None:
    facilities = page.locator(".facility")
    expect(facilities).to_have_count(12)
    facilities.nth(6).click()
    expect(page.locator("path.reach").first).to_be_attached()
    page.keyboard.press("Escape")
    page.mouse.move(700, 30)
    expect(page.locator("path.reach")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (360, 740)])
def test_the_status_line_is_in_every_view(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    status = page.locator(".map-frame .status")
    expect(status).to_contain_text(STATUS)
    expect(status).to_contain_text("Simulated option, not a government decision")
    page.locator(".notes").scroll_into_view_if_needed()
    expect(status).to_be_in_viewport(ratio=0.99)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_print_keeps_map_legend_archipelagos_and_status(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.locator('path.unit[data-code="48"]').focus()
    expect(page.locator(".leaflet-tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    page.emulate_media(media="print")
    expect(page.locator(".leaflet-tooltip")).to_be_hidden()
    frame = page.locator(".map-frame")
    expect(frame).to_contain_text(STATUS)
    expect(page.locator(".clusters > li").first).to_be_visible()
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("#card")).to_be_hidden()
    for name in ARCHIPELAGOS:
        assert lies_in(page.get_by_text(name, exact=True), frame)


def test_no_line_follows_the_outline_of_the_country(page: Page) -> None:
    strokes = page.locator("path.unit, path.land, path.sea").evaluate_all(
        "paths => paths.map(path => path.getAttribute('stroke'))"
    )
    assert set(strokes) == {"none"}
