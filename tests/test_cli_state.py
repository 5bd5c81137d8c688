"""The operator's commands: verify, back up, restore, migrate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.state.forging import forge
from tests.web.state.samples import fill

from clusterplan.cli.app import run
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate, newest_schema

HEAD = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the state folder that the settings name."""
    monkeypatch.setenv("CLUSTERPLAN_STATE_FOLDER", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / 'state.sqlite3'}")
    migrate(database)
    fill(database)
    yield database
    database.close()


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = run([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_whole_database_is_verified_and_its_head_told(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, "audit", "verify")
    assert (code, found["is_whole"], found["lines"], found["faults"]) == (0, True, 10, [])
    assert answer(capsys, "audit", "verify", "--noted", found["head"])[1]["noted_at"] == 10
    assert run(["audit", "verify", "--lang", "vi"]) == 0
    said = capsys.readouterr().out
    assert "Nguyên vẹn" in said
    assert found["head"] in said
    assert "phiên bản kịch bản, đối chiếu với nhật ký" in said


def test_a_forged_log_ends_with_another_exit_code_and_the_place(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "verify", "--noted", HEAD, "--lang", "en"]) == 2
    assert f"audit/{HEAD}" in capsys.readouterr().out
    forge(database, "UPDATE audit SET actor = 'hai' WHERE sequence = 2")
    code, found = answer(capsys, "audit", "verify")
    assert (code, found["broken_at"], found["checked"]) == (2, 2, {})
    assert [fault["where"] for fault in found["faults"]] == ["audit/2"]


def test_there_and_back(database: Database, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "backup.zip")
    code, made = answer(capsys, "state", "backup", file)
    assert (code, made["manifest"]["audit_lines"], made["manifest"]["tables"]["plans"]["rows"]) == (0, 10, 2)
    assert run(["state", "backup", file, "--lang", "en"]) == 2
    assert run(["state", "restore", file, "--lang", "en"]) == 2
    assert "--force" in capsys.readouterr().err
    assert run(["state", "restore", file, "--force", "--lang", "en"]) == 0
    assert "Restored and checked." in capsys.readouterr().out
    assert answer(capsys, "audit", "verify", "--noted", made["manifest"]["audit_head"])[1]["lines"] == 11


def test_a_command_that_reads_makes_no_database(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["audit", "verify"], ["state", "backup", "x.zip"]):
        assert run([*command, "--lang", "en"]) == 2
        assert "There is no database of the service here" in capsys.readouterr().err
    assert not folder.exists()
    assert answer(capsys, "state", "migrate") == (0, {"before": None, "after": newest_schema()})
    assert run(["state", "migrate", "--lang", "en"]) == 0
    assert "already" in capsys.readouterr().out
    assert answer(capsys, "audit", "verify")[1]["lines"] == 0


@pytest.mark.parametrize(
    "url",
    ["mysql://root:geheim@host/x", "geheim", "postgresql+psycopg://u:geheim@/x?host=/nowhere"],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLUSTERPLAN_DATABASE", url)
    assert run(["audit", "verify", "--lang", "en"]) == (1 if "nowhere" in url else 2)
    said = capsys.readouterr()
    assert "geheim" not in said.out + said.err
    assert "database" in said.err
