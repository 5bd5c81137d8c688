"""How processes and jobs become part of an application."""

from __future__ import annotations

from fastapi import FastAPI

from clusterplan.web.jobs import Dispatcher
from clusterplan.web.processes import job_routes, process_routes
from clusterplan.web.processes.dispatch import open_dispatcher
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database

__all__ = ["CONFORMANCE", "add_processes"]

_CLASS = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf"
CONFORMANCE = tuple(f"{_CLASS}/{name}" for name in ("core", "ogc-process-description", "json", "job-list", "dismiss"))
"""Classes of the standard that are kept, for ``/conformance``."""


def add_processes(app: FastAPI, settings: Settings, database: Database) -> Dispatcher:
    """Let an application answer ``/processes`` and ``/jobs``.

    Parameters
    ----------
    app
        The application.
    settings
        How many jobs at once, for how long, and where.
    database
        Where the queue is.

    Returns
    -------
    Dispatcher
        To be entered while the application runs; routes find it as ``app.state.jobs``.
    """
    app.state.jobs = open_dispatcher(settings, database)
    app.include_router(process_routes.ROUTER)
    app.include_router(job_routes.ROUTER)
    jobs: Dispatcher = app.state.jobs
    return jobs
