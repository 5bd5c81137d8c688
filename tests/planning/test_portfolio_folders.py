"""The folders of a portfolio are plans that other commands open."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterplan.cli import main
from clusterplan.planning import KnownPlan, known_plan, load_scenario, make_plan
from clusterplan.planning.portfolio import PortfolioSettings, study_portfolio, write_portfolio

pytestmark = pytest.mark.slow


def test_every_plan_of_a_portfolio_can_be_asked_about(tmp_path: Path) -> None:
    result = make_plan(load_scenario("provinces-alone"))
    known = KnownPlan(result.plan, result.posed)
    study = study_portfolio(known, PortfolioSettings(plans=2, classes=False))
    write_portfolio(study, tmp_path)
    for listed, made in zip(study.portfolio.plans, study.results, strict=True):
        again = known_plan(str(tmp_path / listed.id))
        assert again.plan == made.plan
        families = [{name.partition(".")[0] for name in plan.metrics} for plan in (again.plan, known.plan)]
        assert families[0] == families[1]
    assert main(["compare", str(tmp_path / "plan-1"), str(tmp_path / "plan-2"), "--lang", "en"]) == 0
