"""A rule in one place of one plan: what it allows, and what the plan does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["RuleReading", "must"]


@dataclass(frozen=True)
class RuleReading:
    """What one rule allows in one place, and what a plan does there."""

    rule: str
    """Name of the rule."""
    place: str
    """Where it was read."""
    sense: Literal["<=", ">=", "=="]
    """How the value must stand to the limit."""
    limit: float
    """What the rule says."""
    value: float
    """What the plan does."""
    is_policy: bool = True
    """False for what merely makes a plan well formed."""
    tolerance: float = 1e-6
    """Difference that counts as none."""

    @property
    def kept(self) -> bool:
        """Whether the plan keeps the rule here."""
        excess = self.value - self.limit
        if self.sense == "<=":
            return excess <= self.tolerance
        if self.sense == ">=":
            return excess >= -self.tolerance
        return abs(excess) <= self.tolerance

    @property
    def binding(self) -> bool:
        """Whether an inequality of the policy has no slack here."""
        return self.is_policy and self.sense != "==" and abs(self.value - self.limit) <= self.tolerance


def must(rule: str, place: str, holds: bool, is_policy: bool = False) -> RuleReading:
    """Return the reading of a plain yes or no.

    Parameters
    ----------
    rule
        Name of the rule.
    place
        Where it was read.
    holds
        Whether the plan keeps it.
    is_policy
        False for what merely makes a plan well formed.

    Returns
    -------
    RuleReading
        With a limit of 1 that the value must equal.

    Examples
    --------
    >>> must("hub", "C01", holds=False).kept
    False
    """
    return RuleReading(rule, place, "==", 1, int(holds), is_policy)
