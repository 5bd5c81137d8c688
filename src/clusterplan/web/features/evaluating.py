"""CQL2 over the columns of a collection: three truth values, so that what is missing is neither alike nor different.

Every expression becomes a column: flags in pandas' BooleanArray, whose AND, OR and NOT are Kleene's, as the standard
asks. A feature is chosen if the whole filter is true of it; unknown is not true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import shapely

from clusterplan.geodata.crs import CRS84, ReferenceSystem
from clusterplan.web.features.collections import Collection
from clusterplan.web.features.filters import Node
from clusterplan.web.features.operands import (
    Operand,
    constant,
    folded,
    operand_of_field,
    read_literal,
    read_shape,
    unaccented_text,
)
from clusterplan.web.features.patterns import Pattern
from clusterplan.web.problems import Problem

__all__ = ["matching"]

_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_SPATIAL: Mapping[str, Callable[[Any, Any], Any]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_contains": shapely.contains,
    "s_within": shapely.within,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
}
_TEXT_FUNCTIONS: Mapping[str, Callable[[str], str]] = {"casei": folded, "accenti": unaccented_text}


def matching(node: Node, collection: Collection, system: ReferenceSystem = CRS84) -> np.ndarray:
    """Return the rows of which a filter is true.

    Parameters
    ----------
    node
        The filter.
    collection
        Whose features are looked at.
    system
        Reference system of the filter's shapes.

    Returns
    -------
    numpy.ndarray of int
        Ascending.

    Raises
    ------
    Problem
        400, naming what cannot be compared, or the fields that exist.
    """
    try:
        found = _Evaluation(collection, system).flags(node)
    except RecursionError:
        _refuse("is nested too deep")
    return np.flatnonzero(found.fillna(value=False).to_numpy(dtype=bool))


@dataclass(frozen=True)
class _Evaluation:
    """One filter over one collection."""

    collection: Collection
    system: ReferenceSystem

    def flags(self, node: Node) -> Any:
        """Return the truth of an expression for every row, as pandas' BooleanArray."""
        if isinstance(node, bool):
            return self._same(node)
        if isinstance(node, Mapping) and "property" in node:
            found = self._field(node)
            return found.values if found.type == "flag" else _refuse(f"{found.name} is no truth value by itself")
        name, arguments = _operation(node)
        if name in ("and", "or"):
            parts = [self.flags(part) for part in arguments]
            return _folded_together(operator.and_ if name == "and" else operator.or_, parts, name)
        if name == "not":
            return ~self.flags(*_exactly(1, name, arguments))
        return self._predicate(name, arguments)

    def _predicate(self, name: str, arguments: list[Node]) -> Any:
        if name in _COMPARISONS:
            left, right = (self._operand(part) for part in _exactly(2, name, arguments))
            return self._compared(name, left, right)
        if name in _SPATIAL:
            return self._spatial(name, *_exactly(2, name, arguments))
        others = {"isNull": self._is_null, "like": self._like, "between": self._between, "in": self._in}
        if name not in others:
            known = ", ".join(["and", "or", "not", *_COMPARISONS, *others, *_SPATIAL])
            _refuse(f"there is no operation '{name}'. There are: {known}")
        return others[name](arguments)

    def _compared(self, name: str, left: Operand, right: Operand) -> Any:
        if left.type != right.type:
            _refuse(f"{left.name} ({left.type}) cannot be compared with {right.name} ({right.type})")
        if left.type == "flag" and name not in ("=", "<>"):
            _refuse(f"{name} does not order truth values")
        return pd.array(_COMPARISONS[name](left.values, right.values), dtype="boolean")

    def _is_null(self, arguments: list[Node]) -> Any:
        (node,) = _exactly(1, "isNull", arguments)
        if isinstance(node, Mapping) and node.get("property") == "geometry":
            return pd.array(shapely.is_missing(self.collection.shapes), dtype="boolean")
        return pd.array(self._operand(node).values.isna(), dtype="boolean")

    def _like(self, arguments: list[Node]) -> Any:
        node, pattern_node = _exactly(2, "like", arguments)
        value, pattern = self._operand(node), self._operand(pattern_node)
        if value.type != "text" or pattern.type != "text" or pattern.text is None:
            _refuse("like compares text with a pattern in quotes")
        return _of_texts(value.values, Pattern.of(pattern.text).fits)

    def _between(self, arguments: list[Node]) -> Any:
        value, low, high = (self._operand(part) for part in _exactly(3, "between", arguments))
        if value.type not in ("number", "text", "date"):
            _refuse(f"between does not order {value.name}")
        return self._compared(">=", value, low) & self._compared("<=", value, high)

    def _in(self, arguments: list[Node]) -> Any:
        node, listed = _exactly(2, "in", arguments)
        if not isinstance(listed, list) or not listed:
            _refuse("in needs a list of values")
        value = self._operand(node)
        found = [self._compared("=", value, self._operand(part)) for part in listed]
        return _folded_together(operator.or_, found, "in", least=1)

    def _spatial(self, name: str, first: Node, second: Node) -> Any:
        shapes = [self._shapes(part) for part in (first, second)]
        if all(isinstance(found, shapely.Geometry) for found in shapes):
            return self._same(bool(_SPATIAL[name](*shapes)))
        if name == "s_intersects":
            for mine, given in (shapes, shapes[::-1]):
                if mine is self.collection.shapes and isinstance(given, shapely.Geometry):
                    found = np.zeros(len(self.collection.features), dtype=bool)
                    found[self.collection.touching(given)] = True
                    return pd.array(found, dtype="boolean")
        for found in shapes:
            if isinstance(found, shapely.Geometry):
                shapely.prepare(found)
        return pd.array(_SPATIAL[name](*shapes), dtype="boolean")

    def _shapes(self, node: Node) -> Any:
        if isinstance(node, Mapping) and "property" in node:
            if node["property"] != "geometry":
                _refuse(f"'{node['property']}' is no geometry; the geometry is called 'geometry'")
            return self.collection.shapes
        return read_shape(node, self.system)

    def _operand(self, node: Node) -> Operand:
        if isinstance(node, Mapping) and "property" in node:
            return self._field(node)
        if not (isinstance(node, Mapping) and "op" in node):
            return read_literal(node, len(self.collection.features))
        name, arguments = _operation(node)
        if name in _TEXT_FUNCTIONS:
            return self._of_text(name, self._operand(*_exactly(1, name, arguments)))
        if name in _ARITHMETIC:
            return self._computed(name, *(self._operand(part) for part in _exactly(2, name, arguments)))
        return Operand("flag", name, self.flags(node))

    def _of_text(self, name: str, operand: Operand) -> Operand:
        if operand.type != "text":
            _refuse(f"{name} is for text, and {operand.name} is {operand.type}")
        change = _TEXT_FUNCTIONS[name]
        if operand.text is not None:
            return constant("text", change(operand.text), len(self.collection.features))
        texts = [pd.NA if pd.isna(text) else change(text) for text in operand.values]
        return Operand("text", operand.name, pd.array(texts, dtype="string"))

    def _computed(self, name: str, left: Operand, right: Operand) -> Operand:
        for operand in (left, right):
            if operand.type != "number":
                _refuse(f"{name} is for numbers, and {operand.name} is {operand.type}")
        with np.errstate(all="ignore"):
            numbers = pd.array(_ARITHMETIC[name](left.values, right.values), dtype="Float64")
        known = np.isfinite(numbers.to_numpy(dtype=float, na_value=np.nan))
        return Operand("number", f"({left.name} {name} {right.name})", _where(known, numbers))

    def _field(self, node: Mapping[str, Any]) -> Operand:
        name = node["property"]
        found = self.collection.field_named(name) if isinstance(name, str) else None
        if found is None:
            known = ", ".join([*(field.name for field in self.collection.fields), "geometry"])
            hint = " as a value" if name == "geometry" else ""
            _refuse(f"there is no queryable '{name}'{hint}. Queryables: {known}")
        return operand_of_field(found, self.collection.frame)

    def _same(self, value: bool) -> Any:
        return pd.array(np.full(len(self.collection.features), value), dtype="boolean")


