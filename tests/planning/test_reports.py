"""Reports of the national plan: every unit has two pages with its own reasons, and the annex those of every cluster."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from clusterplan.errors import UsageError
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.reports import write_submission_annex, write_unit_reports
from clusterplan.planning.why import unit_reasons

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def known(national: PlanningResult) -> KnownPlan:
    """Return the national plan, to be reported on."""
    return KnownPlan(national.plan, national.posed)


def squeezed(text: str) -> str:
    """Return a text without spaces: lines may break anywhere."""
    return "".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("unit", ["14", "48", "52"])  # in no cluster; a hub; with technologies that cannot be judged
def test_a_unit_has_two_pages_with_all_its_reasons(known: KnownPlan, tmp_path: Path, unit: str) -> None:
    paths = list(write_unit_reports(known, tmp_path, units=[unit]))
    assert [path.name for path in paths] == [f"{unit}-vi.pdf", f"{unit}-en.pdf"]
    reasons = unit_reasons(known, unit)
    for path, language in zip(paths, ("vi", "en"), strict=True):
        pages = PdfReader(path).pages
        assert len(pages) == 2
        second = squeezed(pages[1].extract_text())
        for found in reasons.technologies:
            assert squeezed(found.reason_vi if language == "vi" else found.reason_en) in second
            assert squeezed(found.standing_vi if language == "vi" else found.standing_en) in second
        for missing in reasons.missing[:5]:
            assert squeezed(missing.title_vi if language == "vi" else missing.title_en) in second


def test_an_unknown_unit_is_named(known: KnownPlan, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="99"):
        next(write_unit_reports(known, tmp_path, units=["01", "99"]))


def test_the_annex_gives_a_reason_for_every_focus(known: KnownPlan, tmp_path: Path) -> None:
    document = docx.Document(str(write_submission_annex([known], "vi", tmp_path / "annex.docx")))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows][1:]
    assert len(rows) == sum(len(cluster.focuses) for cluster in known.plan.clusters)
    assert [row for row in rows if not row[4]] == []
    assumptions = [row.cells[0].text for row in document.tables[4].rows][1:]
    assert len(assumptions) == len(known.plan.assumptions)
