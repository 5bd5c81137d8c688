"""Stories 7, 10, 14 and 15: what a plan changes, where its laboratories lie, what is paid when, and what is doubled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.client.conftest import ready

from clusterplan.planning import PlanningResult, load_scenario, make_plan
from clusterplan.publishing.metric_lines import metrics_of
from clusterplan.web import Settings, shown_here

pytestmark = [pytest.mark.browser, pytest.mark.page]

CAPS = {2026: 2600.0, 2027: 3600.0, 2028: 3600.0, 2029: 3600.0, 2030: 3600.0}
BY_YEAR = f"""
extends: provinces-alone
id: by-year
title_vi: Theo năm
title_en: By year
rules:
  phasing: {{first_year: 2026, last_start_year: 2030, last_year: 2032, starts_per_year_at_most: 8}}
  resources:
    money:
      unit: billion VND
      status: assumed
      source: made up for a test
      per_focus: {{default: 400, S01: 700}}
      profile: [0.5, 0.5]
      per_facility: {{key_laboratory: 300, test_centre: 600}}
      cap_per_year: {{{", ".join(f'"{year}": {cap:.0f}' for year, cap in CAPS.items())}}}
"""


@pytest.fixture(scope="module")
def by_year(
    service_url: str, service_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, PlanningResult]:
    """A plan by years and money, beside the others; with its id."""
    assert service_url
    path: Path = tmp_path_factory.mktemp("by-year") / "by-year.yaml"
    path.write_text(BY_YEAR, encoding="utf-8")
    scenario = load_scenario(str(path))
    result = make_plan(scenario)
    return shown_here(service_settings, result.publication, scenario).current_plan or "", result


def changes_to(page: Page, address: str, other: str) -> dict[str, tuple[set[str], set[str]]]:
    """Return what each unit gains and loses towards another plan."""
    page.goto(f"{address}&view=compare&language=en&with={other}")
    rows = page.locator("h3", has_text="Changes by unit").locator("xpath=following-sibling::ul[1]").locator("li")
    rows.first.wait_for()
    found = {}
    for row in rows.all():
        unit, _, words = row.inner_text().partition(":")
        lost = words.partition("lost")[2]
        gained = words.partition("lost")[0].partition("gained")[2]
        found[unit.strip()] = (set(re.findall(r"\bS\d\d\b", gained)), set(re.findall(r"\bS\d\d\b", lost)))
    return found


def test_story_7_the_other_way_round_what_was_gained_is_lost_and_the_metrics_change_sign(
    page: Page, service_url: str, by_year: tuple[str, PlanningResult], national: PlanningResult
) -> None:
    page.goto(service_url)
    ready(page)
    here = page.request.get(f"{service_url}overview.json").json()["plan_id"]
    there, _ = by_year
    forth = changes_to(page, f"{service_url}?plan={here}", there)
    signs = {cells[0]: cells[-1] for cells in metric_cells(page)}
    back = changes_to(page, f"{service_url}?plan={there}", here)
    assert back == {unit: (lost, gained) for unit, (gained, lost) in forth.items()}
    assert len(forth) > 1
    again = {cells[0]: cells[-1] for cells in metric_cells(page)}
    assert set(again) == set(signs)
    turned = {"+": "-", "-": "+"}
    for metric, change in signs.items():
        expected = turned[change[0]] + change[1:] if change and change[0] in turned else change
        assert again[metric] == expected, metric


def metric_cells(page: Page) -> list[list[str]]:
    return [
        [row.locator("th").inner_text(), *row.locator("td").all_inner_texts()]
        for row in page.locator("main tbody tr").all()
    ]


def test_story_10_nine_laboratories_and_three_centres_serve_every_technology_at_a_told_distance(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    page.goto(f"{service_url}?view=facilities&language=en")
    headings = page.locator("main h3")
    headings.first.wait_for()
    counts = sorted(int(re.findall(r"\((\d+)\)", words)[0]) for words in headings.all_inner_texts())
    assert counts == [3, 9]
    items = page.locator("main li").all_inner_texts()
    for technology in national.publication.technology:
        assert any(national.publication.technology_name(technology).en in item for item in items), technology
    served = {cluster for item in items for cluster in re.findall(r"(C\d\d)[^(;]*\(\d+ km\)", item)}
    assert served == {cluster.id for cluster in national.plan.clusters}


def test_story_14_no_year_spends_more_than_its_cap_and_nothing_is_spent_before_it_starts(
    page: Page, service_url: str, by_year: tuple[str, PlanningResult]
) -> None:
    plan_id, result = by_year
    page.goto(f"{service_url}?plan={plan_id}&view=timeline&language=en")
    rows = page.locator("main table").first.locator("tbody tr")
    rows.first.wait_for()
    told = {}
    for row in rows.all():
        cells = [text.replace(",", "") for text in row.locator("td").all_inner_texts()]
        told[row.locator("th").inner_text()] = (float(cells[1]), cells[2])
    for year, cap in CAPS.items():
        amount, words = told[str(year)]
        assert amount <= cap
        assert words == f"cap {cap:.0f}"
    spent = {str(line.year): line.amount for line in result.plan.spending if line.year in CAPS}
    assert {year: amount for year, (amount, _) in told.items() if year in spent} == pytest.approx(spent)
    starts = {(c.id, k): year for c in result.plan.clusters for k, year in c.start_year.items()}
    shown = page.get_by_role("table", name="Years in which focuses start").locator("tbody tr")
    expect(shown).to_have_count(len(starts))
    years = [int(year) for row in shown.all() for year in re.findall(r"\b20\d\d\b", row.inner_text())]
    assert sorted(years) == sorted(starts.values())
    assert max(years.count(year) for year in set(years)) <= 8


def test_story_15_no_technology_is_doubled_beyond_its_cap_and_the_measures_are_told(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    at_most = national.posed.scenario.rules.clusters_per_technology.at_most
    page.goto(f"{service_url}?view=technology&language=en")
    items = page.locator("main li")
    items.first.wait_for()
    for item, technology in zip(items.all(), national.publication.technology, strict=True):
        clusters = set(re.findall(r"\bC\d\d\b", item.inner_text()))
        assert clusters == {cluster.id for cluster in national.plan.clusters if technology in cluster.focuses}
        assert at_most is None or len(clusters) <= at_most
    page.goto(f"{service_url}?view=metrics&language=en")
    rows = page.locator("main tbody tr")
    rows.first.wait_for()
    shown = {row.locator("th").first.inner_text(): row.inner_text() for row in rows.all()}
    lines = {line.name: line for line in metrics_of(national.plan).metrics}
    for name in ("neighbour_duplication", "technology_concentration", "facility_concentration"):
        told = next(words for title, words in shown.items() if lines[name].title_en in title)
        assert f"{lines[name].value:.3f}" in told
