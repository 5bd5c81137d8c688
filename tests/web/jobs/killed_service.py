"""The whole service with its real workers, to be killed: ``python -m tests.web.jobs.killed_service ADDRESS``."""

from __future__ import annotations

import functools
import sys

from pydantic import SecretStr

from clusterplan.web import Settings, serve
from clusterplan.web.jobs.oversee import Limits
from clusterplan.web.processes import dispatch

if __name__ == "__main__":
    vars(dispatch)["Limits"] = functools.partial(Limits, lease=3.0, writes=0.2)  # short, so that the test is
    settings = Settings(database=SecretStr(sys.argv[1]), port=0, host="127.0.0.1", log_level="error")

    def announce(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()

    serve(settings, announce)
