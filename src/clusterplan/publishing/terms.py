"""Terms of use, local mechanisms and shares of research as people read them; nothing where a scenario gives nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clusterplan.domain import Facility, UnitId
from clusterplan.language import Text
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.texts import decimal

__all__ = ["NOT_GIVEN", "facility_columns", "facility_lines", "mechanism_columns", "mechanism_lines"]

NOT_GIVEN = Text(vi="chưa có thông tin", en="no information yet")
"""What stands where a reader expects a term and the scenario gives none."""

_KINDS = {
    "public_investment": Text(vi="Đầu tư công", en="Public investment"),
    "land": Text(vi="Đất đai", en="Land"),
    "finance": Text(vi="Tài chính", en="Finance"),
    "human_resources": Text(vi="Nhân lực", en="Human resources"),
}


def facility_lines(publication: Publication, facility: Facility) -> tuple[Text, ...]:
    """Return what a facility's card says of research and terms.

    Parameters
    ----------
    publication
        What is published.
    facility
        The facility.

    Returns
    -------
    tuple of Text
        One line each; empty if the scenario gives none of it.
    """
    return (*_research(facility), *_terms(publication))


def mechanism_lines(publication: Publication, unit: UnitId) -> tuple[Text, ...]:
    """Return the local mechanisms of a unit, or that there is no information.

    Parameters
    ----------
    publication
        What is published.
    unit
        Code of the unit.

    Returns
    -------
    tuple of Text
        One line each; empty if the scenario gives no mechanisms at all.
    """
    terms = publication.plan.terms
    if terms is None or not terms.mechanisms:
        return ()
    found = [mechanism for mechanism in terms.mechanisms if mechanism.unit == unit]
    return tuple(
        Text(
            vi=f"{_KINDS[mechanism.kind].vi}: {mechanism.text_vi} ({mechanism.source})",
            en=f"{_KINDS[mechanism.kind].en}: {mechanism.text_en} ({mechanism.source})",
        )
        for mechanism in found
    ) or (NOT_GIVEN,)


def facility_columns(publication: Publication, facility: Facility) -> dict[str, Any]:
    """Return a facility's shares of research and its terms as columns.

    Parameters
    ----------
    publication
        What is published.
    facility
        The facility.

    Returns
    -------
    dict
        ``None`` where nothing is given.
    """
    terms = publication.plan.terms.facilities if publication.plan.terms else None
    return {
        "research_groups": facility.research_groups,
        "doctorates": facility.doctorates,
        "open_access_share": terms.open_access_share if terms else None,
        "public_private_share": terms.public_private_share if terms else None,
    }


def mechanism_columns(publication: Publication, unit: UnitId) -> dict[str, str | None]:
    """Return a unit's mechanisms as columns.

    Parameters
    ----------
    publication
        What is published.
    unit
        Code of the unit.

    Returns
    -------
    dict
        ``mechanisms_vi`` and ``mechanisms_en``; ``None`` where the scenario gives none at all.
    """
    lines = mechanism_lines(publication, unit)
    return {
        "mechanisms_vi": "; ".join(line.vi for line in lines) or None,
        "mechanisms_en": "; ".join(line.en for line in lines) or None,
    }


def _research(facility: Facility) -> Iterator[Text]:
    """Yield a facility's shares of the national totals."""
    if facility.research_groups is not None:
        number = facility.research_groups
        yield Text(vi=f"Nhóm nghiên cứu mạnh (phân bổ): {number}", en=f"Strong research groups (apportioned): {number}")
    if facility.doctorates is not None:
        yield Text(
            vi=f"Tiến sĩ đào tạo (phân bổ): {facility.doctorates}",
            en=f"Doctorates (apportioned): {facility.doctorates}",
        )


def _terms(publication: Publication) -> Iterator[Text]:
    """Yield the terms of use; what a reader expects and is not given says so."""
    terms = publication.plan.terms.facilities if publication.plan.terms else None
    if terms is None:
        return
    open_access, partners = _percentage(terms.open_access_share), _percentage(terms.public_private_share)
    yield Text(vi=f"Năng lực dùng chung: {open_access.vi}", en=f"Open access: {open_access.en}")
    yield Text(vi=f"Vốn ngoài Nhà nước (công – tư): {partners.vi}", en=f"Public-private share: {partners.en}")
    if terms.note_vi or terms.note_en:
        yield Text(vi=terms.note_vi or terms.note_en, en=terms.note_en or terms.note_vi)
    if terms.source:
        yield Text(vi=f"Nguồn: {terms.source}", en=f"Source: {terms.source}")


def _percentage(share: float | None) -> Text:
    """Return a share in per cent."""
    if share is None:
        return NOT_GIVEN
    places = 0 if float(100 * share).is_integer() else 1
    return Text(vi=f"{decimal(100 * share, 'vi', places)} %", en=f"{decimal(100 * share, 'en', places)} %")
