"""What a planner asks for: the scenario, its sections and its defaults.

A scenario is a YAML file. Every field has a default that is explained here once; the same words serve the JSON
Schema, the editor and the manual. ``optimisation/scenarios/national.yaml`` spells all of them out with their origin.
Names of technologies, units and sites are resolved later, when the layers are known (``planning``); everything that
a scenario can get wrong on its own is refused here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from clusterplan.domain import Frozen
from clusterplan.scenario.basics import ContradictionError, NonEmpty, Range, Reasoned, Share
from clusterplan.scenario.candidates import CandidateSettings, StrongOverride
from clusterplan.scenario.facilities import FacilityRules, HostOverride
from clusterplan.scenario.locks import FocusPlace, HostPlace, Lock, MemberPlace
from clusterplan.scenario.objective import ObjectiveSettings, SynergyPair
from clusterplan.scenario.phasing import Phasing
from clusterplan.scenario.resources import Resource
from clusterplan.scenario.rules import RuleSettings
from clusterplan.scenario.score import ScoreSettings

__all__ = [
    "CandidateSettings",
    "ContradictionError",
    "FacilityRules",
    "FocusPlace",
    "HostOverride",
    "HostPlace",
    "Lock",
    "MemberPlace",
    "ObjectiveSettings",
    "Phasing",
    "Range",
    "Reasoned",
    "Resource",
    "RuleSettings",
    "Scenario",
    "ScoreSettings",
    "SolverSettings",
    "StrongOverride",
    "SynergyPair",
]


class SolverSettings(Frozen):
    """How the integer programme is solved. Changes the time and the gap, never the meaning."""

    name: Literal["HiGHS", "COIN_CMD"] = "HiGHS"
    """Solver, from an allow-list."""
    time_limit_seconds: Annotated[float, Field(gt=0, le=86_400)] = 300.0
    """The best plan so far is returned after this time, with its gap."""
    gap_limit: Share = 0.0
    """Stop when the gap is this small; 0 asks for a proof of optimality."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    """Seed of the solver and of everything random."""


class Scenario(Frozen):
    """One question to the planner's model: data to use, what counts, what is allowed."""

    schema_: Literal["clusterplan/scenario/1"] = Field(default="clusterplan/scenario/1", alias="schema")
    """Name and version of this shape."""
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """Lower-case name; becomes part of file names and addresses."""
    title_vi: NonEmpty
    """Title in Vietnamese."""
    title_en: NonEmpty
    """Title in English."""
    technology_scheme: NonEmpty
    """Technology list to plan under, as the table of technologies names it."""
    unit_layer: NonEmpty
    """Layer of the planning units."""
    unit_vintage: NonEmpty
    """Vintage that the layer must have: the same code may mean another unit in another year."""
    score: ScoreSettings = Field(default_factory=ScoreSettings)
    """How advantage is scored."""
    candidates: CandidateSettings = Field(default_factory=CandidateSettings)
    """Which sets of units may form a cluster."""
    objective: ObjectiveSettings = Field(default_factory=ObjectiveSettings)
    """What counts."""
    rules: RuleSettings = Field(default_factory=RuleSettings)
    """What is allowed."""
    solver: SolverSettings = Field(default_factory=SolverSettings)
    """How to solve."""
