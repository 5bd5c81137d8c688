"""Compare two plans, each of a folder, a file or a scenario, and gather what is needed to show what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from clusterplan.domain import Plan, Technology, Termination
from clusterplan.errors import Fault, InterruptedPlanningError, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.differences import differences_between
from clusterplan.planning.facts import Facts
from clusterplan.planning.plan import make_plan
from clusterplan.planning.scenarios import load_scenario
from clusterplan.publishing import SourceLine
from clusterplan.publishing.comparison import Comparison, ComparisonPublication

__all__ = ["compare_plans"]

_DRAWN = ("archipelagos", "neighbours", "sites")


def compare_plans(
    before: str,
    after: str,
    *,
    facts: Facts | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> ComparisonPublication:
    """Compare two plans, each of a folder, a ``plan.json`` or a scenario, which is solved first.

    Parameters
    ----------
    before, after
        Folder with ``plan.json``, the file itself, name of a bundled scenario, or a scenario file.
    facts
        The data; today's if none are given. Plans may have been made of other data; the answer says so.
    on_progress
        Told about phases, incumbents and bounds of a solve.
    should_stop
        Asked ten times a second; true stops a solver.

    Returns
    -------
    ComparisonPublication
        The answer, with the layers and names to show it.

    Raises
    ------
    UsageError
        If one is no plan, or the two are of different units or of lists without a crosswalk.
    InterruptedPlanningError
        If a solve was stopped: half a plan is not compared.
    """
    facts = facts or Facts()
    plans = [_plan_of(target, facts, on_progress, should_stop) for target in (before, after)]
    comparison = differences_between(plans[0], plans[1], facts)
    layers = {comparison.after.scenario.unit_layer: facts.layer(comparison.after.scenario.unit_layer)}
    drawn = {*_DRAWN, *layers}
    return ComparisonPublication(
        comparison=comparison,
        plans=(plans[0], plans[1]),
        layers={**layers, **{name: facts.layer(name) for name in _DRAWN}},
        technologies=tuple(_technologies(comparison, plans, facts)),
        sources=tuple(
            SourceLine(record.title, record.source, record.licence, drawn=record.kind == "layer")
            for record in facts.records_read()
            if record.id in drawn or record.id == "technology_crosswalk"
        ),
    )


def _plan_of(
    target: str,
    facts: Facts,
    on_progress: Callable[[Progress], None] | None,
    should_stop: Callable[[], bool] | None,
) -> Plan:
    """Return the plan of a folder, a file or a scenario."""
    path = Path(target)
    if path.is_dir():
        path = path / "plan.json"
    if path.suffix == ".json":
        return _read_plan(path)
    own = Facts(layers=facts.layers)  # each manifest names what its own scenario read
    plan = make_plan(load_scenario(target), facts=own, on_progress=on_progress, should_stop=should_stop).plan
    if plan.termination is Termination.INTERRUPTED:
        raise InterruptedPlanningError(
            Text(
                vi=f"Đã dừng khi đang giải {target}; chưa so sánh.",
                en=f"Stopped while {target} was being solved; nothing was compared.",
            )
        )
    return plan


def _read_plan(path: Path) -> Plan:
    try:
        return Plan.from_json(path.read_bytes())
    except (OSError, ValidationError) as wrong:
        missing = isinstance(wrong, FileNotFoundError)
        what = (
            Text(vi="không có tệp này.", en="there is no such file.")
            if missing
            else Text(vi="không phải plan.json.", en="it is not a plan.json.")
        )
        advice = Text(
            vi="Cần thư mục của một lần giải, tệp plan.json, hoặc tên kịch bản.",
            en="A folder of a solve, a plan.json or a scenario is needed.",
        )
        raise UsageError(
            Text(vi=f"Không đọc được phương án {path}.", en=f"The plan {path} cannot be read."),
            [Fault(str(path), what, advice)],
        ) from wrong


def _technologies(comparison: Comparison, plans: Iterable[Plan], facts: Facts) -> Iterator[Technology]:
    """Yield every technology that the comparison or one of the plans may name."""
    schemes = {comparison.technology_scheme, *(plan.scenario.technology_scheme for plan in plans)}
    for scheme in sorted(schemes):
        yield from facts.technologies(scheme)
        yield from facts.technologies(scheme, "products")
