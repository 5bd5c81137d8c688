"""An audit of scores on the terminal: what to know first, other methods, which weight matters, neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import table, words
from clusterplan.language import Language
from clusterplan.publishing.audit.words import LEVELS, METHODS
from clusterplan.publishing.texts import STATUS, decimal

if TYPE_CHECKING:
    from clusterplan.publishing.audit import ScoreAudit

__all__ = ["score_audit_report"]

_STYLES = {"wrong": "bold red", "watch": "yellow", "fine": "green"}
_MOST_INDICATORS = 8


def score_audit_report(audit: ScoreAudit, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about the scores; the page has the rest.

    Parameters
    ----------
    audit
        The audit.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Findings and three tables.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    yield ""
    for finding in audit.findings:
        label = LEVELS[finding.level].in_language(language)
        said = words(language, vi=finding.vi, en=finding.en)
        yield RichText.assemble((f"{label}: ", _STYLES[finding.level]), said)
    yield ""
    yield _methods(audit, language)
    yield _indicators(audit, language)
    yield _neighbours(audit, language)


def _methods(audit: ScoreAudit, language: Language) -> Table:
    """Return the rank correlations with the score and, behind them, with the plain score."""
    grid = table(
        words(
            language,
            vi="Tương quan hạng với phương pháp khác: điểm / điểm thuần",
            en="Rank correlation with other methods: score / plain score",
        ),
        [
            words(language, vi="Công nghệ", en="Technology"),
            words(language, vi="Đơn vị", en="Units"),
            *(name.in_language(language) for name in METHODS.values()),
        ],
        right=range(1, 2 + len(METHODS)),
    )
    by_pair = {(one.technology, one.method): one for one in audit.methods}
    for technology in audit.technologies:
        row = [by_pair.get((technology.id, method)) for method in METHODS]
        units = next((f"{one.units}/{one.scored}" for one in row if one), f"–/{technology.scored}")
        cells = (
            "–" if one is None else f"{_number(one.spearman, language)} / {_number(one.plain_spearman, language)}"
            for one in row
        )
        grid.add_row(technology.id, units, *cells)
    return grid


def _indicators(audit: ScoreAudit, language: Language) -> Table:
    """Return the indicators without which the order changes most."""
    titles = {one.id: words(language, vi=one.title_vi, en=one.title_en) for one in audit.indicators}
    grid = table(
        words(language, vi="Bỏ từng chỉ tiêu: số bậc đổi", en="Without one indicator: ranks moved"),
        [
            words(language, vi="Chỉ tiêu", en="Indicator"),
            words(language, vi="Bình quân", en="Mean"),
            words(language, vi="Nhiều nhất", en="Most"),
            words(language, vi="Không còn đánh giá được", en="No longer judged"),
        ],
        right=range(1, 4),
        wide=0,
    )
    for one in audit.indicator_weights[:_MOST_INDICATORS]:
        grid.add_row(
            titles[one.indicator],
            decimal(one.mean_shift, language, 1),
            decimal(one.largest_shift, language, 1),
            str(one.withheld),
        )
    return grid


def _neighbours(audit: ScoreAudit, language: Language) -> Table:
    """Return the spatial autocorrelation of each technology."""
    grid = table(
        words(language, vi="Đơn vị liền kề", en="Neighbours"),
        [
            words(language, vi="Công nghệ", en="Technology"),
            words(language, vi="Đơn vị", en="Units"),
            words(language, vi="I của Moran", en="Moran's I"),
            words(language, vi="p điều chỉnh", en="p adjusted"),
            words(language, vi="Không có láng giềng", en="No neighbour"),
            words(language, vi="Nổi bật", en="Stand out"),
        ],
        right=range(1, 4),
    )
    for one in audit.spatial:
        grid.add_row(
            one.technology,
            str(one.units),
            _number(one.statistic, language),
            _number(one.p_adjusted, language),
            ", ".join(one.without_neighbour),
            ", ".join(local.unit for local in one.local),
        )
    return grid


def _number(value: float | None, language: Language) -> str:
    return "–" if value is None else decimal(value, language)
