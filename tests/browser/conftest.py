"""A real Chromium without network, and the map of a real plan opened from disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from clusterplan.planning import PlanningResult, load_scenario, make_plan
from clusterplan.publishing import draw_map


@pytest.fixture(scope="session")
def national() -> PlanningResult:
    """The national plan."""
    return make_plan(load_scenario("national"))


@pytest.fixture(scope="session")
def map_file(national: PlanningResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "map.html"
    path.write_text(draw_map(national.publication), encoding="utf-8")
    return path


@pytest.fixture
def faults() -> list[str]:
    """Everything that went wrong on the page: requests, script errors, blocked scripts."""
    return []


@pytest.fixture
def page(browser: Browser, map_file: Path, faults: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True, reduced_motion="reduce")
    opened = context.new_page()
    _listen(opened, map_file.as_uri(), faults)
    opened.goto(map_file.as_uri())
    yield opened
    context.close()


def _listen(page: Page, own: str, faults: list[str]) -> None:
    def note_request(request: Request) -> None:
        if request.url != own:
            faults.append(f"request: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"{message.type}: {message.text}")

    page.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
