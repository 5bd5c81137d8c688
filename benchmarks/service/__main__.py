"""CPU per request beside tipg and pygeoapi: ``python -m benchmarks.service``."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.service import peers
from benchmarks.service.asking import Cost, measured
from benchmarks.service.data import LAYERS, layers
from benchmarks.service.ours import ours, with_access_control
from benchmarks.service.postgres import Database, database

_BOX = "104,14,107,17"
_SERVERS = ("clusterplan", "tipg", "pygeoapi")
_QUESTIONS = {
    "items?limit=100 (700 polygons)": "collections/{mosaic_700}/items?limit=100&f={json}",
    "the same with bbox": "collections/{mosaic_700}/items?limit=100&bbox=" + _BOX + "&f={json}",
    "34 whole provinces": "collections/{provinces}/items?limit=34&f={json}",
    "tile at z6 (3,300 polygons)": "collections/{mosaic_3300}/tiles/WebMercatorQuad/6/{z6}",
    "tile at z9 (3,300 polygons)": "collections/{mosaic_3300}/tiles/WebMercatorQuad/9/{z9}",
}
_TILES = {"z6": (29, 50), "z9": (232, 403)}
"""Row and column."""


def main() -> None:
    """Measure, print the table, and write it with every figure."""
    given = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="clusterplan-service-", dir="/tmp"))
    environments = given.environments or folder
    environments.mkdir(parents=True, exist_ok=True)
    costs: dict[str, dict[str, dict[str, Cost]]] = {}
    environment, key = with_access_control(folder / "state")
    with database(folder) as store:
        store.load(layers())
        with contextlib.ExitStack() as stack:
            ports = {
                name: stack.enter_context(_server(name, environment, environments, folder, store)) for name in _SERVERS
            }
            for encoding in ("identity", "gzip"):
                for question, template in _QUESTIONS.items():
                    row = costs.setdefault(encoding, {}).setdefault(question, {})
                    for name in [*ports] * given.repeat:
                        port, processes = ports[name]
                        headers = {"Accept-Encoding": encoding, **({"X-API-Key": key} if name == "clusterplan" else {})}
                        if name in row and not row[name].body_bytes:
                            continue  # it did not answer, and would not
                        cost = measured(port, "/" + _path(name, template), headers, processes)
                        print(f"{encoding:9} {question:32} {name:12} {cost.ms:8.2f} ms", file=sys.stderr)
                        row[name] = min(row.get(name, cost), cost, key=lambda found: found.ms)
    _write(given.output, costs, given.repeat)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="CPU per request beside tipg and pygeoapi.")
    parser.add_argument("--environments", type=Path, help="folder that keeps the peers' environments for the next run")
    parser.add_argument("--output", type=Path, help="file for the table, .md; the figures go beside it as .json")
    parser.add_argument("--repeat", type=int, default=1, help="ask each server in turn so many times; the least counts")
    return parser.parse_args()


@contextlib.contextmanager
def _server(
    name: str, environment: dict[str, str], environments: Path, folder: Path, store: Database
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Run one server; what its database uses counts as its own."""
    if name == "clusterplan":
        with ours(environment, folder / "ours.log") as (port, process):
            yield port, (process,)
    elif name == "tipg":
        with peers.tipg(peers.installed(name, environments), store, folder) as (port, process):
            yield port, (process, store.process)
    else:
        with peers.pygeoapi(peers.installed(name, environments), store, folder, list(LAYERS)) as (port, process):
            yield port, (process, store.process)


def _path(server: str, template: str) -> str:
    """Return the address of a question as a server names it: tipg has the schema in names and columns before rows."""
    names = {name: f"public.{name}" if server == "tipg" else name for name in LAYERS}
    places = {
        zoom: f"{column}/{row}" if server == "tipg" else f"{row}/{column}" for zoom, (row, column) in _TILES.items()
    }
    asked = template.format(**names, **places, json="geojson" if server == "tipg" else "json")
    return asked + "?f=mvt" if server == "pygeoapi" and "/tiles/" in asked else asked


def _cell(cost: Cost) -> str:
    if not cost.body_bytes:
        return f"no answer in 25 s ({cost.ms / 1000:.0f} s of CPU)"
    return f"{cost.ms:.2f} ms, {cost.body_bytes / 1000:.0f} kB"


def _write(output: Path | None, costs: dict[str, dict[str, dict[str, Cost]]], repeat: int) -> None:
    turns = f", the least of {repeat} turns" if repeat > 1 else ""
    lines = [
        "# CPU per request",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}. User and system milliseconds of the server's processes, those of its "
        f"database included; mean{turns}, one client, one worker each on uvloop and httptools. Our service writes a "
        "log line a request and asks for an API key with each; the others do neither.",
    ]
    for encoding, rows in costs.items():
        lines += ["", f"## Accept-Encoding: {encoding}", ""]
        lines += ["| request | " + " | ".join(_SERVERS) + " | better peer / ours |", "|---|" + "---|" * 4]
        for question, row in rows.items():
            cells = [_cell(row[name]) for name in _SERVERS]
            ratio = min(row[name].ms for name in _SERVERS[1:]) / row["clusterplan"].ms
            lines.append(f"| {question} | {' | '.join(cells)} | {ratio:.1f} |")
    text = "\n".join(lines) + "\n"
    print(text)
    if output is not None:
        output.write_text(text)
        figures = {e: {q: {n: vars(c) for n, c in row.items()} for q, row in rows.items()} for e, rows in costs.items()}
        output.with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
