"""A timeline drawn: focuses and facilities over the years, and the use of each resource against its cap.

Drawings are SVG with the letters as outlines, so that they look the same in Word, on paper and in a browser; the same
timeline gives the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from typing import TYPE_CHECKING

from clusterplan.domain import Spending
from clusterplan.language import Language, Text
from clusterplan.publishing.charts import drawing
from clusterplan.publishing.texts import STATUS
from clusterplan.publishing.timeline import FacilityYears, FocusYears, RunningCost, Timeline

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_money", "draw_years"]

_FOCUS, _FULL, _SHARE, _UNKNOWN, _LINE = "#77AADD", "#44BB99", "#EE8866", "#D9D9D9", "#333333"
_PARTS = (
    ("focuses", _FOCUS, Text(vi="trọng tâm", en="focuses")),
    ("building", "#EEDD88", Text(vi="mở cơ sở", en="opening facilities")),
    ("running", _FULL, Text(vi="vận hành", en="running facilities")),
)
_LONGEST_NAME = 50
_LETTERS_IN_A_LINE = 115


def draw_years(timeline: Timeline, language: Language) -> str:
    """Draw focuses and facilities as bars over the years.

    A focus is drawn from its start to the end of the horizon. A laboratory or centre is drawn in one colour while the
    State pays all of its running cost and in another, hatched, afterwards. What has no year is drawn pale over the
    years in which it may begin.

    Parameters
    ----------
    timeline
        The timeline.
    language
        Language of the drawing.

    Returns
    -------
    str
        SVG.
    """
    rows: list[FocusYears | FacilityYears] = [*timeline.focuses, *timeline.facilities]
    with _figure(1.6 + 0.21 * len(rows) + 0.3 * len(timeline.not_given)) as figure:
        axes = figure.add_subplot()
        labels = []
        for line, row in enumerate(rows):
            if isinstance(row, FocusYears):
                _draw_focus(axes, line, row, timeline)
                labels.append(_shortened(f"{row.cluster} · {row.technology} {_name(row, language)}"))
            else:
                _draw_facility(axes, line, row, timeline)
                labels.append(_shortened(f"{row.site_id} {row.name_vi if language == 'vi' else row.name_en}"))
        axes.axhline(len(timeline.focuses) - 0.5, color=_LINE, linewidth=0.8)
        axes.set_yticks(range(len(rows)), labels)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        _year_axis(axes, timeline)
        _keys(figure, timeline, language)
        title = Text(
            vi=f"Tiến độ {timeline.first_year}-{timeline.last_year}: trọng tâm, rồi phòng thí nghiệm và trung tâm",
            en=f"Timeline {timeline.first_year}-{timeline.last_year}: focuses, then laboratories and centres",
        )
        return _as_svg(figure, title, timeline, language)


def draw_money(timeline: Timeline, language: Language) -> str:
    """Draw the use of each resource by year, stacked by what uses it, against its cap.

    Parameters
    ----------
    timeline
        The timeline; it has spending.
    language
        Language of the drawing.

    Returns
    -------
    str
        SVG: one panel for each resource. Running costs that somebody else has to pay are hatched on top.
    """
    panels = [(name, list(lines)) for name, lines in groupby(timeline.spending, key=lambda line: line.resource)]
    with _figure(1.2 + 2.1 * len(panels)) as figure:
        for number, (name, lines) in enumerate(panels, start=1):
            axes = figure.add_subplot(len(panels), 1, number)
            uncovered = [line for line in timeline.running if line.resource == name]
            _draw_resource(axes, lines, uncovered, language)
            axes.set_title(f"{name} ({lines[0].unit})", loc="left", fontsize=8, fontweight="bold")
            _year_axis(axes, timeline)
        keys = {label: key for axes in figure.axes for key, label in zip(*_legend_of(axes), strict=True)}
        figure.legend(list(keys.values()), list(keys), loc="outside lower center", ncols=3, frameon=False)
        title = Text(vi="Sử dụng nguồn lực theo năm so với trần", en="Use of resources by year against the caps")
        return _as_svg(figure, title, timeline, language)


def _figure(height: float) -> AbstractContextManager[Figure]:
    """Make a figure of the width of a page."""
    return drawing(8.3, height, svg_fonttype="path", font_family="DejaVu Sans", font_size=8.0)


def _draw_focus(axes: Axes, line: int, focus: FocusYears, timeline: Timeline) -> None:
    """Draw a focus from its start, or pale over the years in which it may start."""
    if focus.start_year is None:
        _draw_unknown(axes, line, timeline.first_year, timeline.last_start_year)
    else:
        _bar(axes, line, focus.start_year, timeline.last_year, _FOCUS)


def _draw_facility(axes: Axes, line: int, facility: FacilityYears, timeline: Timeline) -> None:
    """Draw a facility from its opening, with the end of full State payment."""
    if facility.opens_in is None:
        _draw_unknown(axes, line, timeline.first_year, timeline.last_start_year)
        if facility.kind.is_shared:
            ends = timeline.last_start_year + timeline.full_years
            _bar(axes, line, timeline.first_year + timeline.full_years, ends, _SHARE, hatch="///", alpha=0.45)
        return
    after = facility.share_from or timeline.last_year + 1
    _bar(axes, line, facility.opens_in, min(after - 1, timeline.last_year), _FULL)
    _bar(axes, line, after, timeline.last_year, _SHARE, hatch="///")


def _draw_unknown(axes: Axes, line: int, first: int, last: int) -> None:
    _bar(axes, line, first, last, _UNKNOWN, hatch="...")


def _bar(
    axes: Axes, line: int, first: int, last: int, colour: str, hatch: str | None = None, alpha: float | None = None
) -> None:
    """Draw whole years, the last one included; nothing if there are none."""
    if last >= first:
        axes.barh(
            line,
            last - first + 1,
            left=first - 0.5,
            height=0.7,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.4,
            alpha=alpha,
        )


def _draw_resource(axes: Axes, lines: Sequence[Spending], running: Sequence[RunningCost], language: Language) -> None:
    """Draw one resource: stacked use, the cap of each year that has one, and what is left open on top."""
    years = [line.year or 0 for line in lines]
    below = [0.0] * len(lines)
    for name, colour, label in _PARTS:
        heights = [float(getattr(line, name)) for line in lines]
        if any(heights):
            axes.bar(years, heights, bottom=below, color=colour, width=0.7, label=label.in_language(language))
        below = [low + height for low, height in zip(below, heights, strict=True)]
    tops = dict(zip(years, below, strict=True))
    left_open = [(line.year, line.uncovered) for line in running if line.uncovered > 0]
    if left_open:
        label = Text(vi="chi vận hành chưa có nguồn", en="running cost left open")
        axes.bar(
            [year for year, _ in left_open],
            [uncovered for _, uncovered in left_open],
            bottom=[tops[year] for year, _ in left_open],
            color="white",
            edgecolor=_SHARE,
            hatch="///",
            width=0.7,
            label=label.in_language(language),
        )
    capped = [(line.year or 0, line.cap) for line in lines if line.cap is not None]
    label = Text(vi="trần của năm", en="cap of the year")
    for number, (year, cap) in enumerate(capped):
        axes.hlines(
            cap,
            year - 0.45,
            year + 0.45,
            color=_LINE,
            linewidth=1.6,
            label=label.in_language(language) if number == 0 else "",
        )
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_ylim(bottom=0)


def _year_axis(axes: Axes, timeline: Timeline) -> None:
    """Put one tick at each year of the horizon."""
    axes.set_xlim(timeline.first_year - 0.6, timeline.last_year + 0.6)
    axes.set_xticks(range(timeline.first_year, timeline.last_year + 1))
    axes.tick_params(length=2)


def _keys(figure: Figure, timeline: Timeline, language: Language) -> None:
    """Explain the colours that are used."""
    from matplotlib.patches import Patch

    full = timeline.full_years
    entries: tuple[tuple[str, str, Text], ...]
    if timeline.horizon_is_assumed:
        entries = (
            (
                _UNKNOWN,
                "...",
                Text(vi="bắt đầu vào một năm chưa biết trong khoảng này", en="begins in one of these years"),
            ),
            (
                _SHARE,
                "///",
                Text(
                    vi=f"hết {full} năm Nhà nước chi toàn bộ vận hành, vào một năm trong khoảng này",
                    en=f"the {full} years of full State payment end before one of these years",
                ),
            ),
        )
    else:
        entries = (
            (_FOCUS, "", Text(vi="trọng tâm hoạt động", en="focus at work")),
            (
                _FULL,
                "",
                Text(
                    vi=f"Nhà nước chi toàn bộ vận hành ({full} năm đầu)",
                    en=f"the State pays all running costs (first {full} years)",
                ),
            ),
            (_SHARE, "///", Text(vi="sau đó: Nhà nước không còn chi toàn bộ", en="then it no longer pays all of them")),
        )
    patches = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=label.in_language(language))
        for colour, hatch, label in entries
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=2, frameon=False)


def _legend_of(axes: Axes) -> tuple[list[Artist], list[str]]:
    """Return what the legend of a panel has: its marks and their names."""
    marks, labels = axes.get_legend_handles_labels()
    return list(marks), [str(label) for label in labels]


def _as_svg(figure: Figure, title: Text, timeline: Timeline, language: Language) -> str:
    """Return the drawing with its title and the line that no print loses; without a date, so that bytes repeat."""
    scenario = timeline.scenario
    named = Text(vi=scenario.title_vi, en=scenario.title_en)
    missing = [Text(vi=line.text_vi, en=line.text_en) for line in timeline.not_given]
    lines = [text.in_language(language) for text in (title, named, STATUS, *missing)]
    heading = "\n".join(part for line in lines for part in textwrap.wrap(line, _LETTERS_IN_A_LINE))
    figure.suptitle(heading, fontsize=9, x=0.01, ha="left")
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Title": title.in_language(language)})
    return stream.getvalue()


def _name(focus: FocusYears, language: Language) -> str:
    return focus.technology_vi if language == "vi" else focus.technology_en


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
