"""``map.html``: one page that opens from disk with the network off. The only module that knows folium.

folium writes the Leaflet calls for the layers; the page around them, its styles and its behaviour are ours, and Leaflet
itself is inlined. Nothing is loaded from anywhere: folium's own page header, which links content delivery networks,
is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import folium
import geopandas as gpd
import shapely
from branca.element import MacroElement
from folium.template import Template
from folium.utilities import JsCode

from clusterplan.domain import Judgement, UnitId
from clusterplan.geodata import CRS, feature_collection
from clusterplan.language import Text
from clusterplan.publishing.features import label_points
from clusterplan.publishing.page import both, compose_page, hatch, numbered
from clusterplan.publishing.palette import NO_CLUSTER, SCORE_BREAKS, SCORE_COLOURS, assign_colours
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.shapes import inner_lines, light_units, neighbouring_clusters
from clusterplan.publishing.texts import WORDS
from clusterplan.publishing.views import ScoreView, UnitView, Views

__all__ = ["Country", "draw_country", "draw_map"]

NO_DATA = "url(#no-data)"
"""Fill of scores that cannot be judged: dots, unlike any score."""
EXCLUDED = "url(#excluded)"
"""Fill of pairs that a rule excludes: crosses, unlike any score."""

_PRECISION = 4
_GROUND = {"sea": "#DFEAF1", "land": "#ECE9E2"}
_LINES = {
    "unit": {"color": "#ffffff", "weight": 1, "opacity": 0.9},
    "cluster": {"color": "#33424f", "weight": 1.6, "opacity": 0.9},
}


class Country(Protocol):
    """What a map of the country is drawn of."""

    @property
    def layers(self) -> Mapping[str, gpd.GeoDataFrame]:
        """Layers by id, among them ``neighbours``, ``archipelagos`` and ``zones`` where they exist."""

    @property
    def units(self) -> gpd.GeoDataFrame:
        """The planning units, indexed and sorted by code."""

    def unit_name(self, unit: UnitId) -> Text:
        """Return the name of a unit."""


@dataclass(frozen=True)
class _Fills:
    """Fill of every unit: by cluster, and by score for each technology."""

    colour_of: dict[str, str]
    hatched: frozenset[str]

    def of(self, unit: UnitView) -> dict[str, str]:
        fills = {score.technology: _score_fill(score) for score in unit.scores}
        return {"cluster": self._cluster_fill(unit), **fills}

    def _cluster_fill(self, unit: UnitView) -> str:
        if unit.cluster is None:
            return NO_CLUSTER
        colour = self.colour_of[unit.cluster.id]
        return hatch(colour) if unit.cluster.id in self.hatched else colour


def draw_map(publication: Publication) -> str:
    """Draw the plan as one self-contained HTML page in Vietnamese and English.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    str
        HTML. No request leaves it; the same publication gives the same text.
    """
    views = Views(publication)
    units = light_units(publication.units)
    cluster_of = {code: cluster.id for code, cluster in publication.cluster_of.items()}
    colours = assign_colours(neighbouring_clusters(units, cluster_of))
    fills = _Fills(colours, frozenset(view.cluster.id for view in views.clusters() if view.expert))
    rows = [_unit_row(view, fills) for view in views.units()]
    drawn = draw_country(publication, units, rows, inner_lines(units, cluster_of), _facilities(publication, views))
    return compose_page(publication, views, colours, *drawn)


def draw_country(
    country: Country,
    units: gpd.GeoDataFrame,
    rows: list[dict[str, Any]],
    lines: Mapping[str, Any],
    facilities: gpd.GeoDataFrame,
) -> tuple[str, ...]:
    """Draw the country: neighbouring land, units, lines, facilities, both archipelagos with their names.

    Parameters
    ----------
    country
        Layers and names.
    units
        The units to draw, sorted by code; they may be simplified.
    rows
        What the page's script reads of each unit, in the same order: ``code``, ``fills`` by choice of colour
        (``cluster`` is shown first), and the like.
    lines
        Borders between units by kind, from :func:`clusterplan.publishing.shapes.inner_lines`.
    facilities
        Points with what the page's script reads of each.

    Returns
    -------
    tuple of str
        HTML of the element that holds the map, and the script that draws it.
    """
    frame = folium.Map(tiles=None, zoom_control=False, attribution_control=False, **_LEAFLET_OPTIONS)
    _add_land(frame, country)
    _add_units(frame, country, units, rows)
    _add_lines(frame, lines)
    _add_points(frame, country, facilities)
    _Start().add_to(frame)  # type: ignore[no-untyped-call]
    return _rendered(frame)


def _rendered(frame: folium.Map) -> tuple[str, ...]:
    """Return folium's element and script; its page header, which loads from elsewhere, is left out."""
    figure: Any = frame.get_root()
    figure.render()
    return numbered(figure.html.render(), figure.script.render())


_LEAFLET_OPTIONS: dict[str, Any] = {
    "zoom_snap": 0.1,
    "max_bounds_viscosity": 0.8,
    "zoom_animation": JsCode("clusterplan.motion"),
    "fade_animation": JsCode("clusterplan.motion"),
    "marker_zoom_animation": JsCode("clusterplan.motion"),
    "inertia": JsCode("clusterplan.motion"),
}


class _Start(MacroElement):
    """The last call of folium's script: hands the finished map to the page."""

    _template = Template(
        "{% macro script(this, kwargs) %}clusterplan.start({{ this._parent.get_name() }});{% endmacro %}"
    )


