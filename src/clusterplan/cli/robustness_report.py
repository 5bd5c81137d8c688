"""A study of robustness on the terminal: how many assignments are core and volatile, what is lost, what matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, pairs, section, table, words
from clusterplan.language import Language, Text
from clusterplan.planning.robustness import CoreIndex, Robustness
from clusterplan.planning.robustness.answer import Counts, Influence, Spread
from clusterplan.publishing.rule_names import named_rule
from clusterplan.publishing.texts import STATUS, decimal

__all__ = ["robustness_report"]

_MOST_LISTED = 15
_MOST_CHALLENGERS = 10
_GROUPS = {
    "weights": Text(vi="trọng số", en="weights"),
    "goalposts": Text(vi="ngưỡng chuẩn hoá", en="goalposts"),
    "imputation": Text(vi="giá trị ước tính thay thế", en="imputation"),
    "noise": Text(vi="sai số số liệu", en="data noise"),
    "relative": Text(vi="tỷ phần chuyên môn hoá", en="relative"),
    "participation": Text(vi="điểm tham gia", en="participation score"),
    "synergy": Text(vi="giá trị cộng hưởng", en="synergy"),
    "costs": Text(vi="lập cụm, khoảng cách, đặt cơ sở", en="founding, cohesion, hosting"),
}


def robustness_report(answer: Robustness, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about the robustness of a plan.

    Parameters
    ----------
    answer
        The study.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Verdict, draws, regret, what is unstable, challengers, influence, assumptions.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    yield _verdict(answer, language)
    yield ""
    yield section(words(language, vi="Các lần rút", en="Draws"), _draws(answer, language))
    yield section(words(language, vi="Mất mát của phương án", en="Regret of the plan"), _regret(answer, language))
    if answer.breaches:
        yield _breaches(answer, language)
    unstable = [index for index in answer.indices if index.in_plan and index.stability != "core"]
    if unstable:
        title = words(language, vi="Lựa chọn không vững nhất", en="Least stable decisions of the plan")
        yield _indices(title, sorted(unstable, key=lambda i: i.draws)[:_MOST_LISTED], language)
    challengers = [index for index in answer.indices if not index.in_plan]
    if challengers:
        title = words(language, vi="Lựa chọn hay thay thế nhất", en="What most often comes instead")
        yield _indices(title, sorted(challengers, key=lambda i: -i.draws)[:_MOST_CHALLENGERS], language)
    if answer.influence:
        yield _influence(answer.influence, answer.influence_samples, language)
    yield section(
        words(language, vi="Biên độ (giả định)", en="Ranges (assumed)"),
        bullets(f"{(a.what_vi if language == 'vi' else a.what)}: {a.value}" for a in answer.assumptions),
    )


def _verdict(answer: Robustness, language: Language) -> RenderableType:
    """Return how many assignments are core and volatile, in one sentence."""
    counts = answer.assignments
    whole = counts.core + counts.middle + counts.volatile
    if not whole:
        return RichText(
            words(
                language,
                vi="Không lần rút nào có phương án, nên chưa nói được gì về độ vững.",
                en="No draw has a plan, so nothing can be said about stability.",
            ),
            style="bold red",
        )
    return RichText(
        words(
            language,
            vi=f"Trong {whole} lựa chọn (đơn vị, công nghệ), {counts.core} vững (≥ 0,9), "
            f"{counts.volatile} dễ thay đổi (< 0,5).",
            en=f"Of {whole} (unit, technology) assignments {counts.core} are core (≥ 0.9) and "
            f"{counts.volatile} volatile (< 0.5).",
        ),
        style="bold",
    )


def _draws(answer: Robustness, language: Language) -> RenderableType:
    """Return how the draws ended, and the counts of hubs and facilities."""
    done = words(
        language, vi=f"{answer.draws_done} / {answer.draws_asked}", en=f"{answer.draws_done} of {answer.draws_asked}"
    )
    if answer.interrupted:
        done += words(language, vi=" (đã dừng theo yêu cầu)", en=" (stopped as asked)")
    rows = [
        (words(language, vi="Đã xong", en="Finished"), done),
        (words(language, vi="Có phương án", en="With a plan"), str(answer.draws_with_plan)),
        (
            words(language, vi="Không phương án nào giữ mọi quy tắc", en="No plan keeps every rule"),
            str(answer.draws_infeasible),
        ),
        (
            words(language, vi="Đến giới hạn số nút, có phương án", en="At the node limit, with a plan"),
            str(answer.draws_at_node_limit),
        ),
    ]
    if answer.draws_undecided:
        undecided = words(language, vi="Đến giới hạn, chưa có phương án", en="At the node limit, without a plan")
        rows.append((undecided, str(answer.draws_undecided)))
    if answer.draws_with_plan:
        rows.append((words(language, vi="Hạt nhân cụm", en="Hubs"), _counts(answer.hubs, language)))
        rows.append((words(language, vi="Cơ sở", en="Facilities"), _counts(answer.facilities, language)))
    if answer.objective is not None:
        best = words(language, vi="Hàm mục tiêu tốt nhất", en="Best objective")
        rows.append((best, _spread(answer.objective, language)))
    return pairs(rows)


def _counts(counts: Counts, language: Language) -> str:
    """Return the three counts in words."""
    return words(
        language,
        vi=f"{counts.core} vững, {counts.middle} ở giữa, {counts.volatile} dễ thay đổi",
        en=f"{counts.core} core, {counts.middle} in between, {counts.volatile} volatile",
    )


def _regret(answer: Robustness, language: Language) -> RenderableType:
    """Return what is lost where the plan keeps the rules, and in how many draws it does not."""
    regret = answer.regret
    lines = []
    if regret.at_least is not None and regret.at_most is not None:
        low, high = regret.at_least, regret.at_most
        worst, middle = _between(low.greatest, high.greatest, language), _between(low.median, high.median, language)
        lines.append(
            words(
                language,
                vi=f"Trong {regret.draws} lần rút mà phương án giữ mọi quy tắc: trung vị {middle}, xấu nhất {worst} "
                f"(lần {regret.worst_draw}).",
                en=f"In {regret.draws} draws in which the plan keeps every rule: median {middle}, worst {worst} "
                f"(draw {regret.worst_draw}).",
            )
        )
    lines.append(
        words(
            language,
            vi=f"Trong {answer.draws_breaking_rules} lần rút, phương án phá ít nhất một quy tắc; "
            "không tính là mất mát bằng 0.",
            en=f"In {answer.draws_breaking_rules} draws the plan breaks a rule; these do not count as a regret of 0.",
        )
    )
    return bullets(lines)


def _breaches(answer: Robustness, language: Language) -> Table:
    """Return the rules that the plan breaks most often."""
    grid = table(
        words(
            language,
            vi="Quy tắc mà phương án phá khi số liệu khác đi",
            en="Rules that the plan breaks under other data",
        ),
        [
            words(language, vi="Quy tắc", en="Rule"),
            words(language, vi="Ở đâu", en="Where"),
            words(language, vi="Số lần rút", en="Draws"),
        ],
        right=[2],
        wide=1,
    )
    for breach in answer.breaches[:_MOST_LISTED]:
        place = breach.place_vi if language == "vi" else breach.place_en
        grid.add_row(named_rule(breach.rule).in_language(language), place, str(breach.draws))
    return grid


def _indices(title: str, indices: Iterable[CoreIndex], language: Language) -> Table:
    """Return decisions with their core indices."""
    grid = table(
        title,
        [
            words(language, vi="Lựa chọn", en="Decision"),
            words(language, vi="Tỷ lệ giữ", en="Core index"),
            words(language, vi="Khoảng 95 %", en="95 % interval"),
        ],
        right=[1, 2],
    )
    for index in indices:
        ends = f"{decimal(index.at_least, language)} – {decimal(index.at_most, language)}"
        grid.add_row(_decision(index, language), decimal(index.index, language), ends)
    return grid


def _decision(index: CoreIndex, language: Language) -> str:
    """Return a decision with its names; a hub says that it is one."""
    what = index.what_vi if language == "vi" else index.what_en
    return words(language, vi=f"hạt nhân {what}", en=f"hub {what}") if index.kind == "hub" else what


def _influence(influence: Iterable[Influence], samples: int, language: Language) -> Table:
    """Return what matters, the greatest effect on assignments first."""
    grid = table(
        words(
            language,
            vi=f"Đầu vào nào quan trọng (chỉ số Sobol tổng, {samples} mẫu)",
            en=f"Which input matters (total Sobol index, {samples} samples)",
        ),
        [
            words(language, vi="Nhóm đầu vào", en="Inputs"),
            words(language, vi="Lựa chọn được giữ", en="Assignments kept"),
            words(language, vi="Hàm mục tiêu", en="Objective"),
        ],
        right=[1, 2],
    )
    for group in influence:
        grid.add_row(
            _GROUPS[group.group].in_language(language),
            _index(group.on_assignments, group.on_assignments_confidence, language),
            _index(group.on_objective, group.on_objective_confidence, language),
        )
    return grid


def _index(value: float | None, half: float | None, language: Language) -> str:
    """Return an index with its interval."""
    if value is None or half is None:
        return words(language, vi="không đổi", en="did not vary")
    return f"{decimal(value, language)} ± {decimal(half, language)}"


def _spread(spread: Spread, language: Language) -> str:
    """Return least, median and greatest."""
    least, middle, most = (decimal(value, language, 3) for value in (spread.least, spread.median, spread.greatest))
    return words(
        language,
        vi=f"từ {least} đến {most}, trung vị {middle}",
        en=f"{least} to {most}, median {middle}",
    )


def _between(least: float, most: float, language: Language) -> str:
    """Return a number if it is proven, else an interval."""
    lower, upper = (decimal(value, language, 3) for value in (least, most))
    return lower if lower == upper else words(language, vi=f"từ {lower} đến {upper}", en=f"{lower} to {upper}")
