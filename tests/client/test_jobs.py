"""Story 22: a long question is a job: it is followed, outlives the page, can be cancelled, and keeps its best plan."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.client.hands import Keyboard, Mouse

pytestmark = [pytest.mark.browser, pytest.mark.page]


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_story_22_a_job_outlives_the_page_and_is_cancelled(way: str, page: Page, service_url: str) -> None:
    hand = Mouse() if way == "mouse" else Keyboard(page)
    page.goto(f"{service_url}?view=jobs&language=en")
    hand.choose(page.get_by_role("combobox", name="Scenario", exact=True), "national-2025")
    with page.expect_response(re.compile("/execution$")) as answered:
        hand.press(page.get_by_role("button", name="Solve", exact=True))
    assert answered.value.status == 201
    number = answered.value.json()["jobID"][:8]
    job = page.get_by_role("article").filter(has_text=number)
    expect(job.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(job).to_be_visible()
    hand.press(job.get_by_role("button", name="Cancel"))
    expect(job.get_by_text("cancelled")).to_be_visible()
    expect(job.get_by_role("link", name="Open on the map")).to_have_count(0)
    page.reload()
    expect(job).to_have_attribute("data-status", "dismissed")


def test_story_22_a_job_that_is_over_keeps_its_best_plan(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=jobs&language=en")
    Mouse().choose(page.get_by_role("combobox", name="Scenario", exact=True), "provinces-alone")
    page.get_by_role("button", name="Solve", exact=True).click()
    job = page.get_by_role("article").first
    expect(job).to_have_attribute("data-status", "successful", timeout=240_000)
    expect(job.get_by_text("Best so far")).to_be_visible()
    page.reload()
    expect(job.get_by_role("link", name="Open on the map")).to_be_visible()
