"""Write the report of one unit: two A4 pages of PDF that can be searched and read aloud, in one language.

With products as focuses there may be three times as much to say; what does not fit takes another page.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from clusterplan.domain import UnitId
from clusterplan.errors import InternalError
from clusterplan.language import Language, Text
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.report.content import MissingLine, UnitReasons, unit_content

__all__ = ["MissingLine", "UnitReasons", "write_unit_report"]

_SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Sizes of the letters in points for two pages."""
_WAYS = (*((size, 2) for size in _SIZES), *((size, most) for most in (3, 4) for size in (8.0, 7.0, 6.0)))
"""Sizes of the letters with the number of pages that they may fill; the first that fits is taken."""


def write_unit_report(
    publication: Publication, unit: UnitId, said: UnitReasons, language: Language, path: Path
) -> None:
    """Write what a plan says of one unit.

    Texts reach the template as data, never as markup. The same publication gives the same bytes: the file carries no
    date, and only the letters that come with the typesetter are used.

    Parameters
    ----------
    publication
        The plan with its layers and scores.
    unit
        Code of the unit.
    said
        Why each technology was chosen or not, and what is missing.
    language
        Language of the report.
    path
        The ``.pdf`` file; an existing one is replaced.
    """
    content = unit_content(publication, unit, said, language)
    path.write_bytes(_typeset(content))


def _typeset(content: dict[str, Any]) -> bytes:
    """Return the PDF in the largest letters that fit two pages, or on three or four."""
    import typst  # large, and no other command needs it

    template = files("clusterplan.publishing").joinpath("assets", "unit_report.typ").read_bytes()
    for size, most in _WAYS:
        inputs = {"content": json.dumps({**content, "size": size}, ensure_ascii=False)}
        pages = typst.query(template, "<pages>", sys_inputs=inputs, field="value", ignore_system_fonts=True)
        if json.loads(pages) == [most]:
            return bytes(typst.compile(template, format="pdf", sys_inputs=inputs, ignore_system_fonts=True))
    raise InternalError(
        Text(vi="Phiếu không vừa bốn trang dù chữ nhỏ.", en="The report does not fit four pages in small letters.")
    )
