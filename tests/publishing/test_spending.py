"""Years and money of a plan, as a spreadsheet, a GIS and a terminal show them; a plan without them looks as before."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from tests.publishing.sample import sample_publication

from clusterplan.cli.plan_report import plan_report
from clusterplan.domain import Spending
from clusterplan.publishing import Publication, draw_map, write_plan_files
from clusterplan.publishing.features import plan_features

LINES = (
    Spending(resource="money", unit="tỷ đồng", year=2026, amount=30, focuses=20, building=10, running=0, cap=40),
    Spending(resource="money", unit="tỷ đồng", year=2027, amount=2.5, focuses=0, building=0, running=2.5),
    Spending(resource="money", unit="tỷ đồng", amount=32.5, focuses=20, building=10, running=2.5),
)


@pytest.fixture
def dated() -> Publication:
    """The sample plan with years and money."""
    plain = sample_publication()
    first, second = plain.plan.clusters
    plan = plain.plan.model_copy(
        update={
            "clusters": (
                first.model_copy(update={"start_year": {"S01": 2026, "S02": 2028}}),
                second.model_copy(update={"start_year": {"S03": 2027}}),
            ),
            "facilities": tuple(
                found.model_copy(update={"opens_in": year})
                for found, year in zip(plain.plan.facilities, (2026, 2029), strict=True)
            ),
            "spending": LINES,
        }
    )
    return replace(plain, plan=plan)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def text(publication: Publication, language: str) -> str:
    console = Console(width=160, record=True)
    console.print(*plan_report(publication, language))  # type: ignore[arg-type]
    return console.export_text()


def test_the_cards_of_the_map_say_when_focuses_start_and_facilities_open(dated: Publication) -> None:
    page = draw_map(dated)
    province = page.partition('<template id="unit-02">')[2].partition("</template>")[0]
    assert re.findall(r"<b>(S\d+) .*?starts in</span> (\d+)", province) == [("S01", "2026"), ("S02", "2028")]
    facility = page.partition('<template id="site-L02">')[2].partition("</template>")[0]
    assert "opens in</span> 2029" in facility
    without = draw_map(sample_publication())
    assert "starts in</span>" not in without
    assert "opens in</span>" not in without


def test_the_table_of_pairs_says_when_each_focus_starts(dated: Publication, tmp_path: Path) -> None:
    write_plan_files(dated, tmp_path)
    years = {(row["code"], row["technology"]): row["start_year"] for row in rows(tmp_path / "plan.csv")}
    assert (years["01", "S01"], years["02", "S02"], years["06", "S03"]) == ("2026", "2028", "2027")
    assert (years["01", "S03"], years["05", "S01"]) == ("", "")


def test_spending_has_a_table_of_its_own_with_the_total_last(dated: Publication, tmp_path: Path) -> None:
    files = write_plan_files(dated, tmp_path)
    assert files[-1].name == "spending.csv"
    found = [(row["resource"], row["year"], row["amount"], row["cap"]) for row in rows(files[-1])]
    assert found == [("money", "2026", "30.0", "40.0"), ("money", "2027", "2.5", ""), ("money", "", "32.5", "")]
    assert {row["is_simulated"] for row in rows(files[-1])} == {"yes"}


def test_layers_carry_the_years(dated: Publication) -> None:
    features = plan_features(dated)
    assert features["clusters"]["start_years"].tolist() == ["S01=2026;S02=2028", "S03=2027"]
    assert features["facilities"]["opens_in"].tolist() == [2026, 2029]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("Use of money", "(2028)", "new, 2029", "Running", "32.5")),
        ("vi", ("Sử dụng money", "(2028)", "lập mới, 2029", "Vận hành", "32,5")),
    ],
)
def test_the_terminal_shows_start_years_and_spending(
    dated: Publication, language: str, expected: tuple[str, ...]
) -> None:
    shown = text(dated, language)
    assert all(words in shown for words in expected)


def test_a_plan_without_years_and_money_looks_as_before(publication: Publication, tmp_path: Path) -> None:
    files = write_plan_files(publication, tmp_path)
    assert "spending.csv" not in {path.name for path in files}
    assert "start_year" not in rows(tmp_path / "plan.csv")[0]
    features = plan_features(publication)
    assert "start_years" not in features["clusters"]
    assert "opens_in" not in features["facilities"]
    assert "Use of" not in text(publication, "en")
