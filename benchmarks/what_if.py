"""Questions that a planner asks about a solved plan, and how fast a session answers them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from clusterplan.errors import ClusterplanError
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import Session
from clusterplan.optimisation.solution import Progress, Solution
from clusterplan.optimisation.solve import solve_here
from clusterplan.scenario import Scenario

__all__ = ["ask_all", "questions"]

_LOCKS = 8
_ONE_PER_CENT = 0.01


def ask_all(problem: Problem) -> dict[str, list[float]]:
    """Ask a session every question, and solve each afresh.

    Parameters
    ----------
    problem
        The problem that the session solves.

    Returns
    -------
    dict of str to list of float
        Wall seconds until the gap was one per cent (``near``), to the proof (``proven``), and of a fresh solve
        (``afresh``). A question without a plan is left out.
    """
    session = Session(problem)
    times: dict[str, list[float]] = {"near": [], "proven": [], "afresh": []}
    for question in questions(problem, session.solution):
        near: list[float] = []

        def listen(progress: Progress, near: list[float] = near) -> None:
            if progress.gap is not None and progress.gap <= _ONE_PER_CENT:
                near.append(progress.seconds)

        started = time.monotonic()
        try:
            session.ask(question, listen)
        except ClusterplanError:
            continue
        proven = time.monotonic() - started
        solve_here(question)
        times["near"].append(min([*near, proven]))
        times["proven"].append(proven)
        times["afresh"].append(time.monotonic() - started - proven)
    return times


def questions(problem: Problem, solution: Solution) -> Iterator[Problem]:
    """Yield problems with one lock or limit changed.

    The first focus of each cluster is forbidden; the first technology that a cluster lacks is demanded;
    limits are moved by one.

    Parameters
    ----------
    problem
        The solved problem.
    solution
        Its plan.

    Yields
    ------
    Problem
        With one rule changed.
    """
    clusters = solution.choice.clusters[:_LOCKS]
    for cluster in clusters:
        yield _locked(problem, cluster.candidate.hub, cluster.focuses[0], "must_not")
    for cluster in clusters:
        others = [k for k in cluster.candidate.technologies if k not in cluster.focuses]
        if others:
            yield _locked(problem, cluster.candidate.hub, others[0], "must")
    rules = problem.scenario.rules
    for step in (-1, 1):
        number, spread = rules.clusters, rules.clusters_per_technology
        yield _with_rules(problem, clusters={"at_least": number.at_least, "at_most": len(clusters) + step})
        yield _with_rules(
            problem, clusters_per_technology={"at_least": spread.at_least, "at_most": spread.at_most + step}
        )


def _locked(problem: Problem, unit: int, technology: int, kind: str) -> Problem:
    """Return a problem with one more lock of a focus."""
    place = {"unit": problem.units[unit], "technology": problem.technologies[technology]}
    lock = {"lock": kind, "focus": place, "author": "benchmark", "reason": "benchmark", "date": "2026-01-01"}
    old = problem.scenario.model_dump(mode="json", by_alias=True)["rules"]["locks"]
    return _with_rules(problem, locks=[*old, lock])


def _with_rules(problem: Problem, **rules: Any) -> Problem:
    """Return a problem with some rules changed."""
    content = problem.scenario.model_dump(mode="json", by_alias=True)
    content["rules"].update(rules)
    return replace(problem, scenario=Scenario.model_validate(content))
