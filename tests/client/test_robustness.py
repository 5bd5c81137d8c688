"""A planner asks what is left of the plan when its inputs are drawn anew."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.client.eyes import accessible, narrow
from tests.client.hands import Keyboard
from tests.client.studies import answer

from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.robustness import GROUPS, RobustnessSettings
from clusterplan.planning.robustness.outcome import DrawKey, outcome_of
from clusterplan.planning.robustness.study import question_of

pytestmark = [pytest.mark.browser, pytest.mark.page]

_MILLISECONDS_TO_WORK = 300_000
_DRAWS = 3


def start(page: Page, draws: int) -> None:
    """Ask for a number of draws."""
    hand = Keyboard(page)
    if not page.get_by_label("Draws", exact=True).is_visible():
        hand.press(page.locator("summary", has_text="Ask anew"))
    hand.write(page.get_by_label("Draws", exact=True), str(draws))
    hand.press(page.get_by_role("button", name="Start", exact=True))


def told(index: float | None, half: float | None) -> str:
    """Return an index of influence as it is written."""
    return "did not vary" if index is None or half is None else f"{index:.2f} ± {half:.2f}"


def test_a_planner_sees_which_decisions_withstand_other_data_and_stops_with_what_is_finished(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    page.goto(f"{service_url}?view=robustness&language=en")
    expect(page.get_by_text("There is no answer about this plan yet.")).to_be_visible()
    Keyboard(page).reach(page.get_by_label("Also say which input matters"))
    page.keyboard.press("Space")
    start(page, _DRAWS)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_test_id("verdict")).to_be_visible(timeout=_MILLISECONDS_TO_WORK)
    whole = answer(page, service_url)
    assert whole["draws_done"] == _DRAWS

    # the shares add up to the focuses of units that the draws have, as another run of the same draws counts them
    settings = RobustnessSettings(draws=_DRAWS, influence_samples=0)
    question = question_of(KnownPlan(national.plan, national.posed), settings)
    drawn = [outcome_of(question, DrawKey(number)).decisions for number in range(_DRAWS)]
    counts = [len(decisions.assignments) for decisions in drawn if decisions is not None]
    expect(page.get_by_test_id("sum")).to_have_text(f"{sum(counts) / len(counts):.2f}")

    table = page.get_by_role("region", name="Assignments of the plan")
    pairs = sum(len(cluster.members) * len(cluster.focuses) for cluster in national.plan.clusters)
    Keyboard(page).press(page.get_by_role("button", name=f"Show all {pairs} rows"))
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(pairs)
    shown = {tuple(cells[:2]): cells[2] for cells in (row.locator("th, td").all_inner_texts() for row in rows.all())}
    names = {line.id: line.name_en for line in national.publication.technologies}
    for index in whole["indices"]:
        if index["kind"] == "assignment" and index["in_plan"]:
            unit = national.publication.unit_name(index["unit"]).in_language("en")
            assert shown[unit, f"{index['technology']} {names[index['technology']]}"] == f"{index['index']:.2f}"
    samples = f"(total Sobol index, {whole['influence_samples']} samples)"
    matters = page.get_by_role("region", name=f"Which input matters {samples}")
    shown_indices = [row.locator("td").all_inner_texts() for row in matters.locator("tbody tr").all()]
    assert shown_indices == [
        [
            told(one["on_assignments"], one["on_assignments_confidence"]),
            told(one["on_objective"], one["on_objective_confidence"]),
        ]
        for one in whole["influence"]
    ]
    assert len(shown_indices) == len(GROUPS)
    worst = whole["regret"]["at_most"]
    if worst is not None:
        expect(page.get_by_test_id("regret")).to_contain_text(f"{worst['greatest']:.3f} (draw")
    expect(page.locator(".legend")).to_contain_text("core (from 0.9)")
    page.get_by_role("combobox", name="Technology", exact=True).select_option(index=1)
    expect(page.locator(".legend")).to_contain_text("in no draw")
    accessible(page)
    narrow(page)

    start(page, 5_000)
    going = page.get_by_role("region", name="Being worked on")
    expect(going).to_contain_text(re.compile(r"Draws solved: [3-9]"), timeout=_MILLISECONDS_TO_WORK)
    Keyboard(page).press(going.get_by_role("button", name="Stop and keep what is finished"))
    expect(page.get_by_role("main")).to_contain_text("/ 5,000 (stopped as asked)", timeout=_MILLISECONDS_TO_WORK)
    stopped = answer(page, service_url)
    assert 3 <= stopped["draws_done"] < 5_000
    before = {draw["number"]: draw for draw in whole["draws"]}
    both = [draw for draw in stopped["draws"] if draw["number"] in before]
    assert both  # the same seed gives the same draws, however many are asked for
    assert all(draw == before[draw["number"]] for draw in both)


def test_a_study_that_is_given_up_leaves_nothing_behind(page: Page, service_url: str) -> None:
    page.goto(f"{service_url}?view=robustness&language=en")
    expect(page.get_by_label("Answer of")).to_be_visible()
    start(page, 5_000)
    going = page.get_by_role("region", name="Being worked on")
    Keyboard(page).press(going.get_by_role("button", name="Cancel"))
    expect(going).to_have_count(0)
    expect(page.get_by_text("/ 5,000").filter(has_not_text="stopped")).to_have_count(0)


def test_the_page_says_so_when_the_service_is_away(page: Page, service_url: str, faults: list[str]) -> None:
    page.goto(f"{service_url}?language=vi")
    page.get_by_role("navigation").get_by_role("link", name="Độ vững").wait_for()
    page.route("**/jobs?*", lambda route: route.abort())
    page.get_by_role("navigation").get_by_role("link", name="Độ vững").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute("**/jobs?*")
    page.get_by_role("alert").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    faults[:] = [fault for fault in faults if "ERR_FAILED" not in fault]
