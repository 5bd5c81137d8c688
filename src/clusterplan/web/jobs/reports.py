"""How far a job is, in words, percent and numbers, and why one failed."""

from __future__ import annotations

from typing import Any

from clusterplan.errors import ClusterplanError, InfeasibleError, InputError, InterruptedPlanningError, NoPlanError
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress

__all__ = ["Report", "counted", "from_progress", "problem_of"]

type Report = tuple[int, Text, dict[str, Any] | None]
"""Percent, words, and the best answer so far where there is one."""

_PHASES = {
    "score": (1, Text(vi="Chấm điểm lợi thế", en="Scoring advantage")),
    "build": (5, Text(vi="Lập mô hình", en="Building the model")),
    "solve": (10, Text(vi="Đang giải", en="Solving")),
    "explain": (90, Text(vi="Không có phương án; đang tìm lý do", en="There is no plan; looking for the reason")),
    "check": (95, Text(vi="Kiểm tra độc lập", en="Independent check")),
}
_STATUS = {InputError: 400, InfeasibleError: 409, InterruptedPlanningError: 409, NoPlanError: 409}


def from_progress(progress: Progress, seconds: float, percent: tuple[int, int] = (0, 100)) -> Report:
    """Return how far a solve is.

    Parameters
    ----------
    progress
        What the solver tells.
    seconds
        Time that it may take: while it searches, its percent are those of this time. A proof may come at any moment.
    percent
        Share of the job that the solve is, from and to.

    Returns
    -------
    Report
        With objective, bound, gap and seconds where there is a plan or a bound.
    """
    done, words = _PHASES.get(progress.phase, (10, Text(vi=progress.phase, en=progress.phase)))
    if progress.phase == "solve":
        done += round(80 * min(1.0, progress.seconds / seconds))
    low, high = percent
    incumbent = None
    if progress.incumbent is not None or progress.bound is not None:
        incumbent = {
            "objective": progress.incumbent,
            "bound": progress.bound,
            "gap": progress.gap,
            "seconds": round(progress.seconds, 3),
        }
    return low + done * (high - low) // 100, words, incumbent


def counted(words: Text, done: int, wanted: int, percent: tuple[int, int]) -> Report:
    """Return how far a study is that counts.

    Parameters
    ----------
    words
        What is counted.
    done, wanted
        How many are done, of how many.
    percent
        Share of the job that the study is, from and to.

    Returns
    -------
    Report
        With the numbers in words.
    """
    low, high = percent
    numbers = f"{done} / {wanted}"
    words = Text(vi=f"{words.vi}: {numbers}", en=f"{words.en}: {numbers}")
    return low + (high - low) * min(done, wanted) // max(1, wanted), words, None


def problem_of(error: ClusterplanError) -> dict[str, Any]:
    """Return an error as plain values, to be kept with the job.

    Parameters
    ----------
    error
        What was raised.

    Returns
    -------
    dict
        ``status`` of HTTP, and ``summary`` and ``details`` in both languages.
    """
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    details = [_line(part) for part in error.details]
    return {"status": status, "summary": error.summary._asdict(), "details": details}


def _line(part: Any) -> dict[str, str]:
    return Text(vi=part.in_language("vi"), en=part.in_language("en"))._asdict()
