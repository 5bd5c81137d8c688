"""What an official does: look at the map, find a province by any name, read why, in either language, by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from tests.client.conftest import ready

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = ["overview", "unit", "unit&unit=01", "unit&unit=04", "technology", "technology&technology=S03&colour=score"]
VIEWS += ["facilities", "table", "timeline", "metrics", "compare", "share"]


def test_the_map_shows_the_plan_its_status_and_both_archipelagos(page: Page, service_url: str) -> None:
    page.goto(service_url)
    ready(page)
    expect(page.get_by_test_id("status")).to_contain_text("không phải quyết định của cơ quan nhà nước")
    expect(page.get_by_role("heading", level=3, name="C01")).to_be_visible()
    page.goto(f"{service_url}?at=10.00/105.8000/21.0000")  # the capital alone
    ready(page)
    for name in ("Quần đảo Hoàng Sa", "Quần đảo Trường Sa"):
        expect(page.get_by_role("img", name=name)).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Đắk Lắk", "Đắk Lắk"),
        ("dak lak", "Đắk Lắk"),
        ("ba ria", "Thành phố Hồ Chí Minh"),
        ("hcm", "Thành phố Hồ Chí Minh"),
    ],
)
def test_a_province_is_found_by_any_name(typed: str, found: str, page: Page, service_url: str) -> None:
    page.goto(service_url)
    page.get_by_role("combobox", name=re.compile("Tìm theo tên")).fill(typed)
    page.get_by_role("option", name=re.compile(found)).first.wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text(found)
    assert "view=unit" in page.url


def test_the_licences_of_all_that_the_page_is_made_of_are_with_it(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?language=en&sources=1")
    address = page.get_by_role("link", name="Licences of the software and fonts in this page").get_attribute("href")
    words = page.request.get(address or "").text()
    for part in ("maplibre-gl", "svelte", "@fontsource/be-vietnam-pro"):
        assert f"\n{part} " in f"\n{words}"
    assert "SIL OPEN FONT LICENSE" in words


def test_what_nobody_has_says_so(page: Page, service_url: str) -> None:
    page.goto(service_url)
    page.get_by_role("combobox", name=re.compile("Tìm theo tên")).fill("xyzzy")
    expect(page.get_by_text("Không tìm thấy.")).to_be_visible()


def test_the_address_is_the_whole_view(page: Page, context: BrowserContext, service_url: str) -> None:
    page.goto(service_url)
    ready(page)
    page.get_by_role("button", name="English").click()
    page.get_by_role("link", name="Technology", exact=True).click()
    page.get_by_role("link", name=re.compile("^S03 ")).click()
    page.get_by_role("link", name=re.compile("Colour by")).click()
    other = context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("heading", level=2)).to_have_text("S03 Robotics and automation")
    expect(other.get_by_text("Cannot be judged (not the same as low advantage)").first).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=2)).to_have_text("Choose a technology")


def test_a_link_keeps_the_place_of_the_map_even_beside_a_province_far_away(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=unit&unit=01&at=7.00/108.0000/12.0000")
    ready(page)
    page.locator("article").first.wait_for()
    assert re.search("at=7.00(/|%2F)108.0000(/|%2F)12.0000", page.url)
    page.get_by_role("combobox", name=re.compile("Tìm theo tên")).fill("lai chau")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "unit=12" in address and "12.0000" not in address)  # a new one comes into view


def test_another_plan_is_never_shown_under_the_address_of_one_that_is_not_there(
    page: Page, service_url: str, faults: list[str]
) -> None:
    page.goto(f"{service_url}?language=en")
    ready(page)
    page.evaluate("history.pushState(null, '', '?plan=none&language=en'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.get_by_text("There is no plan 'none'.")).to_be_visible()
    expect(page.get_by_role("link", name="To the current plan")).to_be_visible()
    expect(page.get_by_test_id("status")).to_have_count(0)
    faults[:] = [fault for fault in faults if "404" not in fault]


def test_the_table_says_what_the_map_shows(page: Page, service_url: str, national: PlanningResult) -> None:
    page.goto(f"{service_url}?view=table&language=en")
    rows = page.locator("tbody tr")
    plan = national.plan
    expect(rows).to_have_count(len(national.publication.units))
    first = plan.clusters[0]
    row = rows.filter(has_text=national.publication.unit_name(first.hub).en)
    for focus in first.focuses:
        expect(row).to_contain_text(national.publication.technology_name(focus).en)
    page.get_by_role("searchbox", name="Filter the table").fill(first.id)
    expect(rows).to_have_count(len(first.members))


def test_what_cannot_be_judged_is_sorted_last_either_way(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=table&language=en&sort=S03")
    for address in ("", "&down=1"):
        page.goto(f"{service_url}?view=table&language=en&sort=S03{address}")
        cells = page.locator("tbody tr td:nth-of-type(7)")
        cells.first.wait_for()
        shown = [text.split()[0] for text in cells.all_inner_texts()]  # without what is said of hatching
        known = [float(text) for text in shown if text not in ("?", "×")]
        assert len(known) < len(shown)
        assert shown[len(known) :] == [text for text in shown if text in ("?", "×")]
        assert known == sorted(known, reverse=address != "")


def test_a_score_is_traced_to_its_cells(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=unit&unit=01&language=en")
    pair = page.locator("article").first
    pair.get_by_text("See how the score is made").click()
    expect(pair.get_by_role("table").first).to_contain_text("Weight")
    expect(pair.get_by_role("columnheader", name="Source")).to_be_visible()


def test_a_province_without_a_focus_opens_on_what_is_missing(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    without = [unit for unit in national.publication.units.index if unit not in national.publication.cluster_of]
    page.goto(f"{service_url}?view=unit&unit={without[0]}&language=en")
    expect(page.get_by_text("The plan puts no focus here.")).to_be_visible()
    headings = page.locator("main h3")
    expect(headings.first).to_have_text("Data that are missing")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(view: str, theme: str, page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view={view}&language=en&theme={theme}")
    page.locator("main h2").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    found = [
        (fault["id"], fault["nodes"][0]["target"], fault["nodes"][0]["failureSummary"])
        for fault in result["violations"]
    ]
    assert found == []


def test_every_province_and_focus_is_reached_by_keyboard(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    page.goto(f"{service_url}?view=table&language=en")
    page.locator("tbody tr").first.wait_for()
    wanted = {national.publication.unit_name(unit).en for unit in national.publication.units.index}
    reached: set[str] = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.innerText"))
        if wanted <= reached:
            break
    assert wanted <= reached
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_be_visible()


def test_the_view_works_on_when_the_network_is_gone(
    page: Page, context: BrowserContext, service_url: str, faults: list[str]
) -> None:
    page.goto(f"{service_url}?language=en")
    ready(page)
    page.get_by_role("link", name="Table", exact=True).click()
    page.locator("tbody tr").first.wait_for()
    context.set_offline(True)
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.get_by_role("heading", level=3, name="C01")).to_be_visible()
    page.get_by_role("link", name="Table", exact=True).click()
    expect(page.locator("tbody tr")).not_to_have_count(0)
    page.locator("tbody a").first.click()
    expect(page.get_by_role("alert").first).to_contain_text("The server cannot be reached")
    faults[:] = [
        fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault and "Failed to fetch" not in fault
    ]


@pytest.mark.parametrize("width", [360, 3840])
def test_nothing_is_cut_off_on_a_phone_or_a_wall(width: int, page: Page, service_url: str) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    for view in ("overview", "unit&unit=01", "facilities", "table"):
        page.goto(f"{service_url}?view={view}")
        page.locator("main h2").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_who_signed_in_can_sign_out(page: Page, service_url: str) -> None:
    person = {"subject": "1", "name": "A viewer", "roles": ["viewer"], "provinces": [], "login": "/login"}
    page.route("**/me", lambda route: route.fulfill(json={**person, "way": "session", "csrf": "token"}))
    tokens: list[str | None] = []

    def leave(route: Route) -> None:
        tokens.append(route.request.headers.get("x-csrf-token"))
        page.route("**/me", lambda route: route.fulfill(json={**person, "roles": [], "way": "anonymous", "csrf": None}))
        route.fulfill(json={"signed_out": True, "provider": None})

    page.route("**/logout", leave)
    page.goto(f"{service_url}?language=en")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_have_attribute("href", f"{service_url}login")
    assert tokens == ["token"]


def test_who_one_is_may_not_be_known_and_is_asked_again(page: Page, service_url: str, faults: list[str]) -> None:
    page.route(
        "**/me", lambda route: route.fulfill(status=503, json={"title": "Service Unavailable", "detail": "Away."})
    )
    page.goto(f"{service_url}?view=jobs&language=en")
    expect(page.locator("main").get_by_role("alert")).to_contain_text("Away.")
    page.unroute("**/me")
    page.locator("main").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Solve a scenario")).to_be_visible()
    faults[:] = [fault for fault in faults if "503" not in fault]
