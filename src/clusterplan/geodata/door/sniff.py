"""What a file is, told by its bytes alone: neither its name nor a library's guess counts."""

from __future__ import annotations

import enum
import re
import zipfile
from pathlib import Path

from clusterplan.geodata.door.archives import entries_of
from clusterplan.geodata.door.inspection import Inspection
from clusterplan.language import Text

__all__ = ["Format", "real_file", "sniffed"]


class Format(enum.StrEnum):
    """Formats that are taken."""

    GEOJSON = "GeoJSON"
    GEOPACKAGE = "GeoPackage"
    SHAPEFILE = "Shapefile (zip)"
    FLATGEOBUF = "FlatGeobuf"
    GEOPARQUET = "GeoParquet"
    CSV = "CSV"
    XLSX = "XLSX"


_HEAD = 4096
_ADDRESS = re.compile(r"^(/vsi\w+/|[A-Za-z][A-Za-z0-9+_.-]+:|\s*[{<\[])")
"""A URL, a virtual path or a driver's prefix of GDAL, or a text that GDAL would read instead of a file."""
_UTF_16_ZEROS = (0.3, 0.51)
"""Share of zero bytes in UTF-16 without a mark: nearly every second one."""
_SQLITE = b"SQLite format 3\x00"
_REFUSED_BY_MAGIC = {
    _SQLITE: Text(vi="cơ sở dữ liệu SQLite", en="an SQLite database"),
    b"\x00\x00\x27\x0a": Text(
        vi="Shapefile rời (cần nén zip cùng .shx, .dbf, .prj)", en="a bare Shapefile (zip it with .shx, .dbf and .prj)"
    ),
    b"%PDF": Text(vi="PDF", en="PDF"),
    b"Rar!": Text(vi="tệp nén RAR", en="a RAR archive"),
    b"7z\xbc\xaf": Text(vi="tệp nén 7z", en="a 7z archive"),
    b"\x1f\x8b": Text(vi="tệp nén gzip", en="a gzip archive"),
    b"BZh": Text(vi="tệp nén bzip2", en="a bzip2 archive"),
    b"\xfd7zXZ": Text(vi="tệp nén xz", en="an xz archive"),
    b"\x28\xb5\x2f\xfd": Text(vi="tệp nén zstd", en="a zstd archive"),
    b"\xd0\xcf\x11\xe0": Text(
        vi="tệp Office cũ (.xls, .doc) hoặc có mật khẩu", en="an old Office file (.xls, .doc) or one with a password"
    ),
    b"\x7fELF": Text(vi="chương trình", en="a program"),
    b"MZ": Text(vi="chương trình", en="a program"),
    b"\x89PNG": Text(vi="ảnh", en="an image"),
    b"\xff\xd8\xff": Text(vi="ảnh", en="an image"),
    b"II*\x00": Text(vi="ảnh TIFF", en="a TIFF image"),
    b"MM\x00*": Text(vi="ảnh TIFF", en="a TIFF image"),
    b"CPLB": Text(vi="dữ liệu nhị phân", en="binary data"),
}
_REFUSED_MARKUP = (
    (re.compile(rb"<(OGR)?VRT", re.IGNORECASE), Text(vi="VRT của GDAL", en="a VRT of GDAL")),
    (re.compile(rb"<(!doctype\s+)?html", re.IGNORECASE), Text(vi="trang HTML", en="an HTML page")),
    (re.compile(rb"<kml", re.IGNORECASE), Text(vi="KML", en="KML")),
    (re.compile(rb"<(gml:|\w*:?FeatureCollection)", re.IGNORECASE), Text(vi="GML", en="GML")),
)
_XML = Text(vi="XML", en="XML")


def real_file(path: Path, inspection: Inspection) -> Path:
    """Return the file if it is one of this machine, neither empty nor too large.

    Parameters
    ----------
    path
        What a person gave.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    pathlib.Path
        Absolute, links resolved.

    Raises
    ------
    UnreadableError
        If it is an address, not a regular file, empty or too large.
    """
    if _ADDRESS.match(str(path)) and not path.is_file():
        raise inspection.stop("file-address")
    try:
        found = path.resolve(strict=True)
        size = found.stat().st_size
        is_regular = found.is_file()
    except (OSError, ValueError, RuntimeError) as wrong:
        raise inspection.stop("file-missing", reason=getattr(wrong, "strerror", None) or "?") from None
    if not is_regular:
        raise inspection.stop("file-not-regular")
    if size == 0:
        raise inspection.stop("file-empty")
    if size > inspection.limits.bytes:
        raise inspection.stop("file-too-large", bytes=size, most=inspection.limits.bytes)
    return found


def sniffed(path: Path, inspection: Inspection) -> Format:
    """Return the format of a file.

    Parameters
    ----------
    path
        A regular file.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    Format
        One of those that are taken.

    Raises
    ------
    UnreadableError
        If it is any other.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as wrong:
        raise inspection.stop("file-missing", reason=wrong.strerror or "") from None
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_archive(path, inspection)
    if head.startswith(_SQLITE) and head[68:72] == b"GPKG":
        return Format.GEOPACKAGE
    if head.startswith(b"fgb\x03fgb"):
        return Format.FLATGEOBUF
    if head.startswith(b"PAR1"):
        return Format.GEOPARQUET
    for magic, name in _REFUSED_BY_MAGIC.items():
        if head.startswith(magic):
            raise inspection.stop("format-refused", format=name)
    return _of_text(head, inspection)


def _of_archive(path: Path, inspection: Inspection) -> Format:
    """Tell archives apart by what they hold; their entries are checked before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in entries_of(archive, path.stat().st_size, inspection)]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as wrong:
        raise inspection.stop("file-broken", reason=str(wrong)) from None
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if any(name.lower().endswith(".shp") for name in names):
        return Format.SHAPEFILE
    for ending, name in ((".kml", "KMZ"), ("word/document.xml", "DOCX"), ("content.xml", "ODF"), (".gdb/", "FileGDB")):
        if any(found.endswith(ending) or ending in found for found in names):
            raise inspection.stop("format-refused", format=name)
    raise inspection.stop("format-refused", format=Text(vi="tệp nén zip", en="a zip archive"))


def _of_text(head: bytes, inspection: Inspection) -> Format:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _of_letters(head.replace(b"\x00", b"")[2:], inspection)
    zeros = head.count(b"\x00") / len(head)
    if _UTF_16_ZEROS[0] < zeros < _UTF_16_ZEROS[1]:
        return _of_letters(head.replace(b"\x00", b""), inspection)
    if zeros:
        raise inspection.stop("format-unknown")
    return _of_letters(head.removeprefix(b"\xef\xbb\xbf"), inspection)


def _of_letters(head: bytes, inspection: Inspection) -> Format:
    text = head.lstrip()
    if not text:
        raise inspection.stop("file-empty")
    if text.startswith(b"<"):
        name = next((name for pattern, name in _REFUSED_MARKUP if pattern.search(text)), _XML)
        raise inspection.stop("format-refused", format=name)
    return Format.GEOJSON if text.startswith((b"{", b"[")) else Format.CSV
