"""What a rule family is: a function from the decisions to named rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clusterplan.optimisation.decisions import Decisions

__all__ = ["Family", "Row"]


type Row = tuple[str, Any]


type Family = Callable[[Decisions], Iterator[Row]]
