"""Lists held against the national scenario: the optimum itself, the same without facilities, and one with faults."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from clusterplan.domain import Plan, Termination
from clusterplan.planning import PlanningResult, evaluate_plan, read_publication, write_result
from clusterplan.scenario import Phasing


def as_csv(plan: Plan, *, facilities: bool) -> str:
    """Return a plan as a planner would list it, with names in the place of some codes."""
    lines = ["cluster,hub,members,focuses"]
    lines += [f"mine {c.id},{c.hub},{';'.join(c.members)},{';'.join(c.focuses)}" for c in plan.clusters]
    if facilities:
        lines.append("site,kind,technologies")
        lines += [f"{f.site_id},{f.kind.value},{';'.join(f.technologies)}" for f in plan.facilities]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("facilities", [True, False])
def test_the_optimum_as_a_list_keeps_every_rule_and_loses_nothing(
    national: PlanningResult, tmp_path: Path, facilities: bool
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(as_csv(national.plan, facilities=facilities), encoding="utf-8")
    evaluated = evaluate_plan(path, national.posed.problem.scenario, facts=national.posed.facts)
    found = evaluated.evaluation
    assert found.keeps_every_rule
    assert found.broken == ()
    assert (found.loss_at_least, found.loss_at_most) == (0, 0)
    assert found.nearest is None
    assert found.facilities_were_given is facilities
    assert found.objective_terms == national.plan.objective_terms
    assert [cluster.label for cluster in found.clusters] == [f"mine {c.id}" for c in national.plan.clusters]
    assert evaluated.result.plan.termination is Termination.OPTIMAL
    if facilities:
        assert evaluated.result.plan.clusters == national.plan.clusters
    assert evaluated.result.plan.flags[-1].what == "the list mine.csv, made by hand, not the optimum that was found"


@pytest.mark.slow
def test_a_list_that_breaks_rules_is_told_which_and_shown_the_nearest_plan(
    national: PlanningResult, tmp_path: Path
) -> None:
    plan = national.plan
    lost = plan.clusters[0]
    text = as_csv(plan, facilities=True).replace(
        f"mine {lost.id},{lost.hub},{';'.join(lost.members)},{';'.join(lost.focuses)}\n", ""
    )
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    evaluated = evaluate_plan(path, national.posed.problem.scenario, facts=national.posed.facts)
    found, nearest = evaluated.evaluation, evaluated.evaluation.nearest
    assert not found.keeps_every_rule
    assert "clusters_per_technology" in {rule.rule for rule in found.broken}
    assert all(rule.place_vi and rule.place_en for rule in found.broken)
    assert nearest is not None
    assert nearest.is_proven
    assert 0 < nearest.distance == len(nearest.changes) <= len(lost.members) * len(lost.focuses)
    assert nearest.loss_at_least == pytest.approx(plan.objective - nearest.objective)
    assert nearest.loss_at_least >= 0
    assert evaluated.result.plan.flags[-1].rule == "evaluate"
    assert "hand_made_plan" in evaluated.result.plan.manifest.inputs
    write_result(evaluated.result, tmp_path / "nearest")
    assert read_publication(tmp_path / "nearest").plan == evaluated.result.plan
    assert json.loads(found.to_json())["schema"] == "clusterplan/evaluation/1"


def test_under_a_scenario_with_years_the_best_ones_are_found_for_the_list(
    national: PlanningResult, tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(as_csv(national.plan, facilities=True), encoding="utf-8")
    scenario = national.posed.problem.scenario
    rules = scenario.rules.model_copy(update={"phasing": Phasing(starts_per_year_at_most=8)})
    phased = scenario.model_copy(update={"id": "phased", "rules": rules})
    evaluated = evaluate_plan(path, phased, facts=national.posed.facts)
    found, plan = evaluated.evaluation, evaluated.result.plan
    assert found.keeps_every_rule
    assert [cluster.start_year for cluster in found.clusters] == [cluster.start_year for cluster in plan.clusters]
    starts = Counter(year for cluster in plan.clusters for year in cluster.start_year.values())
    assert starts[2026] == 8
    assert {facility.opens_in for facility in found.facilities} == {2026}
    assert found.objective == round(national.plan.objective + found.objective_terms["phasing"], 6)
