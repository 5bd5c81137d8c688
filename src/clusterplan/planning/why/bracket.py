"""What a search for a smallest change knows so far, and whom it asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from clusterplan.planning.why.knobs import Knob
from clusterplan.planning.why.pairs import Best

__all__ = ["Bracket", "Judge"]


class Judge(Protocol):
    """Answers by full solves at a value of a knob."""

    def is_in(self, knob: Knob, value: float) -> bool | None:
        """Whether the pair is in an optimal plan; nothing if that is not proven."""

    def could_be_in(self, knob: Knob, value: float) -> bool:
        """Whether the best plan with the pair may be worth what the present optimum is."""

    def bests(self, knob: Knob, value: float) -> tuple[Best, Best | None]:
        """Return the best plan, and the best one with the pair."""


@dataclass
class Bracket:
    """What a search knows so far about one knob."""

    now: float | None
    """Present value; nothing where it is missing."""
    needed: float | None = None
    """The nearest value so far at which the pair is in."""
    below: float | None = None
    """The nearest value towards the present one at which it is not; the present one if none was tried."""
    is_proven_below: bool = False
    """Whether no value up to ``below`` brings it in; if none was found, no value of the range."""
    out: list[float] = field(default_factory=list)
    """Every value that was tried and at which it is not in."""
    was_cut: bool = False
    """Whether the time was over before the search was."""
    unsettled: int = 0
    """How many values were tried without a proof."""

    def found(self, needed: float, below: float | None) -> None:
        """Note a value at which the pair is in, and the one before it.

        Parameters
        ----------
        needed, below
            The values.
        """
        self.needed, self.below = needed, below

    def nearer(self) -> tuple[float, ...]:
        """Return the values that were tried in vain nearer than the one that is needed; all if none is.

        Returns
        -------
        tuple of float
            From the nearest to the farthest.
        """
        if self.now is None:
            return tuple(sorted(set(self.out)))
        now = self.now
        most = float("inf") if self.needed is None else abs(self.needed - now)
        tried = {value for value in self.out if abs(value - now) < most}
        return tuple(sorted(tried, key=lambda value: (abs(value - now), value)))
