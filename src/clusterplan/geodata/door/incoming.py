"""What a file holds, before anything of it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from clusterplan.geodata.door.sniff import Format

__all__ = ["Incoming"]


@dataclass(frozen=True)
class Incoming:
    """Rows as they stand in the file."""

    format: Format
    """Format of the file."""
    cells: pd.DataFrame
    """One column for each field, values as read (text, numbers, ``None``); the index is the row number for people."""
    shapes: np.ndarray[Any, Any] | None = None
    """One shape for each row, ``None`` where there is none; nothing at all for a table."""
    crs: str | None = None
    """Reference system that the file declares: ``AUTHORITY:CODE`` or WKT."""
    broken: frozenset[int] = field(default_factory=frozenset)
    """Positions of rows whose shape could not be read and has been noted."""
    encoding: str = "UTF-8"
    """How the text was decoded."""
