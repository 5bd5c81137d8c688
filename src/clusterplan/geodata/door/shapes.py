"""Shapes against a record: there, of its type, valid, inside the extent that the record gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from clusterplan.geodata.door.inspection import Inspection
from clusterplan.geodata.register import LayerRecord
from clusterplan.language import Text

__all__ = ["Place", "checked_shapes"]

_SINGLE = {"MultiPolygon": "Polygon", "MultiLineString": "LineString", "MultiPoint": "Point"}
_WORLD = (-180.0, -90.0, 180.0, 90.0)
_ZERO = 1e-9
_SMALL_AREA = 1e-9
"""Share of the largest shape's area under which a piece is taken for a sliver: of 16,000 km2 it is 16 m2."""

type Place = tuple[list[int], list[str | None]]
"""Row number and id of each shape."""


def checked_shapes(
    shapes: Any, record: LayerRecord, place: Place, broken: frozenset[int], inspection: Inspection
) -> Any:
    """Return shapes with the repairs that were asked for; everything else that is wrong is noted.

    Parameters
    ----------
    shapes
        Array of shapes in longitude and latitude, ``None`` where there is none.
    record
        Type and extent.
    place
        Row number and id of each shape.
    broken
        Positions of shapes that were not readable and are noted already.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    numpy.ndarray
        As many shapes, multi-part where the record is.
    """
    found = _flat(shapes, inspection)
    _note_missing(found, place, broken, inspection)
    there = np.flatnonzero(~(shapely.is_missing(found) | shapely.is_empty(found)))
    fitting = _of_type(found, there, record.geometry or "", place, inspection)
    found = _made_valid(found, fitting, record.geometry or "", place, inspection)
    found = _inside(found, fitting, record.extent, place, inspection)
    _note_repeated(found, fitting, place, inspection)
    _note_slivers(found, fitting[shapely.is_valid(found[fitting])], place, inspection)
    return _multiple(found, fitting, record.geometry or "")


def _note(inspection: Inspection, code: str, position: int, place: Place, **details: Any) -> None:
    rows, ids = place
    inspection.note(code, row=rows[position], field="geometry", id=ids[position], **details)


def _flat(shapes: Any, inspection: Inspection) -> Any:
    if shapely.has_z(shapes).any() or shapely.has_m(shapes).any():
        inspection.note("geometry-height", field="geometry")
        return shapely.force_2d(shapes)
    return shapes


def _note_missing(shapes: Any, place: Place, broken: frozenset[int], inspection: Inspection) -> None:
    for position in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        if position not in broken:
            _note(inspection, "geometry-missing", position, place)
    for position in np.flatnonzero(shapely.is_empty(shapes)).tolist():
        _note(inspection, "geometry-empty", position, place)


def _of_type(shapes: Any, there: Any, wanted: str, place: Place, inspection: Inspection) -> Any:
    """Return the positions of the shapes that have the right type and finite coordinates."""
    names = np.array([shape.geom_type for shape in shapes[there]])
    right = np.isin(names, [wanted, _SINGLE.get(wanted, wanted)])
    for position, name in zip(there[~right].tolist(), names[~right].tolist(), strict=True):
        _note(inspection, "geometry-type", position, place, value=name, wanted=wanted)
    fitting = there[right]
    finite = np.isfinite(shapely.bounds(shapes[fitting])).all(axis=1) if len(fitting) else np.zeros(0, dtype=bool)
    for position in fitting[finite].tolist() if not _all_finite(shapes[fitting]) else []:
        if not np.isfinite(shapely.get_coordinates(shapes[position])).all():
            finite[fitting == position] = False
    for position in fitting[~finite].tolist():
        _note(inspection, "coordinates-finite", position, place)
    return fitting[finite]


def _all_finite(shapes: Any) -> bool:
    return bool(np.isfinite(shapely.get_coordinates(shapes)).all())


