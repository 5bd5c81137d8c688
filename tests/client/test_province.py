"""Stories 4, 17 and 20: an official finds the province, reads what it gets and why, and takes two pages along."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.client.hands import Keyboard, Mouse
from tests.client.pointing import click_unit

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_story_4_a_province_is_chosen_and_tells_what_it_gets_and_why_not_the_rest(
    way: str, page: Page, service_url: str, national: PlanningResult
) -> None:
    publication, hub = national.publication, national.plan.clusters[0].hub
    hand = Mouse() if way == "mouse" else Keyboard(page)
    if way == "mouse":
        click_unit(page, f"{service_url}?view=overview", publication, hub)
    else:
        page.goto(service_url)
        hand.write(page.get_by_role("combobox", name=re.compile("Tìm theo tên")), publication.unit_name(hub).vi)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text(publication.unit_name(hub).vi)
    articles = page.locator("main article")
    expect(articles).to_have_count(len(publication.technology))
    focuses = publication.cluster_of[hub].focuses
    first = [articles.nth(place).get_by_role("heading").inner_text() for place in range(len(focuses))]
    assert {words.split()[0] for words in first} == set(focuses)
    for place in range(len(focuses)):
        expect(articles.nth(place).locator(".score").first).to_be_visible()
    told = [article.locator("p").all_inner_texts() for article in articles.all()]
    assert all(any(len(line) > 20 for line in lines) for lines in told), "a technology without a reason"
    hand.press(articles.first.locator("summary").first)
    cells = articles.first.get_by_role("region").locator("tbody tr")
    cells.first.wait_for()
    assert {bool(row.locator("td").nth(3).inner_text()) for row in cells.all()} >= {True}, "no source"
    hand.press(page.get_by_role("button", name="English"))
    expect(page.get_by_role("heading", level=2)).to_have_text(publication.unit_name(hub).en)
    expect(articles.first.get_by_role("heading")).to_contain_text(publication.technology_name(first[0].split()[0]).en)
    expect(articles.first.get_by_role("columnheader", name="Source").first).to_be_visible()
    expect(page.get_by_role("heading", name="Other technologies")).to_be_visible()


@pytest.mark.parametrize(("language", "words"), [("vi", "Đà Nẵng"), ("en", "Da Nang")])
def test_story_17_two_pages_of_a_province_are_downloaded_and_are_the_same_again(
    language: str, words: str, page: Page, service_url: str
) -> None:
    page.goto(f"{service_url}?view=unit&unit=48&language={language}")
    link = page.get_by_role("link", name=re.compile("PDF"))
    link.wait_for()
    once, again = (page.request.get(link.get_attribute("href") or "", timeout=120_000).body() for _ in range(2))
    assert once == again
    pages = PdfReader(io.BytesIO(once)).pages
    assert len(pages) == 2
    assert words in pages[0].extract_text()


@pytest.mark.parametrize(("typed", "formerly"), [("Ba Ria", "Bà Rịa - Vũng Tàu"), ("binh duong", "Bình Dương")])
def test_story_20_a_former_name_finds_the_new_province_and_says_what_became_of_it(
    typed: str, formerly: str, page: Page, service_url: str
) -> None:
    page.goto(f"{service_url}?language=en")
    hand = Keyboard(page)
    hand.write(page.get_by_role("combobox", name=re.compile("Find by")), typed)
    found = page.get_by_role("option").first
    expect(found).to_contain_text("Ho Chi Minh City")
    told = re.sub(r"\W+", " ", found.inner_text())
    assert f"made of {re.sub(r'\W+', ' ', formerly)}" in told
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("Ho Chi Minh City")
    expect(page.locator("main")).to_contain_text(re.compile(formerly.replace(" - ", r"\W+")))
