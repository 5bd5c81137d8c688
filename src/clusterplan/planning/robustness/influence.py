"""Which group of inputs matters: Sobol indices of groups, from pairs of independent samples.

Sample *i* has two independent draws of every group, A and B. Solved are A itself, B itself, and for every group A with
that group taken from B. The total index of a group is Jansen's (1999) estimator ``E[(f(A) - f(AB_g))^2] / 2V``, the
first-order index that of Saltelli et al. (2010). Groups of many inputs are drawn whole, which is all that the
estimators need (Saltelli et al. 2008, section 4.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from clusterplan.planning.robustness.answer import Influence
from clusterplan.planning.robustness.outcome import DrawKey
from clusterplan.planning.robustness.uncertainty import GROUPS

__all__ = ["influence_keys", "influence_of", "rows_of"]

_RESAMPLES = 200
_FEWEST = 2
"""Samples without which there is no variance."""

type Outputs = Mapping[DrawKey, float]


def influence_keys(number: int) -> tuple[DrawKey, ...]:
    """Return the draws that one sample needs, in the order of SALib: A, A with each group from B, B.

    Parameters
    ----------
    number
        Number of the sample.

    Returns
    -------
    tuple of DrawKey
        Two more than there are groups; the first is the draw proper of that number.
    """
    return (DrawKey(number), *(DrawKey(number, (group,)) for group in GROUPS), DrawKey(number, GROUPS))


def rows_of(samples: int, *outputs: Outputs) -> list[int]:
    """Return the samples of which every output is known.

    Parameters
    ----------
    samples
        How many there were to be.
    outputs
        Values by draw.

    Returns
    -------
    list of int
        Their numbers.
    """
    return [i for i in range(samples) if all(key in output for output in outputs for key in influence_keys(i))]


def influence_of(samples: Sequence[int], objective: Outputs, kept: Outputs, seed: int) -> tuple[Influence, ...]:
    """Return the indices of every group on two outputs.

    Parameters
    ----------
    samples
        Numbers of complete samples.
    objective
        Best objective by draw.
    kept
        Share of the plan's assignments that are kept, by draw.
    seed
        Seed of the bootstrap.

    Returns
    -------
    tuple of Influence
        The greatest total effect on assignments first; empty if there are fewer than two samples.
    """
    if len(samples) < _FEWEST:
        return ()
    value, share = (_indices(samples, output, seed) for output in (objective, kept))
    found = [
        Influence(
            group=group,
            on_objective=value[g][0],
            on_objective_confidence=value[g][1],
            on_objective_alone=value[g][2],
            on_assignments=share[g][0],
            on_assignments_confidence=share[g][1],
            on_assignments_alone=share[g][2],
        )
        for g, group in enumerate(GROUPS)
    ]
    return tuple(sorted(found, key=lambda i: (-(i.on_assignments or 0.0), -(i.on_objective or 0.0), i.group)))


def _indices(
    samples: Sequence[int], output: Outputs, seed: int
) -> list[tuple[float, float, float] | tuple[None, None, None]]:
    """Return total index, half of its interval, and first-order index of each group; nothing if nothing varied."""
    from SALib.analyze import sobol  # pandas and scipy with it: only when asked

    values = np.array([output[key] for i in samples for key in influence_keys(i)])
    ends = np.array([output[key] for i in samples for key in influence_keys(i)[:: len(GROUPS) + 1]])  # A and B
    if np.ptp(ends) == 0:
        return [(None, None, None) for _ in GROUPS]
    problem = {"num_vars": len(GROUPS), "names": list(GROUPS), "bounds": [[0.0, 1.0]] * len(GROUPS)}
    given = seed + 1  # SALib takes a seed of 0 for none
    found = sobol.analyze(problem, values, calc_second_order=False, num_resamples=_RESAMPLES, seed=given)
    return [
        (round(float(total), 6), round(float(half), 6), round(float(alone), 6))
        for total, half, alone in zip(found["ST"], found["ST_conf"], found["S1"], strict=True)
    ]
