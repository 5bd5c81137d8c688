"""What one plan has and another has not, in words, and which limits forbid what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from clusterplan.errors import NoPlanError
from clusterplan.language import Text
from clusterplan.optimisation.assemble import value_of
from clusterplan.optimisation.conflict import smallest_conflict
from clusterplan.optimisation.nearest import differences, target_of
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import Session
from clusterplan.optimisation.solution import Choice, Solution
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.places import places_in_words
from clusterplan.planning.why.answers import Clash, Move
from clusterplan.planning.why.pairs import Best
from clusterplan.publishing.rule_names import named_setting

__all__ = ["Solve", "calmest", "clash_of", "moves_to", "named_clash"]

type Solve = Callable[[Problem], Solution]

_NO_WORDS = Text(vi="", en="")
_HARDLY_ANYTHING = 1e-6
"""Price of one difference in a plan among equals: the smallest that the objective can tell."""


def calmest(known: KnownPlan, problem: Problem, best: Best, solve: Solve | None = None) -> Choice:
    """Return a best plan of a changed problem that moves little, so that what is listed is no play of chance.

    There are often many best plans, above all where several sites would host as well. A second solve pays for staying
    near. What it finds is taken if it is worth exactly as much.

    Parameters
    ----------
    known
        The plan to stay near to.
    problem
        The changed problem.
    best
        What is known about its best plan.
    solve
        Solves a problem; in this process if left out.

    Returns
    -------
    Choice
        A plan as good as the one that is known.
    """
    if problem.scenario.objective.switching_weight or not best.is_proven:
        return best.choice
    objective = problem.scenario.objective.model_copy(update={"switching_weight": _HARDLY_ANYTHING})
    near = replace(
        problem,
        scenario=problem.scenario.model_copy(update={"objective": objective}),
        adopted=target_of(problem, known.choice),
        decisions=problem.decisions or problem.adopted,
    )
    try:
        choice = (solve(near) if solve else Session(near).solution).choice
    except NoPlanError:
        return best.choice
    return choice if value_of(problem, choice) == best.least else best.choice


def moves_to(known: KnownPlan, choice: Choice) -> tuple[Move, ...]:
    """Return what moves from a plan to another choice.

    Parameters
    ----------
    known
        The plan.
    choice
        The other plan's choice.

    Returns
    -------
    tuple of Move
        What is lost first, then what is gained; pairs before facilities, sorted.
    """
    return tuple(_moves(known, choice))


def _moves(known: KnownPlan, choice: Choice) -> Iterator[Move]:
    problem = known.posed.problem
    target = target_of(problem, known.choice)
    pairs, facilities = differences(problem, target, choice)
    in_words = places_in_words(known.posed, {})
    for action, there in (("lost", True), ("gained", False)):
        for unit, technology in sorted(pair for pair in pairs if (pair in target.focuses) is there):
            what = in_words("focus", f"{unit} {technology}")
            yield Move(action=action, unit=unit, technology=technology, what_vi=what.vi, what_en=what.en)
        for site, kind in sorted(place for place in facilities if (place in target.facilities) is there):
            what = in_words("facility", f"{site} {kind.value}")
            yield Move(action=action, site=site, kind=kind, what_vi=what.vi, what_en=what.en)


def clash_of(problem: Problem, seconds: float) -> Clash | None:
    """Return the smallest set of limits that forbids the last lock of a problem.

    Parameters
    ----------
    problem
        A problem without a plan; its last lock asks the question.
    seconds
        Time for the search.

    Returns
    -------
    Clash or None
        The limits without that lock; None if they could not be told.
    """
    conflict = smallest_conflict(problem, seconds)
    if conflict is None:
        return None
    own = f"rules.locks ({len(problem.scenario.rules.locks)})"
    return named_clash([str(limit) for limit in conflict.limits if str(limit) != own], is_smallest=conflict.is_minimal)


def named_clash(rules: Sequence[str], *, is_smallest: bool | None, why: Text = _NO_WORDS) -> Clash:
    """Return limits with their names.

    Parameters
    ----------
    rules
        Limits as a conflict names them.
    is_smallest
        Whether none of them is superfluous, if that is known.
    why
        Why they clash, if that is known in words.

    Returns
    -------
    Clash
        The same, with names.
    """
    names = [named_setting(rule) for rule in rules]
    return Clash(
        rules=tuple(rules),
        names_vi=tuple(name.vi for name in names),
        names_en=tuple(name.en for name in names),
        is_smallest=is_smallest,
        why_vi=why.vi,
        why_en=why.en,
    )
