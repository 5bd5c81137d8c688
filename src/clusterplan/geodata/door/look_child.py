"""The child of :mod:`clusterplan.geodata.door.looking`: one look at one file, with bounded memory and time."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from clusterplan.geodata.door.answer import door_report, write_faulty
from clusterplan.geodata.door.checking import Options, check_file
from clusterplan.geodata.door.inspection import file_name
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.door.looking import ANSWER, FAULTY, QUESTION, LookAnswer
from clusterplan.geodata.door.preview import preview_of
from clusterplan.geodata.holdings import current_register

__all__ = ["main"]

_MOST_WRITTEN = 2_000_000_000


def main(folder: Path) -> None:
    """Look at the file of ``question.json`` and write ``answer.json``.

    Parameters
    ----------
    folder
        Where the question is, and where the answers go.
    """
    asked = json.loads((folder / QUESTION).read_text(encoding="utf-8"))
    limits = Limits(**asked["limits"])
    _bound(limits)
    options = Options(
        repairs=frozenset(asked["repairs"]),
        renamed=asked["renamed"],
        crs=asked["crs"],
        layer=asked["part"],
        decimal=asked["decimal"],
        unit_vintage=asked["unit_vintage"],
        limits=limits,
    )
    checked = check_file(Path(asked["file"]), current_register()[asked["layer"]], options)
    if asked["with_faulty"]:
        write_faulty(checked, folder / FAULTY)
    report = door_report(checked).model_copy(update={"file": file_name(Path(asked["name"]))})
    answer = LookAnswer(report=report, preview=preview_of(checked))
    (folder / ANSWER).write_text(answer.model_dump_json(), encoding="utf-8")


def _bound(limits: Limits) -> None:
    """Bound this process and those that it starts; each of them has the memory for itself."""
    seconds = 2 * limits.seconds  # of the processor; the parent watches the clock
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except MemoryError:  # told by the parent
        sys.exit(3)
