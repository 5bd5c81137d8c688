"""The child process: same answer, stops when asked, tells its errors, leaves nobody behind."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.optimisation.larger_problems import medium, slow_to_find, slow_to_prove
from tests.optimisation.small_problems import plan_of, three_units

from clusterplan.domain import Termination
from clusterplan.errors import InfeasibleError, InternalError, InterruptedPlanningError, NoPlanError
from clusterplan.optimisation import isolated
from clusterplan.optimisation.isolated import solve_isolated
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Progress
from clusterplan.optimisation.solve import solve_here

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Return a list that fills with the processes that the room starts."""
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return started


def members_of_group(group: int) -> list[int]:
    """Return the living processes of a process group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:  # it ended while we looked
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(entry.parent.name))
    return found


def wait_until(happens: Callable[[], bool]) -> None:
    """Wait until something happens, at most a minute."""
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline, "it did not happen within a minute"
        time.sleep(0.05)


class Stopper:
    """Asks to stop as soon as there is a plan."""

    def __init__(self) -> None:
        self.plan_is_there = False

    def listen(self, progress: Progress) -> None:
        self.plan_is_there = progress.incumbent is not None

    def should_stop(self) -> bool:
        return self.plan_is_there


def test_the_child_gives_the_same_answer_as_this_process() -> None:
    problem = medium()
    here, there = solve_here(problem), solve_isolated(problem)
    assert replace(there, seconds=here.seconds) == here


def test_progress_comes_through_with_phases_size_and_bounds() -> None:
    told: list[Progress] = []
    solution = solve_isolated(medium(), told.append)
    assert told[0].phase == "build"
    assert {progress.phase for progress in told} == {"build", "solve"}
    assert [progress.size for progress in told if progress.size] == [solution.size]
    optimum = solution.bound_millionths / 1_000_000
    assert all(progress.bound is None or progress.bound >= optimum - 1e-6 for progress in told)
    assert all(progress.incumbent is None or progress.incumbent <= optimum + 1e-6 for progress in told)
    assert told[-1].gap == pytest.approx(0, abs=1e-6)


def test_a_stop_returns_the_best_plan_with_its_gap(children: list[subprocess.Popen[bytes]]) -> None:
    problem, stopper = slow_to_prove(), Stopper()
    solution = solve_isolated(problem, stopper.listen, stopper.should_stop)
    plan = plan_of(problem, solution)
    assert plan.termination == "interrupted"
    assert plan.gap >= 0
    assert plan.metrics["candidate_sets"] > 0
    assert members_of_group(children[0].pid) == []


def test_a_stop_before_any_plan_says_so(children: list[subprocess.Popen[bytes]]) -> None:
    with pytest.raises(InterruptedPlanningError) as caught:
        solve_isolated(slow_to_find(), should_stop=lambda: True)
    assert caught.value.exit_code == 130
    assert members_of_group(children[0].pid) == []


def test_a_limit_before_any_plan_says_so() -> None:
    with pytest.raises(NoPlanError) as caught:
        solve_isolated(slow_to_find(time_limit_seconds=0.1))
    assert caught.value.exit_code == 4
    assert "0.1" in str(caught.value)
    assert caught.value.summary.vi.startswith("Hết 0.1 giây")


def test_a_deaf_child_is_killed_after_its_limit(
    monkeypatch: pytest.MonkeyPatch, children: list[subprocess.Popen[bytes]]
) -> None:
    monkeypatch.setattr(isolated, "_GRACE_SECONDS", -0.4)
    with pytest.raises(NoPlanError):
        solve_isolated(slow_to_find(time_limit_seconds=0.5))
    assert members_of_group(children[0].pid) == []


def test_a_contradiction_comes_through_with_its_words() -> None:
    impossible = three_units({"clusters": {"at_least": 4, "at_most": 4}})
    with pytest.raises(InfeasibleError) as here:
        solve_here(impossible)
    with pytest.raises(InfeasibleError) as there:
        solve_isolated(impossible)
    assert there.value.conflicts == here.value.conflicts
    assert there.value.lines("vi") == here.value.lines("vi")
    assert str(there.value) == str(here.value)


def test_a_killed_child_is_our_fault_and_says_so(children: list[subprocess.Popen[bytes]]) -> None:
    def kill(progress: Progress) -> None:
        if progress.phase == "solve":
            os.kill(children[0].pid, signal.SIGKILL)

    with pytest.raises(InternalError, match="ended without an answer"):
        solve_isolated(slow_to_prove(), kill)


def test_a_child_that_cannot_start_is_our_fault_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(InternalError, match="ended without an answer"):
        solve_isolated(medium())


def test_a_failure_inside_the_child_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle, "dump", lambda _problem, stream: stream.write(pickle.dumps("not a problem")))
    with pytest.raises(InternalError, match="AttributeError"):
        solve_isolated(three_units())


def test_modules_in_the_users_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('a file of the user was run')")
    monkeypatch.chdir(tmp_path)
    assert solve_isolated(three_units()).termination is Termination.OPTIMAL


def test_cbc_dies_with_the_child_that_started_it(children: list[subprocess.Popen[bytes]]) -> None:
    def cbc_is_running() -> bool:
        return bool(children) and len(members_of_group(children[0].pid)) > 1

    with pytest.raises(InterruptedPlanningError):
        solve_isolated(slow_to_find(name="COIN_CMD"), should_stop=cbc_is_running)
    assert members_of_group(children[0].pid) == []


SCRIPT = """
import os, subprocess, sys
from clusterplan.optimisation import isolated
from tests.optimisation.larger_problems import slower_to_prove

class Told(subprocess.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        print("child", self.pid, flush=True)

isolated.subprocess.Popen = Told

def tell(progress):
    if progress.incumbent is not None:
        print("plan", flush=True)

print("ended", isolated.solve_isolated(slower_to_prove(), tell).termination, flush=True)
"""


def planning_process() -> subprocess.Popen[str]:
    """Start a process that plans, and tells its child and its plans."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
        process_group=0,
    )


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """Read lines until one starts with a word; return the rest of that line."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(word):
            return line.removeprefix(word).strip()
    raise AssertionError(f"the process ended before it said {word!r}")


def test_ctrl_c_returns_the_best_plan() -> None:
    with planning_process() as process:
        child = int(read_until(process, "child"))
        read_until(process, "plan")
        process.send_signal(signal.SIGINT)
        assert read_until(process, "ended") == "interrupted"
        assert process.wait(60) == 0
    assert members_of_group(child) == []


def test_a_killed_parent_leaves_no_orphan() -> None:
    with planning_process() as process:
        child = int(read_until(process, "child"))
        read_until(process, "plan")
        process.kill()
        process.wait(60)
    wait_until(lambda: members_of_group(child) == [])


def test_the_problem_reaches_the_child_unchanged() -> None:
    problem: Problem = pickle.loads(pickle.dumps(medium()))
    assert problem.units == medium().units
    assert solve_here(problem).choice == solve_here(medium()).choice
