"""The commands: each parses its arguments, calls one use case of ``planning`` and hands the answer to the terminal."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Annotated, Literal

import typer

from clusterplan.cli.evaluation_report import evaluation_report
from clusterplan.cli.limits import HOW_TO_REPAIR, limit_payload, limits_report, repair_payload, repair_report
from clusterplan.cli.outcome import (
    answer_of,
    prepare_file,
    prepare_folder,
    with_evaluation,
    write_answer,
    write_plan,
)
from clusterplan.cli.plan_report import files_report, plan_report
from clusterplan.cli.tables import (
    advantage_report,
    eligibility_report,
    layer_report,
    layers_report,
    scenarios_report,
)
from clusterplan.cli.terminal import Terminal, conflict_payload
from clusterplan.cli.units import find_unit
from clusterplan.domain import Plan, Termination
from clusterplan.errors import (
    ClusterplanError,
    Fault,
    InfeasibleError,
    InternalError,
    InterruptedPlanningError,
    NoPlanError,
    ScenarioError,
    UsageError,
)
from clusterplan.geodata import read_register
from clusterplan.geodata.names import nearest_name
from clusterplan.language import Text
from clusterplan.planning import (
    Facts,
    PlanningResult,
    advantage_of,
    bundled_scenarios,
    eligibility,
    evaluate_plan,
    limits_within_reach,
    load_scenario,
    make_plan,
    plan_schema,
    read_publication,
    repair_scenario,
    resolve_scenario,
    scenario_digest,
    scenario_schema,
    write_evaluation_form,
    write_lp_file,
    write_repaired,
    write_result,
)
from clusterplan.scenario import Scenario

__all__ = ["run"]

_HELP = """Plan regional technology clusters with a proof. / Lập phương án cụm công nghệ chiến lược có chứng minh.

Exit codes / Mã thoát: 0 done / xong, 1 our error / lỗi của chúng tôi, 2 wrong input / đầu vào sai,
3 no plan keeps every rule / không khả thi, 4 stopped without a plan / dừng khi chưa có phương án,
130 interrupted / bị ngắt.
"""

app = typer.Typer(help=_HELP, add_completion=False, rich_markup_mode=None)
layers = typer.Typer(help="Bundled layers and tables / Các lớp và bảng dữ liệu đi kèm")
advantage = typer.Typer(help="Regional advantage / Lợi thế vùng")
scenario_app = typer.Typer(help="Scenario files / Tệp kịch bản")
app.add_typer(layers, name="layers")
app.add_typer(advantage, name="advantage")
app.add_typer(scenario_app, name="scenario")

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Bundled name or file / Tên kịch bản đi kèm hoặc tệp .yaml")
]
Language = Annotated[
    Literal["vi", "en"] | None, typer.Option("--lang", help="Language of the output / Ngôn ngữ hiển thị")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for programs / JSON cho chương trình")]


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
        what = wrong.format_message()
        return terminal.error(UsageError(Text(vi=f"Lệnh không đúng: {what}", en=f"Wrong command: {what}")))
    except ClusterplanError as error:
        return terminal.error(error)
    except Exception as error:  # noqa: BLE001 - the last door: a sentence for people, the traceback on request
        if terminal.debug:
            traceback.print_exc()
        return terminal.error(_unexpected(error))
    return int(code)


@layers.callback(invoke_without_command=True)
@advantage.callback(invoke_without_command=True)
@scenario_app.callback(invoke_without_command=True)
def help_without_a_command(context: typer.Context) -> None:
    """Show the help where a command is missing."""
    if context.invoked_subcommand is None:
        _terminal(context, None).show(context.get_help())


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    lang: Language = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks / Hiện chi tiết lỗi")] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version / Xem phiên bản")] = False,
) -> None:
    """Take the options that come before a command."""
    terminal = _terminal(context, lang)
    terminal.debug = debug
    if version:
        terminal.show(metadata.version("clusterplan"))
        raise typer.Exit
    help_without_a_command(context)


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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress / Không hiện tiến độ")] = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Solve and write."""
    terminal = _terminal(context, lang, as_json=as_json)
    chosen = _with_limits(load_scenario(scenario), time_limit, gap)
    result, paths = _solved(terminal, chosen, output, quiet=quiet)
    payload = {"files": [str(path) for path in paths], "plan": result.plan.model_dump(mode="json", by_alias=True)}
    if terminal.as_json:
        terminal.write_json(payload)
    else:
        terminal.show(*plan_report(result.publication, terminal.language), files_report(paths, terminal.language))
    _end_if_interrupted(terminal, result.plan)


