"""``clusterplan report``: two printed pages for each unit, or the annex of a submission."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import RenderableType

from clusterplan.cli.arguments import AsJson, Language, Quiet, terminal_of
from clusterplan.cli.layout import words
from clusterplan.cli.outcome import prepare_file, prepare_folder
from clusterplan.cli.plan_report import files_report
from clusterplan.cli.studies import plan_asked_about
from clusterplan.cli.terminal import Terminal
from clusterplan.cli.units import find_unit
from clusterplan.errors import Fault, InterruptedPlanningError, UsageError
from clusterplan.language import Text
from clusterplan.planning import KnownPlan
from clusterplan.planning.reports import write_submission_annex, write_unit_reports

__all__ = ["report"]

_LISTED = 10

Plans = Annotated[
    list[str],
    typer.Argument(
        metavar="[DIR|SCENARIO]...",
        help="Folder of a solve, or a scenario; an annex takes several options / Thư mục kết quả hoặc kịch bản",
    ),
]


def report(
    context: typer.Context,
    plans: Plans,
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="PATH", help="Folder for PDF, file for DOCX / Thư mục PDF, tệp DOCX"),
    ],
    form: Annotated[
        Literal["pdf", "docx"],
        typer.Option("--format", help="pdf: two pages a unit; docx: annex / pdf: hai trang mỗi đơn vị; docx: phụ lục"),
    ] = "pdf",
    unit: Annotated[
        list[str] | None, typer.Option("--unit", help="Code or exact name; all if none / Mã hoặc tên đúng")
    ] = None,
    lang: Language = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Write reports; with ``--lang`` in that language alone, else the PDF comes in both."""
    terminal = terminal_of(context, lang, as_json=as_json)
    if form == "docx":
        paths = [_annex(terminal, plans, output, quiet=quiet)]
    else:
        paths = _pages(terminal, plans, output, unit, lang, quiet=quiet)
    payload = {"files": [str(path) for path in paths]}
    terminal.answer(payload, lambda: iter([_written(paths, terminal)]))


def _written(paths: list[Path], terminal: Terminal) -> RenderableType:
    """Return the files, or how many there are where a list would be too long to read."""
    if len(paths) <= _LISTED:
        return files_report(paths, terminal.language)
    folder = paths[0].parent
    return words(
        terminal.language, vi=f"Đã ghi {len(paths)} tệp trong {folder}.", en=f"{len(paths)} files in {folder}."
    )


def _annex(terminal: Terminal, plans: list[str], output: Path, *, quiet: bool) -> Path:
    """Write the annex about all plans."""
    prepare_file(output, (".docx",))
    options = [_known(terminal, plan, quiet=quiet) for plan in plans]
    return write_submission_annex(options, terminal.language, output)


def _pages(
    terminal: Terminal, plans: list[str], output: Path, unit: list[str] | None, lang: Language, *, quiet: bool
) -> list[Path]:
    """Write the pages of the units of one plan; Ctrl-C keeps those that are written."""
    if len(plans) != 1:
        what = Text(vi="PDF nói về một phương án.", en="a PDF is about one plan.")
        advice = Text(vi="Nêu một phương án, hoặc dùng --format docx.", en="Name one plan, or use --format docx.")
        raise UsageError(Text(vi="Quá nhiều phương án.", en="Too many plans."), [Fault("report", what, advice)])
    prepare_folder(output)
    known = _known(terminal, plans[0], quiet=quiet)
    layer = known.posed.facts.layer(known.posed.scenario.unit_layer)
    codes = None if unit is None else [find_unit(name, layer)[0] for name in unit]
    languages: tuple[Literal["vi", "en"], ...] = ("vi", "en") if lang is None else (lang,)
    written: list[Path] = []
    try:
        with _told(terminal, quiet=quiet) as tell:
            for path in write_unit_reports(known, output, languages, codes):
                written.append(path)
                tell(path)
    except KeyboardInterrupt as stopped:
        count = len(written)
        raise InterruptedPlanningError(
            Text(
                vi=f"Đã dừng; {count} tệp PDF đã ghi trong {output}.", en=f"Stopped; {output} holds {count} PDF files."
            )
        ) from stopped
    return written


@contextmanager
def _told(terminal: Terminal, *, quiet: bool) -> Iterator[Callable[[Path], None]]:
    """Show the file that was written last, on a terminal alone."""
    if quiet or not terminal.aside.is_terminal:
        yield lambda _path: None
    else:
        with terminal.aside.status("…") as status:
            yield lambda path: status.update(str(path))


def _known(terminal: Terminal, plan: str, *, quiet: bool) -> KnownPlan:
    with terminal.progress(quiet=quiet) as on_progress:
        return plan_asked_about(plan, on_progress)
