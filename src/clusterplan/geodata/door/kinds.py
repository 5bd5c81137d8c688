"""All kinds of fault by their stable code."""

from __future__ import annotations

from collections.abc import Mapping

from clusterplan.geodata.door.kind import REPAIRS, Kind
from clusterplan.geodata.door.kinds_of_files import OF_FILES
from clusterplan.geodata.door.kinds_of_shapes import OF_SHAPES
from clusterplan.geodata.door.kinds_of_values import OF_VALUES

__all__ = ["FAMILIES", "KINDS"]

FAMILIES: Mapping[str, Mapping[str, Kind]] = {"files": OF_FILES, "values": OF_VALUES, "shapes": OF_SHAPES}
"""Kinds by family."""
KINDS: Mapping[str, Kind] = {**OF_FILES, **OF_VALUES, **OF_SHAPES}
"""Kinds by code. A code is never renamed and never used for anything else."""

assert len(KINDS) == sum(len(family) for family in FAMILIES.values())
assert all(kind.repair is None or kind.repair in REPAIRS for kind in KINDS.values())