@app.command(help="Serve a plan's map and data on this machine / Mở bản đồ và dữ liệu của phương án trên máy này")
def serve(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="[DIR|SCENARIO]", help="Folder of a solve, or a scenario to solve / Thư mục hoặc kịch bản"
        ),
    ] = "national",
    *,
    host: Annotated[str, typer.Option(help="Loopback address / Địa chỉ nội bộ của máy")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one / Cổng; 0 là cổng trống")
    ] = 8000,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Folder for a new plan, else output/ID / Thư mục kết quả"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress / Không hiện tiến độ")] = False,
    lang: Language = None,
) -> None:
    """Serve a folder, or solve first."""
    from clusterplan.web import require_loopback, serve_publication  # the other commands start sooner without them

    terminal = _terminal(context, lang)
    require_loopback(host)
    if Path(target).is_dir():
        publication = read_publication(Path(target))
    else:
        scenario = load_scenario(target)
        folder = output or Path("output") / scenario.id
        publication = _solved(terminal, scenario, folder, quiet=quiet)[0].publication
        _end_if_interrupted(terminal, publication.plan)
    serve_publication(publication, host, port, lambda address: terminal.show(address))


@app.command(help="Check a list made by hand / Kiểm tra danh sách do người lập")
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress / Không hiện tiến độ")] = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Hold a list against a scenario; exit code 3 if it breaks a rule."""
    terminal = _terminal(context, lang, as_json=as_json)
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
    with _reason_written(terminal, chosen, output), terminal.progress(quiet=quiet) as on_progress:
        evaluated = evaluate_plan(Path(my_plan), chosen, on_progress=on_progress)
    found = evaluated.evaluation
    paths = () if output is None else write_plan(with_evaluation(evaluated), output)
    payload = {"files": [str(path) for path in paths], "evaluation": found.model_dump(mode="json", by_alias=True)}
    terminal.answer(payload, lambda: evaluation_report(found, terminal.language))
    if paths and not terminal.as_json:
        terminal.show(files_report(paths, terminal.language))
    if not found.keeps_every_rule:
        raise typer.Exit(InfeasibleError.exit_code)


@layers.command("list", help="List layers and tables / Liệt kê các lớp và bảng")
def layers_list(context: typer.Context, *, lang: Language = None, as_json: AsJson = False) -> None:
    """List layers and tables."""
    terminal = _terminal(context, lang, as_json=as_json)
    records = list(read_register().values())
    fields = {"id", "kind", "title_vi", "title_en", "vintage", "licence", "approximate", "published"}
    payload = [record.model_dump(mode="json", include=fields) for record in records]
    terminal.answer(payload, lambda: layers_report(records, terminal.language))


