"""The recipe's sources: downloaded with the registries' own clients, checked by sha256, read from the archives."""

import csv
import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import shapely

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Source:
    """One pinned package."""

    registry: str
    package: str
    version: str
    file: str
    sha256: str
    licence: str
    what: str

    def fetch(self, cache: Path) -> Path:
        """Return the archive in the cache, downloading it if need be; stop if its sha256 is not the pinned one."""
        path = cache / self.file
        if not path.exists():
            subprocess.run(self._command(cache), cwd=cache, check=True)
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != self.sha256:
            raise SystemExit(f"{self.file}: sha256 is {found}, pinned is {self.sha256}")
        return path

    def _command(self, cache: Path) -> list[str]:
        if self.registry == "npm":
            return ["npm", "pack", "--silent", f"{self.package}@{self.version}"]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        return [*pip, "-d", str(cache), f"{self.package}=={self.version}"]


def fetch_all(cache: Path) -> dict[str, Path]:
    """Return the archives of ``sources.toml`` by name."""
    cache.mkdir(parents=True, exist_ok=True)
    pinned = tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))
    return {name: Source(**fields).fetch(cache) for name, fields in pinned.items()}


def country_land(archive: Path, extent: shapely.Geometry) -> Iterator[tuple[str, shapely.Polygon]]:
    """Yield (ISO alpha-3, piece of land without its lakes) near an extent; the file has one country on each line."""
    with tarfile.open(archive) as tar:
        for line in io.TextIOWrapper(tar.extractfile("package/map.geo.json"), "utf-8"):
            if '"A3"' in line[-60:]:
                feature = json.loads(line.strip().rstrip(","))
                for part in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
                    piece = shapely.Polygon(part.exterior)
                    if shapely.intersects(piece.envelope, extent):
                        yield feature["properties"]["A3"], piece


def natural_earth(archive: Path, codes: set[str]) -> list[shapely.Geometry]:
    """Return the polygons of Natural Earth's first-level units that belong to the given alpha-3 codes."""
    with tarfile.open(archive) as tar:
        features = json.load(tar.extractfile("package/data/build.json"))["features"]
    units = [shapely.geometry.shape(f["geometry"]) for f in features if f["properties"]["adm0_a3"] in codes]
    return list(shapely.get_parts(units))


def commune_tables(archive: Path) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, dict]]:
    """Return the present communes, the former communes, and the conversion between them."""
    with zipfile.ZipFile(archive) as wheel, tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(wheel.read("vietnamadminunits/data/dataset.db"))
        file.flush()
        connection = sqlite3.connect(file.name)
        present = pd.read_sql("select * from admin_units order by wardCode", connection)
        former = pd.read_sql("select * from admin_units_legacy order by wardCode", connection)
        connection.close()
        return present, former, json.loads(wheel.read("vietnamadminunits/data/converter_2025.json"))


def airports(archive: Path) -> pd.DataFrame:
    """Return the airports of Viet Nam by IATA code, with text coordinates ``lon`` and ``lat``."""
    with zipfile.ZipFile(archive) as wheel:
        rows = csv.DictReader(io.TextIOWrapper(wheel.open("airportsdata/airports.csv"), "utf-8"))
        return pd.DataFrame([row for row in rows if row["country"] == "VN" and row["iata"]]).set_index("iata")
