"""Reasons in words, in both languages. Every number in them is in the typed answer too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clusterplan.domain import Cluster, UnitId
from clusterplan.language import Language, Text
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.why.reason_answers import BrokenByAdding, PairReason, ReasonKind
from clusterplan.publishing import Exclusion
from clusterplan.publishing.texts import decimal

__all__ = [
    "broken_in_a_sentence",
    "named_units",
    "no_possible_cluster",
    "plain_number",
    "reason_in_words",
    "signed",
    "standing_in_words",
]

_SENSE = {
    "<=": Text(vi="nhiều nhất", en="at most"),
    ">=": Text(vi="ít nhất", en="at least"),
    "==": Text(vi="đúng", en="exactly"),
}


def reason_in_words(
    known: KnownPlan,
    unit: UnitId,
    reason: PairReason,
    cluster: Cluster | None,
    exclusions: Iterable[Exclusion],
) -> Text:
    """Return why a pair is in a plan or is not, in a sentence or two.

    Parameters
    ----------
    known
        The plan.
    unit
        Code of the unit.
    reason
        What is known of the pair.
    cluster
        The unit's cluster, if it has one.
    exclusions
        Rules that exclude the pair.

    Returns
    -------
    Text
        The words.
    """
    if reason.kind is ReasonKind.EXCLUDED:
        why = list(exclusions)
        return Text(
            vi=f"Bị loại theo quy tắc: {'; '.join(part.why.vi for part in why)}.",
            en=f"Excluded by rule: {'; '.join(part.why.en for part in why)}.",
        )
    if cluster is None:
        return _without_a_cluster(reason)
    return _IN_A_CLUSTER[reason.kind](known, unit, reason, cluster)


def named_units(known: KnownPlan, units: Iterable[UnitId]) -> Text:
    """Return units with their names, separated by commas.

    Parameters
    ----------
    known
        The plan.
    units
        Codes.

    Returns
    -------
    Text
        For example ``Hà Nội, Bắc Ninh``.
    """
    problem = known.posed.problem
    names = [problem.unit_names[problem.units.index(unit)] for unit in units]
    return Text(vi=", ".join(name.vi for name in names), en=", ".join(name.en for name in names))


def signed(value: float, language: Language) -> str:
    """Return a change with its sign and four decimals.

    Parameters
    ----------
    value
        The change.
    language
        Language of the decimal mark.

    Returns
    -------
    str
        For example ``+0.1250``.
    """
    sign = "−" if value < 0 else "+"
    return f"{sign}{decimal(abs(value), language, 4)}"


def plain_number(value: float | None) -> Text:
    """Return a number with no more digits than it needs, up to six decimals.

    Parameters
    ----------
    value
        The number; nothing where it is missing.

    Returns
    -------
    Text
        With the decimal mark of each language.

    Examples
    --------
    >>> plain_number(0.45)
    Text(vi='0,45', en='0.45')
    """
    if value is None:
        return Text(vi="chưa có", en="missing")
    places = next((places for places in range(6) if abs(round(value, places) - value) < 5e-7), 6)
    return Text(vi=decimal(value, "vi", places), en=decimal(value, "en", places))


def broken_in_a_sentence(broken: Iterable[BrokenByAdding]) -> Text:
    """Return broken rules with places, limits and values, separated by semicolons.

    Parameters
    ----------
    broken
        The rules.

    Returns
    -------
    Text
        For example ``clusters of each technology, S06 Semiconductors: at most 3, would be 4``.
    """
    parts = list(broken)
    return Text(
        vi="; ".join(
            f"{p.name_vi} ({p.place_vi}): {_SENSE[p.sense].vi} {plain_number(p.limit).vi}, sẽ thành {_in_short(p).vi}"
            for p in parts
        ),
        en="; ".join(
            f"{p.name_en} ({p.place_en}): {_SENSE[p.sense].en} {plain_number(p.limit).en}, would be {_in_short(p).en}"
            for p in parts
        ),
    )


def _in_short(broken: BrokenByAdding) -> Text:
    """Return what a rule's value would be: one decimal does for distances and amounts, unless it hides the breach."""
    short = round(broken.value, 1)
    return plain_number(broken.value if short == broken.limit or abs(broken.value) < 1 else short)


def _without_a_cluster(reason: PairReason) -> Text:
    if reason.kind is ReasonKind.CANNOT_BE_JUDGED:
        return _cannot_be_judged(reason)
    if reason.kind is ReasonKind.NO_POSSIBLE_CLUSTER:
        return no_possible_cluster()
    return Text(
        vi="Đơn vị không thuộc cụm nào trong phương án này.",
        en="The unit is in no cluster of this plan.",
    )


