"""Pages, reference systems, formats, freshness: what GIS programs and people get of a collection."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj
import pytest
import shapely
from pyproj.enums import TransformDirection
from starlette.testclient import TestClient
from tests.publishing.sample import hostile_publication
from tests.web.parts import app_showing

from clusterplan.geodata.crs import REFERENCE_SYSTEMS
from clusterplan.publishing import Publication
from clusterplan.publishing.plan_layers import plan_layers
from clusterplan.web.features import Catalogue
from clusterplan.web.principal import ANONYMOUS

PROVINCES = "/collections/provinces/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


def get(client: TestClient, path: str, **headers: str) -> Any:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def ids(answer: Any) -> list[str]:
    return [feature["id"] for feature in answer.json()["features"]]


def links(answer: Any) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in answer.json()["links"]}


# --- pages


def test_pages_lead_forth_and_back(client: TestClient) -> None:
    first = get(client, f"{PROVINCES}?limit=4&region=R1")
    assert "prev" not in links(first)
    second = get(client, links(first)["next"])
    assert ids(first) + ids(second) == ["01", "02", "03", "04", "05", "06"]
    assert second.json()["numberMatched"] == 6
    assert second.json()["numberReturned"] == 2
    assert "next" not in links(second)
    assert ids(get(client, links(second)["prev"])) == ids(first)
    assert 'rel="next"' in first.headers["link"]


def test_a_page_beyond_the_end_is_empty_and_leads_back(client: TestClient) -> None:
    beyond = get(client, f"{PROVINCES}?limit=4&offset=100")
    assert ids(beyond) == []
    assert ids(get(client, links(beyond)["prev"])) == ["03", "04", "05", "06"]


def test_a_limit_that_is_too_large_means_the_largest(client: TestClient) -> None:
    assert len(ids(get(client, f"{PROVINCES}?limit=999999999"))) == 6


# --- reference systems


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS.values(), ids=lambda found: found.authority)
def test_coordinates_come_as_pyproj_says_in_the_authoritys_order(system: Any, client: TestClient) -> None:
    answer = get(client, f"/collections/sites/items/L01?crs={system.uri}")
    assert answer.headers["content-crs"] == f"<{system.uri}>"
    to_degrees = pyproj.Transformer.from_pipeline("urn:ogc:def:coordinateOperation:EPSG::6960")
    position: tuple[float, float] = (11.5, 105.5)  # latitude first
    if system.authority in ("EPSG:4756", "EPSG:3405", "EPSG:3406"):
        position = to_degrees.transform(*position, direction=TransformDirection.INVERSE)
        within = pyproj.Transformer.from_crs("EPSG:4756", system.authority)
    else:
        within = pyproj.Transformer.from_crs("EPSG:4326", system.authority)
    expected = within.transform(*position)
    assert answer.json()["geometry"]["coordinates"] == pytest.approx(expected, abs=0.6 * 10**-system.decimals)


def test_a_box_is_read_in_the_order_of_its_system(client: TestClient) -> None:
    expected = ids(get(client, f"{PROVINCES}?bbox=105.2,11.2,105.8,11.8"))
    assert expected == ["01"]
    assert ids(get(client, f"{PROVINCES}?bbox=11.2,105.2,11.8,105.8&bbox-crs={EPSG}4326")) == expected
    west, south, east, north = REFERENCE_SYSTEMS[f"{EPSG}3405"].from_crs84(shapely.box(105.2, 11.2, 105.8, 11.8)).bounds
    assert ids(get(client, f"{PROVINCES}?bbox={west},{south},{east},{north}&bbox-crs={EPSG}3405")) == expected


def test_a_box_across_180_degrees_has_two_parts(client: TestClient) -> None:
    assert ids(get(client, f"{PROVINCES}?bbox=110,8,-170,10")) == ["04"]
    assert ids(get(client, f"{PROVINCES}?bbox=112,8,106.5,13")) == ["01", "02", "03", "04"]


def test_heights_in_a_box_mean_nothing(client: TestClient) -> None:
    assert ids(get(client, f"{PROVINCES}?bbox=105.2,11.2,0,105.8,11.8,100")) == ["01"]


# --- fields and filters


def test_fields_are_parameters(client: TestClient) -> None:
    assert ids(get(client, "/collections/sites/items?unit=04")) == ["L02"]
    assert ids(get(client, "/collections/current-units/items?is_hub=true")) == ["01", "04"]
    assert ids(get(client, "/collections/current-units/items?score_s01=0.5")) == ["02"]
    assert client.get("/collections/current-facilities/items?research_groups=0.5").status_code == 400
    decomposed = unicodedata.normalize("NFD", "Đắk Hai")
    assert ids(get(client, f"{PROVINCES}?name_vi={decomposed}")) == ["02"]


def test_filters_and_boxes_hold_together_and_pages_count_what_is_found(client: TestClient) -> None:
    path = f"{PROVINCES}?filter=code > '01' AND code < '06'&bbox=105,10,107.5,12&limit=2"
    answer = get(client, path)
    assert ids(answer) == ["02", "03"]
    assert answer.json()["numberMatched"] == 3
    assert ids(get(client, links(answer)["next"])) == ["04"]


def test_a_missing_score_is_neither_high_nor_low(client: TestClient) -> None:
    path = "/collections/current-units/items?filter="
    assert ids(get(client, f"{path}score_s03 >= 0")) == ["01", "02", "04", "06"]
    assert ids(get(client, f"{path}NOT score_s03 >= 0")) == []
    assert ids(get(client, f"{path}score_s03 IS NULL")) == ["03", "05"]


def test_every_queryable_can_be_asked_for(client: TestClient) -> None:
    for found in client.get("/collections").json()["collections"]:
        schema = get(client, f"/collections/{found['id']}/queryables")
        assert schema.headers["content-type"] == "application/schema+json"
        content = schema.json()
        assert content["$id"].endswith(f"/collections/{found['id']}/queryables")
        for name, field in content["properties"].items():
            assert field.get("type") or field["format"].startswith("geometry-")
            get(client, f"/collections/{found['id']}/items?filter={name} IS NULL&limit=1")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=1&limit=2", "limit: is given twice"),
        ("limit=1_0", "whole number"),
        ("limit=", "whole number"),
        ("limit=1000000000000000", "to 999999999999999"),
        ("offset=1000000000000000", "to 999999999999999"),
        ("bbox=1_0,0,1,1", "four numbers"),
        ("bbox=0,0,1e999,1", "finite"),
        ("crs=EPSG:9999", "There are: http://www.opengis.net/def/crs/OGC/1.3/CRS84"),
        ("filter=true&filter-lang=cql", "There are: cql2-text, cql2-json"),
        ("filter-lang=cql", "There are: cql2-text, cql2-json"),
        ("filter=nowhere=1", "Queryables: code"),
        ("datetime=yesterday", "instant"),
        ("datetime=2026-13-01T00:00:00Z", "instant"),
        ("datetime=2026-02-01/2026-01-01", "end before"),
        ("datetime=..", "instant"),
        ("nowhere=1", "Unknown query parameter: nowhere. Known here: limit, offset"),
    ],
)
def test_what_is_wrong_is_named(query: str, words: str, client: TestClient) -> None:
    answer = client.get(f"{PROVINCES}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("query", ["datetime=2026-01-01T00:00:00Z", "datetime=2026-01-01/..", "datetime=../2026-01-01"])
def test_features_without_times_match_every_time(query: str, client: TestClient) -> None:
    assert len(ids(get(client, f"{PROVINCES}?{query}"))) == 6


# --- formats


def test_a_flatgeobuf_is_read_by_geopandas_with_types_and_system(client: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "units.fgb"
    path.write_bytes(get(client, f"/collections/current-units/items?f=fgb&crs={EPSG}4756").content)
    frame = gpd.read_file(path).set_index("code").sort_index()
    assert frame.crs.to_epsg() == 4756
    assert frame.loc["02", "score_s01"] == 0.5
    assert frame["score_s03"].isna().sum() == 2
    assert frame.total_bounds[0] == pytest.approx(105.0, abs=0.01)  # longitude first in a file


def test_an_empty_answer_is_a_file_too(client: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "none.fgb"
    path.write_bytes(get(client, f"{PROVINCES}?f=fgb&code=99").content)
    assert len(gpd.read_file(path)) == 0
    assert get(client, f"{PROVINCES}?f=csv&code=99").text.count("\n") == 1


def test_a_table_runs_no_formula_and_says_where_points_are(publication: Publication, tmp_path: Path) -> None:
    hostile = hostile_publication()
    layers = {name: hostile.layers[name] for name in ("provinces", "sites")}
    app = app_showing(replace(hostile, layers=layers), tmp_path)
    with TestClient(app, base_url="http://localhost") as client:
        answer = get(client, PROVINCES, Accept="text/csv")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[1]["name_vi"] == '\'=HYPERLINK("x")'
        sites = list(csv.DictReader(io.StringIO(get(client, "/collections/sites/items?f=csv").text.lstrip("\ufeff"))))
        assert (sites[0]["longitude"], sites[0]["latitude"]) == ("105.5", "11.5")
        answer = get(client, f"/collections/sites/items?f=csv&crs={EPSG}3405")
        (first, *_) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        x, y = REFERENCE_SYSTEMS[f"{EPSG}3405"].from_crs84(shapely.Point(105.5, 11.5)).coords[0]
        assert (float(first["easting"]), float(first["northing"])) == pytest.approx((x, y), abs=0.005)
        page = get(client, f"{PROVINCES}?f=html").text
        assert "<img" not in page
        assert "&lt;img" in page
        assert "<img" not in get(client, f"{PROVINCES}/01?f=html").text


class Tags(HTMLParser):
    """Every tag and address of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)


