"""The audit as one HTML file: no script, no request, both languages, readable on paper and on a phone."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from clusterplan.domain import Grade
from clusterplan.language import Language, Text
from clusterplan.publishing.audit.answer import ScoreAudit
from clusterplan.publishing.audit.words import KINDS, LEVELS, METHODS, SOURCES, WORDS
from clusterplan.publishing.page import both, environment
from clusterplan.publishing.texts import GRADE, STATUS, VALUE_STATUS, decimal

__all__ = ["audit_page"]

_FIRST = 8
"""Units that are shown of each technology."""
_POSITIVE, _NEGATIVE = (146, 197, 222), (244, 181, 130)
"""Fills of a correlation of 1 and of -1, between white and which the others lie; dark letters can be read on all."""
_SWAPPED = str.maketrans({",": ".", ".": ","})
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def audit_page(audit: ScoreAudit, language: Language) -> str:
    """Return an audit as a page.

    Parameters
    ----------
    audit
        The audit.
    language
        Language that is shown first; the other is one click away.

    Returns
    -------
    str
        A complete HTML document. The same audit gives the same text.
    """
    templates = environment()
    templates.filters.update(amount=_amount, percent=_percent, places=_places, tint=_tint)
    return templates.get_template("audit.html.jinja").render(
        audit=audit,
        language=language,
        policy=_POLICY,
        status=STATUS,
        words=WORDS,
        levels=LEVELS,
        method_names=METHODS,
        kinds=KINDS,
        sources=SOURCES,
        grade_names=GRADE,
        grades=tuple(Grade),
        value_statuses={status.value: text for status, text in VALUE_STATUS.items()},
        unit_names={one.code: Text(one.name_vi, one.name_en) for one in audit.units},
        technology_names={one.id: Text(one.name_vi, one.name_en) for one in audit.technologies},
        titles={one.id: Text(one.title_vi, one.title_en) for one in audit.indicators},
        **_tables(audit),
    )


def _tables(audit: ScoreAudit) -> dict[str, Any]:
    """Return what the tables of the page look up."""
    pair: dict[tuple[str, str], Any] = {}
    for one in audit.pairs:
        pair[one.first, one.second] = pair[one.second, one.first] = one
    methods: dict[str, dict[str, Any]] = {}
    for agreed in audit.methods:
        methods.setdefault(agreed.technology, {})[agreed.method] = agreed
    return {
        "pair": pair,
        "of_units": [one.id for one in audit.indicators if not one.is_of_technology],
        "weighed": {(one.indicator, one.technology): one for one in audit.in_technologies},
        "methods": methods,
        "first": {k.id: [one for one in audit.scores if one.technology == k.id][:_FIRST] for k in audit.technologies},
        "most_shift": max((one.mean_shift for one in audit.indicator_weights), default=0.0) or 1.0,
    }


def _amount(value: float | None) -> Markup:
    """Return a number with two decimals in both languages; a dash where there is none."""
    return Markup("–") if value is None else _both(decimal(value, "vi"), decimal(value, "en"))


def _places(value: float | None) -> Markup:
    """Return a number with up to four digits that mean something."""
    if value is None:
        return Markup("–")
    text = f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return _both(text.translate(_SWAPPED), text)


def _percent(value: float | None) -> Markup:
    return Markup("–") if value is None else Markup("{}").format(f"{value:.0%}")


def _tint(value: float | None) -> str:
    """Return the fill of a correlation.

    Examples
    --------
    >>> _tint(1.0), _tint(0.0), _tint(None)
    ('rgb(146 197 222)', 'rgb(255 255 255)', 'transparent')
    """
    if value is None:
        return "transparent"
    end = _POSITIVE if value > 0 else _NEGATIVE
    return "rgb({} {} {})".format(*(round(255 - (255 - part) * min(abs(value), 1.0)) for part in end))


def _both(vi: str, en: str) -> Markup:
    return both(Text(vi=vi, en=en))
