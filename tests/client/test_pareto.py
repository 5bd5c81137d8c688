"""A ministry asks what more equity costs: points that no plan beats, as a chart and as a table to take away."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import Page, expect
from tests.client.eyes import accessible, narrow
from tests.client.hands import Keyboard
from tests.client.studies import answer

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]

_MILLISECONDS_TO_WORK = 300_000


def test_the_price_of_equity_is_a_chart_whose_points_are_plans_and_a_table_to_take_away(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    hand = Keyboard(page)
    page.goto(f"{service_url}?view=pareto&language=en")
    hand.write(page.get_by_label("Points at most"), "3")
    hand.press(page.get_by_role("button", name="Start", exact=True))
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_test_id("verdict")).to_be_visible(timeout=_MILLISECONDS_TO_WORK)
    front = answer(page, service_url)
    points = front["points"]
    assert [point["is_proven"] for point in points] == [True] * len(points)
    assert len(points) > 1
    for one in points:  # none is beaten by another
        assert not any(
            other["level"] >= one["level"] and other["objective"] >= one["objective"] and other != one
            for other in points
        )

    chart = page.get_by_role("group", name=re.compile("^Front of the objective and Equity"))
    dots = chart.get_by_role("link")
    expect(dots).to_have_count(len(points))
    hand.press(dots.nth(len(points) - 1))
    assert f"point={points[-1]['number']}" in page.url
    opened = page.get_by_test_id("decided")
    expect(opened.get_by_role("row")).to_have_count(len(front["decided"][-1]["clusters"]) + 1)
    members = {unit for cluster in front["decided"][-1]["clusters"] for unit in cluster["members"]}
    assert len(members) == points[-1]["level"]  # equity is the number of units in clusters
    gained = members - set(national.publication.cluster_of)
    assert gained
    for unit in gained:
        name = national.publication.unit_name(unit).in_language("en")
        expect(opened.locator("li", has=page.get_by_role("link", name=name, exact=True))).to_contain_text("gained")
    expect(page.locator(".legend")).to_contain_text("in a cluster, unchanged")

    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the table (CSV)").click()
    with saved.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(float(row["level"]), float(row["objective"])) for row in rows] == [
        (point["level"], point["objective"]) for point in points
    ]
    accessible(page)
    narrow(page)
