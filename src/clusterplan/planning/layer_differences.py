"""Two vintages of a layer or table: what changed by id, and what that does to the advantage scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
from pydantic import Field

from clusterplan.advantage import AdvantageTable
from clusterplan.domain import Frozen, Judgement, TechnologyId, UnitId
from clusterplan.errors import Fault, UsageError
from clusterplan.geodata import LayerRecord, read_layer, read_table_file
from clusterplan.geodata.differences import RowChange, row_changes, row_ids
from clusterplan.geodata.holdings import current_register
from clusterplan.geodata.read import record_of
from clusterplan.language import Text
from clusterplan.planning.advantage import advantage_of
from clusterplan.planning.facts import Facts
from clusterplan.resources import sha256_of_file
from clusterplan.scenario import Scenario

__all__ = ["LayerDifferences", "ScoreChange", "differences_of_layers"]


class ScoreChange(Frozen):
    """One unit and technology whose advantage is not what it was."""

    unit: UnitId
    """Code of the unit."""
    technology: TechnologyId
    """Id of the technology."""
    before: float | None
    """Score before; null where the pair could not be judged, which is not zero."""
    after: float | None
    """Score after; null where the pair cannot be judged."""
    grade_before: str | None
    """Evidence grade before; null without a score."""
    grade_after: str | None
    """Evidence grade after; null without a score."""
    coverage_before: float
    """Share of the score's weight that rested on data."""
    coverage_after: float
    """Share of the score's weight that rests on data."""
    is_touched: bool
    """Whether a changed row is about this unit; other units' scores change because scores are relative."""


class LayerDifferences(Frozen):
    """What changed between two vintages of a layer or table, and what follows."""

    schema_: Literal["clusterplan/layer-differences/1"] = Field(
        default="clusterplan/layer-differences/1", alias="schema"
    )
    """Name and version of this shape."""
    layer: str
    """Id of the layer or table in the register."""
    told_apart_by: tuple[str, ...]
    """Columns of the ids."""
    sha256_before: str
    """Digest of the old file."""
    sha256_after: str
    """Digest of the new file."""
    rows_before: int
    """Rows of the old file."""
    rows_after: int
    """Rows of the new file."""
    rows: tuple[RowChange, ...]
    """Rows that were added, removed or changed, by id."""
    scenario: str
    """Scenario by which the scores were computed."""
    is_scored: bool
    """Whether the scores read this layer or table at all."""
    scores: tuple[ScoreChange, ...]
    """Scores, grades and coverages that differ, by unit and technology."""


@dataclass(frozen=True)
class _Side:
    """One of the two states."""

    frame: pd.DataFrame
    digest: str


@dataclass(frozen=True)
class _WithOther(Facts):
    """The bundled data, with another state of one layer or table."""

    name: str = ""
    side: _Side | None = None

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a layer and note its digest."""
        return self._other() if name == self.name else super().layer(name)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table and note its digest."""
        return self._other() if name == self.name else super().table(name)

    def _other(self) -> gpd.GeoDataFrame:
        assert self.side is not None
        self.digests[self.name] = self.side.digest
        return self.side.frame.copy()


def differences_of_layers(
    old: str, new: str, scenario: Scenario, *, layer: str | None = None, facts: Facts | None = None
) -> LayerDifferences:
    """Compare two vintages of a layer or table, and the scores that rest on each.

    Parameters
    ----------
    old, new
        Each the id of a layer or table of the register, or a file: GeoPackage or GeoJSON of a layer, CSV of a table.
    scenario
        By which scores are computed.
    layer
        Id of the layer or table that both are; needed if both are files.
    facts
        The data that are not compared; today's if none are given.

    Returns
    -------
    LayerDifferences
        Rows by id, and scores before and after.

    Raises
    ------
    UsageError
        If it is not clear what is compared.
    DataError
        If a file does not keep the record of the layer or table.
    """
    facts = facts or Facts()
    record = _record_of(old, new, layer)
    sides = [_side(target, record, facts) for target in (old, new)]
    then, now = (_WithOther(layers=facts.layers, name=record.id, side=side) for side in sides)
    rows = row_changes(sides[0].frame, sides[1].frame, record.told_apart_by)
    before = advantage_of(scenario, then)
    is_scored = record.id in then.digests
    after = advantage_of(scenario, now) if rows and is_scored else before
    return LayerDifferences(
        layer=record.id,
        told_apart_by=record.told_apart_by,
        sha256_before=sides[0].digest,
        sha256_after=sides[1].digest,
        rows_before=len(sides[0].frame),
        rows_after=len(sides[1].frame),
        rows=rows,
        scenario=scenario.id,
        is_scored=is_scored,
        scores=tuple(_score_changes(before, after, _touched(record, sides, rows))),
    )


