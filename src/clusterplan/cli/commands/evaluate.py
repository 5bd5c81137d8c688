"""``clusterplan evaluate``: hold a list made by hand against a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, Quiet, terminal_of
from clusterplan.cli.evaluation_report import evaluation_report
from clusterplan.cli.outcome import prepare_folder, with_evaluation, write_plan
from clusterplan.cli.plan_report import files_report
from clusterplan.cli.solving import reason_written
from clusterplan.cli.studies import answer_with_files
from clusterplan.errors import Fault, InfeasibleError, UsageError
from clusterplan.language import Text
from clusterplan.planning import evaluate_plan, load_scenario, write_evaluation_form

__all__ = ["evaluate"]


def evaluate(
    context: typer.Context,
    my_plan: Annotated[
        str,
        typer.Argument(
            metavar="MY_PLAN",
            help="List to check: .xlsx, .csv or plan.json; the scenario with --template / Danh sách cần kiểm tra",
        ),
    ],
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="Bundled name or file / Tên kịch bản hoặc tệp .yaml")
    ] = None,
    *,
    template: Annotated[bool, typer.Option("--template", help="Write an empty form / Ghi mẫu trống (.xlsx)")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="Folder, or the form / Thư mục kết quả, hoặc tệp mẫu"),
    ] = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Hold a list against a scenario; exit code 3 if it breaks a rule."""
    terminal = terminal_of(context, lang, as_json=as_json)
    if template:
        form = write_evaluation_form(output or Path("my_plan.xlsx"), load_scenario(scenario or my_plan))
        terminal.answer({"files": [str(form)]}, lambda: iter([files_report([form], terminal.language)]))
        return
    if scenario is None:
        what = Text(vi="cần SCENARIO sau MY_PLAN.", en="SCENARIO is needed after MY_PLAN.")
        raise UsageError(Text(vi="Thiếu kịch bản.", en="The scenario is missing."), [Fault("evaluate", what)])
    chosen = load_scenario(scenario)
    if output is not None:
        prepare_folder(output)
    with reason_written(terminal, chosen, output), terminal.progress(quiet=quiet) as on_progress:
        evaluated = evaluate_plan(Path(my_plan), chosen, on_progress=on_progress)
    found = evaluated.evaluation
    paths = () if output is None else write_plan(with_evaluation(evaluated), output)
    answer_with_files(terminal, "evaluation", found, paths, lambda: evaluation_report(found, terminal.language))
    if not found.keeps_every_rule:
        raise typer.Exit(InfeasibleError.exit_code)
