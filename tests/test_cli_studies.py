"""What the commands about a known plan share: an earlier interruption is no reason not to answer, a present one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterplan.cli import main
from clusterplan.domain import Plan, Termination
from clusterplan.planning import load_scenario, make_plan, write_result


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a plan whose solve was interrupted."""
    folder = tmp_path_factory.mktemp("stopped") / "plan"
    write_result(make_plan(load_scenario("provinces-alone")), folder)
    plan = Plan.from_json((folder / "plan.json").read_bytes())
    cut_short = plan.model_copy(update={"termination": Termination.INTERRUPTED, "bound": plan.bound + 1})
    (folder / "plan.json").write_text(cut_short.to_json(), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "typed",
    [["targets"], ["timeline"], ["missions", "show"], ["pareto", "--points", "2"], ["portfolio", "--no-classes"]],
    ids=" ".join,
)
def test_a_plan_that_was_interrupted_long_ago_can_be_asked_about(
    stopped: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    command = [word for word in typed if not word.startswith("-") and not word.isdigit()]
    options = typed[len(command) :]
    assert main([*command, str(stopped), *options, "-q", "--lang", "en"]) == 0
    heard = capsys.readouterr()
    assert heard.out
    assert "Stopped" not in heard.err
