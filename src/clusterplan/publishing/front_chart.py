"""The picture of a front: objective against the second criterion, and what each level costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clusterplan.language import Language, Text
from clusterplan.publishing.charts import GREY, chart_file
from clusterplan.publishing.texts import decimal

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FrontPicture", "write_front_chart"]

_BLUE, _ORANGE = "#0072B2", "#D55E00"
"""Of the palette by Okabe and Ito (2008); filled and hollow points say the rest."""


@dataclass(frozen=True)
class FrontPicture:
    """What is drawn. The sequences have one entry for each point."""

    scenario: Text
    """Title of the scenario."""
    criterion: Text
    """Name of the second criterion."""
    unit: Text
    """Its unit."""
    is_curve_of_fairness: bool
    """Whether the cost of a level is called the price of fairness."""
    wants_large: bool
    """Whether large levels are the better ones."""
    is_complete: bool
    """Whether no point is missing."""
    note: Text
    """What a reader must know of the second criterion; empty if nothing."""
    levels: Sequence[float]
    """Levels of the second criterion, in its unit."""
    objectives: Sequence[float]
    """Objectives."""
    bounds: Sequence[float]
    """Proven upper bounds on them."""
    losses: Sequence[float | None]
    """Largest share of the best objective that each level costs."""
    proven: Sequence[bool]
    """Which points are proven."""


def write_front_chart(path: Path, picture: FrontPicture, language: Language) -> Path:
    """Draw a front.

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
    with chart_file(path, 11, 5, language, picture.note.in_language(language)) as figure:
        left, right = figure.subplots(1, 2)
        figure.suptitle(picture.scenario.in_language(language), fontweight="bold")
        _front(left, picture, language)
        _price(right, picture, language)
    return path


def _front(area: Axes, picture: FrontPicture, language: Language) -> None:
    """Draw objectives; an unproven point with the distance to its bound."""
    complete = Text(vi="đầy đủ", en="complete") if picture.is_complete else Text(vi="một phần", en="part of it")
    title = Text(vi="Biên Pareto", en="Pareto front").in_language(language)
    area.set_title(f"{title} ({complete.in_language(language)})", loc="left")
    _points(area, picture, picture.objectives, language)
    for level, low, high, is_proven in zip(
        picture.levels, picture.objectives, picture.bounds, picture.proven, strict=True
    ):
        if not is_proven:
            area.vlines(level, low, high, color=_ORANGE, linewidth=1)
    area.set_ylabel(Text(vi="hàm mục tiêu (lợi thế)", en="objective (advantage)").in_language(language))


def _price(area: Axes, picture: FrontPicture, language: Language) -> None:
    """Draw the share of the best objective that each level costs."""
    title = (
        Text(vi="Giá của công bằng", en="Price of fairness")
        if picture.is_curve_of_fairness
        else Text(vi="Giá của mỗi mức", en="Price of each level")
    )
    area.set_title(title.in_language(language), loc="left")
    losses = [float("nan") if loss is None else 100 * loss for loss in picture.losses]
    _points(area, picture, losses, language, places=1)
    area.set_ylabel(Text(vi="mất so với tốt nhất, %", en="loss against the best, %").in_language(language))


def _points(area: Axes, picture: FrontPicture, heights: Sequence[float], language: Language, places: int = 2) -> None:
    """Draw every point over the line that joins them, proven ones filled, each with its number."""
    from matplotlib.lines import Line2D

    area.plot(picture.levels, heights, color=GREY, linewidth=0.8, linestyle=":", zorder=1)
    for level, height, is_proven in zip(picture.levels, heights, picture.proven, strict=True):
        colour = _BLUE if is_proven else _ORANGE
        area.plot(
            [level], [height], "o", markersize=7, color=colour, markerfacecolor=colour if is_proven else "white",
            zorder=3, clip_on=False,
        )  # fmt: skip
        number = decimal(height, language, places)
        area.annotate(number, (level, height), (0, 7), textcoords="offset points", ha="center", fontsize=7)
    area.margins(x=0.06, y=0.12)
    area.locator_params(axis="x", integer=all(float(level).is_integer() for level in picture.levels))
    area.xaxis.set_major_formatter(lambda value, _place: _written(value, language))
    if language == "vi":
        area.yaxis.set_major_formatter(lambda value, _place: _written(value, language))
    better = Text(vi="càng lớn càng tốt", en="more is better")
    if not picture.wants_large:
        better = Text(vi="càng nhỏ càng tốt", en="less is better")
    name, unit = (text.in_language(language) for text in (picture.criterion, picture.unit))
    area.set_xlabel(f"{name} ({unit}; {better.in_language(language)})")
    keys = {True: Text(vi="đã chứng minh", en="proven"), False: Text(vi="chưa chứng minh", en="not proven")}
    colours = {True: (_BLUE, _BLUE), False: (_ORANGE, "white")}
    shown = [state for state in (True, False) if state in picture.proven]
    handles = [
        Line2D([], [], marker="o", linestyle="", color=colours[state][0], markerfacecolor=colours[state][1])
        for state in shown
    ]
    area.legend(handles, [keys[state].in_language(language) for state in shown], frameon=False, fontsize=8)
    area.spines[["top", "right"]].set_visible(False)


def _written(value: float, language: Language) -> str:
    """Return a number on an axis, without decimals that say nothing."""
    text = f"{value:.10g}"
    return text.replace(".", ",") if language == "vi" else text
