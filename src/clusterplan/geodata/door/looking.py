"""A whole look at a file in a process of its own, for a service that must outlive every file.

The child reads, checks and draws with bounded memory and time. Whatever it does, it is killed with all that it started
when its time is over, and that is then a fault of the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from clusterplan.domain import Frozen
from clusterplan.geodata.door.answer import DoorReport, door_report
from clusterplan.geodata.door.checking import Checked
from clusterplan.geodata.door.dialect import DecimalMark
from clusterplan.geodata.door.inspection import Inspection, file_name
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.door.preview import Preview
from clusterplan.geodata.holdings import DATA_FOLDER
from clusterplan.geodata.register import LayerRecord
from clusterplan.language import Text

__all__ = ["ANSWER", "FAULTY", "QUESTION", "Look", "LookAnswer", "Question"]

_MODULE = "clusterplan.geodata.door.look_child"
QUESTION, ANSWER = "question.json", "answer.json"
"""Names of the files in the folder of a look by which the two talk."""
FAULTY = "faulty.gpkg"
"""Name of the file of faulty features in the folder of a look."""
_OURS = "CLUSTERPLAN_"


class LookAnswer(Frozen):
    """What a look found."""

    report: DoorReport
    """Everything that is wrong."""
    preview: Preview | None
    """What the file seems to hold; nothing if it could not be read."""


@dataclass(frozen=True)
class Question:
    """What is to be looked at, and as what."""

    file: str
    """Path of the file."""
    name: str
    """Name by which people know it."""
    layer: str
    """Id of the layer or table of the register."""
    folder: str
    """Empty folder for the answers."""
    repairs: tuple[str, ...] = ()
    """Names of the repairs that may be made."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Fields that have another name in the file: name there, name in the register."""
    crs: str | None = None
    """Reference system, where the file does not say it."""
    part: str | None = None
    """Layer of the file, or sheet of the workbook."""
    decimal: DecimalMark | None = None
    """Decimal mark of the file's texts."""
    unit_vintage: str | None = None
    """Vintage of the file's unit codes."""
    limits: Limits = field(default_factory=Limits)
    """Limits of the file, and of the child that looks at it."""
    with_faulty: bool = False
    """Whether the faulty features are written, as :data:`FAULTY`."""


class Look:
    """A running look.

    Parameters
    ----------
    question
        What is to be looked at.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._until = time.monotonic() + question.limits.seconds
        (Path(question.folder) / QUESTION).write_text(json.dumps(asdict(question)), encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-P", "-m", _MODULE, question.folder],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            process_group=0,
        )

    def is_over(self) -> bool:
        """Tell whether there is an answer; a look whose time is over is ended.

        Returns
        -------
        bool
            Whether :meth:`answer` may be asked for.
        """
        return self._process.poll() is not None or time.monotonic() >= self._until

    def answer(self, record: LayerRecord) -> LookAnswer:
        """Return what was found, and end the child.

        Parameters
        ----------
        record
            The layer or table of the question.

        Returns
        -------
        LookAnswer
            What the child said; if it was stopped, that alone.
        """
        code = self._process.poll()
        self.end()
        said = Path(self._question.folder) / ANSWER
        if code == 0 and said.is_file():
            return LookAnswer.model_validate_json(said.read_bytes())
        seconds = self._question.limits.seconds
        reason = (
            Text(vi=f"quá {seconds} giây", en=f"more than {seconds} s")
            if code is None
            else Text(vi=f"cần quá nhiều bộ nhớ hoặc bị hỏng (mã {code})", en=f"too much memory, or a crash ({code})")
        )
        inspection = Inspection(file_name(Path(self._question.name)), limits=self._question.limits)
        inspection.note("reader-stopped", reason=reason)
        return LookAnswer(report=door_report(Checked(record, inspection)), preview=None)

    def end(self) -> None:
        """Kill the child and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _environment() -> dict[str, str]:
    """Return what the child knows of ours: the user's data, and no secret of a service."""
    kept = {name: value for name, value in os.environ.items() if name == DATA_FOLDER or not name.startswith(_OURS)}
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # each thread takes address space
