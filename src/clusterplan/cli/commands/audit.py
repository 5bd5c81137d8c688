"""``clusterplan audit``: whether what the service stores is what was written."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, command_group, terminal_of
from clusterplan.cli.state_report import verdict_payload, verdict_report
from clusterplan.errors import InputError

__all__ = ["audit_commands"]

audit_commands = command_group("The service's audit log / Nhật ký kiểm toán của dịch vụ")


@audit_commands.command("verify", help="Check the log and all it tells of / Kiểm tra nhật ký và mọi thứ nó ghi")
def audit_verify(
    context: typer.Context,
    *,
    noted: Annotated[
        str | None,
        typer.Option(metavar="DIGEST", help="Head of an earlier check; must still be there / Mã cuối của lần trước"),
    ] = None,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Verify; exit code 2 if something was changed behind the service's back."""
    from clusterplan.web.state.opening import existing_database  # the other commands start sooner without them
    from clusterplan.web.state.verify import verify_state

    terminal = terminal_of(context, lang, as_json=as_json)
    with existing_database() as database:
        found = verify_state(database, noted)
    terminal.answer(verdict_payload(found), lambda: verdict_report(found, terminal.language))
    if not found.is_whole:
        raise typer.Exit(InputError.exit_code)
