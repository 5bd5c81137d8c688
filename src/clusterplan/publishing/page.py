"""The page around the map: template, styles, scripts and the policy that lets nothing else run.

Names come from data, so every text is escaped; the scripts are named by their digests in a Content-Security-Policy,
so that nothing which slips into the page could run or fetch anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from clusterplan.language import Text
from clusterplan.publishing import texts
from clusterplan.publishing.palette import CLUSTER_COLOURS, NO_CLUSTER, SCORE_BREAKS, SCORE_COLOURS
from clusterplan.publishing.products import NONE_ON_RECORD, products_by_focus
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.terms import facility_lines, mechanism_lines
from clusterplan.publishing.views import Views

__all__ = ["both", "compose_page", "environment", "fill_page", "hatch", "numbered"]

_RANDOM_NAME = re.compile(r"_[0-9a-f]{32}(?![0-9a-f])")


def compose_page(publication: Publication, views: Views, colours: Mapping[str, str], frame: str, drawing: str) -> str:
    """Put the page together.

    Parameters
    ----------
    publication
        What is published.
    views
        The publication as people read it.
    colours
        Colour by cluster.
    frame
        HTML of the element that holds the map.
    drawing
        Script that draws the layers.

    Returns
    -------
    str
        A complete HTML document.
    """
    return fill_page(
        "map.html.jinja",
        frame,
        drawing,
        publication=publication,
        plan=publication.plan,
        views=views,
        colours=colours,
        hatched=sorted({*colours.values(), *SCORE_COLOURS, CLUSTER_COLOURS[0]}),
        sample=CLUSTER_COLOURS[0],
        no_cluster=NO_CLUSTER,
        score_classes=_score_classes(),
        words=texts.WORDS,
        technologies={known: _short(publication.technology_name(known)) for known in publication.technology},
        products=products_by_focus(publication),
        none_on_record=NONE_ON_RECORD,
        facility_lines=partial(facility_lines, publication),
        mechanism_lines=partial(mechanism_lines, publication),
        details=texts.status_details(publication.plan),
    )


def fill_page(template: str, frame: str, drawing: str, **content: Any) -> str:
    """Fill a template of a page with a map, its styles and scripts, and the policy that lets nothing else run.

    Parameters
    ----------
    template
        Name of the template.
    frame
        HTML of the element that holds the map.
    drawing
        Script that draws the layers.
    **content
        What the template shows.

    Returns
    -------
    str
        A complete HTML document.
    """
    scripts = [_leaflet_script(), _asset("map.js"), drawing]
    return (
        environment()
        .get_template(template)
        .render(
            **content,
            texts=texts,
            status=texts.STATUS,
            styles=_leaflet_style() + _asset("map.css"),
            frame=frame,
            scripts=scripts,
            policy="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
            f"script-src {' '.join(_digest(script) for script in scripts)}",
        )
    )


def both(text: Text) -> Markup:
    """Return a text in both languages side by side; the page's style shows the one that is chosen.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    markupsafe.Markup
        Escaped HTML.

    Examples
    --------
    >>> print(both(Text(vi="<Một>", en="<Một>")))
    &lt;Một&gt;
    """
    if text.vi == text.en:
        return Markup("{}").format(text.vi)
    return Markup('<span class="t" lang="vi">{}</span><span class="t" lang="en">{}</span>').format(text.vi, text.en)


def hatch(colour: str) -> str:
    """Return the fill that shows a colour hatched.

    Parameters
    ----------
    colour
        ``#RRGGBB``.

    Returns
    -------
    str
        Reference to a pattern of the page.

    Examples
    --------
    >>> hatch("#77AADD")
    'url(#hatch-77AADD)'
    """
    return f"url(#hatch-{colour[1:]})"


def numbered(*parts: str) -> tuple[str, ...]:
    """Replace folium's random names by numbers in order of appearance, so that the page is the same every time.

    Parameters
    ----------
    *parts
        HTML and script written by folium for one map.

    Returns
    -------
    tuple of str
        The same parts with ``map_1`` for ``map_<32 random digits>``.

    Examples
    --------
    >>> numbered(f"#map_{'a' * 32}", f"geo_json_{'b' * 32}.addTo(map_{'a' * 32})")
    ('#map_1', 'geo_json_2.addTo(map_1)')
    """
    names = dict.fromkeys(name for part in parts for name in _RANDOM_NAME.findall(part))
    numbers = {name: f"_{number}" for number, name in enumerate(names, start=1)}
    return tuple(_RANDOM_NAME.sub(lambda found: numbers[found[0]], part) for part in parts)


def environment() -> jinja2.Environment:
    """Return what fills the templates of pages: every text is escaped, and none may be missing.

    Returns
    -------
    jinja2.Environment
        With the filters ``both``, ``number`` and ``short``.
    """
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("clusterplan.publishing", "assets"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.filters.update(both=both, number=_number, short=_short)
    templates.globals["hatch"] = hatch
    return templates


def _number(value: float) -> Markup:
    return both(Text(vi=texts.decimal(value, "vi"), en=texts.decimal(value, "en")))


def _short(name: Text) -> Text:
    """Return a name without its explanation in brackets, for narrow places."""
    return Text(*(part.split(" (")[0] for part in name))


def _score_classes() -> list[tuple[str, float, float]]:
    limits = (0.0, *SCORE_BREAKS, 1.0)
    return list(zip(SCORE_COLOURS, limits, limits[1:], strict=False))


def _leaflet_script() -> str:
    """Leaflet without the address of its source map, which is not shipped."""
    return _asset("leaflet.js").partition("\n//# sourceMappingURL")[0]


def _leaflet_style() -> str:
    """Leaflet's style sheet without its pictures: a relative address would be a failed request."""
    return re.sub(r"url\([^)]*\)", "none", _asset("leaflet.css"))


def _asset(name: str) -> str:
    return files("clusterplan.publishing").joinpath("assets", name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
