"""What is made about a plan is made once, also for those who ask at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace
from typing import Any

from clusterplan.web.answers.memory import Memory

PLAN: Any = SimpleNamespace(digest="0123")


def test_those_who_ask_at_the_same_time_wait_for_the_first() -> None:
    memory, begun, go_on, made = Memory(), Event(), Event(), list[int]()

    def slowly() -> bytes:
        made.append(len(made))
        begun.set()
        go_on.wait(10)
        return b"pages"

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(memory.body, PLAN, "01-vi.pdf", slowly)
        assert begun.wait(10)
        others = [pool.submit(memory.body, PLAN, "01-vi.pdf", slowly) for _ in range(3)]
        go_on.set()
        assert {asked.result(10) for asked in (first, *others)} == {b"pages"}
    assert made == [0]


def test_a_failure_is_not_kept() -> None:
    memory = Memory()

    def fails() -> bytes:
        raise OSError

    with ThreadPoolExecutor(1) as pool:
        assert isinstance(pool.submit(memory.body, PLAN, "pdf", fails).exception(10), OSError)
        assert pool.submit(memory.body, PLAN, "pdf", lambda: b"pages").result(10) == b"pages"
