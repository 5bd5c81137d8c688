"""From what a study knows to the typed table, sorted by value and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clusterplan.domain import Termination
from clusterplan.language import Text
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.planning.evaluation_answer import ProvenOptimum
from clusterplan.planning.places import places_in_words
from clusterplan.planning.values.answer import (
    Difference,
    FocusSurvival,
    PlanValues,
    ReplacementValue,
    RulePrice,
    SurvivalCount,
)
from clusterplan.planning.values.decisions import Decision
from clusterplan.planning.values.study import Study, looser_key, off_key
from clusterplan.planning.values.survival import WITHOUT, fate_of, is_proven
from clusterplan.publishing.rule_names import named_setting
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace

__all__ = ["table_of"]


def table_of(study: Study, *, seconds: float, is_complete: bool) -> PlanValues:
    """Return what a study knows as the typed table.

    Parameters
    ----------
    study
        The study, finished or stopped.
    seconds
        Longest time for one answer.
    is_complete
        Whether every question was answered.

    Returns
    -------
    PlanValues
        Sorted, largest first.
    """
    values = tuple(sorted(_values(study), key=_value_order))
    prices = tuple(sorted(_prices(study), key=_price_order))
    survival = tuple(_survival(study))
    differences = [value.loss for value in values]
    differences += [gain for price in prices for gain in (price.gain, price.gain_of_a_step) if gain is not None]
    fates = [fate for focus in survival for fate in focus.fate.values()]
    return PlanValues(
        scenario=study.known.plan.scenario,
        optimum=_optimum(study),
        seconds_for_each=seconds,
        is_complete=is_complete,
        not_asked=sum(one.state == "not_asked" for one in differences) + fates.count("not_asked"),
        summary=tuple(
            SurvivalCount(
                without=without,
                focuses=len(survival),
                fates=dict(sorted(Counter(focus.fate[without] for focus in survival).items())),
            )
            for without in WITHOUT
        ),
        replacement_values=values,
        rule_prices=prices,
        survival=survival,
    )


def _optimum(study: Study) -> ProvenOptimum:
    """Return what is proven about the best plan."""
    best = study.optimum
    assert best.found is not None
    assert best.bound is not None
    found, bound = best.found / MILLIONTHS, best.bound / MILLIONTHS
    ended = study.known.plan.termination
    return ProvenOptimum(
        objective=found,
        bound=bound,
        gap=(bound - found) / max(1.0, abs(found)),
        termination=Termination.OPTIMAL if is_proven(best) else ended,
    )


def _values(study: Study) -> Iterator[ReplacementValue]:
    """Yield every replacement value."""
    in_words = places_in_words(study.known.posed, {})
    for decision in study.decisions:
        what = _in_words(decision, in_words("focus", _ids(decision)))
        loss = study.loss(decision).told(was_asked=decision.key in study.worths)
        shared = {"kind": decision.kind, "cluster": decision.cluster, "hub": decision.hub}
        ids = decision.place.model_dump()
        if isinstance(decision.place, HostPlace):
            ids["facility_kind"] = ids.pop("kind")
        yield ReplacementValue.model_validate(
            {**shared, **ids, "what_vi": what.vi, "what_en": what.en, "loss": loss.model_dump()}
        )


def _ids(decision: Decision) -> str:
    """Return the ids of a decision as the place of a rule."""
    match decision.place:
        case FocusPlace(unit=unit, technology=technology):
            return f"{unit} {technology}"
        case MemberPlace(hub=hub, unit=unit):
            return unit if decision.kind == "hub" else f"{unit} {hub}"
        case HostPlace(site=site, kind=kind):
            return f"{site} {kind.value}"


def _in_words(decision: Decision, place: Text) -> Text:
    """Return a decision with its cluster in words."""
    of = decision.cluster
    if decision.kind == "focus":
        return Text(vi=f"trọng tâm của cụm {of}: {place.vi}", en=f"focus of cluster {of}: {place.en}")
    if decision.kind == "hub":
        return Text(vi=f"hạt nhân của cụm {of}: {place.vi}", en=f"hub of cluster {of}: {place.en}")
    if decision.kind == "member":
        unit_vi, hub_vi = place.vi.split(", ", 1)
        unit_en, hub_en = place.en.split(", ", 1)
        return Text(
            vi=f"{unit_vi} thuộc cụm {of} có hạt nhân {hub_vi}", en=f"{unit_en} in cluster {of} of hub {hub_en}"
        )
    return place


def _value_order(value: ReplacementValue) -> tuple[bool, float, float, str, str]:
    """Sort what cannot be done without first, then by loss; ties by kind and words."""
    most = value.loss.at_most
    return (
        value.loss.state != "no_plan",
        -value.loss.at_least,
        -(float("inf") if most is None else most),
        value.kind,
        value.what_en,
    )


def _prices(study: Study) -> Iterator[RulePrice]:
    """Yield the price of every limit and lock."""
    for rule in study.rules:
        has_step, is_same = rule.looser is not None, rule.looser == rule.off
        step_key = off_key(rule) if is_same else looser_key(rule)
        what = named_setting(rule.path if rule.place is None else f"{rule.path} ({rule.place})")
        gain, step = study.gain(rule), study.gain_of_a_step(rule)
        yield RulePrice(
            path=rule.path,
            place=rule.place,
            limit=rule.limit,
            what_vi=what.vi,
            what_en=what.en,
            gain=None if rule.off is None else gain.told(was_asked=off_key(rule) in study.worths),
            looser=rule.looser_limit,
            gain_of_a_step=step.told(was_asked=step_key in study.worths) if has_step else None,
        )


def _price_order(price: RulePrice) -> tuple[float, float, str, str]:
    """Sort by gain, then by the gain of a step; ties by path and place."""
    return (-_least(price.gain), -_least(price.gain_of_a_step), price.path, price.place or "")


def _least(difference: Difference | None) -> float:
    """Return the smallest that a difference can be; 0 where there is none."""
    return 0.0 if difference is None else difference.at_least


def _survival(study: Study) -> Iterator[FocusSurvival]:
    """Yield what becomes of every focus."""
    in_words = places_in_words(study.known.posed, {})
    for focus in study.focuses:
        hub, technology = focus.cluster.hub, focus.technology
        what = in_words("focus", f"{hub} {technology}")
        yield FocusSurvival(
            cluster=focus.cluster.id,
            hub=hub,
            technology=technology,
            what_vi=what.vi,
            what_en=what.en,
            fate={
                without: fate_of(
                    focus, study.without[without], study.worths.get(without), study.worths.get(focus.key(without))
                )
                if without in study.without
                else "not_asked"
                for without in WITHOUT
            },
        )
