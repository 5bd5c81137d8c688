"""Scores, eligibility, layers and scenarios on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, pairs, section, short, table, words
from clusterplan.cli.terminal import conflict_line
from clusterplan.domain import Judgement, ValueStatus
from clusterplan.errors import Conflict
from clusterplan.geodata import LayerRecord
from clusterplan.language import Language, Text
from clusterplan.planning import Eligibility
from clusterplan.publishing.texts import GRADE, JUDGEMENT, VALUE_STATUS, decimal
from clusterplan.scenario import Scenario

__all__ = [
    "advantage_report",
    "eligibility_report",
    "layer_report",
    "layers_report",
    "scenarios_report",
    "technology_report",
]

_MOST_COLUMNS = 12
"""Technologies that fit beside each other on a terminal of 120 columns."""


def advantage_report(
    name: Text,
    rows: pd.DataFrame,
    technologies: Mapping[str, Text],
    components: Mapping[str, Text],
    language: Language,
) -> Iterator[RenderableType]:
    """Yield one unit's scores, the best first and those that cannot be judged last.

    Parameters
    ----------
    name
        Name of the unit.
    rows
        The unit's cells by technology, as :meth:`AdvantageTable.show` gives them.
    technologies
        Names by id.
    components
        Names of the parts of a score, by id.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A table, and what cannot be judged.
    """
    grid = table(
        name.in_language(language),
        [
            words(language, vi="Công nghệ", en="Technology"),
            *_score_heads(language),
            *(found.in_language(language) for found in components.values()),
        ],
        right=range(1, 6 + len(components)),
        wide=0,
    )
    for technology, row in rows.iterrows():
        grid.add_row(
            f"{technology} {short(technologies[str(technology)].in_language(language))}",
            *_score_cells(row, language),
            *(_number(row[f"component_{found}"], language) for found in components),
        )
    yield grid
    withheld = rows.index[rows["judgement"] == Judgement.CANNOT_BE_JUDGED.value]
    if len(withheld):
        heading = JUDGEMENT[Judgement.CANNOT_BE_JUDGED].in_language(language).capitalize()
        yield f"{heading}: {', '.join(withheld)}."
    yield from _sites_on_record(rows, language)


def technology_report(
    technology: str, name: Text, rows: pd.DataFrame, units: Mapping[str, Text], language: Language
) -> Iterator[RenderableType]:
    """Yield the units of one technology, the best first and those that cannot be judged last.

    Parameters
    ----------
    technology, name
        The technology.
    rows
        Its cells by unit, as :meth:`AdvantageTable.show_technology` gives them.
    units
        Names by code.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A table, and what cannot be judged.
    """
    grid = table(
        f"{technology} {name.in_language(language)}",
        [
            words(language, vi="Đơn vị", en="Unit"),
            *_score_heads(language),
        ],
        right=range(1, 6),
        wide=0,
    )
    scored = rows["judgement"] == Judgement.SCORED.value
    for unit, row in rows[scored].iterrows():
        grid.add_row(
            f"{unit} {units[str(unit)].in_language(language)}",
            *_score_cells(row, language),
        )
    yield grid
    if not scored.all():
        heading = JUDGEMENT[Judgement.CANNOT_BE_JUDGED].in_language(language).capitalize()
        named = (f"{unit} {units[str(unit)].in_language(language)}" for unit in rows.index[~scored])
        yield f"{heading}: {', '.join(named)}."


def _score_heads(language: Language) -> Iterator[str]:
    """Yield what stands above :func:`_score_cells`."""
    yield words(language, vi="Điểm", en="Score")
    yield words(language, vi="Hạng", en="Rank")
    yield words(language, vi="Bằng chứng", en="Evidence")
    yield words(language, vi="Độ phủ", en="Coverage")
    yield words(language, vi="Chuyên gia", en="Expert")


def _score_cells(row: pd.Series[Any], language: Language) -> Iterator[str]:
    """Yield a score with its rank and what it rests on; what cannot be judged has neither score nor rank."""
    scored = row["judgement"] == Judgement.SCORED.value
    yield _number(row["score"], language) if scored else "–"
    yield str(row["rank"]) if scored else ""
    yield GRADE[row["grade"]].in_language(language) if scored else ""
    yield f"{row['coverage']:.0%}"
    yield f"{row['share_expert']:.0%}"


def _sites_on_record(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    """Yield how many sites each technology has on record, by what most of them rest on."""
    yield words(
        language,
        vi="Địa điểm đã ghi nhận, theo căn cứ của phần lớn (khu mới quy hoạch hoặc chưa xác minh không được tính):",
        en="Sites on record, by what most of them rest on (planned and unconfirmed ones are not counted):",
    )
    for status, label in VALUE_STATUS.items():
        here = rows[rows["sites_status"] == status.value].sort_index()
        if len(here):
            counts = (f"{name} ({_count(n, language)})" for name, n in here["sites_on_record"].items())
            listed = here.index if status is ValueStatus.NONE_RECORDED else counts
            yield f"  {label.in_language(language)}: {', '.join(listed)}"


def eligibility_report(found: Eligibility, language: Language) -> Iterator[RenderableType]:
    """Yield, per region and technology, how many units are strong, scored and not judged, and how many sites may host.

    Parameters
    ----------
    found
        The counts.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A table and how to read it.
    """
    technologies = sorted({cell.technology for cell in found.cells})
    by_place = {(cell.region, cell.technology): cell for cell in found.cells}
    region_column = words(language, vi="Vùng", en="Region")
    technology_column = words(language, vi="Công nghệ", en="Technology")
    title = words(
        language,
        vi="Đơn vị mạnh/được chấm điểm/chưa thể đánh giá; dòng dưới: địa điểm đủ điều kiện",
        en="Units strong/scored/not judged; below: eligible sites",
    )
    counts = {
        place: f"{cell.units_strong}/{cell.units_scored}/{cell.units_not_judged}\n{cell.sites_eligible}"
        for place, cell in by_place.items()
    }
    regions = sorted({cell.region for cell in found.cells})
    if len(technologies) > _MOST_COLUMNS:  # many technologies go down the page, not across it
        grid = table(title, [technology_column, *regions], right=range(1, len(regions) + 1))
        for technology in technologies:
            grid.add_row(technology, *(counts[region, technology] for region in regions))
    else:
        grid = table(title, [region_column, *technologies], right=range(1, len(technologies) + 1))
        for region in regions:
            grid.add_row(region, *(counts[region, technology] for technology in technologies))
    yield grid
    if found.needed_but_empty:
        yield _conflicts(found.needed_but_empty, language)


def layers_report(records: Iterable[LayerRecord], language: Language) -> Iterator[RenderableType]:
    """Yield the list of layers and tables.

    Parameters
    ----------
    records
        What the register says of them.
    language
        Language of the titles.

    Yields
    ------
    rich renderable
        One table.
    """
    grid = table(
        None,
        [
            "id",
            words(language, vi="Loại", en="Kind"),
            words(language, vi="Tên", en="Title"),
            words(language, vi="Mốc thời gian", en="Vintage"),
            words(language, vi="Giấy phép", en="Licence"),
            words(language, vi="Gần đúng", en="Approximate"),
            words(language, vi="Công bố", en="Published"),
        ],
    )
    for record in records:
        grid.add_row(
            record.id,
            _kind(record, language),
            record.title.in_language(language),
            record.vintage,
            record.licence,
            _yes(record.approximate, language),
            _yes(record.published, language),
        )
    yield grid


def layer_report(record: LayerRecord, language: Language) -> Iterator[RenderableType]:
    """Yield everything the register says of one layer or table.

    Parameters
    ----------
    record
        Its record.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Title, description, origin and columns.
    """
    yield RichText(f"{record.id}: {record.title.in_language(language)}", style="bold")
    yield record.description.in_language(language)
    yield pairs(
        [
            (words(language, vi="Nguồn", en="Source"), record.source),
            (words(language, vi="Giấy phép", en="Licence"), f"{record.licence}. {record.licence_note}".strip()),
            (words(language, vi="Mốc thời gian", en="Vintage"), record.vintage),
            (words(language, vi="Gần đúng", en="Approximate"), _yes(record.approximate, language)),
            (words(language, vi="Công bố", en="Published"), _yes(record.published, language)),
            (words(language, vi="Tệp", en="File"), record.file),
        ]
    )
    headings = [
        words(language, vi="Cột", en="Column"),
        words(language, vi="Kiểu", en="Type"),
        words(language, vi="Đơn vị", en="Unit"),
        words(language, vi="Ý nghĩa", en="Meaning"),
    ]
    grid = table(None, headings)
    for column in record.columns:
        meaning = Text(vi=column.description_vi, en=column.description_en).in_language(language)
        grid.add_row(column.name, column.type, column.unit or "", meaning)
    yield grid


def scenarios_report(scenarios: Iterable[Scenario], language: Language) -> Iterator[RenderableType]:
    """Yield the list of bundled scenarios.

    Parameters
    ----------
    scenarios
        The scenarios.
    language
        Language of the titles.

    Yields
    ------
    rich renderable
        One table.
    """
    headings = [
        "id",
        words(language, vi="Tên", en="Title"),
        words(language, vi="Danh mục công nghệ", en="Technology list"),
        words(language, vi="Lớp đơn vị", en="Unit layer"),
    ]
    grid = table(None, headings)
    for scenario in scenarios:
        title = Text(vi=scenario.title_vi, en=scenario.title_en).in_language(language)
        grid.add_row(scenario.id, title, scenario.technology_scheme, scenario.unit_layer)
    yield grid


def _conflicts(conflicts: Sequence[Conflict], language: Language) -> RenderableType:
    title = words(language, vi="Quy tắc cần mà dữ liệu không có", en="Needed by the rules and not there")
    return section(title, bullets(conflict_line(conflict, language) for conflict in conflicts))


def _count(number: float, language: Language) -> str:
    """Write a number of sites: whole, but for shares of the crosswalk."""
    return f"{number:.0f}" if number == round(number) else _number(number, language)


def _number(value: Any, language: Language) -> str:
    return "" if pd.isna(value) else decimal(float(value), language)


def _kind(record: LayerRecord, language: Language) -> str:
    if record.kind == "layer":
        return words(language, vi="lớp", en="layer")
    return words(language, vi="bảng", en="table")


def _yes(value: bool, language: Language) -> str:
    return words(language, vi="có", en="yes") if value else words(language, vi="không", en="no")
