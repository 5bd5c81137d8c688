"""``clusterplan advantage show``: the scores of one unit or of one technology, with their intervals if asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import RenderableType

from clusterplan.advantage import AdvantageTable
from clusterplan.cli.arguments import AsJson, Language, OutputFolder, Quiet, terminal_of
from clusterplan.cli.intervals_report import intervals_report
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.plan_report import files_report
from clusterplan.cli.solving import end_stopped
from clusterplan.cli.tables import advantage_report, technology_report
from clusterplan.cli.terminal import Terminal
from clusterplan.cli.units import find_unit
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Language as InLanguage
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning import Facts, advantage_of, load_scenario, resolve_scenario
from clusterplan.planning.score_intervals import (
    IntervalSettings,
    ScoreIntervals,
    intervals_of_scores,
    write_score_intervals,
)
from clusterplan.scenario import Scenario

__all__ = ["advantage_show"]

_SCORED = Text(vi="Đã chấm lại", en="Scored again")
_LINES_IN_A_FILE = 10


@dataclass(frozen=True)
class _Shown:
    """What one unit or one technology has to show."""

    payload: dict[str, Any]
    """For programs."""
    report: Callable[[InLanguage], Iterator[RenderableType]]
    """For people."""
    part: Callable[[ScoreIntervals], ScoreIntervals]
    """Takes its own intervals out of all."""
    names: dict[str, Text]
    """What the rows of its table of intervals are called: technologies by id, or units by code."""


def advantage_show(
    context: typer.Context,
    unit: Annotated[str | None, typer.Argument(metavar="[UNIT]", help="Code or exact name / Mã hoặc tên đúng")] = None,
    *,
    technology: Annotated[
        str | None, typer.Option(metavar="ID", help="All units in one technology / Mọi đơn vị trong một công nghệ")
    ] = None,
    scenario: Annotated[str, typer.Option(help="Scenario that scores / Kịch bản chấm điểm")] = "national",
    intervals: Annotated[
        bool, typer.Option("--intervals", help="With intervals from random draws / Kèm khoảng dao động của điểm")
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="Number of draws, 1000 if not given / Số lần rút, mặc định 1000"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**31 - 2, help="Seed of all draws, 0 if not given / Hạt giống, mặc định 0")
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="Places that count as first, 3 if not given / Số hạng đầu, mặc định 3"),
    ] = None,
    output: OutputFolder = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show scores. Any option about draws or files asks for the intervals."""
    terminal = terminal_of(context, lang, as_json=as_json)
    if (unit is None) == (technology is None):
        raise _one_of_two()
    facts, chosen = Facts(), load_scenario(scenario)
    resolve_scenario(chosen, facts)
    scored = advantage_of(chosen, facts)
    if unit is not None:
        shown = _unit_shown(unit, scored, chosen, facts)
    else:
        shown = _technology_shown(str(technology), scored, chosen, facts)
    asked = {"draws": draws, "seed": seed, "top": top}
    given = {name: value for name, value in asked.items() if value is not None}
    if not (intervals or given or output):
        terminal.answer(shown.payload, lambda: shown.report(terminal.language))
        return
    if output is not None:
        prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        found = intervals_of_scores(
            chosen, scored, IntervalSettings.model_validate(given), on_progress=_teller(terminal, on_progress)
        )
    _answer(terminal, shown, found, _written(found, chosen, facts, output, terminal.language))


def _one_of_two() -> UsageError:
    """Return what is wrong where neither or both of unit and technology are named."""
    what = Text(vi="Cần đúng một trong hai: UNIT hoặc --technology.", en="Needs one of the two: UNIT or --technology.")
    advice = Text(
        vi="Ví dụ: clusterplan advantage show 24, hoặc clusterplan advantage show --technology S06.",
        en="For example: clusterplan advantage show 24, or clusterplan advantage show --technology S06.",
    )
    return UsageError(
        Text(vi="Không rõ cần xem gì.", en="It is not clear what to show."), [Fault("UNIT", what, advice)]
    )


