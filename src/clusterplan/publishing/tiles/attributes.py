"""What is known of features, as numbers of keys and values that a tile writes once each."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from clusterplan.publishing.tiles.encode import Drawn
from clusterplan.publishing.tiles.grid import EXTENT

__all__ = ["Attributes"]

_MESSAGE: Any = vector_tile_pb2.tile
"""The message of the specification."""


class Attributes:
    """Ids and properties of the features of one layer.

    Parameters
    ----------
    ids
        Ids, each once. They become the property ``id``; if all are whole numbers they are the features' numbers too.
    properties
        Text, numbers and truth values are kept, lists and objects become JSON; ``None`` is left out.
    """

    def __init__(self, ids: Sequence[str], properties: Sequence[Mapping[str, Any]]) -> None:
        self._numbers = _numbers(ids)
        keys: dict[str, int] = {}
        values: dict[tuple[type, Any], int] = {}
        self._tags: list[np.ndarray] = []
        for identifier, known in zip(ids, properties, strict=True):
            told = [(name, _plain(value)) for name, value in {**known, "id": identifier}.items()]
            self._tags.append(
                np.array(
                    [
                        (keys.setdefault(name, len(keys)), values.setdefault((type(value), value), len(values)))
                        for name, value in told
                        if value is not None
                    ],
                    dtype=np.int64,
                ).reshape(-1, 2)
            )
        self._keys = list(keys)
        self._values = [_value(value) for _, value in values]

    def layer(self, name: str, kind: int, drawn: Drawn) -> bytes:
        """Return a layer of a tile.

        Parameters
        ----------
        name
            Name of the layer.
        kind
            1 for points, 3 for polygons.
        drawn
            What it draws.

        Returns
        -------
        bytes
            A tile with this layer; tiles are put together by joining their bytes. Empty if nothing is drawn.
        """
        if not len(drawn.owners):
            return b""
        message = _MESSAGE()
        layer = message.layers.add(name=name, version=2, extent=EXTENT)
        own = [self._tags[owner] for owner in drawn.owners]
        tags = np.concatenate(own)
        keys, key_of = np.unique(tags[:, 0], return_inverse=True)
        values, value_of = np.unique(tags[:, 1], return_inverse=True)
        layer.keys.extend(self._keys[key] for key in keys)
        layer.values.extend(self._values[value] for value in values)
        numbered = np.split(np.column_stack([key_of, value_of]), np.cumsum([len(part) for part in own])[:-1])
        for owner, told, commands in zip(drawn.owners, numbered, drawn.commands, strict=True):
            feature = layer.features.add(type=kind, tags=told.reshape(-1).tolist(), geometry=commands)
            if self._numbers is not None:
                feature.id = self._numbers[owner]
        return bytes(message.SerializeToString(deterministic=True))


def _numbers(ids: Sequence[str]) -> list[int] | None:
    """Return the ids as numbers if all are such and stay different ones."""
    if not all(identifier.isascii() and identifier.isdigit() and len(identifier) < 16 for identifier in ids):
        return None
    numbers = [int(identifier) for identifier in ids]
    return numbers if len(set(numbers)) == len(numbers) else None


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return _MESSAGE.value(bool_value=value)
    if isinstance(value, int):
        return _MESSAGE.value(sint_value=value)
    return _MESSAGE.value(double_value=value) if isinstance(value, float) else _MESSAGE.value(string_value=value)
