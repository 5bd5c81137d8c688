"""The commands ``keys``: what they print in both languages, and that a key they make opens the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.access.sample import sample_app

from clusterplan.cli import main
from clusterplan.cli.commands.keys import RoleName
from clusterplan.web.principal import Role
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLUSTERPLAN_STATE_FOLDER", str(tmp_path / "state"))
    return tmp_path / "state"


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    assert main(["keys", *arguments]) == code
    said = capsys.readouterr()
    return said.out, said.err


def test_the_roles_are_those_of_the_service() -> None:
    assert {role.name: role.value for role in RoleName} == {role.name: role.value for role in Role}


def test_a_key_is_made_opens_the_service_and_is_revoked(
    capsys: pytest.CaptureFixture[str], state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = run(capsys, "new", "GIS", "--role", "planner", "--role", "viewer", "--province", "48", "--json")
    made: dict[str, Any] = json.loads(out)
    assert (made["roles"], made["provinces"], made["revoked_at"]) == (["planner", "viewer"], ["48"], None)
    assert "CLUSTERPLAN_API_KEYS" in err
    assert "digest" not in made

    settings = Settings(api_keys=True)
    assert settings.database_url.endswith(str(state_folder / "state.sqlite3"))
    database = Database(settings.database_url)
    header = {"Authorization": f"Bearer {made['secret']}"}
    with TestClient(sample_app(settings, database, monkeypatch), base_url="http://localhost") as client:
        found = client.get("/who", headers=header).json()
    assert (found["subject"], found["provinces"]) == (f"key:{made['id']}", ["48"])
    database.close()

    listed = json.loads(run(capsys, "list", "--json")[0])
    assert listed == {"keys": [{name: value for name, value in made.items() if name != "secret"}]}
    assert json.loads(run(capsys, "revoke", made["id"], "--json")[0])["revoked_at"] is not None
    database = Database(settings.database_url)
    with TestClient(sample_app(settings, database, monkeypatch), base_url="http://localhost") as client:
        assert client.get("/who", headers=header).status_code == 401
    database.close()


@pytest.mark.parametrize(
    ("language", "kept", "until", "revoked", "none", "nowhere"),
    [
        ("vi", "Hãy cất khóa này ngay", "đến ", "đã thu hồi", "Chưa có khóa nào.", "chưa có cơ sở dữ liệu"),
        ("en", "Keep this key now", "until ", "revoked", "There are no keys.", "There is no database"),
    ],
)
def test_people_read_it_in_both_languages(
    capsys: pytest.CaptureFixture[str], language: str, kept: str, until: str, revoked: str, none: str, nowhere: str
) -> None:
    assert nowhere in run(capsys, "list", "--lang", language, code=2)[1]
    assert main(["state", "migrate"]) == 0
    assert none in run(capsys, "list", "--lang", language)[0]
    out, _ = run(capsys, "new", "GIS", "--role", "auditor", "--days", "30", "--lang", language)
    assert kept in out
    assert until in out
    secret = next(line.removeprefix("Bearer ") for line in out.splitlines() if line.startswith("Bearer "))
    listed = run(capsys, "list", "--lang", language)[0]
    assert secret not in listed
    assert "auditor" in listed
    assert revoked in run(capsys, "revoke", secret.split("_")[1], "--lang", language)[0]


def test_what_cannot_be_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    for language, words in (("vi", "'--role' không nhận 'king', chỉ nhận"), ("en", "'--role' cannot be 'king'; it is")):
        said = " ".join(run(capsys, "new", "GIS", "--role", "king", "--lang", language, code=2)[1].split())
        assert words in said
        assert "auditor" in said
        assert "Value error" not in said
    assert "--role" in run(capsys, "new", "GIS", code=2)[1]
    assert "--days" in run(capsys, "new", "GIS", "--role", "viewer", "--days", "0", code=2)[1]
    assert main(["state", "migrate"]) == 0
    assert "nothing" in run(capsys, "revoke", "nothing", "--lang", "en", code=2)[1]
