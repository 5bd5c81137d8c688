"""What each bundled scenario decided when its golden file was last written, one cluster or facility a line.

A change that is not about these scenarios must leave the files alone. A change of data or of a default rewrites them:
``PYTHONPATH=src python -m tests.planning.bundled_plans``; read the difference and say in the changelog why.
"""

from __future__ import annotations

from pathlib import Path

from clusterplan.domain import Plan
from clusterplan.planning import bundled_scenarios, load_scenario, make_plan

GOLDEN = Path(__file__).parents[1] / "golden" / "plans"


def decisions_of(plan: Plan) -> str:
    """Return objective, clusters and facilities as text that a person can compare."""
    terms = ", ".join(f"{name} {value:.6f}" for name, value in plan.objective_terms.items())
    clusters = (
        f"{cluster.id} {cluster.hub}: {' '.join(cluster.members)} | {' '.join(cluster.focuses)}"
        for cluster in plan.clusters
    )
    facilities = (
        f"{facility.site_id} {facility.kind.value}: {' '.join(facility.technologies)}" for facility in plan.facilities
    )
    inputs = f"inputs: {' '.join(plan.manifest.inputs)}"
    return "\n".join([f"objective {plan.objective:.6f}: {terms}", *clusters, *facilities, inputs, ""])


def recorded(name: str) -> str:
    """Return the golden decisions of a bundled scenario."""
    return (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name in bundled_scenarios():
        (GOLDEN / f"{name}.txt").write_text(decisions_of(make_plan(load_scenario(name)).plan), encoding="utf-8")