def _selected(known: KnownPlan, unit: UnitId, reason: PairReason, cluster: Cluster) -> Text:
    strong = cluster.strong_members.get(reason.technology, ())
    others = named_units(known, (member for member in strong if member != unit))
    if unit in strong:
        role = Text(vi="Bản thân đơn vị là thành viên mạnh.", en="The unit is a strong member itself.")
    elif others.vi:
        role = Text(vi=f"Thành viên mạnh: {others.vi}.", en=f"Strong members: {others.en}.")
    else:
        role = Text(vi="Cụm không có thành viên mạnh.", en="The cluster has no strong member.")
    return Text(
        vi=f"Được chọn trong cụm {cluster.id} ({cluster.name_vi}). {role.vi}",
        en=f"Selected in cluster {cluster.id} ({cluster.name_en}). {role.en}",
    )


def standing_in_words(reason: PairReason) -> Text:
    """Say how a score stands: rank, participation score, contribution.

    Parameters
    ----------
    reason
        What is known of the pair.

    Returns
    -------
    Text
        One sentence.
    """
    if reason.score is None or reason.participation is None:
        return Text(vi="Cặp này chưa thể đánh giá nên đóng góp 0.", en="The pair cannot be judged and adds 0.")
    words = {}
    for language in ("vi", "en"):
        score, part = (decimal(value, language, 3) for value in (reason.score, reason.participation))
        change = signed(reason.contribution, language)
        words[language] = (score, part, change)
    return Text(
        vi="Điểm {} (hạng {}/{}), mức tham gia {}: đóng góp {}.".format(
            words["vi"][0], reason.rank, reason.judged_units, *words["vi"][1:]
        ),
        en="Score {} (rank {} of {}), participation score {}: contribution {}.".format(
            words["en"][0], reason.rank, reason.judged_units, *words["en"][1:]
        ),
    )


def _cannot_be_judged(reason: PairReason) -> Text:
    vi, en = decimal(reason.coverage, "vi", 2), decimal(reason.coverage, "en", 2)
    return Text(
        vi=f"Chưa thể đánh giá: độ phủ số liệu chỉ {vi}.",
        en=f"Cannot be judged: the data cover only {en} of the weight.",
    )


def no_possible_cluster() -> Text:
    """Say that no cluster meets all conditions, where no single one of them tells.

    Returns
    -------
    Text
        The sentence.
    """
    return Text(
        vi="Không cụm nào có đơn vị này đạt cùng lúc mọi điều kiện để chọn công nghệ này (thành viên mạnh, nơi đặt cơ "
        "sở trong tầm, số trọng tâm tối thiểu và các điều kiện khác của kịch bản).",
        en="No cluster with this unit meets all conditions for this technology at once (a strong member, a host within "
        "reach, the fewest focuses, and what else the scenario asks).",
    )


def _breaks_a_rule(_known: KnownPlan, _unit: UnitId, reason: PairReason, cluster: Cluster) -> Text:
    broken, change = broken_in_a_sentence(reason.broken_if_added), reason.change_if_added or 0.0
    vi, en = (signed(change, language) for language in ("vi", "en"))
    return Text(
        vi=f"Thêm vào cụm {cluster.id} sẽ phá quy tắc: {broken.vi} (hàm mục tiêu {vi}).",
        en=f"Added to cluster {cluster.id} it would break: {broken.en} (objective {en}).",
    )


def _adds_nothing(_known: KnownPlan, _unit: UnitId, reason: PairReason, cluster: Cluster) -> Text:
    vi, en = (signed(reason.change_if_added or 0.0, language) for language in ("vi", "en"))
    return Text(
        vi=f"Thêm vào cụm {cluster.id} không phá quy tắc nào nhưng không làm tăng hàm mục tiêu ({vi}).",
        en=f"Added to cluster {cluster.id} it would break no rule, but not raise the objective ({en}).",
    )


def _plan_not_proven(_known: KnownPlan, _unit: UnitId, reason: PairReason, cluster: Cluster) -> Text:
    vi, en = (signed(reason.change_if_added or 0.0, language) for language in ("vi", "en"))
    return Text(
        vi=f"Thêm vào cụm {cluster.id} sẽ làm tăng hàm mục tiêu ({vi}): phương án này chưa phải tối ưu.",
        en=f"Added to cluster {cluster.id} it would raise the objective ({en}): this plan is not the optimum.",
    )


_IN_A_CLUSTER: dict[ReasonKind, Callable[[KnownPlan, UnitId, PairReason, Cluster], Text]] = {
    ReasonKind.SELECTED: _selected,
    ReasonKind.CANNOT_BE_JUDGED: lambda _known, _unit, reason, _cluster: _cannot_be_judged(reason),
    ReasonKind.NO_POSSIBLE_CLUSTER: lambda _known, _unit, _reason, _cluster: no_possible_cluster(),
    ReasonKind.BREAKS_A_RULE: _breaks_a_rule,
    ReasonKind.ADDS_NOTHING: _adds_nothing,
    ReasonKind.PLAN_NOT_PROVEN: _plan_not_proven,
}
