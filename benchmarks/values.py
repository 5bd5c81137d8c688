"""The whole time of the table of values of a plan: ``python -m benchmarks.values [SCENARIO [WORKERS]]``."""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter

from clusterplan.planning import known_plan
from clusterplan.planning.values import study_values

__all__ = ["main"]


def main() -> None:
    """Print the time to the plan, the time of its whole table, and how much of the table is proven."""
    parser = argparse.ArgumentParser(description="Time of the whole table of values of a plan.")
    parser.add_argument("target", nargs="?", default="national", help="scenario, or folder of a solve")
    parser.add_argument("workers", nargs="?", type=int, default=2, help="processes")
    given = parser.parse_args()
    started = time.monotonic()
    known = known_plan(given.target)
    solved = time.monotonic()
    values = study_values(known, workers=given.workers)
    seconds = time.monotonic() - solved
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    losses = Counter(value.loss.state for value in values.replacement_values)
    gains = Counter(gain.state for p in values.rule_prices for gain in (p.gain, p.gain_of_a_step) if gain)
    print(f"plan: {solved - started:.1f} s")
    print(f"whole table: {seconds:.1f} s wall with {given.workers} processes")
    print(f"user time of all child processes, the plan's included: {used.ru_utime:.1f} s")
    print(f"replacement values: {dict(losses)}; prices: {dict(gains)}")
    for count in values.summary:
        print(f"without {count.without}: {count.fates} of {count.focuses} focuses")


if __name__ == "__main__":
    main()
