"""``clusterplan keys``: keys with which machines come to the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clusterplan.cli.arguments import AsJson, Language, command_group, terminal_of
from clusterplan.cli.keys_report import key_report, keys_report
from clusterplan.language import Text

if TYPE_CHECKING:  # the other commands start sooner without the web room
    from clusterplan.web.state.keys import KeyStore, StoredKey

__all__ = ["keys_commands"]

keys_commands = command_group("API keys of the service / Khóa API của dịch vụ")

_LONGEST_DAYS = 3_650


class RoleName(StrEnum):
    """The roles of :class:`clusterplan.web.principal.Role`, known without the web room."""

    VIEWER = "viewer"
    PLANNER = "planner"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"


@keys_commands.command("new", help="Make a key; it is shown once / Tạo khóa; chỉ hiện một lần")
def keys_new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for / Dùng để làm gì")],
    *,
    role: Annotated[list[RoleName], typer.Option(help="Role; may be repeated / Vai trò; lặp lại được")],
    province: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Unit it speaks for; may be repeated / Mã địa phương")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=_LONGEST_DAYS, help="Days until it ends / Số ngày hiệu lực")] = 365,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show its secret, which nobody can be told again."""
    from clusterplan.web.principal import LOCAL_PLANNER, Role
    from clusterplan.web.settings import read_settings
    from clusterplan.web.state.database import now

    terminal = terminal_of(context, lang, as_json=as_json)
    with _keys() as keys:
        ends = now() + timedelta(days=days)
        new = keys.create(LOCAL_PLANNER, name, [Role(each) for each in role], province or (), ends)
    payload = {"secret": new.secret, **_payload(new.key)}
    terminal.answer(payload, lambda: key_report(new.key, new.secret, terminal.language))
    if not read_settings().api_keys:
        terminal.note(
            Text(
                vi="Dịch vụ chỉ nhận khóa khi có CLUSTERPLAN_API_KEYS=true.",
                en="The service accepts keys only with CLUSTERPLAN_API_KEYS=true.",
            )
        )


@keys_commands.command("list", help="List the keys, never their secrets / Liệt kê khóa, không hiện bí mật")
def keys_list(context: typer.Context, *, lang: Language = None, as_json: AsJson = False) -> None:
    """List every key, those that no longer hold too."""
    terminal = terminal_of(context, lang, as_json=as_json)
    with _keys() as keys:
        found = keys.list()
    payload = {"keys": [_payload(key) for key in found]}
    terminal.answer(payload, lambda: keys_report(found, terminal.language))


@keys_commands.command("revoke", help="Take a key back for ever / Thu hồi khóa vĩnh viễn")
def keys_revoke(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key / Mã của khóa")],
    *,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Revoke; a running service notices within five seconds."""
    from clusterplan.web.principal import LOCAL_PLANNER

    terminal = terminal_of(context, lang, as_json=as_json)
    with _keys() as keys:
        revoked = keys.revoke(LOCAL_PLANNER, key_id)
    terminal.answer(_payload(revoked), lambda: key_report(revoked, None, terminal.language))


@contextmanager
def _keys() -> Iterator[KeyStore]:
    """Open the keys of the service's database; keys may be made before its first start."""
    from clusterplan.web.settings import read_settings
    from clusterplan.web.state.database import Database
    from clusterplan.web.state.keys import KeyStore
    from clusterplan.web.state.migrate import migrate

    database = Database(read_settings().database_url)
    try:
        migrate(database)
        yield KeyStore(database)
    finally:
        database.close()


def _payload(key: StoredKey) -> dict[str, Any]:
    """Return a key as plain values."""
    values = asdict(key).items()
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values}
