"""How long a look at a very large layer takes, and how much memory: 3,321 cells made finer to seven million vertices.

Run ``python -m benchmarks.door [gpkg|geojson]``. The cells of the bundled layer are densified, so that
neighbours no longer meet vertex by vertex everywhere: the check of the coverage has all its work to do.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import pyogrio
import shapely

from clusterplan.geodata import Layers
from clusterplan.geodata.door.checking import Options, check_file
from clusterplan.geodata.write import write_geojson

VERTICES = 7_000_000


def written(kind: str, folder: Path) -> Path:
    frame = Layers.bundled()["communes_scale"]
    shapes = frame.geometry.to_numpy()
    frame = frame.set_geometry(shapely.segmentize(shapes, shapely.length(shapes).sum() / VERTICES))
    path = folder / f"communes_scale.{kind}"
    if kind == "geojson":
        write_geojson(frame, path, precision=9)
    else:
        pyogrio.write_dataframe(frame.set_crs("EPSG:4326", allow_override=True), path, driver="GPKG")
    return path


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "gpkg"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if len(sys.argv) < 3:  # the writer's memory is not the check's: a process of its own writes
            import subprocess

            subprocess.run([sys.executable, "-m", "benchmarks.door", kind, name], check=True)
            look(folder / f"communes_scale.{kind}")
        else:
            written(kind, Path(sys.argv[2]))


def look(path: Path) -> None:
    record = Layers.bundled().record("communes_scale").model_copy(update={"coverage": True})
    before, started = time.process_time(), time.perf_counter()
    checked = check_file(path, record, Options(unit_vintage=record.unit_vintage))
    wall, own = time.perf_counter() - started, time.process_time() - before
    assert checked.frame is not None
    vertices = shapely.get_num_coordinates(checked.frame.geometry.to_numpy()).sum()
    print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB, {len(checked.frame)} features, {vertices} vertices")
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"wall {wall:.1f} s, CPU {own:.1f} s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    print(f"children so far: CPU {child.ru_utime + child.ru_stime:.1f} s, peak {child.ru_maxrss / 1e6:.2f} GB")
    print(dict(checked.inspection.counts))


if __name__ == "__main__":
    main()
