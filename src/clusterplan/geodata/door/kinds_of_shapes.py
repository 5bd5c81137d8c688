"""Kinds of fault of coordinates, reference systems, shapes and coverages."""

from __future__ import annotations

from clusterplan.geodata.door.kind import Kind, by_code
from clusterplan.language import Text

__all__ = ["OF_SHAPES"]

_DECLARE = Text(
    vi="Hãy khai báo hệ tọa độ, ví dụ --crs EPSG:3405.{near}",
    en="Declare the reference system, for example --crs EPSG:3405.{near}",
)

OF_SHAPES = by_code(
    Kind("crs-missing", Text(vi="tệp không có hệ tọa độ", en="the file has no reference system"), _DECLARE),
    Kind("crs-unknown", Text(vi="hệ tọa độ {value} không dùng được", en="the reference system {value} cannot be used")),
    Kind(
        "crs-other",
        Text(
            vi="hệ tọa độ là {value}; đã chuyển sang WGS 84 bằng {operation}",
            en="the reference system is {value}; it was transformed to WGS 84 by {operation}",
        ),
        severity="warning",
    ),
    Kind(
        "crs-differs",
        Text(
            vi="tệp ghi hệ tọa độ {value}, --crs ghi {other}",
            en="the file says that its reference system is {value}, --crs says {other}",
        ),
    ),
    Kind(
        "crs-metres",
        Text(
            vi="tọa độ là mét trong khi hệ tọa độ là độ: {value}",
            en="coordinates are metres where the reference system has degrees: {value}",
        ),
        _DECLARE,
    ),
    Kind(
        "crs-degrees",
        Text(
            vi="tọa độ là độ trong khi hệ tọa độ {value} là mét",
            en="coordinates are degrees where the reference system {value} has metres",
        ),
        Text(
            vi="Hãy sửa hệ tọa độ của tệp, ví dụ --crs OGC:CRS84.",
            en="Correct the file's reference system, for example --crs OGC:CRS84.",
        ),
    ),
    Kind(
        "crs-member",
        Text(
            vi="GeoJSON có thành phần 'crs' cũ, không thuộc RFC 7946",
            en="the GeoJSON has an old 'crs' member, which is not part of RFC 7946",
        ),
        severity="warning",
    ),
    Kind("geometry-missing", Text(vi="không có hình", en="there is no geometry")),
    Kind("geometry-empty", Text(vi="hình rỗng", en="the geometry is empty")),
    Kind(
        "geometry-type",
        Text(vi="hình là {value}, cần {wanted}", en="the geometry is {value}, {wanted} is wanted"),
    ),
    Kind("geometry-broken", Text(vi="không đọc được hình: {reason}", en="the geometry cannot be read: {reason}")),
    Kind(
        "geometry-invalid",
        Text(
            vi="hình không hợp lệ: {reason}; make_valid đổi diện tích {change}",
            en="the geometry is not valid: {reason}; make_valid changes its area by {change}",
        ),
        Text(
            vi="Hãy sửa trong QGIS, hoặc thêm --repair make-valid.", en="Mend it in QGIS, or add --repair make-valid."
        ),
        repair="make-valid",
    ),
    Kind(
        "ring-open",
        Text(vi="vòng đa giác không khép kín", en="a ring of the polygon is not closed"),
        Text(vi="Hãy khép kín, hoặc thêm --repair close-rings.", en="Close it, or add --repair close-rings."),
        repair="close-rings",
    ),
    Kind(
        "ring-short", Text(vi="vòng đa giác có ít hơn bốn điểm", en="a ring of the polygon has fewer than four points")
    ),
    Kind(
        "coordinates-text",
        Text(vi="tọa độ là văn bản, không phải số", en="coordinates are text and not numbers"),
    ),
    Kind("coordinates-finite", Text(vi="tọa độ là NaN hoặc vô hạn", en="a coordinate is NaN or infinite")),
    Kind(
        "coordinates-range",
        Text(
            vi="tọa độ ngoài phạm vi kinh vĩ độ: {value}",
            en="coordinates are outside longitude and latitude: {value}",
        ),
    ),
    Kind(
        "coordinates-swapped",
        Text(
            vi="vĩ độ đứng trước kinh độ: {value} nằm ngoài vùng của lớp, đổi chỗ thì nằm trong",
            en="latitude stands before longitude: {value} is outside the layer's extent, swapped it is inside",
        ),
        Text(vi="Hãy đổi chỗ, hoặc thêm --repair swap-axes.", en="Swap the two, or add --repair swap-axes."),
        repair="swap-axes",
    ),
    Kind("coordinates-missing", Text(vi="thiếu kinh độ hoặc vĩ độ", en="longitude or latitude is missing")),
    Kind(
        "coordinates-zero",
        Text(vi="tọa độ là (0, 0): có lẽ là giá trị thiếu", en="the coordinates are (0, 0): they may be missing"),
    ),
    Kind(
        "extent-outside",
        Text(
            vi="hình ở {value}, ngoài vùng của lớp {extent}",
            en="the shape is at {value}, outside the layer's extent {extent}",
        ),
    ),
    Kind(
        "geometry-height",
        Text(vi="hình có độ cao (Z) hoặc M, sẽ bị bỏ", en="shapes have heights (Z) or M, which are left out"),
        severity="warning",
    ),
    Kind(
        "geometry-duplicate",
        Text(vi="hình giống hệt hình của dòng {other}", en="the geometry is the same as that of row {other}"),
    ),
    Kind(
        "geometry-sliver",
        Text(
            vi="có mảnh rất nhỏ hoặc rất hẹp: {count} phần, diện tích {value} của hình lớn nhất",
            en="has very small or thin pieces: {count}, {value} of the largest shape's area",
        ),
        severity="warning",
    ),
    Kind(
        "coverage-overlap",
        Text(vi="chồng lấn với {other} trên {value} km²", en="overlaps {other} by {value} km²"),
        Text(vi="Ranh giới chung phải trùng từng đỉnh.", en="A common border must match vertex by vertex."),
    ),
    Kind(
        "coverage-edge",
        Text(
            vi="ranh giới không khớp với đơn vị bên cạnh gần {value}",
            en="the border does not match that of a neighbour near {value}",
        ),
        Text(vi="Ranh giới chung phải trùng từng đỉnh.", en="A common border must match vertex by vertex."),
    ),
    Kind(
        "coverage-gap",
        Text(
            vi="có khe hở khoảng {value} km² giữa các đơn vị gần {place}",
            en="there is a gap of about {value} km² between units near {place}",
        ),
        severity="warning",
    ),
    Kind(
        "place-other-unit",
        Text(
            vi="điểm nằm ngoài đơn vị {value} đã ghi, cách {distance} km",
            en="the point lies outside the unit {value} that it names, {distance} km away",
        ),
        severity="warning",
    ),
)
"""Kinds by code."""
