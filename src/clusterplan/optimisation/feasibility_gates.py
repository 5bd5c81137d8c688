"""What arithmetic can tell about the gates: a technology that must lead somewhere and that no unit lets pass."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from clusterplan.errors import Conflict
from clusterplan.optimisation.arithmetic import Check, conflict, must_lead
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.gates import too_weak_evidence
from clusterplan.optimisation.problem import Problem

__all__ = ["GATE_CHECKS", "gates_on"]


def gates_on(problem: Problem) -> tuple[str, ...]:
    """Return the paths of the gates that are on, because they too may leave a technology without a candidate set.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    tuple of str
        Paths in the scenario.
    """
    rules = problem.scenario.rules
    on = {
        "candidates.min_members": problem.scenario.candidates.min_members > 1,
        "rules.evidence_floor": rules.evidence_floor is not None,
        "rules.demand_unknown": rules.demand_unknown == "forbid",
        "rules.anchor_enterprise_km": rules.anchor_enterprise_km is not None,
        "rules.anchor_institute_km": rules.anchor_institute_km is not None,
        "rules.required_pairs": bool(rules.required_pairs),
    }
    return tuple(path for path, is_on in on.items() if is_on)


def _evidence(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Find technologies all of whose strong units rest on evidence below the floor."""
    floor = problem.scenario.rules.evidence_floor
    if floor is None:
        return
    good = problem.strong & ~too_weak_evidence(problem)
    for k, technology in enumerate(problem.technologies):
        strong = int(problem.strong[:, k].sum())
        if strong and not good[:, k].any() and must_lead(problem, technology):
            yield conflict(
                ("rules.evidence_floor", "rules.clusters_per_technology.at_least"),
                f"cả {strong} đơn vị mạnh về {technology} đều có bằng chứng dưới mức {floor.value}",
                f"all {strong} units that are strong for {technology} rest on evidence below {floor.value}",
                "Hạ evidence_floor hoặc ghi ngoại lệ trong evidence_overrides.",
                "Lower evidence_floor or write an exception into evidence_overrides.",
            )


def _demand(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Find technologies for which no unit has demand on record, where unknown is forbidden."""
    if problem.scenario.rules.demand_unknown != "forbid":
        return
    for k, technology in enumerate(problem.technologies):
        if not (problem.demand[:, k] == 1).any() and must_lead(problem, technology):
            yield conflict(
                ("rules.demand_unknown", "rules.clusters_per_technology.at_least"),
                f"không đơn vị nào có nhu cầu được ghi nhận về {technology}",
                f"no unit has demand for {technology} on record",
                "Dùng demand_unknown: flag hoặc bổ sung dữ liệu.",
                "Use demand_unknown: flag or bring better data.",
            )


def _anchors(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Find technologies whose nearest anchor is farther from every unit than the limit."""
    rules = problem.scenario.rules
    limits = (
        ("anchor_enterprise_km", rules.anchor_enterprise_km, problem.nearest_enterprise_km, "doanh nghiệp"),
        ("anchor_institute_km", rules.anchor_institute_km, problem.nearest_institute_km, "viện, trường"),
    )
    for name, most, nearest, vi in limits:
        if most is None:
            continue
        en = name.split("_")[1]
        for k, technology in enumerate(problem.technologies):
            least = float(np.min(nearest[:, k], initial=np.inf))
            if least > most and must_lead(problem, technology):
                known = math.isfinite(least)
                yield conflict(
                    (f"rules.{name}", "rules.clusters_per_technology.at_least"),
                    f"không đơn vị nào có {vi} về {technology} trong vòng {most:g} km",
                    f"no unit has an {en} of {technology} within {most:g} km",
                    f"Nâng lên ít nhất {math.ceil(least)} km." if known else f"Bỏ {name} hoặc bổ sung dữ liệu.",
                    f"Raise it to at least {math.ceil(least)} km." if known else f"Drop {name} or bring better data.",
                )


def _test_beds(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Find pioneering technologies that no candidate set with a test bed can have."""
    if problem.scenario.rules.pioneering_test_bed != "forbid":
        return
    for technology in sorted(problem.pioneering):
        k = problem.technologies.index(technology)
        beds = {r for r in range(len(problem.units)) if problem.test_bed[r, k] == 1}
        if not any(k in candidate.technologies and beds.intersection(candidate.members) for candidate in candidates):
            yield conflict(
                ("rules.pioneering_test_bed", *gates_on(problem)),
                f"không tập ứng viên nào vừa có thể chọn {technology} vừa có nơi thử nghiệm được ghi nhận; "
                f"có {len(beds)} đơn vị là nơi thử nghiệm",
                f"no candidate set can have {technology} and a test bed on record; {len(beds)} units are test beds",
                "Dùng pioneering_test_bed: flag hoặc bổ sung dữ liệu.",
                "Use pioneering_test_bed: flag or bring better data.",
            )


GATE_CHECKS: tuple[Check, ...] = (_evidence, _demand, _anchors, _test_beds)
