"""``clusterplan layers check`` and ``layers import``: files of one's own in the place of the bundled ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from clusterplan.cli.arguments import AsJson, Language, Quiet, terminal_of
from clusterplan.cli.terminal import Terminal
from clusterplan.errors import Fault, InputError, UsageError
from clusterplan.geodata.holdings import current_register, data_folder, use_data_folder
from clusterplan.geodata.read import record_of
from clusterplan.geodata.register import LayerRecord
from clusterplan.language import Text

__all__ = ["layers_check", "layers_import"]

File = Annotated[str, typer.Argument(metavar="FILE", help="File to look at / Tệp cần kiểm tra")]
As = Annotated[str | None, typer.Option("--as", metavar="LAYER", help="Layer or table that it is / Lớp hoặc bảng")]
Repair = Annotated[
    list[str] | None, typer.Option("--repair", metavar="NAME", help="Repair that may be made / Cách sửa được phép dùng")
]
Rename = Annotated[
    list[str] | None,
    typer.Option("--rename", metavar="FILE_FIELD=FIELD", help="Field of another name / Trường có tên khác"),
]
Crs = Annotated[str | None, typer.Option("--crs", metavar="EPSG:N", help="Reference system / Hệ tọa độ của tệp")]
Layer = Annotated[str | None, typer.Option("--layer", metavar="NAME", help="Layer or sheet / Lớp hoặc trang tính")]
Decimal = Annotated[
    Literal["comma", "point"] | None, typer.Option("--decimal", help="Decimal mark / Dấu thập phân của tệp")
]
UnitVintage = Annotated[
    str | None, typer.Option("--unit-vintage", metavar="DATE", help="Vintage of unit codes / Mốc của mã đơn vị")
]
Faulty = Annotated[
    Path | None, typer.Option("--faulty", metavar="FILE.gpkg", help="Faulty features for QGIS / Đối tượng lỗi cho QGIS")
]

_LARGE = 10_000_000
"""Bytes from which a look at a file takes long enough to be told about."""


def layers_check(
    context: typer.Context,
    file: File,
    *,
    layer_id: As = None,
    repair: Repair = None,
    rename: Rename = None,
    crs: Crs = None,
    layer: Layer = None,
    decimal: Decimal = None,
    unit_vintage: UnitVintage = None,
    faulty: Faulty = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Check a file; exit code 2 if it has faults."""
    terminal = terminal_of(context, lang, as_json=as_json)
    record = _record(layer_id)
    checked = _look(terminal, file, record, _options(repair, rename, crs, layer, decimal, unit_vintage), quiet=quiet)
    _answer(terminal, checked, [], faulty)


