"""Which second criterion is meant: cost is the spending on a resource where the scenario gives costs, else a proxy."""

from __future__ import annotations

import re
from fractions import Fraction

from clusterplan.domain import SourceStatus
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.criteria import Criterion
from clusterplan.optimisation.outlay import Outlay, outlay_of
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.pareto.measure import Measure, counted_measure
from clusterplan.scenario import Scenario

__all__ = ["MOST_STEPS", "measure_asked_for"]

MOST_STEPS = 10_000_000
"""Most steps of spending up to which a proof in double precision was measured to be exact."""

_FINEST = Fraction(1, 10**5)
"""Least step, in the resource's unit: a plan's account has six decimals."""
_PREFERRED = "public_investment"
_CURRENCY = re.compile(r"\b(vnd|vnđ|đồng|dong|usd|eur)\b|[₫$€]", re.IGNORECASE)
"""What makes the unit of a resource money."""


def measure_asked_for(problem: Problem, criterion: Criterion, resource: str | None = None) -> Measure:
    """Return the second criterion of a front.

    Cost is the spending on the named resource; without a name on ``public_investment``, else on the first resource by
    name that is counted in money. A scenario without such costs keeps the proxy, which says that it is one.

    Parameters
    ----------
    problem
        The problem with its scenario.
    criterion
        What is asked for.
    resource
        Name of a resource of the scenario, for cost alone.

    Returns
    -------
    Measure
        The criterion with its unit.

    Raises
    ------
    UsageError
        If the resource is not there, costs nothing, or is told too finely for a proof; or if a resource is named for
        another criterion.
    """
    if criterion is not Criterion.COST:
        if resource is not None:
            raise _refused(_only_for_cost(resource))
        return counted_measure(criterion)
    given = problem.scenario.rules.resources
    if resource is not None and resource not in given:
        raise _refused(_unknown(resource, tuple(sorted(given))))
    costing = {name: outlay for name in sorted(given) if (outlay := outlay_of(problem, name)) is not None}
    chosen = resource or _first_in_money(problem.scenario, tuple(costing))
    if chosen is None:
        return counted_measure(criterion, _note_on_the_proxy(tuple(costing)))
    if chosen not in costing:
        raise _refused(_costs_nothing(chosen, tuple(costing)))
    if costing[chosen].most(problem) > MOST_STEPS or costing[chosen].step < _FINEST:
        raise _refused(_too_fine(problem.scenario, costing[chosen]))
    return _spending(problem.scenario, costing[chosen], tuple(name for name in costing if name != chosen))


def _first_in_money(scenario: Scenario, names: tuple[str, ...]) -> str | None:
    """Return the resource that costs are counted in if none is named."""
    money = [name for name in names if _CURRENCY.search(scenario.rules.resources[name].unit)]
    return _PREFERRED if _PREFERRED in names else next(iter(money), None)


def _spending(scenario: Scenario, outlay: Outlay, others: tuple[str, ...]) -> Measure:
    """Return the spending on a resource for people."""
    name, phasing = outlay.resource, scenario.rules.phasing
    resource = scenario.rules.resources[name]
    years = "" if phasing is None else f", {phasing.first_year}-{phasing.last_year}"
    step = f"{float(outlay.step):.12g} {resource.unit}"
    rests_on = (
        Text(vi=f"số liệu theo nguồn {resource.source}", en=f"are from {resource.source}")
        if resource.status is SourceStatus.GIVEN
        else Text(vi="số giả định, không phải định mức chính thức", en="are assumed, not official")
    )
    left_out = Text(vi="", en="")
    if others:
        listed = ", ".join(others)
        left_out = Text(vi=f" Không tính: {listed}.", en=f" Not counted: {listed}.")
    return Measure(
        criterion=Criterion.COST,
        second=outlay,
        title=Text(vi=f"Chi phí: {name}{years}", en=f"Cost: {name}{years}"),
        unit=Text(vi=resource.unit, en=resource.unit),
        note=Text(
            vi=f"Chi phí là mức sử dụng {name} của phương án, cộng mọi năm được tính, "
            f"theo bội số của {step}; chi phí đơn vị là {rests_on.vi}.{left_out.vi}",
            en=f"Cost is what the plan spends of {name}, summed over all years that are told, "
            f"in multiples of {step}; its unit costs {rests_on.en}.{left_out.en}",
        ),
        resource=name,
        step=outlay.step,
    )


