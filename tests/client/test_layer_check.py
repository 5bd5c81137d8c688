"""What a planner does with a file: has it checked, reads the faults, asks for a repair, hands the command on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import FloatRect, Page, expect
from tests.client.conftest import ready
from tests.client.hands import Hand, Keyboard, Mouse
from tests.client.test_viewer import AXE

from clusterplan.geodata import Layers

pytestmark = [pytest.mark.browser, pytest.mark.page]
expect.set_options(timeout=30_000)

_SECONDS_TO_CHECK = 120_000


@pytest.fixture(params=["mouse", "keyboard"])
def hand(request: pytest.FixtureRequest, page: Page) -> Hand:
    return Mouse() if request.param == "mouse" else Keyboard(page)


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    """Three of the bundled zones: the second has blanks about its name, the third an area that is no number."""
    collection: dict[str, Any] = json.loads(Layers.bundled()["zones"].head(3).to_json(drop_id=True))
    first, second, third = (found["properties"] for found in collection["features"])
    assert first["name_vi"]
    second["name_vi"] = f" {second['name_vi']} "
    third["area_ha"] = "12 ha"
    path = tmp_path / "khu công nghệ.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": collection["features"]}), encoding="utf-8")
    return path


def check(page: Page, hand: Hand, service_url: str, file: Path, language: str = "en") -> None:
    page.goto(f"{service_url}?view=layers&language={language}")
    ready(page)
    hand.choose(page.get_by_label("Which layer or table is it?"), "zones")
    page.get_by_label("Choose a file").set_input_files(file)
    hand.press(page.get_by_role("button", name="Check", exact=True))


def test_a_planner_reads_the_faults_of_a_file_and_asks_for_a_repair(
    page: Page, service_url: str, hand: Hand, zones: Path, tmp_path: Path
) -> None:
    check(page, hand, service_url, zones)
    verdict, faults = page.get_by_test_id("verdict"), page.get_by_test_id("faults")
    expect(verdict).to_contain_text("cannot be taken in yet; faults: 3", timeout=_SECONDS_TO_CHECK)
    for code, row in (("text-blanks", "2"), ("number-unit", "3")):
        expect(faults.get_by_role("row").filter(has_text=code).get_by_role("cell").first).to_have_text(row)
    expect(page.get_by_test_id("preview").get_by_role("row")).to_have_count(4)
    expect(page.get_by_test_id("on-map")).to_contain_text("3 of 3")
    with page.expect_download(timeout=_SECONDS_TO_CHECK) as saved:
        hand.press(page.get_by_role("button", name="Download the faulty features"))
    saved.value.save_as(tmp_path / "faulty.gpkg")
    assert sorted(gpd.read_file(tmp_path / "faulty.gpkg")["row"]) == [2, 3]
    expect(page.get_by_test_id("import-command")).to_have_count(0)
    hand.press(page.locator("summary", has_text="Repairs that may be made"))
    box = page.get_by_label("take blanks off both ends of texts")
    if isinstance(hand, Keyboard):
        hand.reach(box)
        page.keyboard.press("Space")
    else:
        box.check()
    hand.press(page.get_by_role("button", name="Check", exact=True))
    expect(verdict).to_contain_text("faults: 2", timeout=_SECONDS_TO_CHECK)
    expect(page.get_by_text("trim: 1")).to_be_visible()


def test_a_clean_file_is_handed_on_with_its_command_and_drawn_on_the_map(
    page: Page, service_url: str, zones: Path
) -> None:
    document = json.loads(zones.read_text(encoding="utf-8"))
    document["features"] = document["features"][:1]
    zones.write_text(json.dumps(document), encoding="utf-8")
    before = _middle_of_map(page, service_url)
    check(page, Mouse(), service_url, zones)
    command = page.get_by_test_id("import-command")
    expect(command).to_contain_text("'khu công nghệ.geojson' --as zones --data DIR", timeout=_SECONDS_TO_CHECK)
    expect(page.get_by_test_id("on-map")).to_contain_text("1 of 1")
    page.wait_for_timeout(1_500)  # the map goes there, and draws
    assert _picture(page) != before
    page.get_by_role("button", name="Tiếng Việt").or_(page.get_by_role("link", name="Tiếng Việt")).first.click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Kiểm tra lớp hoặc bảng dữ liệu của bạn")
    expect(command).to_be_visible()  # what was found stays


def test_hostile_files_are_refused_in_words(page: Page, service_url: str, tmp_path: Path) -> None:
    vrt = tmp_path / "zones.geojson"
    vrt.write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", encoding="utf-8")
    check(page, Mouse(), service_url, vrt)
    expect(page.get_by_test_id("faults")).to_contain_text("VRT", timeout=_SECONDS_TO_CHECK)
    assert page.get_by_test_id("preview").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_phone(
    theme: str, page: Page, service_url: str, zones: Path
) -> None:
    check(page, Mouse(), service_url, zones)
    page.get_by_test_id("faults").wait_for(timeout=_SECONDS_TO_CHECK)
    for summary in page.locator("main summary").all():
        summary.click()
    page.evaluate("theme => document.documentElement.toggleAttribute('data-dark', theme === 'dark')", theme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    assert [(fault["id"], fault["nodes"][0]["failureSummary"]) for fault in result["violations"]] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def _middle_of_map(page: Page, service_url: str) -> bytes:
    page.goto(f"{service_url}?view=layers&language=en")
    ready(page)
    return _picture(page)


def _picture(page: Page) -> bytes:
    box = page.get_by_test_id("map").bounding_box()
    assert box
    middle: FloatRect = {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
    return page.screenshot(clip=middle)