@pytest.mark.parametrize(
    "path",
    [
        "/collections",
        "/collections/provinces",
        "/collections/current-units",
        "/collections/provinces/queryables",
        "/conformance",
        PROVINCES,
        f"{PROVINCES}/02",
        "/collections/current-units/items?limit=2&offset=2",
    ],
)
def test_pages_are_plain_and_their_links_work(path: str, client: TestClient) -> None:
    answer = get(client, path, Accept="text/html")
    tags = Tags()
    tags.feed(answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="vi">' in answer.text
    assert not tags.tags & {"script", "img", "iframe", "form", "link"}
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for address in tags.addresses:
        assert address.startswith("http://")
        assert "opengis.net" in address or client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/flatgeobuf, application/geo+json;q=0.5", "application/flatgeobuf"),
        ("image/png", "application/geo+json"),
    ],
)
def test_the_accept_header_chooses(accept: str, media_type: str, client: TestClient) -> None:
    answer = get(client, PROVINCES, Accept=accept)
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]


def test_the_same_address_in_other_formats_is_never_mixed_up(client: TestClient) -> None:
    seen = [get(client, PROVINCES, Accept=accept).headers["etag"] for accept in ("text/html", "text/csv", "*/*") * 2]
    assert seen[:3] == seen[3:]
    assert len(set(seen)) == 3


