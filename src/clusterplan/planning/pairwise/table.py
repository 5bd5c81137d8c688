"""Read a table of pairwise comparisons: a list of pairs, or a square matrix.

A list has the columns ``first``, ``second``, ``times`` and, if wanted, ``reason``. A matrix has the names in its header
and again at the beginning of its rows; the half below the diagonal may be left empty. An answer is a number from 1/9 to
9; ``1/3``, ``0.333`` and ``0,333`` all say that the second is three times as important.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clusterplan.advantage.pairwise import MOST_COMPARED
from clusterplan.errors import DataError, Fault
from clusterplan.language import Text
from clusterplan.planning.text_table import TextTable, read_text_table

__all__ = ["PairwiseTable", "read_pairwise_table"]

_LIST = ("first", "second", "times")
_REASON = "reason"
_ANSWER = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)(?:\s*/\s*(\d{1,9}))?")
_LARGEST = 9
_SLACK = 0.02
"""How far an answer and its opposite may be from reciprocal: 3 and 0.33 are meant to be."""


@dataclass(frozen=True)
class PairwiseTable:
    """Comparisons of some things."""

    file: str
    """Name of the file."""
    names: tuple[str, ...]
    """The things, in the order of the table."""
    matrix: NDArray[np.float64]
    """(n, n): how many times as important the thing of the row is as that of the column; reciprocal."""


@dataclass(frozen=True)
class _Said:
    """One cell."""

    where: str
    first: str
    second: str
    cell: str


def read_pairwise_table(path: Path, encoding: str | None = None) -> PairwiseTable:
    """Read a table of comparisons.

    Parameters
    ----------
    path
        CSV, a list of pairs or a square matrix.
    encoding
        How the text is written, if it does not show.

    Returns
    -------
    PairwiseTable
        Every pair compared once.

    Raises
    ------
    DataError
        With every fault: an unknown shape, cells that are no answers, pairs that are missing or contradict themselves.
    """
    table = read_text_table(path, encoding)
    is_list = set(_LIST) <= set(table.header)
    faults = [*table.uneven_rows(), *(_faults_of_list(table) if is_list else _faults_of_matrix(table))]
    if not faults:
        said = list(_from_list(table) if is_list else _from_matrix(table))
        names = tuple(dict.fromkeys(name for one in said for name in (one.first, one.second)))
        faults = [*_faults_of_names(table.file, names), *_faults_of_answers(said)]
        if not faults:
            answers, faults = _reconciled(table.file, names, said)
    if faults:
        summary = Text(vi=f"Bảng so sánh cặp {path.name} có lỗi.", en=f"The comparisons in {path.name} have faults.")
        raise DataError(summary, faults)
    return PairwiseTable(table.file, names, _matrix(names, answers))


def _faults_of_list(table: TextTable) -> Iterator[Fault]:
    for name in table.header:
        if name not in (*_LIST, _REASON):
            known = ", ".join((*_LIST, _REASON))
            yield Fault(
                f"{table.file}, {name}",
                Text(vi="không rõ cột này.", en="there is no use for this column."),
                Text(vi=f"Các cột: {known}.", en=f"Columns: {known}."),
            )


def _faults_of_matrix(table: TextTable) -> Iterator[Fault]:
    columns, rows = table.header[1:], [cells[0] for _, cells in table.rows if cells]
    if not columns or list(columns) != rows:
        yield Fault(
            table.file,
            Text(
                vi="không phải danh sách cặp, cũng không phải ma trận vuông có cùng tên ở dòng và cột.",
                en="is neither a list of pairs nor a square matrix with the same names in rows and columns.",
            ),
            Text(
                vi="Danh sách có các cột first, second, times; ma trận có tên ở dòng đầu và cột đầu, cùng thứ tự.",
                en="A list has the columns first, second, times; a matrix has its names in the first row and the first "
                "column, in the same order.",
            ),
        )


def _from_list(table: TextTable) -> Iterator[_Said]:
    first, second, times = (table.cells(name) for name in _LIST)
    for (line, one), (_, other), (_, cell) in zip(first, second, times, strict=True):
        yield _Said(f"{table.file}, row {line}", one, other, cell)


def _from_matrix(table: TextTable) -> Iterator[_Said]:
    """Yield the cells; an empty one below the diagonal or on it says nothing."""
    names = table.header[1:]
    for row, (line, cells) in enumerate(table.rows):
        for column, cell in enumerate(cells[1:]):
            if cell or column > row:
                yield _Said(f"{table.file}, row {line}, {names[column]}", names[row], names[column], cell)


def _faults_of_names(file: str, names: tuple[str, ...]) -> Iterator[Fault]:
    if not 2 <= len(names) <= MOST_COMPARED:
        what = Text(
            vi=f"so sánh {len(names)} đối tượng; được từ 2 đến {MOST_COMPARED}.",
            en=f"compares {len(names)} things; from 2 to {MOST_COMPARED} can be.",
        )
        yield Fault(file, what)
    if "" in names:
        yield Fault(file, Text(vi="có tên bỏ trống.", en="has an empty name."))


def _faults_of_answers(said: list[_Said]) -> Iterator[Fault]:
    for one in said:
        answer = _answer(one.cell)
        if answer is None or not Fraction(1, _LARGEST) * (1 - Fraction(1, 100)) <= answer <= _LARGEST:
            yield Fault(
                one.where,
                Text(vi=f"{one.cell!r} không phải câu trả lời.", en=f"{one.cell!r} is no answer."),
                Text(
                    vi="Số từ 1/9 (kém hẳn) qua 1 (ngang nhau) đến 9 (hơn hẳn), ví dụ 3 hoặc 1/3.",
                    en="A number from 1/9 (far less important) over 1 (equal) to 9 (far more), such as 3 or 1/3.",
                ),
            )
        elif one.first == one.second and answer != 1:
            yield Fault(
                one.where, Text(vi="so sánh với chính nó phải là 1.", en="a thing is as important as itself: 1.")
            )


def _answer(cell: str) -> Fraction | None:
    found = _ANSWER.fullmatch(cell)
    if found is None or (found[2] is not None and int(found[2]) == 0):
        return None
    return Fraction(found[1].replace(",", ".")) / int(found[2] or 1)


def _reconciled(
    file: str, names: tuple[str, ...], said: list[_Said]
) -> tuple[dict[tuple[str, str], float], list[Fault]]:
    """Return one answer for every pair; where both ways are told, the larger number is taken as it stands."""
    places = {name: place for place, name in enumerate(names)}
    told: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for one in said:
        if one.first != one.second:
            turned = places[one.first] > places[one.second]
            answer = float(_answer(one.cell) or 0)
            pair = (one.second, one.first) if turned else (one.first, one.second)
            told.setdefault(pair, []).append((one.where, 1 / answer if turned else answer))
    faults = [
        Fault(
            told[pair][-1][0],
            Text(
                vi=f"{pair[0]} so với {pair[1]} có hai câu trả lời khác nhau.",
                en=f"{pair[0]} against {pair[1]} has two answers that differ.",
            ),
        )
        for pair in sorted(told)
        if _differ([answer for _, answer in told[pair]])
    ]
    for first, second in combinations(names, 2):
        if (first, second) not in told:
            what = Text(vi=f"thiếu {first} so với {second}.", en=f"{first} against {second} is missing.")
            faults.append(Fault(file, what))
    return {pair: _exact([answer for _, answer in answers]) for pair, answers in told.items()}, faults


def _differ(answers: list[float]) -> bool:
    return max(answers) / min(answers) > 1 + _SLACK


def _exact(answers: list[float]) -> float:
    """Return the answer nearest to a whole number or to one over a whole number: 3 where 3 and 1/0.33 are told."""
    return min(answers, key=lambda answer: abs(math.log(max(answer, 1 / answer) / round(max(answer, 1 / answer)))))


def _matrix(names: tuple[str, ...], answers: dict[tuple[str, str], float]) -> NDArray[np.float64]:
    places = {name: place for place, name in enumerate(names)}
    matrix = np.eye(len(names))
    for (first, second), answer in answers.items():
        matrix[places[first], places[second]], matrix[places[second], places[first]] = answer, 1 / answer
    return matrix
