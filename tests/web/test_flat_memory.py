"""The service holds no more memory after a hundred thousand requests than after the first twenty thousand."""

from __future__ import annotations

import contextlib
import http.client
import itertools
from pathlib import Path

import pytest
from benchmarks.service.ours import ours, with_access_control
from benchmarks.service.processes import resident_bytes

pytestmark = pytest.mark.soak

_FIRST, _ALL = 20_000, 100_000
_MOST_GROWTH = 8_000_000
"""Bytes: the allocator's slack, a tenth of a kilobyte a request."""


def _paths() -> list[str]:
    """Return 2,000 addresses of every kind: kept tiles, tiles never asked for before, features, faults."""
    tiles = [
        f"/collections/{name}/tiles/WebMercatorQuad/{zoom}/{row}/{column}"
        for name in ("provinces", "mosaic_700", "sites")
        for zoom, first_row, first_column in ((6, 28, 50), (9, 228, 400), (11, 920, 1608))
        for row in range(first_row, first_row + 14)
        for column in range(first_column, first_column + 14)
    ]
    features = [f"/collections/mosaic_700/items?limit=10&offset={place}" for place in range(0, 200, 10)]
    boxes = [f"/collections/provinces/items?bbox={west},{10},{west + 1},{12}" for west in range(102, 112)]
    faults = ["/collections/none/items", "/collections/provinces/tiles/WebMercatorQuad/40/1/1", "/none", "/?none=1"]
    others = ["/", "/collections", "/conformance", "/tileMatrixSets", "/healthz", "/map.html"]
    return tiles + 10 * (features + boxes + faults + others)


def test_memory_stays_flat(tmp_path: Path) -> None:
    environment, key = with_access_control(tmp_path / "state")
    with contextlib.ExitStack() as stack:
        port, process = stack.enter_context(ours(environment, tmp_path / "log"))
        connection = stack.enter_context(contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)))
        held = {}
        for number, path in enumerate(itertools.islice(itertools.cycle(_paths()), _ALL), start=1):
            encoding = "gzip" if number % 2 else "identity"
            connection.request("GET", path, headers={"X-API-Key": key, "Accept-Encoding": encoding})
            answer = connection.getresponse()
            answer.read()
            assert answer.status < 500, path
            if number in (_FIRST, _ALL):
                held[number] = resident_bytes(process)
    assert held[_ALL] - held[_FIRST] < _MOST_GROWTH, held
