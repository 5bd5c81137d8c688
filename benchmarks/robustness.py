"""How long draws of the national plan take: `python -m benchmarks.robustness --draws 1000 --workers 2`."""

from __future__ import annotations

import argparse
import resource
import time
from statistics import median

from clusterplan.planning import known_plan
from clusterplan.planning.robustness import Robustness, RobustnessSettings, local_executor, robustness_of

__all__ = ["main"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="national", help="bundled name or file")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--influence", type=int, default=0, help="samples for the influence of inputs")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    known = known_plan(given.scenario)
    settings = RobustnessSettings(draws=given.draws, influence_samples=given.influence, seed=given.seed)
    before, started = _cpu_of_children(), time.monotonic()
    with local_executor(given.workers) as executor:
        answer = robustness_of(known, settings, executor, on_progress=_tell)
    _report(answer, time.monotonic() - started, _cpu_of_children() - before)


def _cpu_of_children() -> float:
    """Return processor seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tell(done: int, wanted: int, seconds: float) -> None:
    """Print a line for every hundredth draw."""
    if done % 100 == 0:
        print(f"{done} of {wanted}, {seconds:.0f} s", flush=True)


def _report(answer: Robustness, wall: float, cpu: float) -> None:
    """Print what was measured."""
    gaps = [draw.gap for draw in answer.draws if draw.gap is not None]
    print(f"wall {wall:.1f} s, processor time of the workers {cpu:.1f} s")
    print(f"draws {answer.draws_done}, with a plan {answer.draws_with_plan}, infeasible {answer.draws_infeasible}")
    print(f"at the node limit {answer.draws_at_node_limit}, undecided {answer.draws_undecided}")
    if gaps:
        print(f"gap: median {median(gaps):.4f}, largest {max(gaps):.4f}")
    print(f"assignments: {answer.assignments}; the plan breaks a rule in {answer.draws_breaking_rules} draws")


if __name__ == "__main__":
    main()
