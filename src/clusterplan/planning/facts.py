"""Layers and tables for one piece of planning, read when needed and remembered by digest for the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from clusterplan.domain import Technology, TechnologyId
from clusterplan.geodata import LayerRecord, Layers, read_register, read_table, table_digest

__all__ = ["Facts"]


@dataclass(frozen=True)
class Facts:
    """What a scenario is planned on."""

    layers: Layers = field(default_factory=Layers.bundled)
    """Layers by id."""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of everything that was read so far, by id."""

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a layer and note its digest.

        Parameters
        ----------
        name
            Id of the layer.

        Returns
        -------
        geopandas.GeoDataFrame
            The checked layer.
        """
        frame = self.layers[name]
        self.digests[name] = self.layers.digest(name)
        return frame

    def table(self, name: str) -> pd.DataFrame:
        """Return a table and note its digest.

        Parameters
        ----------
        name
            Id of the table.

        Returns
        -------
        pandas.DataFrame
            The checked table.
        """
        frame = read_table(name)
        self.digests[name] = table_digest(name)
        return frame

    def record(self, name: str) -> LayerRecord:
        """Return the register's record of a layer.

        Parameters
        ----------
        name
            Id of the layer.

        Returns
        -------
        LayerRecord
            Source, licence, vintage and columns.
        """
        return self.layers.record(name)

    def records_read(self) -> list[LayerRecord]:
        """Return the records of everything that was read so far.

        Returns
        -------
        list of LayerRecord
            Sorted by id.
        """
        register: Mapping[str, LayerRecord] = read_register()
        return [register[name] for name in sorted(self.digests) if name in register]

    def technologies(self, scheme: str) -> tuple[Technology, ...]:
        """Return the technologies of a scheme.

        Parameters
        ----------
        scheme
            Name of the list, for example ``QD21``.

        Returns
        -------
        tuple of Technology
            Sorted by id; empty if there is no such scheme.
        """
        rows = self.table("technologies")
        rows = rows[rows["scheme"] == scheme].sort_values("id")
        return tuple(
            Technology(
                id=row.id,
                scheme=row.scheme,
                short_code=row.short_code,
                name_vi=row.name_vi,
                name_en=row.name_en,
                status=row.status,
                source=row.source,
            )
            for row in rows.itertuples()
        )

    def named_technologies(self, table: str, scheme: str) -> frozenset[TechnologyId]:
        """Return the technologies that the rows of a table name, converted to a scheme where it names others.

        Parameters
        ----------
        table
            Table with a column ``technologies_<scheme>`` or ``technology_<scheme>`` of some scheme.
        scheme
            The scheme wanted.

        Returns
        -------
        frozenset of str
            Ids of the scheme.
        """
        rows = self.table(table)
        own = scheme.lower()
        for column in (f"technologies_{own}", f"technology_{own}"):
            if column in rows:
                return frozenset(_split(rows[column]))
        return frozenset(
            wanted
            for named in ("technologies_qd21", "technology_qd21", "technologies_qd1131", "technology_qd1131")
            if named in rows
            for wanted in self._converted(frozenset(_split(rows[named])), named.rsplit("_", 1)[1], own)
        )

    def technologies_in(self, row: Mapping[Any, Any], scheme: str) -> frozenset[TechnologyId]:
        """Return the technologies that one row names, converted to a scheme where it knows another alone.

        Parameters
        ----------
        row
            Row of a table with a column ``technologies_<scheme>`` of some scheme.
        scheme
            The scheme wanted.

        Returns
        -------
        frozenset of str
            Ids of the scheme.
        """
        own = f"technologies_{scheme.lower()}"
        if own in row:
            return frozenset(_split(pd.Series([row[own]])))
        return frozenset(
            wanted
            for named in ("technologies_qd21", "technologies_qd1131")
            if named in row
            for wanted in self._converted(
                frozenset(_split(pd.Series([row[named]]))), named.rsplit("_", 1)[1], scheme.lower()
            )
        )

    def _converted(self, ids: frozenset[TechnologyId], scheme: str, wanted: str) -> frozenset[TechnologyId]:
        """Return the ids of another scheme that the crosswalk links to some ids."""
        crosswalk = self.table("technology_crosswalk")
        linked = crosswalk[crosswalk[f"technology_{scheme}"].isin(ids)][f"technology_{wanted}"]
        return frozenset(linked.dropna())


def _split(cells: pd.Series) -> Iterator[str]:
    """Yield the ids of cells that hold several, separated by semicolons."""
    for cell in cells.dropna():
        yield from (part for part in str(cell).split(";") if part)
