"""A planner who changes one scenario again and again. ``python -m tests.web.state.writing ADDRESS NAME CHANGES``."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.web.state.samples import document

from clusterplan.web.principal import Principal
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import StaleVersionError
from clusterplan.web.state.scenarios import ScenarioStore


def write_scenario(database: Database, name: str, changes: int, all_have_read: Callable[[], object] = int) -> int:
    """Make a number of changes, reading anew whenever somebody was faster; return how often that was."""
    store, stale, done = ScenarioStore(database), 0, 0
    while done < changes:
        read = store.get("shared").version
        if not stale and not done:
            all_have_read()
        text = f"{document('shared')}  # made from {read}"
        try:
            store.update(Principal(name, name), "shared", text, read, f"change {done}")
            done += 1
        except StaleVersionError:
            stale += 1
    return stale


if __name__ == "__main__":
    opened = Database(sys.argv[1])
    write_scenario(opened, sys.argv[2], int(sys.argv[3]))
    opened.close()
