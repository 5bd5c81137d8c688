"""Kinds of fault of a file as a whole: its address, format, size, archive, encoding and structure."""

from __future__ import annotations

from clusterplan.geodata.door.kind import Kind, by_code
from clusterplan.language import Text

__all__ = ["OF_FILES"]

_EXPORT_AGAIN = Text(
    vi="Hãy xuất lại tệp từ phần mềm đã tạo ra nó.", en="Export the file again from the program that made it."
)
_TAKEN = Text(
    vi="Nhận: GeoJSON, GeoPackage, Shapefile nén zip, FlatGeobuf, GeoParquet, CSV, XLSX.",
    en="Taken are GeoJSON, GeoPackage, zipped Shapefile, FlatGeobuf, GeoParquet, CSV and XLSX.",
)

OF_FILES = by_code(
    Kind(
        "file-address",
        Text(vi="là địa chỉ, không phải tệp trên máy này", en="is an address and not a file of this machine"),
        Text(
            vi="Hãy tải tệp về rồi đưa đường dẫn của nó.",
            en="Download the file yourself and give the path to the copy.",
        ),
    ),
    Kind("file-missing", Text(vi="không đọc được: {reason}", en="cannot be read: {reason}")),
    Kind("file-not-regular", Text(vi="không phải tệp thường", en="is not a regular file")),
    Kind("file-empty", Text(vi="tệp rỗng", en="the file is empty"), _EXPORT_AGAIN),
    Kind(
        "file-too-large",
        Text(vi="tệp có {bytes} byte, cho phép {most}", en="the file has {bytes} bytes, {most} are allowed"),
        Text(
            vi="Hãy đơn giản hóa hình hoặc chia tệp.",
            en="Simplify the shapes or split the file.",
        ),
    ),
    Kind("format-refused", Text(vi="là {format}, không được nhận", en="is {format}, which is not taken"), _TAKEN),
    Kind("format-unknown", Text(vi="không nhận ra định dạng", en="the format is not recognised"), _TAKEN),
    Kind(
        "format-unsuited",
        Text(vi="{format} không chứa được {wanted}", en="{format} cannot hold {wanted}"),
        _TAKEN,
    ),
    Kind("file-broken", Text(vi="tệp hỏng: {reason}", en="the file is broken: {reason}"), _EXPORT_AGAIN),
    Kind(
        "reader-stopped",
        Text(
            vi="việc đọc tệp đã bị dừng: {reason}",
            en="reading the file was stopped: {reason}",
        ),
        _EXPORT_AGAIN,
    ),
    Kind(
        "features-too-many",
        Text(vi="có hơn {most} đối tượng", en="has more than {most} features"),
        Text(vi="Hãy chia tệp.", en="Split the file."),
    ),
    Kind(
        "vertices-too-many",
        Text(vi="có {count} đỉnh, cho phép {most}", en="has {count} vertices, {most} are allowed"),
        Text(vi="Hãy đơn giản hóa hình.", en="Simplify the shapes."),
    ),
    Kind(
        "fields-too-many",
        Text(vi="có {count} trường, cho phép {most}", en="has {count} fields, {most} are allowed"),
    ),
    Kind(
        "archive-entries",
        Text(vi="tệp nén có {count} mục, cho phép {most}", en="the archive has {count} entries, {most} are allowed"),
    ),
    Kind(
        "archive-ratio",
        Text(
            vi="tệp nén giải ra {unpacked} byte từ {packed}: bị coi là bom nén",
            en="the archive unpacks {packed} bytes to {unpacked}: it is taken for a bomb",
        ),
    ),
    Kind(
        "archive-path",
        Text(
            vi="tệp nén có mục trỏ ra ngoài hoặc là liên kết: {value}",
            en="the archive has an entry that points outside or is a link: {value}",
        ),
        Text(vi="Không dùng tệp này; hãy hỏi nơi gửi.", en="Do not use this file; ask who sent it."),
    ),
    Kind("archive-encrypted", Text(vi="tệp nén có mật khẩu", en="the archive is encrypted")),
    Kind(
        "archive-parts",
        Text(
            vi="Shapefile trong tệp nén thiếu hoặc thừa phần: {parts}",
            en="the zipped Shapefile lacks parts or holds several: {parts}",
        ),
        Text(
            vi="Hãy nén đúng một bộ .shp, .shx, .dbf, .prj và .cpg.",
            en="Zip exactly one set of .shp, .shx, .dbf, .prj and .cpg.",
        ),
    ),
    Kind(
        "layers-several",
        Text(vi="tệp có nhiều lớp: {layers}", en="the file holds several layers: {layers}"),
        Text(vi="Hãy chọn một lớp bằng --layer.", en="Choose one with --layer."),
    ),
    Kind(
        "layer-unknown",
        Text(vi="tệp không có lớp {value}; có: {layers}", en="the file has no layer {value}; it has: {layers}"),
    ),
    Kind(
        "json-duplicate-key",
        Text(
            vi="khóa {value} đứng hai lần trong một đối tượng JSON",
            en="the key {value} stands twice in one JSON object",
        ),
        _EXPORT_AGAIN,
    ),
    Kind(
        "json-not-geojson",
        Text(
            vi="là JSON nhưng không phải GeoJSON FeatureCollection",
            en="is JSON and not a GeoJSON FeatureCollection",
        ),
    ),
    Kind(
        "json-bare-geometry",
        Text(vi="chỉ có hình, không có mã hay thuộc tính", en="is a bare geometry without an id or properties"),
        Text(
            vi="Hãy đặt hình trong một Feature có thuộc tính.",
            en="Put the geometry into a Feature with properties.",
        ),
    ),
    Kind("feature-broken", Text(vi="không phải Feature: {reason}", en="is not a Feature: {reason}")),
    Kind(
        "value-nested",
        Text(vi="giá trị là danh sách hoặc đối tượng: {value}", en="the value is a list or an object: {value}"),
        Text(vi="Mỗi trường chỉ chứa một giá trị đơn.", en="A field holds one plain value."),
    ),
    Kind("layer-empty", Text(vi="không có dòng hay đối tượng nào", en="there is no row and no feature")),
    Kind(
        "encoding-legacy",
        Text(
            vi="văn bản theo bảng mã {encoding}, không phải UTF-8; ví dụ: {value}",
            en="the text is in {encoding} and not in UTF-8; for example: {value}",
        ),
        Text(
            vi="Hãy xem ví dụ; nếu đúng, thêm --repair encoding.",
            en="Read the example; if it is right, add --repair encoding.",
        ),
        repair="encoding",
    ),
    Kind(
        "encoding-unknown",
        Text(vi="không nhận ra bảng mã của văn bản", en="the encoding of the text is not recognised"),
        Text(vi="Hãy lưu lại dạng UTF-8.", en="Save the file again as UTF-8."),
    ),
    Kind(
        "csv-separator",
        Text(vi="các cột cách nhau bằng {value}", en="columns are separated by {value}"),
        severity="warning",
    ),
    Kind(
        "row-field-count",
        Text(
            vi="dòng có {count} ô, tiêu đề có {wanted}",
            en="the row has {count} cells, the header has {wanted}",
        ),
        Text(
            vi="Kiểm tra dấu phân cách và dấu ngoặc kép của dòng này.",
            en="Look at the separators and quotation marks of this row.",
        ),
    ),
    Kind(
        "header-duplicate",
        Text(vi="tiêu đề {value} đứng hai lần", en="the heading {value} stands twice"),
    ),
    Kind(
        "header-empty",
        Text(vi="cột {value} không có tiêu đề", en="column {value} has no heading"),
    ),
    Kind(
        "sheets-several",
        Text(vi="sổ tính có nhiều trang: {layers}", en="the workbook has several sheets: {layers}"),
        Text(vi="Hãy chọn một trang bằng --layer.", en="Choose one with --layer."),
    ),
    Kind(
        "cell-formula",
        Text(vi="ô {cell} chứa công thức {value}", en="cell {cell} holds a formula: {value}"),
        Text(vi="Hãy dán giá trị thay cho công thức.", en="Paste the value instead; nothing is computed."),
    ),
    Kind("cell-error", Text(vi="ô {cell} báo lỗi {value}", en="cell {cell} holds the error {value}")),
    Kind(
        "cell-date",
        Text(vi="{value} là ngày, cần {wanted}", en="{value} is a date, {wanted} is wanted"),
        Text(
            vi="Excel đã đổi giá trị thành ngày; hãy nhập lại với định dạng văn bản hoặc số.",
            en="Excel turned the value into a date; type it again with the format text or number.",
        ),
    ),
)
"""Kinds by code."""