@layers.command("show", help="Show one layer or table / Xem một lớp hoặc bảng")
def layers_show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID")],
    *,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show one layer or table."""
    terminal = _terminal(context, lang, as_json=as_json)
    register = read_register()
    if name not in register:
        near = nearest_name(name, register)
        what = Text(vi=f"Hiện có: {', '.join(register)}.", en=f"There are: {', '.join(register)}.")
        advice = Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?") if near else None
        summary = Text(vi=f"Không có lớp hay bảng nào tên {name}.", en=f"There is no layer or table {name}.")
        raise UsageError(summary, [Fault(name, what, advice)])
    record = register[name]
    terminal.answer(record.model_dump(mode="json"), lambda: layer_report(record, terminal.language))


@advantage.command("show", help="Show one unit's scores / Xem điểm lợi thế của một đơn vị")
def advantage_show(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Code or exact name / Mã hoặc tên đúng")],
    *,
    scenario: Annotated[str, typer.Option(help="Scenario that scores / Kịch bản chấm điểm")] = "national",
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show one unit's scores."""
    terminal = _terminal(context, lang, as_json=as_json)
    facts, chosen = Facts(), load_scenario(scenario)
    resolve_scenario(chosen, facts)
    code, name = find_unit(unit, facts.layer(chosen.unit_layer))
    scored = advantage_of(chosen, facts)
    rows = scored.show(code)
    technologies = {
        found.id: Text(found.name_vi, found.name_en)
        for found in facts.technologies(chosen.technology_scheme, chosen.technology_level)
    }
    cells = rows.reset_index().astype(object).where(rows.reset_index().notna(), None)
    payload = {"unit": code, "name_vi": name.vi, "name_en": name.en, "technologies": cells.to_dict("records")}
    parts = scored.inputs.components
    components = dict(zip(parts["component"], map(Text, parts["title_vi"], parts["title_en"]), strict=True))
    terminal.answer(payload, lambda: advantage_report(name, rows, technologies, components, terminal.language))


@advantage.command(
    "check", help="Count eligible units and sites per region / Đếm đơn vị và địa điểm đủ điều kiện theo vùng"
)
def advantage_check(
    context: typer.Context, scenario: ScenarioName, *, lang: Language = None, as_json: AsJson = False
) -> None:
    """Count eligible units and sites; exit code 2 if a rule needs what is not there."""
    terminal = _terminal(context, lang, as_json=as_json)
    found = eligibility(load_scenario(scenario))
    payload = {
        "cells": [vars(cell) for cell in found.cells],
        "needed_but_empty": [conflict_payload(conflict) for conflict in found.needed_but_empty],
    }
    terminal.answer(payload, lambda: eligibility_report(found, terminal.language))
    if found.needed_but_empty:
        raise typer.Exit(ScenarioError.exit_code)


@scenario_app.command("list", help="List the bundled scenarios / Liệt kê kịch bản đi kèm")
def scenario_list(context: typer.Context, *, lang: Language = None, as_json: AsJson = False) -> None:
    """List the bundled scenarios."""
    terminal = _terminal(context, lang, as_json=as_json)
    scenarios = [load_scenario(name) for name in bundled_scenarios()]
    fields = {"id", "title_vi", "title_en", "technology_scheme", "unit_layer"}
    payload = [scenario.model_dump(mode="json", include=fields) for scenario in scenarios]
    terminal.answer(payload, lambda: scenarios_report(scenarios, terminal.language))


