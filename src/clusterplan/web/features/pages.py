"""The same documents as pages: plain tables and links, Vietnamese first, no script, every value escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["PAGE_POLICY", "page"]

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:0 1rem 3rem;color:#1a1a1a;background:#fff}
header{border-bottom:1px solid #bbb;margin-bottom:1rem;padding:.75rem 0}nav a{margin-right:.75rem}
a{color:#0b57a4}h1{font-size:1.5rem;line-height:1.25}small,[lang=en]{color:#4a4a4a}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem}caption{text-align:left;padding:.25rem 0}
th,td{border-bottom:1px solid #ddd;padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:top}
th{white-space:nowrap}
.scroll table{min-width:100%;width:max-content}
td{max-width:22rem;overflow-wrap:anywhere}dt{font-weight:600}dd{margin:0 0 .5rem}
.warning{border-left:4px solid #9a6700;padding-left:.75rem}
@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}a{color:#8ab8ff}small,[lang=en]{color:#bbb}
th,td{border-color:#444}}
""".strip()
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""Content-Security-Policy of the pages: one style, known by its digest, and nothing else."""


def page(template: str, **values: Any) -> bytes:
    """Return a page.

    Parameters
    ----------
    template
        Name of a file in ``templates/``, without its ending.
    **values
        What the template shows.

    Returns
    -------
    bytes
        HTML.
    """
    return _environment().get_template(f"{template}.html").render(style=_STYLE, **values).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("clusterplan.web.features"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = _shown
    made.tests["address"] = lambda value: isinstance(value, str) and re.match(r"https?://", value) is not None
    return made


def _shown(value: Any) -> str:
    """Return a value as people read it: missing is a dash, never nothing and never zero."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "có / yes" if value else "không / no"
    if isinstance(value, list):
        return ", ".join(_shown(part) for part in value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
