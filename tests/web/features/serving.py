"""A real server for real clients: a process of its own, stopped by its id, with the addresses that were asked for."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path
import uvicorn
from clusterplan.web import Settings, create_app, shown_here
def bundled():
    from clusterplan.planning import make_plan
    from clusterplan.planning.scenarios import read_scenario_text
    text = "{extends: national, id: quick, title_vi: Nhanh, title_en: Quick, solver: {gap_limit: 0.2}}"
    solved = make_plan(read_scenario_text(text, "quick"))
    settings = Settings(state_folder=Path(sys.argv[3]), log_level="error")
    return create_app(shown_here(settings, solved.publication, solved.posed.scenario))
def by_hand():
    from tests.publishing.sample import sample_publication
    from tests.web.parts import app_showing
    from clusterplan.geodata import Layers
    sample = sample_publication()
    of_sample = {name: sample.layers[name] for name in ("provinces", "sites")}
    layers = {**Layers.bundled(), **of_sample} if sys.argv[2] == "all" else of_sample
    return app_showing(replace(sample, layers=layers), Path(sys.argv[3]), log_level="error")
app = bundled() if sys.argv[2] == "bundled" else by_hand()
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="info", access_log=True)
"""
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    address: str
    log: Path

    def requested(self) -> list[str]:
        """Return the addresses that were asked for, in their order."""
        return [line.split('"')[1].split()[1] for line in self.log.read_text().splitlines() if '"GET ' in line]


@contextmanager
def served(folder: Path, layers: str = "sample", **settings: str) -> Iterator[Served]:
    """Serve a plan with settings.

    ``layers`` are those of the plan made by hand (``sample``), every bundled one beside them (``all``), or the bundled
    ones with a plan of theirs (``bundled``), which is solved first and not to the end.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = folder / "server.log"
    chosen = {f"CLUSTERPLAN_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, **chosen, "PYTHONPATH": os.pathsep.join([str(_ROOT / "src"), str(_ROOT)])}
    with log.open("w") as stream:
        command = [sys.executable, "-c", _PROGRAM, str(port), layers, str(folder / "state")]
        process = subprocess.Popen(command, stdout=stream, stderr=stream, env=environment, cwd=folder)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, log)
        yield Served(address, log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/healthz") as answer:
                assert answer.status == 200
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())
