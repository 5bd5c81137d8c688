"""Layers by id: each is read and checked once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

import geopandas as gpd

from clusterplan.geodata.holdings import bundled_register, current_register, file_of
from clusterplan.geodata.read import read_layer, record_of
from clusterplan.geodata.register import LayerRecord
from clusterplan.resources import bundled, sha256_of_file

__all__ = ["Layers"]


class Layers(Mapping[str, gpd.GeoDataFrame]):
    """Read-only mapping from layer id to checked layer, in longitude and latitude.

    Parameters
    ----------
    register
        Records by id; tables among them are ignored.
    folder
        Folder below which the records' files lie; nothing looks for each where it is now.

    Examples
    --------
    >>> layers = Layers.bundled()
    >>> len(layers["provinces"])
    34
    >>> layers.record("provinces").vintage
    '2025-07-01'
    """

    def __init__(self, register: Mapping[str, LayerRecord], folder: Path | None) -> None:
        self._records = {name: record for name, record in sorted(register.items()) if record.kind == "layer"}
        self._folder = folder
        self._frames: dict[str, gpd.GeoDataFrame] = {}

    @classmethod
    def bundled(cls) -> Self:
        """Return the layers that come with clusterplan.

        Returns
        -------
        Layers
            Nothing is read yet.
        """
        return cls(bundled_register(), bundled("geodata"))

    @classmethod
    def current(cls) -> Self:
        """Return the bundled layers, with those of the user's folder of data in their places.

        Returns
        -------
        Layers
            Nothing is read yet.

        Raises
        ------
        DataError
            If a record of the user's folder is not valid.
        """
        return cls(current_register(), None)

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        if name not in self._frames:
            self._frames[name] = read_layer(self.record(name), self.path(name))
        return self._frames[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, name: object) -> bool:
        return name in self._records

    def record(self, name: str) -> LayerRecord:
        """Return what the register says of a layer.

        Parameters
        ----------
        name
            Id of the layer.

        Returns
        -------
        LayerRecord
            Its record.

        Raises
        ------
        UsageError
            If there is no such layer; the known ids are listed and the nearest one suggested.
        """
        return record_of(name, self._records, "layer")

    def path(self, name: str) -> Path:
        """Return the file of a layer.

        Parameters
        ----------
        name
            Id of the layer.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        UsageError
            If there is no such layer.
        """
        record = self.record(name)
        return file_of(record) if self._folder is None else self._folder / record.file

    def digest(self, name: str) -> str:
        """Return the SHA-256 digest of a layer's file, for the manifest of a plan.

        Parameters
        ----------
        name
            Id of the layer.

        Returns
        -------
        str
            64 hexadecimal digits.

        Raises
        ------
        UsageError
            If there is no such layer.
        """
        return sha256_of_file(self.path(name))

    def published(self) -> list[str]:
        """Return the ids of the layers that may appear on maps and in exports, sorted.

        Returns
        -------
        list of str
            Ids; layers for benchmarks alone are not among them.
        """
        return [name for name, record in self._records.items() if record.published]
