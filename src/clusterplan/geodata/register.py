"""The register: one YAML file for every layer and table: what it is, where it comes from, what its columns mean.

Nothing is read that is not registered, and nothing registered lacks a source, a licence and a vintage.
"""

from __future__ import annotations

import datetime
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from clusterplan.domain import Frozen
from clusterplan.errors import DataError, Fault
from clusterplan.language import Text
from clusterplan.resources import bundled

__all__ = ["Column", "ColumnType", "GeometryType", "LayerRecord", "Origin", "read_register"]

type ColumnType = Literal["text", "integer", "number", "date", "flag"]
"""``flag`` is ``yes`` or ``no`` in a file and a boolean in memory; everything may be missing unless ``required``."""
type GeometryType = Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]


def _in_normal_form_c(text: str) -> str:
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("text is not in Unicode normal form C")
    return text


def _text_of_date(value: Any) -> Any:
    """YAML reads 2025 as a number and 2025-07-01 as a date; a vintage is always text."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_SafeLoader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C, ten times faster, where PyYAML was built with it."""

_MOST_BYTES = 256 * 1024
_MOST_LEVELS = 10

type _Words = Annotated[str, Field(min_length=1), AfterValidator(_in_normal_form_c)]
type _Vintage = Annotated[str, Field(min_length=4), BeforeValidator(_text_of_date)]
type _Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Column(Frozen):
    """One column of a layer or table."""

    name: _Id
    """Name in the file: lower case, digits and underscores."""
    type: ColumnType
    """How a value is read. ``text`` is never turned into a number: ``"01"`` stays ``"01"``, ``"NA"`` stays ``"NA"``."""
    unit: str | None = None
    """Unit of a number (``km2``, ``VND bn``, ``1``), or nothing for text."""
    description_vi: _Words
    """What the column means, in Vietnamese."""
    description_en: _Words
    """What the column means, in English."""
    required: bool = False
    """Whether a value must stand in every row."""
    allowed: tuple[str, ...] = ()
    """For text: the only values that may stand here; empty allows all."""
    minimum: float | None = None
    """Least number that can be true, in ``unit``."""
    maximum: float | None = None
    """Greatest number that can be true, in ``unit``."""
    refers_to: _Id | None = None
    """Id of the layer or table whose key this column repeats. A ``;`` separates several ids in one cell."""
    names_of: _Id | None = None
    """Id of the layer or table whose ``name_vi`` this column repeats, where records came without a code. A ``;``
    separates several names in one cell."""


class Origin(Frozen):
    """How a layer or table came in through the door."""

    file: _Words
    """Name of the file that was brought."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Digest of its bytes."""
    format: _Words
    """Format of the file, told by its bytes."""
    date: _Vintage
    """Date on which the source gave the file out."""
    encoding: str = ""
    """Encoding of its text."""
    crs: str = ""
    """Reference system of its coordinates."""
    operation: str = ""
    """Operation by which they were transformed to WGS 84; nothing if they were not."""
    repairs: dict[str, int] = Field(default_factory=dict)
    """Repairs that a person asked for, with the number of cases that each changed."""
    warnings: dict[str, int] = Field(default_factory=dict)
    """Codes of the warnings that stayed, with their number."""
    renamed: dict[str, str] = Field(default_factory=dict)
    """Fields that had another name in the file: name there, name here."""


