"""Walk a front, and make a checked plan of each of its points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clusterplan.domain import Flag, Plan, Termination
from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.criteria import Criterion
from clusterplan.optimisation.front import FrontPoint, FrontQuestion, Mode, is_complete, non_dominated
from clusterplan.optimisation.front_isolated import walk_isolated
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.solve import no_plan_in_time
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.pareto.answer import Front, FrontEntry
from clusterplan.planning.pareto.asked import measure_asked_for
from clusterplan.planning.pareto.measure import Measure
from clusterplan.scenario import Scenario

__all__ = ["FoundFront", "front_of"]

type OnPoint = Callable[[int, float, int | float], None]
"""Told the number of points so far, and objective and level of the newest."""


_ROUNDING = 1e-5
"""Largest difference between a sum of fractions and one of floating-point numbers, in the resource's unit."""


@dataclass(frozen=True)
class FoundFront:
    """A front with its plans."""

    front: Front
    """What there is to say."""
    plans: tuple[Plan, ...]
    """The plans, in the order of the front's points."""
    scenario: Scenario
    """The scenario of all of them."""


def front_of(
    known: KnownPlan,
    criterion: Criterion,
    *,
    resource: str | None = None,
    mode: Mode = Mode.EPSILON,
    points: int = 10,
    on_point: OnPoint | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> FoundFront:
    """Return plans of which none is better than another in both the objective and a second criterion.

    Parameters
    ----------
    known
        The plan to begin from, with its problem.
    criterion
        What the objective is held against.
    resource
        For cost, the resource whose spending it is. If none is named: ``public_investment``, else the first in money,
        else a proxy.
    mode
        How to walk the front.
    points
        Most points, at least 2. All that there are are found if the criterion has no more levels than that.
    on_point
        Told about each point.
    should_stop
        Asked ten times a second; true ends the walk. So does Ctrl-C. The points until then are kept.

    Returns
    -------
    FoundFront
        Every plan has passed the independent check, and its level is counted from the plan alone.

    Raises
    ------
    UsageError
        If the scenario has no such resource, or none that can be asked about.
    InternalError
        If the model and the plan do not agree on a level.
    """
    measure = measure_asked_for(known.posed.problem, criterion, resource)
    is_best = known.plan.termination is Termination.OPTIMAL
    bound = None if is_best else round(known.plan.bound * MILLIONTHS)
    question = FrontQuestion(known.posed.problem, measure.second, mode, points, known.choice, bound)
    found: list[FrontPoint] = []
    interrupted = False
    try:
        for point in walk_isolated(question, should_stop):
            found.append(point)
            if on_point is not None:
                on_point(len(found), point.value / MILLIONTHS, measure.amount(point.level))
    except KeyboardInterrupt:
        interrupted = True
    kept = non_dominated(found)
    if not found and not interrupted:
        raise no_plan_in_time(known.posed.scenario.solver.time_limit_seconds)
    plans = tuple(_plan(known, measure, point) for point in kept)
    best = max([known.plan.objective, *(plan.objective for plan in plans)])
    front = Front(
        scenario=known.plan.scenario,
        criterion=criterion,
        wanted="large" if criterion.sign > 0 else "small",
        title_vi=measure.title.vi,
        title_en=measure.title.en,
        unit_vi=measure.unit.vi,
        unit_en=measure.unit.en,
        resource=measure.resource,
        step=1 if measure.resource is None else float(measure.step),
        is_proxy=measure.is_proxy,
        note_vi="" if measure.note is None else measure.note.vi,
        note_en="" if measure.note is None else measure.note.en,
        mode=mode,
        points_asked=points,
        best_objective=best,
        best_bound=known.plan.bound,
        points=tuple(
            _entry(number, point, plan, measure, (best, known.plan.bound))
            for number, (point, plan) in enumerate(zip(kept, plans, strict=True), start=1)
        ),
        is_complete=len(found) > 1 and not interrupted and is_complete(kept),  # the first two are the ends
        interrupted=interrupted,
    )
    return FoundFront(front, plans, known.posed.scenario)


def _plan(known: KnownPlan, measure: Measure, point: FrontPoint) -> Plan:
    """Return a point as a checked plan that says where it comes from; its bound is that of the scenario."""
    stated = measure.amount(point.level)
    plan = known.checked(point.choice, _flag(measure, stated, point))
    counted = measure.of(plan)
    if abs(counted - stated) > _ROUNDING:
        name = measure.title
        raise InternalError(
            Text(
                vi=f"Mô hình và phương án không khớp: {name.vi} {stated}, đếm lại được {counted}.",
                en=f"Model and plan disagree: {name.en} {stated}, counted again {counted}.",
            )
        )
    return plan


def _flag(measure: Measure, level: int | float, point: FrontPoint) -> Flag:
    """Say that a plan is one of a front, not the optimum of its scenario."""
    title, unit, much = measure.title, measure.unit, f"{level:.12g}"
    proof_vi, proof_en = ("đã chứng minh", "proven") if point.is_proven else ("chưa chứng minh", "not proven")
    return Flag(
        rule="pareto",
        place="all",
        what=f"a point of the front against {title.en} ({much} {unit.en}), {proof_en}; its gap is to the best plan",
        what_vi=f"một điểm trên biên Pareto theo {title.vi} ({much} {unit.vi}), {proof_vi}; "
        "khoảng cách tính tới phương án tốt nhất",
    )


def _entry(number: int, point: FrontPoint, plan: Plan, measure: Measure, best: tuple[float, float]) -> FrontEntry:
    """Return a point with its price; ``best`` holds the best objective and the bound on it.

    The price is ``1 - f(level) / f*``. Each of the two lies between an objective and a bound.
    """
    objective, bound = plan.objective, max(plan.objective, point.bound / MILLIONTHS)
    least = most = None
    if best[0] > 0:
        least = round(max(0.0, 1 - min(bound / best[0], 1.0)), 9)
        most = round(max(0.0, 1 - objective / max(best)), 9)
    return FrontEntry(
        number=number,
        level=measure.amount(point.level),
        asked=measure.amount(point.at_least),
        objective=objective,
        bound=bound,
        gap=round((bound - objective) / max(1.0, abs(objective)), 9),
        is_proven=point.is_proven,
        loss_share_at_least=least,
        loss_share_at_most=most,
        weight_of_objective=point.weights[0],
        weight_of_level=point.weights[1],
        plan=f"points/{number:02d}/plan.json",
    )
