"""A server with real workers: ``python -m tests.web.processes.serving ADDRESS PORT [SCHEDULER]``."""

from __future__ import annotations

import sys

import uvicorn
from tests.web.processes.application import make_app

from clusterplan.web.processes.dispatch import open_dispatcher
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database

if __name__ == "__main__":
    database = Database(sys.argv[1])
    settings = Settings(dask_scheduler=sys.argv[3] if len(sys.argv) > 3 else None)
    app = make_app(settings, database)
    app.state.jobs = open_dispatcher(settings, database)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
