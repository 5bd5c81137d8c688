"""A timeline on the terminal: what is not given, start and opening years, the running-cost cliff, spending by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, section, short, table, words
from clusterplan.cli.spending_report import spending_report
from clusterplan.language import Language
from clusterplan.publishing.texts import STATUS, decimal
from clusterplan.publishing.timeline import Timeline

__all__ = ["timeline_report"]


def timeline_report(timeline: Timeline, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about the years of a plan.

    Parameters
    ----------
    timeline
        The timeline.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        What is not given comes first.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    if timeline.not_given:
        lines = [line.text_vi if language == "vi" else line.text_en for line in timeline.not_given]
        yield section(words(language, vi="Chưa có thông tin", en="Not given"), bullets(lines))
    yield _years(timeline, language)
    yield _terms(timeline, language)
    yield from spending_report(sorted((*timeline.spending, *timeline.totals), key=lambda line: line.resource), language)
    if timeline.running:
        yield _cliff(timeline, language)


def _years(timeline: Timeline, language: Language) -> Table:
    """Return what starts and opens in each year; what has no year stands last."""
    starts: dict[int | None, list[str]] = defaultdict(list)
    opens: dict[int | None, list[str]] = defaultdict(list)
    for focus in timeline.focuses:
        name = focus.technology_vi if language == "vi" else focus.technology_en
        starts[focus.start_year].append(f"{focus.cluster} {focus.technology} {short(name)}")
    for facility in timeline.facilities:
        name = facility.name_vi if language == "vi" else facility.name_en
        opens[facility.opens_in].append(f"{facility.site_id} {short(name)}")
    grid = table(
        words(language, vi="Bắt đầu và mở cửa", en="Starts and openings"),
        [
            words(language, vi="Năm", en="Year"),
            words(language, vi="Trọng tâm bắt đầu", en="Focuses that start"),
            words(language, vi="Cơ sở mở", en="Facilities that open"),
        ],
    )
    for year in sorted(starts.keys() | opens.keys(), key=lambda year: (year is None, year or 0)):
        label = words(language, vi="chưa biết", en="not known") if year is None else str(year)
        grid.add_row(label, "\n".join(starts[year]), "\n".join(opens[year]))
    return grid


def _terms(timeline: Timeline, language: Language) -> RenderableType:
    """Say until when the State pays all running costs."""
    full, source = timeline.full_years, timeline.full_years_source
    first, last = timeline.first_year + full, timeline.last_start_year + full
    ends = sorted(facility.share_from for facility in timeline.facilities if facility.share_from is not None)
    if ends:
        when = words(
            language,
            vi=f"cơ sở đầu tiên hết hạn đó vào {ends[0]}, cơ sở cuối cùng vào {ends[-1]}",
            en=f"this ends for the first facility in {ends[0]} and for the last one in {ends[-1]}",
        )
    else:
        when = words(
            language,
            vi=f"nếu mở trong {timeline.first_year}-{timeline.last_start_year}, hạn đó hết vào {first}-{last}",
            en=f"if they open in {timeline.first_year}-{timeline.last_start_year}, this ends in {first}-{last}",
        )
    return section(
        words(language, vi="Chi vận hành phòng thí nghiệm và trung tâm", en="Running laboratories and centres"),
        words(
            language,
            vi=f"Nhà nước chi toàn bộ trong {full} năm đầu ({source}); {when}.",
            en=f"The State pays all of it for the first {full} years ({source}); {when}.",
        ),
    )


def _cliff(timeline: Timeline, language: Language) -> Table:
    """Return the running cost by year, and what is left open."""
    grid = table(
        words(language, vi="Chi vận hành chưa có nguồn", en="Running cost left open"),
        [
            words(language, vi="Nguồn lực", en="Resource"),
            words(language, vi="Năm", en="Year"),
            words(language, vi="Toàn bộ", en="Whole"),
            words(language, vi="Đã tính", en="Counted"),
            words(language, vi="Chưa có nguồn", en="Left open"),
            words(language, vi="Cơ sở đã hết hạn", en="Facilities after their first years"),
        ],
        right=range(1, 6),
    )
    for line in timeline.running:
        amounts = (decimal(amount, language, 1) for amount in (line.whole, line.counted, line.uncovered))
        grid.add_row(f"{line.resource} ({line.unit})", str(line.year), *amounts, str(line.facilities_after))
    return grid
