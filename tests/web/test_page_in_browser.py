"""The map as a browser gets it from the service: its policy lets the page work and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from clusterplan.publishing import Publication
from clusterplan.web import Settings, create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(settings: Settings, publication: Publication) -> Iterator[str]:
    config = uvicorn.Config(create_app(settings, publication.layers), port=0, log_level="warning", ws="none")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    running.join()


def test_a_browser_that_opens_the_address_sees_the_map_without_a_complaint(browser: Browser, address: str) -> None:
    complaints: list[str] = []
    requests: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    answer = page.goto(f"{address}map.html")
    assert answer is not None
    assert "content-security-policy" in answer.headers
    expect(page.locator("path.unit")).to_have_count(6)
    page.close()
    assert complaints == []
    assert [url for url in requests if url not in (f"{address}map.html", f"{address}favicon.ico")] == []
