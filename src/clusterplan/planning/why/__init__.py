"""Why a plan is as it is: reasons for every unit, for one pair, and against another."""

from clusterplan.planning.why.reason_answers import Loss, PairReason, ReasonKind, UnitReasons
from clusterplan.planning.why.reasons import Asked, unit_reasons

__all__ = ["Asked", "Loss", "PairReason", "ReasonKind", "UnitReasons", "unit_reasons"]
