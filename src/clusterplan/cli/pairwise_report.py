"""Weights from pairwise comparisons on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, section, table, words
from clusterplan.language import Language
from clusterplan.publishing.texts import decimal

if TYPE_CHECKING:
    from clusterplan.planning.pairwise import PairwiseWeighing

__all__ = ["pairwise_report"]


def pairwise_report(found: PairwiseWeighing, language: Language) -> Iterator[RenderableType]:
    """Yield the weights, how consistent the comparisons are, and what to ask again.

    Parameters
    ----------
    found
        The weights.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A table of weights, the verdict, weights by technology.
    """
    grid = table(
        found.file,
        [
            words(language, vi="Được so sánh", en="Compared"),
            words(language, vi="Tên", en="Title"),
            words(language, vi="Trọng số", en="Weight"),
        ],
        right=[2],
        wide=1,
    )
    for one in found.weights:
        grid.add_row(one.id, words(language, vi=one.title_vi, en=one.title_en), decimal(one.weight, language, 4))
    yield grid
    yield RichText(_verdict(found, language), style="bold" if found.is_consistent else "bold red")
    yield from _to_ask_again(found, language)
    yield section(_heading(found, language), bullets(_by_technology(found, language)))
    for left in found.left_out:
        ids = ", ".join(left.ids)
        yield words(language, vi=f"{left.technology} không có: {ids}.", en=f"{left.technology} has no: {ids}.")


def _verdict(found: PairwiseWeighing, language: Language) -> str:
    ratio, most = (decimal(value, language, 3) for value in (found.consistency_ratio, found.ratio_at_most))
    if found.is_consistent:
        return words(
            language,
            vi=f"Các so sánh nhất quán: tỷ số nhất quán {ratio}, tối đa {most}.",
            en=f"The comparisons are consistent: ratio {ratio}, at most {most}.",
        )
    return words(
        language,
        vi=f"Các so sánh mâu thuẫn nhau: tỷ số nhất quán {ratio}, tối đa {most}. Chưa nên dùng trọng số này.",
        en=f"The comparisons contradict one another: ratio {ratio}, at most {most}. Do not use these weights yet.",
    )


def _to_ask_again(found: PairwiseWeighing, language: Language) -> Iterator[RenderableType]:
    from clusterplan.planning.pairwise.answer import as_answer

    worst, repair = found.most_inconsistent, found.best_repair
    if worst is not None:
        said, whole = as_answer(worst.said), as_answer(worst.other)
        yield words(
            language,
            vi=f"Lệch nhất: {worst.first} so với {worst.second}, trả lời {said}, toàn bộ cho thấy {whole}.",
            en=f"Farthest off: {worst.first} against {worst.second}, answered {said}, all together say {whole}.",
        )
    if repair is not None and not found.is_consistent:
        said, other, ratio = as_answer(repair.said), as_answer(repair.other), decimal(repair.ratio, language, 3)
        enough = repair.ratio <= found.ratio_at_most
        yield words(
            language,
            vi=f"Sửa tốt nhất: {repair.first} so với {repair.second}, {other} thay vì {said}; tỷ số còn {ratio}"
            f"{'' if enough else ', vẫn chưa đủ'}.",
            en=f"Best repair: {repair.first} against {repair.second}, {other} in place of {said}; the ratio becomes "
            f"{ratio}{'' if enough else ', which is not enough'}.",
        )


def _heading(found: PairwiseWeighing, language: Language) -> str:
    if found.compares == "components":
        return words(language, vi="Trọng số thành phần theo công nghệ", en="Weights of components by technology")
    return words(
        language,
        vi=f"Trọng số chỉ tiêu trong thành phần {found.component}, theo công nghệ",
        en=f"Weights of indicators inside the component {found.component}, by technology",
    )


def _by_technology(found: PairwiseWeighing, language: Language) -> Iterator[str]:
    for technology, weights in found.weight_by_technology.items():
        listed = ", ".join(f"{name} {decimal(weight, language, 4)}" for name, weight in weights.items())
        yield f"{technology}: {listed}"