@scenario_app.command("check", help="Check a scenario against the data / Kiểm tra kịch bản với dữ liệu")
def scenario_check(
    context: typer.Context, scenario: ScenarioName, *, lang: Language = None, as_json: AsJson = False
) -> None:
    """Check a scenario."""
    terminal = _terminal(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    limits = limits_within_reach(chosen)
    digest = scenario_digest(chosen)
    payload = {
        "scenario_sha256": digest,
        "scenario": chosen.model_dump(mode="json", by_alias=True),
        "limits": [limit_payload(limit) for limit in limits],
    }
    well = Text(vi=f"Kịch bản {chosen.id} không có lỗi.", en=f"The scenario {chosen.id} has no faults.")
    said = f"{well.in_language(terminal.language)} sha256 {digest}"
    terminal.answer(payload, lambda: iter([said, *limits_report(limits, terminal.language)]))


@scenario_app.command("schema", help="Print a JSON Schema / In JSON Schema")
def scenario_schema_command(
    context: typer.Context,
    of: Annotated[Literal["scenario", "plan"], typer.Argument(help="Which schema / Của gì")] = "scenario",
) -> None:
    """Print a JSON Schema."""
    _terminal(context, None).write_json(scenario_schema() if of == "scenario" else plan_schema())


@scenario_app.command("repair", help="Write the cheapest repair / Ghi cách sửa ít tốn nhất")
def scenario_repair(
    context: typer.Context,
    scenario: ScenarioName,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Scenario file to write / Tệp kịch bản sẽ ghi")
    ],
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Change a scenario as little as lets a plan exist."""
    terminal = _terminal(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    prepare_file(output, (".yaml", ".yml"), not_over=scenario)
    repaired = repair_scenario(chosen)
    write_repaired(repaired, scenario, output)
    terminal.answer(repair_payload(repaired, output), lambda: repair_report(repaired, output, terminal.language))


@scenario_app.command("lp", help="Write the integer programme as an LP file / Ghi bài toán thành tệp LP")
def scenario_lp(
    context: typer.Context,
    scenario: ScenarioName,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write / Tệp sẽ ghi")],
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write the model that a solver gets, with rows named by rule and place."""
    terminal = _terminal(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    prepare_file(output, (".lp",))
    columns, rows = write_lp_file(chosen, output)
    wrote = Text(
        vi=f"Đã ghi {output}: {columns} biến, {rows} ràng buộc.",
        en=f"Wrote {output}: {columns} variables, {rows} rows.",
    )
    payload = {"file": str(output), "columns": columns, "rows": rows}
    terminal.answer(payload, lambda: iter([wrote.in_language(terminal.language)]))


def _terminal(context: typer.Context, lang: Language, *, as_json: bool = False) -> Terminal:
    """Return the terminal with what this command was told."""
    terminal: Terminal = context.find_object(Terminal) or Terminal()
    terminal.language = lang or terminal.language
    terminal.as_json = as_json
    return terminal


def _with_limits(scenario: Scenario, time_limit: float | None, gap: float | None) -> Scenario:
    """Return the scenario with the limits of the command line, where they are given."""
    given = {"time_limit_seconds": time_limit, "gap_limit": gap}
    solver = scenario.solver.model_copy(update={name: value for name, value in given.items() if value is not None})
    return scenario.model_copy(update={"solver": solver})


def _solved(
    terminal: Terminal, scenario: Scenario, folder: Path, *, quiet: bool
) -> tuple[PlanningResult, tuple[Path, ...]]:
    """Solve and write the plan, or write why there is none and raise it."""
    prepare_folder(folder)
    with _reason_written(terminal, scenario, folder), terminal.progress(quiet=quiet) as on_progress:
        result = make_plan(scenario, on_progress=on_progress)
    return result, write_plan(lambda place: write_result(result, place), folder)


def _end_if_interrupted(terminal: Terminal, plan: Plan) -> None:
    """Say that Ctrl-C ended the solve, and leave with its exit code; the best plan by then is written."""
    if plan.termination is not Termination.INTERRUPTED:
        return
    terminal.answered = True
    terminal.note(
        Text(
            vi="Đã dừng theo yêu cầu. Phương án tốt nhất tìm được đã được ghi, chưa chứng minh tối ưu.",
            en="Stopped as asked. The best plan found is written; it is not proven optimal.",
        )
    )
    raise typer.Exit(InterruptedPlanningError.exit_code)


@contextmanager
def _reason_written(terminal: Terminal, scenario: Scenario, folder: Path | None) -> Iterator[None]:
    """Write why there is no plan, if there is a folder for it, and let the error pass."""
    try:
        yield
    except (InfeasibleError, NoPlanError) as error:
        if folder is not None:
            path = write_answer(answer_of(error, scenario), folder)
            terminal.note(Text(vi=f"Đã ghi {path}.", en=f"Wrote {path}."))
        if isinstance(error, InfeasibleError):
            terminal.note(HOW_TO_REPAIR)
        raise


def _unexpected(error: Exception) -> InternalError:
    """Return one sentence for a fault of ours."""
    kind = type(error).__name__
    return InternalError(
        Text(
            vi=f"Lỗi của chương trình ({kind}: {error}). Chạy `clusterplan --debug …` rồi báo cho nhóm phát triển.",
            en=f"This is our error ({kind}: {error}). Run `clusterplan --debug …` and tell the developers.",
        )
    )
