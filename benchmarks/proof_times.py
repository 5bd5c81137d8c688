"""How long the product takes to a plan within one per cent and to a proof, beside other formulations.

Run ``python -m benchmarks.proof_times --help``; ``benchmarks/README.md`` says how to read the table.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.allocation import machine, measure_apart
from benchmarks.what_if import ask_all

from clusterplan.errors import ClusterplanError
from clusterplan.optimisation.isolated import solve_isolated
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.problem import pose_problem
from clusterplan.planning.scenarios import load_scenario

__all__ = ["ROWS", "main"]

_HERE = Path(__file__).parent
_WEIGHTINGS = (0.2, 0.35, 0.5, 0.65, 0.8)
_ONE_PER_CENT = 0.01
_OTHERS = {"plain": "set-and-focus, HiGHS at once", "compact": "hub-and-member, HiGHS at once"}


@dataclass(frozen=True)
class Row:
    """An instance with its targets."""

    scenario: str
    """Name of a bundled scenario, or of a file in ``benchmarks/scenarios``."""
    title: str
    near: float
    """Seconds to a gap of one per cent that are aimed at."""
    proven: float
    """Seconds to a proof that are aimed at."""


ROWS = (
    Row("national", "national, at most one cluster per unit, up to four members", 0.5, 1),
    Row("exactly-one-ten-pairs", "exactly one cluster per unit, ten synergy pairs", 1, 2),
    Row("six-members", "the same, up to six members", 3, 10),
    Row("former-provinces", "63 former provinces, up to five members", 5, 20),
    Row("products", "30 products as focuses", 10, 60),
    Row("all-rules-by-year", "every rule on, four resources by year, start years 2026-2030", 10, 60),
)


@dataclass(frozen=True)
class Run:
    """One solve by the product, in its own process. Times are wall times in seconds."""

    scenario: str
    relative: float
    termination: str
    near: float | None
    """Until the gap was one per cent, building included."""
    solved: float | None
    """Until the answer, building included."""
    process: float
    """Until the child process had started, answered and ended."""
    objective: float | None
    bound: float | None
    others: dict[str, Any]
    """Measurements of the other methods by their name."""


def main(arguments: list[str] | None = None) -> None:
    """Measure every row, and write a table and the figures.

    Parameters
    ----------
    arguments
        Command line; that of the process if none is given.
    """
    options = _parser().parse_args(arguments)
    rows = [row for row in ROWS if not options.row or row.scenario in options.row]
    runs = [run for row in rows for run in _runs(row, options)]
    asked = ask_all(_problem("national", 0.5)) if options.what_if else None
    text = "\n".join(_lines(rows, runs, asked, options))
    print(text)
    if options.output:
        options.output.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
        content = {
            "machine": machine(),
            "others_time_limit": options.others_time_limit,
            "peak_memory_mib": _peak_memory(),
            "runs": [asdict(run) for run in runs],
            "what_if": asked,
        }
        options.output.with_suffix(".json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proof_times", description=__doc__)
    parser.add_argument("--row", action="append", help="only this scenario; may be repeated")
    parser.add_argument("--relative", action="append", type=float, help="only this weighting; may be repeated")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds for the product (120)")
    parser.add_argument(
        "--others-time-limit", type=float, default=60.0, help="seconds for each other method; 0 leaves them out (60)"
    )
    parser.add_argument("--no-what-if", dest="what_if", action="store_false", help="leave out the questions")
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    default = _HERE / "results" / f"{today}-proof-times"
    parser.add_argument("--output", type=Path, default=default, help="files without their suffix")
    return parser


def _scenario_file(name: str) -> str | None:
    """Return what to load for a row; None if its file is not there."""
    path = _HERE / "scenarios" / f"{name}.yaml"
    if name == "national":
        return name
    return str(path) if path.is_file() else None


def _problem(name: str, relative: float) -> Problem:
    """Return the problem of a row at one weighting."""
    scenario = load_scenario(_scenario_file(name) or name)
    score = scenario.score.model_copy(update={"relative": relative})
    return pose_problem(scenario.model_copy(update={"score": score})).problem


def _runs(row: Row, options: argparse.Namespace) -> Iterator[Run]:
    """Yield the runs of a row; none if its scenario is missing."""
    if _scenario_file(row.scenario) is None:
        return
    for relative in options.relative or _WEIGHTINGS:
        problem = _problem(row.scenario, relative)
        run = _by_product(row.scenario, relative, _limited(problem, options.time_limit))
        others = {}
        if options.others_time_limit:
            for name, method in _OTHERS.items():
                others[name] = asdict(measure_apart(method, problem, options.others_time_limit))
        yield replace(run, others=others)


def _limited(problem: Problem, seconds: float) -> Problem:
    """Return a problem with another time limit."""
    solver = problem.scenario.solver.model_copy(update={"time_limit_seconds": seconds})
    return replace(problem, scenario=problem.scenario.model_copy(update={"solver": solver}))


def _by_product(name: str, relative: float, problem: Problem) -> Run:
    """Solve as ``clusterplan solve`` does."""
    near: list[float] = []
    values: list[float] = []

    def listen(progress: Progress) -> None:
        if progress.incumbent is not None:
            values.append(progress.incumbent)
        if progress.gap is not None and progress.gap <= _ONE_PER_CENT:
            near.append(progress.seconds)

    started = time.monotonic()
    try:
        solution = solve_isolated(problem, listen)
    except ClusterplanError as error:
        return Run(name, relative, type(error).__name__, None, None, time.monotonic() - started, None, None, {})
    ended = time.monotonic()
    return Run(
        scenario=name,
        relative=relative,
        termination=solution.termination.value,
        near=min([*near, solution.seconds]) if near or solution.termination == "optimal" else None,
        solved=solution.seconds,
        process=ended - started,
        objective=values[-1] if values else None,
        bound=solution.bound_millionths / 1_000_000,
        others={},
    )


def _lines(
    rows: list[Row], runs: list[Run], asked: dict[str, Any] | None, options: argparse.Namespace
) -> Iterator[str]:
    """Yield the table in Markdown."""
    yield f"{machine()}; peak memory of a solve {_peak_memory()} MiB"
    yield "Wall seconds, median (worst) of the weightings; building the model is included."
    yield ""
    yield "| instance | gap <= 1 %, target | proven, target | whole process | plain | compact |"
    yield "|---|--:|--:|--:|--:|--:|"
    for row in rows:
        mine = [run for run in runs if run.scenario == row.scenario]
        if not mine:
            yield f"| {row.title} | *scenario file `{row.scenario}.yaml` is missing* | | | | |"
            continue
        near = _median_and_worst([run.near for run in mine], row.near)
        is_proven = [run.solved if run.termination == "optimal" else None for run in mine]
        process = _median_and_worst([run.process for run in mine])
        others = " | ".join(_other(mine, name, options.others_time_limit) for name in _OTHERS)
        yield f"| {row.title} | {near} | {_median_and_worst(is_proven, row.proven)} | {process} | {others} |"
    if asked is not None:
        near, proven = _median_and_worst(asked["near"], 0.3), _median_and_worst(asked["proven"], 0.5)
        fresh = _median_and_worst(asked["afresh"])
        title = f"one lock or limit changed on the solved national plan, {len(asked['proven'])} questions"
        yield f"| {title} | {near} | {proven} | solved afresh {fresh} | - | - |"


def _median_and_worst(seconds: list[float | None], target: float | None = None) -> str:
    """Return median and worst of some times; a run that did not get there is the worst."""
    known = sorted(second for second in seconds if second is not None)
    missing = len(seconds) - len(known)
    median = statistics.median([*known, *[float("inf")] * missing])
    worst = "never" if missing else f"{known[-1]:.2f}"
    shown = "never" if median == float("inf") else f"{median:.2f}"
    return f"{shown} ({worst})" + (f", {target:g}" if target is not None else "")


def _other(runs: list[Run], name: str, limit: float) -> str:
    """Return what another method did: the median time to its proof, or the median gap at its limit."""
    found = [run.others[name] for run in runs if name in run.others]
    if not found:
        return "-"
    proven = [one["build_seconds"] + one["solve_seconds"] for one in found if one["termination"] == "optimal"]
    if len(proven) == len(found):
        return _median_and_worst(list(proven))
    gaps = [
        (one["bound"] - one["objective"]) / max(1.0, abs(one["objective"]))
        for one in found
        if one["objective"] is not None and one["bound"] is not None
    ]
    gap = f", median gap of the others {statistics.median(gaps):.0%}" if gaps else ""
    return f"{len(proven)} of {len(found)} within {limit:g} s{gap}"


def _peak_memory() -> int:
    """Return the largest resident memory of a child process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


if __name__ == "__main__":
    main()
