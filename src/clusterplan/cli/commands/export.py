"""``clusterplan export``: a plan, a layer or a table as files for another program, with metadata beside each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from clusterplan.cli.arguments import AsJson, Language, Quiet, terminal_of
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.plan_report import files_report
from clusterplan.cli.terminal import Terminal
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text

__all__ = ["export"]

type FormatName = Literal["geojson", "geopackage", "flatgeobuf", "geoparquet", "shapefile", "csv", "xlsx", "kml"]


def export(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="[DIR|SCENARIO|LAYER]",
            help="Folder of a solve, scenario, layer or table / Thư mục, kịch bản, lớp hoặc bảng",
        ),
    ] = "national",
    *,
    form: Annotated[FormatName, typer.Option("--format", "-f", help="Format of the files / Định dạng")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files / Thư mục ghi kết quả")
    ],
    crs: Annotated[
        str, typer.Option("--crs", metavar="EPSG:CODE", help="Reference system of the coordinates / Hệ tọa độ")
    ] = "OGC:CRS84",
    separator: Annotated[
        Literal[",", ";"], typer.Option("--separator", help="Between cells of CSV; ; with decimal comma / Dấu ngăn ô")
    ] = ",",
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark / CSV có BOM cho Excel")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there / Ghi đè tệp có sẵn")
    ] = False,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Export."""
    from clusterplan.geodata.vn2000 import reference_system  # the other commands start sooner without these
    from clusterplan.planning.exports import dataset_of
    from clusterplan.publishing.exports import FORMATS, CsvStyle, write_export

    terminal = terminal_of(context, lang, as_json=as_json)
    kind, system = FORMATS[form], reference_system(crs)
    if form != "csv" and (separator != "," or bom):
        raise _for_csv_alone()
    prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        dataset = dataset_of(target, system=system, on_progress=on_progress)
    paths = write_export(dataset, kind, output, overwrite=overwrite, style=CsvStyle(separator, bom))
    say_files(terminal, paths)


def say_files(terminal: Terminal, paths: tuple[Path, ...]) -> None:
    """Print which files were written.

    Parameters
    ----------
    terminal
        Prints them.
    paths
        The files.
    """
    payload = {"files": [str(path) for path in paths]}
    terminal.answer(payload, lambda: iter([files_report(paths, terminal.language)]))


def _for_csv_alone() -> UsageError:
    what = Text(vi="chỉ dùng cho --format csv.", en="they are for --format csv alone.")
    return UsageError(Text(vi="Lựa chọn không hợp.", en="The options do not fit."), [Fault("--separator, --bom", what)])
