"""What there is to say about one unit in every technology: fields may be added, never changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from clusterplan.domain import Frozen, Grade, Judgement, ScenarioReference, SiteId, TechnologyId, UnitId, ValueStatus

__all__ = ["BrokenByAdding", "Loss", "MissingIndicator", "PairReason", "ReasonKind", "UnitReasons"]


class ReasonKind(StrEnum):
    """Why a pair is in a plan, or is not: the first that holds, in this order."""

    SELECTED = "selected"
    """The unit's cluster focuses on the technology."""
    EXCLUDED = "excluded"
    """A rule of the scenario excludes the pair."""
    CANNOT_BE_JUDGED = "cannot_be_judged"
    """Too little is known."""
    NO_POSSIBLE_CLUSTER = "no_possible_cluster"
    """No cluster that has this unit may focus on this technology."""
    IN_NO_CLUSTER = "in_no_cluster"
    """The plan puts the unit in no cluster."""
    BREAKS_A_RULE = "breaks_a_rule"
    """Added to the unit's cluster as the plan stands, it would break a rule."""
    ADDS_NOTHING = "adds_nothing"
    """Added to the unit's cluster it would break no rule, and not raise the objective."""
    PLAN_NOT_PROVEN = "plan_not_proven"
    """Added to the unit's cluster it would raise the objective: the plan is not the best one."""


class Loss(Frozen):
    """What a plan loses against the best plan of its scenario."""

    at_least: float
    """Smallest loss that is possible."""
    at_most: float
    """Largest loss that is possible; equal to the smallest where both plans are proven."""

    @property
    def is_exact(self) -> bool:
        """Whether the loss is one proven number."""
        return self.at_least == self.at_most


class MissingIndicator(Frozen):
    """A value that would be needed to judge, and is not known, or hardly."""

    indicator: str
    """Id of the indicator."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    status: ValueStatus
    """How the present value came to be."""
    weight: float
    """Its weight in the technology's score; of several technologies, the largest."""
    coverage_gain: float
    """What an observed value would add to coverage: weight x (1 - quality); of several technologies, the largest."""
    technologies: tuple[TechnologyId, ...]
    """Technologies of the unit that cannot be judged and weigh it, sorted."""
    holder_vi: str
    """The office that has the official table, in Vietnamese; empty if no table of ours knows it."""
    holder_en: str
    """The same in English."""


class BrokenByAdding(Frozen):
    """A rule that would be broken if the technology joined the unit's cluster and nothing else changed."""

    rule: str
    """Id of the rule."""
    name_vi: str
    """Name of the rule in Vietnamese."""
    name_en: str
    """Name of the rule in English."""
    place_vi: str
    """Where, in Vietnamese."""
    place_en: str
    """Where, in English."""
    sense: Literal["<=", ">=", "=="]
    """How the value must stand to the limit."""
    limit: float
    """What the rule says."""
    value: float
    """What the changed plan would do."""


class PairReason(Frozen):
    """One unit and one technology: selected or not, and why."""

    technology: TechnologyId
    """Id of the technology."""
    name_vi: str
    """Its name in Vietnamese."""
    name_en: str
    """Its name in English."""
    selected: bool
    """Whether the pair is in the plan."""
    judgement: Judgement
    """Scored, cannot be judged, or excluded by a rule."""
    score: float | None
    """Advantage, 0 to 1; nothing where it cannot be judged."""
    rank: int | None
    """Place among the units that are scored for the technology, 1 the best; equal scores share the better place."""
    judged_units: int
    """Units that are scored for the technology."""
    units: int
    """All units."""
    grade: Grade | None
    """Evidence grade of the score; nothing where it cannot be judged."""
    coverage: float
    """Share of the score's weight that rests on good values."""
    sources: tuple[str, ...]
    """Sources of the values that the score rests on, sorted."""
    is_strong: bool
    """Whether the unit may carry a focus on the technology."""
    participation: float | None
    """Participation score: what a member must exceed to add to a cluster."""
    contribution: float
    """What the pair adds to the objective in any plan: priority x weight x (score - participation); 0 if not judged."""
    kind: ReasonKind
    """Why it is in the plan, or is not."""
    reason_vi: str
    """The reason in words, in Vietnamese."""
    reason_en: str
    """The reason in words, in English."""
    standing_vi: str
    """How the score stands: rank, participation score, contribution; in Vietnamese."""
    standing_en: str
    """The same in English."""
    change_if_added: float | None = None
    """Change of the objective if the technology joined the unit's cluster as the plan stands, whether or not rules
    allow it; nothing where that is not the question."""
    broken_if_added: tuple[BrokenByAdding, ...] = ()
    """Rules that this would break."""
    loss: Loss | None = None
    """On request, by re-optimisation. Of a selected pair: what is lost if it is forbidden. Of another: what is lost if
    it is forced."""
    is_impossible: bool | None = None
    """On request: whether no plan keeps every rule then, so that there is no loss to tell."""


class UnitReasons(Frozen):
    """One unit of a plan: what it gets, what it does not get, and why."""

    schema_: Literal["clusterplan/unit-reasons/1"] = Field(default="clusterplan/unit-reasons/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario of the plan."""
    is_proven: bool
    """Whether the plan is proven optimal."""
    unit: UnitId
    """Code of the unit."""
    name_vi: str
    """Name in Vietnamese."""
    name_en: str
    """Name in English."""
    region: str
    """Code of its region."""
    cluster: str | None
    """Id of its cluster; nothing if it is in none."""
    hub: UnitId | None
    """Hub of its cluster."""
    members: tuple[UnitId, ...]
    """Members of its cluster."""
    served_by: dict[TechnologyId, SiteId]
    """Facility that serves each focus of its cluster."""
    technologies: tuple[PairReason, ...]
    """Every technology: the selected ones first, then by score; those that cannot be judged last."""
    missing: tuple[MissingIndicator, ...]
    """What is missing to judge the technologies that cannot be judged, the weightiest first."""
