"""What if: a session answers changed rules as a fresh solve does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.larger_problems import medium
from tests.optimisation.small_problems import in_millionths, plan_of, three_units

from clusterplan.errors import InfeasibleError
from clusterplan.optimisation import session as session_module
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import ROWS_ONLY, Session
from clusterplan.optimisation.solution import Solution
from clusterplan.optimisation.solve import solve_here
from clusterplan.scenario import Scenario

MEDIUM = medium()
SESSION = Session(MEDIUM)


def with_rules(problem: Problem, **rules: Any) -> Problem:
    """Return a problem with some rules changed."""
    content = problem.scenario.model_dump(mode="json", by_alias=True)
    content["rules"].update(rules)
    return replace(problem, scenario=Scenario.model_validate(content))


def lock(unit: str, technology: str, kind: str) -> dict[str, Any]:
    """Return a lock of a focus."""
    place = {"unit": unit, "technology": technology}
    return {"lock": kind, "focus": place, "author": "test", "reason": "test", "date": "2026-01-01"}


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """Draw one or two changed rules of the medium problem."""
    least = draw(st.integers(0, 3))
    unit, technology = draw(st.sampled_from(MEDIUM.units)), draw(st.sampled_from(MEDIUM.technologies))
    possible = {
        "cover": draw(st.sampled_from(["at_most_one", "exactly_one"])),
        "clusters": {"at_least": least, "at_most": draw(st.integers(max(1, least), 7))},
        "clusters_per_technology": {"at_least": draw(st.integers(0, 1)), "at_most": draw(st.integers(1, 4))},
        "clusters_per_region_at_least": draw(st.integers(0, 1)),
        "facilities": {"key_laboratory": draw(st.integers(2, 4)), "test_centre": draw(st.integers(0, 2))},
        "locks": [lock(unit, technology, draw(st.sampled_from(["must", "must_not"])))],
    }
    chosen = draw(st.lists(st.sampled_from(sorted(possible)), min_size=1, max_size=2, unique=True))
    return {name: possible[name] for name in chosen}


def answer(problem: Problem, *, afresh: bool) -> tuple[int, str] | None:
    """Return bound and termination; None if there is no plan."""
    try:
        solution = solve_here(problem) if afresh else SESSION.ask(problem)
    except InfeasibleError:
        return None
    plan = plan_of(problem, solution)  # checked by the independent check
    assert in_millionths(plan) == solution.bound_millionths
    return solution.bound_millionths, solution.termination.value


@pytest.fixture
def without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the search for the reason of an infeasible question."""
    nothing = InfeasibleError.__new__(InfeasibleError)
    for module in ("session", "solve"):
        monkeypatch.setattr(f"clusterplan.optimisation.{module}.explain_infeasibility", lambda _problem: nothing)


@pytest.mark.slow
@pytest.mark.usefixtures("without_words")
@steady(40)
@given(changes())
def test_a_session_answers_as_a_fresh_solve(changed: dict[str, Any]) -> None:
    problem = with_rules(MEDIUM, **changed)
    assert answer(problem, afresh=False) == answer(problem, afresh=True)


def test_the_order_of_questions_does_not_matter() -> None:
    tight = with_rules(MEDIUM, clusters={"at_least": 2, "at_most": 3})
    loose = with_rules(MEDIUM, clusters={"at_least": 0, "at_most": 8})
    first = [SESSION.ask(problem).choice for problem in (tight, loose)]
    again = [SESSION.ask(problem).choice for problem in (loose, tight)]
    assert first == again[::-1]


def test_an_unchanged_question_has_the_old_answer_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterplan.optimisation.search.solve_integer", None)
    assert SESSION.ask(MEDIUM).choice == SESSION.solution.choice


def test_a_change_beyond_the_rows_is_solved_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Problem] = []
    monkeypatch.setattr(session_module, "solve_here", lambda problem, _told, **_: asked.append(problem))
    changed = with_rules(MEDIUM, focuses_per_cluster={"at_least": 1, "at_most": 2})
    SESSION.ask(changed)
    SESSION.ask(three_units())
    assert asked[0] is changed
    assert len(asked) == 2


def test_with_years_only_what_is_asked_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Problem] = []
    years = {"phasing": {"first_year": 2026, "last_start_year": 2027, "last_year": 2030}}
    problem = three_units(rules=years)
    solved = solve_here(problem)

    def noted(problem: Problem, *_: object, **__: object) -> Solution:
        asked.append(problem)
        return solved

    monkeypatch.setattr(session_module, "solve_here", noted)
    session, changed = Session(problem), with_rules(problem, clusters={"at_least": 1, "at_most": 2})
    assert asked == []  # the answer of the problem itself would help with no other
    assert session.ask(changed) is solved
    assert session.solution is session.solution is solved
    assert asked == [changed, problem]


def test_another_kind_of_facility_is_solved_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Problem] = []
    monkeypatch.setattr(session_module, "solve_here", lambda problem, _told, **_: asked.append(problem))
    facilities = MEDIUM.scenario.rules.facilities.model_dump(mode="json")
    SESSION.ask(with_rules(MEDIUM, facilities={**facilities, "ai_computing": 1}))
    SESSION.ask(with_rules(MEDIUM, facilities={**facilities, "per_region_at_most": 9}))
    assert len(asked) == 1


@pytest.mark.parametrize("name", sorted(ROWS_ONLY))
def test_what_is_said_to_change_rows_only_changes_no_column(name: str) -> None:
    unit, technology = MEDIUM.units[0], MEDIUM.technologies[0]
    values: dict[str, Any] = {
        "cover": "exactly_one",
        "clusters": {"at_least": 1, "at_most": 7},
        "clusters_per_technology": {"at_least": 0, "at_most": 5},
        "clusters_per_region_at_least": 1,
        "clusters_per_region_exceptions": {MEDIUM.regions[0]: 1},
        "facilities": {"key_laboratory": 4, "test_centre": 2},
        "pioneering": False,
        "locks": [lock(unit, technology, "must_not")],
    }
    old, new = build_model(MEDIUM), build_model(with_rules(MEDIUM, **{name: values[name]}))
    assert [v.name for v in old.lp.exported_variables()] == [v.name for v in new.lp.exported_variables()]
    assert str(old.lp.objective) == str(new.lp.objective)


def test_a_session_of_another_solver_asks_it() -> None:
    problem = three_units()
    cbc = replace(
        problem,
        scenario=problem.scenario.model_copy(
            update={"solver": problem.scenario.solver.model_copy(update={"name": "COIN_CMD"})}
        ),
    )
    session = Session(cbc)
    assert session.solution.bound_millionths == Session(problem).solution.bound_millionths
    assert session.ask(cbc).bound_millionths == session.solution.bound_millionths
