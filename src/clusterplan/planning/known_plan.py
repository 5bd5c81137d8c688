"""A plan to ask questions about: solved now, or read from the folder of an earlier solve, with its problem and data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from clusterplan.domain import Flag, Plan, Termination
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.assemble import assemble_plan, value_of
from clusterplan.optimisation.hand_made import chosen_clusters, chosen_facilities
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.solution import Choice, ModelSize, Progress, Solution
from clusterplan.planning.facts import Facts
from clusterplan.planning.metrics import with_metrics
from clusterplan.planning.plan import make_plan, read_plan_and_scenario
from clusterplan.planning.problem import Posed, pose_problem
from clusterplan.planning.scenarios import load_scenario, scenario_digest
from clusterplan.scenario import Scenario

__all__ = ["KnownPlan", "OtherDataError", "known_again", "known_plan"]


class OtherDataError(UsageError):
    """The data that a plan was made of are no longer there: what would be said about it would be wrong."""


@dataclass(frozen=True, eq=False)
class KnownPlan:
    """A checked plan with the problem that it answers."""

    plan: Plan
    """The plan."""
    posed: Posed
    """Its problem and data."""

    @cached_property
    def choice(self) -> Choice:
        """What the plan decides, in positions of the problem's sequences."""
        problem, plan = self.posed.problem, self.plan
        at = {technology: k for k, technology in enumerate(problem.technologies)}
        named = {cluster.hub: cluster for cluster in plan.clusters}
        clusters = tuple(
            replace(
                chosen,
                served_by=_served_by(self, chosen.candidate.hub),
                start_years=tuple(
                    sorted((at[k], year) for k, year in named[problem.units[chosen.candidate.hub]].start_year.items())
                ),
            )
            for chosen in chosen_clusters(problem, [(c.hub, c.members, c.focuses) for c in plan.clusters])
        )
        opening = {facility.site_id: facility.opens_in for facility in plan.facilities}
        facilities = chosen_facilities(problem, [(f.site_id, f.kind, f.technologies) for f in plan.facilities])
        return Choice(clusters, tuple(replace(f, opens_in=opening[problem.sites[f.site]]) for f in facilities))

    def as_solution(self, choice: Choice) -> Solution:
        """Return another choice for the same problem with the bound that is proven for it.

        Parameters
        ----------
        choice
            It keeps every rule.

        Returns
        -------
        Solution
            As the solver's answers come.
        """
        value, manifest = value_of(self.posed.problem, choice), self.plan.manifest
        bound = max(value, round(self.plan.bound * MILLIONTHS))
        ended = Termination.OPTIMAL if bound == value else Termination.GAP_LIMIT
        options = tuple(manifest.options.items())
        return Solution(choice, bound, ended, manifest.solver, options, ModelSize(0, 0, 0), manifest.seconds)

    def checked(self, choice: Choice, flag: Flag) -> Plan:
        """Return another choice for the same problem as a plan that passed the independent check.

        Parameters
        ----------
        choice
            It keeps every rule.
        flag
            Says where the plan comes from.

        Returns
        -------
        Plan
            With its own metrics, and the assumptions and the manifest of the known plan.
        """
        posed, solution = self.posed, self.as_solution(choice)
        plan = assemble_plan(posed.problem, solution, posed.evidence, self.plan.assumptions, self.plan.manifest)
        return with_metrics(plan.model_copy(update={"flags": (*plan.flags, flag)}), posed)


def known_plan(
    target: str,
    *,
    facts: Facts | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> KnownPlan:
    """Return the plan of a folder, or that of a scenario, which is solved first.

    Parameters
    ----------
    target
        Folder with ``plan.json`` and ``scenario.json``, name of a bundled scenario, or a scenario file.
    facts
        The data; today's if none are given.
    on_progress
        Told about phases, incumbents and bounds of the solve.
    should_stop
        Asked ten times a second; true stops the solver, which still returns its best plan.

    Returns
    -------
    KnownPlan
        The plan with its problem.

    Raises
    ------
    UsageError
        If the folder holds no plan, or one that was made of other data: what is said about it would be wrong.
    """
    if not Path(target).is_dir():
        result = make_plan(load_scenario(target), facts=facts, on_progress=on_progress, should_stop=should_stop)
        return KnownPlan(result.plan, result.posed)
    plan, scenario = read_plan_and_scenario(Path(target))
    return known_again(plan, scenario, str(target), facts)


def known_again(plan: Plan, scenario: Scenario, where: str, facts: Facts | None = None) -> KnownPlan:
    """Return a plan that was kept, with its problem.

    Parameters
    ----------
    plan
        The plan.
    scenario
        The scenario that it answers.
    where
        Where both were kept, for people.
    facts
        The data; today's if none are given.

    Returns
    -------
    KnownPlan
        The plan with its problem.

    Raises
    ------
    OtherDataError
        If the plan was made of other data than there are now: what is said about it would be wrong.
    """
    posed = pose_problem(scenario, facts)
    then, now = plan.manifest.inputs, posed.facts.digests
    changed = sorted(name for name in then.keys() & now.keys() if then[name] != now[name])
    if plan.manifest.scenario_sha256 != scenario_digest(scenario):
        changed.append("scenario.json")
    if changed:
        raise _made_of_other_data(where, changed)
    return KnownPlan(plan, posed)


def _served_by(known: KnownPlan, hub: int) -> tuple[tuple[int, int], ...]:
    """Return who serves a hub, where a cap on loads decides it."""
    problem = known.posed.problem
    if problem.scenario.rules.facility_load_at_most is None:
        return ()
    (served,) = (cluster.served_by for cluster in known.plan.clusters if cluster.hub == problem.units[hub])
    return tuple(sorted((problem.technologies.index(k), problem.sites.index(site)) for k, site in served.items()))


def _made_of_other_data(where: str, changed: list[str]) -> OtherDataError:
    """Return the error for a plan whose data are no longer there."""
    summary = Text(
        vi=f"Phương án trong {where} được lập từ dữ liệu khác với dữ liệu hiện có.",
        en=f"The plan in {where} was made of other data than there are now.",
    )
    advice = Text(
        vi="Chạy clusterplan replay để xem khác ở đâu, hoặc giải lại kịch bản.",
        en="Run clusterplan replay to see what differs, or solve the scenario again.",
    )
    what = Text(vi="đã thay đổi.", en="has changed.")
    return OtherDataError(summary, [Fault(name, what, advice) for name in changed])
