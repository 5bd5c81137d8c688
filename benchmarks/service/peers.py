"""tipg and pygeoapi, each installed into an environment of its own and run by uvicorn with uvloop and httptools."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.service.postgres import Database
from benchmarks.service.processes import free_port, running

__all__ = ["UVICORN", "installed", "pygeoapi", "tipg"]

UVICORN = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")
_PACKAGES = {
    "tipg": ("tipg==1.6.1", "uvicorn[standard]"),
    "pygeoapi": ("pygeoapi==0.24.0", "starlette", "geoalchemy2", "psycopg2-binary", "uvicorn[standard]"),
}


def installed(name: str, folder: Path) -> Path:
    """Install a server, unless it was before, and return its environment's folder of programs.

    Parameters
    ----------
    name
        ``tipg`` or ``pygeoapi``.
    folder
        Folder for environments.

    Returns
    -------
    pathlib.Path
        ``bin`` of the environment.
    """
    programs = folder / name / "bin"
    if not (folder / f"{name}.installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / name)], check=True)
        subprocess.run([programs / "pip", "install", "--quiet", *_PACKAGES[name]], check=True)
        (folder / f"{name}.installed").touch()
    return programs


@contextlib.contextmanager
def tipg(programs: Path, database: Database, folder: Path) -> Iterator[tuple[int, int]]:
    """Run tipg until the block ends.

    Parameters
    ----------
    programs
        Of its environment.
    database
        Has the layers.
    folder
        Folder for its log.

    Yields
    ------
    tuple of int
        Port and id of the process.
    """
    port = free_port()
    environment = {
        "DATABASE_URL": database.url,
        "TIPG_DB_SCHEMAS": '["public"]',
        "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": '["public"]',
        "TIPG_MAX_FEATURES_PER_QUERY": "10000",
        "TIPG_MAX_FEATURES_PER_TILE": "10000",
        "DB_MAX_CONN_SIZE": "2",
        "DB_MIN_CONN_SIZE": "1",
    }
    command = [str(programs / "uvicorn"), "tipg.main:app", "--port", str(port), *UVICORN]
    with running(command, port, folder / "tipg.log", environment, "/collections") as process:
        yield port, process


@contextlib.contextmanager
def pygeoapi(programs: Path, database: Database, folder: Path, layers: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Run pygeoapi until the block ends.

    Parameters
    ----------
    programs
        Of its environment.
    database
        Has the layers.
    folder
        Folder for its settings and its log.
    layers
        Names of the tables.

    Yields
    ------
    tuple of int
        Port and id of the process.
    """
    port = free_port()
    settings, interface = folder / "pygeoapi.json", folder / "openapi.json"  # JSON is YAML
    settings.write_text(json.dumps(_settings(port, database, layers)))
    environment = {"PYGEOAPI_CONFIG": str(settings), "PYGEOAPI_OPENAPI": str(interface)}
    generate = [str(programs / "pygeoapi"), "openapi", "generate", str(settings), "--output-file", str(interface)]
    subprocess.run(generate, check=True, env={**environment, "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL)
    command = [str(programs / "uvicorn"), "pygeoapi.starlette_app:APP", "--port", str(port), *UVICORN]
    with running(command, port, folder / "pygeoapi.log", environment, "/conformance") as process:
        yield port, process


def _settings(port: int, database: Database, layers: Sequence[str]) -> dict[str, Any]:
    text = {"title": "x", "description": "x", "keywords": ["x"]}
    who = {"name": "x", "url": "http://localhost", "address": "x", "email": "x@localhost"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "language": "en-US",
            "pretty_print": False,
            "limits": {"default_items": 100, "max_items": 10000},
            "map": {"url": "http://localhost/{z}/{x}/{y}.png", "attribution": "x"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**text, "keywords_type": "theme", "terms_of_service": "x", "url": "http://localhost"},
            "license": {"name": "x", "url": "http://localhost"},
            "provider": {"name": "x", "url": "http://localhost"},
            "contact": who,
        },
        "resources": {name: _collection(name, database, text) for name in layers},
    }


def _collection(name: str, database: Database, text: dict[str, Any]) -> dict[str, Any]:
    data = {
        "host": "127.0.0.1",
        "port": str(database.port),
        "dbname": "postgres",
        "user": "postgres",
        "password": "none",
        "search_path": ["public"],
    }
    shared = {"data": data, "id_field": "code", "table": name, "geom_field": "geom"}
    crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    return {
        "type": "collection",
        **text,
        "links": [],
        "extents": {"spatial": {"bbox": [102, 7, 118, 24], "crs": crs84}},
        "providers": [
            {"type": "feature", "name": "PostgreSQL", **shared},
            {
                "type": "tile",
                "name": "MVT-postgresql",
                **shared,
                "options": {"zoom": {"min": 0, "max": 15}},
                "format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"},
                "storage_crs": "http://www.opengis.net/def/crs/EPSG/0/4326",
            },
        ],
    }
