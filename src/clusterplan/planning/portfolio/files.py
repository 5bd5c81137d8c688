"""The files of a portfolio: a folder for each plan, two tables, and ``portfolio.json``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from clusterplan.planning.plan import write_result
from clusterplan.planning.portfolio.answer import DecisionStatus, Frequency, Portfolio
from clusterplan.planning.portfolio.study import PortfolioStudy
from clusterplan.publishing.text_sheets import write_text_csv
from clusterplan.publishing.texts import STATUS

__all__ = ["write_portfolio"]

_OWN = ("portfolio.json", "portfolio.csv", "decisions.csv")
_DECISION = ("kind", "unit", "technology", "site", "facility_kind")
_WORDS = ("unit_vi", "unit_en", "what_vi", "what_en")


def write_portfolio(study: PortfolioStudy, folder: Path) -> tuple[Path, ...]:
    """Write a portfolio. What an earlier portfolio left in the folder is moved to ``previous/``.

    Parameters
    ----------
    study
        The portfolio with its plans.
    folder
        Folder to write to; made if it does not exist.

    Returns
    -------
    tuple of pathlib.Path
        The files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _set_aside(folder)
    found = study.portfolio
    answer, plans, decisions = (folder / name for name in _OWN)
    files = [path for p, r in zip(found.plans, study.results, strict=True) for path in write_result(r, folder / p.id)]
    ids = tuple(plan.id for plan in found.plans)
    told = (STATUS.vi, STATUS.en)
    header = ("plan", "objective", "loss", *(f"distance_to_{name}" for name in ids), "status_vi", "status_en")
    write_text_csv(
        plans,
        header,
        [(p.id, f"{p.objective:.6f}", f"{p.loss:.6f}", *map(str, p.distances), *told) for p in found.plans],
    )
    columns = ("plans", "share", "class", "in_best", "best_with", "best_without", *_WORDS, "status_vi", "status_en")
    write_text_csv(decisions, (*_DECISION, *columns), ((*row, *told) for row in _rows(found)))
    answer.write_text(found.to_json(), encoding="utf-8", newline="\n")
    return (answer, plans, decisions, *files)


def _rows(found: Portfolio) -> Iterator[tuple[str, ...]]:
    """Yield every decision with its frequency and class; hubs have a frequency alone."""
    frequencies = {_key(one): one for one in found.frequencies}
    statuses = {_key(one): one for one in found.statuses}
    for key in sorted(frequencies.keys() | statuses.keys()):
        often, status = frequencies.get(key), statuses.get(key)
        counted = ("0", "0") if often is None else (str(often.plans), f"{often.share:g}")
        named = status or often
        told = (str(getattr(named, name)) for name in _WORDS)
        yield (*key, *counted, *(("", "", "", "") if status is None else _cells(status)), *told)


def _cells(status: DecisionStatus) -> tuple[str, str, str, str]:
    """Return what is known of a decision."""
    objectives = ("" if value is None else f"{value:.6f}" for value in (status.best_with, status.best_without))
    with_it, without_it = objectives
    return status.status, "yes" if status.in_best else "no", with_it, without_it


def _key(one: Frequency | DecisionStatus) -> tuple[str, ...]:
    """Return what names a decision."""
    return tuple(str(getattr(one, name) or "") for name in _DECISION)


def _set_aside(folder: Path) -> None:
    """Move an earlier portfolio to ``previous/``; what lay there is dropped."""
    if not (folder / _OWN[0]).is_file():
        return
    previous = folder / "previous"
    shutil.rmtree(previous, ignore_errors=True)
    previous.mkdir()
    for path in (*(folder / name for name in _OWN), *sorted(folder.glob("plan-[0-9]*"))):
        if path.exists():
            path.replace(previous / path.name)
