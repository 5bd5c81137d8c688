"""Why a pair is in a plan: its score taken apart, its cluster, the rules that bind, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from clusterplan.domain import Cluster, TechnologyId, Termination, UnitId
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.places import places_in_words
from clusterplan.planning.why.answers import BindingHere, Why
from clusterplan.planning.why.moves import calmest, moves_to
from clusterplan.planning.why.pairs import with_focus_lock
from clusterplan.planning.why.reasons import Asked, pair_reason
from clusterplan.publishing.rule_names import RULE_NAMES

__all__ = ["why"]

_EVERYWHERE = "all"


def why(known: KnownPlan, unit: UnitId, technology: TechnologyId, *, asked: Asked | None = None) -> Why:
    """Say why a plan gives a technology to a unit.

    Parameters
    ----------
    known
        The plan.
    unit, technology
        A pair of the plan.
    asked
        The same plan as it was asked about before.

    Returns
    -------
    Why
        With the replacement value: what the best plan without the pair loses, exact where both are proven.

    Raises
    ------
    UsageError
        If the plan does not have the pair.
    """
    asked = asked or Asked(known)
    problem, cluster = known.posed.problem, asked.cluster_of(unit)
    if cluster is None or technology not in cluster.focuses:
        raise _not_in_the_plan(unit, technology)
    r, k = problem.units.index(unit), problem.technologies.index(technology)
    without = asked.questions.without_pair(unit, technology)
    changed = with_focus_lock(problem, unit, technology, "must_not")
    site = cluster.served_by.get(technology)
    named = None if site is None else places_in_words(known.posed, {})("facility", site)
    return Why(
        scenario=known.plan.scenario,
        is_proven=known.plan.termination is Termination.OPTIMAL,
        unit=unit,
        unit_vi=problem.unit_names[r].vi,
        unit_en=problem.unit_names[r].en,
        pair=pair_reason(asked, unit, technology, losses=True),
        explanation=known.posed.advantage.explain(unit, technology),
        withheld=tuple(problem.units[other] for other in np.flatnonzero(np.isnan(problem.score[:, k])).tolist()),
        cluster=cluster,
        served_by=site,
        served_by_vi="" if named is None else named.vi,
        served_by_en="" if named is None else named.en,
        binding=tuple(_binding(known, unit, technology, cluster)),
        moves=() if without is None else moves_to(known, calmest(known, changed, without)),
    )


def _binding(known: KnownPlan, unit: UnitId, technology: TechnologyId, cluster: Cluster) -> Iterator[BindingHere]:
    """Yield the binding rules of which every place is the pair's own: unit, technology, cluster, region, facility."""
    problem = known.posed.problem
    own = {_EVERYWHERE, unit, technology, cluster.id, cluster.hub, cluster.region}
    own |= {problem.unit_regions[problem.units.index(unit)], cluster.served_by.get(technology, _EVERYWHERE)}
    vi = places_in_words(known.posed, {cluster.id: cluster.name_vi})
    en = places_in_words(known.posed, {cluster.id: cluster.name_en})
    for rule in known.plan.binding_rules:
        if set(rule.place.split(" ")) <= own:
            name = RULE_NAMES[rule.rule]
            yield BindingHere(
                rule=rule.rule,
                name_vi=name.vi,
                name_en=name.en,
                place=rule.place,
                place_vi=vi(rule.rule, rule.place).vi,
                place_en=en(rule.rule, rule.place).en,
                limit=rule.limit,
                value=rule.value,
            )


def _not_in_the_plan(unit: UnitId, technology: TechnologyId) -> UsageError:
    """Return the error for a pair that the plan does not have."""
    return UsageError(
        Text(
            vi=f"Phương án không có công nghệ {technology} ở đơn vị {unit}.",
            en=f"The plan does not have technology {technology} in unit {unit}.",
        ),
        [
            Fault(
                f"{unit}:{technology}",
                Text(vi="không có trong phương án.", en="is not in the plan."),
                Text(vi="Hãy hỏi vì sao không (why_not).", en="Ask why not (why_not)."),
            )
        ],
    )
