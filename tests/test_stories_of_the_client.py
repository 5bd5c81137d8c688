"""The table of stories names journeys that there are."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

CLIENT = Path(__file__).parent / "client"
STORIES = {3, 4, 7, 8, 9, 10, 14, 15, 16, 17, 18, 20, 21, 22, 25}
"""Those that the client serves; the others are told on the command line or to programs."""


def test_every_journey_that_the_table_of_stories_names_is_there() -> None:
    rows = [line for line in (CLIENT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = [re.findall(r"`(test_\w+\.py)`: `(test_[\w*]+)`", row) for row in rows[1:]]
    assert all(named), "a story without a journey"
    assert {int(row.split("|")[1]) for row in rows[1:]} == STORIES
    for module, pattern in (journey for journeys in named for journey in journeys):
        tests = re.findall(r"^def (test_\w+)", (CLIENT / module).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert any(fnmatch(test, pattern) for test in tests), (module, pattern)
