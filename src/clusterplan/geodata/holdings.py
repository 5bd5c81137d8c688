"""What data there are now: the bundled ones, and over them those that a user brought into a folder of their own.

A folder of data is laid out as the bundled one: ``register/ID.yaml``, ``layers/`` and ``tables/``. Whatever it
registers stands in the place of the bundled layer or table of the same id; the rest stays as it is.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from clusterplan.geodata.register import LayerRecord, read_register
from clusterplan.resources import bundled

__all__ = ["DATA_FOLDER", "bundled_register", "current_register", "data_folder", "file_of", "use_data_folder"]

DATA_FOLDER = "CLUSTERPLAN_DATA_FOLDER"
"""Environment variable that names the folder; processes that are started inherit it."""


@cache
def bundled_register() -> dict[str, LayerRecord]:
    """Return the bundled register, read once.

    Returns
    -------
    dict of str to LayerRecord
        Records by id.
    """
    return read_register()


def data_folder() -> Path | None:
    """Return the user's folder of data, if one is named.

    Returns
    -------
    pathlib.Path or None
        It need not exist yet.
    """
    named = os.environ.get(DATA_FOLDER, "")
    return Path(named).absolute() if named else None


def use_data_folder(folder: Path) -> None:
    """Take a folder as the user's, in this process and in those that it starts.

    Parameters
    ----------
    folder
        It need not exist yet.
    """
    os.environ[DATA_FOLDER] = str(folder.absolute())


def current_register() -> dict[str, LayerRecord]:
    """Return the bundled register with the user's records over it.

    Returns
    -------
    dict of str to LayerRecord
        Records by id, sorted.

    Raises
    ------
    DataError
        If a record of the user's folder is not valid.
    """
    folder = data_folder()
    if folder is None:
        return bundled_register()
    return dict(sorted({**bundled_register(), **_register_of(folder)}.items()))


def file_of(record: LayerRecord) -> Path:
    """Return the file of a layer or table.

    Parameters
    ----------
    record
        Its record.

    Returns
    -------
    pathlib.Path
        In the user's folder if that registers it, else the bundled one.
    """
    folder = data_folder()
    if folder is not None and record.id in _register_of(folder):
        return folder / record.file
    return bundled(f"geodata/{record.file}")


def _register_of(folder: Path) -> dict[str, LayerRecord]:
    register = folder / "register"
    stamps = tuple(
        (path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(register.glob("*.yaml"))
    )
    return _read(register, stamps)


@cache
def _read(register: Path, stamps: tuple[tuple[str, int, int], ...]) -> dict[str, LayerRecord]:
    """Read a register; the stamps of its files make it read again when one has changed."""
    return read_register(register) if stamps else {}
