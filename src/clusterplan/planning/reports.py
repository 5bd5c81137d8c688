"""Reports of a plan for people: two printed pages for each unit, and the annex of a submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from clusterplan.domain import UnitId
from clusterplan.errors import UsageError
from clusterplan.language import Language, Text
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.plan import publication_of
from clusterplan.planning.why import Asked, PairReason, unit_reasons
from clusterplan.planning.why import UnitReasons as Reasons
from clusterplan.publishing import Publication
from clusterplan.publishing.report import ClusterReasons, MissingLine, UnitReasons, write_annex, write_unit_report

__all__ = ["write_submission_annex", "write_unit_reports"]

_UNKNOWN_HOLDER = Text(vi="chưa rõ cơ quan nào có số liệu", en="who holds it is not known")


def write_unit_reports(
    known: KnownPlan,
    folder: Path,
    languages: Sequence[Language] = ("vi", "en"),
    units: Iterable[UnitId] | None = None,
    on_unit: Callable[[UnitId], None] | None = None,
) -> Iterator[Path]:
    """Write two pages about each unit, one after the other, so that an interruption keeps what is done.

    Parameters
    ----------
    known
        The plan.
    folder
        Folder to write to; made if it does not exist. Files are named ``UNIT-LANGUAGE.pdf``.
    languages
        Languages to write in.
    units
        Codes of the units; all if none are given.
    on_unit
        Told about each unit before it is written.

    Yields
    ------
    pathlib.Path
        Each file as soon as it is written.

    Raises
    ------
    UsageError
        If the plan has no unit of that code.
    """
    wanted = tuple(known.posed.problem.units if units is None else units)
    unknown = [unit for unit in wanted if unit not in known.posed.problem.units]
    if unknown:
        named = ", ".join(unknown)
        raise UsageError(Text(vi=f"Không có đơn vị {named}.", en=f"There is no unit {named}."))
    folder.mkdir(parents=True, exist_ok=True)
    publication, asked = _publication(known), Asked(known)
    for unit in wanted:
        if on_unit is not None:
            on_unit(unit)
        said = _for_print(unit_reasons(known, unit, asked=asked))
        for language in languages:
            path = folder / f"{unit}-{language}.pdf"
            write_unit_report(publication, unit, said, language, path)
            yield path


def write_submission_annex(options: Sequence[KnownPlan], language: Language, path: Path) -> Path:
    """Write the annex of a submission (Tờ trình) about one or more plans.

    Parameters
    ----------
    options
        The plans to choose from; the first is set out in full.
    language
        Language of the annex.
    path
        The ``.docx`` file; an existing one is replaced.

    Returns
    -------
    pathlib.Path
        The file.
    """
    first, asked = options[0], Asked(options[0])
    reasons = []
    for cluster in first.plan.clusters:
        of_hub = unit_reasons(first, cluster.hub, asked=asked)
        words = {found.technology: _whole_reason(found) for found in of_hub.technologies}
        reasons.append(ClusterReasons(cluster.id, {focus: words[focus] for focus in cluster.focuses}))
    write_annex([_publication(option) for option in options], reasons, language, path)
    return path


def _publication(known: KnownPlan) -> Publication:
    return publication_of(known.plan, known.posed.scenario, known.posed)


def _for_print(of: Reasons) -> UnitReasons:
    """Return the reasons of a unit as the printed pages take them."""
    missing = tuple(
        MissingLine(
            Text(vi=found.title_vi, en=found.title_en),
            Text(vi=found.holder_vi or _UNKNOWN_HOLDER.vi, en=found.holder_en or _UNKNOWN_HOLDER.en),
        )
        for found in of.missing
    )
    return UnitReasons({found.technology: _whole_reason(found) for found in of.technologies}, missing)


def _whole_reason(found: PairReason) -> Text:
    """Return the outcome and how the unit stands, in one line."""
    return Text(
        vi=f"{found.reason_vi} {found.standing_vi}".strip(), en=f"{found.reason_en} {found.standing_en}".strip()
    )
