"""What all commands share: arguments and options, the terminal they speak through, groups that show their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from clusterplan.cli.terminal import Terminal

__all__ = [
    "AsJson",
    "Language",
    "OutputFolder",
    "PlanTarget",
    "Quiet",
    "ScenarioName",
    "command_group",
    "show_help",
    "terminal_of",
]

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Bundled name or file / Tên kịch bản đi kèm hoặc tệp .yaml")
]
PlanTarget = Annotated[
    str,
    typer.Argument(metavar="[DIR|SCENARIO]", help="Folder of a solve, or a scenario to solve / Thư mục hoặc kịch bản"),
]
Language = Annotated[
    Literal["vi", "en"] | None, typer.Option("--lang", help="Language of the output / Ngôn ngữ hiển thị")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for programs / JSON cho chương trình")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress / Không hiện tiến độ")]
OutputFolder = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files / Thư mục ghi kết quả")
]


def command_group(title: str) -> typer.Typer:
    """Return an empty group of commands.

    Parameters
    ----------
    title
        What the group is about, in both languages.

    Returns
    -------
    typer.Typer
        To which commands are added; without one it shows its help.
    """
    group = typer.Typer(help=title)
    group.callback(invoke_without_command=True)(show_help)
    return group


def show_help(context: typer.Context) -> None:
    """Show the help where a command is missing."""
    if context.invoked_subcommand is None:
        terminal_of(context, None).show(context.get_help())


def terminal_of(context: typer.Context, lang: Language, *, as_json: bool = False) -> Terminal:
    """Return the terminal with what this command was told.

    Parameters
    ----------
    context
        The command's context.
    lang
        Language of the output, if one was asked for.
    as_json
        Whether programs read the answer.

    Returns
    -------
    Terminal
        To be written to.
    """
    terminal: Terminal = context.find_object(Terminal) or Terminal()
    terminal.language = lang or terminal.language
    terminal.as_json = as_json
    return terminal
