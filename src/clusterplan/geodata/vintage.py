"""Unit codes mean what their vintage says: some were given to other units when the country was reorganised.

A code that exists before and after a reform is the dangerous one: it joins without complaint and is wrong. So a
table says since when its codes hold, and nothing is joined across vintages.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from clusterplan.errors import DataError, Fault
from clusterplan.language import Text

__all__ = ["check_unit_codes", "reused_codes"]


def reused_codes(former: pd.DataFrame, present: pd.DataFrame) -> tuple[str, ...]:
    """Return the codes that meant another unit before a reform.

    Parameters
    ----------
    former
        Units before the reform: ``code``, ``unit`` (the present unit it went into), ``name_vi``.
    present
        Units since the reform: ``code``, ``former_names`` (separated by semicolons), ``name_vi``.

    Returns
    -------
    tuple of str
        Codes found in both whose former unit has neither the name of the present one nor all of its land, sorted.

    Examples
    --------
    >>> former = pd.DataFrame({"code": ["15", "10"], "unit": ["15", "15"], "name_vi": ["Yên Bái", "Lào Cai"]})
    >>> present = pd.DataFrame({"code": ["15"], "name_vi": ["Lào Cai"], "former_names": ["Lào Cai;Yên Bái"]})
    >>> reused_codes(former, present)
    ('15',)
    """
    names = dict(zip(present["code"], present["name_vi"], strict=True))
    parts = dict(zip(present["code"], present["former_names"].str.split(";"), strict=True))
    both = former[former["code"].isin(names)]
    return tuple(
        sorted(
            code
            for code, name in zip(both["code"], both["name_vi"], strict=True)
            if name != names[code] and parts[code] != [name]
        )
    )


def check_unit_codes(
    codes: Iterable[str], vintage: str, unit_vintage: str, former: pd.DataFrame, present: pd.DataFrame, where: str
) -> None:
    """Refuse codes of another vintage, and codes that are not among the present units.

    Parameters
    ----------
    codes
        Unit codes of a table, as text.
    vintage
        Date since which the table's codes hold, as the table declares it.
    unit_vintage
        Date since which the codes of the units hold.
    former, present
        Units before and since the reform, as in :func:`reused_codes`.
    where
        Name of the table, for faults.

    Raises
    ------
    DataError
        If the vintages differ (the codes that would silently mean another unit are named) or codes are unknown (a
        former code is told which unit it belongs to now).
    """
    found = sorted(set(codes))
    known, successor = set(present["code"]), dict(zip(former["code"], former["unit"], strict=True))
    faults = []
    if vintage != unit_vintage:
        changed = ", ".join(code for code in reused_codes(former, present) if code in found) or "-"
        what = Text(
            vi=f"mã theo mốc {vintage}, đơn vị theo mốc {unit_vintage}; các mã đã đổi nghĩa: {changed}",
            en=f"codes are of vintage {vintage}, units of {unit_vintage}; codes that changed meaning: {changed}",
        )
        advice = Text(vi="Hãy chuyển bảng sang mã hiện hành.", en="Convert the table to the present codes.")
        faults.append(Fault(where, what, advice))
    faults += [_unknown(where, code, successor.get(code)) for code in found if code not in known]
    if faults:
        raise DataError(Text(vi=f"Mã đơn vị của {where} có lỗi.", en=f"Unit codes of {where} have faults."), faults)


def _unknown(where: str, code: str, now: str | None) -> Fault:
    what = Text(vi=f"không có đơn vị mang mã {code!r}", en=f"there is no unit with code {code!r}")
    if now is None:
        return Fault(where, what)
    return Fault(
        where, what, Text(vi=f"Đơn vị cũ này nay thuộc mã {now}.", en=f"This former unit is part of {now} now.")
    )
