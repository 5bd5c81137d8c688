"""The integer programme of a scenario as a file that a planner can read and any solver can open."""

from __future__ import annotations

from pathlib import Path

from clusterplan.optimisation.model import build_model, write_lp
from clusterplan.planning.facts import Facts
from clusterplan.planning.problem import pose_problem
from clusterplan.scenario import Scenario

__all__ = ["write_lp_file"]


def write_lp_file(scenario: Scenario, path: Path, facts: Facts | None = None) -> tuple[int, int]:
    """Write a scenario's integer programme as an LP file, with rows named ``rule.place``.

    Parameters
    ----------
    scenario
        The scenario. It may be infeasible: the file says what is asked, not what is possible.
    path
        File to write.
    facts
        The data; today's if none are given.

    Returns
    -------
    (int, int)
        Numbers of variables and rows.

    Raises
    ------
    ScenarioError
        If the scenario names what the data do not have.
    OSError
        If the file cannot be written.
    """
    model = build_model(pose_problem(scenario, facts).problem)
    write_lp(model, path)
    return model.lp.numVariables(), model.lp.numConstraints()
