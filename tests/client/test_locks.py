"""Story 9: a lock needs a reason, an office and a day; it is set on the map or in the lists, priced, and kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.client.hands import Keyboard, Mouse
from tests.client.pointing import click_unit
from tests.client.test_planner import create

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_story_9_a_lock_is_set_with_a_reason_on_the_map_and_by_keyboard_and_never_raises_the_objective(
    way: str, page: Page, service_url: str, national: PlanningResult
) -> None:
    cluster = national.plan.clusters[0]
    unit, name = cluster.hub, f"lock-by-{way}"
    hand = Mouse() if way == "mouse" else Keyboard(page)
    create(page, hand, service_url, name)
    editor = f"{service_url}?view=scenario&language=en&scenario={name}&part=locks&live=1"
    chosen = page.get_by_role("combobox", name="Unit", exact=True)
    if way == "mouse":
        click_unit(page, editor, national.publication, unit)
    else:
        page.goto(editor)
        hand.choose(chosen, unit)
    expect(chosen).to_have_value(unit)
    forbid = page.get_by_role("radio", name="forbid")
    if isinstance(hand, Keyboard):
        hand.reach(page.get_by_role("radio", name="require"))
        page.keyboard.press("ArrowRight")
    else:
        forbid.check()
    expect(forbid).to_be_checked()
    hand.choose(page.get_by_role("combobox", name="Technology", exact=True), cluster.focuses[0])
    for label, wrong in (("Reason (it is published)", ""), ("Office or person that answers for it", "")):
        hand.write(page.get_by_label(label), wrong) if wrong else page.get_by_label(label).clear()
        hand.press(page.get_by_role("button", name="Add the lock"))
        expect(page.get_by_text("The scenario has no locks.")).to_be_visible()
        hand.write(page.get_by_label(label), "Decided by the council" if "Reason" in label else "Council office")
    hand.press(page.get_by_role("button", name="Add the lock"))
    expect(page.get_by_text("Lock added: forbid")).to_be_visible()
    tried = page.get_by_role("region", name="What if")
    expect(tried).to_contain_text("Change of the objective", timeout=120_000)
    changes = re.findall(r"[-−]?\d+\.\d+", tried.inner_text().split("Change of the objective")[1].split("\n")[0])
    assert changes
    assert all(float(change.replace("−", "-")) <= 0 for change in changes)
    hand.press(page.get_by_role("button", name="Save a new version"))
    expect(page.get_by_test_id("draft-state")).to_contain_text("Saved, version 2")
    page.reload()
    kept = page.get_by_role("listitem").filter(has_text="Decided by the council")
    expect(kept).to_contain_text(national.publication.technology_name(cluster.focuses[0]).en)
    expect(kept).to_contain_text(re.compile(r"Council office, \d{4}-\d\d-\d\d"))
