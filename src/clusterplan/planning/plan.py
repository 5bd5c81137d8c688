"""Make a plan: pose the problem, refuse the impossible, solve, check, and gather what is needed to show it."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from pydantic import ValidationError

from clusterplan.domain import Manifest, Plan
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.assemble import assemble_plan
from clusterplan.optimisation.feasibility import refuse_the_impossible
from clusterplan.optimisation.interchangeable import in_order_of_ids
from clusterplan.optimisation.isolated import solve_isolated
from clusterplan.optimisation.solution import Progress, Solution
from clusterplan.planning.assumptions import assumptions_of
from clusterplan.planning.exclusions import excluded_pairs
from clusterplan.planning.facts import Facts
from clusterplan.planning.metrics import with_metrics
from clusterplan.planning.problem import Posed, pose_problem
from clusterplan.planning.products import product_assumptions
from clusterplan.planning.scenarios import scenario_digest
from clusterplan.publishing import Publication, SourceLine, write_plan_files
from clusterplan.scenario import Scenario

__all__ = [
    "PlanningResult",
    "make_plan",
    "publication_of",
    "read_plan_and_scenario",
    "read_publication",
    "write_plan_and_scenario",
    "write_result",
]

_DRAWN_LAYERS = ("archipelagos", "neighbours", "zones")
"""Layers that are shown with every plan although the optimiser does not read them."""


@dataclass(frozen=True, eq=False)
class PlanningResult:
    """A checked plan and everything that belongs to it."""

    plan: Plan
    """The plan."""
    publication: Publication
    """The plan with the layers, scores and sources needed to show it."""
    posed: Posed
    """The problem that was solved."""
    solution: Solution
    """What the solver returned."""


def make_plan(
    scenario: Scenario,
    *,
    facts: Facts | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> PlanningResult:
    """Solve a scenario and return a plan that passed the independent check.

    Parameters
    ----------
    scenario
        What is asked for.
    facts
        The data; today's if none are given.
    on_progress
        Told about phases, incumbents and bounds.
    should_stop
        Asked ten times a second; true stops the solver, which still returns its best plan.

    Returns
    -------
    PlanningResult
        Plan and publication.

    Raises
    ------
    ScenarioError
        If the scenario names what the data do not have.
    InfeasibleError
        If no plan keeps every rule.
    NoPlanError
        If the time limit came before any plan.
    InterruptedPlanningError
        If the work was stopped before any plan.
    """
    started, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
    report = on_progress or (lambda _progress: None)
    report(Progress("score", 0.0))
    posed = pose_problem(scenario, facts)
    refuse_the_impossible(posed.problem)
    solution = solve_isolated(posed.problem, on_progress, should_stop)
    if scenario.technology_level == "products":
        solution = replace(solution, choice=in_order_of_ids(posed.problem, solution.choice))
    report(Progress("check", time.monotonic() - clock))
    manifest = Manifest(
        inputs=dict(sorted(posed.facts.digests.items())),
        scenario_sha256=scenario_digest(scenario),
        clusterplan=metadata.version("clusterplan"),
        solver=solution.solver,
        options=dict(solution.options),
        seed=scenario.solver.seed,
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - clock, 3),
    )
    assumptions = (*product_assumptions(scenario, posed.facts), *assumptions_of(scenario))
    plan = with_metrics(assemble_plan(posed.problem, solution, posed.evidence, assumptions, manifest), posed)
    return PlanningResult(plan, publication_of(plan, scenario, posed), posed, solution)


def write_result(result: PlanningResult, folder: Path) -> tuple[Path, ...]:
    """Write a plan with its scenario and everything people and programs read.

    Parameters
    ----------
    result
        The plan.
    folder
        Folder to write to; made if it does not exist.

    Returns
    -------
    tuple of pathlib.Path
        The files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return (*_write_scenario(result.posed.scenario, folder), *write_plan_files(result.publication, folder))


