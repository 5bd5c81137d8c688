"""The program of a child process: ``python -m clusterplan.web.jobs.worker``."""

from __future__ import annotations

import sys
import time
import traceback
from dataclasses import asdict

from clusterplan.errors import ClusterplanError, InternalError
from clusterplan.language import Text
from clusterplan.web.jobs.on_cluster import run_on_cluster
from clusterplan.web.jobs.protocol import Parent
from clusterplan.web.jobs.question import Question
from clusterplan.web.jobs.repairing import repair_of
from clusterplan.web.jobs.reports import Report, problem_of
from clusterplan.web.jobs.work import Desk, run

__all__ = ["main"]

_SECONDS_BETWEEN_REPORTS = 0.1


def main() -> None:
    """Do the job that the parent asks for, and tell it what came of it."""
    parent = Parent()
    told = 0.0

    def report(news: Report) -> None:
        nonlocal told
        percent, words, incumbent = news
        if incumbent is None and time.monotonic() - told < _SECONDS_BETWEEN_REPORTS:
            return
        told = time.monotonic()
        parent.tell({"report": {"progress": percent, "message": words._asdict(), "incumbent": incumbent}})

    question, desk = Question(**parent.question), Desk(report, lambda: parent.wants_stop)
    try:
        on_cluster = question.dask_scheduler is not None and question.process != "robustness"  # it spreads its draws
        parent.tell(asdict((run_on_cluster if on_cluster else run)(question, desk)))
    except ClusterplanError as error:
        parent.tell({"problem": problem_of(error) | repair_of(error, question)})
    except Exception as error:  # noqa: BLE001 - whatever it was, the job has to say so
        traceback.print_exc(file=sys.stderr)
        ours = Text(
            vi=f"Lỗi của chương trình: {type(error).__name__}.", en=f"The program failed: {type(error).__name__}."
        )
        parent.tell({"problem": problem_of(InternalError(ours))})


if __name__ == "__main__":
    main()