# --- fields of the plan


def test_units_and_clusters_are_flat_with_evidence_beside_every_value(client: TestClient) -> None:
    unit = get(client, "/collections/current-units/items/01").json()["properties"]
    assert (unit["focus_1"], unit["focus_1_value"], unit["focus_1_grade"]) == ("S01", 0.5, "medium")
    assert (unit["focus_3"], unit["focus_3_value"], unit["focus_3_grade"]) == (None, None, None)
    assert (unit["score_s01"], unit["grade_s01"], unit["judgement_s01"]) == (0.6, "medium", "scored")
    assert unit["is_simulated"] is True
    assert unit["label_point"] == [unit["label_lon"], unit["label_lat"]]
    cluster = get(client, "/collections/current-clusters/items/C02").json()["properties"]
    assert (cluster["focus_1"], cluster["focus_1_rests_on_expert_values"], cluster["focus_1_served_by"]) == (
        "S03", True, "L02",
    )  # fmt: skip
    without = get(client, "/collections/current-units/items/05").json()["properties"]
    assert (without["cluster"], without["focus_1"], without["score_s02"]) == (None, None, None)


def test_every_name_is_lower_snake_case_and_says_what_it_is(client: TestClient) -> None:
    for layer in ("units", "clusters", "facilities", "advantage"):
        for name, field in get(client, f"/collections/current-{layer}/queryables").json()["properties"].items():
            assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
            assert field["title"] != name, f"{layer}: {name} has no meaning"


