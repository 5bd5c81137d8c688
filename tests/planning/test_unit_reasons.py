"""Reasons of every unit in the national plan: each number is derived again from the problem or by solving anew."""

from __future__ import annotations

import numpy as np
import pytest

from clusterplan.domain import Judgement
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.why import Asked, ReasonKind, UnitReasons, unit_reasons
from clusterplan.planning.why.missing import holders
from clusterplan.planning.why.pairs import with_focus_lock

pytestmark = pytest.mark.slow  # every reason of every unit: half a minute


@pytest.fixture(scope="module")
def known(national: PlanningResult) -> KnownPlan:
    """Return the national plan, to be asked about."""
    return KnownPlan(national.plan, national.posed)


@pytest.fixture(scope="module")
def every_unit(known: KnownPlan) -> list[UnitReasons]:
    """Return the reasons of all units, without losses."""
    asked = Asked(known)
    return [unit_reasons(known, unit, asked=asked) for unit in known.posed.problem.units]


def test_what_is_selected_is_the_plan(known: KnownPlan, every_unit: list[UnitReasons]) -> None:
    told = {(of.unit, reason.technology) for of in every_unit for reason in of.technologies if reason.selected}
    assert told == {(unit, k) for c in known.plan.clusters for unit in c.members for k in c.focuses}
    assert {of.unit for of in every_unit if of.cluster is None} == set(known.plan.units_without_cluster)


def test_every_score_has_its_rank_and_what_it_adds(known: KnownPlan, every_unit: list[UnitReasons]) -> None:
    problem = known.posed.problem
    for r, of in enumerate(every_unit):
        assert {reason.technology for reason in of.technologies} == set(problem.technologies)
        for reason in of.technologies:
            k = problem.technologies.index(reason.technology)
            column = [score for score in problem.score[:, k].tolist() if score == score]
            assert (reason.judged_units, reason.units) == (len(column), 34)
            if reason.score is None:
                assert reason.judgement is Judgement.CANNOT_BE_JUDGED
                assert (reason.rank, reason.grade, reason.contribution) == (None, None, 0)
                continue
            assert reason.rank == sorted(column, reverse=True).index(problem.score[r, k]) + 1
            assert reason.contribution == pytest.approx(reason.score - float(np.median(column)), abs=1e-6)
            assert reason.sources


def test_adding_changes_the_objective_by_the_members_and_the_synergy(
    known: KnownPlan, every_unit: list[UnitReasons]
) -> None:
    problem = known.posed.problem
    clusters = {cluster.id: cluster for cluster in known.plan.clusters}
    seen = set()
    for of in every_unit:
        for reason in of.technologies:
            if reason.change_if_added is None:
                continue
            assert of.cluster is not None
            cluster, k = clusters[of.cluster], problem.technologies.index(reason.technology)
            members = [problem.units.index(unit) for unit in cluster.members]
            above = np.nan_to_num(problem.score[members, k] - problem.participation[k]).sum()
            pairs = (set(pair.technologies) for pair in problem.scenario.objective.synergy)
            joined = {reason.technology, *cluster.focuses}
            gained = sum(0.1 for pair in pairs if pair <= joined and reason.technology in pair)
            assert reason.change_if_added == pytest.approx(above + gained, abs=1e-5)
            names = {broken.rule for broken in reason.broken_if_added}
            full = len(cluster.focuses) == problem.scenario.rules.focuses_per_cluster.at_most
            assert ("focuses_per_cluster" in names) is full
            assert ("strong_member" in names) is not bool(problem.strong[members, k].any())
            assert reason.kind is (ReasonKind.BREAKS_A_RULE if names else ReasonKind.ADDS_NOTHING)
            assert names or reason.change_if_added <= 0  # else the optimum would not be one
            seen |= names
    assert {"focuses_per_cluster", "clusters_per_technology", "strong_member"} <= seen


def test_every_reason_is_told_in_both_languages(every_unit: list[UnitReasons]) -> None:
    kinds = {reason.kind for of in every_unit for reason in of.technologies}
    assert kinds >= {
        ReasonKind.SELECTED,
        ReasonKind.CANNOT_BE_JUDGED,
        ReasonKind.NO_POSSIBLE_CLUSTER,
        ReasonKind.IN_NO_CLUSTER,
        ReasonKind.BREAKS_A_RULE,
    }
    for of in every_unit:
        for reason in of.technologies:
            assert reason.reason_vi
            assert reason.reason_en
            assert reason.reason_vi != reason.reason_en


def test_what_is_missing_names_the_office_where_the_table_of_gaps_does(every_unit: list[UnitReasons]) -> None:
    offices = holders()
    assert offices["pii_score"].en.startswith("MOST")
    missing = [part for of in every_unit for part in of.missing]
    for part in missing:
        assert (part.holder_en, part.holder_vi) == (
            offices[part.indicator][::-1] if part.indicator in offices else ("", "")
        )
    assert {of.unit for of in every_unit if of.missing} == {
        of.unit for of in every_unit for reason in of.technologies if reason.score is None
    }


@pytest.mark.slow
def test_losses_are_the_difference_of_two_fresh_solves(known: KnownPlan) -> None:
    problem, told = known.posed.problem, unit_reasons(known, "01", losses=True)
    best = solve_here(problem).bound_millionths
    for reason in told.technologies:
        if reason.technology not in ("S01", "S06"):
            continue
        assert reason.selected is (reason.technology == "S06")
        changed = with_focus_lock(problem, "01", reason.technology, "must_not" if reason.selected else "must")
        other = solve_here(changed).bound_millionths
        assert reason.loss is not None
        assert reason.loss.is_exact
        assert round(reason.loss.at_least * 1_000_000) == best - other > 0
    assert {reason.technology for reason in told.technologies if reason.is_impossible} >= {"S05"}
