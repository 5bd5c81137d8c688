"""What changed, on the terminal: how many rows of each layer, and values before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import RenderableType

from clusterplan.cli.layout import table, words
from clusterplan.cli.plan_report import files_report
from clusterplan.language import Language

__all__ = ["changes_report"]


def changes_report(
    counts: Mapping[str, Mapping[str, int]], paths: Sequence[Path], language: Language
) -> Iterator[RenderableType]:
    """Yield how many rows changed, and the files that tell which.

    Parameters
    ----------
    counts
        Rows that were added, removed and changed, by layer.
    paths
        The files.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A table and the files.
    """
    grid = table(
        words(language, vi="Số dòng thay đổi", en="Rows that changed"),
        [
            words(language, vi="Lớp", en="Layer"),
            words(language, vi="Thêm", en="Added"),
            words(language, vi="Bỏ", en="Removed"),
            words(language, vi="Đổi", en="Changed"),
        ],
        right=range(1, 4),
    )
    for layer, count in counts.items():
        grid.add_row(layer, *(str(count.get(what, 0)) for what in ("added", "removed", "changed")))
    yield grid
    yield files_report(paths, language)
