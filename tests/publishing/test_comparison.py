"""A published comparison: table, features and page say the same, show both archipelagos, and load nothing."""

from __future__ import annotations

import csv
import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from tests.publishing.sample import TECHNOLOGIES, archipelagos, hostile_publication, sample_publication, technology
from tests.publishing.test_map import drawn

from clusterplan.domain import FacilityKind, Plan
from clusterplan.planning import Facts
from clusterplan.planning.differences import differences_between
from clusterplan.publishing import Publication
from clusterplan.publishing.comparison import (
    ComparisonPublication,
    change_rows,
    draw_comparison,
    write_comparison_files,
)
from clusterplan.publishing.comparison.features import CHANGE_COLUMNS
from clusterplan.publishing.comparison.map import CHANGE_COLOURS, KEPT
from clusterplan.publishing.palette import perceived_distance


def other(plan: Plan) -> Plan:
    """Return the sample plan with a focus, a unit and the facilities changed."""
    first, second = plan.clusters
    _, centre = plan.facilities
    clusters = (
        first.model_copy(update={"focuses": ("S01",), "members": ("01", "02")}),
        second.model_copy(update={"focuses": ("S02", "S03"), "members": ("03", "04", "06")}),
    )
    centre = centre.model_copy(update={"kind": FacilityKind.KEY_LABORATORY, "technologies": ("S02",)})
    return plan.model_copy(update={"clusters": clusters, "facilities": (centre,), "metrics": {"mean_score": 0.5}})


def compared(publication: Publication) -> ComparisonPublication:
    plan = publication.plan
    after = other(plan)
    return ComparisonPublication(
        comparison=differences_between(plan, after, Facts()),
        plans=(plan, after),
        layers=publication.layers,
        technologies=tuple(technology(number) for number in TECHNOLOGIES),
        sources=publication.sources,
    )


@pytest.fixture
def comparison() -> ComparisonPublication:
    return compared(sample_publication())


def test_all_files_are_written_and_say_the_same(comparison: ComparisonPublication, tmp_path: Path) -> None:
    answer, table, features, page = write_comparison_files(comparison, tmp_path / "new")
    assert [path.name for path in (answer, table, features, page)] == [
        "compare.json",
        "changes.csv",
        "compare.geojson",
        "compare.html",
    ]
    assert json.loads(answer.read_text(encoding="utf-8"))["units"][2]["gained"] == ["S03"]
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == CHANGE_COLUMNS
    in_table = {(row["place"], row["what"], row["technology"]) for row in rows if row["part"] == "unit_focus"}
    collection = json.loads(features.read_text(encoding="utf-8"))
    in_features = {
        (unit["properties"]["code"], what, k)
        for unit in collection["features"]
        for what in ("gained", "lost")
        for k in unit["properties"][what].split(";")
        if k
    }
    assert (
        in_table
        == in_features
        == {
            ("01", "lost", "S02"),
            ("02", "lost", "S02"),
            ("03", "lost", "S01"),
            ("03", "gained", "S03"),
            ("04", "gained", "S02"),
            ("06", "gained", "S02"),
        }
    )
    assert {feature["properties"]["what"] for feature in collection["features"]} == {
        "gained",
        "lost",
        "both",
        "unchanged",
    }
    assert all(feature["properties"]["is_simulated"] for feature in collection["features"])
    assert collection["clusterplan"]["sources"]


def test_the_table_names_every_kind_of_change_in_both_languages(comparison: ComparisonPublication) -> None:
    rows = change_rows(comparison)
    by_part = {row["part"]: row for row in rows}
    assert set(by_part) == {"hub_focus", "unit_focus", "unit_cluster", "facility", "facility_technology", "metric"}
    assert all(row["part_vi"] and row["part_en"] and row["what_vi"] and row["what_en"] for row in rows)
    moved = by_part["unit_cluster"]
    assert (moved["place"], moved["before"], moved["after"], moved["what"]) == ("03", "01", "04", "moved")
    metric = by_part["metric"]
    assert (metric["place"], metric["before"], metric["after"], metric["change"]) == ("mean_score", None, 0.5, None)


def test_units_are_coloured_by_what_happened_and_for_each_technology(comparison: ComparisonPublication) -> None:
    fills = {unit["code"]: unit["fills"] for unit in drawn(draw_comparison(comparison)) if "fills" in unit}
    colours = {what.value: colour for what, colour in CHANGE_COLOURS.items()}
    assert fills["01"] == {
        "cluster": colours["lost"],
        "S01": KEPT,
        "S02": colours["lost"],
        "S03": colours["unchanged"],
    }
    assert fills["03"]["cluster"] == f"url(#hatch-{colours['both'][1:]})"
    assert fills["04"]["S02"] == colours["gained"]
    assert fills["05"]["cluster"] == colours["unchanged"]


def test_the_colours_stay_apart_for_every_reader() -> None:
    for one, two in combinations((*CHANGE_COLOURS.values(), KEPT), 2):
        assert perceived_distance(one, two) > 15, (one, two)


def test_facilities_of_both_plans_are_on_the_map_with_a_sign(comparison: ComparisonPublication) -> None:
    page = draw_comparison(comparison)
    kinds = {site["site_id"]: site["kind"] for site in drawn(page) if "site_id" in site}
    assert kinds == {"L01": "key_laboratory-lost", "L02": "key_laboratory-changed"}
    for kind in kinds.values():
        assert f'<symbol id="{kind}"' in page


def test_every_archipelago_is_named_with_its_unit(comparison: ComparisonPublication) -> None:
    labels = [
        point["label"] for point in drawn(draw_comparison(comparison)) if "label" in point and "code" not in point
    ]
    assert labels == ["Quần đảo Xa (Bốn)"]
    assert len(labels) == len(archipelagos())


def test_the_page_loads_nothing_and_runs_only_its_own_scripts(comparison: ComparisonPublication) -> None:
    page = draw_comparison(comparison)
    assert page == draw_comparison(comparison)
    text = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href|action)\s*=\s*["'](?!#)""", text)
    assert not re.findall(r"url\((?!#)[^)]*\)|@import|<link", text)
    assert "default-src &#39;none&#39;" in page
    frame = page[page.index('class="map-frame"') : page.index("<aside")]
    assert "Phương án mô phỏng, không phải quyết định của cơ quan nhà nước" in frame


def test_a_hostile_name_is_text_everywhere(tmp_path: Path) -> None:
    hostile = compared(hostile_publication())
    page = draw_comparison(hostile)
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    write_comparison_files(hostile, tmp_path)
    assert "'=HYPERLINK" in (tmp_path / "changes.csv").read_text(encoding="utf-8-sig")
