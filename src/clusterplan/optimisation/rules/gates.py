"""Gates that couple clusters: a test bed for each pioneering product."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.rules.rows import Row

__all__ = ["pioneering_test_bed"]


def pioneering_test_bed(decisions: Decisions) -> Iterator[Row]:
    """Let each pioneering technology lead where a test bed is on record.

    ``sum of focus[S, k] over S with a member that is a test bed of k >= 1``; only with ``forbid``.
    """
    problem = decisions.problem
    if problem.scenario.rules.pioneering_test_bed != "forbid":
        return
    for k, technology in enumerate(problem.technologies):
        if technology in problem.pioneering:
            beds = {r for r in range(len(problem.units)) if problem.test_bed[r, k] == 1}
            with_bed = [
                decisions.focus[s, k]
                for s, candidate in enumerate(decisions.candidates)
                if (s, k) in decisions.focus and beds.intersection(candidate.members)
            ]
            yield f"pioneering_test_bed.{decisions.names.technology[technology]}", lpSum(with_bed) >= 1