def _record_of(old: str, new: str, layer: str | None) -> LayerRecord:
    register = current_register()
    named = layer or next((target for target in (old, new) if target in register), None)
    summary = Text(vi="Không rõ đang so sánh lớp nào.", en="It is not clear which layer is compared.")
    if named is None:
        what = Text(vi="cả hai đều là tệp.", en="both are files.")
        advice = Text(vi="Dùng --as với mã của lớp hoặc bảng.", en="Use --as with the id of the layer or table.")
        raise UsageError(summary, [Fault(f"{old}, {new}", what, advice)])
    record = record_of(named, register)
    others = sorted({target for target in (old, new) if target in register} - {named})
    if others:
        what = Text(vi=f"là lớp hoặc bảng khác {named}.", en=f"it is another layer or table than {named}.")
        raise UsageError(summary, [Fault(others[0], what)])
    return record


def _side(target: str, record: LayerRecord, facts: Facts) -> _Side:
    if target == record.id:
        frame = facts.layer(target) if record.kind == "layer" else facts.table(target)
        return _Side(frame, facts.digests[target])
    path = Path(target)
    if not path.is_file():
        what = Text(vi="không phải mã của lớp, cũng không có tệp này.", en="it is no id of a layer and no file.")
        raise UsageError(Text(vi=f"Không có {target}.", en=f"There is no {target}."), [Fault(target, what)])
    read = read_layer if record.kind == "layer" else read_table_file
    return _Side(read(record, path), sha256_of_file(path))


def _touched(record: LayerRecord, sides: Sequence[_Side], rows: Sequence[RowChange]) -> frozenset[UnitId]:
    """Return the units that a changed row names, or is."""
    changed = {row.id for row in rows}
    units = set()
    for side in sides:
        column = next((name for name in ("unit", *record.told_apart_by) if name in side.frame), None)
        if column is not None:
            ids = row_ids(side.frame, record.told_apart_by)
            units |= {str(unit) for row, unit in zip(ids, side.frame[column], strict=True) if row in changed}
    return frozenset(units)


def _score_changes(before: AdvantageTable, after: AdvantageTable, touched: frozenset[UnitId]) -> Iterator[ScoreChange]:
    """Yield the pairs of both tables whose score, grade or coverage differs."""
    both = before.cells.index.intersection(after.cells.index).sort_values()
    for pair in both:
        sides = [_cell(table, pair) for table in (before, after)]
        if sides[0] != sides[1]:
            (score, grade, coverage), (new_score, new_grade, new_coverage) = sides
            yield ScoreChange(
                unit=pair[0],
                technology=pair[1],
                before=score,
                after=new_score,
                grade_before=grade,
                grade_after=new_grade,
                coverage_before=coverage,
                coverage_after=new_coverage,
                is_touched=pair[0] in touched,
            )


def _cell(table: AdvantageTable, pair: tuple[UnitId, TechnologyId]) -> tuple[float | None, str | None, float]:
    cell: Any = table.cells.loc[pair]
    scored = cell["judgement"] == Judgement.SCORED.value
    coverage = round(float(cell["coverage"]), 6)
    return (float(cell["score"]) if scored else None, str(cell["grade"]) if scored else None, coverage)
