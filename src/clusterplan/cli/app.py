"""The commands: each parses its arguments, calls one use case of ``planning`` and hands the answer to the terminal."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, Quiet, ScenarioName, show_help, terminal_of
from clusterplan.cli.commands import advantage_audit, layers_convert, layers_wanted, weigh  # noqa: F401 - add to groups
from clusterplan.cli.commands.advantage import advantage
from clusterplan.cli.commands.audit import audit_commands
from clusterplan.cli.commands.changes import changes
from clusterplan.cli.commands.compare import compare
from clusterplan.cli.commands.door import layers_check, layers_import
from clusterplan.cli.commands.evaluate import evaluate
from clusterplan.cli.commands.explain import explain, what_if_command
from clusterplan.cli.commands.export import export
from clusterplan.cli.commands.keys import keys_commands
from clusterplan.cli.commands.layer_vintages import layers
from clusterplan.cli.commands.missions import missions_commands
from clusterplan.cli.commands.pareto import pareto
from clusterplan.cli.commands.portfolio import portfolio
from clusterplan.cli.commands.replay import replay
from clusterplan.cli.commands.report import report
from clusterplan.cli.commands.robustness import robustness
from clusterplan.cli.commands.scenarios import scenario_commands
from clusterplan.cli.commands.serve import serve
from clusterplan.cli.commands.state import state_commands
from clusterplan.cli.commands.targets import targets
from clusterplan.cli.commands.tiles import tiles
from clusterplan.cli.commands.timeline import timeline
from clusterplan.cli.commands.values import values
from clusterplan.cli.plan_report import files_report, plan_report
from clusterplan.cli.solving import end_if_interrupted, solved_and_written, with_limits
from clusterplan.cli.terminal import Terminal
from clusterplan.cli.wrong_command import asked_language, wrong_command
from clusterplan.errors import ClusterplanError, InternalError, InterruptedPlanningError
from clusterplan.geodata.holdings import use_data_folder
from clusterplan.language import Text
from clusterplan.planning import load_scenario

__all__ = ["run"]

_HELP = """Plan regional technology clusters with a proof. / Lập phương án cụm công nghệ chiến lược có chứng minh.

Exit codes / Mã thoát: 0 done / xong, 1 our error / lỗi của chúng tôi, 2 wrong input / đầu vào sai,
3 no plan keeps every rule / không khả thi, 4 stopped without a plan / dừng khi chưa có phương án,
130 interrupted / bị ngắt.
"""

app = typer.Typer(help=_HELP, add_completion=False, rich_markup_mode=None)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never a traceback for a user's mistake.

    Parameters
    ----------
    arguments
        Command line without the program's name; that of the process if none is given.

    Returns
    -------
    int
        Exit code.
    """
    terminal = Terminal()
    try:
        code = app(args=arguments, obj=terminal, prog_name="clusterplan", standalone_mode=False) or 0
        if code == InterruptedPlanningError.exit_code and not terminal.answered:  # how typer reports Ctrl-C
            raise InterruptedPlanningError(Text(vi="Đã dừng.", en="Stopped."))
    except typer.TyperException as wrong:
        terminal.language = asked_language(sys.argv[1:] if arguments is None else arguments) or terminal.language
        return terminal.error(wrong_command(wrong))
    except ClusterplanError as error:
        return terminal.error(error)
    except Exception as error:  # noqa: BLE001 - the last door: a sentence for people, the traceback on request
        if terminal.debug:
            traceback.print_exc()
        return terminal.error(_unexpected(error))
    return int(code)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    lang: Language = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks / Hiện chi tiết lỗi")] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of your own data / Thư mục dữ liệu của bạn"),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Show the version / Xem phiên bản")] = False,
) -> None:
    """Take the options that come before a command."""
    terminal = terminal_of(context, lang)
    terminal.debug = debug
    if data is not None:
        use_data_folder(data)
    if version:
        terminal.show(metadata.version("clusterplan"))
        raise typer.Exit
    show_help(context)


