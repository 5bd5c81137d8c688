"""The table of values as rows of ``values.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clusterplan.planning.values.answer import Difference, PlanValues
from clusterplan.publishing.texts import STATUS
from clusterplan.publishing.values_table import write_values_table

__all__ = ["write_values"]


def write_values(values: PlanValues, path: Path) -> Path:
    """Write a table of values as CSV.

    Parameters
    ----------
    values
        The table.
    path
        File to write; replaced if it exists.

    Returns
    -------
    pathlib.Path
        The file.
    """
    status = {"status_vi": STATUS.vi, "status_en": STATUS.en}
    write_values_table([{**row, **status} for row in _rows(values)], path)
    return path


def _rows(values: PlanValues) -> Iterator[dict[str, Any]]:
    """Yield a row for each decision, limit and focus."""
    for value in values.replacement_values:
        yield {"part": "replacement_value", **value.model_dump(mode="json", exclude={"loss"}), **_cells(value.loss)}
    for price in values.rule_prices:
        told = price.model_dump(mode="json", exclude={"gain", "gain_of_a_step"})
        yield {"part": "rule_price", **told, **_cells(price.gain), **_cells(price.gain_of_a_step, "step_")}
    for focus in values.survival:
        told = focus.model_dump(mode="json", exclude={"fate"})
        yield {"part": "survival", **told, **{f"without_{what}": fate for what, fate in focus.fate.items()}}


def _cells(difference: Difference | None, prefix: str = "") -> dict[str, Any]:
    """Return the cells of a difference."""
    return {} if difference is None else {f"{prefix}{name}": cell for name, cell in difference.model_dump().items()}
