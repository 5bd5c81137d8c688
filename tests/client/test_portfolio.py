"""A planner sees near-optimal plans side by side, and what every, some or no plan like that has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.client.eyes import accessible, narrow
from tests.client.hands import Keyboard
from tests.client.studies import answer

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]

_MILLISECONDS_TO_WORK = 300_000


def test_near_optimal_plans_are_small_maps_that_open_and_decisions_have_their_class(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    hand = Keyboard(page)
    page.goto(f"{service_url}?view=portfolio&language=en")
    hand.write(page.get_by_label("Plans", exact=True), "2")
    hand.write(page.get_by_label("Time (seconds)"), "15")
    hand.press(page.get_by_role("button", name="Start", exact=True))
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_test_id("verdict")).to_be_visible(timeout=_MILLISECONDS_TO_WORK)
    found = answer(page, service_url)
    assert found["best"] == national.plan.objective

    maps = page.get_by_role("button", name=re.compile("^Plan [0-9]: "))
    expect(maps).to_have_count(len(found["plans"]))
    expect(maps.first.locator("path")).to_have_count(len(national.publication.units) + 1)  # units, and lines between
    expect(maps.first.locator("circle")).to_have_count(2)  # both archipelagos are on every map
    last = len(found["plans"]) - 1
    hand.press(maps.nth(last))
    opened = page.get_by_test_id("decided")
    expect(opened.get_by_role("row")).to_have_count(len(found["decided"][last]["clusters"]) + 1)
    expect(page.locator(".legend")).to_contain_text("in a cluster, unchanged")
    before, after = pairs(plan_in_brief(national)), pairs(found["decided"][last]["clusters"])
    changed = {unit for unit, _ in before ^ after}
    expect(maps.nth(last)).to_contain_text(f"{len(changed)} units change")
    assert changed  # the plans differ
    expect(opened.locator("ul").first.locator("li")).to_have_count(len(changed))

    hand.press(page.get_by_role("button", name="Map of every / some / no"))
    expect(page.locator(".legend")).to_contain_text("in every near-optimal plan under these assumptions")
    shown = page.get_by_label("Show assignments")
    for status in ("must", "could", "never", "undecided"):
        number = sum(one["status"] == status for one in found["statuses"])
        shown.select_option(status)
        expect(page.get_by_role("heading", level=3, name=re.compile(rf"\({number}\)$"))).to_be_visible()
    accessible(page)
    narrow(page)


def plan_in_brief(result: PlanningResult) -> list[dict[str, Any]]:
    return [{"members": cluster.members, "focuses": cluster.focuses} for cluster in result.plan.clusters]


def pairs(clusters: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(unit, focus) for cluster in clusters for unit in cluster["members"] for focus in cluster["focuses"]}
