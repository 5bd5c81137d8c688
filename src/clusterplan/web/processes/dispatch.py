"""The dispatcher of a service: what its settings say of jobs."""

from __future__ import annotations

import os
from dataclasses import replace

from clusterplan.web.jobs import Dispatcher, Limits
from clusterplan.web.jobs.question import Question
from clusterplan.web.processes.asking import question_of
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.jobs import Job

__all__ = ["open_dispatcher"]


def open_dispatcher(settings: Settings, database: Database) -> Dispatcher:
    """Return the dispatcher of a service.

    Parameters
    ----------
    settings
        How many jobs at once, for how long, and where.
    database
        Where the queue is.

    Returns
    -------
    Dispatcher
        To be entered while the service runs.
    """
    processes = max(1, (os.cpu_count() or 1) // max(1, settings.job_workers))

    def question(job: Job) -> Question:
        asked = question_of(job.process, job.request["inputs"], database)
        return replace(asked, processes=processes, dask_scheduler=settings.dask_scheduler)

    return Dispatcher(database, settings.job_workers, question, limits=Limits(job=settings.job_seconds))
