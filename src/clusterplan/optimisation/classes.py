"""Must, could, never: what the near-optimal plans have in common, proved for each decision.

Every plan that is found is a witness for all decisions at once. First the search looks for plans with as many unseen
decisions as possible, and for plans without as many of those that every known plan has, as long as one plan shows
several; a search that finds none proves *never*, or *must*, for all that is left at once. Then the rest is asked one by
one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from clusterplan.optimisation.near_optimal import Answer, Decision, KnownChoice, NearOptimal, Row

__all__ = ["Classified", "DecisionClass", "classify"]

_FIRST_NODES = 20
"""Nodes for a plan that shows many decisions at once."""
_WORTH_A_DIRECTION = 8
"""A plan that shows fewer decisions than this has cost more than the questions that it saved."""
_SURELY_NONE = 0.9
"""A whole number with a bound below this is 0."""


class DecisionClass(StrEnum):
    """What the near-optimal plans say about a decision."""

    MUST = "must"
    """Every near-optimal plan has it: proved."""
    COULD = "could"
    """One known plan has it, another has not."""
    NEVER = "never"
    """No near-optimal plan has it: proved."""
    UNDECIDED = "undecided"
    """The time did not suffice."""


@dataclass(frozen=True)
class Classified:
    """The class of every decision, and the plans that show it."""

    classes: dict[Decision, DecisionClass]
    """By decision, sorted."""
    witnesses: tuple[KnownChoice, ...]
    """Every plan that was found, in the order in which it was."""
    solves: int
    """Integer programmes that were solved."""


class _Search:
    """What is known so far."""

    def __init__(self, space: NearOptimal, universe: Iterable[Decision], known: Iterable[KnownChoice]) -> None:
        self.space = space
        self.universe = tuple(sorted(universe))
        self.witnesses: list[KnownChoice] = []
        self.unseen = set(self.universe)
        self.always = set(self.universe)
        self.never = self.unseen - space.indicators.keys()
        self.must: set[Decision] = set()
        self.solves = 0
        for one in known:
            self.learn(one)

    def learn(self, found: KnownChoice) -> None:
        """Take in a plan."""
        self.witnesses.append(found)
        self.unseen -= found.decisions
        self.always &= found.decisions

    @property
    def not_yet_never(self) -> list[Decision]:
        """Decisions that no known plan has, and that are not proved to be in none."""
        return sorted(self.unseen - self.never)

    @property
    def not_yet_must(self) -> list[Decision]:
        """Decisions that every known plan has, and that are not proved to be in all."""
        return sorted(self.always - self.must)

    @property
    def left(self) -> int:
        """Number of questions that are open."""
        return len(self.not_yet_never) + len(self.not_yet_must)

    def ask(self, answer: Answer) -> Answer:
        """Count an answer and learn from it."""
        self.solves += 1
        if answer.found is not None:
            self.learn(answer.found)
        return answer

    def shows_unseen(self) -> bool:
        """Look for a plan with many unseen decisions; true while that helps."""
        unseen = self.not_yet_never
        entries = self.space.summed((decision, 1) for decision in unseen)
        answer = self.ask(self.space.ask([Row(entries, at_least=1)], entries, nodes=_FIRST_NODES))
        if answer.none_exists or answer.bound < _SURELY_NONE:
            self.never.update(unseen)
        return len(unseen) - len(self.not_yet_never) >= _WORTH_A_DIRECTION

    def shows_absent(self) -> bool:
        """Look for a plan without many decisions of all known plans; true while that helps."""
        always = self.not_yet_must
        entries = self.space.summed((decision, -1) for decision in always)
        answer = self.ask(self.space.ask([Row(entries, at_least=1 - len(always))], entries, nodes=_FIRST_NODES))
        if answer.none_exists or answer.bound < _SURELY_NONE - len(always):
            self.must.update(always)
        return len(always) - len(self.not_yet_must) >= _WORTH_A_DIRECTION

    def decide(self, decision: Decision, *, has: bool) -> None:
        """Ask for a plan that has one decision, or has it not."""
        entries = self.space.summed([(decision, 1)])
        row = Row(entries, at_least=1) if has else Row(entries, at_most=0)
        if self.ask(self.space.ask([row], any_will_do=True)).none_exists:
            (self.never if has else self.must).add(decision)

    def class_of(self, decision: Decision) -> DecisionClass:
        """Return what is known of a decision."""
        if decision in self.never:
            return DecisionClass.NEVER
        if decision in self.must:
            return DecisionClass.MUST
        if decision in self.unseen or decision in self.always:
            return DecisionClass.UNDECIDED
        return DecisionClass.COULD


def classify(
    space: NearOptimal,
    universe: Iterable[Decision],
    known: Iterable[KnownChoice],
    on_left: Callable[[int], None] | None = None,
) -> Classified:
    """Say of each decision whether every, some or no near-optimal plan has it.

    Parameters
    ----------
    space
        The near-optimal plans, with the limits of the work.
    universe
        The decisions.
    known
        Near-optimal plans that are known already; at least one.
    on_left
        Told how many questions are open.

    Returns
    -------
    Classified
        A class for each decision; *undecided* where the limits came first.
    """
    state, limits = _Search(space, universe, known), space.limits
    tell = on_left or (lambda _left: None)
    while state.not_yet_never and not limits.are_reached:
        tell(state.left)
        if not state.shows_unseen():
            break
    while state.not_yet_must and not limits.are_reached:
        tell(state.left)
        if not state.shows_absent():
            break
    open_questions = [(decision, True) for decision in state.not_yet_never]
    open_questions += [(decision, False) for decision in state.not_yet_must]
    for decision, has in open_questions:
        if limits.are_reached:
            break
        if decision in (state.unseen if has else state.always):  # no plan found on the way has shown it
            tell(state.left)
            state.decide(decision, has=has)
    tell(state.left)
    classes = {decision: state.class_of(decision) for decision in state.universe}
    return Classified(classes, tuple(state.witnesses), state.solves)
