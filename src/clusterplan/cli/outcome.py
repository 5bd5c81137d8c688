"""One folder, one answer: what a solve leaves behind never stands beside an older answer that could be taken for it.

Whatever an earlier run left is moved to ``previous/`` (replacing what was there) before a plan, or the reason why
there is none, is put in its place. A plan is written elsewhere first and moved when it is complete.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from clusterplan.cli.terminal import conflict_payload
from clusterplan.domain import Termination
from clusterplan.errors import Fault, InfeasibleError, NoPlanError, UsageError
from clusterplan.language import Text
from clusterplan.planning import Evaluated, scenario_digest, write_result
from clusterplan.scenario import Scenario

__all__ = [
    "answer_of",
    "prepare_file",
    "prepare_folder",
    "with_evaluation",
    "write_answer",
    "write_plan",
]

_PRODUCTS = (
    "answer.json",
    "evaluation.json",
    "map.html",
    "plan.csv",
    "spending.csv",
    "plan.geojson",
    "plan.gpkg",
    "plan.json",
    "products.csv",
    "scenario.json",
)


def prepare_folder(folder: Path) -> None:
    """Make the folder and make sure that it can be written to, before minutes are spent on a plan.

    Parameters
    ----------
    folder
        Folder for the answer.

    Raises
    ------
    UsageError
        If it is a file or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        what = Text(vi="Không ghi được vào đây.", en=f"Nothing can be written here: {error.strerror}.")
        summary = Text(vi="Không dùng được thư mục kết quả.", en="The output folder cannot be used.")
        raise UsageError(summary, [Fault(str(folder), what)]) from None


def prepare_file(path: Path, suffixes: tuple[str, ...], not_over: str | None = None) -> None:
    """Make sure that a file can be written, before time is spent on what goes into it.

    Parameters
    ----------
    path
        The file. Its folder is made if it is missing.
    suffixes
        How its name may end.
    not_over
        File that it must not replace.

    Raises
    ------
    UsageError
        If the name ends otherwise, the file would replace its own source, or nothing can be written there.
    """
    summary = Text(vi="Không ghi được vào tệp này.", en="This file cannot be written.")
    if path.suffix not in suffixes:
        what = Text(vi=f"tên tệp phải kết thúc bằng {suffixes[0]}.", en=f"its name must end in {suffixes[0]}.")
        raise UsageError(summary, [Fault(str(path), what)])
    if not_over is not None and path.resolve() == Path(not_over).resolve():
        what = Text(vi="đây chính là kịch bản gốc.", en="it is the original scenario.")
        advice = Text(vi="Hãy chọn tên khác.", en="Choose another name.")
        raise UsageError(summary, [Fault(str(path), what, advice)])
    if path.is_dir():
        raise UsageError(summary, [Fault(str(path), Text(vi="đây là một thư mục.", en="it is a folder."))])
    prepare_folder(path.parent)


def write_plan(write: Callable[[Path], tuple[Path, ...]], folder: Path) -> tuple[Path, ...]:
    """Write a plan's files and only then put them in the place of the older answer.

    Parameters
    ----------
    write
        Writes all files of a plan into a folder and returns their paths.
    folder
        Folder for the answer.

    Returns
    -------
    tuple of pathlib.Path
        The files in their final place.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as temporary:
        written = write(Path(temporary))
        _set_aside(folder)
        return tuple(path.replace(folder / path.name) for path in written)


def with_evaluation(evaluated: Evaluated) -> Callable[[Path], tuple[Path, ...]]:
    """Return what :func:`write_plan` needs to write ``evaluation.json`` and its plan's files.

    Parameters
    ----------
    evaluated
        The evaluation and the plan to publish with it.

    Returns
    -------
    callable
        Writes all files into a folder and returns their paths.
    """

    def write(folder: Path) -> tuple[Path, ...]:
        path = folder / "evaluation.json"
        path.write_text(evaluated.evaluation.to_json(), encoding="utf-8", newline="\n")
        return (path, *write_result(evaluated.result, folder))

    return write


def write_answer(answer: Mapping[str, Any], folder: Path) -> Path:
    """Write ``answer.json``: why there is no plan. No plan remains beside it.

    Parameters
    ----------
    answer
        What :func:`answer_of` returned.
    folder
        Folder for the answer.

    Returns
    -------
    pathlib.Path
        The file.
    """
    path = folder / "answer.json"
    _set_aside(folder)
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def answer_of(error: InfeasibleError | NoPlanError, scenario: Scenario) -> dict[str, Any]:
    """Return the answer of a solve without a plan: null objective, bound and gap, and the clashing rules.

    Parameters
    ----------
    error
        Why there is no plan.
    scenario
        What was asked.

    Returns
    -------
    dict
        Plain values for ``answer.json``.
    """
    infeasible = isinstance(error, InfeasibleError)
    return {
        "schema": "clusterplan/answer/1",
        "scenario": {"id": scenario.id, "title_vi": scenario.title_vi, "title_en": scenario.title_en},
        "scenario_sha256": scenario_digest(scenario),
        "termination": (Termination.INFEASIBLE if infeasible else Termination.NO_PLAN).value,
        "objective": None,
        "bound": None,
        "gap": None,
        "summary_vi": error.summary.vi,
        "summary_en": error.summary.en,
        "conflicts": [conflict_payload(conflict) for conflict in getattr(error, "conflicts", ())],
    }


def _set_aside(folder: Path) -> None:
    """Move the products of an earlier run to ``previous/``; what lay there is dropped."""
    older = [folder / name for name in _PRODUCTS if (folder / name).is_file()]
    if older:
        previous = folder / "previous"
        previous.mkdir(exist_ok=True)
        for name in _PRODUCTS:
            (previous / name).unlink(missing_ok=True)
        for path in older:
            path.replace(previous / path.name)
