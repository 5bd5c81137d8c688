"""What the stores raise on purpose.

::

    ClusterplanError
    ├── InputError
    │   ├── UsageError
    │   │   └── NotFoundError        there is no such scenario, plan, comment
    │   ├── StaleVersionError        somebody else wrote since it was read
    │   ├── NotAllowedError          its state does not allow this
    │   │   └── TooManyJobsError     somebody has as many jobs as he may have
    │   └── WrongDatabaseError       the database is not one that this program can use
    └── StateUnavailableError        the database does not answer now; asking again later may help
"""

from __future__ import annotations

from clusterplan.errors import ClusterplanError, Fault, InputError, UsageError
from clusterplan.language import Text

__all__ = [
    "NotAllowedError",
    "NotFoundError",
    "StaleVersionError",
    "StateUnavailableError",
    "TooManyJobsError",
    "WrongDatabaseError",
    "not_found",
]


class NotFoundError(UsageError):
    """Nothing of that id is stored."""


class StaleVersionError(InputError):
    """It was changed since it was read; what was to be written is not, and nothing is lost."""

    def __init__(self, what: Text, where: str, expected: int, stored: int) -> None:
        summary = Text(
            vi=f"{what.vi} đã được người khác sửa: phiên bản {stored}, không còn là {expected}.",
            en=f"{what.en} was changed by somebody else: it is at version {stored}, no longer at {expected}.",
        )
        advice = Text(
            vi="Hãy đọc phiên bản mới, đưa thay đổi của bạn vào rồi ghi lại. Chưa có gì bị ghi đè.",
            en="Read the new version, make your change in it and write again. Nothing was overwritten.",
        )
        super().__init__(summary, [Fault(where, summary, advice)])
        self.expected = expected
        self.stored = stored


class NotAllowedError(InputError):
    """The state of a thing does not allow what was asked."""


class TooManyJobsError(NotAllowedError):
    """Somebody has as many jobs as he may have."""


class WrongDatabaseError(InputError):
    """The address leads to a database that this program cannot use: a newer schema, or tables of something else."""


class StateUnavailableError(ClusterplanError):
    """The database does not answer, is full or is busy. Nothing was stored; asking again later may help."""

    def __init__(self, reason: str) -> None:
        summary = Text(
            vi=f"Cơ sở dữ liệu hiện không dùng được, chưa có gì được lưu: {reason}",
            en=f"The database cannot be used now, nothing was stored: {reason}",
        )
        super().__init__(summary)


def not_found(kind: Text, where: str) -> NotFoundError:
    """Return the error for an id that is not stored.

    Parameters
    ----------
    kind
        What was looked for, as ``scenario``.
    where
        Its address, as ``scenarios/mine``.

    Returns
    -------
    NotFoundError
        To be raised.
    """
    summary = Text(vi=f"Không có {kind.vi} {where}.", en=f"There is no {kind.en} {where}.")
    return NotFoundError(summary, [Fault(where, summary)])
