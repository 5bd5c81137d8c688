"""From the outcomes of draws to the answer: core indices, regret, breaches, influence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from statistics import mean, median

from clusterplan.domain import Assumption
from clusterplan.language import Text
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.planning.robustness.answer import (
    CORE,
    VOLATILE,
    Breach,
    CoreIndex,
    Counts,
    DrawRecord,
    Regret,
    Robustness,
    Spread,
    Stability,
)
from clusterplan.planning.robustness.influence import influence_of, rows_of
from clusterplan.planning.robustness.outcome import Decisions, DrawKey, Outcome, Question, decisions_of
from clusterplan.planning.robustness.ranges import range_assumptions
from clusterplan.planning.robustness.settings import RobustnessSettings
from clusterplan.planning.robustness.uncertainty import Uncertainty
from clusterplan.scenario import Scenario

__all__ = ["core_indices", "share_interval", "summary_of"]

type InWords = Callable[[str, str], Text]
"""Takes the name of a rule and its place."""

_NORMAL_95 = 1.959964
_DECIMALS = 6


def summary_of(
    question: Question,
    settings: RobustnessSettings,
    outcomes: Mapping[DrawKey, Outcome],
    in_words: InWords,
    *,
    interrupted: bool,
) -> Robustness:
    """Return what the outcomes say.

    Parameters
    ----------
    question
        The plan and where draws come from.
    settings
        What was asked for.
    outcomes
        Finished draws, those for the influence among them.
    in_words
        Spells out the place of a rule.
    interrupted
        Whether it was stopped before all was done.

    Returns
    -------
    Robustness
        Independent of the order in which draws were finished.
    """
    base = decisions_of(question.source.problem, question.choice)
    draws = [outcomes[key] for key in sorted(outcomes) if not key.second and key.number < settings.draws]
    records = tuple(_record(outcome, base) for outcome in draws)
    decided = [outcome.decisions for outcome in draws if outcome.decisions is not None]
    indices = core_indices(question, base, decided, in_words)
    known = {key: outcome for key, outcome in outcomes.items() if outcome.objective is not None}
    objective = {key: _units(outcome.objective or 0) for key, outcome in known.items()}
    kept = {key: _kept(outcome.decisions, base) or 0.0 for key, outcome in known.items() if base.assignments}
    samples = rows_of(settings.influence_samples, objective, kept)
    return Robustness(
        scenario=question.plan.scenario,
        seed=settings.seed,
        gap_limit=settings.gap,
        node_limit=settings.nodes,
        uncertainty=settings.uncertainty,
        assumptions=tuple(_assumptions(settings.uncertainty, question.source.problem.scenario)),
        draws_asked=settings.draws,
        draws_done=len(draws),
        interrupted=interrupted,
        draws_with_plan=len(decided),
        draws_infeasible=sum(outcome.ended == "infeasible" for outcome in draws),
        draws_undecided=sum(outcome.ended == "no_plan" for outcome in draws),
        draws_at_node_limit=sum(outcome.ended == "node_limit" for outcome in draws),
        draws_breaking_rules=sum(bool(outcome.broken) for outcome in draws),
        assignments=_counts(indices, "assignment"),
        hubs=_counts(indices, "hub"),
        facilities=_counts(indices, "facility"),
        indices=indices,
        objective=_spread([record.objective for record in records]),
        regret=_regret(records),
        breaches=tuple(_breaches(draws, in_words)),
        influence_samples=len(samples),
        influence=influence_of(samples, objective, kept, settings.seed),
        draws=records,
    )


def core_indices(
    question: Question, base: Decisions, drawn: Sequence[Decisions], in_words: InWords
) -> tuple[CoreIndex, ...]:
    """Count how often each decision is part of the plan of a draw.

    Parameters
    ----------
    question
        Knows the units of the sites.
    base
        What the plan decides.
    drawn
        What the plans of the draws decide.
    in_words
        Spells out a place.

    Returns
    -------
    tuple of CoreIndex
        The plan's own first; by kind, then the most frequent first, ties by id. Empty without a draw.
    """
    problem = question.source.problem
    unit_of = dict(zip(problem.sites, problem.site_units, strict=True))
    found: list[CoreIndex] = []
    for pair, times, in_plan in _counted(base.assignments, [d.assignments for d in drawn]):
        found.append(
            _index(
                "assignment",
                times,
                len(drawn),
                in_plan,
                what=in_words("focus", " ".join(pair)),
                unit=pair[0],
                technology=pair[1],
            )
        )
    for hub, times, in_plan in _counted(base.hubs, [d.hubs for d in drawn]):
        found.append(_index("hub", times, len(drawn), in_plan, what=in_words("hub", hub), unit=hub))
    for (site, kind), times, in_plan in _counted(base.facilities, [d.facilities for d in drawn]):
        what = in_words("facility", f"{site} {kind.value}")
        found.append(
            _index("facility", times, len(drawn), in_plan, what=what, unit=unit_of[site], site=site, facility=kind),
        )
    order = {"assignment": 0, "hub": 1, "facility": 2}
    return tuple(
        sorted(
            found,
            key=lambda i: (
                not i.in_plan,
                order[i.kind],
                -i.draws,
                i.unit,
                i.technology or "",
                i.site or "",
                i.facility or "",
            ),
        )
    )


def share_interval(times: int, number: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by its score (Wilson 1927).

    Parameters
    ----------
    times
        How often it happened.
    number
        Out of how many.

    Returns
    -------
    tuple of float and float
        Lower and upper end in [0, 1].

    Examples
    --------
    >>> [round(end, 3) for end in share_interval(9, 10)]
    [0.596, 0.982]
    """
    share, square = times / number, _NORMAL_95**2
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = _NORMAL_95 / (1 + square / number) * math.sqrt(share * (1 - share) / number + square / (4 * number**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _counted[Key: Hashable](base: frozenset[Key], drawn: Sequence[frozenset[Key]]) -> Iterator[tuple[Key, int, bool]]:
    """Yield each decision of the plan or of a draw, how many draws have it, and whether the plan has it."""
    if drawn:
        times = Counter(decision for decisions in drawn for decision in decisions)
        for decision in base | set(times):
            yield decision, times[decision], decision in base


def _index(kind: str, times: int, number: int, in_plan: bool, what: Text, **ids: object) -> CoreIndex:
    """Return how often one decision is kept."""
    share = times / number
    least, most = share_interval(times, number)
    stability: Stability = "core" if share >= CORE else "volatile" if share < VOLATILE else "middle"
    return CoreIndex.model_validate(
        {
            "kind": kind,
            "what_vi": what.vi,
            "what_en": what.en,
            "in_plan": in_plan,
            "draws": times,
            "index": round(share, _DECIMALS),
            "at_least": round(least, _DECIMALS),
            "at_most": round(most, _DECIMALS),
            "stability": stability,
            **ids,
        }
    )


def _counts(indices: Iterable[CoreIndex], kind: str) -> Counts:
    """Count the plan's decisions of one kind by stability."""
    found = Counter(index.stability for index in indices if index.kind == kind and index.in_plan)
    return Counts(core=found["core"], middle=found["middle"], volatile=found["volatile"])


def _record(outcome: Outcome, base: Decisions) -> DrawRecord:
    """Return one draw as the answer lists it."""
    objective, bound, value = outcome.objective, outcome.bound, outcome.value_of_plan
    is_known = objective is not None and bound is not None
    judged = is_known and not outcome.broken
    return DrawRecord(
        number=outcome.key.number,
        ended=outcome.ended,
        objective=None if objective is None else _units(objective),
        bound=None if bound is None else _units(bound),
        gap=round((bound - objective) / max(MILLIONTHS, abs(objective)), _DECIMALS)
        if objective is not None and bound is not None
        else None,
        value_of_plan=_units(value),
        rules_broken=len(outcome.broken),
        regret_at_least=_units(max(0, objective - value)) if judged and objective is not None else None,
        regret_at_most=_units(max(0, bound - value)) if judged and bound is not None else None,
        kept=_kept(outcome.decisions, base),
    )


def _kept(decisions: Decisions | None, base: Decisions) -> float | None:
    """Return the share of the plan's assignments that a draw's plan has."""
    if decisions is None or not base.assignments:
        return None
    return round(len(decisions.assignments & base.assignments) / len(base.assignments), _DECIMALS)


def _regret(records: Sequence[DrawRecord]) -> Regret:
    """Return what the plan loses where it keeps the rules and the draw has a plan."""
    judged = [record for record in records if record.regret_at_most is not None]
    worst = max(judged, key=lambda record: (record.regret_at_most or 0.0, -record.number), default=None)
    return Regret(
        draws=len(judged),
        at_least=_spread([record.regret_at_least for record in judged]),
        at_most=_spread([record.regret_at_most for record in judged]),
        worst_draw=None if worst is None else worst.number,
    )


def _breaches(draws: Iterable[Outcome], in_words: InWords) -> Iterator[Breach]:
    """Count in how many draws the plan breaks each rule in each place."""
    times = Counter(broken for outcome in draws for broken in outcome.broken)
    for (rule, place), number in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        words = in_words(rule, place)
        yield Breach(rule=rule, place=place, place_vi=words.vi, place_en=words.en, draws=number)


def _spread(values: Iterable[float | None]) -> Spread | None:
    """Return least, median, mean and greatest of the values that are known."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return Spread(
        least=min(known),
        median=round(median(known), _DECIMALS),
        mean=round(mean(known), _DECIMALS),
        greatest=max(known),
    )


def _assumptions(uncertainty: Uncertainty, scenario: Scenario) -> Iterator[Assumption]:
    """Yield every range as the assumption that it is, and what is taken for certain."""
    if scenario.rules.resources:
        names = ", ".join(sorted(scenario.rules.resources))
        yield Assumption(
            what=f"not drawn, as in the scenario: what is used, the caps and the capacities of {names}",
            what_vi=f"không rút ngẫu nhiên, giữ như kịch bản: mức sử dụng, trần và sức chứa của {names}",
            value="± 0",
        )
    yield from range_assumptions(uncertainty)


def _units(millionths: int) -> float:
    return millionths / MILLIONTHS
