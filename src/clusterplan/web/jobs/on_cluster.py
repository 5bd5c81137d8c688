"""Do the work of a job on a Dask cluster: the same ``run``, with its reports and stops over the network."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from typing import Any

from clusterplan.language import Text
from clusterplan.planning.robustness import dask_client
from clusterplan.web.jobs.question import Question
from clusterplan.web.jobs.reports import Report
from clusterplan.web.jobs.work import Answer, Desk, run

__all__ = ["run_on_cluster"]

_SECONDS = 0.5
_WAITING = Text(vi="Chờ cụm Dask", en="Waiting for the Dask cluster")


def run_on_cluster(question: Question, desk: Desk) -> Answer:
    """Do what a job asks for on a Dask cluster.

    A solve ends on the cluster too when it is stopped, or when this process ends: its worker sees within a second that
    nobody waits for it any more.

    Parameters
    ----------
    question
        The job, with the address of the scheduler.
    desk
        Who is told about it.

    Returns
    -------
    Answer
        As of :func:`~clusterplan.web.jobs.work.run`.

    Raises
    ------
    ClusterplanError
        What the use case raises, or that the cluster cannot be used.
    """
    from distributed import Event  # an extra: most planners never need it

    assert question.dask_scheduler is not None, "there is a cluster"
    topic = f"clusterplan-job-{uuid.uuid4().hex}"
    with dask_client(question.dask_scheduler) as client:
        client.subscribe_topic(topic, lambda event: desk.report(_report(event[1])))
        stop = Event(topic, client=client)  # type: ignore[no-untyped-call]
        desk.report((0, _WAITING, None))
        future = client.submit(_on_worker, replace(question, dask_scheduler=None), topic, pure=False, key=topic)
        while True:
            try:
                answer: Answer = future.result(timeout=_SECONDS)
            except TimeoutError:
                if desk.should_stop():
                    stop.set()  # type: ignore[no-untyped-call]
            else:
                return answer


def _on_worker(question: Question, topic: str) -> Answer:
    """Do the work on a worker of the cluster."""
    from distributed import Event, get_worker

    worker: Any = get_worker()
    stop: Any = Event(topic, client=worker.client)  # type: ignore[no-untyped-call]
    looked, found = [0.0], [False]

    def report(news: Report) -> None:
        percent, words, incumbent = news
        worker.log_event(topic, {"progress": percent, "message": words._asdict(), "incumbent": incumbent})

    def should_stop() -> bool:
        if not found[0] and time.monotonic() - looked[0] > _SECONDS:
            found[0] = _is_unwanted(worker, topic) or stop.is_set()
            looked[0] = time.monotonic()
        return found[0]

    return run(question, Desk(report, should_stop))


def _is_unwanted(worker: Any, key: str) -> bool:
    """Tell whether whoever wanted the answer is gone: the scheduler then takes the task back."""
    task = worker.state.tasks.get(key)
    return task is None or task.state in ("cancelled", "released", "forgotten")


def _report(message: Any) -> Report:
    return message["progress"], Text(**message["message"]), message["incumbent"]
