"""Story 25: a score is followed down to the raw cells, and computed here once more from what the page shows."""

from __future__ import annotations

import csv
import math
import operator
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.client.hands import Keyboard

from clusterplan.planning import PlanningResult

pytestmark = [pytest.mark.browser, pytest.mark.page]

TABLES = Path(__file__).parents[2] / "geodata" / "tables"
TRANSFORMS: dict[str, Callable[[float], float]] = {"ln(1 + x)": math.log1p, "x": operator.pos, "−x": operator.neg}
CLOSE = 1e-9


def scores_of(result: PlanningResult) -> dict[tuple[str, str], float]:
    """Return the published scores; NaN where one is withheld."""
    cells = result.posed.advantage.cells["score"].reset_index()
    return {(row["unit"], row["technology"]): row["score"] for row in cells.to_dict("records")}


def number(text: str) -> float | None:
    """Read a number as the page writes it in English; nothing where it says that it is missing."""
    return None if text.strip() in ("missing", "–") else float(text)


def rounded(value: float) -> float:
    """Round to twelve decimals, then to six, halves to the even digit."""
    return float(Decimal(f"{value:.12f}").quantize(Decimal("0.000001"), ROUND_HALF_EVEN))


def normalised(cells: list[str]) -> float | None:
    """Bring a raw value between its goalposts: transform, then min-max, clipped."""
    raw, transform = number(cells[2]), TRANSFORMS[cells[3]]
    if raw is None:
        return None
    low, high = sorted(transform(float(bound)) for bound in cells[4:6])
    above = transform(raw) - low
    if high == low:
        return float(above > 0)
    return min(1.0, max(0.0, above / (high - low)))


def mean(pairs: list[tuple[float | None, float]]) -> float | None:
    """Take the weighted mean of what is there; of equal weights where there is no weight at all."""
    there = [(value, weight) for value, weight in pairs if value is not None]
    if all(weight == 0 for _, weight in pairs):
        there = [(value, 1.0) for value, _ in there]
    total = sum(weight for _, weight in there)
    return sum(value * weight for value, weight in there) / total if total else None


def recomputed(trace: Locator) -> tuple[float, float]:
    """Compute a score from the cells that are shown; return it with the one that is published."""
    parts: list[tuple[float, float]] = []
    for part in trace.locator("tbody[data-component]").all():
        inside: list[tuple[float | None, float]] = []
        for row in part.locator("tr[data-indicator]").all():
            cells = row.locator("td").all_inner_texts()
            value = normalised(cells)
            shown = number(cells[6])
            if shown is None:
                value = None  # an expert's value may be set aside
            else:
                assert value == pytest.approx(shown, abs=CLOSE)
            inside.append((value, float(cells[7])))
        value, weight = mean(inside), sum(weight for _, weight in inside)
        head = part.locator("tr.component td").all_inner_texts()
        assert value == (None if number(head[0]) is None else pytest.approx(number(head[0]), abs=CLOSE))
        if value is not None:
            parts.append((value, weight))
    steps = {
        row.locator("th").inner_text(): number(row.locator("td").last.inner_text())
        for row in trace.locator("table").last.locator("tr").all()
    }
    floor, relative = steps["Floor in the geometric mean"], steps["Share of the specialisation part"]
    means = [steps[f"Mean of {what}"] for what in ("the unit", "the technology", "all")]
    assert floor is not None
    assert relative is not None
    unit, technology, grand = (value for value in means if value is not None)
    total = sum(weight for _, weight in parts)
    plain = rounded(math.exp(sum(weight / total * math.log(max(value, floor)) for value, weight in parts)))
    special = rounded(min(1.0, max(0.0, 0.5 + plain - unit - technology + grand)))
    published = steps["Published score"]
    assert published is not None
    assert published == steps["Score computed again from the cells above"]
    return rounded((1 - relative) * plain + relative * special), published


def opened(page: Page) -> Locator:
    """Return the steps of the one score that is open."""
    trace = page.locator("details details[open]")
    trace.locator("tr[data-indicator]").first.wait_for()
    return trace


@pytest.mark.parametrize("technology", ["S01", "S06"])
def test_story_25_every_score_of_a_technology_is_followed_to_its_cells_and_computed_again(
    technology: str, page: Page, service_url: str, national: PlanningResult
) -> None:
    scores = scores_of(national)
    page.goto(f"{service_url}?view=technology&technology={technology}&language=en")
    link = page.locator("main tbody td a").first
    name = page.locator("main tbody th a").first.inner_text()
    Keyboard(page).press(link)
    expect(page.get_by_role("heading", level=2)).to_have_text(name)
    score, published = recomputed(opened(page))
    unit = next(u for u in national.publication.units.index if national.publication.unit_name(u).en == name)
    assert score == pytest.approx(scores[unit, technology], abs=CLOSE)
    assert score == pytest.approx(published, abs=CLOSE)


def test_story_25_every_score_of_a_province_is_computed_again_from_what_is_shown(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    scores = scores_of(national)
    unit = national.plan.clusters[-1].hub
    page.goto(f"{service_url}?view=unit&unit={unit}&language=en")
    articles = page.locator("main article")
    articles.first.wait_for()
    found = 0
    for article in articles.all():
        technology = article.locator("h4").inner_text().split()[0]
        if math.isnan(scores[unit, technology]):
            continue
        article.get_by_text("See how the score is made").click()
        article.get_by_text("Follow every step").click()
        article.locator("tr[data-indicator]").first.wait_for()
        score, _ = recomputed(article.locator("details details"))
        assert score == pytest.approx(scores[unit, technology], abs=CLOSE), technology
        found += 1
    assert found > 1


def test_story_25_a_raw_cell_is_that_of_the_table_with_its_source(page: Page, service_url: str) -> None:
    with (TABLES / "indicators.csv").open(encoding="utf-8") as stream:
        known = {f"{row['vintage']}/{row['unit']}/{row['indicator']}": row for row in csv.DictReader(stream)}
    page.goto(f"{service_url}?view=unit&unit=01&trace=S01&language=en")
    seen = 0
    for row in opened(page).locator("tr[data-indicator]").all():
        record, source, raw, *_ = row.locator("td").all_inner_texts()
        if record in known:
            seen += 1
            assert source == known[record]["source_id"]
            assert number(raw) == float(known[record]["value"])
    assert seen > 3


def test_story_25_in_vietnamese_numbers_have_a_decimal_comma_and_all_their_digits(
    page: Page, service_url: str, national: PlanningResult
) -> None:
    score = scores_of(national)["01", "S01"]
    page.goto(f"{service_url}?view=unit&unit=01&trace=S01")
    expect(opened(page).get_by_role("row", name="Điểm đã công bố")).to_contain_text(f"{score}".replace(".", ","))
