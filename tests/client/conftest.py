"""The browser client on a real service that shows the national plan, in a real Chromium."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from clusterplan.planning import PlanningResult, load_scenario, make_plan
from clusterplan.web import Settings, create_app, shown_here
from clusterplan.web.client import is_built

_OF_THE_DRIVER = "GPU stall due to ReadPixels"
"""Chromium's software rendering complains of the screenshots that the tests take."""


@pytest.fixture(scope="session")
def national() -> PlanningResult:
    """The national plan."""
    return make_plan(load_scenario("national"))


@pytest.fixture(scope="session")
def provinces_alone() -> PlanningResult:
    """Another plan: every cluster is one province."""
    return make_plan(load_scenario("provinces-alone"))


@pytest.fixture(scope="session")
def service_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where the service keeps its state; plans may be stored there while it runs."""
    return Settings(state_folder=tmp_path_factory.mktemp("client"), port=0)


@pytest.fixture(scope="session")
def service_url(national: PlanningResult, provinces_alone: PlanningResult, service_settings: Settings) -> Iterator[str]:
    """The address of a planner's own service with two plans; the national one is the current one."""
    assert is_built(), "make setup builds the client"
    settings = service_settings
    shown_here(settings, provinces_alone.publication, load_scenario("provinces-alone"))
    settings = shown_here(settings, national.publication, load_scenario("national"))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="warning", ws="none"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    running.join()


@pytest.fixture
def faults() -> list[str]:
    """Everything that went wrong on the page: script errors, blocked scripts, requests to elsewhere."""
    return []


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce", locale="vi-VN")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, service_url: str, faults: list[str]) -> Iterator[Page]:
    """A page that has not opened anything yet; whatever goes wrong on it fails the test."""
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)  # the first question about a plan poses its problem
    listen(opened, service_url, faults)
    yield opened
    assert faults == []


def listen(page: Page, service_url: str, faults: list[str]) -> None:
    """Note what goes wrong on a page."""
    ours = urlsplit(service_url).netloc

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("blob", "data") and address.netloc != ours:
            faults.append(f"request: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and _OF_THE_DRIVER not in message.text:
            faults.append(f"{message.type}: {message.text}")

    page.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))


def ready(page: Page) -> None:
    """Wait until the map is drawn."""
    page.locator("[data-testid=map][data-ready=true]").wait_for()
