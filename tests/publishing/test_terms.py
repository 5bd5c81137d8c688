"""Terms, mechanisms and shares of research: shown where they are given, silent where nothing is."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from clusterplan.domain import FacilityTerms, Mechanism, Terms
from clusterplan.publishing import Publication
from clusterplan.publishing.features import plan_features
from clusterplan.publishing.map import draw_map
from clusterplan.publishing.table import write_plan_table
from clusterplan.publishing.terms import facility_lines, mechanism_lines

LAND = Mechanism(unit="01", kind="land", text_vi="Đất <sạch>", text_en="Cleared land", source="NQ 1")


@pytest.fixture
def given(publication: Publication) -> Publication:
    terms = Terms(
        facilities=FacilityTerms(open_access_share=0.3, note_vi="Đặt lịch", source="Kế hoạch"), mechanisms=(LAND,)
    )
    first, second = publication.plan.facilities
    shared = (first.model_copy(update={"research_groups": 12, "doctorates": 600}), second)
    return replace(publication, plan=publication.plan.model_copy(update={"terms": terms, "facilities": shared}))


def test_a_facility_says_its_shares_its_terms_and_what_is_not_known(given: Publication) -> None:
    first, second = given.plan.facilities
    assert [line.vi for line in facility_lines(given, first)] == [
        "Nhóm nghiên cứu mạnh (phân bổ): 12",
        "Tiến sĩ đào tạo (phân bổ): 600",
        "Năng lực dùng chung: 30 %",
        "Vốn ngoài Nhà nước (công – tư): chưa có thông tin",
        "Đặt lịch",
        "Nguồn: Kế hoạch",
    ]
    assert facility_lines(given, second)[0].en == "Open access: 30 %"


def test_a_unit_says_its_mechanisms_or_that_nothing_is_known(given: Publication) -> None:
    assert [line.en for line in mechanism_lines(given, "01")] == ["Land: Cleared land (NQ 1)"]
    assert [line.vi for line in mechanism_lines(given, "02")] == ["chưa có thông tin"]


def test_nothing_is_said_where_a_scenario_gives_nothing(publication: Publication) -> None:
    assert facility_lines(publication, publication.plan.facilities[0]) == ()
    assert mechanism_lines(publication, "01") == ()
    assert '<p class="term">' not in draw_map(publication)


def test_the_map_the_features_and_the_table_carry_them(given: Publication, tmp_path: Path) -> None:
    page = draw_map(given)
    assert "Đất &lt;sạch&gt;" in page
    assert "Tiến sĩ đào tạo (phân bổ): 600" in page
    row = plan_features(given)["facilities"].iloc[0]
    assert (row["research_groups"], row["doctorates"], row["open_access_share"]) == (12, 600, 0.3)
    write_plan_table(given, tmp_path / "plan.csv")
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    told = {row["code"]: row["mechanisms_vi"] for row in rows}
    assert (told["01"], told["02"]) == ("Đất đai: Đất <sạch> (NQ 1)", "chưa có thông tin")
