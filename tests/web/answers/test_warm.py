"""Children for what-if questions: how many, for how long, and that none outlives its use. No child is started here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from clusterplan.errors import ClusterplanError, InternalError, NoPlanError, UsageError
from clusterplan.language import Text
from clusterplan.planning.what_if import Changes
from clusterplan.web.answers.warm import Warm

KNOWN: Any = SimpleNamespace()
SAID = Text(vi="Không.", en="No.")


class Toy:
    """A child that answers what the test says, or never."""

    started: list[Toy]
    answers: Callable[[], Any]

    def __init__(self) -> None:
        self.opened, self.killed = 0, threading.Event()
        self.asked: list[Changes] = []
        Toy.started.append(self)

    def open(self, known: Any, seconds: float) -> None:
        assert (known, seconds > 0) == (KNOWN, True)
        self.opened += 1

    def ask(self, changes: Changes) -> None:
        self.asked.append(changes)

    def next_answer(self, seconds: float) -> Any:
        assert seconds == 0, "nobody waits in the loop that serves everybody"
        return Toy.answers()

    def kill(self) -> None:
        assert not self.killed.is_set(), "killed twice"
        self.killed.set()


@pytest.fixture(autouse=True)
def toys(monkeypatch: pytest.MonkeyPatch) -> list[Toy]:
    Toy.started, Toy.answers = [], staticmethod(lambda: None)
    monkeypatch.setattr("clusterplan.web.answers.warm.WhatIfChild", Toy)
    return Toy.started


def running(toys: list[Toy]) -> list[Toy]:
    return [toy for toy in toys if not toy.killed.is_set()]


def test_a_child_is_opened_once_and_asked_again(toys: list[Toy]) -> None:
    with Warm(2) as warm:
        first = warm.take("a", KNOWN)
        assert first is not None
        warm.give_back(first)
        assert warm.take("a", KNOWN) is first
        assert [toy.opened for toy in toys] == [1]
    assert running(toys) == []


def test_there_are_never_more_than_allowed_and_the_longest_unasked_makes_way(toys: list[Toy]) -> None:
    with Warm(2) as warm:
        one, other = warm.take("a", KNOWN), warm.take("a", KNOWN)
        assert (one is not other, warm.take("a", KNOWN), warm.take("b", KNOWN)) == (True, None, None)
        assert one is not None
        assert other is not None
        warm.give_back(other)
        warm.give_back(one)
        third = warm.take("b", KNOWN)
        assert third is not None
        assert running(toys) == [one.child, third.child]  # type: ignore[comparison-overlap]


def test_a_child_that_nobody_asks_ends_by_itself(toys: list[Toy]) -> None:
    with Warm(1, idle_seconds=0.01) as warm:
        one = warm.take("a", KNOWN)
        assert one is not None
        warm.give_back(one)
        assert toys[0].killed.wait(10)
        again = warm.take("a", KNOWN)
        assert again is not None
        assert again is not one


def test_a_child_that_cannot_be_opened_leaves_its_place_to_another(
    toys: list[Toy], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise MemoryError

    with Warm(1) as warm:
        with monkeypatch.context() as patch:
            patch.setattr(Toy, "open", fail)
            with pytest.raises(MemoryError):
                warm.take("a", KNOWN)
        assert running(toys) == []
        assert warm.take("a", KNOWN) is not None


def test_what_was_ended_is_not_kept(toys: list[Toy]) -> None:
    with Warm(1) as warm:
        one = warm.take("a", KNOWN)
        assert one is not None
        warm.end(one)
        warm.end(one)
        warm.give_back(one)
        assert warm.take("a", KNOWN) is not one


# --- over HTTP


@pytest.fixture
def ask(service: TestClient, address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    app: Any = service.app
    with Warm(1, seconds=0.05) as warm:
        monkeypatch.setattr(app.state.service, "warm", warm)
        monkeypatch.setattr(app.state.service.memory, "known", lambda _stored: KNOWN)
        yield lambda content: service.post(f"{address}/what-if", json=content)


def test_a_question_reaches_the_child_as_it_was_asked(ask: Callable[..., Any], toys: list[Toy]) -> None:
    Toy.answers = staticmethod(lambda: UsageError(SAID))
    answer = ask({"must": ["48:S05"], "must_not": ["01:S02"], "settings": ["rules.clusters.at_most=7"]})
    assert (answer.status_code, answer.json()["detail"]) == (400, "No.")
    assert toys[0].asked == [Changes(("rules.clusters.at_most=7",), ("48:S05",), ("01:S02",))]
    assert len(running(toys)) == 1, "a wrong question is not the child's fault"


@pytest.mark.parametrize("content", [{"must": "48:S05"}, {"force": ["48:S05"]}, {"must": ["x" * 201]}, {"must": [1]}])
def test_what_is_no_question_starts_no_child(ask: Callable[..., Any], content: Any, toys: list[Toy]) -> None:
    assert ask(content).status_code == 400
    assert toys == []


@pytest.mark.parametrize(
    ("said", "status", "left"), [(None, 504, 0), (NoPlanError(SAID), 504, 1), (InternalError(SAID), 500, 0)]
)
def test_no_answer_in_time_and_a_broken_child_are_told_and_the_child_is_gone(
    ask: Callable[..., Any], toys: list[Toy], said: ClusterplanError | None, status: int, left: int
) -> None:
    def tell() -> Any:
        if isinstance(said, InternalError):
            raise said
        return said

    Toy.answers = staticmethod(tell)
    with capture_logs():  # the trace of a failure tells the whole plan, slowly
        assert ask({"must": ["48:S05"]}).status_code == status
    assert len(running(toys)) == left
