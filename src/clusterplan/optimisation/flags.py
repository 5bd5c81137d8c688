"""What the gates let pass but want seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from clusterplan.domain import Cluster, Flag, TechnologyId
from clusterplan.optimisation.problem import Problem

__all__ = ["gate_flags"]


def gate_flags(problem: Problem, clusters: tuple[Cluster, ...]) -> Iterator[Flag]:
    """Yield a flag for each focus without recorded demand, and for each pioneering technology without a test bed.

    Parameters
    ----------
    problem
        The problem.
    clusters
        The clusters of the plan.

    Yields
    ------
    Flag
        With the cluster and the technology, or the technology alone, as its place.
    """
    rules = problem.scenario.rules
    if rules.demand_unknown == "flag":
        for cluster in clusters:
            for technology in cluster.focuses:
                if not _on_record(problem, problem.demand, cluster, technology):
                    yield Flag(
                        rule="demand",
                        place=f"{cluster.id} {technology}",
                        what="no enterprise or local priority on record in these units asks for this technology; "
                        "whether there is demand is not known",
                        what_vi="trong các đơn vị này chưa ghi nhận doanh nghiệp hay ưu tiên địa phương nào "
                        "cần công nghệ này; chưa rõ có nhu cầu hay không",
                    )
    if rules.pioneering_test_bed == "flag":
        for technology in sorted(problem.pioneering):
            leading = [cluster for cluster in clusters if technology in cluster.focuses]
            if not any(_on_record(problem, problem.test_bed, cluster, technology) for cluster in leading):
                yield Flag(
                    rule="pioneering_test_bed",
                    place=technology,
                    what="no test bed of this pioneering technology is on record in a cluster that leads in it; "
                    "whether there is one is not known",
                    what_vi="chưa ghi nhận nơi thử nghiệm cho công nghệ của sản phẩm tiên phong này trong cụm "
                    "lấy nó làm trọng tâm; chưa rõ có hay không",
                )


def _on_record(problem: Problem, records: NDArray[np.int8], cluster: Cluster, technology: TechnologyId) -> bool:
    """Whether some member of a cluster has a record for a technology."""
    k = problem.technologies.index(technology)
    return any(records[problem.units.index(unit), k] == 1 for unit in cluster.members)
