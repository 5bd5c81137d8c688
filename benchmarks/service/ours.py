"""Our service with the layers of the benchmark: ``python -m benchmarks.service.ours PORT``."""

from __future__ import annotations

import sys

import uvicorn
from benchmarks.service.data import Layer, layers
from clusterplan.web.catalogue import Collection, _collection

from clusterplan.language import Text
from clusterplan.planning import known_plan
from clusterplan.planning.plan import publication_of
from clusterplan.web import Settings, create_app
from clusterplan.web.logs import set_up_logs

__all__ = ["main"]


def main() -> None:
    """Serve the plan of a folder, the published layers, and the mosaics as layers beside them."""
    port, plan = int(sys.argv[1]), sys.argv[2]
    known = known_plan(plan)
    settings = Settings(port=port, log_format="json")
    set_up_logs(settings)
    app = create_app(settings, publication_of(known.plan, known.posed.scenario, known.posed))
    app.state.catalogue.update({layer.name: _served(layer) for layer in layers() if layer.name != "provinces"})
    uvicorn.run(app, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")


def _served(layer: Layer) -> Collection:
    text = Text(vi="Lớp đo tốc độ", en="Layer to measure with")
    return _collection(layer.name, text, text, ("seeded", "CC0-1.0"), layer.frame, "code")


if __name__ == "__main__":
    main()
