"""Targets on the terminal: what is asked until when, where things stand, what the plan provides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import table, words
from clusterplan.language import Language
from clusterplan.planning.targets import Target, Targets
from clusterplan.publishing.texts import STATUS

__all__ = ["targets_report"]


def targets_report(found: Targets, language: Language) -> Iterator[RenderableType]:
    """Yield the targets of each programme.

    Parameters
    ----------
    found
        The targets.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        What is known in short, then one table for each programme.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    known = sum(target.status_quo is not None for target in found.targets)
    provided = sum(target.provided is not None for target in found.targets)
    yield words(
        language,
        vi=f"{len(found.targets)} chỉ tiêu; biết hiện trạng của {known}; phương án đóng góp cho {provided}. "
        "Đóng góp của phương án là mô phỏng, không phải dự báo. Nguồn: --json.",
        en=f"{len(found.targets)} targets; the status quo of {known} is known; the plan provides toward {provided}. "
        "What the plan provides is simulated, no forecast. Sources: --json.",
    )
    for programme, targets in groupby(found.targets, key=lambda target: target.programme):
        grid = table(
            programme,
            [
                words(language, vi="Mã", en="Id"),
                words(language, vi="Chỉ tiêu", en="Target"),
                words(language, vi="Cần đạt", en="Wanted"),
                words(language, vi="Hạn", en="Deadline"),
                words(language, vi="Hiện trạng", en="Status quo"),
                words(language, vi="Phương án", en="Plan"),
            ],
            wide=1,
        )
        for target in targets:
            grid.add_row(
                target.id,
                (target.metric_vi if language == "vi" else target.metric_en) + _superseded(target, language),
                f"{target.operator} {target.value} {target.unit}",
                target.deadline or words(language, vi="không nêu", en="not stated"),
                _status_quo(target, language),
                _provided(target, language),
            )
        yield grid


def _superseded(target: Target, language: Language) -> str:
    """Say that a later document replaced a target."""
    return words(language, vi=" (đã thay thế)", en=" (superseded)") if "superseded" in target.confidence else ""


def _status_quo(target: Target, language: Language) -> str:
    """Return where things stand, or that it is not known."""
    if target.status_quo is None:
        return words(language, vi="chưa biết", en="not known")
    return f"{target.status_quo.value} ({target.status_quo.year})"


def _provided(target: Target, language: Language) -> str:
    """Return what the plan provides; what was counted stands in the JSON answer."""
    provided = target.provided
    if provided is None:
        return "–"
    reached = words(language, vi="đủ", en="enough") if provided.reaches else words(language, vi="thiếu", en="short")
    return f"{provided.value:g} ({reached})"
