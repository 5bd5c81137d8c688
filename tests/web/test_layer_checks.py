"""Files sent to be looked at: faults by row, a preview, what hostile files come to, and that nothing is kept."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from starlette.testclient import TestClient
from tests.geodata.door.conftest import collection, data, feature, square
from tests.web.parts import app_showing

from clusterplan.geodata.door.answer import door_report
from clusterplan.geodata.door.checking import Options, check_file
from clusterplan.geodata.holdings import current_register
from clusterplan.publishing import Publication
from clusterplan.web.layer_checks.looks import Looks
from clusterplan.web.problems import Problem

__all__ = ["data"]  # a fixture

UNITS = "/layer-checks?layer=units"


@pytest.fixture
def asking(
    data: Path, publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A service whose layers are three units; what it writes meanwhile lies in a folder of its own."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    app = app_showing(publication, tmp_path / "state", layer_bytes=1_000_000)
    with TestClient(app, base_url="http://localhost:8000", raise_server_exceptions=False) as client:
        yield client
    assert list((tmp_path / "scratch").iterdir()) == []


def units(**changed: Any) -> bytes:
    """Three units; the second is another if it is said how."""
    ids = (("01", 105), ("02", 106), ("79", 107))
    rows = [feature(square(west), code=code, name=f"Đơn vị {code}") for code, west in ids]
    rows[1]["properties"] |= changed
    return collection(*rows).encode()


def codes(answer: Any) -> list[str]:
    return [fault["code"] for fault in answer.json()["report"]["faults"]]


def test_a_clean_file_is_shown_with_the_command_that_takes_it_in(asking: TestClient) -> None:
    answer = asking.post(f"{UNITS}&file=don vi.geojson&repair=trim", content=units())
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert (said["report"]["clean"], said["report"]["features"], said["report"]["file"]) == (True, 3, "don vi.geojson")
    assert said["import_command"].startswith(
        "clusterplan layers import 'don vi.geojson' --as units --repair trim --data DIR"
    )
    preview = said["preview"]
    assert preview["columns"][:2] == ["code", "name"]
    assert [row["cells"][0] for row in preview["rows"]] == ["01", "02", "79"]
    shapes = preview["shapes"]["features"]
    assert [shape["properties"] for shape in shapes] == [
        {"row": row, "id": code, "worst": "none"} for row, code in ((1, "01"), (2, "02"), (3, "79"))
    ]
    assert shapes[2]["geometry"]["type"] == "MultiPolygon"
    assert not preview["is_simplified"]


def test_every_fault_is_told_as_on_the_command_line(asking: TestClient, tmp_path: Path) -> None:
    sent = units(kind="town", share=40, people="1.234")
    (tmp_path / "wrong.geojson").write_bytes(sent)
    alone = door_report(check_file(tmp_path / "wrong.geojson", current_register()["units"], Options()))
    answer = asking.post(f"{UNITS}&file=wrong.geojson", content=sent)
    said = answer.json()
    assert said["report"] == alone.model_dump(mode="json")
    assert {(fault["row"], fault["field"]) for fault in said["report"]["faults"]} == {
        (2, "kind"), (2, "share"), (2, "people"),
    }  # fmt: skip
    assert all(fault["what_vi"] != fault["what_en"] for fault in said["report"]["faults"])
    assert said["import_command"] is None
    assert [shape["properties"]["worst"] for shape in said["preview"]["shapes"]["features"]] == [
        "none",
        "error",
        "none",
    ]


@pytest.mark.slow
def test_a_repair_is_offered_and_made_only_when_asked_for(asking: TestClient) -> None:
    sent = units(name=" Hòa Bình ")
    offered = asking.post(UNITS, content=sent).json()
    assert [repair["name"] for repair in offered["repairs"]] == ["trim"]
    made = asking.post(f"{UNITS}&repair=trim", content=sent).json()
    assert (made["report"]["clean"], made["report"]["repairs"], made["repairs"]) == (True, {"trim": 1}, [])


@pytest.mark.slow
def test_what_a_person_says_of_a_file_counts(asking: TestClient) -> None:
    table = "mã;unit;people;area\n;01;1;1.234\n".encode()
    said = asking.post("/layer-checks?layer=counts&rename=mã=name&decimal=comma", content=table).json()
    assert said["report"]["clean"], said["report"]["faults"]
    assert said["preview"]["rows"][0]["cells"] == ["01", "1", "1234"]
    assert "--rename mã=name --decimal comma" in said["import_command"].replace("'", "")


def test_the_faulty_features_come_as_a_geopackage(asking: TestClient, tmp_path: Path) -> None:
    answer = asking.post(f"{UNITS}&f=gpkg", content=units(kind="town"))
    assert answer.headers["content-type"] == "application/geopackage+sqlite3"
    (tmp_path / "faulty.gpkg").write_bytes(answer.content)
    found = gpd.read_file(tmp_path / "faulty.gpkg")
    assert found[["row", "field", "code"]].values.tolist() == [[2, "kind", "value-allowed"]]
    assert asking.post(f"{UNITS}&f=gpkg", content=units()).status_code == 404


def slow(*values: object) -> Any:
    return pytest.param(*values, marks=pytest.mark.slow)


def bomb() -> bytes:
    """A workbook of a fifth of a megabyte that unpacks to 200."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
            for _ in range(200):
                entry.write(b"0" * 1_000_000)
    return packed.getvalue()


VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    b"</OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (VRT, "format-refused"),
        slow(b'{"type": "Topology", "arcs": []}', "json-not-geojson"),
        slow(b'{"type":"FeatureCollection","features":' + b"[" * 200_000, "file-broken"),
        slow(b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "format-refused"),
        slow(b"\x7fELF" + b"\x00" * 200, "format-refused"),
        slow(b"GPKG\x00" * 100, "format-unknown"),
        slow(b"", "file-empty"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_with_a_reason(asking: TestClient, sent: bytes, code: str) -> None:
    answer = asking.post(f"{UNITS}&file=units.geojson", content=sent)
    assert answer.status_code == 200
    assert codes(answer) == [code]
    assert answer.json()["preview"] is None
    assert not answer.json()["report"]["clean"]


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(asking: TestClient) -> None:
    assert codes(asking.post(UNITS, content=bomb())) == ["archive-ratio"]


def test_what_is_too_large_is_not_even_received(asking: TestClient) -> None:
    assert asking.post(UNITS, content=b"0" * 1_000_001).status_code == 413


@pytest.mark.slow
def test_a_look_that_takes_too_long_is_ended_and_told(asking: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterplan.web.layer_checks.routes._SECONDS", 0)
    assert codes(asking.post(UNITS, content=units())) == ["reader-stopped"]


@pytest.mark.slow
def test_a_look_that_wants_too_much_memory_is_told(asking: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterplan.web.layer_checks.routes._MEMORY", 300_000_000)
    assert codes(asking.post(UNITS, content=units())) == ["reader-stopped"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("/layer-checks", 400),
        ("/layer-checks?layer=nothing", 404),
        (f"{UNITS}&repair=everything", 400),
        (f"{UNITS}&rename=name", 400),
        (f"{UNITS}&decimal=dot", 400),
        (f"{UNITS}&folder=/etc", 400),
        (f"{UNITS}&file={'x' * 201}", 400),
    ],
)
def test_a_wrong_question_is_refused(asking: TestClient, asked: str, status: int) -> None:
    assert asking.post(asked, content=units()).status_code == status


def test_a_form_is_refused(asking: TestClient) -> None:
    answer = asking.post(UNITS, content=b"--x", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 415


def test_it_is_told_what_can_be_checked(asking: TestClient) -> None:
    said = asking.get("/layer-checks").json()
    by_id = {layer["id"]: layer for layer in said["layers"]}
    assert list(by_id) == sorted(current_register())
    assert by_id["units"]["columns"][0] == {
        "name": "code", "type": "text", "unit": None, "required": True,
        "description_vi": "mô tả", "description_en": "description",
    }  # fmt: skip
    assert by_id["counts"]["kind"] == "table"
    assert said["most_bytes"] == 1_000_000
    assert "make-valid" in {repair["name"] for repair in said["repairs"]}


def test_each_person_has_one_file_looked_at_at_a_time() -> None:
    looks = Looks(most=2)
    with looks.one_of("an"):
        with pytest.raises(Problem) as again, looks.one_of("an"):
            pass
        with looks.one_of("binh"), pytest.raises(Problem) as full, looks.one_of("chi"):
            pass
    assert (again.value.status_code, full.value.status_code) == (429, 503)
    with looks.one_of("an"):
        assert json.dumps(sorted(looks._at_work)) == '["an"]'


def test_a_child_knows_no_secret_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterplan.geodata.door.looking import _environment

    monkeypatch.setenv("CLUSTERPLAN_DATABASE", "postgresql://planner:secret@host/name")
    monkeypatch.setenv("CLUSTERPLAN_DATA_FOLDER", os.devnull)
    assert "CLUSTERPLAN_DATABASE" not in _environment()
    assert _environment()["CLUSTERPLAN_DATA_FOLDER"] == os.devnull
