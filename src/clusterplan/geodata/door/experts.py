"""Expert values come in only under a source that names the expert, the organisation, the day and the method."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from clusterplan.errors import ClusterplanError
from clusterplan.geodata.door.inspection import Inspection
from clusterplan.geodata.read import read_table
from clusterplan.geodata.register import LayerRecord

__all__ = ["EXPERT_TERMS", "check_expert_values"]

EXPERT_TERMS = "stated by the expert; not statistics"
"""What ``licence_terms`` says of a source that is an expert's statement: its title has name and organisation, its
reference the method, ``published_on`` the day."""


def check_expert_values(cells: pd.DataFrame, record: LayerRecord, inspection: Inspection) -> None:
    """Check that no expert's value comes in as a value of another source, or as one to be relied upon.

    Parameters
    ----------
    cells
        Typed cells.
    record
        What the columns should hold; a table without a status and a source holds no expert values.
    inspection
        Takes note of every expert's value whose source names nobody, or whose confidence is not low. Rows that the
        present table has are let through: they were looked at when they came in.
    """
    source = next((name for name in ("source_id", "source") if name in cells), None)
    if source is None or "status" not in cells:
        return
    expert = cells[cells["status"] == "expert"]
    if expert.empty:
        return
    named, present = _sources_of_experts(), _present_rows(record, list(cells.columns))
    has_confidence = "confidence" in cells  # a file may leave it out, and says nothing then
    for row, content in zip(expert.index, _rows(expert), strict=True):
        told = expert.at[row, source]
        is_low = has_confidence and expert.at[row, "confidence"] == "low"
        if content not in present and not (told in named and is_low):
            inspection.note("value-expert", row=int(row), field=source, value=told)


def _sources_of_experts() -> Collection[str]:
    sources = _present("sources")
    return () if sources is None else frozenset(sources.loc[sources["licence_terms"] == EXPERT_TERMS, "source_id"])


def _present_rows(record: LayerRecord, columns: list[str]) -> Collection[tuple[str, ...]]:
    present = _present(record.id)
    return () if present is None else frozenset(_rows(present[columns]))


def _present(name: str) -> pd.DataFrame | None:
    """Return a table as it is now; one that is not there, or cannot be read, vouches for nothing."""
    try:
        return read_table(name)
    except (ClusterplanError, OSError):
        return None


def _rows(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(frame.astype("string").fillna("").itertuples(index=False, name=None))
