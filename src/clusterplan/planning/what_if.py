"""What if: other limits and further locks against a plan, with the new optimum, the difference and what moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import yaml

from clusterplan.domain import FacilityKind
from clusterplan.errors import Fault, InfeasibleError, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.assemble import objective_terms
from clusterplan.optimisation.feasibility import refuse_the_impossible
from clusterplan.optimisation.isolated import solve_isolated
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.solution import Progress, Solution
from clusterplan.planning.asked_locks import asked_lock
from clusterplan.planning.hand_made.names import Directory, directories
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.other_limits import with_other_limits
from clusterplan.planning.problem import Posed
from clusterplan.planning.scenarios import read_scenario_text
from clusterplan.planning.why.answers import WhatIf
from clusterplan.planning.why.moves import Solve, calmest, moves_to, named_clash
from clusterplan.planning.why.pairs import best_of
from clusterplan.scenario import FocusPlace, HostPlace, Scenario

__all__ = ["Changes", "changed_scenario", "what_if"]


@dataclass(frozen=True)
class Changes:
    """What is asked to be different."""

    settings: tuple[str, ...] = ()
    """``path=value`` each, for example ``rules.clusters.at_most=9``; the value is YAML."""
    must: tuple[str, ...] = ()
    """``unit:technology`` or ``site:kind`` each, in codes or names: has to be in the plan."""
    must_not: tuple[str, ...] = ()
    """The same: must not be in the plan."""


def what_if(
    known: KnownPlan,
    changes: Changes,
    *,
    solve: Solve | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> WhatIf:
    """Hold a plan against the best plan of a changed scenario.

    Parameters
    ----------
    known
        The plan.
    changes
        Limits and locks.
    solve
        Solves the changed problem, for example ``Session(problem).ask``; a child process if left out.
    on_progress
        Told about phases, incumbents and bounds, if no solver is given.
    should_stop
        Asked ten times a second, if no solver is given; true stops it, and its best plan is compared.

    Returns
    -------
    WhatIf
        Old and new optimum with their difference, exact where both are proven; or the limits that clash.

    Raises
    ------
    UsageError
        If a change names nothing that exists, or nothing is changed.
    ScenarioError
        If the changed scenario contradicts itself.
    """
    solve = solve or partial(solve_isolated, on_progress=on_progress, should_stop=should_stop)
    posed = with_other_limits(known.posed, changed_scenario(known, changes))
    plan = known.plan
    answer = WhatIf(
        scenario=plan.scenario,
        changes_vi=tuple(what.vi for what in _in_words(changes)),
        changes_en=tuple(what.en for what in _in_words(changes)),
        objective_before=plan.objective,
        bound_before=plan.bound,
        terms_before=plan.objective_terms,
        objective_after=None,
        bound_after=None,
        terms_after={},
        difference_at_least=None,
        difference_at_most=None,
        moves=(),
        clash=None,
        repair_vi="",
        repair_en="",
    )
    try:
        refuse_the_impossible(posed.problem)
        solution = solve(posed.problem)
    except InfeasibleError as infeasible:
        return answer.model_copy(update=_why_there_is_none(infeasible))
    return answer.model_copy(update=_difference(known, posed, solution, solve))


def changed_scenario(known: KnownPlan, changes: Changes) -> Scenario:
    """Return a plan's scenario with changes.

    Parameters
    ----------
    known
        The plan.
    changes
        Limits and locks.

    Returns
    -------
    Scenario
        Checked like a file.

    Raises
    ------
    UsageError
        If a change cannot be read or names nothing that exists; with every fault.
    ScenarioError
        If the changed scenario contradicts itself.
    """
    faults: list[Fault] = []
    scenario = known.posed.scenario
    content = scenario.model_dump(mode="json", by_alias=True)
    adopted = content["objective"].pop("adopted_plan")
    for setting in changes.settings:
        faults += _set(content, setting)
    named = directories(known.posed.problem, known.posed.facts)
    groups: tuple[tuple[Literal["must", "must_not"], tuple[str, ...]], ...] = (
        ("must", changes.must),
        ("must_not", changes.must_not),
    )
    locks = list(scenario.rules.locks)
    for lock, places in groups:
        for typed in places:
            place = _place((named.units, named.technologies), (named.sites, named.kinds), typed)
            if isinstance(place, Fault):
                faults.append(place)
            else:
                locks = [*(old for old in locks if old.place != place), asked_lock(place, lock)]
    if not (changes.settings or changes.must or changes.must_not):
        faults.append(Fault("what-if", *_NOTHING))
    if faults:
        raise UsageError(Text(vi="Không hiểu thay đổi.", en="The changes cannot be read."), faults)
    if changes.must or changes.must_not:
        content["rules"]["locks"] = [lock.model_dump(mode="json", exclude_none=True) for lock in locks]
    read = read_scenario_text(json.dumps(content, ensure_ascii=False), scenario.id)
    return read.model_copy(update={"objective": read.objective.model_copy(update={"adopted_plan": adopted})})


_NOTHING = (
    Text(vi="không có thay đổi nào.", en="nothing is changed."),
    Text(vi="Dùng --set, --must hoặc --must-not.", en="Use --set, --must or --must-not."),
)


_DATA = ("unit_layer", "unit_vintage", "technology_scheme", "technology_level")
"""What decides which units and technologies there are."""
_OTHER_DATA = (
    Text(
        vi="đây là đơn vị hoặc danh mục công nghệ khác, không phải giới hạn: các phương án không cùng thước đo.",
        en="these are other units or other technologies, not a limit: the plans are not on one scale.",
    ),
    Text(
        vi="Lập kịch bản riêng, rồi dùng clusterplan compare để so sánh.",
        en="Write a scenario of its own, then compare with clusterplan compare.",
    ),
)


def _set(content: dict[str, Any], setting: str) -> list[Fault]:
    """Put ``path=value`` into plain content; return what is wrong with it."""
    path, equals, text = setting.partition("=")
    names = path.strip().split(".")
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        equals = ""
    if not equals or not all(names):
        what = Text(vi="không có dạng ĐƯỜNG.DẪN=GIÁ TRỊ.", en="is not of the form PATH=VALUE.")
        advice = Text(vi="Ví dụ: rules.clusters.at_most=9.", en="For example rules.clusters.at_most=9.")
        return [Fault(setting, what, advice)]
    if names[0] in _DATA:
        return [Fault(setting, *_OTHER_DATA)]
    inside = content
    for name in names[:-1]:
        inside = inside.setdefault(name, {})
        if not isinstance(inside, dict):
            what = Text(vi=f"{name} không có trường con.", en=f"{name} has no fields of its own.")
            return [Fault(setting, what)]
    inside[names[-1]] = value
    return []


def _place(
    focus: tuple[Directory, Directory], facility: tuple[Directory, Directory], typed: str
) -> FocusPlace | HostPlace | Fault:
    """Return what ``unit:technology`` or ``site:kind`` names."""
    first, colon, second = (part.strip() for part in typed.partition(":"))
    if not colon:
        what = Text(
            vi="không có dạng ĐƠN VỊ:CÔNG NGHỆ hay ĐỊA ĐIỂM:LOẠI.",
            en="is not of the form UNIT:TECHNOLOGY or SITE:KIND.",
        )
        return Fault(typed, what, Text(vi="Ví dụ: 01:S06.", en="For example 01:S06."))
    site, kind = (directory.find(part, typed) for directory, part in zip(facility, (first, second), strict=True))
    if isinstance(site, str) and isinstance(kind, str):
        return HostPlace(site=site, kind=FacilityKind(kind))
    unit, technology = (directory.find(part, typed) for directory, part in zip(focus, (first, second), strict=True))
    if isinstance(unit, Fault):
        return unit
    return technology if isinstance(technology, Fault) else FocusPlace(unit=unit, technology=technology)


def _in_words(changes: Changes) -> list[Text]:
    """Return the changes in words."""
    return [
        *(Text(vi=f"đặt {setting}", en=f"set {setting}") for setting in changes.settings),
        *(Text(vi=f"phải có {place}", en=f"must have {place}") for place in changes.must),
        *(Text(vi=f"không được có {place}", en=f"must not have {place}") for place in changes.must_not),
    ]


def _difference(known: KnownPlan, posed: Posed, solution: Solution, solve: Solve) -> dict[str, Any]:
    """Return what the new plan is worth and moves."""
    best, plan = best_of(posed.problem, solution), known.plan
    before, bound = round(plan.objective * MILLIONTHS), round(plan.bound * MILLIONTHS)
    terms = objective_terms(posed.problem, best.choice)
    return {
        "objective_after": best.least / MILLIONTHS,
        "bound_after": best.most / MILLIONTHS,
        "terms_after": {name: value / MILLIONTHS for name, value in terms.items()},
        "difference_at_least": (best.least - bound) / MILLIONTHS,
        "difference_at_most": (best.most - before) / MILLIONTHS,
        "moves": moves_to(known, calmest(known, posed.problem, best, solve)),
    }


def _why_there_is_none(infeasible: InfeasibleError) -> dict[str, Any]:
    """Return the clash and its repair."""
    if not infeasible.conflicts:
        return {}
    first = infeasible.conflicts[0]
    return {
        "clash": named_clash(first.rules, is_smallest=None, why=first.why),
        "repair_vi": "" if first.repair is None else first.repair.vi,
        "repair_en": "" if first.repair is None else first.repair.en,
    }
