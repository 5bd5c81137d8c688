"""The files of an audit: ``audit.html`` for people, ``audit.json`` for programs."""

from __future__ import annotations

from pathlib import Path

from clusterplan.language import Language
from clusterplan.publishing.audit import ScoreAudit, audit_page

__all__ = ["FILES", "write_audit"]

FILES = ("audit.html", "audit.json")
"""Names of the files."""


def write_audit(audit: ScoreAudit, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write an audit.

    Parameters
    ----------
    audit
        The audit.
    folder
        Folder that exists.
    language
        Language that the page shows first.

    Returns
    -------
    tuple of pathlib.Path
        The files, as :data:`FILES` names them.
    """
    page, whole = (folder / name for name in FILES)
    page.write_text(audit_page(audit, language), encoding="utf-8", newline="\n")
    whole.write_text(audit.model_dump_json(by_alias=True, indent=2) + "\n", encoding="utf-8", newline="\n")
    return page, whole
