"""Intervals of scores on the terminal: how far each score could lie elsewhere, and how sure its place is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType

from clusterplan.cli.layout import bullets, section, short, table, words
from clusterplan.language import Language, Text
from clusterplan.planning.score_intervals import ScoreInterval, ScoreIntervals
from clusterplan.publishing.texts import GRADE, decimal

__all__ = ["intervals_report"]

_READING = Text(
    vi="Khoảng cho biết các biên độ giả định bên dưới làm điểm và hạng đổi đến đâu; đó không phải sai số của một cuộc "
    "điều tra chọn mẫu. Không nên xếp trên dưới chỉ vì điểm những đơn vị có khoảng chồng lên nhau.",
    en="An interval says what the assumed ranges below do to scores and ranks; it is not the error of a sample survey. "
    "Units whose intervals overlap should not be ranked by their scores alone.",
)
"""How to read the table."""


def intervals_report(found: ScoreIntervals, names: Mapping[str, Text], language: Language) -> Iterator[RenderableType]:
    """Yield the intervals of one unit or of one technology, the best score first.

    Parameters
    ----------
    found
        The study, of one unit or one technology.
    names
        Names of its technologies or units by id; the ids tell which of the two the rows are.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A table, how to read it, and the assumed ranges.
    """
    known = [one for one in found.intervals if one.score is not None]
    if not known:
        yield words(language, vi="Không có điểm nào để tính khoảng.", en="There is no score to give an interval to.")
        return
    level = f"{found.level:.0%}"
    grid = table(
        words(
            language,
            vi=f"Điểm có thể khác đi bao nhiêu ({found.draws_done} lần rút, hạt giống {found.seed})",
            en=f"How far the scores could lie elsewhere ({found.draws_done} draws, seed {found.seed})",
        ),
        [
            words(
                language,
                vi="Công nghệ" if _of_one_unit(found) else "Đơn vị",
                en="Technology" if _of_one_unit(found) else "Unit",
            ),
            words(language, vi="Điểm", en="Score"),
            words(language, vi=f"Khoảng {level}", en=f"{level} interval"),
            words(language, vi="Hạng", en="Rank"),
            words(language, vi=f"Hạng, {level}", en=f"Rank, {level}"),
            words(language, vi=f"Xác suất vào {found.top} hạng đầu", en=f"Probability of the first {found.top}"),
            words(language, vi="Bằng chứng", en="Evidence"),
        ],
        right=range(1, 7),
        wide=0,
    )
    for one in sorted(known, key=lambda one: (-(one.score or 0.0), one.unit, one.technology)):
        grid.add_row(*_row(one, names, language))
    yield grid
    yield _READING.in_language(language)
    yield section(
        words(language, vi="Biên độ (giả định)", en="Ranges (assumed)"),
        bullets(f"{a.what_vi if language == 'vi' else a.what}: {a.value}" for a in found.assumptions),
    )


def _of_one_unit(found: ScoreIntervals) -> bool:
    """Return whether the rows are technologies of one unit."""
    return len({one.technology for one in found.intervals}) > 1


def _row(one: ScoreInterval, names: Mapping[str, Text], language: Language) -> Iterator[str]:
    """Yield the cells of one row."""
    subject = one.technology if one.technology in names else one.unit
    yield f"{subject} {short(names[subject].in_language(language))}"
    yield _number(one.score, language)
    yield f"{_number(one.at_least, language)} – {_number(one.at_most, language)}"
    yield str(one.rank)
    yield str(one.best_rank) if one.best_rank == one.worst_rank else f"{one.best_rank} – {one.worst_rank}"
    yield _number(one.top_probability, language)
    yield GRADE[one.grade].in_language(language)


def _number(value: float | None, language: Language) -> str:
    """Return a number of two decimals; a dash where there is none."""
    return "–" if value is None else decimal(value, language)
