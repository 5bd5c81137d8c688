"""Plan on products instead of groups: what a product inherits, and what a scenario says of its group.

Sites, missions, priorities and exceptions are mostly recorded by group. A product inherits them from its group, unless
a table or the scenario names the product itself. Locks and synergy pairs choose between products, so they must name
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clusterplan.advantage import AdvantageTable, Inherited, scores_of_products
from clusterplan.domain import Assumption, TechnologyId
from clusterplan.errors import DataError, Fault
from clusterplan.language import Text
from clusterplan.planning.facts import Facts
from clusterplan.scenario import EvidenceOverride, HostOverride, Scenario, StrongOverride

__all__ = ["at_level_of", "faults_of_level", "groups_of", "product_assumptions", "scenario_of_products"]


def groups_of(scenario: Scenario, facts: Facts) -> dict[TechnologyId, TechnologyId]:
    """Return the group of each technology of a scenario.

    Parameters
    ----------
    scenario
        Scheme and level.
    facts
        The data.

    Returns
    -------
    dict of str to str
        Group by product, sorted; a group is its own.
    """
    found = facts.technologies(scenario.technology_scheme, scenario.technology_level)
    return {technology.id: technology.group or technology.id for technology in found}


def at_level_of(scenario: Scenario, scored: AdvantageTable, facts: Facts) -> AdvantageTable:
    """Return the scores of a scenario's technologies from those of its groups.

    Parameters
    ----------
    scenario
        Scheme and level.
    scored
        Scores of the groups.
    facts
        The data.

    Returns
    -------
    AdvantageTable
        The same for groups; for products the group's score times the product's factor.

    Raises
    ------
    DataError
        If a factor is negative.
    """
    if scenario.technology_level == "groups":
        return scored
    factors = _factors(facts)
    groups = groups_of(scenario, facts)
    return scores_of_products(scored, {p: Inherited(group, factors.get(p, 1.0)) for p, group in groups.items()})


def scenario_of_products(scenario: Scenario, facts: Facts) -> Scenario:
    """Return a scenario in which everything said of a group is said of each of its products.

    Thresholds, exceptions, priorities and costs of a group hold for its products; what names a product itself comes
    first. The priority of a product is multiplied by that of its tier.

    Parameters
    ----------
    scenario
        The scenario as it was asked for.
    facts
        The data.

    Returns
    -------
    Scenario
        The same scenario for groups.
    """
    if scenario.technology_level == "groups":
        return scenario
    groups = groups_of(scenario, facts)
    candidates, objective, rules = scenario.candidates, scenario.objective, scenario.rules
    low = (product for k in candidates.strong_grade_low_allowed for product in _meant(k, groups))
    costs = {
        name: resource.model_copy(update={"per_focus": _each(resource.per_focus, groups)})
        for name, resource in rules.resources.items()
    }
    updates = {
        "candidates": candidates.model_copy(
            update={
                "strong_score_by_technology": _each(candidates.strong_score_by_technology, groups),
                "strong_grade_low_allowed": tuple(dict.fromkeys(low)),
                "strong_overrides": tuple(_exceptions(candidates.strong_overrides, groups)),
            }
        ),
        "objective": objective.model_copy(
            update={"priority": _priorities(scenario, groups, facts), "tier_priority": {}}
        ),
        "rules": rules.model_copy(
            update={
                "host_overrides": tuple(_exceptions(rules.host_overrides, groups)),
                "evidence_overrides": tuple(_exceptions(rules.evidence_overrides, groups)),
                "resources": costs,
            }
        ),
    }
    return scenario.model_copy(update=updates)


def faults_of_level(scenario: Scenario, facts: Facts) -> Iterator[Fault]:
    """Yield a fault for a scheme without products and for every tier that none of them has.

    Parameters
    ----------
    scenario
        The scenario as it was asked for.
    facts
        The data.

    Yields
    ------
    Fault
        With what there is instead.
    """
    if scenario.technology_level == "groups":
        return
    products = facts.technologies(scenario.technology_scheme, "products")
    if not products:
        yield Fault(
            "technology_level",
            Text(
                vi=f"danh mục {scenario.technology_scheme} không có sản phẩm nào trên hồ sơ.",
                en=f"no product of the scheme {scenario.technology_scheme} is on record.",
            ),
        )
        return
    tiers = {product.tier for product in products if product.tier is not None}
    known = ", ".join(map(str, sorted(tiers))) or "–"
    for tier in sorted(set(scenario.objective.tier_priority) - tiers):
        yield Fault(
            "objective.tier_priority",
            Text(
                vi=f"danh mục {scenario.technology_scheme} không có bậc {tier}.",
                en=f"the scheme {scenario.technology_scheme} has no tier {tier}.",
            ),
            Text(vi=f"Các bậc hiện có: {known}.", en=f"Tiers: {known}."),
        )


def product_assumptions(scenario: Scenario, facts: Facts) -> tuple[Assumption, ...]:
    """Return what is assumed where products are planned instead of groups.

    Parameters
    ----------
    scenario
        The scenario as it was asked for.
    facts
        The data.

    Returns
    -------
    tuple of Assumption
        Nothing for groups.
    """
    if scenario.technology_level == "groups":
        return ()
    return tuple(Assumption(what=en, what_vi=vi, value=value) for vi, en, value in _assumed(scenario, facts))


def _assumed(scenario: Scenario, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield each assumption in Vietnamese and English with its value."""
    yield (
        "điểm, bằng chứng và địa điểm của một sản phẩm lấy từ nhóm công nghệ của nó, nhân với hệ số của sản phẩm",
        "score, evidence and sites of a product are its group's, times the product's factor",
        "product_factors (1)",
    )
    yield (
        "các sản phẩm cùng nhóm có điểm bằng nhau; sản phẩm nào hoán đổi được cho nhau thì mã nhỏ hơn được chọn trước",
        "products of one group tie; between products that could change places, ties are broken by id",
        "product_id",
    )
    yield (
        "việc xếp sản phẩm vào nhóm theo cột technology_basis của bảng sản phẩm",
        "assignment of products to groups, on the basis that the table of products states",
        "products.technology_basis",
    )
    for tier, priority in sorted(scenario.objective.tier_priority.items()):
        yield (f"mức ưu tiên của sản phẩm bậc {tier}", f"priority of products of tier {tier}", f"{priority:g}")
    rows = facts.table("product_factors")
    known = groups_of(scenario, facts)
    for row in rows[(rows["status"] == "assumed") & rows["product"].isin(list(known))].itertuples():
        yield (
            f"hệ số của {row.product}: {row.reason_vi}",
            f"factor of {row.product}: {row.reason_en}",
            f"{row.factor:g}",
        )


