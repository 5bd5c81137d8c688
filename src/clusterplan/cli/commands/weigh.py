"""``clusterplan advantage weigh``: weights from pairwise comparisons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, terminal_of
from clusterplan.cli.commands.advantage import advantage
from clusterplan.cli.pairwise_report import pairwise_report
from clusterplan.cli.studies import answer_with_files
from clusterplan.planning import load_scenario

__all__ = ["advantage_weigh"]


@advantage.command("weigh", help="Weights from pairwise comparisons (AHP) / Trọng số từ so sánh cặp (AHP)")
def advantage_weigh(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV: a list of pairs or a matrix / Danh sách hoặc ma trận")
    ],
    *,
    scenario: Annotated[str, typer.Option(help="Scenario that they are for / Kịch bản dùng trọng số")] = "national",
    technology: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Technology, repeatable; all / Công nghệ; mặc định tất cả")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Scenario to write, .yaml / Kịch bản cần ghi")
    ] = None,
    accept_inconsistent: Annotated[
        bool, typer.Option("--accept-inconsistent", help="Write although they contradict / Vẫn ghi dù mâu thuẫn")
    ] = False,
    encoding: Annotated[str | None, typer.Option(help="Encoding, if it does not show / Bảng mã")] = None,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Weigh; exit code 2 if a scenario is to be written from answers that contradict one another."""
    from clusterplan.planning.pairwise import weigh_pairwise, write_scenario_part  # other commands start sooner

    terminal = terminal_of(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    found = weigh_pairwise(file, chosen, technology or (), encoding=encoding)
    paths = []
    if output is not None:
        part = write_scenario_part(found, chosen, scenario, output, accept_inconsistent=accept_inconsistent)
        paths.append(part)
    answer_with_files(terminal, "weighing", found, paths, lambda: pairwise_report(found, terminal.language))
