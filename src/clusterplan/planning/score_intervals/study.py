"""Score a scenario again under drawn inputs, and count."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import isnan

import numpy as np
from numpy.typing import NDArray

from clusterplan.advantage import AdvantageTable
from clusterplan.advantage.draws import draws_of
from clusterplan.advantage.intervals import interval_of, ranks_of, score_sample, share_of_top
from clusterplan.advantage.products import group_columns
from clusterplan.advantage.steps import rounded
from clusterplan.domain import Grade, Judgement
from clusterplan.errors import InterruptedPlanningError
from clusterplan.language import Text
from clusterplan.optimisation.assemble import reference_of
from clusterplan.planning.advantage import advantage_of
from clusterplan.planning.facts import Facts
from clusterplan.planning.robustness.ranges import range_assumptions
from clusterplan.planning.robustness.summary import share_interval
from clusterplan.planning.score_intervals.answer import ScoreInterval, ScoreIntervals
from clusterplan.planning.score_intervals.settings import IntervalSettings
from clusterplan.scenario import Scenario

__all__ = ["ScoreProgress", "drawn_scores", "intervals_of_scores", "score_intervals"]

type Numbers = NDArray[np.float64]
type ScoreProgress = Callable[[int, int, float], None]
"""Told how many draws are scored, of how many, and the seconds so far."""


def score_intervals(
    scenario: Scenario,
    facts: Facts | None = None,
    settings: IntervalSettings | None = None,
    *,
    on_progress: ScoreProgress | None = None,
) -> ScoreIntervals:
    """Say how far every score of a scenario could lie elsewhere, and how sure its rank is.

    Parameters
    ----------
    scenario
        Scheme, units and score settings; every name in it exists.
    facts
        The data; today's if none are given.
    settings
        How many draws of what; a thousand of the usual ranges if none are given.
    on_progress
        Told after every draw.

    Returns
    -------
    ScoreIntervals
        Every unit in every technology. Ctrl-C on the way gives the answer of the finished draws, which says so.

    Raises
    ------
    InterruptedPlanningError
        If it was stopped before any draw was finished.
    """
    return intervals_of_scores(scenario, advantage_of(scenario, facts), settings, on_progress=on_progress)


def intervals_of_scores(
    scenario: Scenario,
    advantage: AdvantageTable,
    settings: IntervalSettings | None = None,
    *,
    on_progress: ScoreProgress | None = None,
) -> ScoreIntervals:
    """Say the same of scores that are at hand.

    Parameters
    ----------
    scenario
        The scenario that was scored.
    advantage
        Its published scores, of groups or products.
    settings, on_progress
        As :func:`score_intervals` takes them.

    Returns
    -------
    ScoreIntervals
        What :func:`score_intervals` gives.

    Raises
    ------
    InterruptedPlanningError
        If it was stopped before any draw was finished.
    """
    settings = settings or IntervalSettings()
    drawn: list[Numbers] = []
    interrupted, started = False, time.monotonic()
    try:
        for scores in drawn_scores(advantage, settings):
            drawn.append(scores)
            if on_progress is not None:
                on_progress(len(drawn), settings.draws, time.monotonic() - started)
    except KeyboardInterrupt:
        interrupted = True
    if not drawn:
        raise InterruptedPlanningError(
            Text(vi="Đã dừng trước khi xong lần rút nào.", en="Stopped before any draw was finished.")
        )
    return ScoreIntervals(
        scenario=reference_of(scenario),
        seed=settings.seed,
        level=settings.level,
        top=settings.top,
        uncertainty=settings.uncertainty,
        assumptions=tuple(range_assumptions(settings.uncertainty)),
        draws_asked=settings.draws,
        draws_done=len(drawn),
        interrupted=interrupted,
        intervals=tuple(_intervals(advantage, np.stack(drawn), settings)),
    )


def drawn_scores(advantage: AdvantageTable, settings: IntervalSettings) -> Iterator[Numbers]:
    """Yield the scores of one draw after the other: those of a study of robustness with the same seed.

    Parameters
    ----------
    advantage
        The published scores, of groups or products.
    settings
        How many draws of what.

    Yields
    ------
    numpy.ndarray
        (units, technologies) of the table, in [0, 1]; NaN where the pair cannot be judged.
    """
    source = draws_of(advantage)
    columns = group_columns(advantage.technologies, advantage.inherited, source.cube.technologies)
    yield from map(columns.scores, score_sample(source, settings.uncertainty, settings.seed, settings.draws))


def _intervals(advantage: AdvantageTable, drawn: Numbers, settings: IntervalSettings) -> Iterator[ScoreInterval]:
    """Count the draws, pair by pair."""
    release = advantage.score_matrix()
    ranks = ranks_of(drawn)
    numbers = {
        "score": release,
        **dict(zip(("at_least", "median", "at_most"), interval_of(drawn, settings.level), strict=True)),
        "top_probability": share_of_top(ranks, settings.top),
    }
    best, _, worst = interval_of(ranks, settings.level)
    places = {"rank": ranks_of(release), "best_rank": best, "worst_rank": worst}
    judged = (~np.isnan(drawn)).sum(axis=0)
    cells = advantage.cells[["judgement", "grade"]].to_numpy().reshape(*release.shape, 2)
    for r, unit in enumerate(advantage.units):
        for k, technology in enumerate(advantage.technologies):
            scored = not isnan(release[r, k])
            times = round(float(numbers["top_probability"][r, k]) * len(drawn))
            ends = share_interval(times, len(drawn)) if scored else (None, None)
            yield ScoreInterval(
                unit=unit,
                technology=technology,
                judgement=Judgement(cells[r, k, 0]),
                grade=Grade(cells[r, k, 1]),
                **{name: _number(values[r, k]) if scored else None for name, values in numbers.items()},
                draws_judged=int(judged[r, k]),
                **{name: _place(values[r, k]) if scored else None for name, values in places.items()},
                top_at_least=_number(ends[0]),
                top_at_most=_number(ends[1]),
            )


def _number(value: float | None) -> float | None:
    """Return a rounded number; nothing where there is none."""
    return None if value is None or isnan(value) else float(rounded(value))


def _place(value: float) -> int | None:
    """Return a rank; nothing where no draw has one."""
    return None if isnan(value) else int(value)
