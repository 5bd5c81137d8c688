"""Limits with what is within reach, and repairs, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from clusterplan.cli.layout import bullets, table, words
from clusterplan.language import Language, Text
from clusterplan.optimisation.ranges import ReachableRange
from clusterplan.planning import RepairedScenario

__all__ = ["HOW_TO_REPAIR", "limit_payload", "limits_report", "repair_payload", "repair_report"]

HOW_TO_REPAIR = Text(
    vi="`clusterplan scenario repair SCENARIO -o FILE` ghi kịch bản với cách sửa ít tốn nhất.",
    en="`clusterplan scenario repair SCENARIO -o FILE` writes the scenario with the cheapest repair.",
)


def limit_payload(limit: ReachableRange) -> dict[str, Any]:
    """Return a limit with its reachable range as plain values.

    Parameters
    ----------
    limit
        The limit.

    Returns
    -------
    dict
        ``path``, ``rule``, ``place``, ``at_least``, ``at_most``, ``reach_from``, ``reach_to``, ``is_possible``.
    """
    return {**asdict(limit), "is_possible": limit.is_possible}


def limits_report(limits: Sequence[ReachableRange], language: Language) -> Iterator[RenderableType]:
    """Yield a table of limits: what the scenario says, and what could be reached if no other rule existed.

    Parameters
    ----------
    limits
        The limits.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        The table.
    """
    grid = table(
        words(language, vi="Giới hạn và khoảng có thể đạt", en="Limits and what is within reach"),
        [
            words(language, vi="Giới hạn", en="Limit"),
            words(language, vi="Nơi áp dụng", en="Place"),
            words(language, vi="Kịch bản", en="Scenario"),
            words(language, vi="Có thể đạt", en="Within reach"),
            "",
        ],
    )
    impossible = words(language, vi="không thể", en="impossible")
    for limit in limits:
        place = "" if limit.place == "all" else limit.place
        asked, reach = _asked(limit), f"{limit.reach_from:g}..{limit.reach_to:g}"
        grid.add_row(limit.path, place, asked, reach, "" if limit.is_possible else impossible)
    yield grid


def repair_payload(repaired: RepairedScenario, path: Path) -> dict[str, Any]:
    """Return a repair as plain values.

    Parameters
    ----------
    repaired
        The repaired scenario.
    path
        Where it was written.

    Returns
    -------
    dict
        ``file``, ``is_cheapest`` and the ``changes`` with path, place, old and new value.
    """
    changes = [
        {"path": change.limit.path, "place": change.limit.place, "old": change.old, "new": change.new}
        for change in repaired.changes
    ]
    return {"file": str(path), "is_cheapest": repaired.is_cheapest, "changes": changes}


def repair_report(repaired: RepairedScenario, path: Path, language: Language) -> Iterator[RenderableType]:
    """Yield what was changed and where the scenario was written.

    Parameters
    ----------
    repaired
        The repaired scenario.
    path
        Where it was written.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Lines.
    """
    if not repaired.changes:
        yield words(
            language,
            vi="Kịch bản đã có phương án; không phải sửa gì.",
            en="The scenario has a plan; nothing had to be changed.",
        )
    elif repaired.is_cheapest:
        yield words(language, vi="Cách sửa ít tốn nhất (đã chứng minh):", en="The cheapest repair (proven):")
    else:
        yield words(
            language,
            vi="Một cách sửa; chưa chứng minh được là ít tốn nhất:",
            en="A repair; it is not proven to be the cheapest:",
        )
    yield bullets([sentence.in_language(language) for sentence in repaired.sentences])
    yield words(language, vi=f"Đã ghi {path}.", en=f"Wrote {path}.")


def _asked(limit: ReachableRange) -> str:
    """Return what the scenario says of a limit."""
    if limit.at_least is None:
        return f"<= {limit.at_most:g}"
    if limit.at_most is None:
        return f">= {limit.at_least:g}"
    return f"{limit.at_least:g}..{limit.at_most:g}" if limit.at_least != limit.at_most else f"{limit.at_least:g}"
