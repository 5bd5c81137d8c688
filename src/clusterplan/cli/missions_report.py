"""Mission records on the terminal: how much of each is known, or one of them in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import pairs, section, table, words
from clusterplan.language import Language, Text
from clusterplan.planning.missions import FieldStatus, MissionField, MissionRecord
from clusterplan.planning.missions.fields import COUNTED, FIELDS, GROUPS
from clusterplan.publishing.texts import STATUS

__all__ = ["missions_report", "record_report"]

_STATUS = {
    FieldStatus.GIVEN: Text(vi="theo nguồn", en="given"),
    FieldStatus.READING: Text(vi="cách đọc", en="reading"),
    FieldStatus.SIMULATED: Text(vi="mô phỏng", en="simulated"),
    FieldStatus.NONE: Text(vi="không có", en="none"),
    FieldStatus.UNKNOWN: Text(vi="chưa biết", en="not known"),
}


def missions_report(records: Sequence[MissionRecord], language: Language) -> Iterator[RenderableType]:
    """Yield how much is known of each record.

    Parameters
    ----------
    records
        The records.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A sum, then one line for each record.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    known, wanted = sum(len(record.known) for record in records), len(records) * len(COUNTED)
    yield words(
        language,
        vi=f"{len(records)} hồ sơ, đã biết {known} trong {wanted} mục; mục chưa biết để trống, không suy đoán.",
        en=f"{len(records)} records, {known} of {wanted} fields known; what is not known is left empty.",
    )
    groups = [group for group in GROUPS if group != "plan"]
    grid = table(
        None,
        [
            words(language, vi="Mã", en="Id"),
            words(language, vi="Tên", en="Title"),
            words(language, vi="Đã biết", en="Known"),
            *(GROUPS[group].in_language(language) for group in groups),
        ],
        right=range(2, 3 + len(groups)),
        wide=1,
    )
    for record in records:
        shares = []
        for group in groups:
            names = [name for name in COUNTED if FIELDS[name].group == group]
            shares.append(f"{sum(name in record.known for name in names)}/{len(names)}")
        title = record.title_vi if language == "vi" else record.title_en
        grid.add_row(record.id, title, f"{len(record.known)}/{len(COUNTED)}", *shares)
    yield grid


def record_report(records: Sequence[MissionRecord], language: Language) -> Iterator[RenderableType]:
    """Yield every field of some records.

    Parameters
    ----------
    records
        The records.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        A heading and one section for each group of fields.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    for record in records:
        title = record.title_vi if language == "vi" else record.title_en
        known = words(language, vi="mục đã biết", en="fields known")
        yield RichText(f"{record.id} {title} ({len(record.known)}/{len(COUNTED)} {known})", style="bold")
        for group, name in GROUPS.items():
            lines = [
                (FIELDS[field].label.in_language(language), _line(record.fields[field], language))
                for field in FIELDS
                if FIELDS[field].group == group
            ]
            yield section(name.in_language(language), pairs(lines))


def _line(field: MissionField, language: Language) -> str:
    """Return value, status and source of a field."""
    status = _STATUS[field.status].in_language(language)
    source = f": {field.source}" if field.source else ""
    return f"{field.value} [{status}{source}]" if field.value else f"[{status}{source}]"