def test_a_long_value_is_cut_in_the_table_and_whole_on_the_page_of_its_feature(
    publication: Publication, tmp_path: Path
) -> None:
    provinces = publication.layers["provinces"].assign(name_vi="Tên rất dài " * 30)
    layers = {"provinces": provinces, "sites": publication.layers["sites"]}
    app = app_showing(replace(publication, layers=layers), tmp_path)
    with TestClient(app, base_url="http://localhost") as client:
        table, one = (client.get(f"{PROVINCES}{path}?f=html").text for path in ("", "/01"))
    assert "Tên rất dài " * 20 not in table
    assert "…</td>" in table
    assert "Tên rất dài " * 29 in one


# --- freshness


def test_a_published_plan_may_be_kept_and_its_alias_not(publication: Publication, tmp_path: Path) -> None:
    app = app_showing(publication, tmp_path)
    catalogue: Catalogue = app.state.service.catalogue
    catalogue.add_plan("0123456789abcdef", plan_layers(publication), datetime(2026, 7, 1, 8, tzinfo=UTC))
    catalogue.set_current("0123456789abcdef")
    with TestClient(app, base_url="http://localhost") as client:
        kept = get(client, "/collections/plan-0123456789abcdef-units/items")
        assert kept.headers["cache-control"] == "public, max-age=3600, immutable"
        assert kept.headers["last-modified"] == "Wed, 01 Jul 2026 08:00:00 GMT"
        since = {"If-Modified-Since": kept.headers["last-modified"]}
        assert client.get("/collections/plan-0123456789abcdef-units/items", headers=since).status_code == 304
        alias = get(client, "/collections/current-units/items")
        assert alias.headers["cache-control"] == "no-cache"
        assert "last-modified" not in alias.headers
        assert client.get("/collections/current-units/items", headers=since).status_code == 200


def test_the_operators_address_stands_in_every_link(publication: Publication, tmp_path: Path) -> None:
    app = app_showing(publication, tmp_path, public_url="https://plans.example.org/maps")
    with TestClient(app, base_url="http://localhost") as client:
        tiles = ("/tileMatrixSets", "/collections/provinces/tiles", "/collections/provinces/tiles/WebMercatorQuad")
        written = ("/plans", "/processes", "/processes/allocation", "/jobs")
        paths = ("/", "/collections", PROVINCES, f"{PROVINCES}/01", "/api", *tiles, *written)
        texts = [client.get(path).text for path in paths]
    assert all("http://localhost" not in text for text in texts)
    assert '"https://plans.example.org/maps/collections/provinces/items"' in texts[2]


def test_nothing_is_answered_twice_for_different_questions(client: TestClient) -> None:
    catalogue: Catalogue = client.app.state.service.catalogue  # type: ignore[attr-defined]
    found = catalogue.find("provinces", ANONYMOUS)
    assert found is not None
    ask: Callable[[str], list[str]] = lambda query: ids(get(client, f"{PROVINCES}?{query}"))  # noqa: E731
    for query, expected in [("code=01", ["01"]), ("code=02", ["02"]), ("code=01", ["01"])]:
        assert ask(query) == expected
    assert json.loads(found.features[0])["id"] == "01"