def _add_land(frame: folium.Map, country: Country) -> None:
    """Draw the sheet of sea and, on it, neighbouring land as one flat colour without any line."""
    if "neighbours" not in country.layers:
        return
    land = country.layers["neighbours"]
    shapes = {"sea": shapely.box(*land.total_bounds), "land": _light_land(land)}
    styles = [{"stroke": False, "fillColor": _GROUND[kind], "fillOpacity": 1, "className": kind} for kind in shapes]
    frames = gpd.GeoDataFrame({"id": list(shapes)}, geometry=list(shapes.values()), crs=CRS)
    folium.GeoJson(_styled(frames, styles), control=False, interactive=False).add_to(frame)


def _light_land(land: gpd.GeoDataFrame) -> Any:
    return shapely.simplify(shapely.union_all(land.geometry.to_numpy()), 0.01)


def _unit_row(view: UnitView, fills: _Fills) -> dict[str, Any]:
    """Return what the page's script reads of a unit."""
    return {
        "code": view.code,
        "name": view.name._asdict(),
        "cluster": view.cluster.id if view.cluster else None,
        "hub": view.is_hub,
        "focuses": list(view.cluster.focuses) if view.cluster else [],
        "waiting": len(view.not_judged),
        "fills": fills.of(view),
    }


def _add_units(frame: folium.Map, country: Country, units: gpd.GeoDataFrame, rows: list[dict[str, Any]]) -> None:
    points = label_points(country.units)
    labels = [points[row["code"]] for row in rows]
    rows = [
        {**row, "label": [round(point.y, _PRECISION), round(point.x, _PRECISION)]}
        for row, point in zip(rows, labels, strict=True)
    ]
    shapes = gpd.GeoDataFrame(rows, geometry=units.geometry.tolist(), crs=CRS)
    styles = [
        {"stroke": False, "fillColor": row["fills"]["cluster"], "fillOpacity": 1, "className": "unit"} for row in rows
    ]
    data = _styled(shapes, styles)
    folium.GeoJson(data, control=False, on_each_feature=JsCode("clusterplan.unit")).add_to(frame)


def _add_lines(frame: folium.Map, lines: Mapping[str, Any]) -> None:
    """Borders between units, thin inside a cluster; the country's own outline is never a line."""
    lines = {kind: shape for kind, shape in lines.items() if not shape.is_empty}
    shapes = gpd.GeoDataFrame({"id": list(lines)}, geometry=list(lines.values()), crs=CRS)
    styles = [{**_LINES[kind], "fill": False, "className": f"line {kind}-line"} for kind in lines]
    folium.GeoJson(_styled(shapes, styles), control=False, interactive=False).add_to(frame)


def _add_points(frame: folium.Map, country: Country, facilities: gpd.GeoDataFrame) -> None:
    zones = country.layers.get("zones")
    if zones is not None:
        _add_point_layer(frame, zones[["site_id", "name_vi", "name_en", "geometry"]], "zone", shown=False)
    _add_point_layer(frame, facilities, "facilities")
    _add_archipelagos(frame, country)
    folium.LayerControl(position="topright", collapsed=True).add_to(frame)


def _facilities(publication: Publication, views: Views) -> gpd.GeoDataFrame:
    rows = [
        {
            "site_id": view.facility.site_id,
            "name_vi": view.name.vi,
            "name_en": view.name.en,
            "kind": view.facility.kind.value,
            "hubs": [cluster.hub for cluster in view.serves],
            "reach": publication.reach_km,
            "flagged": bool(view.flags),
        }
        for view in views.facilities()
    ]
    sites = [row["site_id"] for row in rows]
    return gpd.GeoDataFrame(rows, geometry=publication.sites.geometry.loc[sites].tolist(), crs=CRS)


def _add_archipelagos(frame: folium.Map, country: Country) -> None:
    """Each archipelago as a sign and a name that can be read at every zoom of the country."""
    if "archipelagos" not in country.layers:
        return
    layer = country.layers["archipelagos"].sort_values("name_vi")
    rows = [
        {"id": str(number), **_archipelago(country, row["name_vi"], row["geometry"])}
        for number, row in enumerate(layer.to_dict("records"), start=1)
    ]
    shapes = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(layer["label_lon"], layer["label_lat"]), crs=CRS)
    _add_point_layer(frame, shapes, "archipelago", control=False)


def _archipelago(country: Country, name: str, shape: Any) -> dict[str, Any]:
    """Return the label and the unit of an archipelago: the unit that has its islets, whatever codes the layer uses."""
    units = country.units
    owners = units.index[units.intersects(shape)]
    if owners.empty:
        return {"label": name, "unit": None}
    return {"label": f"{name} ({country.unit_name(owners[0]).vi})", "unit": str(owners[0])}


def _add_point_layer(
    frame: folium.Map, points: gpd.GeoDataFrame, kind: str, *, shown: bool = True, control: bool = True
) -> None:
    folium.GeoJson(
        feature_collection(points, precision=_PRECISION),
        name=str(both(WORDS[kind])) if control else kind,
        control=control,
        show=shown,
        point_to_layer=JsCode(f"clusterplan.{kind}"),
    ).add_to(frame)


def _styled(shapes: gpd.GeoDataFrame, styles: list[dict[str, Any]]) -> dict[str, Any]:
    collection = feature_collection(shapes, precision=_PRECISION)
    for feature, style in zip(collection["features"], styles, strict=True):
        feature["properties"]["style"] = style
    return collection


def _score_fill(view: ScoreView) -> str:
    if view.judgement is Judgement.CANNOT_BE_JUDGED:
        return NO_DATA
    if view.judgement is Judgement.EXCLUDED:
        return EXCLUDED
    if view.score is None:
        return NO_CLUSTER
    colour = SCORE_COLOURS[sum(view.score >= limit for limit in SCORE_BREAKS)]
    return hatch(colour) if view.expert else colour
