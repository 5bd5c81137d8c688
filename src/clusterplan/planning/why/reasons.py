"""What a unit gets and does not get from a plan, and why: without solving anything, and with losses on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clusterplan.domain import Cluster, Grade, Judgement, TechnologyId, Termination, UnitId
from clusterplan.language import Text
from clusterplan.optimisation.candidates import CandidateSet, connected_sets_around, enumerate_candidates
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.planning.exclusions import excluded_pairs
from clusterplan.planning.hand_made.names import technology_names
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.why.adding import Added, broken_in_words, if_added
from clusterplan.planning.why.missing import holders, missing_of
from clusterplan.planning.why.pairs import Best, Questions, loss_against
from clusterplan.planning.why.reason_answers import PairReason, ReasonKind, UnitReasons
from clusterplan.planning.why.words import no_possible_cluster, plain_number, reason_in_words, standing_in_words
from clusterplan.publishing import Exclusion

__all__ = ["Asked", "pair_reason", "unit_reasons"]


@dataclass(frozen=True, eq=False)
class Asked:
    """A plan that is asked about, with what all answers need."""

    known: KnownPlan
    """The plan."""

    @cached_property
    def candidates(self) -> tuple[CandidateSet, ...]:
        """Every set of units that may form a cluster."""
        return enumerate_candidates(self.known.posed.problem)

    @cached_property
    def excluded(self) -> dict[tuple[UnitId, TechnologyId], tuple[Exclusion, ...]]:
        """Pairs that a rule excludes."""
        return excluded_pairs(self.known.posed.problem)

    @cached_property
    def names(self) -> dict[TechnologyId, Text]:
        """Names of the technologies."""
        return technology_names(self.known.posed.problem, self.known.posed.facts)

    @cached_property
    def questions(self) -> Questions:
        """What the best plan is worth with and without a pair."""
        plan = self.known.plan
        least, most = round(plan.objective * MILLIONTHS), round(plan.bound * MILLIONTHS)
        return Questions(self.known.posed.problem, Best(least, most, self.known.choice))

    @cached_property
    def neighbourhoods(self) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
        """Of each unit, by position: all units with which it may share a cluster by place alone, and their hubs."""
        problem = self.known.posed.problem
        near: dict[int, set[int]] = {r: set() for r in range(len(problem.units))}
        hubs: dict[int, set[int]] = {r: set() for r in near}
        for hub in near:
            for members in connected_sets_around(problem, hub):
                for r in members:
                    near[r].update(members)
                    hubs[r].add(hub)
        return {r: (frozenset(near[r]), frozenset(hubs[r])) for r in near}

    def cluster_of(self, unit: UnitId) -> Cluster | None:
        """Return the cluster that a unit is in.

        Parameters
        ----------
        unit
            Code of the unit.

        Returns
        -------
        Cluster or None
            None if it is in no cluster.
        """
        return next((cluster for cluster in self.known.plan.clusters if unit in cluster.members), None)

    def may_be_in_a_plan(self, unit: UnitId, technology: TechnologyId) -> bool:
        """Return whether some cluster with a unit may focus on a technology.

        Parameters
        ----------
        unit, technology
            The pair.

        Returns
        -------
        bool
            Whether a candidate set has both.
        """
        problem = self.known.posed.problem
        r, k = problem.units.index(unit), problem.technologies.index(technology)
        return any(r in candidate.members and k in candidate.technologies for candidate in self.candidates)


def unit_reasons(
    known: KnownPlan,
    unit: UnitId,
    *,
    losses: bool = False,
    asked: Asked | None = None,
    on_pair: Callable[[TechnologyId], None] | None = None,
) -> UnitReasons:
    """Say for every technology whether a unit gets it in a plan, and why.

    Parameters
    ----------
    known
        The plan.
    unit
        Code of the unit.
    losses
        Whether to tell what each pair is worth by re-optimisation: about half a second for each technology.
    asked
        The same plan as it was asked about before: what all units need is then not computed again.
    on_pair
        Told about each technology before it is looked at.

    Returns
    -------
    UnitReasons
        One record for each technology, and what is missing to judge those that cannot be judged.
    """
    asked = asked or Asked(known)
    problem, plan = known.posed.problem, known.plan
    r, cluster = problem.units.index(unit), asked.cluster_of(unit)
    reasons = []
    for technology in problem.technologies:
        if on_pair is not None:
            on_pair(technology)
        reasons.append(pair_reason(asked, unit, technology, losses=losses))
    unjudged = [reason.technology for reason in reasons if reason.score is None]
    return UnitReasons(
        scenario=plan.scenario,
        is_proven=plan.termination is Termination.OPTIMAL,
        unit=unit,
        name_vi=problem.unit_names[r].vi,
        name_en=problem.unit_names[r].en,
        region=problem.unit_regions[r],
        cluster=None if cluster is None else cluster.id,
        hub=None if cluster is None else cluster.hub,
        members=() if cluster is None else cluster.members,
        served_by={} if cluster is None else cluster.served_by,
        technologies=tuple(sorted(reasons, key=_in_order)),
        missing=missing_of((known.posed.advantage.explain(unit, k) for k in unjudged), holders()),
    )


def pair_reason(asked: Asked, unit: UnitId, technology: TechnologyId, *, losses: bool = False) -> PairReason:
    """Say whether a plan has one pair, and why.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        The pair.
    losses
        Whether to tell what it is worth by re-optimisation.

    Returns
    -------
    PairReason
        The record.
    """
    reason = _reason(asked, unit, technology, asked.cluster_of(unit))
    return _with_loss(asked, unit, reason) if losses else reason


def _in_order(reason: PairReason) -> tuple[bool, bool, float, str]:
    """Order selected pairs first, then by score; what cannot be judged comes last."""
    return not reason.selected, reason.score is None, -(reason.score or 0.0), reason.technology


def _reason(asked: Asked, unit: UnitId, technology: TechnologyId, cluster: Cluster | None) -> PairReason:
    """Look at one pair."""
    known, problem = asked.known, asked.known.posed.problem
    r, k = problem.units.index(unit), problem.technologies.index(technology)
    judged = ~np.isnan(problem.score[:, k])
    score = float(problem.score[r, k]) if judged[r] else None
    cell = known.posed.advantage.cells.xs((unit, technology)).to_dict()
    selected = cluster is not None and technology in cluster.focuses
    kind, added = _kind(asked, unit, technology, cluster)
    reason = PairReason(
        technology=technology,
        name_vi=asked.names[technology].vi,
        name_en=asked.names[technology].en,
        selected=selected,
        judgement=_judgement(asked, unit, technology, is_judged=score is not None),
        score=score,
        rank=None if score is None else 1 + int((problem.score[judged, k] > score).sum()),
        judged_units=int(judged.sum()),
        units=len(problem.units),
        grade=None if score is None else Grade(cell["grade"]),
        coverage=float(cell["coverage"]),
        sources=_sources(known, unit, technology),
        is_strong=bool(problem.strong[r, k]),
        participation=float(problem.participation[k]) if judged.any() else None,
        contribution=round(float(problem.unit_value[r, k]), 6),
        kind=kind,
        reason_vi="",
        reason_en="",
        standing_vi="",
        standing_en="",
        change_if_added=None if added is None else added.change,
        broken_if_added=() if added is None else tuple(broken_in_words(known, added.broken)),
    )
    if kind is ReasonKind.NO_POSSIBLE_CLUSTER:
        said = _no_possible_cluster(asked, unit, technology)
    else:
        said = reason_in_words(known, unit, reason, cluster, asked.excluded.get((unit, technology), ()))
    stands = standing_in_words(reason)
    told = {"reason_vi": said.vi, "reason_en": said.en, "standing_vi": stands.vi, "standing_en": stands.en}
    return reason.model_copy(update=told)


def _judgement(asked: Asked, unit: UnitId, technology: TechnologyId, *, is_judged: bool) -> Judgement:
    """Return which of the three states a pair is in."""
    if (unit, technology) in asked.excluded:
        return Judgement.EXCLUDED
    return Judgement.SCORED if is_judged else Judgement.CANNOT_BE_JUDGED


def _kind(
    asked: Asked, unit: UnitId, technology: TechnologyId, cluster: Cluster | None
) -> tuple[ReasonKind, Added | None]:
    """Return the first reason that holds, and what adding the technology would do where that is the question."""
    problem = asked.known.posed.problem
    if cluster is not None and technology in cluster.focuses:
        return ReasonKind.SELECTED, None
    if (unit, technology) in asked.excluded:
        return ReasonKind.EXCLUDED, None
    if np.isnan(problem.score[problem.units.index(unit), problem.technologies.index(technology)]):
        return ReasonKind.CANNOT_BE_JUDGED, None
    if not asked.may_be_in_a_plan(unit, technology):
        return ReasonKind.NO_POSSIBLE_CLUSTER, None
    if cluster is None:
        return ReasonKind.IN_NO_CLUSTER, None
    added = if_added(asked.known, problem.units.index(cluster.hub), technology)
    if added.broken:
        return ReasonKind.BREAKS_A_RULE, added
    return (ReasonKind.ADDS_NOTHING if added.change <= 0 else ReasonKind.PLAN_NOT_PROVEN), added


def _no_possible_cluster(asked: Asked, unit: UnitId, technology: TechnologyId) -> Text:
    """Say why no cluster with a unit may focus on a technology, as exactly as one condition alone tells."""
    problem = asked.known.posed.problem
    r, k = problem.units.index(unit), problem.technologies.index(technology)
    near, hubs = asked.neighbourhoods[r]
    candidates, rules = problem.scenario.candidates, problem.scenario.rules
    if not problem.strong[list(near), k].any():
        least = plain_number(candidates.strong_score_by_technology.get(technology, candidates.strong_score))
        return Text(
            vi=f"Không đơn vị nào có thể chung cụm với đơn vị này đủ mạnh về công nghệ này (cần điểm từ {least.vi} và "
            "bằng chứng không thấp).",
            en=f"No unit that can share a cluster with this one is strong for the technology (a score of {least.en} "
            "and evidence that is not low are needed).",
        )
    reach = plain_number(rules.reach_km)
    if not problem.hosted_within_reach[list(hubs), k].any():
        return Text(
            vi=f"Trong tầm phục vụ {reach.vi} km của mọi hạt nhân có thể có, không địa điểm nào được đặt cơ sở "
            "cho công nghệ này.",
            en=f"No site that may host the technology lies within {reach.en} km of any hub that the unit could have.",
        )
    return no_possible_cluster()


def _sources(known: KnownPlan, unit: UnitId, technology: TechnologyId) -> tuple[str, ...]:
    """Return the sources of the values that a score rests on."""
    parts = known.posed.advantage.explain(unit, technology).indicators
    named = {source.strip() for p in parts if p.normalised is not None and p.weight for source in p.source.split(";")}
    return tuple(sorted(named - {""}))


def _with_loss(asked: Asked, unit: UnitId, reason: PairReason) -> PairReason:
    """Return a reason with what is lost if a selected pair is forbidden, or another is forced."""
    questions, technology = asked.questions, reason.technology
    ask = questions.without_pair if reason.selected else questions.with_pair
    best = None
    if reason.selected or asked.may_be_in_a_plan(unit, technology):
        best = ask(unit, technology)
    loss = None if best is None else loss_against(questions.best, best)
    return reason.model_copy(update={"loss": loss, "is_impossible": best is None})
