"""No plan exists: say which rules clash and what would have to change, in words and numbers."""

from __future__ import annotations

from clusterplan.errors import Conflict, InfeasibleError
from clusterplan.language import Text
from clusterplan.optimisation.conflict import ConflictSet, smallest_conflict
from clusterplan.optimisation.elastic import CAP_PER_YEAR, CAPACITY
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.ranges import reachable_ranges
from clusterplan.optimisation.repair import Change, Repair, cheapest_repair

__all__ = ["SECONDS_TO_EXPLAIN", "changes_in_words", "explain_infeasibility", "unexplained_infeasibility"]

SECONDS_TO_EXPLAIN = 60.0
"""Longest time that the search for a conflict and a repair may take together."""
_SUMMARY = Text(vi="Không có phương án nào thỏa mãn mọi quy tắc.", en="No plan keeps every rule.")


def explain_infeasibility(problem: Problem) -> InfeasibleError:
    """Find the rules that clash and the cheapest repair of a problem that a solver proved to have no plan.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    InfeasibleError
        To be raised.
    """
    conflict = smallest_conflict(problem, SECONDS_TO_EXPLAIN * 2 / 3)
    repair = cheapest_repair(problem, SECONDS_TO_EXPLAIN / 3)
    advice = None if repair is None else _advice(repair)
    return InfeasibleError(_SUMMARY, [Conflict(_rules(conflict), _why_in_numbers(problem, conflict), advice)])


def unexplained_infeasibility() -> InfeasibleError:
    """Return the error for a proven contradiction whose explanation was cut short.

    Returns
    -------
    InfeasibleError
        To be raised.
    """
    return InfeasibleError(_SUMMARY, [Conflict(_rules(None), _why(None))])


def changes_in_words(repair: Repair) -> tuple[Text, ...]:
    """Return the changes of a repair as words, one for each.

    Parameters
    ----------
    repair
        The repair.

    Returns
    -------
    tuple of Text
        For example "change rules.clusters.at_least from 3 to 2".
    """
    return tuple(_change(change) for change in repair.changes)


def _rules(conflict: ConflictSet | None) -> tuple[str, ...]:
    """Return the names of the clashing rules."""
    return ("rules",) if conflict is None else tuple(str(limit) for limit in conflict.limits)


def _why(conflict: ConflictSet | None) -> Text:
    """Say what is known about the conflict."""
    if conflict is None:
        return Text(
            vi="các quy tắc mâu thuẫn khi xét cùng nhau; chưa kịp tách ra những quy tắc gây mâu thuẫn.",
            en="the rules clash when taken together; which of them do could not be told in time.",
        )
    if len(conflict.limits) == 1:
        return Text(
            vi="quy tắc này không thể được thỏa mãn với các tập ứng viên và địa điểm hiện có.",
            en="this rule cannot be kept with the candidate sets and sites there are.",
        )
    if conflict.is_minimal:
        return Text(
            vi="các quy tắc này không thể cùng được thỏa mãn; bỏ một quy tắc bất kỳ thì hết mâu thuẫn (đã chứng minh).",
            en="these rules cannot hold together; without any one of them the clash is gone (proven).",
        )
    return Text(
        vi="các quy tắc này không thể cùng được thỏa mãn; chưa chứng minh được đây là nhóm nhỏ nhất.",
        en="these rules cannot hold together; it is not proven that all of them are needed for the clash.",
    )


def _why_in_numbers(problem: Problem, conflict: ConflictSet | None) -> Text:
    """Say what is known about the conflict, with what each of its limits could reach if it stood alone."""
    why = _why(conflict)
    ranges = reachable_ranges(problem)
    limits = () if conflict is None else conflict.limits
    alone = [
        f"{limit} {found.reach_from:g}..{found.reach_to:g}"
        for limit in limits
        for found in ranges
        if found.is_of(limit.path, limit.place)
    ]
    if not alone:
        return why
    return Text(
        vi=f"{why.vi} Khoảng có thể đạt nếu xét riêng: {'; '.join(alone)}.",
        en=f"{why.en} Within reach if each stood alone: {'; '.join(alone)}.",
    )


def _advice(repair: Repair) -> Text:
    """Say what would have to change."""
    changes = changes_in_words(repair)
    vi, en = "; ".join(change.vi for change in changes), "; ".join(change.en for change in changes)
    if repair.is_cheapest:
        return Text(vi=f"Cách sửa ít tốn nhất: {vi}.", en=f"The cheapest repair: {en}.")
    return Text(vi=f"Một cách sửa: {vi}.", en=f"A repair: {en}.")


def _change(change: Change) -> Text:
    """Say one change."""
    if change.limit.path == "rules.locks":
        return Text(vi=f"bỏ khóa số {change.limit.place}", en=f"drop lock {change.limit.place}")
    if change.limit.path in ("rules.excluded_pairs", "rules.required_pairs"):
        return Text(
            vi=f"bỏ cặp số {change.limit.place} của {change.limit.path}",
            en=f"drop pair {change.limit.place} of {change.limit.path}",
        )
    if change.limit.path == "rules.cover":
        return Text(vi="đặt rules.cover: at_most_one", en="set rules.cover to at_most_one")
    if change.limit.path == "rules.pioneering_test_bed":
        return Text(vi="đặt rules.pioneering_test_bed: flag", en="set rules.pioneering_test_bed to flag")
    if change.limit.path == "rules.pioneering":
        return Text(vi="tắt rules.pioneering", en="switch rules.pioneering off")
    if change.limit.path == "rules.decided_before":
        return Text(vi="bỏ rules.decided_before", en="drop rules.decided_before")
    if change.unit:
        return _change_of_resource(change)
    return Text(
        vi=f"đổi {change.limit} từ {change.old:g} thành {change.new:g}",
        en=f"change {change.limit} from {change.old:g} to {change.new:g}",
    )


def _change_of_resource(change: Change) -> Text:
    """Say by how much an amount of a resource changes."""
    more, unit = f"{change.new - change.old:g} {change.unit}", change.limit.place
    if change.limit.path == CAPACITY:
        return Text(vi=f"tăng {unit} của mỗi đơn vị thêm {more}", en=f"raise {unit} of every unit by {more}")
    levels = Text(vi=f"từ {change.old:g} thành {change.new:g}", en=f"from {change.old:g} to {change.new:g}")
    if change.limit.path == CAP_PER_YEAR:
        name, _, year = change.limit.place.rpartition(" ")
        return Text(
            vi=f"nâng {name} năm {year} thêm {more} ({levels.vi})", en=f"raise {name} in {year} by {more} ({levels.en})"
        )
    return Text(vi=f"nâng trần {unit} thêm {more} ({levels.vi})", en=f"raise the cap of {unit} by {more} ({levels.en})")
