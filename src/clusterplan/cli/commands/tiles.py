"""``clusterplan tiles``: a plan as one file of vector tiles for web maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, PlanTarget, Quiet, terminal_of
from clusterplan.cli.layout import words
from clusterplan.cli.outcome import prepare_file
from clusterplan.cli.studies import plan_asked_about
from clusterplan.cli.terminal import Terminal
from clusterplan.errors import InterruptedPlanningError
from clusterplan.language import Text
from clusterplan.planning.plan import publication_of

if TYPE_CHECKING:
    from clusterplan.publishing.tiles import Tile

__all__ = ["tiles"]


def tiles(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="File to write, .pmtiles / Tệp cần ghi, .pmtiles")
    ],
    deepest: Annotated[
        int,
        typer.Option("--max-zoom", min=0, max=12, help="Deepest zoom; maps enlarge it / Mức phóng lớn nhất của ô"),
    ] = 10,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write vector tiles."""
    from clusterplan.publishing.tiles import write_plan_tiles  # the other commands start sooner without it

    terminal = terminal_of(context, lang, as_json=as_json)
    prepare_file(output, (".pmtiles",))
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
    publication = publication_of(known.plan, known.posed.scenario, known.posed)
    try:
        with _told(terminal, quiet=quiet) as tell:
            count = write_plan_tiles(publication, output, deepest=deepest, on_tile=tell)
    except KeyboardInterrupt as stopped:
        raise InterruptedPlanningError(
            Text(vi=f"Đã dừng; chưa ghi {output}.", en=f"Stopped; {output} was not written.")
        ) from stopped
    size = output.stat().st_size
    said = words(
        terminal.language,
        vi=f"Đã ghi {count} ô bản đồ, {size / 1e6:.1f} MB: {output}",
        en=f"Wrote {count} tiles, {size / 1e6:.1f} MB: {output}",
    )
    terminal.answer({"files": [str(output)], "tiles": count, "bytes": size}, lambda: iter([said]))


@contextmanager
def _told(terminal: Terminal, *, quiet: bool) -> Iterator[Callable[[Tile], None]]:
    """Show how far the work is, on a terminal alone."""
    if quiet or not terminal.aside.is_terminal:
        yield lambda _tile: None
    else:
        with terminal.aside.status("…") as status:
            yield lambda tile: status.update(f"{tile.zoom}/{tile.column}/{tile.row}")
