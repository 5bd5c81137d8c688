"""An evaluated list on the terminal: whether it keeps the rules, which it breaks, what it loses, and what helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, pairs, section, table, words
from clusterplan.domain import Termination
from clusterplan.language import Language, Text
from clusterplan.planning import Evaluation
from clusterplan.planning.evaluation_answer import BrokenRule, NearestPlan
from clusterplan.publishing.texts import STATUS, decimal

__all__ = ["evaluation_report"]

_SENSE = {
    "<=": Text(vi="nhiều nhất", en="at most"),
    ">=": Text(vi="ít nhất", en="at least"),
    "==": Text(vi="đúng", en="exactly"),
}


def evaluation_report(evaluation: Evaluation, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about a list.

    Parameters
    ----------
    evaluation
        The evaluation.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Verdict, broken rules, value and loss, the nearest plan.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    yield _verdict(evaluation, language)
    yield ""
    yield section(words(language, vi="Danh sách", en="The list"), _clusters(evaluation, language))
    if evaluation.broken:
        yield _broken(evaluation.broken, language)
    yield section(words(language, vi="Giá trị", en="Value"), _value(evaluation, language))
    if evaluation.nearest is not None:
        yield section(
            words(language, vi="Phương án gần nhất giữ mọi quy tắc", en="Nearest plan that keeps every rule"),
            _nearest(evaluation.nearest, language),
        )


def _verdict(evaluation: Evaluation, language: Language) -> RenderableType:
    """Return the answer in one sentence."""
    name, number = evaluation.file, len(evaluation.broken)
    if evaluation.keeps_every_rule:
        return RichText(words(language, vi=f"{name} giữ mọi quy tắc.", en=f"{name} keeps every rule."), style="green")
    places = "1 place" if number == 1 else f"{number} places"
    return RichText(
        words(language, vi=f"{name} không giữ quy tắc ở {number} chỗ.", en=f"{name} breaks rules in {places}."),
        style="bold red",
    )


def _clusters(evaluation: Evaluation, language: Language) -> RenderableType:
    """Return the clusters under the ids that the rules use, and where hubs and facilities come from."""
    lines = [
        f"{cluster.id} = {cluster.label}: {', '.join(cluster.members)} · {', '.join(cluster.focuses) or '–'} · "
        + words(language, vi=f"hạt nhân {cluster.hub}", en=f"hub {cluster.hub}")
        + ("" if cluster.hub_was_given else words(language, vi=" (sẵn sàng nhất)", en=" (the most ready)"))
        for cluster in evaluation.clusters
    ]
    if not evaluation.facilities_were_given:
        lines.append(
            words(
                language,
                vi="Danh sách không nêu cơ sở; bộ giải đã tìm các cơ sở tốt nhất cho những cụm này: ",
                en="The list names no facilities; the solver found the best ones for these clusters: ",
            )
            + ", ".join(f"{facility.site_id} ({';'.join(facility.technologies)})" for facility in evaluation.facilities)
        )
    if any(cluster.start_year for cluster in evaluation.clusters):
        starts = [
            f"{cluster.id} {k} {year}" for cluster in evaluation.clusters for k, year in cluster.start_year.items()
        ]
        starts += [f"{f.site_id} {f.opens_in}" for f in evaluation.facilities if f.opens_in is not None]
        lines.append(
            words(
                language,
                vi="Danh sách không nêu năm; bộ giải đã tìm năm bắt đầu và năm mở tốt nhất: ",
                en="A list has no years; the solver found the best ones to start and to open in: ",
            )
            + ", ".join(starts)
        )
    return bullets(lines)


def _broken(broken: Iterable[BrokenRule], language: Language) -> Table:
    """Return the broken rules with place, limit and value."""
    grid = table(
        words(language, vi="Quy tắc bị phá", en="Broken rules"),
        [
            words(language, vi="Quy tắc", en="Rule"),
            words(language, vi="Ở đâu", en="Where"),
            words(language, vi="Giới hạn", en="Limit"),
            words(language, vi="Giá trị", en="Value"),
        ],
        right=[3],
        wide=1,
    )
    for rule in broken:
        place = rule.place_vi if language == "vi" else rule.place_en
        limit = f"{_SENSE[rule.sense].in_language(language)} {rule.limit:g}"
        grid.add_row(rule.rule, place, limit, f"{rule.value:g}")
    return grid


def _value(evaluation: Evaluation, language: Language) -> RenderableType:
    """Return objective, terms, optimum and loss."""
    optimum = evaluation.optimum
    proven = optimum.termination is Termination.OPTIMAL
    best = decimal(optimum.objective, language, 4)
    limit = words(language, vi="đã chứng minh", en="proven") if proven else f"≤ {decimal(optimum.bound, language, 4)}"
    return pairs(
        [
            (
                words(language, vi="Hàm mục tiêu", en="Objective"),
                f"{decimal(evaluation.objective, language, 4)}: {_terms(evaluation.objective_terms, language)}",
            ),
            (words(language, vi="Phương án tối ưu", en="Optimum"), f"{best} ({limit})"),
            (
                words(language, vi="Mất so với tối ưu", en="Loss"),
                _loss(evaluation.loss_at_least, evaluation.loss_at_most, language)
                + (
                    ""
                    if evaluation.keeps_every_rule
                    else words(
                        language,
                        vi=" (chỉ để tham khảo: danh sách chưa giữ mọi quy tắc)",
                        en=" (for orientation only: the list breaks rules)",
                    )
                ),
            ),
        ]
    )


def _nearest(nearest: NearestPlan, language: Language) -> RenderableType:
    """Return the changes to make, and what the plan is then worth."""
    proven = (
        words(language, vi="đã chứng minh là ít nhất", en="proven to be the fewest")
        if nearest.is_proven
        else words(language, vi="chưa chứng minh là ít nhất", en="not proven to be the fewest")
    )
    loss = _loss(nearest.loss_at_least, nearest.loss_at_most, language)
    objective = decimal(nearest.objective, language, 4)
    lines = [
        words(language, vi=f"{nearest.distance} thay đổi ({proven}):", en=f"{nearest.distance} changes ({proven}):"),
        *(
            f"{'+' if change.action == 'add' else '−'} {change.what_vi if language == 'vi' else change.what_en}"
            for change in nearest.changes
        ),
        words(
            language,
            vi=f"Hàm mục tiêu {objective}, mất so với tối ưu {loss}.",
            en=f"Objective {objective}, loss against the optimum {loss}.",
        ),
    ]
    return "\n".join(lines)


def _terms(terms: dict[str, float], language: Language) -> str:
    return ", ".join(f"{name} {decimal(value, language, 3)}" for name, value in terms.items())


def _loss(least: float, most: float, language: Language) -> str:
    """Return a loss: one number if it is proven, else an interval."""
    lower, upper = (decimal(value, language, 4) for value in (least, most))
    return lower if lower == upper else words(language, vi=f"từ {lower} đến {upper}", en=f"{lower} to {upper}")
