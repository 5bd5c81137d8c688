"""Say what is wrong with a scenario in a planner's words: pydantic's errors become faults in both languages.

Places are dotted paths in the planner's own file, items of a list counted from 1: ``rules.locks.2.author``.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from clusterplan.errors import Fault
from clusterplan.language import Text

__all__ = ["faults_of"]

_WORDS: Mapping[str, Text] = {
    "missing": Text(vi="Thiếu trường này.", en="This field is missing."),
    "string_type": Text(vi="Phải là chữ, không phải {value}.", en="Must be text, not {value}."),
    "string_too_short": Text(vi="Không được để trống.", en="Must not be empty."),
    "string_too_long": Text(vi="Dài quá {max_length} ký tự.", en="Longer than {max_length} characters."),
    "string_pattern_mismatch": Text(
        vi="{value} không hợp lệ: chỉ dùng chữ thường không dấu, chữ số, gạch nối và gạch dưới, tối đa 64 ký tự.",
        en="{value} is not a valid name: use lower-case letters, digits, hyphens and underscores, at most 64.",
    ),
    "int_type": Text(vi="Phải là số nguyên, không phải {value}.", en="Must be a whole number, not {value}."),
    "int_from_float": Text(vi="Phải là số nguyên, không phải {value}.", en="Must be a whole number, not {value}."),
    "int_parsing": Text(vi="Phải là số nguyên, không phải {value}.", en="Must be a whole number, not {value}."),
    "float_type": Text(vi="Phải là số, không phải {value}.", en="Must be a number, not {value}."),
    "finite_number": Text(vi="Phải là số hữu hạn, không phải {value}.", en="Must be a finite number, not {value}."),
    "bool_type": Text(vi="Phải là true hoặc false, không phải {value}.", en="Must be true or false, not {value}."),
    "greater_than": Text(vi="{value} phải lớn hơn {gt}.", en="{value} must be larger than {gt}."),
    "greater_than_equal": Text(vi="{value} phải từ {ge} trở lên.", en="{value} must be {ge} or more."),
    "less_than": Text(vi="{value} phải nhỏ hơn {lt}.", en="{value} must be smaller than {lt}."),
    "less_than_equal": Text(vi="{value} không được quá {le}.", en="{value} must be {le} or less."),
    "too_long": Text(
        vi="Có {actual_length} mục, tối đa {max_length}.", en="Has {actual_length} items, at most {max_length}."
    ),
    "literal_error": Text(
        vi="{value} không có trong các lựa chọn: {expected}.", en="{value} is not one of {expected}."
    ),
    "enum": Text(vi="{value} không có trong các lựa chọn: {expected}.", en="{value} is not one of {expected}."),
    "model_type": Text(vi="Phải là các cặp `tên: giá trị`.", en="Must be `name: value` pairs, not {value}."),
    "dict_type": Text(vi="Phải là các cặp `tên: giá trị`.", en="Must be `name: value` pairs, not {value}."),
    "tuple_type": Text(vi="Phải là một danh sách.", en="Must be a list, not {value}."),
    "date_type": Text(vi="Phải là ngày, không phải {value}.", en="Must be a date, not {value}."),
    "date_from_datetime_parsing": Text(vi="{value} không phải ngày.", en="{value} is not a date."),
    "date_parsing": Text(vi="{value} không phải ngày.", en="{value} is not a date."),
}
"""One sentence for each kind of error; the fields in braces come from the error itself."""

_ADVICE: Mapping[str, Text] = {
    "string_type": Text(
        vi='Mã là chữ: hãy đặt trong dấu nháy, ví dụ "79".', en='Ids are text: quote them, as in "79".'
    ),
    "date_type": Text(vi="Viết ngày theo dạng năm-tháng-ngày: 2026-07-01.", en="Write the date as 2026-07-01."),
    "date_from_datetime_parsing": Text(vi="Viết theo dạng 2026-07-01.", en="Write it as 2026-07-01."),
    "date_parsing": Text(vi="Viết theo dạng 2026-07-01.", en="Write it as 2026-07-01."),
}


_NO_FIELDS = frozenset({"[key]", "[number]", "[range]"})
"""Parts of pydantic's places that no planner wrote: a key of a mapping, the two shapes of a number of facilities."""


def faults_of(error: ValidationError, schema: Mapping[str, Any]) -> list[Fault]:
    """Return one fault for each thing that pydantic found wrong.

    Parameters
    ----------
    error
        What validating a scenario raised.
    schema
        JSON Schema of the scenario, for suggestions of field names.

    Returns
    -------
    list of Fault
        In the order of pydantic's errors.
    """
    return [fault for details in error.errors(include_url=False) for fault in _faults(details, schema)]


def _faults(details: ErrorDetails, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of one error of pydantic."""
    place = tuple(part for part in details["loc"] if part not in _NO_FIELDS)
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in place) or "."
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        what = Text(vi=f"Không có trường '{place[-1]}'.", en=f"There is no field '{place[-1]}'.")
        yield Fault(where, what, _suggestion(place, schema))
    elif kind == "value_error":
        for text in getattr(context["error"], "texts", (Text(vi=details["msg"], en=details["msg"]),)):
            yield Fault(where, text)
    else:
        values = {**context, "value": _shown(details["input"])}
        words = _WORDS.get(kind, Text(vi="Giá trị {value} không hợp lệ.", en=f"{{value}}: {details['msg']}."))
        vietnamese = {**values, "expected": str(values.get("expected", "")).replace(" or ", " hoặc ")}
        what = Text(vi=words.vi.format_map(vietnamese), en=words.en.format_map(values))
        yield Fault(where, what, _ADVICE.get(kind))


def _shown(value: Any) -> str:
    """Return a value as the planner wrote it, cut to a readable length."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _suggestion(place: tuple[str | int, ...], schema: Mapping[str, Any]) -> Text | None:
    """Return which field a planner may have meant: a neighbour of similar name, or the same name elsewhere."""
    name = str(place[-1])
    siblings = list(_resolved(_at(schema, place[:-1]), schema).get("properties", {}))
    elsewhere = [path for path in _paths(schema, schema) if path.rpartition(".")[2] == name]
    meant = difflib.get_close_matches(name, siblings, n=1, cutoff=0.65) or elsewhere
    if meant:
        return Text(vi=f"Có phải ý là {', '.join(meant)}?", en=f"Did you mean {', '.join(meant)}?")
    fields = ", ".join(siblings)
    return Text(vi=f"Các trường ở đây: {fields}.", en=f"Fields here: {fields}.") if fields else None


def _at(schema: Mapping[str, Any], place: tuple[str | int, ...]) -> Mapping[str, Any]:
    """Return the schema of a place."""
    node: Mapping[str, Any] = schema
    for part in place:
        node = _resolved(node, schema)
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
    return node


def _resolved(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference or an optional value stands for."""
    while True:
        if "anyOf" in node:
            node = node["anyOf"][0]
        elif "oneOf" in node:  # a number or a range: only the range has fields
            node = node["oneOf"][-1]
        elif "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            return node


def _paths(node: Mapping[str, Any], schema: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the dotted path of every field outside lists and tables."""
    for name, child in _resolved(node, schema).get("properties", {}).items():
        yield f"{prefix}{name}"
        yield from _paths(child, schema, f"{prefix}{name}.")