def _note_on_the_proxy(others: tuple[str, ...]) -> Text:
    """Say that cost is no money, and why."""
    proxy = Text(
        vi="chi phí ở đây chỉ là số đại diện (số cụm cộng một cam kết cho mỗi thành viên và mỗi trọng tâm), "
        "không phải tiền.",
        en="cost here is only a proxy (clusters, and one commitment for each member and focus), not money.",
    )
    if not others:
        why = Text(vi="Kịch bản không nêu chi phí đơn vị", en="The scenario gives no unit costs")
        return Text(vi=f"{why.vi}: {proxy.vi}", en=f"{why.en}: {proxy.en}")
    listed = ", ".join(others)
    return Text(
        vi=f"Kịch bản không nêu chi phí bằng tiền: {proxy.vi} Có thể nêu --resource: {listed}.",
        en=f"The scenario gives no costs in money: {proxy.en} --resource may name: {listed}.",
    )


def _refused(fault: Fault) -> UsageError:
    """Return the error for a question that cannot be asked."""
    return UsageError(Text(vi="Không thể hỏi như vậy.", en="This question cannot be asked."), [fault])


def _only_for_cost(resource: str) -> Fault:
    return Fault(
        "--resource",
        Text(
            vi=f"{resource!r} chỉ dùng với tiêu chí chi phí.", en=f"{resource!r} belongs to the criterion cost alone."
        ),
        Text(vi="Thêm --against cost, hoặc bỏ --resource.", en="Add --against cost, or leave out --resource."),
    )


def _unknown(resource: str, names: tuple[str, ...]) -> Fault:
    listed = ", ".join(names)
    advice = (
        Text(vi=f"Hãy chọn: {listed}.", en=f"Choose one of: {listed}.")
        if names
        else Text(vi="Hãy thêm rules.resources vào kịch bản.", en="Add rules.resources to the scenario.")
    )
    return Fault(
        "--resource",
        Text(vi=f"kịch bản không có nguồn lực {resource!r}.", en=f"the scenario has no resource {resource!r}."),
        advice,
    )


def _costs_nothing(resource: str, others: tuple[str, ...]) -> Fault:
    listed = ", ".join(others)
    return Fault(
        f"rules.resources.{resource}",
        Text(
            vi="không trọng tâm hay cơ sở nào sử dụng nguồn lực này, nên mọi phương án như nhau.",
            en="no focus and no facility uses any of it, so all plans are alike.",
        ),
        Text(vi=f"Hãy nêu chi phí, hoặc chọn: {listed}.", en=f"Give its costs, or choose one of: {listed}.")
        if others
        else Text(vi="Hãy nêu chi phí của nguồn lực này.", en="Give its costs."),
    )


def _too_fine(scenario: Scenario, outlay: Outlay) -> Fault:
    unit, step = scenario.rules.resources[outlay.resource].unit, f"{float(outlay.step):.12g}"
    return Fault(
        f"rules.resources.{outlay.resource}",
        Text(
            vi=f"chi phí chỉ có bội số chung là {step} {unit}: quá nhiều mức để chứng minh chính xác.",
            en=f"its costs share no larger step than {step} {unit}: too many levels for an exact proof.",
        ),
        Text(
            vi="Hãy làm tròn chi phí trong kịch bản, ví dụ đến số nguyên.",
            en="Round its costs in the scenario, for example to whole numbers.",
        ),
    )
