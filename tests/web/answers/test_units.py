"""One unit over HTTP: the words of the command, one score taken apart, two pages to print."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient
from tests.answers import conforming

from clusterplan.planning import PlanningResult
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.why import unit_reasons


def test_a_unit_is_told_what_the_command_tells(service: TestClient, address: str, solved: PlanningResult) -> None:
    answer = service.get(f"{address}/units/48")
    assert conforming(answer.json()) == "unit-reasons"
    expected = unit_reasons(KnownPlan(solved.plan, solved.posed), "48")
    assert answer.json() == expected.model_dump(mode="json", by_alias=True)
    again = service.get(f"{address}/units/48", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, answer.headers["cache-control"]) == (304, "public, max-age=3600")


def test_a_score_is_taken_apart_into_what_it_is_made_of(service: TestClient, address: str) -> None:
    standings: dict[str, Any] = {
        unit["id"]: {standing["technology"]: standing["score"] for standing in unit["standings"]}
        for unit in service.get("/overview.json").json()["units"]
    }
    apart = service.get(f"{address}/units/48/technologies/S03").json()
    assert apart["score"] == apart["recomputed"] == pytest.approx(standings["48"]["S03"])
    assert {part["status"] for part in apart["indicators"]} <= {
        "observed",
        "derived",
        "lower_bound",
        "expert",
        "imputed",
        "none_recorded",
        "missing",
    }
    assert any(part["source"] and part["year"] for part in apart["indicators"])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("units/99", "has no unit '99'"),
        ("units/48/technologies/S99", "has no technology 'S99'"),
        ("units/99/technologies/S01", "has no unit '99'"),
        ("units/99/report.pdf", "has no unit '99'"),
        ("download/plan.exe", "There is no file 'plan.exe'. There are: plan.geojson"),
        ("download/spending.csv", "uses no resources"),
        ("comparison/nothing", "There is no plan 'nothing'"),
    ],
)
def test_what_a_plan_does_not_have_is_said(service: TestClient, address: str, path: str, words: str) -> None:
    answer = service.get(f"{address}/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert words in answer.json()["detail"]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "words"), [("vi", "Đà Nẵng"), ("en", "Da Nang")])
def test_two_pages_are_sent_to_print(service: TestClient, address: str, language: str, words: str) -> None:
    answer = service.get(f"{address}/units/48/report.pdf?language={language}")
    assert answer.headers["content-disposition"] == f'attachment; filename="48-{language}.pdf"'
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert (len(pages), words in pages[0].extract_text()) == (2, True)
    assert service.get(f"{address}/units/48/report.pdf?language=fr").status_code == 400
