from __future__ import annotations

import json
from pathlib import Path

import pytest

from clusterplan.cli.app import run
from clusterplan.geodata import Layers
from clusterplan.geodata.holdings import DATA_FOLDER

CSV = "port_id,name_vi,name_en,unit,source,confidence,unit_name,longitude,latitude\n"
GOOD = CSV + "P1,Cảng Hải Phòng,Port,31,x,high,Hải Phòng,106.7,20.85\n"
SAID = ["--source", "Bộ X, số 12", "--licence", "CC-BY-4.0", "--vintage", "2026-01-01", "--date", "2026-10-01"]


@pytest.fixture
def ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DATA_FOLDER, str(tmp_path / "data"))
    path = tmp_path / "ports.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_clean_file_is_told_so(ports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            [
                "layers",
                "check",
                str(ports),
                "--as",
                "seaports",
                "--crs",
                "EPSG:4326",
                "--unit-vintage",
                "2025-07-01",
                "--lang",
                "en",
            ]
        )
        == 0
    )
    assert "No faults" in capsys.readouterr().out


def test_faults_are_told_in_both_languages_and_end_with_2(ports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ports.write_text(GOOD.replace("106.7", "200"), encoding="utf-8")
    asked = ["layers", "check", str(ports), "--as", "seaports", "--crs", "EPSG:4326", "--unit-vintage", "2025-07-01"]
    assert run([*asked, "--lang", "vi"]) == 2
    assert "kinh vĩ độ" in capsys.readouterr().out
    assert run([*asked, "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    [fault] = [one for one in answer["report"]["faults"] if one["severity"] == "error"]
    assert (fault["code"], fault["row"], fault["field"], fault["id"]) == ("coordinates-range", 2, "geometry", "P1")
    assert fault["what_vi"] != fault["what_en"]


def test_a_file_is_taken_in_and_used(ports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            [
                "layers",
                "import",
                str(ports),
                "--as",
                "seaports",
                "--crs",
                "EPSG:4326",
                "--unit-vintage",
                "2025-07-01",
                *SAID,
                "--json",
            ]
        )
        == 0
    )
    files = json.loads(capsys.readouterr().out)["files"]
    assert [Path(file).name for file in files] == ["seaports.gpkg", "seaports.yaml"]
    assert Layers.current()["seaports"]["port_id"].tolist() == ["P1"]
    assert run(["layers", "show", "seaports", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["source"], shown["origin"]["file"]) == ("Bộ X, số 12", "ports.csv")


def test_all_that_is_needed_is_asked_for_at_once(
    ports: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(DATA_FOLDER)
    assert run(["layers", "import", str(ports), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    for option in ("--as", "--data", "--source", "--licence", "--vintage", "--date"):
        assert option in told


def test_a_file_with_faults_is_not_taken_in(ports: Path, tmp_path: Path) -> None:
    ports.write_text(GOOD.replace("31", "310"), encoding="utf-8")
    assert (
        run(
            [
                "layers",
                "import",
                str(ports),
                "--as",
                "seaports",
                "--crs",
                "EPSG:4326",
                "--unit-vintage",
                "2025-07-01",
                *SAID,
            ]
        )
        == 2
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "wrong",
    [["--as", "seaport"], ["--as", "seaports", "--repair", "magic"], ["--as", "seaports", "--rename", "x"]],
)
def test_wrong_options_are_told(ports: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["layers", "check", str(ports), *wrong, "--lang", "en"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_folder_of_data_may_be_named_before_the_command(
    ports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    place = ["--as", "seaports", "--crs", "EPSG:4326", "--unit-vintage", "2025-07-01", "--data", str(other)]
    assert run(["layers", "import", str(ports), *place, *SAID, "--quiet"]) == 0
    capsys.readouterr()
    assert run(["--data", str(other), "layers", "show", "seaports", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["source"] == "Bộ X, số 12"


def test_what_a_file_refers_to_is_looked_up_in_the_folder_that_it_comes_into(
    ports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA_FOLDER)
    assert ports.exists()
    folder = tmp_path / "mine"
    (folder / "register").mkdir(parents=True)
    columns = [
        {"name": name, "type": "text", "description_vi": "mã", "description_en": "id", "required": True} | more
        for name, more in (("id", {}), ("group", {"refers_to": "groups"}))
    ]
    for name, own in (("groups", columns[:1]), ("members", columns)):
        record = {
            "id": name,
            "kind": "table",
            "file": f"tables/{name}.csv",
            **dict.fromkeys(("title_vi", "title_en", "description_vi", "description_en", "source"), "của tôi"),
            "licence": "CC0-1.0",
            "vintage": "2026",
            "approximate": False,
            "published": True,
            "key": "id",
            "columns": own,
        }
        (folder / "register" / f"{name}.yaml").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "groups.csv").write_text("id\nA\n", encoding="utf-8")
    (tmp_path / "members.csv").write_text("id,group\n1a,A\n", encoding="utf-8")
    for name in ("groups", "members"):
        monkeypatch.delenv(DATA_FOLDER, raising=False)
        file = str(tmp_path / f"{name}.csv")
        assert run(["layers", "import", file, "--as", name, "--data", str(folder), *SAID, "--quiet"]) == 0
    assert (folder / "tables" / "members.csv").read_text(encoding="utf-8") == "id,group\n1a,A\n"
