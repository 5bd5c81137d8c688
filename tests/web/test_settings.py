"""Settings: what the environment says, and what of it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterplan.errors import UsageError
from clusterplan.web.settings import read_settings


def test_the_environment_is_read_and_what_is_given_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERPLAN_PORT", "9000")
    monkeypatch.setenv("CLUSTERPLAN_HOST", "127.0.0.2")
    monkeypatch.setenv("CLUSTERPLAN_HOST_NAMES", '["plans.example.org"]')
    settings = read_settings(host="::1", port=None)
    assert (settings.host, settings.port, settings.host_names) == ("::1", 9000, ("plans.example.org",))


def test_the_folder_of_the_users_data_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLUSTERPLAN_DATA_FOLDER", str(tmp_path))  # as --data sets it
    assert read_settings().data_folder == tmp_path


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("CLUSTERPLAN_PORT", "99999", "CLUSTERPLAN_PORT"),
        ("CLUSTERPLAN_HOST_NAMES", "a,b", "host_names"),
        ("CLUSTERPLAN_PROT", "1", "CLUSTERPLAN_PROT"),
        ("CLUSTERPLAN_LOG_FORMAT", "xml", "CLUSTERPLAN_LOG_FORMAT"),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=fault):
        read_settings()


def test_a_secret_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERPLAN_DATABASE", "postgresql://planner:hunter2@db/plans")
    monkeypatch.setenv("CLUSTERPLAN_UPLOAD_BYTES", "hunter2")
    with pytest.raises(UsageError) as caught:
        read_settings()
    assert "hunter2" not in str(caught.value)


def test_the_database_is_one_file_unless_an_address_is_given(tmp_path: Path) -> None:
    assert read_settings(state_folder=tmp_path).database_url == f"sqlite:///{tmp_path / 'state.sqlite3'}"
    assert read_settings(database="postgresql+psycopg://db/plans").database_url == "postgresql+psycopg://db/plans"
    assert "plans" not in repr(read_settings(database="postgresql+psycopg://db/plans"))
