"""The near-optimal set: every plan that is worth at least a floor, as one integer programme that answers questions.

A plan worth at least z uses only patterns whose bound is at least z (see :mod:`clusterplan.optimisation.search`). So
the programme over these patterns, with the row ``objective >= z``, holds every near-optimal plan and no other. It is
small: of all patterns of a national plan, a thousand lie within 5 % of the optimum. Each question is asked of this
programme with a few rows more, and its answer is a plan or the proof that there is none.

Problems without patterns (see :mod:`clusterplan.optimisation.decomposition`) keep their whole programme.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice

import numpy as np

from clusterplan.domain import FacilityKind, SiteId, TechnologyId, UnitId
from clusterplan.optimisation.arrays import Numbers, Places, Programme, Sparse, arrays_of
from clusterplan.optimisation.column_generation import Root, solve_relaxation
from clusterplan.optimisation.decomposition import pattern_space
from clusterplan.optimisation.highs import Found, solve_integer
from clusterplan.optimisation.model import AllocationModel, build_model
from clusterplan.optimisation.nearest import target_of
from clusterplan.optimisation.patterns import PatternSpace
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.restricted import Restricted, restrict
from clusterplan.optimisation.solution import Choice, read_choice

__all__ = ["Answer", "Decision", "KnownChoice", "Limits", "NearOptimal", "Row", "decisions_of", "floor_of"]

type Decision = tuple[UnitId, TechnologyId] | tuple[SiteId, FacilityKind]
"""A (unit, technology) pair, or a facility."""

_HALF = 0.5
"""Objectives are whole millionths: what is half a one below the floor is below it."""
_MOST_PATTERNS = 60_000
"""With more patterns than this the whole programme is the smaller question."""


@dataclass(frozen=True, eq=False)
class Row:
    """``at_least <= entries x <= at_most`` over the columns of a near-optimal set."""

    entries: Numbers
    at_least: float = -math.inf
    at_most: float = math.inf


@dataclass(frozen=True)
class Limits:
    """When to give up."""

    deadline: float = math.inf
    """Moment of the monotonic clock."""
    should_stop: Callable[[], bool] = lambda: False
    """Asked often; true stops the work."""

    @property
    def are_reached(self) -> bool:
        """Whether to stop now."""
        return self.should_stop() or time.monotonic() >= self.deadline


@dataclass(frozen=True)
class KnownChoice:
    """A near-optimal plan."""

    choice: Choice
    """What it chooses."""
    worth: int
    """Its objective in millionths."""
    decisions: frozenset[Decision]
    """Its pairs and facilities."""


@dataclass(frozen=True)
class Answer:
    """What a question found."""

    found: KnownChoice | None
    """A near-optimal plan, if one was found."""
    none_exists: bool
    """Whether it is proven that no near-optimal plan keeps the rows."""
    bound: float
    """Proven upper bound on what was maximised."""


def floor_of(best_millionths: int, within: float) -> int:
    """Return the least objective of a near-optimal plan: ``best - within * |best|``, rounded up to a whole millionth.

    Parameters
    ----------
    best_millionths
        Objective of the best plan.
    within
        Share of it that may be lost; 0.02 for 2 %.

    Returns
    -------
    int
        Millionths.
    """
    return math.ceil(best_millionths - Fraction(str(within)) * abs(best_millionths))


def decisions_of(problem: Problem, choice: Choice) -> frozenset[Decision]:
    """Return the pairs and facilities of a choice.

    Parameters
    ----------
    problem
        The problem.
    choice
        What is chosen.

    Returns
    -------
    frozenset
        (unit, technology) and (site, kind).
    """
    target = target_of(problem, choice)
    return frozenset({*target.focuses, *target.facilities})


class NearOptimal:
    """All plans of a problem that are worth at least a floor."""

    def __init__(self, problem: Problem, floor: int, limits: Limits) -> None:
        """Gather the patterns that a near-optimal plan may use.

        Parameters
        ----------
        problem
            A problem that has a plan.
        floor
            Least objective, in millionths.
        limits
            When to give up; then the whole programme is kept.
        """
        self.problem, self.floor, self.limits = problem, floor, limits
        self.model: AllocationModel = build_model(problem)
        space = pattern_space(self.model)
        whole = arrays_of(self.model.lp) if space is None else space.programme
        self._column = whole.column_of
        self._expand: Callable[[Numbers], Numbers] = lambda values: np.where(whole.whole, np.round(values), values)
        self._columns: list[tuple[int, ...]] = [(column,) for column in range(len(whole.cost))]
        own = whole
        if space is not None:
            within = _patterns_within(space, floor, limits.deadline)
            if within is not None:
                own = within.programme
                self._expand = within.whole_point
                kept = [(column,) for column in within.kept.tolist()]
                self._columns = [*kept, *(pattern.columns for pattern in within.patterns)]
        self.programme = _with_rows(own, [Row(own.cost, floor - _HALF - own.constant)])

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """Columns here by column of the whole programme."""
        places: dict[int, list[int]] = {}
        for place, columns in enumerate(self._columns):
            for column in columns:
                places.setdefault(column, []).append(place)
        return places

    @cached_property
    def indicators(self) -> dict[Decision, Places]:
        """Columns of every decision: a plan has it if one of them is 1. No decision without columns is in any plan."""
        problem, decisions = self.problem, self.model.decisions
        found: dict[Decision, set[int]] = {}
        for (s, k), variable in decisions.focus.items():
            places = self._possible(variable.id)
            for member in decisions.candidates[s].members if places else ():
                found.setdefault((problem.units[member], problem.technologies[k]), set()).update(places)
        for (j, kind), variable in decisions.open.items():
            if places := self._possible(variable.id):
                found.setdefault((problem.sites[j], kind), set()).update(places)
        return {decision: np.array(sorted(places), np.int32) for decision, places in sorted(found.items())}

    def _possible(self, variable: int) -> list[int]:
        """Return the columns of a variable that may be 1."""
        upper = self.programme.upper
        return [place for place in self._places.get(self._column[variable], ()) if upper[place] > _HALF]

    def summed(self, weights: Iterable[tuple[Decision, float]]) -> Numbers:
        """Return the entries of a weighted number of decisions.

        Parameters
        ----------
        weights
            Decisions with their weights; what is in no near-optimal plan counts nothing.

        Returns
        -------
        array
            An entry for each column.
        """
        entries = np.zeros(len(self.programme.cost))
        for decision, weight in weights:
            entries[self.indicators.get(decision, np.zeros(0, np.int32))] += weight
        return entries

    def ask(
        self,
        rows: Iterable[Row] = (),
        maximise: Numbers | None = None,
        *,
        nodes: int | None = None,
        any_will_do: bool = False,
    ) -> Answer:
        """Find a near-optimal plan that keeps some rows more.

        Parameters
        ----------
        rows
            The rows.
        maximise
            What to maximise over them; the objective itself if left out. Whole numbers.
        nodes
            Stop after so many nodes of the tree.
        any_will_do
            Whether to stop at the first plan.

        Returns
        -------
        Answer
            A plan, or the proof that there is none, or neither.
        """
        programme = _with_rows(self.programme, list(rows))
        if maximise is not None:
            programme = replace(programme, cost=maximise, constant=0.0)
        seconds = min(1e6, self.limits.deadline - time.monotonic())
        if self.limits.are_reached:
            return Answer(None, none_exists=False, bound=math.inf)
        seed = self.problem.scenario.solver.seed
        return self._answer(
            solve_integer(
                programme,
                seconds,
                seed,
                nodes=nodes,
                solutions=1 if any_will_do else None,
                should_stop=self.limits.should_stop,
            )
        )

    def _answer(self, found: Found) -> Answer:
        """Read what the solver found; a plan counts only if its exact objective is at least the floor."""
        known = None if found.values is None else self._known(self._expand(found.values))
        return Answer(known, none_exists=found.ended == "infeasible", bound=found.bound)

    def _known(self, point: Numbers) -> KnownChoice | None:
        """Return the plan of a point of the whole programme."""
        choice = read_choice(self.model.decisions, lambda variable: float(point[self._column[variable.id]]))
        worth = self._worth_of(point)
        return KnownChoice(choice, worth, decisions_of(self.problem, choice)) if worth >= self.floor else None

    def _worth_of(self, point: Numbers) -> int:
        """Return the objective of a point: a whole number."""
        objective = self.model.lp.objective
        assert objective is not None
        terms = ((self._column[variable.id], value) for variable, value in objective.items())
        return round(objective.constant + sum(value * float(point[column]) for column, value in terms))


def _patterns_within(space: PatternSpace, floor: int, deadline: float) -> Restricted | None:
    """Return the programme over all patterns that a plan worth the floor may use; None if it is not to be had."""
    root: Root | None = solve_relaxation(space, deadline)
    if root is None:
        return None
    target = floor - _HALF
    found = list(islice(space.worth_at_least(root.profits, root.bound, target), _MOST_PATTERNS + 1))
    if len(found) > _MOST_PATTERNS:
        return None
    return restrict(space, tuple(sorted(pattern for _, pattern in found)), root.profits, root.bound, target)


def _with_rows(programme: Programme, rows: list[Row]) -> Programme:
    """Return a programme with some rows more."""
    vectors = [(np.flatnonzero(row.entries).astype(np.int32), row.entries[row.entries != 0]) for row in rows]
    more, old = Sparse.stacked(vectors), programme.rows
    return replace(
        programme,
        rows=Sparse(
            np.concatenate([old.start, old.start[-1] + more.start[1:]]).astype(np.int32),
            np.concatenate([old.index, more.index]),
            np.concatenate([old.value, more.value]),
        ),
        row_lower=np.concatenate([programme.row_lower, [row.at_least for row in rows]]),
        row_upper=np.concatenate([programme.row_upper, [row.at_most for row in rows]]),
    )