def _operation(node: Node) -> tuple[str, list[Node]]:
    if not (isinstance(node, Mapping) and isinstance(node.get("op"), str) and isinstance(node.get("args"), list)):
        _refuse(f"{_short(node)} is no expression that is true or false")
    name = node["op"]
    return (name if name == "isNull" else name.lower()), node["args"]


def _exactly(count: int, name: str, arguments: list[Node]) -> list[Node]:
    if len(arguments) != count:
        _refuse(f"{name} takes {count} arguments, not {len(arguments)}")
    return arguments


def _folded_together(combine: Callable[[Any, Any], Any], parts: list[Any], name: str, least: int = 2) -> Any:
    if len(parts) < least:
        _refuse(f"{name} takes two arguments or more")
    whole = parts[0]
    for part in parts[1:]:
        whole = combine(whole, part)
    return whole


def _of_texts(texts: Any, test: Callable[[str], bool]) -> Any:
    return pd.array([pd.NA if pd.isna(text) else test(text) for text in texts], dtype="boolean")


def _where(known: np.ndarray, numbers: Any) -> Any:
    """Return numbers, missing where they are not known: a division by zero has no answer."""
    masked = numbers.copy()
    masked[~known] = pd.NA
    return masked


def _short(node: Node) -> str:
    text = str(node)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"


def _refuse(detail: str) -> NoReturn:
    raise Problem(HTTPStatus.BAD_REQUEST, f"filter: {detail}.")
