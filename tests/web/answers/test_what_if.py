"""What-if questions on the national scenario, from real children of a real server."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
import uvicorn
from tests.answers import conforming

from clusterplan.optimisation.problem import Problem
from clusterplan.planning import PlanningResult
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.other_limits import with_other_limits
from clusterplan.planning.problem import pose_problem
from clusterplan.planning.what_if import Changes, changed_scenario, what_if
from clusterplan.web import Settings, create_app
from clusterplan.web.principal import LOCAL_PLANNER
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plans import PlanStore

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "changes",
    [
        Changes(must=("48:S05", "L11:key_laboratory"), must_not=("01:S02",)),
        Changes(settings=("rules.clusters.at_most=7", "rules.facilities.test_centre=2", "rules.pioneering=false")),
        Changes(settings=("candidates.strong_score=0.5",)),
    ],
)
def test_other_limits_pose_the_same_problem_as_reading_everything_again(
    solved: PlanningResult, changes: Changes
) -> None:
    scenario = changed_scenario(KnownPlan(solved.plan, solved.posed), changes)
    fast, whole = with_other_limits(solved.posed, scenario), pose_problem(scenario, solved.posed.facts)
    assert fast.scenario == whole.scenario
    for field in fields(Problem):
        one, other = getattr(fast.problem, field.name), getattr(whole.problem, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
        else:
            assert one == other, field.name


@pytest.fixture(scope="module")
def plan_address(solved: PlanningResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the plan on a server that may have one child."""
    settings = Settings(state_folder=tmp_path_factory.mktemp("live"), port=0, job_workers=0, what_if_processes=1)
    database = Database(settings.database_url)
    migrate(database)
    plan_id = PlanStore(database).add(LOCAL_PLANNER, solved.plan, solved.posed.scenario).id
    database.close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/plans/{plan_id}"
        server.should_exit = True
        thread.join(60)
    assert children() == []


def children() -> list[int]:
    """Return the children of this process that answer what-if questions."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.name != str(os.getpid()):
            try:
                command = (entry / "cmdline").read_bytes().split(b"\0")
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue  # it has ended meanwhile
            if b"clusterplan.planning.what_if_child" in command and parent == str(os.getpid()):
                found.append(int(entry.name))
    return found


def test_an_answer_is_that_of_the_command_and_the_child_stays(plan_address: str, solved: PlanningResult) -> None:
    settings = ["rules.clusters.at_most=9", "solver.gap_limit=0"]
    question = {"must": ["48:S05"], "settings": settings}
    answer = httpx.post(f"{plan_address}/what-if", json=question, timeout=120)
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert conforming(found) == "what-if"
    changes = Changes(tuple(settings), ("48:S05",))
    expected = what_if(KnownPlan(solved.plan, solved.posed), changes).model_dump(mode="json", by_alias=True)
    telling = ("changes_vi", "objective_before", "difference_at_least", "difference_at_most", "clash", "is_simulated")
    assert {name: found[name] for name in telling} == {name: expected[name] for name in telling}
    gained = [(move["unit"], move["technology"]) for move in found["moves"] if move["action"] == "gained"]
    assert ("48", "S05") in gained
    (child,) = children()
    assert httpx.post(f"{plan_address}/what-if", json=question, timeout=120).json() == found
    assert children() == [child]


def test_locks_that_clash_are_named_in_both_languages_with_a_repair(plan_address: str) -> None:
    question = {"must": ["01:S02"], "must_not": ["24:S02"]}
    found = httpx.post(f"{plan_address}/what-if", json=question, timeout=120).json()
    assert found["objective_after"] is None
    assert any("khóa" in name for name in found["clash"]["names_vi"])
    assert any("lock" in name for name in found["clash"]["names_en"])
    assert found["repair_vi"]


def test_a_wrong_place_is_told_with_a_suggestion(plan_address: str) -> None:
    answer = httpx.post(f"{plan_address}/what-if", json={"must": ["48:S99"]}, timeout=120)
    assert (answer.status_code, "Did you mean" in answer.json()["faults"][0]) == (400, True)


def test_a_question_whose_sender_has_gone_is_stopped_and_the_next_is_answered(plan_address: str) -> None:
    with pytest.raises(httpx.TimeoutException):
        httpx.post(f"{plan_address}/what-if", json={"settings": ["candidates.max_members=5"]}, timeout=1.0)
    until = time.monotonic() + 60
    while children() and time.monotonic() < until:
        time.sleep(0.05)
    assert children() == []
    assert httpx.post(f"{plan_address}/what-if", json={"must": ["48:S05"]}, timeout=120).status_code == 200