def _made_valid(shapes: Any, fitting: Any, wanted: str, place: Place, inspection: Inspection) -> Any:
    """Mend shapes if that was asked for, and say by how much their area changes."""
    wrong = fitting[~shapely.is_valid(shapes[fitting])]
    mended = shapes.copy()
    for position in wrong.tolist():
        before = shapes[position]
        after = _of_kind(shapely.make_valid(before, method="structure", keep_collapsed=False), wanted)
        if inspection.asked("make-valid") and after is not None:
            inspection.repaired["make-valid"] += 1
            mended[position] = after
        else:
            change = 0.0 if after is None or not before.area else (after.area - before.area) / abs(before.area)
            details = {"reason": shapely.is_valid_reason(before), "change": f"{change:+.2%}"}
            _note(inspection, "geometry-invalid", position, place, **details)
    return mended


def _of_kind(shape: Any, wanted: str) -> Any:
    """Return a mended shape if it still has the layer's type."""
    if shapely.is_empty(shape) or shape.geom_type not in (wanted, _SINGLE.get(wanted, wanted)):
        return None
    return shape


def _inside(shapes: Any, fitting: Any, extent: Any, place: Place, inspection: Inspection) -> Any:
    """Check against the layer's own extent. Axes are swapped only if every shape then lies inside."""
    if not len(fitting):
        return shapes
    bounds = shapely.bounds(shapes[fitting])
    outside = ~_within(bounds, extent or _WORLD)
    swapped = _within(bounds[:, [1, 0, 3, 2]], extent or _WORLD)
    if outside.any() and swapped.all() and inspection.asked("swap-axes"):
        inspection.repaired["swap-axes"] += len(fitting)
        turned = shapes.copy()
        turned[fitting] = shapely.transform(shapes[fitting], lambda positions: positions[:, ::-1])
        return turned
    for number in np.flatnonzero(outside).tolist():
        box = bounds[number]
        position = int(fitting[number])
        value = Text(vi=_box(box), en=_box(box))
        if np.abs(box).max() < _ZERO:
            _note(inspection, "coordinates-zero", position, place)
        elif swapped[number]:
            _note(inspection, "coordinates-swapped", position, place, value=value.en)
        elif not _within(box[None, :], _WORLD)[0]:
            _note(inspection, "coordinates-range", position, place, value=value.en)
        else:
            _note(inspection, "extent-outside", position, place, value=value.en, extent=_box(extent))
    return shapes


def _within(bounds: Any, extent: Any) -> Any:
    west, south, east, north = extent
    return (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)


def _box(bounds: Any) -> str:
    west, south, east, north = (float(value) for value in bounds)
    if (west, south) == (east, north):
        return f"{west:.4f}, {south:.4f}"
    return f"[{west:.2f}, {south:.2f}, {east:.2f}, {north:.2f}]"


def _note_repeated(shapes: Any, fitting: Any, place: Place, inspection: Inspection) -> None:
    """Note shapes that are the same: of points several may stand in one place, of areas not."""
    first: dict[bytes, int] = {}
    for position in fitting.tolist():
        if shapes[position].geom_type in ("Point", "MultiPoint"):
            return
        other = first.setdefault(shapely.to_wkb(shapes[position]), position)
        if other != position:
            _note(inspection, "geometry-duplicate", position, place, other=place[0][other])


def _note_slivers(shapes: Any, fitting: Any, place: Place, inspection: Inspection) -> None:
    parts, owners = shapely.get_parts(shapes[fitting], return_index=True)
    areas = shapely.area(parts)
    largest = areas.max(initial=0)
    tiny = (areas < _SMALL_AREA * largest) & np.isin(shapely.get_type_id(parts), (3,))
    for owner in np.unique(owners[tiny]).tolist():
        mine = tiny & (owners == owner)
        share = f"{areas[mine].max() / largest:.0e}"
        _note(inspection, "geometry-sliver", int(fitting[owner]), place, count=int(mine.sum()), value=share)


def _multiple(shapes: Any, fitting: Any, wanted: str) -> Any:
    """Return shapes as multi-part ones where the layer has those."""
    if wanted not in _SINGLE:
        return shapes
    make: Any = {
        "MultiPolygon": shapely.multipolygons,
        "MultiLineString": shapely.multilinestrings,
        "MultiPoint": shapely.multipoints,
    }[wanted]
    found = shapes.copy()
    for position in fitting.tolist():
        if found[position].geom_type == _SINGLE[wanted]:
            found[position] = make([found[position]])
    return found
