"""What the service stores, on the terminal: what was checked, backed up or restored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.text import Text as RichText

from clusterplan.cli.layout import bullets, pairs, section, words
from clusterplan.language import Language, Text

if TYPE_CHECKING:  # other commands start sooner without the database
    from clusterplan.web.state.backup_file import BackupManifest
    from clusterplan.web.state.verify import StateVerdict

__all__ = ["backup_report", "migration_report", "verdict_payload", "verdict_report"]

_KINDS = {
    "scenarios": Text(vi="kịch bản", en="scenarios"),
    "versions": Text(vi="phiên bản kịch bản", en="versions of scenarios"),
    "plans": Text(vi="phương án", en="plans"),
    "products": Text(vi="sản phẩm công bố của phương án", en="published products of plans"),
    "comments": Text(vi="góp ý", en="comments"),
    "decisions": Text(vi="quyết định", en="decisions"),
}


def verdict_payload(found: StateVerdict) -> dict[str, Any]:
    """Return what a check found as plain values.

    Parameters
    ----------
    found
        What the check found.

    Returns
    -------
    dict
        ``is_whole``, ``lines``, ``head``, ``broken_at``, ``clock_steps_back``, ``noted``, ``noted_at``, ``checked`` by
        kind, ``faults``.
    """
    audit = found.audit
    return {
        "is_whole": found.is_whole,
        "lines": audit.lines,
        "head": audit.head,
        "broken_at": audit.broken_at,
        "clock_steps_back": audit.clock_steps_back,
        "noted": found.noted,
        "noted_at": audit.noted_at,
        "checked": found.checked,
        "faults": [{"where": one.where, "what_vi": one.what.vi, "what_en": one.what.en} for one in found.faults],
    }


def verdict_report(found: StateVerdict, language: Language) -> Iterator[RenderableType]:
    """Yield what there is to say about a check.

    Parameters
    ----------
    found
        What the check found.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Verdict, what was checked, faults.
    """
    if found.is_whole:
        yield words(language, vi="Nguyên vẹn: đúng như đã ghi.", en="Whole: everything is what was written.")
    else:
        broken = words(language, vi="Không nguyên vẹn.", en="Not whole: something was changed.")
        yield RichText(broken, style="bold red")
    yield section(words(language, vi="Đã kiểm tra", en="What was checked"), pairs(_checked(found, language)))
    trusted = words(language, vi="Mã cuối còn tin được", en="Last digest that can be trusted")
    head = words(language, vi="Mã cuối (head)", en="Head")
    yield section(head if found.audit.broken_at is None else trusted, found.audit.head)
    if found.faults:
        faults = bullets(fault.in_language(language) for fault in found.faults)
        yield section(words(language, vi="Sai lệch", en="Faults"), faults)
    yield words(
        language,
        vi="Ghi mã cuối ra nơi khác; lần sau thêm --noted MÃ thì nhật ký bị cắt ngắn cũng lộ ra.",
        en="Note the head elsewhere; with --noted DIGEST the next check also shows a log that was cut short.",
    )


def _checked(found: StateVerdict, language: Language) -> Iterator[tuple[str, str]]:
    audit = found.audit
    yield (
        words(language, vi="dòng nhật ký, từng mã móc nối", en="lines of the log, each chained digest"),
        str(audit.lines),
    )
    for kind, number in found.checked.items():
        held = words(language, vi="đối chiếu với nhật ký", en="held against the log")
        yield f"{_KINDS[kind].in_language(language)}, {held}", str(number)
    if audit.noted_at is not None:
        yield words(language, vi="mã đã ghi lại, ở dòng", en="noted digest, at line"), str(audit.noted_at)
    if audit.clock_steps_back:
        back = words(language, vi="lần đồng hồ máy lùi lại", en="times the machine's clock went back")
        yield back, str(audit.clock_steps_back)


def backup_report(manifest: BackupManifest, language: Language, *, restored: bool) -> Iterator[RenderableType]:
    """Yield what is in a backup.

    Parameters
    ----------
    manifest
        What the backup says of itself.
    language
        Language of the report.
    restored
        Whether it was read rather than written.

    Yields
    ------
    rich renderable
        What was done, rows by table, head of the audit log, faults.
    """
    if restored:
        yield words(language, vi="Đã khôi phục và kiểm tra.", en="Restored and checked.")
    else:
        yield words(language, vi="Đã sao lưu.", en="Backed up.")
    rows = [(name, str(table.rows)) for name, table in manifest.tables.items()]
    yield section(words(language, vi="Số dòng", en="Rows"), pairs(rows))
    schema = words(language, vi="lược đồ", en="schema"), manifest.schema_
    head = words(language, vi="mã cuối của nhật ký", en="head of the audit log"), manifest.audit_head
    yield pairs([(words(language, vi="lập lúc", en="made at"), manifest.made_at.isoformat()), schema, head])
    if manifest.faults:
        warning = words(
            language,
            vi=f"Khi sao lưu đã có {len(manifest.faults)} chỗ khác với nhật ký; chạy clusterplan audit verify.",
            en=f"{len(manifest.faults)} places were not as the log tells when it was made: clusterplan audit verify.",
        )
        yield RichText(warning, style="bold red")


def migration_report(before: str | None, after: str, language: Language) -> Iterator[RenderableType]:
    """Yield what a migration did.

    Parameters
    ----------
    before
        Schema that the database had; none if it was empty.
    after
        Schema that it has.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        One line.
    """
    if before == after:
        yield words(language, vi=f"Lược đồ đã là {after}.", en=f"The schema is {after} already.")
    elif before is None:
        yield words(language, vi=f"Đã lập cơ sở dữ liệu, lược đồ {after}.", en=f"A new database, schema {after}.")
    else:
        yield words(language, vi=f"Đã nâng từ {before} lên {after}.", en=f"Brought from {before} to {after}.")
