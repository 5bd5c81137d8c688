"""Two vintages of a layer or table, and the scores that follow; what is old on a day."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from clusterplan.errors import ClusterplanError
from clusterplan.geodata import read_table, write_geojson
from clusterplan.planning import Facts, advantage_of, load_scenario
from clusterplan.planning.layer_differences import LayerDifferences, differences_of_layers
from clusterplan.planning.stale import stale_data
from clusterplan.resources import bundled, sha256_of_file
from clusterplan.scenario import Scenario

INDICATORS = bundled("geodata/tables/indicators.csv")
GONE, CHANGED = "2025-07-01,04,airports_civil,0.0,", "2025-07-01,01,airports_civil,1.0,"


@pytest.fixture(scope="module")
def national() -> Scenario:
    return load_scenario("national")


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return indicators in which one value is gone and one is another."""
    lines = INDICATORS.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace(CHANGED, CHANGED.replace("1.0", "0.0")) for line in lines if not line.startswith(GONE)]
    path = tmp_path_factory.mktemp("newer") / "indicators.csv"
    path.write_text("".join(kept), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(newer: Path, national: Scenario) -> LayerDifferences:
    return differences_of_layers("indicators", str(newer), national)


@pytest.mark.slow
def test_rows_are_told_by_id(found: LayerDifferences, newer: Path) -> None:
    assert {row.id: row.what for row in found.rows} == {
        "2025-07-01/01/airports_civil": "changed",
        "2025-07-01/04/airports_civil": "removed",
    }
    assert (found.rows_before - found.rows_after, found.is_scored) == (1, True)
    assert (found.sha256_before, found.sha256_after) == (sha256_of_file(INDICATORS), sha256_of_file(newer))


@pytest.mark.slow
def test_scores_before_are_those_of_the_release(found: LayerDifferences, national: Scenario) -> None:
    cells = advantage_of(national, Facts()).cells
    for one in found.scores:
        cell: Any = cells.loc[one.unit, one.technology]
        assert one.before == (cell["score"] if cell["judgement"] == "scored" else None)


@pytest.mark.slow
def test_a_value_that_is_gone_lowers_coverage_until_nothing_can_be_judged(
    found: LayerDifferences, national: Scenario
) -> None:
    (withheld,) = [one for one in found.scores if one.before is not None and one.after is None]
    assert (withheld.unit, withheld.is_touched) == ("04", True)
    assert withheld.coverage_after < national.score.coverage_floor <= withheld.coverage_before
    assert {one.unit for one in found.scores if one.coverage_before != one.coverage_after} == {"04"}
    assert {one.unit for one in found.scores if one.is_touched} == {"01", "04"}


@pytest.mark.slow
def test_the_other_way_round_is_the_inverse(found: LayerDifferences, newer: Path, national: Scenario) -> None:
    inverse = differences_of_layers(str(newer), "indicators", national)
    assert [(one.unit, one.technology, one.after, one.before) for one in inverse.scores] == [
        (one.unit, one.technology, one.before, one.after) for one in found.scores
    ]


def test_a_port_that_moved_is_measured_and_changes_no_score(tmp_path: Path, national: Scenario) -> None:
    ports = Facts().layer("seaports")
    moved = ports.copy()
    moved.loc[0, "geometry"] = shapely.transform(ports.geometry.iloc[0], lambda xy: np.add(xy, [0, 0.01]))
    write_geojson(moved, tmp_path / "ports.geojson", precision=9)
    found = differences_of_layers("seaports", str(tmp_path / "ports.geojson"), national)
    (row,) = found.rows
    assert (row.id, row.fields) == (ports.iloc[0, 0], ())
    assert row.place is not None
    assert row.place.moved_m == pytest.approx(1107, abs=2)  # a hundredth of a degree of latitude near 20 north
    assert (found.is_scored, found.scores) == (False, ())


@pytest.mark.parametrize(
    ("old", "new", "layer", "said"),
    [
        ("a.csv", "b.csv", None, "--as"),
        ("indicators", "seaports", None, "seaports"),
        ("indicators", "missing.csv", None, "missing.csv"),
        ("a.csv", "b.csv", "indicatrs", "indicators"),
        ("indicators", str(bundled("geodata/tables/products.csv")), None, "products.csv"),
    ],
)
def test_what_is_not_clear_is_refused(old: str, new: str, layer: str | None, said: str, national: Scenario) -> None:
    with pytest.raises(ClusterplanError, match=said):
        differences_of_layers(old, new, national, layer=layer)


def test_age_is_counted_from_the_day_that_is_named() -> None:
    years = read_table("indicators")["year"]
    on = datetime.date(2026, 11, 26)
    of_indicators = {one.layer: one for one in stale_data(on, 3).data}["indicators"]
    assert of_indicators.old_rows == years.isin([str(year) for year in range(2000, 2023)]).sum()
    assert (of_indicators.oldest, of_indicators.is_old) == (2018, False)
    assert "indicators" not in {one.layer for one in stale_data(on, 8).data if one.old_rows}
    assert {one.layer for one in stale_data(datetime.date(2030, 1, 1), 3).data if one.is_old} >= {"indicators"}
