"""Every setting of the service, in one table: ``docs/reference/settings.md`` is written from it."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text

__all__ = ["Settings", "is_loopback", "read_settings", "require_safe_binding"]


_PREFIX = "CLUSTERPLAN_"
_SUMMARY = Text(vi="Cấu hình của dịch vụ có lỗi.", en="The settings of the service are wrong.")
_UNKNOWN = Text(vi="Không có cấu hình nào tên như vậy.", en="No setting has this name.")
_SEE_TABLE = Text(
    vi="Xem bảng cấu hình trong tài liệu: reference/settings.",
    en="See the table of settings in the manual: reference/settings.",
)


def _state_folder() -> Path:
    """Return the folder where a person's programs keep what they must not forget."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "clusterplan"


class Settings(BaseSettings):
    """Settings of the service, from the environment: ``host`` is ``CLUSTERPLAN_HOST``; lists are JSON."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to bind to. Any but a loopback address needs a login.")
    port: int = Field(8000, ge=0, le=65_535, description="Port; 0 takes a free one.")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer requests.")
    public_url: str | None = Field(
        None, description="Address that clients use, when a proxy stands before the service; else the Host header."
    )
    host_names: tuple[str, ...] = Field(
        ("localhost", "127.0.0.1", "::1", "[::1]"), description="Names in the Host header that are answered."
    )
    state_folder: Path = Field(
        default_factory=_state_folder, description="Folder for the database of SQLite and for backups."
    )
    data_folder: Path | None = Field(
        None, description="Folder of your own layers and tables, over the bundled ones; the same as the option --data."
    )
    database: SecretStr | None = Field(
        None, description="Address of the database, as postgresql+psycopg://host/name; else SQLite in the state folder."
    )

    oidc_issuer: str | None = Field(None, description="Address of the OpenID provider.")
    oidc_client_id: str | None = Field(None, description="Client id of the service at the provider.")
    oidc_client_secret: SecretStr | None = Field(None, description="Secret of the client.")
    oidc_audience: str | None = Field(None, description="Audience of bearer tokens; else the client id.")
    oidc_roles_claim: str = Field("roles", description="Claim that lists the roles.")
    oidc_provinces_claim: str = Field("provinces", description="Claim that lists the units somebody speaks for.")
    session_hours: float = Field(8, gt=0, le=720, description="Hours that a browser stays signed in.")
    api_keys: bool = Field(False, description="Whether API keys are accepted; they count as a login.")
    current_plan: str | None = Field(
        None, description="Published plan that the collections current-... show; else the one published last."
    )
    public_reading: bool = Field(True, description="Whether anybody may read what is published.")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="Addresses or networks of proxies whose forwarding headers count."
    )

    cors_origins: tuple[str, ...] = Field((), description="Origins of pages elsewhere that may read the service.")
    requests_per_minute: int = Field(
        600, ge=1, description="Requests of one client a minute to each process, before 429."
    )
    upload_bytes: int = Field(10_000_000, ge=1_000, description="Largest body of a request.")
    layer_bytes: int = Field(
        100_000_000, ge=1_000, description="Largest layer or table that planners may have checked in the browser."
    )

    job_workers: int = Field(
        1,
        ge=0,
        le=64,
        description="Jobs that run at the same time, over all processes that share the database; 0 runs none here.",
    )
    jobs_per_person: int = Field(20, ge=1, description="Jobs of one person that wait or run.")
    job_seconds: float = Field(3_600, gt=0, description="Longest time of one job.")
    what_if_processes: int = Field(
        2, ge=1, le=64, description="Processes of each process that answer what-if questions while a planner waits."
    )
    dask_scheduler: str | None = Field(None, description="Address of a Dask scheduler; else processes of this machine.")

    log_format: Literal["text", "json"] = Field("text", description="How log lines look.")
    log_level: Literal["debug", "info", "warning", "error"] | None = Field(
        None,
        description="Least level that is logged; else info where there is a login, and warning on one's own machine.",
    )

    @property
    def database_url(self) -> str:
        """Address of the database."""
        if self.database is not None:
            return self.database.get_secret_value()
        return f"sqlite:///{self.state_folder.resolve() / 'state.sqlite3'}"

    @property
    def has_login(self) -> bool:
        """Whether anybody can be recognised; without a login the person at this machine may do everything."""
        return self.oidc_issuer is not None or self.api_keys


def read_settings(**given: Any) -> Settings:
    """Read the settings from the environment.

    Parameters
    ----------
    **given
        Values that go before those of the environment, by name; none counts as not given.

    Returns
    -------
    Settings
        Every setting.

    Raises
    ------
    UsageError
        If a value cannot be used, or a variable is no setting; every fault is named.

    Examples
    --------
    >>> read_settings(port=8001, host=None).port
    8001
    """
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIX) and not _is_setting(name))
    faults = [Fault(name, _UNKNOWN, _SEE_TABLE) for name in unknown]
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except (ValidationError, SettingsError) as wrong:
        faults += _faults(wrong)
        raise UsageError(_SUMMARY, faults) from None
    if faults:
        raise UsageError(_SUMMARY, faults)
    return settings


def _is_setting(variable: str) -> bool:
    return variable.removeprefix(_PREFIX).lower() in Settings.model_fields


def _faults(wrong: ValidationError | SettingsError) -> list[Fault]:
    """Return what is wrong; a value is never repeated, for it may be a secret."""
    if isinstance(wrong, SettingsError):
        return [Fault(_PREFIX + "*", Text(vi="Danh sách phải là JSON.", en=f"A list is JSON: {wrong}."), _SEE_TABLE)]
    return [
        Fault(
            _PREFIX + str(found["loc"][0]).upper(),
            Text(vi="Không dùng được giá trị này.", en=f"This value cannot be used: {found['msg']}."),
            _SEE_TABLE,
        )
        for found in wrong.errors()
    ]


def require_safe_binding(settings: Settings) -> None:
    """Refuse to listen where other machines could connect, unless there is a login.

    Parameters
    ----------
    settings
        Address and login.

    Raises
    ------
    UsageError
        If the address is not a loopback address and nobody could be recognised.

    Examples
    --------
    >>> require_safe_binding(Settings(host="127.0.0.1"))
    """
    if is_loopback(settings.host) or settings.has_login:
        return
    what = Text(
        vi="Chưa cấu hình đăng nhập, nên chỉ phục vụ trên chính máy này.",
        en="No login is configured, so plans are served on this machine alone.",
    )
    advice = Text(
        vi="Hãy dùng 127.0.0.1, ::1 hoặc localhost, hoặc đặt CLUSTERPLAN_OIDC_ISSUER hay CLUSTERPLAN_API_KEYS.",
        en="Use 127.0.0.1, ::1 or localhost, or set CLUSTERPLAN_OIDC_ISSUER or CLUSTERPLAN_API_KEYS.",
    )
    summary = Text(vi=f"Không mở dịch vụ ở {settings.host}.", en=f"The service is not opened on {settings.host}.")
    raise UsageError(summary, [Fault("--host", what, advice)])


def is_loopback(host: str) -> bool:
    """Tell whether an address is only reachable from this machine.

    Examples
    --------
    >>> is_loopback("::1"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
