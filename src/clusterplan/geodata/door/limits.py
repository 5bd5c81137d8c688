"""How much a file at the door may ask of the machine."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """Limits of one file. The defaults let through a country's communes at survey detail, and no bomb."""

    bytes: int = 600_000_000
    """Size of the file."""
    unpacked_bytes: int = 600_000_000
    """Size of what an archive holds."""
    archive_ratio: int = 200
    """Unpacked to packed bytes of one entry of more than a megabyte."""
    archive_entries: int = 1_000
    """Entries of an archive."""
    features: int = 200_000
    """Features, or rows of a table."""
    vertices: int = 20_000_000
    """Vertices of all shapes."""
    fields: int = 500
    """Fields of a feature, or columns of a table."""
    text: int = 10_000
    """Characters of one text."""
    seconds: int = 120
    """Time that a reader in a process of its own may take."""
    memory: int = 4_000_000_000
    """Address space that reading may take, in this process or in one of its own, in bytes."""
    cases: int = 200
    """Cases of one kind that a report lists; the others are counted."""
