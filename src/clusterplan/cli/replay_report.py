"""A plan that was run again, on the terminal: the verdict, why, and what differs."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, pairs, section, table, words
from clusterplan.language import Language, Text
from clusterplan.planning.replay_answer import Cause, Outcome, Replay, Verdict
from clusterplan.publishing.comparison import Comparison, What
from clusterplan.publishing.texts import FACILITY_KIND, PROOF, decimal

__all__ = ["replay_report"]

_VERDICT = {
    Verdict.SAME: Text(vi="Giống hệt: chạy lại cho đúng phương án này.", en="Same: the new run gives this very plan."),
    Verdict.SAME_DECISIONS: Text(
        vi="Quyết định và giá trị giống hệt; chỉ khác ở phần thông tin kèm theo.",
        en="Same decisions and same value; only what is said beside them differs.",
    ),
    Verdict.EQUAL_VALUE: Text(
        vi="Một phương án tối ưu khác, có cùng giá trị đã chứng minh.", en="Another optimum of the same proven value."
    ),
    Verdict.DIFFERENT: Text(vi="Khác: chạy lại cho phương án khác.", en="Different: the new run gives another plan."),
    Verdict.NO_PLAN: Text(vi="Chạy lại không còn phương án nào.", en="The new run gives no plan."),
}
_KIND = {
    "input": Text(vi="số liệu", en="data"),
    "scenario": Text(vi="kịch bản", en="scenario"),
    "clusterplan": Text(vi="phiên bản", en="version"),
    "solver": Text(vi="bộ giải", en="solver"),
    "option": Text(vi="tùy chọn", en="option"),
    "seed": Text(vi="số mầm ngẫu nhiên", en="random seed"),
    "stopped": Text(
        vi="lần chạy trước bị dừng theo đồng hồ hoặc bằng tay, không lặp lại chính xác được",
        en="the old run was stopped by the clock or by hand, which cannot be repeated exactly",
    ),
}
_DIGEST = 64


def replay_report(replay: Replay, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about a plan that was run again.

    Parameters
    ----------
    replay
        The answer.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Verdict, causes, values, differences.
    """
    good = replay.verdict in (Verdict.SAME, Verdict.SAME_DECISIONS)
    yield RichText(_VERDICT[replay.verdict].in_language(language), style="green" if good else "bold red")
    yield ""
    if replay.causes:
        yield _causes(replay.causes, language)
    else:
        yield words(
            language,
            vi="Số liệu, kịch bản, phiên bản và tùy chọn đúng như bản kê.",
            en="Data, scenario, versions and options are those of the manifest.",
        )
    yield section(words(language, vi="Giá trị", en="Value"), _values(replay, language))
    if replay.verdict is Verdict.NO_PLAN:
        yield replay.why_no_plan_vi if language == "vi" else replay.why_no_plan_en
    lines = [] if replay.comparison is None else list(_differences(replay.comparison, language))
    if replay.other_parts:
        named = ", ".join(replay.other_parts)
        lines.append(words(language, vi=f"phần khác của plan.json: {named}", en=f"other parts of plan.json: {named}"))
    if lines:
        yield section(words(language, vi="Khác nhau ở", en="What differs"), bullets(lines))


def _causes(causes: tuple[Cause, ...], language: Language) -> Table:
    """Return what was given otherwise."""
    grid = table(
        words(language, vi="Đầu vào khác bản kê", en="Given otherwise than the manifest says"),
        [
            words(language, vi="Loại", en="Kind"),
            words(language, vi="Tên", en="Name"),
            words(language, vi="Khi đó", en="Then"),
            words(language, vi="Bây giờ", en="Now"),
        ],
    )
    for cause in causes:
        kind = _KIND[cause.kind].in_language(language)
        name = "" if cause.kind == "stopped" else cause.name
        grid.add_row(kind, name, _short(cause.then), _short(cause.now))
    return grid


def _short(value: str | None) -> str:
    """Return a digest by its first twelve digits; a dash for what is not there."""
    if value is None:
        return "–"
    return f"{value[:12]}…" if len(value) == _DIGEST else value


def _values(replay: Replay, language: Language) -> RenderableType:
    """Return objective, bound and proof of both runs."""
    rows = [(words(language, vi="Khi đó", en="Then"), _worth(replay.then, language))]
    if replay.now is not None:
        rows.append((words(language, vi="Bây giờ", en="Now"), _worth(replay.now, language)))
    return pairs(rows)


def _worth(outcome: Outcome, language: Language) -> str:
    objective, bound = (decimal(value, language, 6) for value in (outcome.objective, outcome.bound))
    return f"{objective} (≤ {bound}). {PROOF[outcome.termination].in_language(language)}"


def _differences(comparison: Comparison, language: Language) -> Iterator[str]:
    """Yield the differing decisions, one a line, by ids."""
    for focus in comparison.focuses:
        if focus.what is not What.UNCHANGED:
            moves = [f"− {hub}" for hub in focus.lost_at] + [f"+ {hub}" for hub in focus.gained_at]
            yield words(
                language,
                vi=f"trọng tâm {focus.technology} ở hạt nhân {', '.join(moves)}",
                en=f"focus {focus.technology} at the hubs {', '.join(moves)}",
            )
    for unit in comparison.units:
        if unit.changed_cluster:
            then, now = (hub or "–" for hub in (unit.hub_before, unit.hub_after))
            yield words(
                language,
                vi=f"đơn vị {unit.unit}: cụm của {then} → {now}",
                en=f"unit {unit.unit}: cluster of {then} → {now}",
            )
    for facility in comparison.facilities:
        sign = {What.GAINED: "+", What.LOST: "−"}.get(facility.what, "±")
        kinds = [
            FACILITY_KIND[kind].in_language(language) for kind in (facility.kind_before, facility.kind_after) if kind
        ]
        served = [f"− {k}" for k in facility.lost] + [f"+ {k}" for k in facility.gained]
        yield f"{sign} {facility.site} {' → '.join(dict.fromkeys(kinds))}: {', '.join(served)}".rstrip(": ")
