"""``clusterplan missions``: records of missions and products, out to a sheet, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, PlanTarget, Quiet, command_group, terminal_of
from clusterplan.cli.missions_report import missions_report, record_report
from clusterplan.cli.plan_report import files_report
from clusterplan.cli.studies import plan_asked_about
from clusterplan.cli.terminal import Terminal
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning import KnownPlan
from clusterplan.planning.missions import MissionRecord, Missions, missions_of, read_missions, write_missions

__all__ = ["missions_commands"]

missions_commands = command_group("Records of missions and products / Hồ sơ nhiệm vụ và sản phẩm")


@missions_commands.command("show", help="Show what is known of each record / Xem những gì đã biết của từng hồ sơ")
def missions_show(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    record: Annotated[
        str | None, typer.Option("--record", "-r", help="One record with every field / Một hồ sơ với mọi mục")
    ] = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show all records in short, or one in full."""
    terminal = terminal_of(context, lang, as_json=as_json)
    known = _known(terminal, target, quiet=quiet)
    found = missions_of(known)
    if record is not None:
        found = found.model_copy(update={"records": (_named(found, record),)})
    report = missions_report if record is None else record_report
    terminal.answer(found.model_dump(mode="json", by_alias=True), lambda: report(found.records, terminal.language))


@missions_commands.command("export", help="Write the records to fill in / Ghi hồ sơ để điền tiếp (.xlsx, .csv)")
def missions_export(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=".xlsx, .csv; never replaced / .xlsx, .csv")
    ],
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write a sheet."""
    terminal = terminal_of(context, lang, as_json=as_json)
    known = _known(terminal, target, quiet=quiet)
    path = write_missions(missions_of(known).records, output)
    terminal.answer({"files": [str(path)]}, lambda: iter([files_report([path], terminal.language)]))


@missions_commands.command("check", help="Check a filled-in sheet / Kiểm tra tệp đã điền")
def missions_check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx or .csv / .xlsx hoặc .csv")],
    *,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Read a sheet; every fault is named by line and column."""
    terminal = terminal_of(context, lang, as_json=as_json)
    found = Missions(records=read_missions(file))
    terminal.answer(
        found.model_dump(mode="json", by_alias=True), lambda: missions_report(found.records, terminal.language)
    )


def _known(terminal: Terminal, target: str, *, quiet: bool) -> KnownPlan:
    """Return the plan of a folder or scenario."""
    with terminal.progress(quiet=quiet) as on_progress:
        return plan_asked_about(target, on_progress)


def _named(found: Missions, wanted: str) -> MissionRecord:
    """Return one record by its id."""
    for record in found.records:
        if record.id == wanted:
            return record
    ids = ", ".join(record.id for record in found.records)
    raise UsageError(
        Text(vi=f"Không có hồ sơ '{wanted}'.", en=f"There is no record '{wanted}'."),
        [Fault("--record", Text(vi=f"các mã: {ids}.", en=f"ids: {ids}."))],
    )
