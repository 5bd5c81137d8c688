"""A publisher takes a plan from the draft to the public and back, with the keyboard alone, in either language."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import Page, expect
from tests.client.hands import Keyboard

from clusterplan.planning import PlanningResult, scenario_digest
from clusterplan.scenario import Scenario
from clusterplan.web import Settings
from clusterplan.web.principal import LOCAL_PLANNER
from clusterplan.web.state.database import Database
from clusterplan.web.state.plans import PlanStore

pytestmark = [pytest.mark.browser, pytest.mark.page]

WORDS = {
    "vi": {
        "hand in": "Trình xem xét",
        "back": "Trả về bản thảo",
        "publish": "Công bố",
        "withdraw": "Rút",
        "for good": "Rút hẳn",
        "class": "Mức phổ biến",
        "reason": "Lý do (ghi vào nhật ký)",
        "draft": "bản thảo",
        "review": "đang xem xét",
        "published": "đã công bố",
        "withdrawn": "đã rút",
    },
    "en": {
        "hand in": "Hand in for review",
        "back": "Back to draft",
        "publish": "Publish",
        "withdraw": "Withdraw",
        "for good": "Withdraw for good",
        "class": "Classification",
        "reason": "Reason (kept in the log)",
        "draft": "draft",
        "review": "in review",
        "published": "published",
        "withdrawn": "withdrawn",
    },
}


def drafted(settings: Settings, solved: PlanningResult, title: str) -> str:
    """Store a plan as a draft under a title of its own, and return its id."""
    content = solved.posed.scenario.model_dump(mode="json", by_alias=True)
    scenario = Scenario.model_validate(content | {"title_vi": title, "title_en": title})
    summary = solved.plan.scenario.model_copy(update={"title_vi": title, "title_en": title})
    manifest = solved.plan.manifest.model_copy(update={"scenario_sha256": scenario_digest(scenario)})
    plan = solved.plan.model_copy(update={"scenario": summary, "manifest": manifest})
    with contextlib.closing(Database(settings.database_url)) as database:
        return PlanStore(database).add(LOCAL_PLANNER, plan, scenario).id


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_publisher_moves_a_plan_from_draft_to_withdrawn_by_keyboard_alone(
    language: str, page: Page, service_url: str, service_settings: Settings, provinces_alone: PlanningResult
) -> None:
    words, hand = WORDS[language], Keyboard(page)
    plan = drafted(service_settings, provinces_alone, f"Draft {language}")
    page.goto(f"{service_url}?language={language}")
    hand.press(page.get_by_role("navigation").get_by_role("link", name={"vi": "Phương án", "en": "Plans"}[language]))
    entry = page.locator(f"[data-plan='{plan}']")
    hand.press(entry.locator("summary"))

    def step(button: str, state: str, reason: str) -> None:
        hand.write(entry.get_by_label(words["reason"]), reason)
        hand.press(entry.get_by_role("button", name=words[button], exact=True))
        expect(entry.locator(".state")).to_have_text(words[state], timeout=120_000)

    expect(entry.locator(".state")).to_have_text(words["draft"])
    step("hand in", "review", "first")
    step("back", "draft", "to be looked at once more")
    step("hand in", "review", "second")
    expect(entry.get_by_role("button", name=words["publish"], exact=True)).to_be_disabled()
    hand.choose(entry.get_by_label(words["class"]), "public")
    step("publish", "published", "agreed")
    page.reload()
    expect(entry).to_have_attribute("data-state", "published")
    hand.write(entry.get_by_label(words["reason"]), "replaced")
    hand.press(entry.get_by_role("button", name=words["withdraw"], exact=True))
    expect(entry).to_have_attribute("data-state", "published")  # it is asked once more
    hand.press(entry.get_by_role("button", name=words["for good"], exact=True))
    expect(entry.locator(".state")).to_have_text(words["withdrawn"])
    expect(entry.get_by_label(words["reason"])).to_have_count(0)  # there is no way back