def layers_import(
    context: typer.Context,
    file: File,
    *,
    layer_id: As = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of your data / Thư mục dữ liệu của bạn"),
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Who made it / Cơ quan lập dữ liệu")] = None,
    licence: Annotated[str | None, typer.Option("--licence", help="Licence or terms / Giấy phép, điều kiện")] = None,
    vintage: Annotated[
        str | None, typer.Option("--vintage", help="Date for which it holds / Mốc thời gian của nội dung")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", help="Date on which it was given out / Ngày nguồn cung cấp")
    ] = None,
    approximate: Annotated[
        bool, typer.Option("--approximate", help="It is not official / Chỉ gần đúng, không chính thức")
    ] = False,
    generalised_by: Annotated[
        str | None,
        typer.Option(
            "--generalised-by", metavar="WHO", help="Who generalised restricted places / Ai đã khái quát hóa tọa độ"
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace an earlier import / Thay lần nhập trước")
    ] = False,
    repair: Repair = None,
    rename: Rename = None,
    crs: Crs = None,
    layer: Layer = None,
    decimal: Decimal = None,
    unit_vintage: UnitVintage = None,
    faulty: Faulty = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Check a file and take it in if it has no faults; exit code 2 if it has."""
    from clusterplan.geodata.door.importing import Provenance, import_checked

    terminal = terminal_of(context, lang, as_json=as_json)
    if data is not None:  # what the file refers to is looked up there too
        use_data_folder(data)
    folder = data_folder()
    said = {"--as": layer_id, "--data": folder, "--source": source, "--licence": licence}
    _demand({**said, "--vintage": vintage, "--date": date})
    assert folder is not None
    provenance = Provenance(source or "", licence or "", vintage or "", date or "", approximate, generalised_by or "")
    options = _options(repair, rename, crs, layer, decimal, unit_vintage)
    checked = _look(terminal, file, _record(layer_id), options, quiet=quiet)
    written: list[Path] = []
    if checked.is_clean:
        written += import_checked(checked, provenance, folder, options.renamed, overwrite=overwrite)
    _answer(terminal, checked, written, faulty)


def _demand(said: dict[str, Any]) -> None:
    """Ask for everything that is needed at once."""
    wanted = {
        "--as": Text(vi="cần tên lớp hoặc bảng", en="the layer or table is needed"),
        "--data": Text(
            vi="cần thư mục dữ liệu của bạn (hoặc CLUSTERPLAN_DATA_FOLDER)",
            en="the folder of your data is needed (or CLUSTERPLAN_DATA_FOLDER)",
        ),
        "--source": Text(vi="cần nguồn: cơ quan lập và số hiệu", en="the source is needed: who made it, its number"),
        "--licence": Text(vi="cần giấy phép hoặc điều kiện sử dụng", en="the licence or the terms of use are needed"),
        "--vintage": Text(vi="cần mốc thời gian của nội dung", en="the date for which the content holds is needed"),
        "--date": Text(vi="cần ngày nguồn cung cấp tệp", en="the date on which the source gave it out is needed"),
    }
    faults = [Fault(name, wanted[name]) for name, value in said.items() if not value]
    if faults:
        raise UsageError(Text(vi="Thiếu thông tin để nhập tệp.", en="More must be said to take a file in."), faults)


def _record(name: str | None) -> LayerRecord:
    _demand({"--as": name})
    return record_of(str(name), current_register())


def _options(
    repair: list[str] | None,
    rename: list[str] | None,
    crs: str | None,
    layer: str | None,
    decimal: Literal["comma", "point"] | None,
    unit_vintage: str | None,
) -> Any:
    from clusterplan.geodata.door.checking import Options
    from clusterplan.geodata.door.kind import REPAIRS

    known = ", ".join(REPAIRS)
    faults = [
        Fault("--repair", Text(vi=f"không có {name}; hiện có: {known}.", en=f"no {name}; there are: {known}."))
        for name in repair or ()
        if name not in REPAIRS
    ]
    pairs = [pair.partition("=") for pair in rename or ()]
    faults += [
        Fault("--rename", Text(vi=f"{left!r}: cần dạng TÊN_TRONG_TỆP=TÊN", en=f"{left!r}: write NAME_IN_FILE=NAME"))
        for left, sign, right in pairs
        if not (left and sign and right)
    ]
    if faults:
        raise UsageError(Text(vi="Tùy chọn không đúng.", en="An option is wrong."), faults)
    marks: dict[str | None, Literal[",", "."] | None] = {"comma": ",", "point": ".", None: None}
    return Options(
        repairs=frozenset(repair or ()),
        renamed={left: right for left, _, right in pairs},
        crs=crs,
        layer=layer,
        decimal=marks[decimal],
        unit_vintage=unit_vintage,
    )


def _look(terminal: Terminal, file: str, record: LayerRecord, options: Any, *, quiet: bool) -> Any:
    from clusterplan.geodata.door.checking import check_file

    path = Path(file)
    tell: Callable[[Text], None] | None = None
    if not quiet and path.is_file() and path.stat().st_size > _LARGE:
        tell = terminal.note
    return check_file(path, record, options, tell)


def _answer(terminal: Terminal, checked: Any, written: list[Path], faulty: Path | None) -> None:
    """Tell what was found; faults end the command with exit code 2."""
    from clusterplan.cli.door_report import door_report_lines
    from clusterplan.geodata.door.answer import door_report, write_faulty

    shown = None if faulty is None else write_faulty(checked, faulty)
    files = [str(path) for path in [*written, *([shown] if shown else [])]]
    report = door_report(checked)
    payload = {"files": files, "report": report.model_dump(mode="json")}
    terminal.answer(payload, lambda: door_report_lines(report, files, terminal.language))
    if not checked.is_clean:
        raise typer.Exit(InputError.exit_code)
