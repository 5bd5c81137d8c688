"""What each process is asked with. Names in programs are ids; nothing is guessed."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from clusterplan.domain import Frozen
from clusterplan.language import Text
from clusterplan.planning.pareto import Criterion, Mode
from clusterplan.planning.portfolio import PortfolioSettings
from clusterplan.planning.robustness import RobustnessSettings
from clusterplan.planning.why.rejected import SECONDS
from clusterplan.scenario.basics import ContradictionError, Share

__all__ = [
    "About",
    "AllocationInputs",
    "ParetoInputs",
    "PortfolioInputs",
    "RobustnessInputs",
    "StudyInputs",
    "ValuesInputs",
    "WhyNotInputs",
]

_PORTFOLIO = PortfolioSettings()

type Id = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,64}$")]
type Name = Annotated[str, Field(min_length=1, max_length=64)]
type Seconds = Annotated[float, Field(gt=0, le=86_400)]


class About(Frozen):
    """Which scenario is asked about: one that is stored, one that comes with clusterplan, or one written out here."""

    scenario: Id | None = None
    """Id of a stored scenario, or of one that comes with clusterplan."""
    scenario_version: Annotated[int, Field(ge=1, le=999_999_999)] | None = None
    """Version of the stored scenario; the newest if left out."""
    document: dict[str, Any] | None = None
    """A scenario written out, as in a scenario file; it may extend one that comes with clusterplan."""

    @property
    def named(self) -> tuple[str, ...]:
        """Which ways of saying it are used."""
        return tuple(name for name in ("plan", "scenario", "document") if getattr(self, name, None) is not None)

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> Self:
        ways = [name for name in ("plan", "scenario", "document") if name in type(self).model_fields]
        if len(self.named) != 1:
            listed = ", ".join(ways)
            raise ContradictionError(Text(vi=f"Cần đúng một trong: {listed}.", en=f"Exactly one is needed: {listed}."))
        if self.scenario_version is not None and self.scenario is None:
            raise ContradictionError(
                Text(vi="scenario_version chỉ đi cùng scenario.", en="scenario_version goes with scenario alone.")
            )
        return self


class AllocationInputs(About):
    """Inputs of ``allocation``."""

    time_limit_seconds: Seconds | None = None
    """Time for the solver; that of the scenario if left out."""
    gap_limit: Share | None = None
    """Gap at which the solver may stop; that of the scenario if left out."""


class StudyInputs(About):
    """A study starts from a stored plan, or from a scenario, which is solved first."""

    plan: Id | None = None
    """Id of a stored plan."""


class WhyNotInputs(StudyInputs):
    """Inputs of ``why-not``."""

    unit: Name
    """Code of the unit."""
    technology: Name
    """Id of the technology."""
    seconds: Annotated[float, Field(ge=0, le=86_400)] = SECONDS
    """Time for the search for smallest changes; 0 leaves it out."""


class PortfolioInputs(StudyInputs):
    """Inputs of ``portfolio``."""

    plans: Annotated[int, Field(ge=1, le=100)] = _PORTFOLIO.plans
    """Number of plans, the best one among them."""
    within: Share = _PORTFOLIO.within
    """Share of the best objective that a plan may lose."""
    distance: Annotated[int, Field(ge=1, le=10_000)] = _PORTFOLIO.distance
    """Least number of (unit, technology) pairs in which any two plans differ."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 2)] = _PORTFOLIO.seed
    """Seed of the directions."""
    seconds: Seconds = _PORTFOLIO.seconds
    """Time for everything; what is not decided by then is said to be undecided."""
    classes: bool = _PORTFOLIO.classes
    """Whether to say of each decision if every, some or no near-optimal plan has it."""


class RobustnessInputs(StudyInputs):
    """Inputs of ``robustness``."""

    settings: RobustnessSettings = Field(default_factory=RobustnessSettings)
    """How many draws of what."""


class ParetoInputs(StudyInputs):
    """Inputs of ``pareto``."""

    against: Criterion = Criterion.EQUITY
    """Second criterion: what the objective is held against."""
    resource: Name | None = None
    """For cost, the resource whose spending it is; left out, public investment, else the first in money."""
    points: Annotated[int, Field(ge=2, le=1_000)] = 10
    """Most points."""
    mode: Mode = Mode.EPSILON
    """Method that walks the front."""


class ValuesInputs(StudyInputs):
    """Inputs of ``values``."""

    seconds: Annotated[float, Field(gt=0, le=3_600)] = 10.0
    """Longest time for one answer; what is not proven by then is an interval."""
