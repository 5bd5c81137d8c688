"""What there is to say about a front, the shape of ``front.json``: fields may be added, never changed or removed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import Document, Frozen, ScenarioReference
from clusterplan.optimisation.criteria import Criterion
from clusterplan.optimisation.front import Mode

__all__ = ["Front", "FrontEntry"]


class FrontEntry(Frozen):
    """One plan of the front."""

    number: int
    """Its place, from the best objective down."""
    level: int | float
    """Its value of the second criterion, counted from the plan; a number of things, or spending in the front's unit."""
    asked: int | float
    """Level it was asked for. No plan of that level or a better one has an objective above ``bound``."""
    objective: float
    """Its objective."""
    bound: float
    """Proven upper bound on the objective at the level asked for."""
    gap: float
    """``(bound - objective) / max(1, |objective|)``."""
    is_proven: bool
    """Whether it is proven that no plan is better in one of the two and as good in the other."""
    loss_share_at_least: float | None
    """Price of the level: least share of the best objective that it costs; null if that is not positive."""
    loss_share_at_most: float | None
    """Largest share; the same where both plans are proven."""
    weight_of_objective: int
    """Weight of the objective, in millionths, of the sum that it maximises."""
    weight_of_level: int
    """Weight of one ``step`` of the second criterion in that sum."""
    plan: str
    """Its plan, a path beside ``front.json``."""


class Front(Document):
    """The front of advantage against a second criterion."""

    schema_: Literal["clusterplan/front/1"] = Field(default="clusterplan/front/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """A simulated option, never a decision."""
    scenario: ScenarioReference
    """The scenario of all its plans."""
    criterion: Criterion
    """What the objective is held against."""
    wanted: Literal["large", "small"]
    """Which levels are better."""
    title_vi: str
    """Name of the criterion in Vietnamese."""
    title_en: str
    """Name of the criterion in English."""
    unit_vi: str
    """Unit of the level in Vietnamese."""
    unit_en: str
    """Unit of the level in English."""
    resource: str | None = None
    """The resource whose spending the level is, over all years that are told; null where things are counted."""
    step: int | float = 1
    """Levels are whole multiples of this, in the unit."""
    is_proxy: bool = False
    """Whether the criterion stands for money that the scenario does not give."""
    note_vi: str = ""
    """What a reader must know of the criterion, in Vietnamese; empty if nothing."""
    note_en: str = ""
    """The same in English."""
    mode: Mode
    """How the front was walked."""
    points_asked: int
    """Most points asked for."""
    best_objective: float
    """Objective of the scenario's plan."""
    best_bound: float
    """Proven upper bound on the objective of every plan."""
    points: tuple[FrontEntry, ...]
    """The plans, best objective first."""
    is_complete: bool
    """Whether no plan outside the list is on the front, but for plans that equal a listed one in both criteria."""
    interrupted: bool
    """Whether the walk was stopped on the way."""