class LayerRecord(Frozen):
    """What is known of one layer (with geometry) or table (without)."""

    id: _Id
    """Name of the layer or table, the same as the register file's."""
    kind: Literal["layer", "table"]
    """A layer has a geometry, a table has none."""
    file: Annotated[str, Field(pattern=r"^(layers|tables)/[a-z0-9_-]+(/[a-z0-9_-]+)*\.[a-z0-9]+$")]
    """Path below ``geodata/``."""
    title_vi: _Words
    """Title in Vietnamese."""
    title_en: _Words
    """Title in English."""
    description_vi: _Words
    """What it holds and what it may be used for, in Vietnamese."""
    description_en: _Words
    """What it holds and what it may be used for, in English."""
    source: _Words
    """Where it comes from."""
    licence: _Words
    """SPDX identifier, or the terms in words."""
    licence_note: str = ""
    """What a user must do or know because of the licence."""
    vintage: _Vintage
    """Date or year for which the content holds."""
    unit_vintage: _Vintage | None = None
    """Date since which the unit codes used here hold; codes of the same digits may mean other units before it."""
    approximate: bool
    """Whether it only approximates an official source."""
    published: bool
    """Whether it may appear on maps and in exports."""
    restricted: bool = False
    """Whether no feature of it may be located exactly: the service shows label points of units or centres of cells of
    0.1 degrees. Single places are restricted by a flag column ``restricted``."""
    generalised_by: _Words | None = None
    """Who generalised the restricted places whose column ``coordinate_precision`` says ``generalised``. Where nobody is
    named, no row's word is believed and every restricted place is moved before it is shown."""
    crs: Literal["OGC:CRS84"] | None = None
    """Coordinate reference system of a layer: longitude first."""
    geometry: GeometryType | None = None
    """Geometry type of a layer."""
    coverage: bool = False
    """Whether the polygons must neither overlap nor leave slivers between neighbours."""
    may_be_empty: bool = False
    """Whether a table without a row says something, for example that no links are declared; else it is a fault."""
    extent: tuple[float, float, float, float] | None = None
    """West, south, east and north between which every feature must lie, in degrees; nothing allows the whole world."""
    key: _Id | None = None
    """Column of unique text ids. A layer always has one."""
    origin: Origin | None = None
    """How it came in, if it was brought by a user."""
    row_key: tuple[_Id, ...] = ()
    """For a table without such a column: the columns that together tell its rows apart."""
    pair: tuple[_Id, _Id] | None = None
    """Two columns of the row key that make a pair: their order does not matter, and they differ."""
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    """All columns in the order of the file, the geometry not included."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        names = [column.name for column in self.columns]
        if len(names) != len(set(names)):
            raise ValueError("a column is described twice")
        if self.key is not None and self.key not in names:
            raise ValueError(f"key {self.key!r} is not among the columns")
        if not set(self.row_key) <= set(names):
            raise ValueError(f"row_key {list(self.row_key)} is not among the columns")
        if self.pair and not set(self.pair) <= set(self.row_key):
            raise ValueError(f"pair {list(self.pair)} is not part of the row_key")
        if self.kind == "layer" and None in (self.crs, self.geometry, self.key):
            raise ValueError("a layer needs crs, geometry and key")
        if self.kind == "table" and (self.crs or self.geometry or self.coverage or self.extent):
            raise ValueError("a table has no crs, geometry, coverage or extent")
        if self.kind == "layer" and self.may_be_empty:
            raise ValueError("a layer has features")
        if self.extent and not (self.extent[0] < self.extent[2] and self.extent[1] < self.extent[3]):
            raise ValueError("an extent is west, south, east, north")
        return self

    @property
    def title(self) -> Text:
        """Title in both languages."""
        return Text(vi=self.title_vi, en=self.title_en)

    @property
    def description(self) -> Text:
        """Description in both languages."""
        return Text(vi=self.description_vi, en=self.description_en)

    @property
    def told_apart_by(self) -> tuple[str, ...]:
        """Columns that together tell the rows apart; none if nothing does."""
        return (self.key,) if self.key is not None else self.row_key

    def column(self, name: str) -> Column:
        """Return one column's description.

        Parameters
        ----------
        name
            A column of this record.

        Returns
        -------
        Column
            Its description.

        Raises
        ------
        KeyError
            If the record has no such column.
        """
        by_name = {column.name: column for column in self.columns}
        return by_name[name]


def read_register(folder: Path | None = None) -> dict[str, LayerRecord]:
    """Read every register file of a folder.

    Parameters
    ----------
    folder
        Folder of ``<id>.yaml`` files; the bundled register if none is given.

    Returns
    -------
    dict of str to LayerRecord
        Records by id, sorted.

    Raises
    ------
    DataError
        If any file is not a record; every fault of every file is listed.

    Examples
    --------
    >>> read_register()["provinces"].vintage
    '2025-07-01'
    """
    records: dict[str, LayerRecord] = {}
    faults: list[Fault] = []
    for path in sorted((folder or bundled("geodata/register")).glob("*.yaml")):
        try:
            records[path.stem] = _read_record(path)
        except DataError as error:
            faults.extend(error.faults)
    if faults:
        raise DataError(Text(vi="Sổ đăng ký dữ liệu có lỗi.", en="The data register has faults."), faults)
    return records


def _read_record(path: Path) -> LayerRecord:
    summary = Text(vi="Bản ghi không hợp lệ.", en="A register file is not valid.")
    try:
        record = LayerRecord.model_validate(yaml.load(_harmless(path), Loader=_SafeLoader))  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        what = Text(vi=f"không phải YAML hợp lệ: {error}", en=f"is not valid YAML: {error}")
        raise DataError(summary, [Fault(path.name, what)]) from None
    except ValidationError as error:
        raise DataError(summary, [_fault(path, details) for details in error.errors()]) from None
    if record.id != path.stem:
        what = Text(vi=f"mã {record.id!r} khác tên tệp", en=f"the id {record.id!r} differs from the file's name")
        raise DataError(summary, [Fault(path.name, what)])
    return record


def _harmless(path: Path) -> bytes:
    """Return the bytes of a register file that unpacks to nothing larger than itself."""
    with path.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise yaml.YAMLError(f"larger than {_MOST_BYTES // 1024} kB")
    depth = 0
    for event in yaml.parse(content, Loader=_SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            assert event.start_mark is not None, "every event of a text has its place"
            raise yaml.YAMLError(f"line {event.start_mark.line + 1}: aliases (*{event.anchor}) are not allowed")
        if depth > _MOST_LEVELS:
            raise yaml.YAMLError(f"more than {_MOST_LEVELS} levels deep")
    return content


def _fault(path: Path, details: Any) -> Fault:
    place = ".".join(str(part) for part in details["loc"])
    what = Text(vi=f"không hợp lệ: {details['msg']}", en=details["msg"])
    return Fault(f"{path.name}: {place}" if place else path.name, what)
