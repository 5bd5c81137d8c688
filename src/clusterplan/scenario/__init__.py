"""What a planner asks for: the scenario, its sections and its defaults.

A scenario is a YAML file. Every field has a default that is explained here once; the same words serve the JSON
Schema, the editor and the manual. ``optimisation/scenarios/national.yaml`` spells all of them out with their origin.
Names of technologies, units and sites are resolved later, when the layers are known (``planning``); everything that
a scenario can get wrong on its own is refused here.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from clusterplan.domain import Frozen, Terms
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, NonEmpty, Range, Reasoned, Share
from clusterplan.scenario.candidates import CandidateSettings, StrongOverride
from clusterplan.scenario.facilities import FacilityRules, HostOverride
from clusterplan.scenario.gates import EvidenceOverride
from clusterplan.scenario.locks import FocusPlace, HostPlace, Lock, MemberPlace
from clusterplan.scenario.objective import GradeDeviations, ObjectiveSettings, RobustSettings, SynergyPair
from clusterplan.scenario.pairs import TechnologyPair, needs
from clusterplan.scenario.phasing import Phasing
from clusterplan.scenario.products import ProductChoice, each_product_once
from clusterplan.scenario.resources import Resource
from clusterplan.scenario.rules import RuleSettings
from clusterplan.scenario.score import ScoreSettings

__all__ = [
    "SCENARIO_ID",
    "CandidateSettings",
    "ContradictionError",
    "EvidenceOverride",
    "FacilityRules",
    "FocusPlace",
    "GradeDeviations",
    "HostOverride",
    "HostPlace",
    "Lock",
    "MemberPlace",
    "ObjectiveSettings",
    "Phasing",
    "ProductChoice",
    "Range",
    "Reasoned",
    "Resource",
    "RobustSettings",
    "RuleSettings",
    "Scenario",
    "ScoreSettings",
    "SolverSettings",
    "StrongOverride",
    "SynergyPair",
    "TechnologyPair",
    "needs",
]

SCENARIO_ID = r"^[a-z0-9][a-z0-9_-]{0,63}$"
"""Pattern of ids."""


class SolverSettings(Frozen):
    """How the integer programme is solved. Changes the time and the gap, never the meaning."""

    name: Literal["HiGHS", "COIN_CMD", "SCIP_PY", "GUROBI", "CPLEX_PY"] = "HiGHS"
    """Solver, from an allow-list: HiGHS, CBC, SCIP, Gurobi or CPLEX. All but HiGHS are installed separately."""
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
    id: Annotated[str, StringConstraints(pattern=SCENARIO_ID)]
    """Lower-case name; becomes part of file names and addresses."""
    title_vi: NonEmpty
    """Title in Vietnamese."""
    title_en: NonEmpty
    """Title in English."""
    technology_scheme: NonEmpty
    """Technology list to plan under, as the table of technologies names it."""
    technology_level: Literal["groups", "products"] = "groups"
    """What a technology is: a group of the list, or one of its products, which inherits what is known of its group."""
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
    products: tuple[ProductChoice, ...] = ()
    """Decisions that name one enterprise for a product; without one, enterprises are listed as on record."""
    terms: Terms | None = None
    """Terms of use of the facilities and local mechanisms, shown with the plan; they change nothing that is decided."""
    solver: SolverSettings = Field(default_factory=SolverSettings)
    """How to solve."""

    @model_validator(mode="after")
    def _tiers_are_of_products(self) -> Self:
        if self.objective.tier_priority and self.technology_level != "products":
            raise ContradictionError(
                Text(
                    vi="objective.tier_priority chỉ có nghĩa khi technology_level là products.",
                    en="objective.tier_priority has a meaning only where technology_level is products.",
                )
            )
        return self

    @field_validator("products")
    @classmethod
    def _each_product_is_decided_once(cls, choices: tuple[ProductChoice, ...]) -> tuple[ProductChoice, ...]:
        each_product_once(choices)
        return choices
