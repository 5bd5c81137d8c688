"""Do what a job asks for: each process is one use case of the planning room."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal

from clusterplan.domain import Frozen, Plan, Termination
from clusterplan.errors import InterruptedPlanningError
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning import KnownPlan, make_plan
from clusterplan.planning.known_plan import known_again
from clusterplan.planning.pareto import Criterion, Mode, front_of
from clusterplan.planning.portfolio import PortfolioSettings, study_portfolio
from clusterplan.planning.robustness import RobustnessSettings, dask_executor, local_executor, robustness_of
from clusterplan.planning.values import study_values
from clusterplan.planning.why import why_not
from clusterplan.scenario import Scenario
from clusterplan.web.jobs.answers import front_answer, portfolio_answer
from clusterplan.web.jobs.question import Question
from clusterplan.web.jobs.reports import Report, counted, from_progress

__all__ = ["Answer", "Desk", "run"]

_KNOWN = (0, 50)
"""Percent of a study until its plan is known."""
_STUDY = (50, 100)
_FOUND = {
    "plans": Text(vi="Số phương án đã tìm được", en="Plans found"),
    "questions": Text(vi="Số quyết định đã xét", en="Decisions looked at"),
}
_DRAWN = Text(vi="Số lần rút đã giải", en="Draws solved")
_POINTS = Text(vi="Số điểm đã tìm được", en="Points found")
_ANSWERED = Text(vi="Số câu hỏi đã trả lời", en="Questions answered")


@dataclass(frozen=True)
class Desk:
    """What the work is done with: somebody to report to, who may ask to stop."""

    report: Callable[[Report], None]
    """Told how far it is."""
    should_stop: Callable[[], bool]
    """Asked often; true ends the work with the best that there is."""


@dataclass(frozen=True)
class Answer:
    """What came of the work. All texts are JSON."""

    answer: dict[str, Any] | None = None
    """The answer of a study."""
    plan: str | None = None
    """The plan that was made, to be stored."""
    scenario: str | None = None
    """The scenario that it answers."""


def run(question: Question, desk: Desk) -> Answer:
    """Do what a job asks for.

    Parameters
    ----------
    question
        The job.
    desk
        Who is told about it.

    Returns
    -------
    Answer
        A plan to be stored, or a study's answer.

    Raises
    ------
    ClusterplanError
        What the use case raises: no plan is possible, none was found in time, it was stopped before there was one.
    """
    return _WORK[question.process](question, desk)


def _allocation(question: Question, desk: Desk) -> Answer:
    scenario = Scenario.model_validate_json(question.scenario)
    result = make_plan(scenario, on_progress=_teller(desk, scenario, (0, 100)), should_stop=desk.should_stop)
    return Answer(plan=result.plan.to_json(), scenario=scenario.model_dump_json(by_alias=True))


def _why_not(question: Question, desk: Desk) -> Answer:
    known, asked = _known(question, desk), question.inputs
    answer = why_not(
        known,
        asked["unit"],
        asked["technology"],
        **({"seconds": asked["seconds"]} if "seconds" in asked else {}),
        on_progress=lambda progress: desk.report((75, Text(vi=progress.phase, en=progress.phase), None)),
        should_stop=desk.should_stop,
    )
    return _answer(answer)


def _portfolio(question: Question, desk: Desk) -> Answer:
    known = _known(question, desk)
    fields = PortfolioSettings.__dataclass_fields__
    settings = PortfolioSettings(**{name: value for name, value in question.inputs.items() if name in fields})
    most = [0]

    def on_count(what: Literal["plans", "questions"], number: int) -> None:
        if what == "plans":
            desk.report(counted(_FOUND[what], number, settings.plans, (50, 70)))
        else:  # it tells how many are left
            most[0] = max(most[0], number)
            desk.report(counted(_FOUND[what], most[0] - number, most[0], (70, 100)))

    return _answer(portfolio_answer(study_portfolio(known, settings, on_count=on_count, should_stop=desk.should_stop)))


def _robustness(question: Question, desk: Desk) -> Answer:
    known = _known(question, desk)
    settings = RobustnessSettings(**question.inputs.get("settings", {}))

    def on_progress(done: int, wanted: int, _seconds: float) -> None:
        desk.report(counted(_DRAWN, done, wanted, _STUDY))

    with _executor(question) as executor:
        found = robustness_of(known, settings, executor, on_progress=on_progress, should_stop=desk.should_stop)
    return _answer(found)


def _pareto(question: Question, desk: Desk) -> Answer:
    known, asked = _known(question, desk), question.inputs
    points = int(asked.get("points", 10))
    found = front_of(
        known,
        Criterion(asked.get("against", Criterion.EQUITY)),
        resource=asked.get("resource"),
        mode=Mode(asked.get("mode", Mode.EPSILON)),
        points=points,
        on_point=lambda number, _objective, _level: desk.report(counted(_POINTS, number, points, _STUDY)),
        should_stop=desk.should_stop,
    )
    return _answer(front_answer(found))


def _values(question: Question, desk: Desk) -> Answer:
    known, asked = _known(question, desk), question.inputs
    found = study_values(
        known,
        workers=question.processes,
        **({"seconds": asked["seconds"]} if "seconds" in asked else {}),
        on_count=lambda done, of: desk.report(counted(_ANSWERED, done, of, _STUDY)),
        should_stop=desk.should_stop,
    )
    return _answer(found)


_WORK: dict[str, Callable[[Question, Desk], Answer]] = {
    "allocation": _allocation,
    "why-not": _why_not,
    "portfolio": _portfolio,
    "robustness": _robustness,
    "pareto": _pareto,
    "values": _values,
}


def _executor(question: Question) -> AbstractContextManager[Executor]:
    if question.dask_scheduler is not None:
        return dask_executor(question.dask_scheduler)
    return local_executor(question.processes)


def _known(question: Question, desk: Desk) -> KnownPlan:
    """Return the plan that a study is about; one of other data or another scenario is refused."""
    scenario = Scenario.model_validate_json(question.scenario)
    if question.plan is None:
        result = make_plan(scenario, on_progress=_teller(desk, scenario, _KNOWN), should_stop=desk.should_stop)
        if result.plan.termination is Termination.INTERRUPTED:  # nobody asked about the plan that was at hand then
            raise InterruptedPlanningError(Text(vi="Đã dừng.", en="Stopped."))
        return KnownPlan(result.plan, result.posed)
    return known_again(Plan.from_json(question.plan), scenario, f"plans/{question.inputs['plan']}")


def _teller(desk: Desk, scenario: Scenario, percent: tuple[int, int]) -> Callable[[Progress], None]:
    seconds = scenario.solver.time_limit_seconds
    return lambda progress: desk.report(from_progress(progress, seconds, percent))


def _answer(answer: Frozen) -> Answer:
    return Answer(answer=answer.model_dump(mode="json", by_alias=True))