@app.command(help="Solve a scenario and write the plan / Giải kịch bản và ghi phương án")
def solve(
    context: typer.Context,
    scenario: ScenarioName,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the plan / Thư mục ghi phương án")
    ],
    time_limit: Annotated[
        float | None,
        typer.Option(min=0.1, max=86_400, help="Seconds; the best plan so far is kept / Giới hạn thời gian, giây"),
    ] = None,
    gap: Annotated[
        float | None, typer.Option(min=0, max=1, help="Stop at this gap / Dừng ở khoảng cách tối ưu này")
    ] = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Solve and write."""
    terminal = terminal_of(context, lang, as_json=as_json)
    chosen = with_limits(load_scenario(scenario), time_limit, gap)
    result, paths = solved_and_written(terminal, chosen, output, quiet=quiet)
    payload = {"files": [str(path) for path in paths], "plan": result.plan.model_dump(mode="json", by_alias=True)}
    if terminal.as_json:
        terminal.write_json(payload)
    else:
        terminal.show(*plan_report(result.publication, terminal.language), files_report(paths, terminal.language))
    end_if_interrupted(terminal, result.plan)


app.command(help="Serve plans, maps and data / Mở dịch vụ bản đồ và dữ liệu")(serve)
app.command(help="Check a list made by hand / Kiểm tra danh sách do người lập")(evaluate)
app.command(help="Write printed pages or an annex / Ghi phiếu in hoặc phụ lục tờ trình")(report)
app.command(help="Why this, why not that / Vì sao có, vì sao không")(explain)
app.command("what-if", help="Other limits and locks against a plan / Nếu đổi giới hạn và khóa thì sao")(what_if_command)
app.command(help="Compare two plans / So sánh hai phương án")(compare)
app.command(help="Run a plan again and compare / Chạy lại phương án và đối chiếu")(replay)
app.command(help="Tell a plan by year, 2026-2036 / Tiến độ và chi theo năm của phương án")(timeline)
app.command(help="Targets, and what a plan provides / Chỉ tiêu và phần phương án đóng góp")(targets)
app.command(help="How stable a plan is under other data / Phương án vững đến đâu khi số liệu khác đi")(robustness)
app.command(help="What decisions and rules are worth / Giá trị của từng quyết định và quy tắc")(values)
app.command(help="Advantage against equity, cost or duplication / Lợi thế đối với công bằng, chi phí, trùng lặp")(
    pareto
)
app.command(help="Plans nearly as good that differ / Các phương án gần tối ưu khác nhau")(portfolio)
app.command(help="Write a plan as vector tiles for web maps / Ghi phương án thành ô bản đồ vectơ")(tiles)
layers.command("check", help="Check a file before it is taken in / Kiểm tra tệp trước khi nhập")(layers_check)
layers.command("import", help="Take a file in as layer or table / Nhập tệp làm lớp hoặc bảng")(layers_import)
app.command(help="Write a plan, layer or table for other programs / Xuất cho phần mềm khác")(export)
app.command(help="What to change in a copy of an older plan / Cần sửa gì trong bản sao của phương án cũ")(changes)
app.add_typer(layers, name="layers")
app.add_typer(advantage, name="advantage")
app.add_typer(scenario_commands, name="scenario")
app.add_typer(missions_commands, name="missions")
app.add_typer(keys_commands, name="keys")
app.add_typer(audit_commands, name="audit")
app.add_typer(state_commands, name="state")


def _unexpected(error: Exception) -> InternalError:
    """Return one sentence for a fault of ours."""
    kind = type(error).__name__
    return InternalError(
        Text(
            vi=f"Lỗi của chương trình ({kind}: {error}). Chạy `clusterplan --debug …` rồi báo cho nhóm phát triển.",
            en=f"This is our error ({kind}: {error}). Run `clusterplan --debug …` and tell the developers.",
        )
    )
