"""Draw, solve, and say what is left of a plan. Draws are independent, so they may be computed anywhere in any order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from clusterplan.errors import InternalError, InterruptedPlanningError
from clusterplan.language import Text
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.places import places_in_words
from clusterplan.planning.robustness.answer import Robustness
from clusterplan.planning.robustness.influence import influence_keys
from clusterplan.planning.robustness.outcome import DrawKey, Outcome, Question, outcome_of
from clusterplan.planning.robustness.settings import RobustnessSettings
from clusterplan.planning.robustness.summary import summary_of
from clusterplan.planning.robustness.uncertainty import draw_source

__all__ = ["DrawProgress", "question_of", "robustness_of", "solves_of"]

_POLL_SECONDS = 0.1
_AHEAD = 256
"""Draws that are handed over before the first is back, so that no worker of a cluster waits; more would only take up
memory."""

type DrawProgress = Callable[[int, int, float], None]
"""Told how many solves are done, of how many, and the seconds so far."""


def robustness_of(
    known: KnownPlan,
    settings: RobustnessSettings,
    executor: Executor,
    *,
    on_progress: DrawProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Robustness:
    """Draw the inputs of a plan anew, re-score, re-solve, and count what stays.

    Parameters
    ----------
    known
        The plan with its problem.
    settings
        How many draws of what.
    executor
        Where they are computed: :func:`~clusterplan.planning.robustness.local_executor`,
        :func:`~clusterplan.planning.robustness.dask_executor`, or any other. It does not change the answer.
    on_progress
        Told after every draw.
    should_stop
        Asked ten times a second; true gives up what is not finished, as Ctrl-C does.

    Returns
    -------
    Robustness
        The answer; of the finished draws if it was stopped, and it says so.

    Raises
    ------
    InterruptedPlanningError
        If it was stopped before any draw was finished.
    InternalError
        If a worker failed.
    """
    question = question_of(known, settings)
    wanted = solves_of(settings)
    outcomes: dict[DrawKey, Outcome] = {}
    pending: set[Future[Outcome]] = set()
    started, interrupted = time.monotonic(), False
    try:
        for outcome in _finished(question, wanted, executor, pending, should_stop):
            outcomes[outcome.key] = outcome
            if on_progress is not None:
                on_progress(len(outcomes), len(wanted), time.monotonic() - started)
    except KeyboardInterrupt:
        interrupted = True
    interrupted |= len(outcomes) < len(wanted)
    for future in pending:
        future.cancel()
    if not any(not key.second for key in outcomes):
        raise InterruptedPlanningError(
            Text(vi="Đã dừng trước khi xong lần rút nào.", en="Stopped before any draw was finished.")
        )
    in_words = places_in_words(known.posed, {})
    return summary_of(question, settings, outcomes, in_words, interrupted=interrupted)


def question_of(known: KnownPlan, settings: RobustnessSettings) -> Question:
    """Return what the workers have to know.

    Parameters
    ----------
    known
        The plan with its problem.
    settings
        What is asked for.

    Returns
    -------
    Question
        Plan, source of draws, limits.
    """
    source = draw_source(known.posed, settings.uncertainty, settings.seed)
    return Question(source, known.plan, known.choice, settings.gap, settings.nodes)


def solves_of(settings: RobustnessSettings) -> tuple[DrawKey, ...]:
    """Return every solve that is needed: the draws first, then what the influence needs besides.

    Parameters
    ----------
    settings
        What is asked for.

    Returns
    -------
    tuple of DrawKey
        Each once.
    """
    draws = [DrawKey(number) for number in range(settings.draws)]
    others = [key for number in range(settings.influence_samples) for key in influence_keys(number)[1:]]
    return (*draws, *others)


def _finished(
    question: Question,
    wanted: tuple[DrawKey, ...],
    executor: Executor,
    pending: set[Future[Outcome]],
    should_stop: Callable[[], bool] | None,
) -> Iterator[Outcome]:
    """Yield outcomes as they come; a few draws are always handed over ahead."""
    waiting = iter(wanted)
    while True:
        pending.update(
            executor.submit(outcome_of, question, key) for key in islice(waiting, max(0, _AHEAD - len(pending)))
        )
        if not pending or (should_stop is not None and should_stop()):
            return
        done, _ = wait(pending, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            pending.discard(future)
            yield _outcome(future)


def _outcome(future: Future[Outcome]) -> Outcome:
    """Return what a worker found."""
    try:
        return future.result()
    except (BrokenProcessPool, CancelledError) as error:
        raise InternalError(
            Text(
                vi=f"Một tiến trình tính toán đã chết ({type(error).__name__}); có thể do hết bộ nhớ. Giảm --workers.",
                en=f"A worker died ({type(error).__name__}); memory may have run out. Try fewer --workers.",
            )
        ) from error
