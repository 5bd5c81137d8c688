"""How far each score could lie elsewhere, and how sure its place among the units is."""

from clusterplan.planning.score_intervals.answer import ScoreInterval, ScoreIntervals
from clusterplan.planning.score_intervals.files import write_score_intervals
from clusterplan.planning.score_intervals.settings import IntervalSettings
from clusterplan.planning.score_intervals.study import drawn_scores, intervals_of_scores, score_intervals

__all__ = [
    "IntervalSettings",
    "ScoreInterval",
    "ScoreIntervals",
    "drawn_scores",
    "intervals_of_scores",
    "score_intervals",
    "write_score_intervals",
]
