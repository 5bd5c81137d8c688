"""A filled form to tables: the indicators and their sources with the new values in them, as the register types them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd

from clusterplan.domain import Frozen, ValueStatus
from clusterplan.errors import Fault, UsageError
from clusterplan.geodata import read_table_file
from clusterplan.geodata.door.experts import EXPERT_TERMS
from clusterplan.geodata.holdings import current_register
from clusterplan.language import Text
from clusterplan.planning.facts import Facts
from clusterplan.planning.wanted.reading import FormLine, KnownIds, read_form
from clusterplan.publishing.table import spreadsheet_cell
from clusterplan.scenario import Scenario

__all__ = ["Filled", "FilledValue", "fill_tables"]

type _Present = dict[tuple[str, str], tuple[float, ValueStatus]]
"""Value and status by unit and indicator."""

_KEY = ["vintage", "unit", "indicator"]
_HOW_READ = "form of clusterplan layers wanted"


class FilledValue(Frozen):
    """A value that came by a form."""

    unit: str
    """Code of the unit."""
    indicator: str
    """Id of the indicator."""
    value: float
    """The value."""
    status: ValueStatus
    """``observed``, or ``expert``."""
    source_id: str
    """Id of its source in the new table of sources."""
    replaced: float | None
    """The value that stood there before; nothing if there was none."""
    replaced_status: ValueStatus
    """How that value came to be; ``missing`` if there was none."""


class Filled(Frozen):
    """What a form brought, the shape of ``layers fill --json``."""

    file: str
    """Name of the form."""
    vintage: str
    """Vintage of the units."""
    values: tuple[FilledValue, ...]
    """Every value, in the form's order."""


def fill_tables(path: Path, scenario: Scenario, folder: Path, facts: Facts | None = None) -> tuple[Filled, list[Path]]:
    """Write the tables ``indicators`` and ``sources`` anew with the values of a form.

    Parameters
    ----------
    path
        The filled form.
    scenario
        Says which units there are, of which vintage.
    folder
        Where ``indicators.csv`` and ``sources.csv`` are written; they must not exist.
    facts
        The data; today's if none are given.

    Returns
    -------
    tuple of Filled and list of pathlib.Path
        What was filled in, and the files. An expert's value has the status ``expert`` and low confidence: it is graded
        low, and ``score.expert_values`` switches all of them off.

    Raises
    ------
    UsageError
        With every fault of the form; if an expert's value would replace a better one; if a file exists.
    """
    facts = facts or Facts()
    indicators, sources = facts.table("indicators"), facts.table("sources")
    dictionary = facts.table("indicator_dictionary")
    measured = dictionary[dictionary["indicator"].isin(set(indicators["indicator"]))]
    known = KnownIds(
        scenario.unit_vintage,
        frozenset(facts.layer(scenario.unit_layer)["code"]),
        dict(zip(measured["indicator"], measured["measure"], strict=True)),
    )
    targets = [folder / "indicators.csv", folder / "sources.csv"]
    _refuse_written(targets)
    lines = read_form(path, known)
    before = _present(indicators[indicators["vintage"] == known.vintage])
    values = tuple(_filled(line, before) for line in lines)
    _refuse_worse(lines, values)
    new = pd.DataFrame([_row(line, value, known.vintage) for line, value in zip(lines, values, strict=True)])
    kept = indicators[~_keys(indicators).isin(set(_keys(new)))]
    cited = pd.DataFrame([_source(line) for line in lines]).drop_duplicates("source_id")
    cited = cited[~cited["source_id"].isin(sources["source_id"])]  # a second form may cite the same document
    tables = [pd.concat([kept, new[list(indicators)]]), pd.concat([sources, cited[list(sources)]])]
    register = current_register()
    for target, rows in zip(targets, tables, strict=True):
        _write(target, rows)
        read_table_file(register[target.stem], target)
    return Filled(file=path.name, vintage=known.vintage, values=values), targets


def _present(rows: pd.DataFrame) -> _Present:
    """Return what is known now."""
    columns = (rows[name].tolist() for name in ("unit", "indicator", "value", "status"))
    return {(unit, name): (float(value), ValueStatus(how)) for unit, name, value, how in zip(*columns, strict=True)}


def _filled(line: FormLine, before: _Present) -> FilledValue:
    place = (line.cells["unit"], line.cells["indicator"])
    replaced, status = before.get(place, (None, ValueStatus.MISSING))
    return FilledValue(
        unit=place[0],
        indicator=place[1],
        value=line.value,
        status=ValueStatus.EXPERT if line.cells["kind"] == "expert" else ValueStatus.OBSERVED,
        source_id=_source(line)["source_id"],
        replaced=replaced,
        replaced_status=status,
    )


def _refuse_worse(lines: tuple[FormLine, ...], values: tuple[FilledValue, ...]) -> None:
    """Refuse values that would replace better ones."""
    faults = []
    for line, value in zip(lines, values, strict=True):
        if value.status.quality < value.replaced_status.quality:
            old = f"{value.replaced:g} ({value.replaced_status})"
            what = Text(
                vi=f"nhận định chuyên gia không thay giá trị tốt hơn: {old}",
                en=f"an expert's value does not replace a better one: {old}",
            )
            faults.append(Fault(line.where, what))
    if faults:
        raise UsageError(Text(vi="Không dùng được mẫu này.", en="The form cannot be used."), faults)


def _row(line: FormLine, value: FilledValue, vintage: str) -> dict[str, Any]:
    expert = value.status is ValueStatus.EXPERT
    return {
        "vintage": vintage,
        "unit": value.unit,
        "indicator": value.indicator,
        "value": value.value,
        "year": line.cells["year"],
        "status": value.status.value,
        "source_id": value.source_id,
        "confidence": "low" if expert else "high",
        "note": spreadsheet_cell(line.cells["note"]) or None,
    }


def _source(line: FormLine) -> dict[str, str]:
    """Return the source of a line; equal sources have equal ids."""
    cells = line.cells
    if cells["kind"] == "expert":
        title = f"Expert value: {cells['expert']}, {cells['organisation']}"
        reference, terms = f"Method: {cells['method']}", EXPERT_TERMS
    else:
        title, reference, terms = cells["source"], cells["office"], "official figure, given by the office"
    digest = hashlib.sha256("\n".join((title, reference, cells["date"])).encode()).hexdigest()
    return {
        "source_id": f"FORM_{digest[:10].upper()}",
        "title": spreadsheet_cell(title),
        "reference": spreadsheet_cell(reference),
        "published_on": cells["date"],
        "licence_terms": terms,
        "how_read": _HOW_READ,
    }


def _keys(rows: pd.DataFrame) -> pd.Series[Any]:
    return rows[_KEY].agg("\n".join, axis=1)


def _refuse_written(paths: list[Path]) -> None:
    what = Text(vi="tệp đã có; hãy chọn thư mục khác.", en="exists already; choose another folder.")
    faults = [Fault(path.name, what) for path in paths if path.exists()]
    if faults:
        raise UsageError(Text(vi="Không ghi được.", en="It cannot be written."), faults)


def _write(path: Path, rows: pd.DataFrame) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        rows.to_csv(path, index=False, lineterminator="\n")
    except OSError as wrong:
        what = Text(vi="không ghi được.", en=f"cannot be written: {wrong.strerror}.")
        raise UsageError(Text(vi="Không ghi được.", en="It cannot be written."), [Fault(path.name, what)]) from None
