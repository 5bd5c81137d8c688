"""What all charts share: drawn without a screen, the same bytes for the same picture, and said what they are."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clusterplan.language import Language
from clusterplan.publishing.texts import STATUS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["GREY", "chart_file", "drawing"]

GREY = "#595959"
_LETTERS_PER_INCH = 14
"""Of small print."""


@contextmanager
def drawing(width: float, height: float, **settings: str | float) -> Iterator[Figure]:
    """Make a figure; the settings hold for it alone.

    Parameters
    ----------
    width, height
        Size in inches.
    settings
        Settings of matplotlib, underscores in the place of dots.

    Yields
    ------
    matplotlib.figure.Figure
        To be drawn into.
    """
    import matplotlib as mpl  # heavy: loaded when something is drawn
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    named: Any = {name.replace("_", "."): value for name, value in settings.items()}
    with mpl.rc_context({"svg.hashsalt": "clusterplan", **named}):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure


@contextmanager
def chart_file(path: Path, width: float, height: float, language: Language, note: str = "") -> Iterator[Figure]:
    """Make a figure that is written as SVG with letters as text, and with the line that no print loses.

    Parameters
    ----------
    path
        The ``.svg`` file.
    width, height
        Size in inches.
    language
        Language of the words.
    note
        What a reader must know, above that line.

    Yields
    ------
    matplotlib.figure.Figure
        To be drawn into.
    """
    with drawing(width, height, svg_fonttype="none", font_size=9) as figure:
        yield figure
        lines = [*textwrap.wrap(note, round(width * _LETTERS_PER_INCH)), STATUS.in_language(language)]
        figure.supxlabel("\n".join(lines), fontsize=8, color=GREY)
        figure.savefig(path, format="svg", metadata={"Date": None})
