"""Layers and tables for one piece of planning, read when needed and remembered by digest for the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import pandas as pd

from clusterplan.domain import Technology, TechnologyId
from clusterplan.geodata import LayerRecord, Layers, current_register, read_table, table_digest

__all__ = ["Facts"]


@dataclass(frozen=True)
class Facts:
    """What a scenario is planned on."""

    layers: Layers = field(default_factory=Layers.current)
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
        register: Mapping[str, LayerRecord] = current_register()
        return [register[name] for name in sorted(self.digests) if name in register]

    def technologies(self, scheme: str, level: Literal["groups", "products"] = "groups") -> tuple[Technology, ...]:
        """Return the technologies of a scheme: its groups, or its products.

        Parameters
        ----------
        scheme
            Name of the list, for example ``QD21``.
        level
            Whether the groups or the products of the list are wanted.

        Returns
        -------
        tuple of Technology
            Sorted by id; empty if there is no such scheme. A product says its group and its tier.
        """
        rows = self.table("technologies")
        rows = rows[rows["scheme"] == scheme].sort_values("id")
        groups = tuple(
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
        return groups if level == "groups" else self._products(groups)

    def _products(self, groups: tuple[Technology, ...]) -> tuple[Technology, ...]:
        """Return the products of some groups, sorted by id; the short code is the group's with the product's number."""
        group_of = {group.id: group for group in groups}
        rows = self.table("products")
        rows = rows[rows["technology"].isin(list(group_of))].sort_values("product_id")
        return tuple(
            Technology(
                id=row["product_id"],
                scheme=row["scheme"],
                short_code=f"{group_of[row['technology']].short_code}-{row['product_no']:02d}",
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                status=group_of[row["technology"]].status,
                source=row["source"],
                group=row["technology"],
                tier=None if pd.isna(row["tier"]) else int(row["tier"]),
            )
            for row in rows.to_dict("records")
        )

    def named_products(self, table: str, scheme: str, group_of: Mapping[TechnologyId, TechnologyId]) -> frozenset[str]:
        """Return the products that the rows of a table name.

        Parameters
        ----------
        table
            Table with ``products_<scheme>`` beside its technologies, or with technologies alone.
        scheme
            The scheme wanted.
        group_of
            Group of each product.

        Returns
        -------
        frozenset of str
            Ids of products. A row that names none stands for every product of the groups that it names.
        """
        rows = self.table(table)
        column = f"products_{scheme.lower()}"
        if column not in rows:
            groups = self.named_technologies(table, scheme)
            return frozenset(product for product, group in group_of.items() if group in groups)
        groups = self._named(rows[rows[column].isna()], scheme)
        inherited = frozenset(product for product, group in group_of.items() if group in groups)
        return inherited | frozenset(_split(rows[column]))

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
        return self._named(self.table(table), scheme)

    def _named(self, rows: pd.DataFrame, scheme: str) -> frozenset[TechnologyId]:
        """Return the technologies that some rows name."""
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

    def technologies_of_rows(self, rows: pd.DataFrame, scheme: str) -> list[frozenset[TechnologyId]]:
        """Return the technologies that each row names, converted to a scheme where the rows name another.

        Parameters
        ----------
        rows
            Rows with a column ``technologies_<scheme>`` of some scheme; several ids are separated by semicolons.
        scheme
            The scheme wanted.

        Returns
        -------
        list of frozenset of str
            Ids of the scheme, in the order of the rows.
        """
        own = scheme.lower()
        if f"technologies_{own}" in rows:
            return [frozenset(_ids(cell)) for cell in rows[f"technologies_{own}"]]
        other = next(known for known in ("qd21", "qd1131") if f"technologies_{known}" in rows)
        return [self._converted(frozenset(_ids(cell)), other, own) for cell in rows[f"technologies_{other}"]]

    def _converted(self, ids: frozenset[TechnologyId], scheme: str, wanted: str) -> frozenset[TechnologyId]:
        """Return the ids of another scheme that the crosswalk links to some ids."""
        crosswalk = self.table("technology_crosswalk")
        linked = crosswalk[crosswalk[f"technology_{scheme}"].isin(ids)][f"technology_{wanted}"]
        return frozenset(linked.dropna())


def _split(cells: pd.Series) -> Iterator[str]:
    """Yield the ids of cells that hold several, separated by semicolons."""
    for cell in cells:
        yield from _ids(cell)


def _ids(cell: object) -> list[str]:
    """Return the ids in a cell; none in an empty one."""
    return [] if pd.isna(cell) else [part for part in str(cell).split(";") if part]  # type: ignore[call-overload]
