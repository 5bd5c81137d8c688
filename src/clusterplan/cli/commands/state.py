"""``clusterplan state``: the service's database, for its operator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, command_group, terminal_of
from clusterplan.cli.state_report import backup_report, migration_report

__all__ = ["state_commands"]

state_commands = command_group("The service's database / Cơ sở dữ liệu của dịch vụ")

_File = Annotated[Path, typer.Argument(metavar="FILE", help="ZIP file / Tệp ZIP")]


@state_commands.command("backup", help="Write everything into one file / Sao lưu tất cả vào một tệp")
def state_backup(context: typer.Context, file: _File, *, lang: Language = None, as_json: AsJson = False) -> None:
    """Back up while the service runs."""
    from clusterplan.web.state.backup import back_up  # the other commands start sooner without the database
    from clusterplan.web.state.opening import existing_database

    terminal = terminal_of(context, lang, as_json=as_json)
    with existing_database() as database:
        manifest = back_up(database, file)
    payload = {"file": str(file), "manifest": manifest.model_dump(mode="json", by_alias=True)}
    terminal.answer(payload, lambda: backup_report(manifest, terminal.language, restored=False))


@state_commands.command("restore", help="Fill the database from a backup / Khôi phục từ bản sao lưu")
def state_restore(
    context: typer.Context,
    file: _File,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Throw away what is in the database / Bỏ những gì đang có")
    ] = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Restore while the service is stopped."""
    from clusterplan.web.state.opening import opened_database  # the other commands start sooner without the database
    from clusterplan.web.state.restore import restore

    terminal = terminal_of(context, lang, as_json=as_json)
    with opened_database() as database:
        manifest = restore(database, file, force=force)
    payload = {"file": str(file), "manifest": manifest.model_dump(mode="json", by_alias=True)}
    terminal.answer(payload, lambda: backup_report(manifest, terminal.language, restored=True))


@state_commands.command("migrate", help="Bring the database to the newest schema / Nâng lược đồ lên mới nhất")
def state_migrate(context: typer.Context, *, lang: Language = None, as_json: AsJson = False) -> None:
    """Migrate; the service does the same when it starts."""
    from clusterplan.web.state.migrate import migrate  # the other commands start sooner without the database
    from clusterplan.web.state.opening import opened_database

    terminal = terminal_of(context, lang, as_json=as_json)
    with opened_database() as database:
        before, after = migrate(database)
    payload = {"before": before, "after": after}
    terminal.answer(payload, lambda: migration_report(before, after, terminal.language))
