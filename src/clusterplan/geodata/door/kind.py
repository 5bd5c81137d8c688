"""What can be wrong with a file at the door: one kind for each stable code, with its words in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clusterplan.language import Text

__all__ = ["REPAIRS", "Kind", "Severity", "by_code"]

type Severity = Literal["error", "warning"]
"""An error keeps a file out; a warning is shown and kept in the layer's record."""

REPAIRS: Mapping[str, Text] = {
    "blank-tokens": Text(
        vi="coi '-', 'n/a' và các ký hiệu tương tự là ô thiếu", en="take '-', 'n/a' and the like as missing"
    ),
    "close-rings": Text(vi="khép kín các vòng đa giác hở", en="close polygon rings that stand open"),
    "drop-duplicates": Text(
        vi="giữ một dòng trong các dòng giống hệt nhau", en="keep one of rows that are exactly the same"
    ),
    "drop-fields": Text(
        vi="bỏ các trường không có trong sổ đăng ký", en="leave out fields that the register does not know"
    ),
    "drop-totals": Text(vi="bỏ các dòng tổng cộng", en="leave out rows of totals"),
    "encoding": Text(vi="giải mã theo bảng mã đã nhận ra", en="decode by the encoding that was recognised"),
    "make-valid": Text(vi="sửa hình không hợp lệ bằng GEOS make_valid", en="mend invalid shapes with GEOS make_valid"),
    "pad-codes": Text(vi="thêm số 0 ở đầu mã", en="put the leading zeros of codes back"),
    "swap-axes": Text(vi="đổi chỗ vĩ độ và kinh độ", en="swap latitude and longitude"),
    "trim": Text(vi="bỏ khoảng trắng ở hai đầu văn bản", en="take blanks off both ends of texts"),
}
"""Repairs that may be asked for by name. None is ever made unasked, and each that is made stands in the record."""


@dataclass(frozen=True)
class Kind:
    """One thing that can be wrong. The words may hold ``{details}``, filled in where it is found."""

    code: str
    """Stable: never renamed, never used for anything else."""
    what: Text
    """What is wrong."""
    advice: Text | None = None
    """What to do about it."""
    severity: Severity = "error"
    """Whether it keeps the file out."""
    repair: str | None = None
    """Name of the repair that can be asked for."""

    def said(self, details: Mapping[str, Any]) -> tuple[Text, Text | None]:
        """Return the words of one case.

        Parameters
        ----------
        details
            What the words are filled in with; a ``Text`` gives each language its own.

        Returns
        -------
        tuple of (Text, Text or None)
            What is wrong, and what to do.

        Examples
        --------
        >>> kind = Kind("id-odd", Text(vi="mã {value} lạ", en="the id {value} is odd"))
        >>> kind.said({"value": "'1'"})[0].en
        "the id '1' is odd"
        """
        return _filled(self.what, details), None if self.advice is None else _filled(self.advice, details)


def by_code(*kinds: Kind) -> dict[str, Kind]:
    """Return kinds by their code.

    Parameters
    ----------
    *kinds
        Kinds whose codes differ.

    Returns
    -------
    dict of str to Kind
        In the order given.
    """
    found = {kind.code: kind for kind in kinds}
    assert len(found) == len(kinds), "a code stands for two things"
    return found


def _filled(text: Text, details: Mapping[str, Any]) -> Text:
    def of(language: int) -> dict[str, Any]:
        return {name: value[language] if isinstance(value, Text) else value for name, value in details.items()}

    return Text(vi=text.vi.format_map(of(0)), en=text.en.format_map(of(1)))
