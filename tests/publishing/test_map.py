from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from clusterplan.publishing import Publication, draw_map


def drawn(page: str) -> list[dict[str, Any]]:
    """Properties of all features that folium's script draws."""
    collections = re.findall(r"geo_json_\d+_add\((\{.*\})\);", page)
    return [feature["properties"] for collection in collections for feature in json.loads(collection)["features"]]


def test_the_page_refers_to_nothing_outside_itself(publication: Publication) -> None:
    page = re.sub(r"<script>.*?</script>", "", draw_map(publication), flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href|action)\s*=\s*["'](?!#)""", page)
    assert not re.findall(r"url\((?!#)[^)]*\)|@import|<link", page)


def test_only_the_scripts_of_the_page_may_run(publication: Publication) -> None:
    page = draw_map(publication)
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = re.findall(r"sha256-([^&]+)&", policy[1])
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert allowed == digests
    assert policy[1].startswith("default-src &#39;none&#39;")


def test_the_status_line_stands_in_the_frame_of_the_map_and_at_the_foot_of_every_printed_page(
    publication: Publication,
) -> None:
    page = draw_map(publication)
    frame = page[page.index('class="map-frame"') : page.index("<aside")]
    for text in ("Phương án mô phỏng, không phải quyết định của cơ quan nhà nước", "not a government decision"):
        assert text in frame
        assert text in page[page.index("@page { @bottom-left") : page.index("</style>")]


def test_archipelagos_are_named_in_vietnamese_with_their_unit(publication: Publication) -> None:
    assert r"Qu\u1ea7n \u0111\u1ea3o Xa (B\u1ed1n)" in draw_map(publication)


def test_a_hostile_name_is_text_everywhere(hostile: Publication) -> None:
    page = draw_map(hostile)
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_fills_resting_on_expert_reading_are_hatched_and_no_data_is_dotted(publication: Publication) -> None:
    page = draw_map(publication)
    fills = {unit["code"]: unit["fills"] for unit in drawn(page) if "fills" in unit}
    hatched = fills["04"]["cluster"]
    assert hatched.startswith("url(#hatch-")
    assert f'id="{hatched[5:-1]}"' in page
    assert fills["01"]["cluster"].startswith("#")
    assert fills["03"]["S03"] == "url(#no-data)"


def test_no_polygon_has_an_outline(publication: Publication) -> None:
    polygons = [feature for feature in drawn(draw_map(publication)) if feature.get("style", {}).get("fillColor")]
    assert len(polygons) == 6 + 2
    assert not any(feature["style"]["stroke"] for feature in polygons)


def test_a_country_without_archipelagos_neighbours_and_zones_is_drawn_too(publication: Publication) -> None:
    bare = {name: publication.layers[name] for name in ("provinces", "sites")}
    assert "map-frame" in draw_map(replace(publication, layers=bare))


def test_the_map_is_light(publication: Publication) -> None:
    assert len(draw_map(publication).encode()) < 3_000_000
