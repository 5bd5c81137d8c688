"""What planners and publishers do: change a scenario, solve it, repair it, publish; together, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.client.conftest import listen, ready
from tests.client.hands import Hand, Keyboard, Mouse

pytestmark = [pytest.mark.browser, pytest.mark.page]
expect.set_options(timeout=30_000)

_SECONDS_TO_SOLVE = 240_000


@pytest.fixture(params=["mouse", "keyboard"])
def hand(request: pytest.FixtureRequest, page: Page) -> Hand:
    return Mouse() if request.param == "mouse" else Keyboard(page)


def name_of(hand: Hand) -> str:
    return type(hand).__name__.lower()


def create(page: Page, hand: Hand, service_url: str, name: str) -> None:
    """Make a scenario that extends the national one, and open it."""
    page.goto(f"{service_url}?view=scenario&language=en")
    hand.write(page.get_by_label("Id (lower-case"), name)
    hand.write(page.get_by_label("Title in Vietnamese"), f"Vùng {name}")
    hand.write(page.get_by_label("Title in English"), f"Region {name}")
    hand.press(page.get_by_role("button", name="Create"))
    expect(page.get_by_test_id("draft-state")).to_contain_text("Saved, version 1")


def test_a_planner_changes_a_scenario_solves_it_and_publishes_the_plan(
    page: Page, service_url: str, hand: Hand
) -> None:
    create(page, hand, service_url, f"north-{name_of(hand)}")
    most = page.get_by_role("spinbutton", name="Clusters, at most", exact=True)
    expect(most).to_have_value("12")
    hand.write(most, "7")
    expect(page.get_by_text("There are unsaved changes.")).to_be_visible()
    page.reload()  # nothing is lost
    expect(page.get_by_test_id("draft-state")).to_contain_text("are restored")
    expect(most).to_have_value("7")
    hand.press(page.get_by_role("button", name="Undo"))
    expect(most).to_have_value("12")
    hand.press(page.get_by_role("button", name="Redo"))
    expect(most).to_have_value("7")
    hand.press(page.get_by_role("button", name="Save and solve"))
    job = page.get_by_role("article", name=f"Allocation: Region north-{name_of(hand)} (version 2)")
    expect(job.get_by_role("progressbar")).to_be_visible()
    expect(job.get_by_text("done")).to_be_visible(timeout=_SECONDS_TO_SOLVE)
    hand.press(job.get_by_role("link", name="Open on the map"))
    page.wait_for_url(re.compile("plan=[0-9a-f]{16}"))
    plan = re.search("plan=([0-9a-f]{16})", page.url)
    assert plan
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Region north-{name_of(hand)}")
    hand.press(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Plans"))
    entry = page.locator(f"[data-plan='{plan[1]}']")
    hand.press(entry.locator("summary"))
    hand.write(entry.get_by_label("Reason (kept"), "Ready")
    hand.press(entry.get_by_role("button", name="Hand in for review"))
    expect(entry).to_have_attribute("data-state", "review")
    hand.choose(entry.get_by_label("Classification"), "public")
    hand.press(entry.get_by_role("button", name="Publish"))
    expect(entry.get_by_text("The plan is now: published.")).to_be_visible(timeout=_SECONDS_TO_SOLVE)
    expect(entry.locator(".state")).to_have_text("published")


def test_rules_that_clash_are_told_in_words_and_repaired_with_one_press(
    page: Page, service_url: str, hand: Hand
) -> None:
    name = f"clash-{name_of(hand)}"
    create(page, hand, service_url, name)
    hand.write(page.get_by_role("spinbutton", name="Clusters, at least", exact=True), "11")
    hand.write(page.get_by_role("spinbutton", name="Hubs in each region, at most", exact=True), "1")
    hand.press(page.get_by_role("button", name="Save and solve"))
    failed = page.get_by_role("article", name=f"Allocation: Region {name} (version 2)")
    why = failed.get_by_role("region", name="Why there is no plan")
    expect(why).to_contain_text("the ceilings of the regions allow 6", timeout=_SECONDS_TO_SOLVE)
    expect(why).to_contain_text("change rules.clusters.at_least from 11 to 6")
    hand.press(why.get_by_role("button", name="Apply and solve again"))
    repaired = page.get_by_role("article", name=re.compile(f"Region {name} .*version 3"))
    expect(repaired.get_by_text("done")).to_be_visible(timeout=_SECONDS_TO_SOLVE)
    hand.press(why.get_by_role("link", name="Open the scenario"))
    expect(page.get_by_test_id("draft-state")).to_contain_text("Saved, version 3")
    expect(page.get_by_role("spinbutton", name="Clusters, at least", exact=True)).to_have_value("6")


def test_two_planners_change_one_scenario_and_nobody_loses_anything(
    page: Page, browser: Browser, service_url: str, faults: list[str], hand: Hand
) -> None:
    name = f"both-{name_of(hand)}"
    create(page, hand, service_url, name)
    hand.write(page.get_by_role("spinbutton", name="Clusters, at most", exact=True), "9")
    other = browser.new_context(reduced_motion="reduce").new_page()
    listen(other, service_url, faults)
    other.goto(f"{service_url}?view=scenario&language=en&scenario={name}")
    other.get_by_role("spinbutton", name="Clusters, at least", exact=True).fill("7")
    other.get_by_label("What changed").fill("More of them")
    other.get_by_role("button", name="Save a new version").click()
    expect(other.get_by_test_id("draft-state")).to_contain_text("Saved, version 2")
    other.context.close()

    hand.press(page.get_by_role("button", name="Save a new version"))
    conflict = page.get_by_role("alert", name="Somebody saved version 2")
    expect(conflict).to_contain_text("More of them")
    expect(conflict.get_by_role("row", name=re.compile("Clusters, at least"))).to_contain_text("7")
    expect(conflict.get_by_role("row", name=re.compile("Clusters, at most"))).to_contain_text("9")
    hand.press(conflict.get_by_role("button", name="Merge"))
    hand.press(page.get_by_role("button", name="Save a new version"))
    expect(page.get_by_test_id("draft-state")).to_contain_text("Saved, version 3")
    for field, value in (("Clusters, at least", "7"), ("Clusters, at most", "9")):
        expect(page.get_by_role("spinbutton", name=field, exact=True)).to_have_value(value)
    forgive(faults, 412)


def test_a_lock_is_set_from_the_map_or_the_lists_and_its_price_is_told_at_once(
    page: Page, service_url: str, hand: Hand
) -> None:
    create(page, hand, service_url, f"locks-{name_of(hand)}")
    hand.press(page.get_by_role("checkbox", name="Tell at once")) if isinstance(hand, Mouse) else tick(page)
    hand.press(page.get_by_role("link", name="Locks", exact=True))
    unit = page.get_by_role("combobox", name="Unit", exact=True)
    if isinstance(hand, Mouse):
        ready(page)
        box = page.get_by_test_id("map").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # sea: nothing is chosen
        expect(unit).to_have_value("")
    hand.choose(unit, "01")
    hand.choose(page.get_by_role("combobox", name="Technology", exact=True), "S08")
    hand.write(page.get_by_label("Reason (it is published)"), "Decided by the council")
    hand.press(page.get_by_role("button", name="Add the lock"))
    expect(page.get_by_text("Lock added: require Hanoi")).to_be_visible()
    tried = page.get_by_role("region", name="What if")
    expect(tried).to_contain_text(re.compile("Change of the objective: -|There is no plan"), timeout=120_000)
    hand.press(page.get_by_role("button", name="Remove the lock require Hanoi"))
    expect(page.get_by_text("The scenario has no locks.")).to_be_visible()


def test_a_fault_stands_at_its_field_and_nothing_wrong_is_saved(page: Page, service_url: str) -> None:
    hand = Mouse()
    create(page, hand, service_url, "faults")
    hand.write(page.get_by_role("spinbutton", name="Clusters, at least", exact=True), "20")
    field = page.get_by_role("group", name="Clusters, at least", exact=True)
    expect(page.get_by_role("alert")).to_contain_text("The scenario has faults: 1")
    expect(page.get_by_role("button", name="Save a new version")).to_be_disabled()
    hand.press(field.get_by_role("button", name="Reset Clusters, at least"))
    expect(page.get_by_text("The scenario has no faults.")).to_be_visible()
    hand.press(page.get_by_role("link", name="Whole text"))
    text = page.get_by_label("The whole scenario")
    expect(text).to_have_value(re.compile("extends: national"))
    hand.write(text, f"{text.input_value()}rules:\n  clusters: {{at_most: 8, at_mots: 3}}\n")
    expect(page.get_by_role("alert")).to_contain_text("rules.clusters.at_mots: There is no field 'at_mots'.")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("at_mots")
    hand.press(page.get_by_role("button", name="Discard"))
    expect(page.get_by_test_id("draft-state")).to_contain_text("Saved, version 1")


def test_a_plan_that_somebody_moved_is_told_and_loaded_again(
    page: Page, browser: Browser, service_url: str, faults: list[str]
) -> None:
    page.goto(f"{service_url}?view=plans&language=en")
    plan_id = page.locator("[data-plan]").first.get_attribute("data-plan")
    entry = page.locator(f"[data-plan='{plan_id}']")  # a plan that is solved meanwhile would be the first of the list
    entry.locator("summary").click()
    before = entry.get_attribute("data-state")
    page.route("**/plans/*/state", lambda route: route.continue_(headers={**route.request.headers, "if-match": '"99"'}))
    entry.get_by_role("button", name=re.compile("Withdraw|Hand in")).first.click()
    if before == "published":
        entry.get_by_role("button", name="Withdraw for good").click()
    expect(page.get_by_text("Somebody moved this plan since the page was loaded")).to_be_visible()
    expect(entry).to_have_attribute("data-state", before or "")
    forgive(faults, 412)


def test_a_plan_is_withdrawn_only_when_one_says_so_twice(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=plans&language=en&state=published")
    entry = page.locator("[data-plan]").first
    entry.locator("summary").click()
    entry.get_by_role("button", name="Withdraw", exact=True).click()
    expect(entry.get_by_role("alert")).to_contain_text("cannot come back")
    entry.get_by_role("button", name="Leave it").click()
    expect(entry.get_by_role("alert")).to_have_count(0)
    expect(entry).to_have_attribute("data-state", "published")


def test_a_province_comments_it_is_answered_and_the_decision_is_recorded(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=plans&language=en&state=published")
    entry = page.locator("[data-plan]").last
    entry.locator("summary").click()
    comments = entry.get_by_role("region", name="Comments of provinces")
    comments.get_by_label("In the name of").select_option("01")
    comments.get_by_label("Comment", exact=True).fill("We have a test site.")
    comments.get_by_role("button", name="Send the comment").click()
    comments.get_by_label("Reply").fill("It is looked at.")
    comments.get_by_role("button", name="Send the reply").click()
    expect(comments.get_by_role("listitem")).to_contain_text("It is looked at.")
    decisions = entry.get_by_role("region", name="Recommended and decided")
    for label, said in (
        ("About", "01/S01"),
        ("The plan recommends", "Hanoi leads"),
        ("Decided", "As recommended"),
        ("Reason", "Evidence is high"),
        ("Number of the decision", "123/QĐ-TTg"),
    ):
        decisions.get_by_label(label).fill(said)
    decisions.get_by_role("button", name="Record the decision").click()
    expect(decisions.get_by_role("row", name="01/S01")).to_contain_text("123/QĐ-TTg")


def tick(page: Page) -> None:
    """Switch the live answer on by keyboard."""
    Keyboard(page).reach(page.get_by_role("checkbox", name="Tell at once"))
    page.keyboard.press("Space")


def forgive(faults: list[str], status: int) -> None:
    """A browser notes in its console every answer that is a refusal; this one was wanted."""
    assert any(str(status) in fault for fault in faults)
    faults[:] = [fault for fault in faults if f"status of {status}" not in fault]
