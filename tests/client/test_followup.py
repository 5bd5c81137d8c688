"""Story 18: each focus is followed up by records that say what is known, and how much is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from tests.client.hands import Keyboard

from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.missions import Missions, missions_of, read_missions
from clusterplan.planning.missions.fields import FIELDS

pytestmark = [pytest.mark.browser, pytest.mark.page]

FOLLOW_UP = ("baseline", "target_2030", "indicator", "owner", "review_date")


@pytest.fixture(scope="module")
def missions(national: PlanningResult) -> Missions:
    return missions_of(KnownPlan(national.plan, national.posed))


def missing(missions: Missions, records: tuple[str, ...]) -> int:
    """Count the fields of the follow-up that nobody has filled in."""
    return sum(name in record.unknown for record in missions.records if record.id in records for name in FOLLOW_UP)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_story_18_every_focus_has_its_follow_up_and_says_what_is_missing(
    language: str, page: Page, service_url: str, missions: Missions
) -> None:
    incomplete = {"vi": "chưa đủ: thiếu {n} trong {m} mục", "en": "incomplete: {n} of {m} fields missing"}[language]
    page.goto(f"{service_url}?view=missions&language={language}")
    rows = page.locator("tr[data-record]")
    rows.first.wait_for()
    assert rows.count() == len(missions.records)
    heads = page.locator("main thead th").all_inner_texts()
    in_language = [FIELDS[name].label.vi if language == "vi" else FIELDS[name].label.en for name in FOLLOW_UP]
    assert heads[1:-1] == in_language
    choice = page.get_by_role("combobox", name=re.compile("^Trọng tâm|^Focus"))
    options = {(option.get_attribute("value") or ""): option.inner_text() for option in choice.locator("option").all()}
    assert set(options) - {""} == {f"{focus.cluster}/{focus.technology}" for focus in missions.focuses}
    for focus in missions.focuses:
        count = incomplete.format(n=missing(missions, focus.records), m=len(FOLLOW_UP) * len(focus.records))
        assert options[f"{focus.cluster}/{focus.technology}"].endswith(count)
    chosen = missions.focuses[0]
    Keyboard(page).choose(choice, f"{chosen.cluster}/{chosen.technology}")
    expect(rows).to_have_count(len(chosen.records))
    assert [row.get_attribute("data-record") for row in rows.all()] == list(chosen.records)


def test_story_18_a_record_tells_every_field_with_its_source(page: Page, service_url: str, missions: Missions) -> None:
    known = next(r for r in missions.records if r.fields["target_2030"].value)
    page.goto(f"{service_url}?view=missions&language=en")
    row = page.locator(f"tr[data-record='{known.id}']")
    expect(row.locator("td").nth(1)).to_contain_text(known.fields["target_2030"].value or "")
    Keyboard(page).press(row.locator("summary"))
    fields = dict(zip(row.locator("dt").all_inner_texts(), row.locator("dd").all_inner_texts(), strict=True))
    assert list(fields) == [FIELDS[name].label.en for name in known.fields]
    for name, field in known.fields.items():
        words = " ".join(fields[FIELDS[name].label.en].split())
        assert " ".join((field.value or "").split()) in words
        assert ("not known" in words) is (field.status == "unknown")
        assert " ".join((field.source or "").split()) in words


@pytest.mark.parametrize("kind", ["XLSX", "CSV"])
def test_story_18_the_sheet_is_downloaded_and_read_back(
    kind: str, page: Page, service_url: str, missions: Missions, tmp_path: Path
) -> None:
    page.goto(f"{service_url}?view=missions&language=en")
    with page.expect_download() as saved:
        page.get_by_role("link", name=f"Download the sheet to fill in ({kind})").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert path.name.endswith(f"missions.{kind.lower()}")
    assert read_missions(path) == missions.records
    if kind == "XLSX":
        cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)


def test_a_province_tells_the_missions_of_its_cluster(
    page: Page, service_url: str, national: PlanningResult, missions: Missions
) -> None:
    cluster = national.plan.clusters[0]
    page.goto(f"{service_url}?view=unit&unit={cluster.hub}&language=en")
    led = page.locator("section", has=page.get_by_role("heading", name="Missions and products that its cluster leads"))
    expect(led.get_by_role("listitem")).to_have_count(len(cluster.focuses))
    focus = next(f for f in missions.focuses if f.cluster == cluster.id)
    expect(led.get_by_role("listitem").first).to_contain_text(
        f"{len(focus.records)} records; incomplete: {missing(missions, focus.records)} of"
    )
    Keyboard(page).press(led.get_by_role("link").first)
    expect(page.locator("tr[data-record]")).to_have_count(len(focus.records))


def test_the_table_is_downloaded_as_a_workbook_without_a_formula(
    page: Page, service_url: str, national: PlanningResult, tmp_path: Path
) -> None:
    page.goto(f"{service_url}?view=table&language=en")
    with page.expect_download() as saved:
        page.get_by_role("link", name="XLSX: tables of units").click()
    path = tmp_path / "plan.xlsx"
    saved.value.save_as(path)
    book = load_workbook(path)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    header, *rows = book["units"].iter_rows(values_only=True)
    told = {str(row[header.index("code")]): row[header.index("cluster")] for row in rows}
    clusters = national.publication.cluster_of
    assert told == {unit: clusters[unit].id if unit in clusters else None for unit in told}
    assert len(told) == len(national.publication.units)
