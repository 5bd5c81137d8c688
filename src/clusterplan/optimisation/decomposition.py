"""Read the patterns from a model: which columns belong to which candidate set, and which rows are shared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clusterplan.optimisation.arrays import Places, Programme, arrays_of
from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.model import AllocationModel
from clusterplan.optimisation.patterns import NONE, PatternSpace

__all__ = ["pattern_space"]


def pattern_space(model: AllocationModel) -> PatternSpace | None:
    """Return the patterns of a model; None if its shared rows do not keep a candidate set from being used twice.

    Parameters
    ----------
    model
        The model.

    Returns
    -------
    PatternSpace or None
        The decomposition.
    """
    programme, decisions = arrays_of(model.lp), model.decisions
    column = programme.column_of
    limit = decisions.problem.scenario.rules.focuses_per_cluster
    sets = range(len(decisions.candidates))
    use = np.array([column[decisions.use[s].id] for s in sets], np.int32)
    widest = max((len(candidate.technologies) for candidate in decisions.candidates), default=0)
    focus = np.full((len(use), widest), NONE, np.int32)
    for s, candidate in enumerate(decisions.candidates):
        focus[s, : len(candidate.technologies)] = [column[decisions.focus[s, k].id] for k in candidate.technologies]
    both, parts = _pairs_by_set(decisions, programme)
    owner = np.full(len(programme.cost), NONE, np.int32)
    owner[use] = sets
    for s in sets:
        owner[focus[s][focus[s] != NONE]] = s
        owner[both[s]] = s
    leader = _leaders(programme, owner)
    space = PatternSpace(
        programme=programme,
        use=use,
        focus=focus,
        both=both,
        parts=parts,
        fewest=limit.at_least,
        most=limit.at_most,
        owner=owner,
        leader=leader,
        shared=_shared(programme, owner, leader),
        hub=tuple(candidate.hub for candidate in decisions.candidates),
    )
    return space if _is_used_once(space) else None


def _pairs_by_set(decisions: Decisions, programme: Programme) -> tuple[list[Places], list[NDArray[np.intp]]]:
    """Return the columns of each set's synergy pairs and the positions of their focuses.

    Only pairs that gain are in the patterns: of a pair that gains, ``both`` is 1 whenever it may be.
    """
    pairs = decisions.problem.scenario.objective.synergy
    position = {name: k for k, name in enumerate(decisions.problem.technologies)}
    columns: list[list[int]] = [[] for _ in decisions.candidates]
    places: list[list[tuple[int, ...]]] = [[] for _ in decisions.candidates]
    for (s, p), variable in decisions.both.items():
        column = programme.column_of[variable.id]
        if programme.cost[column] > 0:
            columns[s].append(column)
            order = decisions.candidates[s].technologies
            places[s].append(tuple(order.index(position[k]) for k in pairs[p].technologies))
    return (
        [np.array(of_set, np.int32) for of_set in columns],
        [np.array(of_set, np.intp).reshape(-1, 2) for of_set in places],
    )


def _leaders(programme: Programme, owner: Places) -> Places:
    """Find the followers: columns in one row ``sum of followers - focus = 0``."""
    leader = np.full(len(owner), NONE, np.int32)
    for row in np.flatnonzero((programme.row_lower == 0) & (programme.row_upper == 0)).tolist():
        columns, values = programme.rows.vector(row)
        owned = owner[columns] != NONE
        if owned.sum() != 1 or values[owned] != -1 or (values[~owned] != 1).any():
            continue
        mine = columns[~owned]
        fits = (programme.lower[mine] == 0) & (programme.upper[mine] == 1)
        if len(mine) and fits.all() and (leader[mine] == NONE).all():
            leader[mine] = columns[owned][0]
    return leader


def _shared(programme: Programme, owner: Places, leader: Places) -> Places:
    """Return the rows that no single candidate set contains, or that a set breaks by not being used."""
    row, columns = programme.rows.owner, programme.rows.index
    follows = leader[columns] != NONE
    belongs = np.where(follows, owner[leader[columns]], owner[columns])
    low = np.full(len(programme.rows), np.iinfo(np.int32).max)
    high = np.full(len(programme.rows), NONE)
    np.minimum.at(low, row, belongs)
    np.maximum.at(high, row, belongs)
    ties = np.zeros(len(programme.rows), dtype=np.bool_)  # a row with followers is inside only if it ties them
    np.logical_or.at(ties, row, follows)
    own_row = np.array([_ties_followers(programme, leader, r) if ties[r] else True for r in range(len(ties))], np.bool_)
    kept_by_nothing = (programme.row_lower <= 0) & (programme.row_upper >= 0)
    return np.flatnonzero(~((low == high) & (low != NONE) & own_row & kept_by_nothing)).astype(np.int32)


def _ties_followers(programme: Programme, leader: Places, row: int) -> bool:
    """Whether a row is the one that ties some followers to their focus."""
    columns, values = programme.rows.vector(row)
    follows = leader[columns] != NONE
    focus = columns[~follows]
    return bool(
        len(focus) == 1
        and programme.row_lower[row] == programme.row_upper[row] == 0
        and values[~follows][0] == -1
        and (values[follows] == 1).all()
        and (leader[columns[follows]] == focus[0]).all()
    )


def _is_used_once(space: PatternSpace) -> bool:
    """Whether each set has a shared row without negative entries that lets it be used once, and pairs are inside."""
    rows = space.programme.rows.taken(space.shared)
    least = np.full(len(rows), np.inf)
    np.minimum.at(least, rows.owner, rows.value)
    caps = (least > 0) & (space.row_upper <= 1) & (space.programme.lower.min(initial=0.0) >= 0)
    entries = space.entries.taken(space.use)
    capped = np.zeros(len(space.use), dtype=np.bool_)
    np.logical_or.at(capped, entries.owner, caps[entries.index] & (entries.value >= 1))
    starts_at_nothing = not space.programme.lower[space.owner != NONE].any()
    pairs = space.entries.taken(np.concatenate([np.zeros(0, np.int32), *space.both]).astype(np.int32))
    return bool(capped.all() and starts_at_nothing and not len(pairs.index))
