"""Archives that nobody vouches for: looked over by their directory, and unpacked by us under names of ours."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from clusterplan.geodata.door.inspection import Inspection

__all__ = ["entries_of", "unpacked_shapefile"]

_SMALL = 1_000_000
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_NEEDED = (".shp", ".shx", ".dbf")
_PARTS = (*_NEEDED, ".prj", ".cpg")


def entries_of(archive: zipfile.ZipFile, packed: int, inspection: Inspection) -> list[zipfile.ZipInfo]:
    """Return an archive's entries if none of them is a trap.

    Parameters
    ----------
    archive
        The archive; nothing is unpacked.
    packed
        Its size in bytes.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    list of zipfile.ZipInfo
        All entries but folders.

    Raises
    ------
    UnreadableError
        If there are too many, one is encrypted, points outside, is a link, or unpacks to too much.
    """
    entries = archive.infolist()
    if len(entries) > inspection.limits.archive_entries:
        raise inspection.stop("archive-entries", count=len(entries), most=inspection.limits.archive_entries)
    for entry in entries:
        if _leads_elsewhere(entry):
            raise inspection.stop("archive-path", value=entry.filename)
        if entry.flag_bits & _ENCRYPTED:
            raise inspection.stop("archive-encrypted")
        if entry.file_size > _SMALL and entry.file_size > inspection.limits.archive_ratio * max(entry.compress_size, 1):
            raise inspection.stop("archive-ratio", unpacked=entry.file_size, packed=entry.compress_size)
    total = sum(entry.file_size for entry in entries)
    if total > inspection.limits.unpacked_bytes:
        raise inspection.stop("archive-ratio", unpacked=total, packed=packed)
    return [entry for entry in entries if not entry.is_dir()]


def unpacked_shapefile(path: Path, folder: Path, inspection: Inspection) -> Path:
    """Unpack the one Shapefile of an archive as ``layer.shp`` and its parts; no name of the archive is used.

    Parameters
    ----------
    path
        The archive.
    folder
        An empty folder.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    pathlib.Path
        The ``.shp`` file.

    Raises
    ------
    UnreadableError
        If there is not exactly one set of parts, or the archive is broken or lies about its sizes.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = entries_of(archive, path.stat().st_size, inspection)
            parts = _one_set(entries, inspection)
            left = inspection.limits.unpacked_bytes
            for suffix, entry in parts.items():
                left -= _unpack(archive, entry, folder / f"layer{suffix}", left, inspection)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError, EOFError) as wrong:
        raise inspection.stop("file-broken", reason=str(wrong)) from None
    except Exception as wrong:
        if type(wrong).__module__ not in ("zlib", "lzma", "_lzma", "bz2", "_bz2"):
            raise
        raise inspection.stop("file-broken", reason=str(wrong)) from None
    return folder / "layer.shp"


def _leads_elsewhere(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return is_link or name.startswith("/") or ".." in parts or ":" in name.partition("/")[0] or "\x00" in name


def _one_set(entries: Iterable[zipfile.ZipInfo], inspection: Inspection) -> dict[str, zipfile.ZipInfo]:
    """Return the parts of the one Shapefile by their suffix."""
    by_suffix: dict[str, list[zipfile.ZipInfo]] = {suffix: [] for suffix in _PARTS}
    for entry in entries:
        suffix = PurePosixPath(entry.filename).suffix.lower()
        if suffix in by_suffix and "__MACOSX" not in entry.filename:
            by_suffix[suffix].append(entry)
    lacking = [suffix for suffix in _NEEDED if not by_suffix[suffix]]
    several = [suffix for suffix, found in by_suffix.items() if len(found) > 1]
    stems = {PurePosixPath(entry.filename).stem.lower() for found in by_suffix.values() for entry in found}
    if lacking or several or len(stems) != 1:
        raise inspection.stop("archive-parts", parts=", ".join([*lacking, *several]) or ", ".join(sorted(stems)))
    return {suffix: found[0] for suffix, found in by_suffix.items() if found}


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int, inspection: Inspection) -> int:
    """Unpack one entry; what it says of its own size is not believed."""
    written = 0
    with archive.open(entry) as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > most:
                raise inspection.stop("archive-ratio", unpacked=written, packed=entry.compress_size)
            sink.write(chunk)
    return written
