"""What stands in the report of one unit, as plain words in one language: the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.language import Language, Text
from clusterplan.publishing.geojson import manifest_digest
from clusterplan.publishing.locator import draw_locator
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.report.words import WORDS
from clusterplan.publishing.terms import facility_lines, mechanism_lines
from clusterplan.publishing.texts import FACILITY_KIND, GRADE, JUDGEMENT, PROOF, STATUS, decimal, status_details
from clusterplan.publishing.views import FacilityView, FocusView, ScoreView, UnitView, Views

__all__ = ["MissingLine", "UnitReasons", "unit_content"]

_ASSUMPTIONS_SHOWN = 6
_MISSING_SHOWN = 10


@dataclass(frozen=True)
class MissingLine:
    """Something that would have to be known to judge a unit better."""

    what: Text
    """The indicator or table."""
    office: Text
    """Who holds it."""


@dataclass(frozen=True)
class UnitReasons:
    """What the studies say about one unit. The words come ready: this room only prints them."""

    reasons: Mapping[TechnologyId, Text]
    """Why each technology was chosen or not."""
    missing: tuple[MissingLine, ...] = field(default=())
    """What is missing, the most important first."""


def unit_content(publication: Publication, unit: UnitId, said: UnitReasons, language: Language) -> dict[str, Any]:
    """Return everything that the report of one unit says.

    Parameters
    ----------
    publication
        The plan with its layers and scores.
    unit
        Code of the unit.
    said
        Reasons and missing data.
    language
        Language of the report.

    Returns
    -------
    dict
        Texts, numbers as texts, and a drawing; ready for JSON.
    """
    views = Views(publication)
    view = next(found for found in views.units() if found.code == unit)
    here = [found for found in views.facilities() if found.facility.unit == unit]
    plan = publication.plan
    groups = {technology.id: technology.group for technology in publication.technologies if technology.group}

    def say(text: Text) -> str:
        return text.in_language(language)

    return {
        "language": language,
        "words": {name: say(text) for name, text in WORDS.items()},
        "status": say(STATUS),
        "details": say(status_details(plan)),
        "scenario": plan.scenario.title_vi if language == "vi" else plan.scenario.title_en,
        "name": f"{unit} {say(view.name)}",
        "region": say(view.region),
        "place": list(_place(publication, view, language)),
        "locator": draw_locator(publication, unit, language),
        "focuses": _together([_focus(focus, said, language) for focus in view.focuses], groups),
        "others": _together([_other(score, said, language) for score in view.others], groups),
        "facilities": [_facility(publication, found, language) for found in here],
        "mechanisms": [say(line) for line in mechanism_lines(publication, unit)],
        "technologies": _together([_technology(view, score, said, language) for score in view.scores], groups),
        "missing": list(_missing(said, language)),
        "assumptions": list(_assumptions(publication, language)),
        "proof": list(_proof(publication, language)),
        "sources": "; ".join(sorted({f"{line.source} ({line.licence})" for line in publication.drawn_sources})),
    }


def _place(publication: Publication, view: UnitView, language: Language) -> Iterator[str]:
    """Yield the unit's place in the plan."""
    if view.cluster is None:
        yield WORDS["no_focuses"].in_language(language)
        return
    cluster = view.cluster
    name = cluster.name_vi if language == "vi" else cluster.name_en
    hub = publication.unit_name(cluster.hub).in_language(language)
    if view.is_hub:
        yield Text(vi=f"Hạt nhân của cụm {cluster.id} {name}.", en=f"Hub of cluster {cluster.id} {name}.").in_language(
            language
        )
    else:
        text = Text(
            vi=f"Thành viên của cụm {cluster.id} {name}; hạt nhân là {hub}.",
            en=f"Member of cluster {cluster.id} {name}; its hub is {hub}.",
        )
        yield text.in_language(language)
    members = ", ".join(publication.unit_name(member).in_language(language) for member in cluster.members)
    yield Text(vi=f"Các thành viên: {members}.", en=f"Members: {members}.").in_language(language)


