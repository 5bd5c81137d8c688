"""Our service with the layers of the benchmark beside its own: ``python -m benchmarks.service.ours``.

Settings come from the environment, as those of every service do.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from benchmarks.service.data import Layer, layers
from benchmarks.service.processes import free_port, running

from clusterplan.geodata import Layers, read_register
from clusterplan.geodata.register import ColumnType
from clusterplan.language import Text
from clusterplan.web import Settings, create_app, read_settings
from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.features.collections import Collection, Field, Provenance, make_collection
from clusterplan.web.features.layers import layer_collections
from clusterplan.web.logs import set_up_logs
from clusterplan.web.principal import Principal, Role, Way
from clusterplan.web.state.database import Database
from clusterplan.web.state.keys import KeyStore
from clusterplan.web.state.migrate import migrate

__all__ = ["main", "ours", "with_access_control"]

_OPERATOR = Principal("benchmark", "Benchmark", frozenset(Role), way=Way.LOCAL)


def with_access_control(state: Path) -> tuple[dict[str, str], str]:
    """Return settings with which every request needs an API key, and a key.

    Parameters
    ----------
    state
        Folder for the database.

    Returns
    -------
    tuple
        Variables of the environment, and the key.
    """
    state.mkdir()
    chosen = {
        "CLUSTERPLAN_STATE_FOLDER": str(state),
        "CLUSTERPLAN_API_KEYS": "true",
        "CLUSTERPLAN_PUBLIC_READING": "false",
        "CLUSTERPLAN_REQUESTS_PER_MINUTE": "100000000",
        "CLUSTERPLAN_LOG_FORMAT": "json",
    }
    with contextlib.closing(Database(Settings(state_folder=state).database_url)) as database:
        migrate(database)
        return chosen, KeyStore(database).create(_OPERATOR, "benchmark", [Role.VIEWER]).secret


@contextlib.contextmanager
def ours(environment: dict[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """Run the service until the block ends.

    Parameters
    ----------
    environment
        Its settings.
    log
        File for its log.

    Yields
    ------
    tuple of int
        Port and id of the process.
    """
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.service.ours"]
    with running(command, port, log, {**environment, "CLUSTERPLAN_PORT": str(port)}, "/healthz") as process:
        yield port, process


def main() -> None:
    """Serve what the settings say, and the mosaics as layers."""
    settings = read_settings()
    set_up_logs(settings)
    app = create_app(settings)
    mosaics = [_collection(layer) for layer in layers() if layer.name != "provinces"]
    served = [*layer_collections(read_register(), Layers.bundled()), *mosaics]
    app.state.service.catalogue = Catalogue(served, public_reading=False)
    uvicorn.run(app, port=settings.port, loop="uvloop", http="httptools", access_log=False, log_level="warning")


def _collection(layer: Layer) -> Collection:
    text = Text(vi="Lớp đo tốc độ", en="Layer to measure with")
    types: dict[str, ColumnType] = {"code": "text", "name_vi": "text", "region": "text", "area_km2": "number"}
    fields = [Field(name, kind, Text(vi=name, en=name)) for name, kind in types.items()]
    return make_collection(
        layer.name, Provenance(text, text, "seeded", "CC0-1.0"), layer.frame.convert_dtypes(), "code", fields
    )


if __name__ == "__main__":
    main()
