"""Several planners write the same scenario: every change is kept, and nobody overwrites what he has not read."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.web.state.samples import LAN, document
from tests.web.state.writing import write_scenario

from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.database import Database
from clusterplan.web.state.scenarios import ScenarioStore

ROOT = Path(__file__).resolve().parents[3]
WRITERS, CHANGES = 3, 2


@pytest.fixture
def shared(database: Database) -> Database:
    ScenarioStore(database).create(LAN, "shared", document("shared"))
    return database


def require_nothing_lost(database: Database) -> None:
    """Every change of every writer is one version, made from the version before it; the log tells of each."""
    store = ScenarioStore(database)
    versions = store.versions("shared")
    assert [found.version for found in versions] == list(range(1 + WRITERS * CHANGES, 0, -1))
    notes = {(found.author, found.note) for found in versions[:-1]}
    assert notes == {(f"writer {w}", f"change {c}") for w in range(WRITERS) for c in range(CHANGES)}
    for found in versions[:-1]:
        said = store.get("shared", found.version).document
        assert re.findall(r"made from (\d+)", said) == [str(found.version - 1)]
    verdict = verify_audit(database)
    assert (verdict.lines, verdict.broken_at) == (len(versions), None)


def test_threads(shared: Database) -> None:
    barrier = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        names = [f"writer {number}" for number in range(WRITERS)]
        stale = list(pool.map(lambda name: write_scenario(shared, name, CHANGES, barrier.wait), names))
    assert sum(stale) >= WRITERS - 1  # all read version 1, one made version 2
    require_nothing_lost(shared)


@pytest.mark.slow
def test_processes(shared: Database) -> None:
    address = shared.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.web.state.writing", address]
    writers = [subprocess.Popen([*command, f"writer {name}", str(CHANGES)], cwd=ROOT) for name in range(WRITERS)]
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    require_nothing_lost(shared)
