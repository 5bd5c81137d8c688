"""``clusterplan changes``: the change feed from one plan to the next, for whoever keeps a copy."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, Quiet, terminal_of
from clusterplan.cli.changes_report import changes_report
from clusterplan.cli.outcome import prepare_folder

__all__ = ["changes"]

_HELP = "Folder of a solve, exported .gpkg, or scenario / Thư mục, tệp .gpkg đã xuất, hoặc kịch bản"


def changes(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help=_HELP)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_HELP)],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files / Thư mục ghi kết quả")
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there / Ghi đè tệp có sẵn")
    ] = False,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write the change feed."""
    from clusterplan.planning.earlier_export import plan_or_export  # the other commands start sooner without it
    from clusterplan.publishing.exports.feed import layer_changes, write_feed

    terminal = terminal_of(context, lang, as_json=as_json)
    prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        before, after = (plan_or_export(target, on_progress=on_progress) for target in (old, new))
    found = layer_changes(before, after)
    paths = write_feed(before, after, found, output, overwrite=overwrite)
    counts = {layer: Counter[str](row.what for row in rows) for layer, rows in found.items()}
    payload = {"files": [str(path) for path in paths], "changes": {name: dict(count) for name, count in counts.items()}}
    terminal.answer(payload, lambda: changes_report(counts, paths, terminal.language))
