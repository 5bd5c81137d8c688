"""The classes of the standards that the service keeps; another room adds its own to :data:`CONFORMANCE`."""

from __future__ import annotations

__all__ = ["CONFORMANCE"]

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
_COMMON = "http://www.opengis.net/spec/ogcapi-common-{}/1.0/conf/{}"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/{}"

CONFORMANCE: list[str] = [
    *(_COMMON.format(1, name) for name in ("core", "landing-page", "json", "html", "oas30")),
    *(_COMMON.format(2, name) for name in ("collections", "json", "html")),
    *(_FEATURES.format(1, name) for name in ("core", "oas30", "html", "geojson")),
    _FEATURES.format(2, "crs"),
    *(_FEATURES.format(3, name) for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(
        _CQL2.format(name)
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "property-property",
        )
    ),
]
"""Addresses of the classes, as ``/conformance`` lists them."""
