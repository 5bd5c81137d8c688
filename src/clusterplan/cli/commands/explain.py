"""``clusterplan explain`` and ``clusterplan what-if``: questions to a plan."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, PlanTarget, Quiet, terminal_of
from clusterplan.cli.explanation_report import reasons_report, why_not_report, why_report
from clusterplan.cli.solving import end_stopped
from clusterplan.cli.studies import plan_asked_about
from clusterplan.cli.units import find_unit
from clusterplan.cli.what_if_report import what_if_report
from clusterplan.domain import TechnologyId
from clusterplan.errors import Fault, InfeasibleError, UsageError
from clusterplan.language import Text
from clusterplan.planning import KnownPlan
from clusterplan.planning.hand_made.names import directories
from clusterplan.planning.what_if import Changes, what_if
from clusterplan.planning.why import Asked, unit_reasons, why, why_not
from clusterplan.planning.why.rejected import SECONDS

__all__ = ["explain", "what_if_command"]


def explain(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    unit: Annotated[str, typer.Option("--unit", help="Code or exact name / Mã hoặc tên đúng của đơn vị")],
    technology: Annotated[
        str | None, typer.Option("--technology", help="Id or exact name; all if left out / Mã hoặc tên công nghệ")
    ] = None,
    losses: Annotated[
        bool, typer.Option("--losses", help="Without --technology: what each pair is worth / Giá trị của từng cặp")
    ] = False,
    seconds: Annotated[
        float, typer.Option(min=0, max=86_400, help="Time for smallest changes; 0: none / Thời gian tìm thay đổi, giây")
    ] = SECONDS,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Say why a unit gets a technology, or why not and what would change it."""
    terminal = terminal_of(context, lang, as_json=as_json)
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
        posed = known.posed
        code, _name = find_unit(unit, posed.facts.layer(posed.scenario.unit_layer))
        asked = Asked(known)
        if technology is None:
            reasons = unit_reasons(known, code, losses=losses, asked=asked)
            terminal.answer(
                reasons.model_dump(mode="json", by_alias=True), lambda: reasons_report(reasons, terminal.language)
            )
            return
        wanted = _technology(known, technology)
        cluster = asked.cluster_of(code)
        if cluster is not None and wanted in cluster.focuses:
            because = why(known, code, wanted, asked=asked)
            terminal.answer(
                because.model_dump(mode="json", by_alias=True), lambda: why_report(because, terminal.language)
            )
            return
        against = why_not(known, code, wanted, seconds=seconds, asked=asked, on_progress=on_progress)
    terminal.answer(against.model_dump(mode="json", by_alias=True), lambda: why_not_report(against, terminal.language))
    if against.was_interrupted:
        kept = Text(
            vi="Đã dừng theo yêu cầu; những gì tìm được đã được ghi ở trên.",
            en="Stopped as asked; what was found is above.",
        )
        end_stopped(terminal, kept)


def what_if_command(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Another limit / Giới hạn khác: rules.clusters.at_most=9"),
    ] = None,
    must: Annotated[
        list[str] | None,
        typer.Option("--must", metavar="UNIT:TECHNOLOGY", help="Has to be in the plan; also SITE:KIND / Phải có"),
    ] = None,
    must_not: Annotated[
        list[str] | None,
        typer.Option("--must-not", metavar="UNIT:TECHNOLOGY", help="Must not be in the plan / Không được có"),
    ] = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Change limits and locks of a plan's scenario; exit code 3 if no plan keeps them."""
    terminal = terminal_of(context, lang, as_json=as_json)
    changes = Changes(tuple(settings or ()), tuple(must or ()), tuple(must_not or ()))
    with terminal.progress(quiet=quiet) as on_progress:
        found = what_if(plan_asked_about(target, on_progress), changes, on_progress=on_progress)
    terminal.answer(found.model_dump(mode="json", by_alias=True), lambda: what_if_report(found, terminal.language))
    if found.objective_after is None:
        raise typer.Exit(InfeasibleError.exit_code)


def _technology(known: KnownPlan, typed: str) -> TechnologyId:
    """Return the technology that was typed, by id or exact name."""
    found = directories(known.posed.problem, known.posed.facts).technologies.find(typed, "--technology")
    if isinstance(found, Fault):
        raise UsageError(Text(vi=f"Không có công nghệ {typed}.", en=f"There is no technology {typed}."), [found])
    return found
