"""What the journeys look for on a page that any reader must be able to use."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

__all__ = ["accessible", "narrow"]

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def accessible(page: Page) -> None:
    """Assert that axe finds nothing on the page as it is now."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)
    found = [(fault["id"], fault["nodes"][0]["failureSummary"]) for fault in result["violations"]]
    assert found == [], found


def narrow(page: Page) -> None:
    """Assert that a phone of 360 pixels shows the page without scrolling it sideways; the page is wide again after."""
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if before is not None:
        page.set_viewport_size(before)
