"""What the journeys through studies share."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

__all__ = ["answer"]


def answer(page: Page, service_url: str) -> dict[str, Any]:
    """Return the whole answer of the study that is open."""
    job = page.get_by_label("Answer of").input_value()
    found: dict[str, Any] = page.request.get(f"{service_url}jobs/{job}/results").json()
    return found
