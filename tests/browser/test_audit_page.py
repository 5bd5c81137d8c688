from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import _listen
from tests.client.eyes import accessible, narrow

from clusterplan.language import Language
from clusterplan.planning import load_scenario
from clusterplan.planning.audit import AuditSettings, audit_scores
from clusterplan.publishing.audit import ScoreAudit, audit_page

pytestmark = [pytest.mark.browser, pytest.mark.page]


@pytest.fixture(scope="module")
def audit() -> ScoreAudit:
    return audit_scores(load_scenario("national"), AuditSettings(samples=8, permutations=99, draws=20))


@pytest.fixture
def opened(browser: Browser, faults: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("language", "theme"), [("vi", "light"), ("en", "dark")])
def test_an_auditor_reads_the_page_without_a_network_on_any_screen(
    opened: Page, audit: ScoreAudit, language: Language, theme: str, tmp_path: Path, faults: list[str]
) -> None:
    path = tmp_path / "audit.html"
    path.write_text(audit_page(audit, language), encoding="utf-8")
    _listen(opened, path.as_uri(), faults)
    opened.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    opened.goto(path.as_uri())
    for finding in audit.findings:
        expect(opened.get_by_text(finding.vi if language == "vi" else finding.en).first).to_be_visible()
    hidden = "en" if language == "vi" else "vi"
    assert opened.locator(f".t[lang={hidden}]:visible").count() == 0
    links = opened.locator("a[href^='#']:visible")
    assert links.count() > 5
    for target in {link.get_attribute("href") for link in links.all()}:
        expect(opened.locator(str(target))).to_be_visible()
    accessible(opened)
    narrow(opened)
    assert faults == []
