"""What a worker is told: everything, so that it needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Question"]


@dataclass(frozen=True)
class Question:
    """A job, complete in itself. All texts are JSON, so that it can travel anywhere."""

    process: str
    """Id of the process."""
    inputs: dict[str, Any]
    """Checked inputs."""
    scenario: str
    """The scenario, with everything that it extends."""
    plan: str | None = None
    """The plan that a study is about; none if the scenario is to be solved first."""
    processes: int = 1
    """Processes that the work may use on this machine."""
    dask_scheduler: str | None = None
    """Address of a Dask cluster that does the work; else this machine."""
