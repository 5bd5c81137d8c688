"""Where a place of the ground lies on the page, so that it can be clicked like any other thing on the map."""

from __future__ import annotations

from playwright.sync_api import Page
from tests.client.conftest import ready

from clusterplan.publishing import Publication

__all__ = ["click_unit"]

_CLOSE = 7
_ZOOM = "{zoom:.2f}/{longitude:.4f}/{latitude:.4f}"


def click_unit(page: Page, address: str, publication: Publication, unit: str) -> None:
    """Open a page so that a unit lies in the middle of the map, and click it there."""
    within = publication.units.geometry[unit].representative_point()
    place = _ZOOM.format(zoom=_CLOSE, longitude=within.x, latitude=within.y)
    page.goto(f"{address}&layers=none&at={place}")
    ready(page)
    box = page.get_by_test_id("map").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
