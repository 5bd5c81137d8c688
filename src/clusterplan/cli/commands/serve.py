"""``clusterplan serve``: plans, maps and data over HTTP, for one planner or a whole ministry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import Language, Quiet, terminal_of
from clusterplan.cli.solving import end_if_interrupted, solved_and_written
from clusterplan.cli.terminal import Terminal
from clusterplan.errors import UsageError
from clusterplan.language import Text
from clusterplan.planning import load_scenario, read_publication
from clusterplan.planning.plan import read_plan_and_scenario
from clusterplan.publishing import Publication
from clusterplan.scenario import Scenario

__all__ = ["serve"]


def serve(
    context: typer.Context,
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[DIR|SCENARIO]",
            help="On one's own machine: folder of a solve, or a scenario to solve; else national. With a login: none / "
            "Thư mục hoặc kịch bản",
        ),
    ] = None,
    *,
    host: Annotated[str | None, typer.Option(help="Address, else 127.0.0.1 / Địa chỉ mở dịch vụ")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Port, else 8000; 0 takes a free one / Cổng; 0 là cổng trống")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes / Số tiến trình")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Folder for a new plan, else output/ID / Thư mục kết quả"),
    ] = None,
    quiet: Quiet = False,
    lang: Language = None,
) -> None:
    """Serve what is published; on one's own machine show a plan first, solving it if need be."""
    from clusterplan import web  # the other commands start sooner without it

    terminal = terminal_of(context, lang)
    settings = web.read_settings(host=host, port=port, workers=workers)
    web.require_safe_binding(settings)
    if not settings.has_login:
        publication, scenario = _asked_for(terminal, target or "national", output, quiet=quiet)
        settings = web.shown_here(settings, publication, scenario)
    elif target is not None:
        raise _nobody_asked(target)
    web.serve(settings, lambda address: terminal.show(address))


def _asked_for(terminal: Terminal, target: str, output: Path | None, *, quiet: bool) -> tuple[Publication, Scenario]:
    """Return the plan of a folder, or that of a scenario, which is solved first."""
    if Path(target).is_dir():
        return read_publication(Path(target)), read_plan_and_scenario(Path(target))[1]
    scenario = load_scenario(target)
    result = solved_and_written(terminal, scenario, output or Path("output") / scenario.id, quiet=quiet)[0]
    end_if_interrupted(terminal, result.plan)
    return result.publication, result.posed.scenario


def _nobody_asked(target: str) -> UsageError:
    return UsageError(
        Text(
            vi=f"Dịch vụ có đăng nhập không tự công bố phương án: bỏ '{target}'. Hãy nộp và công bố qua dịch vụ.",
            en=f"A service with a login publishes no plan by itself: leave '{target}' out and publish it there.",
        )
    )