def _factors(facts: Facts) -> dict[TechnologyId, float]:
    """Return the factor of every product that has a row."""
    rows = facts.table("product_factors")
    factors = dict(zip(rows["product"], rows["factor"].astype(float), strict=True))
    wrong = [
        Fault(f"product_factors: {product}", Text(vi=f"hệ số {factor:g} âm", en=f"the factor {factor:g} is negative"))
        for product, factor in sorted(factors.items())
        if not factor >= 0
    ]
    if wrong:
        raise DataError(Text(vi="Bảng hệ số sản phẩm có lỗi.", en="The table of product factors has faults."), wrong)
    return factors


def _meant(name: TechnologyId, groups: Mapping[TechnologyId, TechnologyId]) -> list[TechnologyId]:
    """Return the products of a group; anything else stands for itself and is checked with all other names."""
    return [product for product, group in groups.items() if group == name] or [name]


def _each[Value](
    values: Mapping[TechnologyId, Value], groups: Mapping[TechnologyId, TechnologyId]
) -> dict[TechnologyId, Value]:
    """Return a table by technology with every group replaced by those of its products that have no entry."""
    of_groups = {product: value for name, value in values.items() for product in _meant(name, groups)}
    own = {name: value for name, value in values.items() if name in of_groups}
    return of_groups | own


def _exceptions[Override: (StrongOverride, HostOverride, EvidenceOverride)](
    exceptions: Iterable[Override], groups: Mapping[TechnologyId, TechnologyId]
) -> Iterator[Override]:
    """Yield each dated exception once for every product that it means."""
    for exception in exceptions:
        for product in _meant(exception.technology, groups):
            yield exception.model_copy(update={"technology": product})


def _priorities(
    scenario: Scenario, groups: Mapping[TechnologyId, TechnologyId], facts: Facts
) -> dict[TechnologyId, float]:
    """Return the priority of every product: its own or its group's, times its tier's; unknown names are kept."""
    priorities = _each(scenario.objective.priority, groups)
    for product in facts.technologies(scenario.technology_scheme, "products"):
        factor = scenario.objective.tier_priority.get(product.tier, 1.0) if product.tier is not None else 1.0
        if factor != 1.0:
            priorities[product.id] = priorities.get(product.id, 1.0) * factor
    return priorities
