"""What the standard wants to know of a collection: the same words in the list and alone; and its queryables."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from clusterplan.geodata.crs import CRS84, REFERENCE_SYSTEMS
from clusterplan.geodata.register import ColumnType
from clusterplan.web.features.collections import Collection, Field
from clusterplan.web.links import CSV, FLATGEOBUF, HTML, QUERYABLES, SCHEMA, Link
from clusterplan.web.replies import GEOJSON, JSON

__all__ = ["JSON_TYPES", "collection_document", "field_schema", "queryables_document"]

JSON_TYPES: dict[ColumnType, dict[str, str]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}
"""Type of a field: type in JSON Schema."""


_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"


def collection_document(found: Collection, base: str) -> dict[str, Any]:
    """Return the description of a collection.

    Parameters
    ----------
    found
        The collection.
    base
        Address of the service, with a slash at its end.

    Returns
    -------
    dict
        Id, title, description, source, licence, extent, reference systems and links.
    """
    about = found.about
    extent: dict[str, Any] = {"spatial": {"bbox": [list(found.extent)], "crs": CRS84.uri}}
    document = {
        "id": found.id,
        "title": about.title.both,
        "description": about.description.both,
        "source": about.source,
        "licence": about.licence,
        "attribution": f"{about.source} ({about.licence})",
        "itemType": "feature",
        "extent": extent,
        "crs": list(REFERENCE_SYSTEMS),
        "storageCrs": CRS84.uri,
        "links": [link.to_json() for link in _links(found, f"{base}collections/{found.id}")],
    }
    if found.published_at is not None:
        document["published"] = found.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return document


def _links(found: Collection, address: str) -> list[Link]:
    items = f"{address}/items"
    return [
        Link(address, "self", JSON, "Mô tả / Description"),
        Link(f"{address}?f=html", "alternate", HTML, "Mô tả / Description"),
        Link(items, "items", GEOJSON, found.about.title.vi),
        Link(f"{items}?f=html", "items", HTML, found.about.title.vi),
        Link(f"{items}?f=fgb", "items", FLATGEOBUF, found.about.title.vi),
        Link(f"{items}?f=csv", "items", CSV, found.about.title.vi),
        Link(f"{address}/queryables", QUERYABLES, SCHEMA, "Các trường để lọc / Queryables"),
        Link(f"{address}/tiles", _TILESETS, JSON, "Ô bản đồ vectơ / Vector tiles"),
    ]


def field_schema(field: Field) -> dict[str, Any]:
    """Return the JSON Schema of a field.

    Parameters
    ----------
    field
        The field.

    Returns
    -------
    dict
        Type, meaning, unit and the only values, if they are known.
    """
    schema: dict[str, Any] = {
        **JSON_TYPES[field.type],
        "title": field.meaning.vi,
        "description": field.meaning.both,
    }
    if field.unit is not None:
        schema["x-ogc-unit"] = field.unit
    if field.allowed:
        schema["enum"] = list(field.allowed)
    return schema


def queryables_document(found: Collection, base: str) -> dict[str, Any]:
    """Return the fields by which a collection can be filtered, as a JSON Schema.

    Parameters
    ----------
    found
        The collection.
    base
        Address of the service, with a slash at its end.

    Returns
    -------
    dict
        JSON Schema; no other name is known in a filter.
    """
    geometry = {
        "title": "Hình học",
        "description": "Hình học / Geometry",
        "x-ogc-role": "primary-geometry",
        "format": f"geometry-{_kind(found)}",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}collections/{found.id}/queryables",
        "type": "object",
        "title": found.about.title.both,
        "properties": {"geometry": geometry, **{field.name: field_schema(field) for field in found.fields}},
        "additionalProperties": False,
    }


def _kind(found: Collection) -> str:
    kind = found.geometry_type.lower()
    return kind if kind != "geometry" else "any"
