"""Files of a plan to take away: each opens as what it is, and tells no restricted place."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from starlette.testclient import TestClient

from clusterplan.planning import PlanningResult
from clusterplan.planning.missions import read_missions
from clusterplan.web.answers.downloads import DOWNLOADS


def downloaded(service: TestClient, address: str, name: str) -> bytes:
    answer = service.get(f"{address}/download/{name}")
    assert answer.headers["content-type"] == DOWNLOADS[name].media_type
    saved = f'attachment; filename="{address.removeprefix("/plans/")}-{name}"'
    assert answer.headers["content-disposition"] == saved
    return answer.content


def test_tables_and_features_tell_the_plan(service: TestClient, address: str, solved: PlanningResult) -> None:
    rows = list(csv.DictReader(io.StringIO(downloaded(service, address, "plan.csv").decode("utf-8-sig"))))
    focuses = {(row["code"], row["technology"]) for row in rows if row["is_focus"] == "yes"}
    assert focuses == {(unit, k) for c in solved.plan.clusters for unit in c.members for k in c.focuses}
    collection = json.loads(downloaded(service, address, "plan.geojson"))
    assert len(collection["features"]) == len(solved.posed.problem.units)
    assert downloaded(service, address, "products.csv").startswith(b"\xef\xbb\xbfproduct,")
    with zipfile.ZipFile(io.BytesIO(downloaded(service, address, "missions.xlsx"))) as book:
        assert "xl/workbook.xml" in book.namelist()


def test_the_workbook_tells_the_plan_in_plain_cells(service: TestClient, address: str, solved: PlanningResult) -> None:
    book = openpyxl.load_workbook(io.BytesIO(downloaded(service, address, "plan.xlsx")))
    assert book.sheetnames == ["about", "units", "clusters", "facilities", "advantage"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}, "a formula"
    assert not any(cell.hyperlink for cell in cells)
    header, *rows = book["advantage"].iter_rows(values_only=True)
    told = [dict(zip(header, row, strict=True)) for row in rows]
    focuses = {(row["code"], row["technology"]) for row in told if row["is_focus"]}
    assert focuses == {(unit, k) for c in solved.plan.clusters for unit in c.members for k in c.focuses}
    for row in told:
        cell = solved.posed.advantage.cells.xs((row["code"], row["technology"]))
        withheld = row["judgement"] != "scored"
        assert row["score"] is None if withheld else row["score"] == pytest.approx(cell["score"], abs=1e-12)
    assert any(row["score"] is None for row in told)


def test_missions_are_the_same_as_a_workbook_and_as_csv(service: TestClient, address: str, tmp_path: Path) -> None:
    for name in ("missions.xlsx", "missions.csv"):
        (tmp_path / name).write_bytes(downloaded(service, address, name))
    told = service.get(f"{address}/missions.json").json()["records"]
    for name in ("missions.xlsx", "missions.csv"):
        assert [record.model_dump(mode="json") for record in read_missions(tmp_path / name)] == told


def test_the_map_is_the_one_that_was_published(service: TestClient, address: str) -> None:
    page = service.get(f"{address}/map.html")
    assert downloaded(service, address, "map.html") == page.content


def test_no_restricted_place_is_located_in_the_geopackage(
    service: TestClient, address: str, solved: PlanningResult, tmp_path: Path
) -> None:
    (tmp_path / "plan.gpkg").write_bytes(downloaded(service, address, "plan.gpkg"))
    told = gpd.read_file(tmp_path / "plan.gpkg", layer="facilities").set_index("site_id")
    sites = solved.publication.sites
    hidden = [site for site in told.index if bool(sites["restricted"].fillna(True).loc[site])]
    for site in told.index:
        exact = told.geometry.loc[site].equals_exact(sites.geometry.loc[site], 1e-9)
        generalised = sites["coordinate_precision"].loc[site] == "generalised"
        assert exact is (site not in hidden or generalised), site


@pytest.mark.parametrize("name", ["plan.geojson", "missions.xlsx"])
def test_a_download_is_not_made_twice(service: TestClient, address: str, name: str) -> None:
    tag = service.get(f"{address}/download/{name}").headers["etag"]
    assert service.get(f"{address}/download/{name}", headers={"If-None-Match": tag}).status_code == 304
