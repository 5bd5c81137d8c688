"""Why a pair is not in a plan: what forcing it costs or what forbids it, and the smallest change that brings it in."""

from __future__ import annotations

from collections.abc import Callable

from clusterplan.domain import TechnologyId, Termination, UnitId
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.why.answers import WhyNot
from clusterplan.planning.why.missing import holders, missing_of
from clusterplan.planning.why.moves import calmest, clash_of, moves_to
from clusterplan.planning.why.pairs import with_focus_lock
from clusterplan.planning.why.reasons import Asked, pair_reason
from clusterplan.planning.why.smallest import smallest_changes

__all__ = ["SECONDS", "why_not"]

SECONDS = 180.0
"""Time for the search for smallest changes, if nothing else is said."""
_SECONDS_FOR_A_CLASH = 60.0


def why_not(
    known: KnownPlan,
    unit: UnitId,
    technology: TechnologyId,
    *,
    seconds: float = SECONDS,
    asked: Asked | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> WhyNot:
    """Say why a plan does not give a technology to a unit.

    Parameters
    ----------
    known
        The plan.
    unit, technology
        A pair that the plan does not have.
    seconds
        Time for the search for smallest changes; 0 leaves it out.
    asked
        The same plan as it was asked about before.
    on_progress
        Told which change is looked at.
    should_stop
        Asked between two solves; true ends the search and keeps what was found. So does Ctrl-C.

    Returns
    -------
    WhyNot
        With the loss, exact where both plans are proven.

    Raises
    ------
    UsageError
        If the plan has the pair.
    """
    asked = asked or Asked(known)
    problem, cluster = known.posed.problem, asked.cluster_of(unit)
    if cluster is not None and technology in cluster.focuses:
        raise _in_the_plan(unit, technology)
    r = problem.units.index(unit)
    possible = asked.may_be_in_a_plan(unit, technology)
    forced = asked.questions.with_pair(unit, technology) if possible else None
    changed = with_focus_lock(problem, unit, technology, "must")
    clash = clash_of(changed, _SECONDS_FOR_A_CLASH) if possible and forced is None else None
    explanation = known.posed.advantage.explain(unit, technology)
    pair = pair_reason(asked, unit, technology, losses=True)
    searched = smallest_changes(asked, unit, technology, seconds, on_progress=on_progress, should_stop=should_stop)
    return WhyNot(
        scenario=known.plan.scenario,
        is_proven=known.plan.termination is Termination.OPTIMAL,
        unit=unit,
        unit_vi=problem.unit_names[r].vi,
        unit_en=problem.unit_names[r].en,
        pair=pair,
        explanation=explanation,
        objective_with=None if forced is None else forced.least / MILLIONTHS,
        bound_with=None if forced is None else forced.most / MILLIONTHS,
        moves=() if forced is None else moves_to(known, calmest(known, changed, forced)),
        clash=clash,
        missing=missing_of([explanation], holders()) if pair.score is None else (),
        changes=searched.changes,
        is_complete=searched.is_complete,
        was_interrupted=searched.was_interrupted,
    )


def _in_the_plan(unit: UnitId, technology: TechnologyId) -> UsageError:
    """Return the error for a pair that the plan has."""
    return UsageError(
        Text(
            vi=f"Phương án đã có công nghệ {technology} ở đơn vị {unit}.",
            en=f"The plan has technology {technology} in unit {unit}.",
        ),
        [
            Fault(
                f"{unit}:{technology}",
                Text(vi="có trong phương án.", en="is in the plan."),
                Text(vi="Hãy hỏi vì sao có (why).", en="Ask why (why)."),
            )
        ],
    )