def _focus(focus: FocusView, said: UnitReasons, language: Language) -> dict[str, Any]:
    """Return one focus of the unit's cluster."""
    words = []
    words.append(_named("strong", ", ".join(name.in_language(language) for name in focus.strong), language))
    words.append(_named("served_by", focus.served_by.in_language(language), language))
    if focus.start_year is not None:
        words.append(
            Text(vi=f"bắt đầu năm {focus.start_year}", en=f"starts in {focus.start_year}").in_language(language)
        )
    other = _other(focus.own, said, language)
    return {**other, "evidence": GRADE[focus.evidence].in_language(language), "details": "; ".join(words)}


def _other(score: ScoreView, said: UnitReasons, language: Language) -> dict[str, Any]:
    """Return one technology with its score and reason."""
    return {
        "id": score.technology,
        "name": score.name.in_language(language),
        "score": score.score,
        "score_text": _score(score, language),
        "rank": _rank(score),
        "evidence": GRADE[score.grade].in_language(language) if score.grade else "",
        "reason": said.reasons[score.technology].in_language(language),
        "details": "",
    }


def _technology(view: UnitView, score: ScoreView, said: UnitReasons, language: Language) -> dict[str, Any]:
    """Return one row of the table of all technologies."""
    chosen = view.cluster is not None and score.technology in view.cluster.focuses
    return {**_other(score, said, language), "chosen": chosen}


def _together(rows: list[dict[str, Any]], groups: Mapping[TechnologyId, TechnologyId]) -> list[dict[str, Any]]:
    """Return rows in which products of one group of which all else is the same stand once, with all their names."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike = tuple(value for name, value in row.items() if name not in ("id", "name"))
        found.setdefault((groups.get(row["id"], row["id"]), *alike), []).append(row)
    return [
        {**first, "name": "; ".join([first["name"], *(f"{row['id']} {row['name']}" for row in others)])}
        for first, *others in found.values()
    ]


def _facility(publication: Publication, found: FacilityView, language: Language) -> str:
    """Return one facility in the unit as a sentence."""
    served = ", ".join(name.in_language(language) for _, name in found.technologies)
    kind = FACILITY_KIND[found.facility.kind].in_language(language)
    more = [line.in_language(language) for line in facility_lines(publication, found.facility)]
    serves = WORDS["serves"].in_language(language)
    return "; ".join([f"{kind}: {found.name.in_language(language)}, {serves} {served}", *more])


def _missing(said: UnitReasons, language: Language) -> Iterator[list[str]]:
    """Yield what is missing with who holds it, and how much more there is."""
    for line in said.missing[:_MISSING_SHOWN]:
        yield [line.what.in_language(language), line.office.in_language(language)]
    more = len(said.missing) - _MISSING_SHOWN
    if more > 0:
        yield [Text(vi=f"và {more} chỉ số khác", en=f"and {more} more").in_language(language), ""]


def _assumptions(publication: Publication, language: Language) -> Iterator[str]:
    """Yield the first assumptions, and where the others stand."""
    assumptions = publication.plan.assumptions
    for found in assumptions[:_ASSUMPTIONS_SHOWN]:
        yield f"{found.what_vi or found.what if language == 'vi' else found.what}: {found.value}"
    more = len(assumptions) - _ASSUMPTIONS_SHOWN
    if more > 0:
        text = Text(vi=f"và {more} giả định khác trong plan.json", en=f"and {more} more in plan.json")
        yield text.in_language(language)


def _proof(publication: Publication, language: Language) -> Iterable[str]:
    """Return what an auditor needs."""
    plan = publication.plan
    objective, bound = decimal(plan.objective, language, 6), decimal(plan.bound, language, 6)
    yield PROOF[plan.termination].in_language(language)
    yield f"{_named('objective', objective, language)}; {_named('bound', bound, language)}"
    yield f"clusterplan {plan.manifest.clusterplan}, {plan.manifest.solver}; manifest {manifest_digest(plan)}"


def _named(word: str, value: str, language: Language) -> str:
    return f"{WORDS[word].in_language(language)}: {value}"


def _score(score: ScoreView, language: Language) -> str:
    """Return a score in figures, or why there is none."""
    if score.score is None:
        return JUDGEMENT[score.judgement].in_language(language)
    return decimal(score.score, language)


def _rank(score: ScoreView) -> str:
    return "" if score.rank is None else f"{score.rank}/{score.ranked}"