def _unit_shown(typed: str, scored: AdvantageTable, scenario: Scenario, facts: Facts) -> _Shown:
    """Return one unit's technologies."""
    code, name = find_unit(typed, facts.layer(scenario.unit_layer))
    rows = scored.show(code)
    technologies = _technologies(scenario, facts)
    parts = scored.inputs.components
    components = dict(zip(parts["component"], map(Text, parts["title_vi"], parts["title_en"]), strict=True))
    return _Shown(
        payload={"unit": code, "name_vi": name.vi, "name_en": name.en, "technologies": _records(rows)},
        report=lambda language: advantage_report(name, rows, technologies, components, language),
        part=lambda found: found.of_unit(code),
        names=technologies,
    )


def _technology_shown(technology: str, scored: AdvantageTable, scenario: Scenario, facts: Facts) -> _Shown:
    """Return all units of one technology."""
    rows = scored.show_technology(technology)
    name, units = _technologies(scenario, facts)[technology], _units(scenario, facts)
    return _Shown(
        payload={"technology": technology, "name_vi": name.vi, "name_en": name.en, "units": _records(rows)},
        report=lambda language: technology_report(technology, name, rows, units, language),
        part=lambda found: found.of_technology(technology),
        names=units,
    )


def _technologies(scenario: Scenario, facts: Facts) -> dict[str, Text]:
    """Return the names of the technologies by id."""
    found = facts.technologies(scenario.technology_scheme, scenario.technology_level)
    return {technology.id: Text(technology.name_vi, technology.name_en) for technology in found}


def _units(scenario: Scenario, facts: Facts) -> dict[str, Text]:
    """Return the names of the units by code."""
    return {row.code: Text(row.name_vi, row.name_en) for row in facts.layer(scenario.unit_layer).itertuples()}


def _records(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return rows for programs: what is not known is null."""
    flat = rows.reset_index()
    return flat.astype(object).where(flat.notna(), None).to_dict("records")


def _written(
    found: ScoreIntervals, scenario: Scenario, facts: Facts, folder: Path | None, language: InLanguage
) -> tuple[Path, ...]:
    """Write the intervals of all units and technologies, if there is a folder for them."""
    if folder is None:
        return ()
    names = {code: name.in_language(language) for code, name in _units(scenario, facts).items()}
    return write_score_intervals(found, names, folder)


def _answer(terminal: Terminal, shown: _Shown, found: ScoreIntervals, paths: tuple[Path, ...]) -> None:
    """Print the scores with their intervals; exit code 130 if the draws were stopped on the way."""
    own = shown.part(found)

    def parts() -> Iterator[RenderableType]:
        yield from shown.report(terminal.language)
        yield from intervals_report(own, shown.names, terminal.language)
        if paths:
            yield files_report(paths, terminal.language)

    intervals = own.model_dump(mode="json", by_alias=True)
    terminal.answer({**shown.payload, "files": [str(path) for path in paths], "intervals": intervals}, parts)
    if found.interrupted:
        kept = Text(
            vi=f"Đã dừng theo yêu cầu: giữ {found.draws_done} trong {found.draws_asked} lần rút đã xong.",
            en=f"Stopped as asked: {found.draws_done} of {found.draws_asked} draws were finished and are kept.",
        )
        end_stopped(terminal, kept)


def _teller(
    terminal: Terminal, on_progress: Callable[[Progress], None] | None
) -> Callable[[int, int, float], None] | None:
    """Return what shows how many draws are scored: each on a terminal, every tenth part in a file."""
    if on_progress is None:
        return None
    tell, told = on_progress, [-1]

    def count(done: int, of: int, seconds: float) -> None:
        part = done if terminal.aside.is_terminal else _LINES_IN_A_FILE * done // of
        if part != told[0]:
            told[0] = part
            tell(Progress(f"{_SCORED.in_language(terminal.language)} {done}/{of}", seconds))

    return count
