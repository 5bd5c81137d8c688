"""Debian's PostgreSQL with PostGIS in a temporary folder, with the layers in it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import shapely
from benchmarks.service.data import Layer
from benchmarks.service.processes import free_port

__all__ = ["Database", "database"]


class Database:
    """A running server.

    Parameters
    ----------
    port
        Where it listens, on this machine alone.
    process
        Id of its process.
    """

    def __init__(self, port: int, process: int) -> None:
        self.port, self.process = port, process

    @property
    def url(self) -> str:
        """Address of the database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def load(self, layers: Sequence[Layer]) -> None:
        """Make one table a layer, with a primary key and an index of shapes.

        Parameters
        ----------
        layers
            What to load.
        """
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION postgis")
            for layer in layers:
                _load(connection, layer)


@contextlib.contextmanager
def database(folder: Path) -> Iterator[Database]:
    """Run a server until the block ends.

    Parameters
    ----------
    folder
        Folder for it.

    Yields
    ------
    Database
        Empty.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql postgresql-15-postgis-3")
    programs, data, port = found[-1].parent, folder / "postgres", free_port()
    data.mkdir()
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # the server refuses to run as root
    if other:
        folder.chmod(0o755)
        shutil.chown(data, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*other, str(programs / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    run("pg_ctl", "-w", "-l", str(data / "log"), "-o", f"-p {port} -c listen_addresses=127.0.0.1 -k ''", "start")
    try:
        yield Database(port, int((data / "postmaster.pid").read_text().split()[0]))
    finally:
        run("pg_ctl", "-w", "-m", "fast", "stop")


def _load(connection: psycopg.Connection, layer: Layer) -> None:
    name = layer.name
    connection.execute(
        f"CREATE TABLE {name} (code text PRIMARY KEY, name_vi text, region text, area_km2 float8,"  # type: ignore[arg-type]
        " geom geometry(Geometry, 4326))"
    )
    frame = layer.frame
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {name} VALUES (%s, %s, %s, %s, ST_GeomFromWKB(%s, 4326))",  # type: ignore[arg-type]
            [
                (row["code"], row["name_vi"], row["region"], float(row["area_km2"]), shapely.to_wkb(shape))
                for row, shape in zip(
                    frame.drop(columns="geometry").to_dict("records"), frame.geometry.to_numpy(), strict=True
                )
            ],
        )
    connection.execute(f"CREATE INDEX ON {name} USING gist (geom)")  # type: ignore[arg-type]
    connection.execute(f"ANALYZE {name}")  # type: ignore[arg-type]
