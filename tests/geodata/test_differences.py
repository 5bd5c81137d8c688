"""Two states of a layer, by hand and against what was done to it."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.errors import DataError
from clusterplan.geodata import read_register, read_table
from clusterplan.geodata.differences import RowChange, row_changes

ROWS = st.dictionaries(
    st.sampled_from(["01", "02", "03", "04"]), st.tuples(st.sampled_from([None, 0.0, 1.0]), st.sampled_from("ab"))
)


def frame(rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([(code, *row) for code, row in rows.items()], columns=["code", "value", "name"])


def layer(shapes: dict[str, Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs="OGC:CRS84")


def test_added_removed_and_changed_rows_are_told_by_id() -> None:
    then = frame({"01": (1.0, "a"), "02": (None, "b"), "03": (0.0, "c")})
    now = frame({"04": (2.0, "d"), "03": (None, "c"), "02": (None, "b")})
    assert [(row.id, row.what, [(f.field, f.before, f.after) for f in row.fields]) for row in changes(then, now)] == [
        ("01", "removed", [("code", "01", None), ("value", 1.0, None), ("name", "a", None)]),
        ("03", "changed", [("value", 0.0, None)]),  # missing is not zero
        ("04", "added", [("code", None, "04"), ("value", None, 2.0), ("name", None, "d")]),
    ]


def changes(then: pd.DataFrame, now: pd.DataFrame) -> tuple[RowChange, ...]:
    return row_changes(then, now, ["code"])


@settings(max_examples=40)
@given(ROWS, ROWS)
def test_the_changes_turn_the_old_rows_into_the_new_ones(then: dict[str, Any], now: dict[str, Any]) -> None:
    rows = {code: dict(zip(("code", "value", "name"), (code, *row), strict=True)) for code, row in then.items()}
    for change in changes(frame(then), frame(now)):
        if change.what == "removed":
            del rows[change.id]
            continue
        row = rows.setdefault(change.id, dict.fromkeys(("code", "value", "name")))
        for field in change.fields:
            assert row[field.field] == field.before
            row[field.field] = field.after
    assert rows == {code: dict(zip(("code", "value", "name"), (code, *row), strict=True)) for code, row in now.items()}


def test_the_order_of_rows_does_not_count() -> None:
    table = read_table("indicators")
    assert row_changes(table, table.sample(frac=1, random_state=1), read_register()["indicators"].told_apart_by) == ()


def test_a_point_that_moved_is_told_in_metres() -> None:
    (change,) = changes(layer({"01": shapely.Point(0, 0)}), layer({"01": shapely.Point(0, 1)}))
    assert change.place is not None
    assert change.place.moved_m == pytest.approx(110_574, abs=1)  # a degree of latitude at the equator
    assert change.place.changed_km2 is None


def test_an_outline_that_grew_is_told_in_square_kilometres() -> None:
    then, now = shapely.box(105, 0, 106, 1), shapely.box(105, 0, 107, 1)
    (change,) = changes(layer({"01": then}), layer({"01": now}))
    assert change.place is not None
    assert change.place.changed_km2 == pytest.approx(12_309, rel=1e-3)  # one degree by one at the equator
    assert change.place.moved_m == pytest.approx(55_660, rel=1e-3)


def test_the_same_outline_drawn_from_another_corner_did_not_change() -> None:
    box = shapely.box(105, 10, 106, 11)
    assert changes(layer({"01": box}), layer({"01": shapely.reverse(shapely.normalize(box))})) == ()


def test_an_id_that_stands_twice_is_refused() -> None:
    twice = pd.DataFrame({"code": ["01", "01"]})
    with pytest.raises(DataError, match="01"):
        changes(twice, twice)


def test_every_table_without_a_key_tells_its_rows_apart() -> None:
    for record in read_register().values():
        if record.kind == "table" and record.row_key:
            assert not read_table(record.id).duplicated(list(record.row_key)).any()
    assert all(record.told_apart_by for record in read_register().values())


def test_rounding_and_wrapping_of_a_polygon_are_no_change() -> None:
    box = shapely.box(105, 10, 106, 11)
    written = shapely.transform(shapely.multipolygons([box]), lambda positions: positions + 4e-8)
    assert changes(layer({"01": box}), layer({"01": written})) == ()
