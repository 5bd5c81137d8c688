"""A process that runs jobs until it is killed: ``python -m tests.web.jobs.dispatching ADDRESS``."""

from __future__ import annotations

import sys
import time

from tests.web.jobs.test_dispatcher import TOY, toy_question

from clusterplan.web.jobs import Child, Dispatcher, Limits
from clusterplan.web.state.database import Database

if __name__ == "__main__":
    limits = Limits(job=60, grace=60, lease=1.5, writes=0.1, retry=0.1)
    with Dispatcher(Database(sys.argv[1]), 2, toy_question, lambda asked: Child(asked, TOY), limits):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        time.sleep(600)