def write_plan_and_scenario(plan: Plan, scenario: Scenario, folder: Path) -> tuple[Path, ...]:
    """Write a plan with the scenario it answers: all that a command needs to open the folder, and no picture.

    Parameters
    ----------
    plan
        The plan.
    scenario
        Its scenario.
    folder
        Folder to write to; made if it does not exist.

    Returns
    -------
    tuple of pathlib.Path
        ``plan.json``, ``scenario.json``, and the adopted plan if the scenario names one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "plan.json"
    written.write_text(plan.to_json(), encoding="utf-8", newline="\n")
    return (written, *_write_scenario(scenario, folder))


def read_publication(folder: Path) -> Publication:
    """Read a plan that was written earlier, with the layers and scores of today.

    Parameters
    ----------
    folder
        Folder with ``plan.json`` and the ``scenario.json`` it was solved from.

    Returns
    -------
    Publication
        Ready to be shown again.

    Raises
    ------
    UsageError
        If the folder holds no plan.
    """
    plan, scenario = read_plan_and_scenario(folder)
    return publication_of(plan, scenario, pose_problem(scenario))


def read_plan_and_scenario(place: Path) -> tuple[Plan, Scenario]:
    """Read a plan that was written earlier, and the scenario it answers.

    Parameters
    ----------
    place
        Folder with ``plan.json`` and the ``scenario.json`` it was solved from, or the plan's own file with
        ``scenario.json`` beside it.

    Returns
    -------
    tuple of Plan and Scenario
        The adopted plan that the scenario may name is found in the same folder.

    Raises
    ------
    UsageError
        If one of the two is missing or cannot be read; each is named.
    """
    plan_file = place / "plan.json" if place.is_dir() else place
    scenario_file = plan_file.parent / "scenario.json"
    faults = [_no_such_file(path) for path in (plan_file, scenario_file) if not path.is_file()]
    if faults:
        raise _unreadable(place, faults)
    try:
        plan = Plan.from_json(plan_file.read_bytes())
    except (OSError, ValidationError) as wrong:
        raise _unreadable(place, [_not_a(plan_file, Text(vi="phương án", en="plan"))]) from wrong
    try:
        scenario = Scenario.model_validate_json(scenario_file.read_bytes())
    except (OSError, ValidationError) as wrong:
        raise _unreadable(place, [_not_a(scenario_file, Text(vi="kịch bản", en="scenario"))]) from wrong
    return plan, _beside(scenario, plan_file.parent)


def _unreadable(place: Path, faults: list[Fault]) -> UsageError:
    """Return the error for a plan without what belongs to it."""
    return UsageError(
        Text(vi=f"Không đọc được phương án trong {place}.", en=f"No plan can be read in {place}."), faults
    )


def _no_such_file(path: Path) -> Fault:
    what = Text(
        vi="không có tệp này; cần plan.json và scenario.json nằm cạnh nhau.",
        en="there is no such file; plan.json and scenario.json are needed side by side.",
    )
    return Fault(str(path), what, Text(vi="Hãy chạy clusterplan solve trước.", en="Run clusterplan solve first."))


def _not_a(path: Path, kind: Text) -> Fault:
    what = Text(vi=f"tệp không chứa {kind.vi} hợp lệ.", en=f"the file holds no valid {kind.en}.")
    return Fault(str(path), what, Text(vi="Hãy chạy lại clusterplan solve.", en="Run clusterplan solve again."))


def _beside(scenario: Scenario, folder: Path) -> Scenario:
    """Return the scenario with its adopted plan found in the folder it was written to."""
    if scenario.objective.adopted_plan is None:
        return scenario
    objective = scenario.objective.model_copy(update={"adopted_plan": str(folder / scenario.objective.adopted_plan)})
    return scenario.model_copy(update={"objective": objective})


def _write_scenario(scenario: Scenario, folder: Path) -> tuple[Path, ...]:
    """Write the scenario, and beside it the adopted plan that it names, so that the folder can be run anywhere."""
    written = folder / "scenario.json"
    copies: tuple[Path, ...] = ()
    adopted = scenario.objective.adopted_plan
    if adopted is not None:
        copies = (folder / "adopted_plan.json",)
        copies[0].write_bytes(Path(adopted).read_bytes())
        objective = scenario.objective.model_copy(update={"adopted_plan": copies[0].name})
        scenario = scenario.model_copy(update={"objective": objective})
    written.write_text(scenario.model_dump_json(by_alias=True, indent=2) + "\n", encoding="utf-8")
    return (written, *copies)


def publication_of(plan: Plan, scenario: Scenario, posed: Posed) -> Publication:
    """Gather what is needed to show a plan.

    Parameters
    ----------
    plan
        The plan.
    scenario
        The scenario that it answers.
    posed
        The scenario's problem and data.

    Returns
    -------
    Publication
        Ready to be written.
    """
    for layer in _DRAWN_LAYERS:
        posed.facts.layer(layer)
    return Publication(
        plan=plan,
        layers=posed.facts.layers,
        advantage=posed.advantage,
        technologies=posed.facts.technologies(scenario.technology_scheme, scenario.technology_level),
        sources=tuple(
            SourceLine(record.title, record.source, record.licence, drawn=record.kind == "layer")
            for record in posed.facts.records_read()
        ),
        excluded=excluded_pairs(posed.problem),
        reach_km=scenario.rules.reach_km / scenario.candidates.detour_factor,
    )
