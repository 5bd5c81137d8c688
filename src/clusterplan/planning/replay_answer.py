"""What there is to say about a plan that was run again: fields may be added, never changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from clusterplan.domain import Frozen, ScenarioReference, Termination
from clusterplan.publishing.comparison import Comparison

__all__ = ["Cause", "Outcome", "Replay", "Verdict"]


class Verdict(StrEnum):
    """How the new plan stands to the old one."""

    SAME = "same"
    """Every part is the same, but for the time that it took."""
    SAME_DECISIONS = "same_decisions"
    """It decides the same and is worth the same; something else that is said of it differs."""
    EQUAL_VALUE = "equal_value"
    """Another plan of the same proven value."""
    DIFFERENT = "different"
    """Another plan, or another value or proof."""
    NO_PLAN = "no_plan"
    """There is no plan now."""


class Cause(Frozen):
    """Something that the new run was given otherwise than the manifest says."""

    kind: Literal["input", "scenario", "clusterplan", "solver", "option", "seed", "stopped"]
    """A layer or table, the scenario, a version, an option, the seed; or the old run was stopped by the clock or by
    hand, which no run can repeat."""
    name: str
    """Name of the layer, table or option; else the kind."""
    then: str | None
    """Digest, version or value in the manifest; null if it was not used."""
    now: str | None
    """The same now; null if it is not used or not there."""


class Outcome(Frozen):
    """What a plan is worth and what is proven of it."""

    objective: float
    """Value of the objective."""
    bound: float
    """Proven bound."""
    gap: float
    """Gap between the two."""
    termination: Termination
    """How the solve ended."""


class Replay(Frozen):
    """A plan run again from its manifest."""

    schema_: Literal["clusterplan/replay/1"] = Field(default="clusterplan/replay/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario."""
    verdict: Verdict
    """How the new plan stands to the old one."""
    causes: tuple[Cause, ...]
    """What was given otherwise; empty if the run is a faithful repetition."""
    then: Outcome
    """Worth and proof of the old plan."""
    now: Outcome | None
    """Worth and proof of the new plan; null if there is none."""
    comparison: Comparison | None
    """The new plan against the old one; null if there is none."""
    other_parts: tuple[str, ...]
    """Other fields of ``plan.json`` that differ, but for the manifest, sorted."""
    why_no_plan_vi: str = ""
    """Why there is no plan now, in Vietnamese."""
    why_no_plan_en: str = ""
    """The same in English."""
    exit_code: int
    """0: the same, or the same decisions although something was given otherwise. 2: another answer, and something was
    given otherwise. 1: another answer to the same question, which is a fault of ours. Without a plan, that of its
    reason."""
