"""Compare formulations and solvers on the same problems, in the same run, on this machine.

Run ``python -m benchmarks.allocation --help``; ``benchmarks/README.md`` says how to read the table.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import platform
import signal
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.methods import METHODS, Measurement, measure
from benchmarks.synthetic import synthetic_problem
from rich.console import Console
from rich.table import Table

from clusterplan.optimisation.problem import Problem
from clusterplan.planning.problem import pose_problem
from clusterplan.planning.scenarios import load_scenario

__all__ = ["INSTANCES", "machine", "main", "measure_apart"]

_GRACE_SECONDS = 15.0
"""How long after its limit a run may take to come back before it is killed: HiGHS is deaf in presolve."""

INSTANCES = ("national", "synthetic-34x11", "synthetic-63x11")


@dataclass(frozen=True)
class Result:
    """The repeated runs of one method on one problem."""

    instance: str
    method: str
    runs: tuple[Measurement, ...]

    def median(self, field: str) -> float | None:
        """Return the median of a figure over the runs that know it."""
        known = [value for value in (getattr(run, field) for run in self.runs) if value is not None]
        return statistics.median(known) if known else None

    @property
    def terminations(self) -> str:
        """How the runs ended, each ending once."""
        return ", ".join(sorted({run.termination for run in self.runs}))


def main(arguments: list[str] | None = None) -> None:
    """Measure, print a table, and write the figures as JSON if asked to.

    Parameters
    ----------
    arguments
        Command line; that of the process if none is given.
    """
    options = _parser().parse_args(arguments)
    console = Console(width=150)
    console.print(machine())
    results = []
    for result in _results(options):
        results.append(result)
        console.print(f"{result.instance}: {result.method}: {result.terminations}", style="dim", highlight=False)
    console.print(_table(results))
    if options.output:
        rows = [{"instance": r.instance, "method": r.method, **_row(run)} for r in results for run in r.runs]
        text = json.dumps({"machine": machine(), "time_limit": options.time_limit, "runs": rows}, indent=2)
        options.output.write_text(text + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.allocation", description=__doc__)
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each solve (60)")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each method; the table shows medians (1)")
    parser.add_argument("--instance", action="append", choices=INSTANCES, help="only these; may be repeated")
    parser.add_argument("--method", action="append", help="only methods whose name contains this; may be repeated")
    parser.add_argument("--output", type=Path, help="file for every single run, as JSON")
    return parser


def _results(options: argparse.Namespace) -> Iterator[Result]:
    """Yield the result of every chosen method on every chosen problem."""
    for instance in options.instance or INSTANCES:
        problem = _problem(instance)
        for method in METHODS:
            if not options.method or any(part in method for part in options.method):
                runs = (measure_apart(method, problem, options.time_limit) for _ in range(options.repeat))
                yield Result(instance, method, tuple(runs))


def _problem(instance: str) -> Problem:
    """Return the problem of an instance's name."""
    if instance == "national":
        return pose_problem(load_scenario("national")).problem
    units, technologies = (int(number) for number in instance.removeprefix("synthetic-").split("x"))
    return synthetic_problem(units, technologies, sites=147)


def measure_apart(method: str, problem: Problem, time_limit: float) -> Measurement:
    """Measure in a process of its own, which is killed if it does not come back.

    Parameters
    ----------
    method
        Name of the method.
    problem
        The problem.
    time_limit
        Seconds for the solver.

    Returns
    -------
    Measurement
        What the method did.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure_and_send, args=(sender, method, problem, time_limit))
    process.start()
    sender.close()
    try:
        if receiver.poll(2 * time_limit + _GRACE_SECONDS):  # building counts too
            found: Measurement = receiver.recv()
            return found
    except EOFError:
        return Measurement(0, 0, 0.0, 0.0, "failed")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.ident or 0, signal.SIGKILL)
        process.kill()
        process.join()
    return Measurement(0, 0, 0.0, 2 * time_limit + _GRACE_SECONDS, "killed")


def _measure_and_send(sender: Connection, method: str, problem: Problem, time_limit: float) -> None:
    """Measure in this process, as the head of a group that CBC belongs to."""
    os.setpgid(0, 0)
    sender.send(measure(method, problem, time_limit))


def _table(results: list[Result]) -> Table:
    """Return the table of medians."""
    table = Table(title="Medians; objective and bound in points, times in seconds of wall time")
    for name in ("instance", "method"):
        table.add_column(name)
    for name in ("columns", "rows", "build", "solve", "whole", "objective", "bound", "gap", "ended"):
        table.add_column(name, justify="right")
    for result in results:
        table.add_row(
            result.instance,
            result.method,
            _number(result.median("columns"), ".0f"),
            _number(result.median("rows"), ".0f"),
            _number(result.median("build_seconds"), ".2f"),
            _number(result.median("solve_seconds"), ".2f"),
            _number(result.median("seconds"), ".2f"),
            _number(result.median("objective"), ".6f"),
            _number(result.median("bound"), ".6f"),
            _number(result.median("gap"), ".2%"),
            result.terminations,
        )
    return table


def _number(value: float | None, shape: str) -> str:
    """Return a number, or a dash where nothing is known."""
    return "-" if value is None else format(value, shape)


def _row(run: Measurement) -> dict[str, Any]:
    """Return one run with what is derived from it."""
    return {**asdict(run), "seconds": run.seconds, "gap": run.gap}


def machine() -> str:
    """Return what the figures depend on.

    Returns
    -------
    str
        Cores, architecture, versions and load.
    """
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("pulp", "highspy", "cbcbox"))
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {python}, {versions}; load average {load}"


if __name__ == "__main__":
    main()
