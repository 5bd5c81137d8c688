"""What a client wants of the features of a collection, read from the query and answered with rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from clusterplan.geodata.crs import CRS84, ReferenceSystem
from clusterplan.web.features.collections import Collection, Field
from clusterplan.web.features.evaluating import matching
from clusterplan.web.features.filters import FILTER_LANGUAGES, Node, read_filter, read_language
from clusterplan.web.features.reading import (
    DEFAULT_LIMIT,
    MOST_FEATURES,
    read_box,
    read_count,
    read_datetime,
    read_system,
    read_value,
    single_values,
)

__all__ = ["ITEMS_PARAMETERS", "ItemsQuery", "filter_fields", "read_items_query"]

ITEMS_PARAMETERS = (
    "limit",
    "offset",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-lang",
    "filter-crs",
    "f",
)
"""Parameters of features beside the fields of the collection."""


@dataclass(frozen=True)
class ItemsQuery:
    """One page of features."""

    limit: int
    """Most features of the page."""
    offset: int
    """Features before it."""
    system: ReferenceSystem
    """Reference system of the answer."""
    box: shapely.Geometry | None
    """What the features must touch, in longitude and latitude."""
    values: tuple[tuple[Field, Any], ...]
    """Fields with the value that each must have."""
    filter: Node | None
    """A filter in CQL2."""
    filter_system: ReferenceSystem
    """Reference system of the filter's shapes."""

    def of_size(self, limit: int) -> ItemsQuery:
        """Return the same query with another number of features on a page."""
        return replace(self, limit=limit)

    def rows(self, collection: Collection) -> np.ndarray:
        """Return every row that is wanted, on all pages.

        Parameters
        ----------
        collection
            Whose features are looked at.

        Returns
        -------
        numpy.ndarray of int
            Ascending.
        """
        wanted = np.ones(len(collection.features), dtype=bool)
        if self.box is not None:
            wanted &= _among(collection.touching(self.box), len(wanted))
        for field, value in self.values:
            equal = collection.frame[field.name] == value
            wanted &= equal.fillna(value=False).to_numpy(dtype=bool)
        if self.filter is not None:
            wanted &= _among(matching(self.filter, collection, self.filter_system), len(wanted))
        return np.flatnonzero(wanted)


def filter_fields(collection: Collection) -> list[Field]:
    """Return the fields that are parameters of their own: all but one that is named like another parameter."""
    return [field for field in collection.fields if field.name not in ITEMS_PARAMETERS]


def read_items_query(collection: Collection, given: Iterable[tuple[str, str]]) -> ItemsQuery:
    """Read the query of a page of features.

    Parameters
    ----------
    collection
        Whose features are asked for.
    given
        Names and values of the query.

    Returns
    -------
    ItemsQuery
        What is wanted.

    Raises
    ------
    Problem
        400, naming what is unknown, given twice or cannot be read.
    """
    fields = {field.name: field for field in filter_fields(collection)}
    values = single_values(given, [*ITEMS_PARAMETERS, *fields])
    if "datetime" in values:
        read_datetime(values["datetime"])
    box_system = _system("bbox-crs", values)
    text = values.get("filter")
    language = read_language(values.get("filter-lang", FILTER_LANGUAGES[0]))
    return ItemsQuery(
        limit=min(read_count("limit", values.get("limit", str(DEFAULT_LIMIT)), least=1), MOST_FEATURES),
        offset=read_count("offset", values.get("offset", "0"), least=0),
        system=_system("crs", values),
        box=read_box(values["bbox"], box_system) if "bbox" in values else None,
        values=tuple(
            (field, _in_normal_form(read_value(field, values[name])))
            for name, field in fields.items()
            if name in values
        ),
        filter=None if text is None else read_filter(text, language),
        filter_system=_system("filter-crs", values),
    )


def _system(name: str, values: dict[str, str]) -> ReferenceSystem:
    return read_system(name, values[name]) if name in values else CRS84


def _in_normal_form(value: Any) -> Any:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _among(rows: np.ndarray, count: int) -> np.ndarray:
    among = np.zeros(count, dtype=bool)
    among[rows] = True
    return among
