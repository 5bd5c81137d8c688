"""The command ``report``: what it writes and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clusterplan.cli import main
from clusterplan.planning import load_scenario, make_plan, write_result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small plan: each province alone, quick to solve."""
    place = tmp_path_factory.mktemp("reports") / "plan"
    write_result(make_plan(load_scenario("provinces-alone")), place)
    return place


def test_pages_of_one_unit_by_name(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(folder), "-o", str(tmp_path), "--unit", "Sơn La", "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [Path(name).name for name in files] == ["14-vi.pdf", "14-en.pdf"]
    assert [Path(name).read_bytes()[:5] for name in files] == [b"%PDF-"] * 2


@pytest.mark.slow
def test_an_annex_of_two_options(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "annex.docx"
    arguments = ["report", str(folder), str(folder), "--format", "docx", "-o", str(file), "--lang", "en"]
    assert main(arguments) == 0
    assert file.read_bytes()[:2] == b"PK"
    assert "annex.docx" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["A", "B", "-o", "pages"], "Name one plan"),
        (["A", "--format", "docx", "-o", "annex.txt"], ".docx"),
        (["A", "-o", "pages", "--unit", "Atlantis"], "Atlantis"),
    ],
)
def test_what_cannot_be_written_is_one_message(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    paths = {"A": str(folder), "B": str(folder), "pages": str(tmp_path / "pages"), "annex.txt": str(tmp_path / "a.txt")}
    typed = ["report", *(paths.get(word, word) for word in arguments), "--lang", "en"]
    assert main(typed) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error
