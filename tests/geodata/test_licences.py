from __future__ import annotations

import tomllib

from clusterplan.geodata import read_register
from clusterplan.resources import bundled


def test_every_package_of_the_recipe_is_pinned_and_named_with_its_licence() -> None:
    pinned = tomllib.loads(bundled("geodata/recipe/sources.toml").read_text(encoding="utf-8"))
    page = bundled("geodata/SOURCES.md").read_text(encoding="utf-8")
    notice = bundled("NOTICE").read_text(encoding="utf-8")
    for source in pinned.values():
        assert len(source["sha256"]) == 64
        assert source["package"] in page
        assert source["version"] in page
        assert source["package"] in notice or "Natural Earth" in notice


def test_every_layer_is_on_the_page_of_sources_with_its_licence() -> None:
    page = bundled("geodata/SOURCES.md").read_text(encoding="utf-8").splitlines()
    for record in read_register().values():
        if record.kind == "layer":
            [row] = [
                line
                for line in page
                if line.startswith("|") and record.id in line.split("|")[1].replace(",", " ").split()
            ]
            assert record.licence in row
            assert record.vintage in row


def test_what_derives_from_openstreetmap_says_so_wherever_it_is_told() -> None:
    for record in read_register().values():
        if "OpenStreetMap" in record.source:
            assert record.licence == "ODbL-1.0"
            assert "© OpenStreetMap contributors" in record.licence_note
