"""A changed scenario against a plan, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text as RichText

from clusterplan.cli.explanation_report import clash_lines, move_lines
from clusterplan.cli.layout import bullets, pairs, section, words
from clusterplan.language import Language
from clusterplan.planning.why import WhatIf
from clusterplan.planning.why.words import signed
from clusterplan.publishing.texts import STATUS, TERM, decimal

__all__ = ["what_if_report"]


def what_if_report(found: WhatIf, language: Language) -> Iterator[RenderableType]:
    """Yield old and new objective, their difference and what moves, or what clashes.

    Parameters
    ----------
    found
        The answer.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Changes, values, moves.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    changes = found.changes_vi if language == "vi" else found.changes_en
    yield section(words(language, vi="Nếu", en="What if"), bullets(changes))
    if found.objective_after is None:
        yield RichText(words(language, vi="Không có phương án nào.", en="There is no plan."), style="bold red")
        if found.clash is not None:
            heading = words(language, vi="Giới hạn mâu thuẫn", en="Limits that clash")
            yield section(heading, bullets(clash_lines(found.clash, language)))
        repair = found.repair_vi if language == "vi" else found.repair_en
        if repair:
            yield repair
        return
    yield section(words(language, vi="Giá trị", en="Value"), _values(found, language))
    lines = list(move_lines(found.moves, language)) or [words(language, vi="không có gì", en="nothing")]
    yield section(words(language, vi="Thay đổi", en="What moves"), Group(*lines))


def _values(found: WhatIf, language: Language) -> RenderableType:
    """Return objectives, difference and terms that differ."""
    before = _with_bound(found.objective_before, found.bound_before, language)
    after = _with_bound(found.objective_after or 0.0, found.bound_after or 0.0, language)
    least, most = (signed(value or 0.0, language) for value in (found.difference_at_least, found.difference_at_most))
    difference = least if least == most else words(language, vi=f"từ {least} đến {most}", en=f"{least} to {most}")
    rows = [
        (words(language, vi="Trước", en="Before"), before),
        (words(language, vi="Sau", en="After"), after),
        (words(language, vi="Chênh lệch", en="Difference"), difference),
    ]
    for name in found.terms_after:
        changed = found.terms_after[name] - found.terms_before.get(name, 0.0)
        if changed:
            term = TERM[name].in_language(language) if name in TERM else name
            rows.append((f"  {term}", signed(changed, language)))
    return pairs(rows)


def _with_bound(objective: float, bound: float, language: Language) -> str:
    """Return an objective, and its bound where it is not proven."""
    value = decimal(objective, language, 4)
    if bound - objective < 5e-7:
        return value + words(language, vi=" (đã chứng minh)", en=" (proven)")
    limit = decimal(bound, language, 4)
    return value + words(language, vi=f" (nhiều nhất {limit})", en=f" (at most {limit})")
