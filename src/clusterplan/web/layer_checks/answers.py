"""What is answered about files: what can be checked, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import Literal

from clusterplan.domain import Frozen
from clusterplan.geodata.door.answer import DoorReport
from clusterplan.geodata.door.kind import REPAIRS
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.door.looking import LookAnswer, Question
from clusterplan.geodata.door.preview import Preview
from clusterplan.geodata.door.sniff import Format
from clusterplan.geodata.register import LayerRecord

__all__ = ["CheckableLayers", "LayerCheck", "Repair", "checkable_layers", "layer_check"]

_MARKS = {",": "comma", ".": "point"}


class Repair(Frozen):
    """Something that may be done to a file when it is asked for."""

    name: str
    """Name by which it is asked for."""
    what_vi: str
    """What it does, in Vietnamese."""
    what_en: str
    """What it does, in English."""


class CheckableColumn(Frozen):
    """A column that a file should have."""

    name: str
    """Its name."""
    type: str
    """Type of its values."""
    unit: str | None
    """Unit of a number."""
    required: bool
    """Whether a value must stand in every row."""
    description_vi: str
    """What it means, in Vietnamese."""
    description_en: str
    """What it means, in English."""


class CheckableLayer(Frozen):
    """A layer or table that a file can be held against."""

    id: str
    """Its id."""
    kind: Literal["layer", "table"]
    """Whether it has shapes."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    geometry: str | None
    """Type of its shapes."""
    columns: tuple[CheckableColumn, ...]
    """What it should have."""


class CheckableLayers(Frozen):
    """What files can be held against, and how large they may be."""

    layers: tuple[CheckableLayer, ...]
    """In the order of their ids."""
    formats: tuple[str, ...]
    """Formats that are read, told by a file's bytes."""
    repairs: tuple[Repair, ...]
    """What may be done to a file when it is asked for."""
    most_bytes: int
    """Largest file."""
    most_features: int
    """Most features or rows."""
    most_vertices: int
    """Most vertices of all shapes."""
    most_seconds: int
    """Longest time of a look."""


class LayerCheck(Frozen):
    """What was found in a file. Nothing of it is kept."""

    report: DoorReport
    """Every fault by row and field, in both languages."""
    repairs: tuple[Repair, ...]
    """Repairs that would help and were not asked for yet."""
    preview: Preview | None
    """What the file seems to hold; nothing if it could not be read."""
    import_command: str | None
    """Command by which an operator takes this file in, as it was checked; nothing while it has faults. What stands in
    capital letters is to be filled in."""


def checkable_layers(records: Iterable[LayerRecord], limits: Limits) -> CheckableLayers:
    """Return what files can be held against.

    Parameters
    ----------
    records
        The register.
    limits
        Limits of a file.

    Returns
    -------
    CheckableLayers
        With the names and words of all repairs.
    """
    return CheckableLayers(
        layers=tuple(_layer(record) for record in sorted(records, key=lambda record: record.id)),
        formats=tuple(found.value for found in Format),
        repairs=_repairs(REPAIRS),
        most_bytes=limits.bytes,
        most_features=limits.features,
        most_vertices=limits.vertices,
        most_seconds=limits.seconds,
    )


def layer_check(question: Question, answer: LookAnswer) -> LayerCheck:
    """Return what was found, with what can be done about it.

    Parameters
    ----------
    question
        What was asked.
    answer
        What the look found.

    Returns
    -------
    LayerCheck
        The whole answer.
    """
    offered = {fault.repair for fault in answer.report.faults if fault.repair} - set(question.repairs)
    return LayerCheck(
        report=answer.report,
        repairs=_repairs(sorted(offered)),
        preview=answer.preview,
        import_command=_command(question, answer.report) if answer.report.clean else None,
    )


def _layer(record: LayerRecord) -> CheckableLayer:
    columns = tuple(
        CheckableColumn(
            name=column.name,
            type=column.type,
            unit=column.unit,
            required=column.required or column.name == record.key,
            description_vi=column.description_vi,
            description_en=column.description_en,
        )
        for column in record.columns
    )
    return CheckableLayer(
        id=record.id,
        kind=record.kind,
        title_vi=record.title_vi,
        title_en=record.title_en,
        geometry=record.geometry,
        columns=columns,
    )


def _repairs(names: Iterable[str]) -> tuple[Repair, ...]:
    return tuple(Repair(name=name, what_vi=REPAIRS[name].vi, what_en=REPAIRS[name].en) for name in names)


def _command(question: Question, report: DoorReport) -> str:
    """Return the command of an operator; every value is quoted, for the file's sender chose it."""
    said: list[tuple[str, str]] = [("--as", report.layer)]
    said += [("--repair", name) for name in sorted(question.repairs)]
    said += [("--rename", f"{there}={here}") for there, here in sorted(question.renamed.items())]
    said += [
        (option, value)
        for option, value in (
            ("--crs", question.crs),
            ("--layer", question.part),
            ("--decimal", _MARKS.get(question.decimal or "")),
            ("--unit-vintage", question.unit_vintage),
        )
        if value
    ]
    options = " ".join(f"{option} {quote(value)}" for option, value in said)
    file = report.file if not report.file.startswith("-") else f"./{report.file}"
    open_ended = "--data DIR --source SOURCE --licence LICENCE --vintage DATE --date DATE"
    return f"clusterplan layers import {quote(file)} {options} {open_ended}"
