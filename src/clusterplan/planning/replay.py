"""Run a plan again from its manifest, and say whether the answer is the same, or what differs and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from clusterplan.domain import Plan, Termination
from clusterplan.errors import (
    ClusterplanError,
    Fault,
    InfeasibleError,
    InputError,
    InternalError,
    InterruptedPlanningError,
    NoPlanError,
    UsageError,
)
from clusterplan.geodata import table_digest
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.differences import differences_between
from clusterplan.planning.facts import Facts
from clusterplan.planning.plan import make_plan, read_plan_and_scenario
from clusterplan.planning.replay_answer import Cause, Outcome, Replay, Verdict
from clusterplan.planning.scenarios import scenario_digest
from clusterplan.publishing.comparison import Comparison
from clusterplan.resources import sha256_of_file
from clusterplan.scenario import Scenario

__all__ = ["compare_runs", "replay_plan"]

_COMPARED = frozenset({"clusters", "facilities", "objective", "bound", "gap", "termination", "objective_terms"})
"""Fields that the verdict is about."""
_STOPPED = (Termination.TIME_LIMIT, Termination.INTERRUPTED)


def replay_plan(
    target: Path,
    *,
    facts: Facts | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Replay:
    """Run a plan again and compare.

    Parameters
    ----------
    target
        Folder with ``plan.json`` and ``scenario.json``, or the plan's file with ``scenario.json`` beside it.
    facts
        The data; today's if none are given.
    on_progress
        Told about phases, incumbents and bounds.
    should_stop
        Asked ten times a second; true stops the solver.

    Returns
    -------
    Replay
        The verdict, what was given otherwise, and what differs. The times of the two runs are not compared.

    Raises
    ------
    UsageError
        If the plan or its scenario cannot be read, or the plan came from a list made by hand.
    InterruptedPlanningError
        If the new run was stopped: nothing can be said then.
    """
    facts = facts or Facts()
    then, scenario = read_plan_and_scenario(target)
    _refuse_a_list(then)
    try:
        now = make_plan(scenario, facts=facts, on_progress=on_progress, should_stop=should_stop).plan
    except (InputError, InfeasibleError, NoPlanError) as error:
        return _without_plan(then, scenario, facts, error)
    if now.termination is Termination.INTERRUPTED:
        raise InterruptedPlanningError(
            Text(
                vi="Đã dừng khi đang chạy lại; chưa kết luận được gì.",
                en="Stopped during the new run; nothing can be said yet.",
            )
        )
    return compare_runs(then, now, scenario, facts)


def compare_runs(then: Plan, now: Plan, scenario: Scenario, facts: Facts) -> Replay:
    """Hold a new plan against the old one that it should repeat.

    Parameters
    ----------
    then, now
        The old and the new plan.
    scenario
        The scenario that lies beside the old plan.
    facts
        The data of today.

    Returns
    -------
    Replay
        Verdict, causes and differences.
    """
    causes = (*_causes(then, scenario, now.manifest.inputs), *_of_the_solver(then, now), *_stopped(then))
    comparison = differences_between(then, now, facts)
    other = _parts_that_differ(then, now)
    verdict = _verdict(then, now, comparison, other)
    return Replay(
        scenario=then.scenario,
        verdict=verdict,
        causes=causes,
        then=_outcome(then),
        now=_outcome(now),
        comparison=comparison,
        other_parts=tuple(sorted(other - _COMPARED)),
        exit_code=_exit_code(verdict, causes),
    )


def _verdict(then: Plan, now: Plan, comparison: Comparison, differing: frozenset[str]) -> Verdict:
    """Return how the new plan stands to the old one."""
    if not differing:
        return Verdict.SAME
    proven = then.termination is now.termination is Termination.OPTIMAL
    same_value = (then.objective, then.bound, then.gap) == (now.objective, now.bound, now.gap)
    decides_the_same = comparison.decides_the_same and not differing & {"clusters", "facilities"}
    if same_value and decides_the_same and not differing & _COMPARED:
        return Verdict.SAME_DECISIONS
    return Verdict.EQUAL_VALUE if proven and same_value and not decides_the_same else Verdict.DIFFERENT


def _exit_code(verdict: Verdict, causes: tuple[Cause, ...]) -> int:
    """Return the exit code of a replay that has a plan."""
    if verdict is Verdict.SAME or (verdict is Verdict.SAME_DECISIONS and causes):
        return 0
    return InputError.exit_code if causes else InternalError.exit_code


def _parts_that_differ(then: Plan, now: Plan) -> frozenset[str]:
    """Return the fields of ``plan.json`` that differ, but for the manifest."""
    ours, theirs = (plan.model_dump(mode="json", by_alias=True, exclude={"manifest"}) for plan in (then, now))
    return frozenset(name for name in ours if ours[name] != theirs[name])


def _outcome(plan: Plan) -> Outcome:
    return Outcome(objective=plan.objective, bound=plan.bound, gap=plan.gap, termination=plan.termination)


def _causes(then: Plan, scenario: Scenario, inputs: dict[str, str]) -> Iterator[Cause]:
    """Yield what the new run is given otherwise, as far as it is known before the solver ran."""
    recorded = then.manifest.inputs
    for name in sorted(recorded.keys() | inputs.keys()):
        if recorded.get(name) != inputs.get(name):
            yield Cause(kind="input", name=name, then=recorded.get(name), now=inputs.get(name))
    digest = scenario_digest(scenario)
    if then.manifest.scenario_sha256 != digest:
        yield Cause(kind="scenario", name="scenario.json", then=then.manifest.scenario_sha256, now=digest)
    version = metadata.version("clusterplan")
    if then.manifest.clusterplan != version:
        yield Cause(kind="clusterplan", name="clusterplan", then=then.manifest.clusterplan, now=version)
    if then.manifest.seed != scenario.solver.seed:
        yield Cause(kind="seed", name="seed", then=str(then.manifest.seed), now=str(scenario.solver.seed))


def _of_the_solver(then: Plan, now: Plan) -> Iterator[Cause]:
    """Yield how the solver differs."""
    if then.manifest.solver != now.manifest.solver:
        yield Cause(kind="solver", name="solver", then=then.manifest.solver, now=now.manifest.solver)
    options = (then.manifest.options, now.manifest.options)
    for name in sorted(options[0].keys() | options[1].keys()):
        values = [None if name not in of else str(of[name]) for of in options]
        if values[0] != values[1]:
            yield Cause(kind="option", name=name, then=values[0], now=values[1])


def _stopped(then: Plan) -> Iterator[Cause]:
    """Yield that the old run was stopped, which depends on the machine and not on the manifest."""
    if then.termination in _STOPPED:
        yield Cause(kind="stopped", name="stopped", then=then.termination.value, now=None)


def _without_plan(then: Plan, scenario: Scenario, facts: Facts, error: ClusterplanError) -> Replay:
    """Say that there is no plan now, why, and what is given otherwise."""
    return Replay(
        scenario=then.scenario,
        verdict=Verdict.NO_PLAN,
        causes=(*_causes(then, scenario, _digests(then, scenario, facts)), *_stopped(then)),
        then=_outcome(then),
        now=None,
        comparison=None,
        other_parts=(),
        why_no_plan_vi="\n".join(error.lines("vi")),
        why_no_plan_en="\n".join(error.lines("en")),
        exit_code=error.exit_code,
    )


def _digests(then: Plan, scenario: Scenario, facts: Facts) -> dict[str, str]:
    """Return today's digests of everything that the old plan was made of, as far as it is still there."""
    found = {name: _digest(name, scenario, facts) for name in then.manifest.inputs}
    return {name: digest for name, digest in found.items() if digest is not None}


def _digest(name: str, scenario: Scenario, facts: Facts) -> str | None:
    try:
        if name == "adopted_plan":
            return sha256_of_file(Path(str(scenario.objective.adopted_plan)))
        return facts.layers.digest(name) if name in facts.layers else table_digest(name)
    except (OSError, UsageError):  # it is not there any more
        return None


def _refuse_a_list(plan: Plan) -> None:
    """Refuse a plan that is not the answer to its scenario alone."""
    if "hand_made_plan" not in plan.manifest.inputs:
        return
    raise UsageError(
        Text(
            vi="Phương án này lập từ một danh sách; chỉ có kịch bản thì không chạy lại được.",
            en="This plan was made of a list; it cannot be run again from its scenario alone.",
        ),
        [
            Fault(
                "hand_made_plan",
                Text(
                    vi=f"mã băm của danh sách là {plan.manifest.inputs['hand_made_plan']}.",
                    en=f"the digest of the list is {plan.manifest.inputs['hand_made_plan']}.",
                ),
                Text(
                    vi="Hãy chạy lại clusterplan evaluate với danh sách đó.",
                    en="Run clusterplan evaluate with that list again.",
                ),
            )
        ],
    )
