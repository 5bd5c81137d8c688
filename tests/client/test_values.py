"""A minister asks what we lose without a focus, what a rule costs, and how much of the plan rests on guesses."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.client.eyes import accessible, narrow
from tests.client.hands import Keyboard
from tests.client.studies import answer

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]

_MILLISECONDS_TO_WORK = 300_000


def ask(page: Page, seconds: str) -> None:
    """Ask for everything that has a worth, with a time for each answer."""
    hand = Keyboard(page)
    if not page.get_by_label("Longest time for one answer").is_visible():
        hand.press(page.locator("summary", has_text="Ask anew"))
    hand.write(page.get_by_label("Longest time for one answer"), seconds)
    hand.press(page.get_by_role("button", name="Start", exact=True))


def cells_of(page: Page, title: str) -> list[list[str]]:
    """Return every row of a table."""
    whole = page.get_by_role("region", name=title)
    more = whole.locator("xpath=following-sibling::button[1]")
    if more.count() and "Show all" in more.inner_text():
        Keyboard(page).press(more)
    rows: list[Locator] = whole.locator("tbody tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def told(difference: dict[str, Any]) -> str:
    """Return a difference as it is written."""
    least, most = f"{difference['at_least']:.4f}", difference["at_most"]
    if difference["state"] in ("exact", "no_plan"):
        return least if difference["state"] == "exact" else "indispensable"
    proven = f"{least} or more" if most is None else f"{least} – {most:.4f}"
    return proven if difference["state"] == "interval" else f"{proven} (not asked)"


def test_a_planner_sees_what_decisions_and_rules_are_worth_and_what_survives_without_guesses(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    page.goto(f"{service_url}?view=values&language=en")
    expect(page.get_by_text("There is no answer about this plan yet.")).to_be_visible()  # the form is open then
    ask(page, "10")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_test_id("verdict")).to_be_visible(timeout=_MILLISECONDS_TO_WORK)
    values = answer(page, service_url)
    assert values["is_complete"]

    focuses = [(cluster.hub, focus) for cluster in national.plan.clusters for focus in cluster.focuses]
    for line, count in zip(page.get_by_test_id("verdict").locator("li").all(), values["summary"], strict=True):
        survive = count["fates"].get("survives", 0)
        words = count["without"].replace("_", " ")
        expect(line).to_contain_text(f"{survive} of {len(focuses)} focuses survive without {words}")

    survival = cells_of(page, "Which focuses survive")
    assert len(survival) == len(focuses)
    names = {line.id: line.name_en for line in national.publication.technologies}
    fates = {
        (
            national.publication.unit_name(focus["hub"]).in_language("en"),
            f"{focus['technology']} {names[focus['technology']]}",
        ): [fate.replace("_", " ") for fate in focus["fate"].values()]
        for focus in values["survival"]
    }
    assert {(hub, technology): rest for hub, technology, *rest in survival} == fates
    kept = [rest.count("survives") for _, _, *rest in survival]
    assert kept == sorted(kept)

    losses = cells_of(page, "Replacement values: the loss if forbidden")
    assert [loss for _, loss in losses] == [told(value["loss"]) for value in values["replacement_values"]]
    prices = cells_of(page, "Prices of rules and locks")
    assert [row[2] for row in prices] == [
        told(price["gain"]) if price["gain"] else "–" for price in values["rule_prices"]
    ]
    assert [row[0] for row in prices] == [price["what_en"] for price in values["rule_prices"]]

    page.get_by_role("combobox", name="Decision", exact=True).select_option(label="hubs")
    hubs = page.get_by_role("region", name="Replacement values: the loss if forbidden").locator("tbody tr")
    expect(hubs).to_have_count(len(national.plan.clusters))
    legend = page.locator(".legend")
    expect(legend).to_contain_text("some focus is lost")
    page.get_by_role("combobox", name="Map", exact=True).select_option(label="without assumed costs")
    assert "without=assumed_costs" in page.url
    accessible(page)
    narrow(page)


def test_what_is_stopped_keeps_the_answers_that_are_there(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=values&language=en")
    expect(page.get_by_label("Answer of")).to_be_visible()
    ask(page, "10")
    going = page.get_by_role("region", name="Being worked on")
    Keyboard(page).press(going.get_by_role("button", name="Stop and keep what is finished"))
    expect(page.get_by_test_id("verdict")).to_contain_text("Stopped as asked", timeout=_MILLISECONDS_TO_WORK)
    values = answer(page, service_url)
    assert values["not_asked"] > 0
    expect(page.get_by_test_id("verdict")).to_contain_text(f"{values['not_asked']} answers are missing")
