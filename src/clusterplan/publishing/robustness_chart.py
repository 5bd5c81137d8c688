"""The picture of a study of robustness: how the objective and the regret vary, and how often each focus is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clusterplan.language import Language, Text
from clusterplan.publishing.charts import GREY, chart_file
from clusterplan.publishing.texts import decimal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["RobustnessPicture", "write_robustness_chart"]

_COLOURS = {"core": "#0072B2", "middle": "#E69F00", "volatile": "#D55E00"}
"""Of the palette by Okabe and Ito (2008), which colour-blind readers tell apart; the numbers say the same."""
_STABILITY = {
    "core": Text(vi="vững (≥ 0,9)", en="core (≥ 0.9)"),
    "middle": Text(vi="ở giữa", en="in between"),
    "volatile": Text(vi="dễ thay đổi (< 0,5)", en="volatile (< 0.5)"),
}
_BARS = 20


@dataclass(frozen=True)
class RobustnessPicture:
    """What is drawn."""

    objectives: Sequence[float]
    """Best objective of each draw that has a plan."""
    objective_of_plan: float
    """The plan's own objective, for the data as they are."""
    regrets: Sequence[float]
    """Largest possible regret of the plan in each draw in which it keeps the rules."""
    draws_breaking_rules: int
    """Draws in which the plan breaks a rule: they are in no bar."""
    units: Mapping[str, str]
    """Names of the units by code, in the order of the rows."""
    technologies: Sequence[str]
    """Ids of the technologies, in the order of the columns."""
    cells: Mapping[tuple[str, str], tuple[float, str]]
    """Core index and stability of each assignment of the plan."""


def write_robustness_chart(path: Path, picture: RobustnessPicture, language: Language) -> Path:
    """Draw a study of robustness.

    Parameters
    ----------
    path
        The ``.svg`` file.
    picture
        What is drawn.
    language
        Language of the words.

    Returns
    -------
    pathlib.Path
        The file. The same picture gives the same bytes.
    """
    with chart_file(path, 11, max(5.0, 1.6 + 0.24 * len(picture.units)), language) as figure:
        areas = figure.subplot_mosaic([["objective", "cells"], ["regret", "cells"]], width_ratios=[1, 1.4])
        _objective(areas["objective"], picture, language)
        _regret(areas["regret"], picture, language)
        _cells(areas["cells"], picture, language)
    return path


def _objective(area: Axes, picture: RobustnessPicture, language: Language) -> None:
    """Draw how the best objective varies, with the plan's own for the data as they are."""
    title = Text(vi="Hàm mục tiêu tốt nhất của mỗi lần rút", en="Best objective of each draw")
    area.set_title(title.in_language(language), loc="left")
    if picture.objectives:
        area.hist(picture.objectives, bins=_BARS, color=GREY)
    own = Text(vi="phương án, số liệu gốc", en="the plan, data as they are").in_language(language)
    area.axvline(picture.objective_of_plan, color=_COLOURS["volatile"], label=own)
    area.legend(frameon=False, fontsize=8)
    area.set_ylabel(Text(vi="số lần rút", en="draws").in_language(language))
    area.locator_params(axis="y", integer=True)


def _regret(area: Axes, picture: RobustnessPicture, language: Language) -> None:
    """Draw how much the plan loses where it keeps the rules, and say in how many draws it does not."""
    title = Text(vi="Mất mát của phương án (lớn nhất có thể)", en="Regret of the plan (largest possible)")
    area.set_title(title.in_language(language), loc="left")
    if picture.regrets:
        area.hist(picture.regrets, bins=_BARS, color=_COLOURS["core"])
    beside = Text(
        vi=f"không kể {picture.draws_breaking_rules} lần rút mà phương án phá quy tắc",
        en=f"without {picture.draws_breaking_rules} draws in which the plan breaks a rule",
    )
    area.set_xlabel(beside.in_language(language))
    area.set_ylabel(Text(vi="số lần rút", en="draws").in_language(language))
    area.locator_params(axis="y", integer=True)


def _cells(area: Axes, picture: RobustnessPicture, language: Language) -> None:
    """Draw the core index of every assignment, units down and technologies across."""
    from matplotlib.patches import Patch, Rectangle

    title = Text(vi="Tỷ lệ lần rút giữ mỗi lựa chọn", en="Share of the draws that keep each assignment")
    area.set_title(title.in_language(language), loc="left")
    row = {unit: place for place, unit in enumerate(picture.units)}
    column = {technology: place for place, technology in enumerate(picture.technologies)}
    for (unit, technology), (index, stability) in sorted(picture.cells.items()):
        x, y = column[technology], row[unit]
        area.add_patch(Rectangle((x - 0.48, y - 0.45), 0.96, 0.9, color=_COLOURS[stability]))
        ink = "black" if stability == "middle" else "white"
        area.text(x, y, decimal(index, language, 2), ha="center", va="center", color=ink, fontsize=7)
    area.set_xlim(-0.5, len(column) - 0.5)
    area.set_ylim(len(row) - 0.5, -0.5)
    area.set_xticks(range(len(column)), list(column))
    area.set_yticks(range(len(row)), list(picture.units.values()), fontsize=8)
    area.tick_params(length=0)
    for side in area.spines.values():
        side.set_visible(False)
    keys = [Patch(color=_COLOURS[name], label=text.in_language(language)) for name, text in _STABILITY.items()]
    area.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, -0.04), ncols=3, frameon=False, fontsize=8)
