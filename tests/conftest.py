"""What every folder of tests may use."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"


def pytest_configure() -> None:
    """Let Ctrl-C reach what the tests start: it is ignored by whatever a shell started in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests' services, one process beside another, away from each other and from the person's own state."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLUSTERPLAN_STATE_FOLDER", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a real Chromium. It ends with the module: while it runs, nothing else can run an event loop."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
