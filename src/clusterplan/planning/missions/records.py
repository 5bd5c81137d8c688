"""A mission record: every field with its value, how it is known, and its source. Unknown is null, never invented."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, computed_field, field_serializer, field_validator, model_validator

from clusterplan.domain import Frozen, TechnologyId
from clusterplan.language import Text
from clusterplan.planning.missions.fields import COUNTED, FIELDS

__all__ = [
    "FieldStatus",
    "FollowedFocus",
    "MissionField",
    "MissionRecord",
    "Missions",
    "faults_of_field",
    "normal_text",
]

_LONGEST = 10_000
_NEVER = {"\ufffe", "\uffff"}
_ESCAPE_OF_EXCEL = "x005F_"


class FieldStatus(StrEnum):
    """How the value of a field is known."""

    GIVEN = "given"
    """A source says it."""
    READING = "reading"
    """An analyst's reading of a source."""
    SIMULATED = "simulated"
    """The simulated plan says it; nobody has decided it."""
    NONE = "none"
    """A source says that there is nothing: the value is the empty text."""
    UNKNOWN = "unknown"
    """Nobody has said it yet: the value is null."""


def normal_text(text: str) -> str:
    r"""Return a text as records keep it: normal form C, line breaks as ``\n``, no blanks at either end.

    Parameters
    ----------
    text
        As typed.

    Returns
    -------
    str
        The same words.

    Examples
    --------
    >>> normal_text("  một\r\nhai ")
    'một\nhai'
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def faults_of_text(text: str) -> Iterator[Text]:
    """Yield what keeps a text out of a spreadsheet.

    Parameters
    ----------
    text
        In the form of :func:`normal_text`.

    Yields
    ------
    Text
        One sentence for each fault.
    """
    if len(text) > _LONGEST:
        yield Text(vi=f"dài hơn {_LONGEST} ký tự.", en=f"is longer than {_LONGEST} characters.")
    hidden = (letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs") or letter in _NEVER)
    if any(letter not in "\n\t" for letter in hidden) or _ESCAPE_OF_EXCEL in text:
        yield Text(
            vi="có ký tự mà bảng tính không lưu được; hãy xóa đi.",
            en="holds characters that a spreadsheet cannot keep; remove them.",
        )


def faults_of_field(name: str, value: str, status: str, source: str) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with a field, with the column that is at fault.

    Parameters
    ----------
    name
        Name of the field.
    value, status, source
        As a sheet has them: normal texts, empty for nothing.

    Yields
    ------
    tuple of str and Text
        ``value``, ``status`` or ``source``, and what is wrong there.
    """
    yield from (("value", fault) for fault in faults_of_text(value))
    yield from (("source", fault) for fault in faults_of_text(source))
    if status not in set(FieldStatus):
        known = ", ".join(FieldStatus)
        yield (
            "status",
            Text(vi=f"trạng thái '{status}' không có; dùng: {known}.", en=f"'{status}' is no status: {known}."),
        )
        return
    is_filled = status not in (FieldStatus.UNKNOWN, FieldStatus.NONE)
    if is_filled and not value:
        yield (
            "value",
            Text(
                vi=f"trạng thái '{status}' cần có giá trị; chưa biết thì ghi 'unknown', không có thì ghi 'none'.",
                en=f"the status '{status}' needs a value; write 'unknown' if nobody knows, 'none' if there is none.",
            ),
        )
    if value and not is_filled:
        yield "status", Text(vi=f"đã có giá trị nên không thể là '{status}'.", en=f"there is a value: not '{status}'.")
    if status != FieldStatus.UNKNOWN and not source:
        yield "source", Text(vi="thiếu nguồn; điều gì đã biết đều cần nguồn.", en="the source is missing.")
    if FIELDS[name].is_date and value and not _is_date(value):
        yield (
            "value",
            Text(vi=f"'{value}' không phải ngày dạng 2027-06-30.", en=f"'{value}' is no date like 2027-06-30."),
        )


def _is_date(text: str) -> bool:
    """Whether a text is a day of the calendar, ``YYYY-MM-DD``."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class MissionField(Frozen):
    """What is known of one field of one record."""

    value: str | None = None
    """Null if it is unknown, the empty text if a source says that there is none."""
    status: FieldStatus = FieldStatus.UNKNOWN
    """How it is known."""
    source: str | None = None
    """Where it stands; required for all that is known."""

    @field_validator("value", "source")
    @classmethod
    def _normal(cls, text: str | None) -> str | None:
        return None if text is None else normal_text(text)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if (self.value is None) != (self.status is FieldStatus.UNKNOWN):
            raise ValueError("a value is null if, and only if, its status is unknown")
        if self.source == "":
            raise ValueError("a source is null or says something")
        faults = [fault.en for _, fault in faults_of_field("task", self.value or "", self.status, self.source or "")]
        if faults:
            raise ValueError(" ".join(faults))
        return self


class MissionRecord(Frozen):
    """One of the missions, or one product of the technology list."""

    id: str = Field(min_length=1)
    """Id of the mission or product."""
    kind: Literal["mission", "product"]
    """Which of them it is."""
    title_vi: str
    """Title in Vietnamese as published."""
    title_en: str
    """Title in English."""
    fields: dict[str, MissionField]
    """Every field by name, also the unknown ones."""

    @field_validator("id", "title_vi", "title_en")
    @classmethod
    def _normal(cls, text: str) -> str:
        text = normal_text(text)
        faults = [fault.en for fault in faults_of_text(text)]
        if faults:
            raise ValueError(" ".join(faults))
        return text

    @model_validator(mode="after")
    def _has_every_field(self) -> Self:
        if list(self.fields) != list(FIELDS):
            raise ValueError("a record has every field, in the order of the list")
        for name, field in self.fields.items():
            if FIELDS[name].is_date and field.value and not _is_date(field.value):
                raise ValueError(f"{name} is no date")
        return self

    @property
    def known(self) -> tuple[str, ...]:
        """Names of the counted fields that are known."""
        return tuple(name for name in COUNTED if self.fields[name].status is not FieldStatus.UNKNOWN)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of the counted fields that nobody has filled in yet."""
        return tuple(name for name in COUNTED if self.fields[name].status is FieldStatus.UNKNOWN)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def completeness(self) -> float:
        """Share of the counted fields that are known, from 0 to 1: ``known / (known + unknown)``."""
        return len(self.known) / len(COUNTED)

    @field_serializer("completeness")
    def _six_decimals(self, share: float) -> float:
        return round(share, 6)


class FollowedFocus(Frozen):
    """One focus of the plan, and the records by which it is followed up."""

    cluster: str
    """Id of the cluster."""
    technology: TechnologyId
    """The focus."""
    records: tuple[str, ...]
    """Missions, then products that the cluster leads in this focus, each sorted by id; none if there is none."""


class Missions(Frozen):
    """Mission records of one plan."""

    schema_: Literal["clusterplan/missions/1"] = Field(default="clusterplan/missions/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: what the plan adds is a simulated option."""
    records: tuple[MissionRecord, ...]
    """Missions, then products, each sorted by id."""
    focuses: tuple[FollowedFocus, ...] = ()
    """Every focus of the plan with its records; empty for records that were read from a sheet."""
