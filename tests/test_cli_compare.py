"""The command ``compare``: what it prints and writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.answers import conforming
from tests.publishing.sample import plan
from tests.publishing.test_comparison import other

from clusterplan.cli import main
from clusterplan.domain import Plan


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Write two plans of real units and technologies."""
    monkeypatch.setattr("clusterplan.cli.terminal.language_of_locale", lambda: "en")
    paths = []
    for name, made in (("before", plan()), ("after", other(plan()))):
        path = tmp_path / f"{name}.json"
        path.write_text(_real(made).to_json(), encoding="utf-8")
        paths.append(str(path))
    return paths[0], paths[1]


def _real(made: Plan) -> Plan:
    """Return the plan as one of a real list."""
    return made.model_copy(update={"scenario": made.scenario.model_copy(update={"technology_scheme": "QD21"})})


def test_the_report_names_focuses_units_facilities_and_numbers(
    written: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *written, "-q"]) == 0
    english = capsys.readouterr().out
    assert "Simulated option, not a government decision" in english
    for text in ("S02 Next-generation mobile", "moved to another hub", "+S02", "−S02", "Hanoi", "Mean score"):
        assert text in english
    assert main(["compare", *written, "-q", "--lang", "vi"]) == 0
    assert "chuyển hạt nhân" in capsys.readouterr().out


def test_programs_get_the_answer_and_the_files(
    written: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *written, "-q", "--json", "-o", str(tmp_path / "out")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [Path(path).name for path in found["files"]] == [
        "compare.json",
        "changes.csv",
        "compare.geojson",
        "compare.html",
    ]
    assert conforming(found["comparison"]) == "comparison"
    assert json.loads((tmp_path / "out" / "compare.json").read_text(encoding="utf-8")) == found["comparison"]


def test_a_plan_is_the_same_as_itself(written: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", written[0], written[0], "-q"]) == 0
    assert "Both plans decide the same." in capsys.readouterr().out


def test_what_is_no_plan_is_wrong_input(written: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", written[0], "nothing.json", "-q"]) == 2
    assert "there is no such file" in capsys.readouterr().err
