"""Why a plan is as it is: reasons for every unit, for one pair, and against another."""

from clusterplan.planning.why.answers import SmallestChange, WhatIf, Why, WhyNot
from clusterplan.planning.why.reason_answers import Loss, PairReason, ReasonKind, UnitReasons
from clusterplan.planning.why.reasons import Asked, unit_reasons
from clusterplan.planning.why.rejected import why_not
from clusterplan.planning.why.selected import why

__all__ = [
    "Asked",
    "Loss",
    "PairReason",
    "ReasonKind",
    "SmallestChange",
    "UnitReasons",
    "WhatIf",
    "Why",
    "WhyNot",
    "unit_reasons",
    "why",
    "why_not",
]
