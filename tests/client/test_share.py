"""Taking a view away: a link, a frame, a picture, files."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.client.conftest import ready

pytestmark = [pytest.mark.browser, pytest.mark.page]


def test_the_link_shows_the_same_and_names_the_plan(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=technology&technology=S03&colour=score&language=en")
    ready(page)
    page.get_by_role("link", name="Share", exact=True).click()
    link = page.get_by_role("textbox", name="Link to the map just as it is shown").input_value()
    assert "plan=" in link
    page.goto(link)
    ready(page)
    expect(page.get_by_role("combobox", name="Colour by")).to_have_value("S03")


def test_a_link_is_selected_where_a_page_may_not_copy(page: Page, service_url: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"{service_url}?view=share&language=en")
    page.get_by_role("button", name="Copy Link").click()
    expect(page.get_by_text("press Ctrl+C")).to_be_visible()
    link = page.get_by_role("textbox", name="Link to the map")
    assert page.evaluate("getSelection().toString()") == link.input_value()


def test_a_frame_keeps_the_map_its_legend_and_the_status(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?embed=1&language=en")
    ready(page)
    expect(page.get_by_test_id("status")).to_contain_text("not a government decision")
    expect(page.get_by_text("In no cluster").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link", name="National scenario")).to_be_visible()


def test_the_picture_is_larger_than_the_map_for_it_carries_legend_and_sources(
    page: Page, service_url: str, tmp_path: Path
) -> None:
    page.goto(f"{service_url}?view=share&language=en&at=9.00/105.8000/21.0000")
    ready(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the picture").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    map_box = page.get_by_test_id("map").bounding_box()
    assert map_box is not None
    assert (width, height > map_box["height"] + 100) == (round(map_box["width"]), True)


def test_every_file_of_the_list_can_be_had(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=share&language=en")
    links = page.locator("main li a[download]")
    links.first.wait_for()
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    assert len(addresses) == 7
    for address in addresses:
        answer = page.request.get(address)
        assert answer.ok, address
        if address.endswith(".geojson"):
            assert json.loads(answer.body())["type"] == "FeatureCollection"


def test_paper_carries_status_map_and_legend(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?language=en")
    ready(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("status")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    picture = page.locator(".paper canvas")
    expect(picture).to_be_visible()
    colours = picture.evaluate(
        "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size"
    )
    assert colours > 50, "the picture is blank"
